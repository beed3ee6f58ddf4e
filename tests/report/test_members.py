"""Who left the cluster and who joined it, on the first screen and as data."""

from __future__ import annotations

from pathlib import Path

import jsonschema

import logscan
from logscan.case import Case
from logscan.report import members
from logscan.report.document import document
from logscan.report.jsonschema import analysis_schema
from logscan.report.terminal import summary
from tests.analysis.test_members import BEGUN, Lines, member, state
from tests.logs import A, B, C, itself, log, seen
from tests.report.printed import printed

LEFT = [(50, member(C, "delete")), (70, member(C, "add"))]


def case(folder: Path, alpha: Lines, bravo: Lines = ()) -> Case:
    """Give a case of two logs that know three controllers."""
    for pod, other, own in ((A, B, alpha), (B, A, bravo)):
        lines = [(0, BEGUN), (0.1, itself(pod)), (0.2, seen(other)), (0.3, seen(C)), *own, (400, "main.main: x")]
        (folder / f"{pod}.log").write_bytes(log(*lines))
    return logscan.open(folder)


def test_lines(tmp_path: Path) -> None:
    """Each move is a line of the first screen, with its time, and the line of each log that says so."""
    shown = printed(summary(case(tmp_path, LEFT, [(50.3, member(C, "delete"))])))
    assert "\nm3n8b left at 2024-01-25 23:00:50, according to x7k2p (line 5) and q4w9z (line\n5).\n" in shown
    assert "\nm3n8b joined at 2024-01-25 23:01:10, according to x7k2p (line 6).\n" in shown
    assert max(map(len, shown.split("\n"))) <= 80


def test_data(tmp_path: Path) -> None:
    """As data a move has every line that says so, with its own time, and the schema accepts it."""
    of = case(tmp_path, [(50, state(C, "disconnect"))], [(50.3, state(C, "disconnect"))])
    (one,) = members.document(of)
    assert one == {
        "controller": C,
        "change": "unreachable",
        "at": "2024-01-25T23:00:50.000Z",
        "told": [
            {"controller": A, "source": f"{tmp_path}/{A}.log", "line": 5, "ts": "2024-01-25T23:00:50.000Z"},
            {"controller": B, "source": f"{tmp_path}/{B}.log", "line": 5, "ts": "2024-01-25T23:00:50.300Z"},
        ],
    }
    whole = document(of)
    assert whole["membership"] == [one]
    jsonschema.validate(whole, analysis_schema(), cls=jsonschema.Draft202012Validator)


def test_many(tmp_path: Path) -> None:
    """Of many moves a few are shown, and the number of the others; data has all."""
    of = case(tmp_path, [(50 + nth, member(C, ("delete", "add")[nth % 2])) for nth in range(10)])
    shown = [line.plain for line in members.members(of)]
    assert (len(shown), shown[-1].startswith("and 4 more times ")) == (members.SHOWN + 1, True)
    assert len(members.document(of)) == 10


def test_nothing_happened(tmp_path: Path) -> None:
    """Where nobody came or went, nothing is said."""
    of = case(tmp_path, [])
    assert (list(members.members(of)), members.document(of)) == ([], [])
