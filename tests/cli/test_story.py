"""`logscan timeline` and `logscan explain`: rows in every format, where they are written, and the story of one asset."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from logscan.errors import ExitCode
from logscan.schema import TIMELINE
from tests.cli.command import CHECKOUT, LOST, golden, in_terminal, logscan
from tests.cli.hostile import ACTING, bundle
from tests.lost_finish import ASSET, FINDING, FOLDER, LEAD, TRUTH, VICTIM, address, at, moment, short
from tests.report.printed import too_wide

FEW = ASSET[:4]
PODS = {short(pod) for pod in TRUTH["versions"]}
APPLIED = moment(VICTIM, at(VICTIM, ASSET, "status=scanning")[0])
LATER = [number for number in at(VICTIM, ASSET, "=scan/state/") if moment(VICTIM, number) >= APPLIED]
DROPPED, WRITTEN = LATER[-1], at(LEAD, "cluster.Put:", ASSET, "finished")[-1]
LOST_AT = moment(VICTIM, DROPPED)
STYLING = re.compile(r"\x1b\[[0-9;]*m")
GAP = re.compile(r"\s+")


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_timeline_of_an_asset(form: str) -> None:
    """The rows of one asset are the golden ones, in every text format, with nothing on stderr."""
    run = logscan("timeline", LOST, "--asset", FEW, "--format", form)
    golden(f"timeline.{form}.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert [line for line in run.out.split("\n") if line != line.rstrip()] == []


def test_all_formats_hold_the_same_rows(tmp_path: Path) -> None:
    """CSV, JSON Lines, Parquet and the table hold the same rows in the same order: time between controllers, file order inside one."""
    by_csv = list(csv.DictReader(io.StringIO(logscan("timeline", LOST, "--format", "csv").out)))
    by_json = [json.loads(line) for line in logscan("timeline", LOST, "--format", "jsonl").out.rstrip("\n").split("\n")]
    assert logscan("timeline", LOST, "--format", "parquet", "-o", str(tmp_path / "a.parquet")).code == 0
    table = pq.read_table(tmp_path / "a.parquet")
    by_parquet = table.select(["source", "line", "event"]).to_pylist()
    shown = logscan("timeline", LOST).out.rstrip("\n").split("\n")
    places = [(row["source"], int(row["line"]), row["event"]) for row in by_csv]
    assert places == [(row["source"], row["line"], row["event"]) for row in by_json]
    assert places == [(row["source"], row["line"], row["event"]) for row in by_parquet]
    assert [(line, event) for _, line, event in places] == [(int(row.split()[2]), row.split()[3]) for row in shown]
    assert list(by_csv[0]) == [column.name for column in TIMELINE] == table.schema.names
    assert sorted(by_json[0]) == list(by_json[0])
    assert [row["ts"] for row in by_csv] == sorted(row["ts"] for row in by_csv)


@pytest.mark.parametrize(
    ("filters", "lines"),
    [
        (["--controller", short(VICTIM), "--asset", FEW, "--since", APPLIED[11:]], LATER),
        (["--controller", address(VICTIM), "--since", LOST_AT[11:], "--until", LOST_AT], [DROPPED]),
        (["--controller", short(VICTIM), "--since", "2030-01-01"], []),
    ],
)
def test_filters(filters: list[str], lines: list[int]) -> None:
    """Filters narrow the rows down, each with the others; no row left is no error."""
    run = logscan("timeline", LOST, "--format", "jsonl", *filters)
    assert run.code == 0
    assert [json.loads(row)["line"] for row in run.out.split("\n")[:-1]] == lines


def test_evidence_stands_where_the_rows_say() -> None:
    """Line number and byte offset of every row lead to the line that the row was read from."""
    rows = [json.loads(row) for row in logscan("timeline", LOST, "--asset", FEW, "--format", "jsonl").out.split("\n")[:-1]]
    for row in rows:
        data = (CHECKOUT / row["source"]).read_bytes()
        line = data.split(b"\n")[row["line"] - 1]
        assert data[row["offset"] :].startswith(line)
        assert ASSET.encode() in line
        assert row["emitter"].encode() in line


def test_output_file(tmp_path: Path) -> None:
    """`-o` writes the bytes that stdout would get, for the owner only, replaces a file only with --force, and leaves nothing else."""
    target = tmp_path / "rows.csv"
    printed = logscan("timeline", LOST, "--format", "csv").out
    assert logscan("timeline", LOST, "--format", "csv", "-o", str(target)).out == ""
    assert target.read_bytes().decode() == printed
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    refused = logscan("timeline", LOST, "-o", str(target))
    assert (refused.code, refused.out) == (ExitCode.OUTPUT, "")
    assert refused.err == f"logscan: {target} exists\n  try: --force replaces it\n"
    assert target.read_bytes().decode() == printed
    assert logscan("timeline", LOST, "--asset", FEW, "-o", str(target), "--force").code == 0
    assert target.read_bytes().decode() != printed
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("form", ["table", "parquet"])
def test_output_that_cannot_be_written(form: str, tmp_path: Path) -> None:
    """`-o` into a folder that is not there ends with 5 and says so."""
    run = logscan("timeline", LOST, "--format", form, "-o", str(tmp_path / "no" / "rows"))
    assert (run.code, run.out) == (ExitCode.OUTPUT, "")
    assert run.err == f"logscan: cannot write {tmp_path}/no/rows\n  why: No such file or directory\n"


def test_parquet_is_not_for_a_terminal() -> None:
    """Binary output to a terminal is refused with what to type instead."""
    run = in_terminal("timeline", LOST, "--format", "parquet")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "-o FILE" in run.err


def test_explain() -> None:
    """The story of the asset that lost its finish is the golden one: every line with its number, the proof, and the rivals."""
    run = logscan("explain", FEW, LOST)
    golden("explain.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert max(map(len, run.out.split("\n"))) <= 80
    assert [line for line in run.out.split("\n") if line != line.rstrip()] == []


def test_the_proof_names_who_speaks() -> None:
    """A step of the proof that is about a peer names the controller whose line it shows."""
    (stale,) = [one for one in json.loads(logscan("explain", FEW, LOST, "--json").out)["findings"] if one["verdict"] == "stale"]
    told = [(step["says"], {short(line["controller"]) for line in step["lines"]}) for step in stale["proof"] if step["lines"]]
    assert {pod for _, pods in told for pod in pods} == PODS
    assert [says for says, pods in told if any(pod in says for pod in PODS) and not any(pod in says for pod in pods)] == []


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_explain_loses_nothing_in_a_terminal(columns: int) -> None:
    """At any width no line but that of one long name is wider than the terminal, and every id, file and cause is there in full."""
    shown = STYLING.sub("", in_terminal("explain", FEW, LOST, columns=columns).out)
    lines = shown.split("\n")
    assert too_wide(shown, columns) == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert "…" not in shown
    joined = GAP.sub("", shown)
    words = (ASSET, FINDING, f"{short(VICTIM)}.log:{DROPPED}", "DROPPED", f"{short(LEAD)}.log:{WRITTEN}")
    assert [word for word in words if word not in joined] == []


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_explain_in_other_forms(form: str) -> None:
    """The story as Markdown and as data is the golden one, and `--json` is short for the latter."""
    run = logscan("explain", FEW, LOST, "--format", form)
    golden(f"explain.{form}.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert form != "json" or logscan("explain", FEW, LOST, "--json").out == run.out


def test_explain_a_controller() -> None:
    """A finding about a whole controller is explained too, in every form: why nothing can be said, and what would decide."""
    found = next(one for one in json.loads(logscan("analyze", "fixtures/missing-lead", "--json").out)["findings"] if one["asset"] is None)
    for form, says in (("text", "What would change the verdict"), ("markdown", "### What would change"), ("json", '"otherwise": [')):
        run = logscan("explain", found["id"], "fixtures/missing-lead", "--format", form)
        assert (run.code, run.err) == (0, "")
        assert says in run.out
        assert "collect the log of " in GAP.sub(" ", run.out)


@pytest.mark.parametrize(
    ("options", "says"), [(["--format", "xml"], "text, markdown, html, json"), (["--json", "--format", "markdown"], "one of them")]
)
def test_explain_in_no_form(options: list[str], says: str) -> None:
    """A form that there is not, or two of them, end with 2."""
    run = logscan("explain", FEW, LOST, *options)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err


@pytest.mark.parametrize("name", [FINDING, FINDING[:6], ASSET, ASSET[:6]])
def test_explain_takes_any_unique_prefix(name: str) -> None:
    """An asset and a finding answer to their id and to its first characters, with the same story."""
    assert logscan("explain", name, LOST) == logscan("explain", FEW, LOST)


@pytest.mark.parametrize(
    "arguments", [["explain", "zzzz", LOST], ["explain", ASSET[:3], LOST], ["explain", "F-0000", LOST]], ids=lambda a: a[1]
)
def test_explain_an_unknown_name(arguments: list[str]) -> None:
    """A name that nothing answers to, or too short a one, ends with 2 and is named."""
    run = logscan(*arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert f"`{arguments[1]}`" in run.err


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--format", "xml", "table, csv, jsonl, parquet"),
        ("--since", "yesterday-ish", "yesterday-ish"),
        ("--controller", "nobody", short(VICTIM)),
        ("--asset", "zzzz", "`zzzz`"),
        ("--assume-tz", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_usage_errors_of_the_timeline(option: str, value: str, says: str) -> None:
    """A bad value ends with 2, prints nothing on stdout, and is named or answered with what is allowed."""
    run = logscan("timeline", LOST, option, value)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Hostile names and values come out of every format as visible text, and no CSV cell is a formula."""
    case = str(bundle(tmp_path))
    tables = (["timeline", case, "--format", form] for form in ("table", "csv", "jsonl"))
    for arguments in (*tables, *(["explain", FEW, case, "--format", form] for form in ("text", "markdown", "json"))):
        run = logscan(*arguments)
        assert run.code == ExitCode.PARTIAL  # the .zip
        assert ACTING.findall(run.out + run.err) == []
        assert "[red]x" in GAP.sub("", run.out)  # the table cuts long values
    cells = [cell for row in csv.reader(io.StringIO(logscan("timeline", case, "--format", "csv").out)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert any(cell.startswith("'=1+2") for cell in cells)


def test_explain_cuts_a_huge_line(tmp_path: Path) -> None:
    """A line of a megabyte in the proof is shown by its begin, with the number of characters left out."""
    for log in FOLDER.glob("*.log"):
        (tmp_path / log.name).write_bytes(log.read_bytes().replace(b'"finished"}', b'"finished","note":"' + b"x" * (1 << 20) + b'"}'))
    shown = logscan("explain", FEW, str(tmp_path)).out
    assert len(shown) < 20_000
    assert re.search(r"x \[[0-9,]+\s+more\s+characters\]", shown)
