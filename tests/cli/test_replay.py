"""`logscan replay`: both final states side by side, in every format, and for whom."""

from __future__ import annotations

import csv
import io
import json

import pytest

from logscan.analysis.replay import REPLAYED
from logscan.errors import ExitCode
from logscan.report.replay import SCHEMA
from tests.cli.command import LOST, golden, in_terminal, logscan
from tests.cli.hostile import ACTING, bundle
from tests.cli.test_story import GAP, STYLING
from tests.lost_finish import ASSET, LEAD, MENDED, TRUTH, VICTIM, short

PAIRS = sum(pair["verdict"] is not None for pair in TRUTH["pairs"])
COLUMNS = [column.name for column in REPLAYED]


@pytest.mark.parametrize("handler", ["fixed", "flagged", "both"])
def test_replay(handler: str) -> None:
    """The screen of each handler is the golden one: 80 columns, no blanks at the end of a line, nothing on stderr."""
    run = logscan("replay", LOST, "--handler", handler)
    golden(f"replay.{handler}.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert max(map(len, run.out.split("\n"))) <= 80
    assert [line for line in run.out.split("\n") if line != line.rstrip()] == []


def test_fixed_is_what_one_wants_to_know() -> None:
    """Without `--handler` the fixed one is replayed."""
    assert logscan("replay", LOST) == logscan("replay", LOST, "--handler", "fixed")


def test_json() -> None:
    """`--json` and `--format json` print the same document: the counts of today and of each handler, and the pairs that matter."""
    run = logscan("replay", LOST, "--handler", "both", "--json")
    assert run == logscan("replay", LOST, "--handler", "both", "--format", "json")
    found = json.loads(run.out)
    assert (run.code, run.err, found["schema"]) == (0, "", SCHEMA)
    assert run.out == json.dumps(found, indent=2, sort_keys=True) + "\n"
    summary = found["summary"]
    assert (summary["pairs"], summary["today"]["stale"], summary["flagged"]["stale"], summary["fixed"]["stale"]) == (PAIRS, 1, 1, 0)
    assert (summary["flagged"]["changed"], summary["fixed"]["changed"], summary["fixed"]["depends"]) == (0, 1, 0)
    assert [(pair["controller"], pair["asset"], pair["handler"], pair["replayed"]) for pair in found["pairs"]] == [
        (VICTIM, ASSET, "flagged", "scanning"),
        (VICTIM, ASSET, "fixed", "finished"),
    ]
    assert {f"{LOST}/{short(VICTIM)}.log", f"{LOST}/{short(LEAD)}.log"} <= {one["path"] for one in found["inputs"]}
    assert found["skipped"] == []


def test_all_formats_hold_the_same_pairs() -> None:
    """CSV, JSON Lines and JSON hold the same rows and columns in the same order, and `--all` holds all pairs."""
    arguments = ["replay", LOST, "--all"]
    by_json = json.loads(logscan(*arguments, "--json").out)["pairs"]
    by_line = [json.loads(line) for line in logscan(*arguments, "--format", "jsonl").out.split("\n")[:-1]]
    by_csv = list(csv.DictReader(io.StringIO(logscan(*arguments, "--format", "csv").out)))
    assert by_json == by_line
    assert [list(row.values()) for row in by_csv] == [["" if row[name] is None else str(row[name]) for name in COLUMNS] for row in by_json]
    assert list(by_csv[0]) == COLUMNS
    assert len(by_json) == PAIRS
    assert {row["asset"] for row in by_json if row["becomes"] != "consistent"} == set()
    assert {row["asset"] for row in by_json if row["verdict"] == "healed"} == {MENDED[1]}


def test_all_on_the_screen() -> None:
    """`--all` shows every pair, and then speaks of no others."""
    screen = logscan("replay", LOST, "--all").out
    assert screen.count(short(LEAD)) == sum(pair["controller"] == LEAD and pair["verdict"] is not None for pair in TRUTH["pairs"])
    assert "--all" not in screen
    assert "14 pairs are right and would show the same: --all lists them, too." in GAP.sub(" ", logscan("replay", LOST).out)


@pytest.mark.parametrize(("controller", "assets"), [(short(VICTIM), [ASSET]), (VICTIM, [ASSET]), (short(LEAD), [])])
def test_one_controller(controller: str, assets: list[str]) -> None:
    """`--controller` replays the copy of one, by the end of its name or all of it."""
    found = json.loads(logscan("replay", LOST, "--controller", controller, "--json").out)
    assert [pair["asset"] for pair in found["pairs"]] == assets
    assert found["summary"]["pairs"] == PAIRS / len(TRUTH["versions"])


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_nothing_is_lost_in_a_terminal(columns: int) -> None:
    """At any width no line is wider than the terminal, none ends in blanks, and every status is there in full."""
    shown = STYLING.sub("", in_terminal("replay", LOST, "--handler", "both", columns=columns).out)
    assert max(map(len, shown.split("\n"))) <= columns
    assert [line for line in shown.split("\n") if line != line.rstrip()] == []
    assert "…" not in shown
    joined = GAP.sub("", shown)
    assert [word for word in (ASSET[:12], short(VICTIM), "stale", "same", "finished") if word not in joined] == []


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--handler", "mended", "fixed, flagged, both"),
        ("--format", "xml", "table, json, csv, jsonl"),
        ("--controller", "nobody", short(VICTIM)),
        ("--assume-tz", "Mars/Olympus", "Mars/Olympus"),
    ],
)
def test_usage_errors(option: str, value: str, says: str) -> None:
    """A bad value ends with 2, prints nothing on stdout, and is answered with what is allowed."""
    run = logscan("replay", LOST, option, value)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err


@pytest.mark.parametrize("form", ["table", "json", "csv", "jsonl"])
def test_hostile_text_stays_text(form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hostile names and ids come out of every format as visible text, and no CSV cell is a formula."""
    run = logscan("replay", str(bundle(tmp_path_factory.mktemp("case"))), "--all", "--format", form)
    assert run.code == ExitCode.PARTIAL  # the .zip
    assert ACTING.findall(run.out + run.err) == []
    assert "[red]x" in GAP.sub("", run.out)
    if form == "csv":
        assert [cell for row in csv.reader(io.StringIO(run.out)) for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
