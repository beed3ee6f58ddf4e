"""A case made of timeline rows, without the logs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import logscan
from logscan.case import Case
from logscan.errors import MissingColumns, UsageError
from logscan.given import NO_TEXT
from logscan.report.document import document
from tests.lost_finish import ASSET, FOLDER, VICTIM
from tests.stories import tell

FIXTURES = sorted(path for path in FOLDER.parent.iterdir() if path.is_dir())
BOOTS = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=finished 2.1:modify=finished
bravo 1:register 1.2:add=scheduled 2.2:modify=finished 100:start=v5.3.0 101:register=finished
"""


def verdicts(case: Case) -> set[tuple[str, ...]]:
    """Give controller, asset and verdict of every pair."""
    return {(str(one.controller), str(one.asset), str(one.verdict)) for one in case.pairs.itertuples()}


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda path: path.name)
def test_the_same_rows(folder: Path) -> None:
    """In whatever order rows come, they are the timeline of the logs again, with its boots and controllers."""
    case = logscan.open(folder)
    given = logscan.analyze(case.timeline.sample(frac=1, random_state=7))
    assert given.timeline_arrow.to_pylist() == case.timeline_arrow.to_pylist()
    assert {one.name for one in given.read.controllers} == {one.name for one in case.read.controllers}
    boots = [[[boot.version for boot in one.boots] for one in each.read.controllers if one.boots] for each in (given, case)]
    assert boots[0] == boots[1]


@pytest.mark.parametrize("name", ["lost-finish", "coalesced", "first-sight", "healthy", "latent", "concurrent", "two-writers"])
def test_the_same_verdicts(name: str) -> None:
    """Where the rows alone prove it, everything is judged as it is from the logs."""
    case = logscan.open(FOLDER.parent / name)
    assert verdicts(logscan.analyze(case.timeline)) == verdicts(case)


def test_a_table_from_parquet(tmp_path: Path) -> None:
    """A table that was written and read again, with a column more, is as good."""
    case = logscan.open(FOLDER)
    pq.write_table(case.timeline_arrow.append_column("mine", pa.array(range(case.timeline_arrow.num_rows))), tmp_path / "t.parquet")
    assert verdicts(logscan.analyze(pq.read_table(tmp_path / "t.parquet"))) == verdicts(case)
    assert verdicts(logscan.analyze(pd.read_parquet(tmp_path / "t.parquet"))) == verdicts(case)


def test_without_the_end() -> None:
    """Rows of a controller that end before the notification which was lost prove nothing of it: the verdict is open."""
    case = logscan.open(FOLDER)
    (lost,) = [one.row for one in case.asset(ASSET).events if one.lost]
    rows = case.timeline
    early = logscan.analyze(rows[(rows["controller"] != VICTIM) | (rows.index < lost)])
    assert (VICTIM, ASSET, "pending") in verdicts(early)


def test_boots_are_taken_from_their_column(tmp_path: Path) -> None:
    """A table without the lines that begin a boot still tells boots apart."""
    rows = logscan.open(tell(tmp_path, BOOTS)).timeline
    kept = logscan.analyze(rows[rows["event"] != "controller.started"])
    assert [len(one.boots) for one in kept.read.controllers] == [1, 2]


def test_all_else_is_there() -> None:
    """Pictures, documents and stories work; the text of lines alone is not known."""
    case = logscan.analyze(logscan.open(FOLDER).timeline)
    assert repr(case) == f"<logscan.Case of a table of {len(case.timeline)} rows>"
    assert case.asset(ASSET).swimlane().svg
    (finding,) = document(case)["findings"]
    assert {one["text"] for one in finding["evidence"]} == {NO_TEXT}
    assert {*case.sources} <= {*logscan.open(FOLDER).sources}


def test_missing_columns() -> None:
    """The error names what is missing, says what is there, and where all columns are."""
    rows = logscan.open(FOLDER).timeline
    with pytest.raises(MissingColumns) as caught:
        logscan.analyze(rows.drop(columns=["ts", "fields"]))
    assert caught.value.what == "the table lacks 2 of the 15 columns of a timeline: ts, fields"
    assert "controller, boot" in caught.value.why
    with pytest.raises(MissingColumns):
        logscan.analyze(pd.DataFrame())


def test_columns_that_hold_something_else() -> None:
    """A column of another type, and a row that says nobody printed it, are named."""
    rows = logscan.open(FOLDER).timeline
    with pytest.raises(UsageError, match="column line of the table holds"):
        logscan.analyze(rows.assign(line="many"))
    with pytest.raises(UsageError, match="column controller of the table has"):
        logscan.analyze(rows.assign(controller=None))


def test_no_rows() -> None:
    """A table without rows is a case without controllers."""
    case = logscan.analyze(logscan.open(FOLDER).timeline.iloc[:0])
    assert (len(case.pairs), len(case.findings), case.read.controllers) == (0, 0, ())
