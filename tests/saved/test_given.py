"""Timeline rows in hand: judged like logs that were cut like them, and refused where they have holes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logscan
from logscan.case import Case
from logscan.errors import LogscanError, MissingColumns, NothingUsable, UsageError
from logscan.report.document import document
from logscan.saved.carried import KEY, find
from logscan.simulate.damage import DAMAGES
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios
from tests.box import box
from tests.fixture import FOLDERS
from tests.lost_finish import ASSET, FOLDER, VICTIM
from tests.simulate.oracle import NOT_JUDGED

SMALL = [name for name in scenarios() if name not in NOT_JUDGED]
LIVES = st.tuples(st.sampled_from(SMALL), st.integers(0, 99), st.sampled_from(("", "gap", "head-cut", "tail-cut", "info-for-a-while")))
Verdicts = dict[tuple[str, str], tuple[str, str | None]]

# `make campaign` looks where nobody has looked; the suite looks at the same histories every time.
FEW = settings(max_examples=30, deadline=None, derandomize=True)


def verdicts(case: Case) -> Verdicts:
    """Give verdict and status by controller and asset."""
    assets = case.scene.histories.assets
    return {
        (case.scene.controller(one.history).name, assets[int(case.scene.histories.asset[one.history])][1]): (one.verdict, one.status)
        for one in case.judgements
    }


def logs_of(folder: Path) -> Case:
    """Give the case of the logs in a folder, without its REST answers."""
    return logscan.open(*sorted(folder.glob("*.log")))


def lost_finish() -> pd.DataFrame:
    """Give the timeline of fixtures/lost-finish."""
    return logs_of(FOLDER).timeline


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_whole_it_is_the_case(folder: Path) -> None:
    """All rows in any order, with what they carry: the same timeline, verdicts, findings and clocks as of the logs."""
    case = logs_of(folder)
    again = logscan.analyze(case.timeline.sample(frac=1, random_state=7))
    assert again.rows.to_pylist() == case.rows.to_pylist()
    assert verdicts(again) == verdicts(case)
    pd.testing.assert_frame_equal(again.findings, case.findings)
    assert [one["coverage"] for one in document(again)["controllers"]] == [one["coverage"] for one in document(case)["controllers"]]


def _laid_out(simulation: Simulation, folder: str) -> Iterator[Path]:
    for name, content in simulation.files.items():
        if name.endswith(".log") or not name.startswith("rest_"):
            Path(folder, name).write_bytes(content)
            yield Path(folder, name)


def _cut(paths: list[Path], whole: pd.DataFrame, cut: pd.DataFrame, folder: str) -> Case | None:
    """Give the case of the logs, cut where the rows of a table are."""
    made = []
    for path in paths:
        own, left = whole[whole["source"] == str(path)]["line"], cut[cut["source"] == str(path)]["line"]
        if not len(left):
            continue
        lines = path.read_bytes().split(b"\n")
        begin = 0 if left.min() == own.min() else int(left.min()) - 1
        end = len(lines) if left.max() == own.max() else int(left.max())
        made.append(Path(folder, path.name))
        made[-1].write_bytes(b"\n".join(lines[begin:end]) + b"\n")
    return logscan.open(*made) if made else None


@FEW
@given(LIVES, st.tuples(st.floats(0, 1), st.floats(0, 1)), st.sampled_from("<>|"))
def test_a_cut_table_is_a_cut_log(life: tuple[str, int, str], part: tuple[float, float], kind: str) -> None:
    """Cut in time, a table says what the logs say that are cut at the same lines: nothing is stale, or right, that is not proven then."""
    scenario, seed, damage = life
    simulation = simulate(scenarios()[scenario], seed)
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        paths = list(_laid_out(simulation.damaged(DAMAGES[damage]) if damage else simulation, folder))
        whole = logscan.open(*paths).timeline
        begin, end = (whole["ts"].quantile(share, interpolation="lower") for share in sorted(part))
        some = whole[(whole["ts"] <= end if kind != ">" else True) & (whole["ts"] >= begin if kind != "<" else True)]
        try:
            table = logscan.analyze(some)
        except NothingUsable:
            assert not len(some)
            return
        logs = _cut(paths, whole, table.timeline, other)
        assert logs is not None
        assert verdicts(table) == verdicts(logs)


@pytest.mark.parametrize("without", [0, 1, 2])
def test_without_a_controller(without: int) -> None:
    """Rows without one controller are the logs without its log: it is named as missing, and never called right or wrong."""
    rows = lost_finish()
    name = sorted(rows["controller"].unique())[without]
    case = logscan.analyze(rows[rows["controller"] != name])
    others = logscan.open(*(path for path in FOLDER.glob("*.log") if path.stem != name[-5:]))
    assert verdicts(case) == verdicts(others)
    assert [one.log for one in case.read.controllers] == [one.log for one in others.read.controllers]
    assert [one.controller for one in case.found if one.cause == "log-absent"] == [
        one.controller for one in others.found if one.cause == "log-absent"
    ]


def test_holes_are_refused() -> None:
    """Rows of one asset, of some events, or of a level prove nothing: most verdicts are made of lines that are not there."""
    rows = lost_finish()
    for some in (rows[rows["asset"] == ASSET], rows[rows["event"] == "scan.notified"], rows[rows["level"] == "DEBU"], rows.iloc[::2]):
        with pytest.raises(UsageError, match="missing between others") as caught:
            logscan.analyze(some)
        assert "stretch of time" in caught.value.hint


def test_the_edge_of_a_cut_may_be_frayed() -> None:
    """Lines step back in time by milliseconds, so a cut by time misses some at its edge: it ends before them."""
    rows = lost_finish()
    own = rows[rows["controller"] == VICTIM]
    frayed = logscan.analyze(pd.concat([own.iloc[:40], own.iloc[41:42]]))
    assert len(frayed.timeline) == 40
    assert frayed.read.controllers[2].last == own.iloc[39]["ts"].value // 1_000_000


def test_without_coverage_it_is_refused() -> None:
    """Nothing is said of rows of which nobody knows what their logs cover; the case, its coverage or its timeline tell."""
    case = logs_of(FOLDER)
    bare = case.timeline.merge(pd.DataFrame({"controller": [VICTIM], "node": ["worker-1"]}), on="controller")
    bare.attrs = {}
    with pytest.raises(UsageError, match="nothing tells what the logs") as caught:
        logscan.analyze(bare)
    assert "coverage=case.coverage" in caught.value.hint
    of = [verdicts(logscan.analyze(bare, coverage=one)) for one in (case, case.coverage, case.timeline, case.timeline_arrow)]
    assert of == [of[0]] * 4
    assert of[0]


def test_it_travels(tmp_path: Path) -> None:
    """Parquet that pandas, pyarrow or `logscan timeline` wrote carries it, and so does a table with a column more."""
    case = logs_of(FOLDER)
    case.timeline.to_parquet(tmp_path / "pandas.parquet")
    more = case.timeline_arrow.append_column("mine", pa.array(range(case.rows.num_rows)))
    pq.write_table(more, tmp_path / "arrow.parquet")
    for name in ("pandas.parquet", "arrow.parquet"):
        assert verdicts(logscan.analyze(pq.read_table(tmp_path / name))) == verdicts(case)
    assert verdicts(logscan.analyze(pd.read_parquet(tmp_path / "pandas.parquet"))) == verdicts(case)


@pytest.mark.parametrize(("name", "within"), [("PANDAS_ATTRS", ()), ("pandas", ("attributes",))])
@pytest.mark.parametrize("other", [None, "", "{", '{"attributes": 1}', f'{{"{KEY}": 1, "attributes": {{"{KEY}": 1}}}}'])
def test_it_travels_with_either(name: str, within: tuple[str, ...], other: str | None) -> None:
    """What a DataFrame carries pandas writes into Parquet, and so does pyarrow unless it is old: one of the two is enough."""
    attrs: dict[str, object] = {KEY: "what is carried"}
    for outer in within:
        attrs = {outer: attrs}
    both = {name: json.dumps(attrs)} | ({{"PANDAS_ATTRS": "pandas", "pandas": "PANDAS_ATTRS"}[name]: other} if other is not None else {})
    assert find(pa.table({"a": [1]}).replace_schema_metadata(both)) == "what is carried"
    assert find(pa.table({"a": [1]}).replace_schema_metadata(both | {name: other or ""})) is None


def test_what_it_carries_may_be_forged() -> None:
    """What is no coverage, or that of other logs, is refused in a sentence."""
    rows = lost_finish()
    for forged in ("", "x", "eJw=", "AAAA", str(rows.attrs[KEY])[:-40]):
        rows.attrs[KEY] = forged
        with pytest.raises(UsageError, match="cannot be read"):
            logscan.analyze(rows)
    with pytest.raises(UsageError, match="of which the coverage says nothing"):
        logscan.analyze(rows, coverage=logs_of(FOLDER.parent / "healthy"))


def test_columns() -> None:
    """Missing columns, doubled ones, other types, empty cells and words that no log has are named."""
    rows = lost_finish()
    with pytest.raises(MissingColumns, match="lacks 2 of the 15 columns of a timeline: ts, fields") as caught:
        logscan.analyze(rows.drop(columns=["ts", "fields"]))
    assert "controller, boot" in caught.value.why
    with pytest.raises(MissingColumns):
        logscan.analyze(pd.DataFrame())
    for wrong, said in (
        (rows.assign(line="many"), "column line of the table holds"),
        (rows.assign(line=pd.Series([1, "two"] * (len(rows) // 2), dtype=object)), "column line of the table holds"),
        (rows.assign(line=-1), "column line of the table holds numbers"),
        (rows.assign(controller=None), "column controller of the table has"),
        (rows.assign(status="done"), "column status of the table holds 'done'"),
        (rows.assign(fields="[]"), "column fields of the table holds"),
        (pd.concat([rows, rows[["line"]]], axis=1), "two columns line"),
    ):
        with pytest.raises(UsageError, match=said):
            logscan.analyze(wrong)


def test_repeated_rows_count_once() -> None:
    """A join that made several rows of one changes nothing; a table without rows is refused."""
    rows = lost_finish()
    twice = pd.concat([rows, rows])
    assert verdicts(logscan.analyze(twice, coverage=rows)) == verdicts(logscan.analyze(rows))
    with pytest.raises(NothingUsable, match="no rows are left"):
        logscan.analyze(rows.iloc[:0])


def test_several_clusters(tmp_path: Path) -> None:
    """Rows of several clusters are as many cases, each judged like its own."""
    for number, scenario in enumerate(("lost-finish", "first-sight")):
        for name, content in box(scenario, number, nodes=f"n{number}").items():
            path = tmp_path / scenario / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    case = logscan.open(tmp_path)
    again = logscan.analyze(case.timeline)
    assert [one.name for one in again.clusters] == [one.name for one in case.clusters] == ["first-sight", "lost-finish"]
    assert [verdicts(one) for one in again.clusters] == [verdicts(one) for one in case.clusters]
    first = case.clusters[0]
    assert verdicts(logscan.analyze(case.timeline[case.timeline["controller"].isin(first.timeline["controller"])])) == verdicts(first)


def test_all_else_is_there(tmp_path: Path) -> None:
    """Pictures, stories and documents work, it can be saved, and the text of lines alone is not known."""
    case = logscan.analyze(lost_finish())
    assert repr(case) == f"<logscan.Case a table of {len(case.timeline)} rows>"
    assert case.asset(ASSET).swimlane().svg
    assert {line["text"] for line in document(case)["findings"][0]["evidence"]} == {
        "(the text of this line is not kept: the log itself has it)"
    }
    case.save(tmp_path / "a.logscan.zip")
    assert verdicts(logscan.open(tmp_path / "a.logscan.zip")) == verdicts(case)
    with pytest.raises(LogscanError, match="is not here"), next(iter(case.reading.sources.values())).open():
        pass
