"""Several clusters, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.text import Text

import logscan
from logscan.case import Case
from logscan.report.checklist import checklist, screen
from logscan.report.clusters import heading, in_turn, which
from logscan.report.terminal import console, show
from tests.box import beside, box, tell
from tests.report.printed import printed as paper

EAST, WEST = box("restart-alone", 1), box("coalesced", 2, damage="missing")


def both(folder: Path, east: str = "east") -> Case:
    """Give a case of two clusters."""
    return logscan.open(tell(folder, beside(**{east: EAST, "west": WEST})))


def printed(case: Case, capsys: pytest.CaptureFixture[str]) -> str:
    """Give what is printed of the clusters of a case, of each the number of its rows."""
    terminal = console(width=80)
    for part in in_turn(case.clusters, lambda one: Text(f"{one.timeline_arrow.num_rows > 0}")):
        show(terminal, part)
    return capsys.readouterr().out


def test_each_in_turn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First it is said that there are several, then each has its say under its name; controllers count with a log or without."""
    assert printed(both(tmp_path), capsys) == (
        "SEVERAL CLUSTERS  2 in the input, each judged on its own: --cluster NAME for one\n\n"
        "Cluster 1 of 2: east (1 controller)\n\nTrue\n\nCluster 2 of 2: west (3 controllers)\n\nTrue\n"
    )


def test_one_of_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that was chosen has its heading, and nothing more."""
    both(tmp_path)
    assert printed(logscan.open(tmp_path, cluster="west"), capsys) == "Cluster 2 of 2: west (3 controllers)\n\nTrue\n"


def test_a_single_cluster_has_no_heading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is one cluster, nothing is said about clusters."""
    case = logscan.open(tell(tmp_path, EAST))
    assert printed(case, capsys) == "True\n"
    assert (heading(case), which(case)) == ([], {})
    assert "clusters" not in checklist(case)
    assert re.match(r"READINESS  A  .*\n    All logs speak .*\n\nIn ", paper(screen(case)))


def test_which(tmp_path: Path) -> None:
    """A document says which cluster it is about."""
    assert [which(one) for one in both(tmp_path).clusters] == [
        {"cluster": {"name": "east", "number": 1, "of": 2}},
        {"cluster": {"name": "west", "number": 2, "of": 2}},
    ]


def test_names_do_not_act(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of a folder is shown as text, whatever is in it."""
    out = printed(both(tmp_path, east="[red]a\x1b]0;x\u202e"), capsys)
    assert "Cluster 1 of 2: [red]a\\x1b]0;x\\u202e (1 controller)" in out
    assert "\x1b" not in out


def test_checklist(tmp_path: Path) -> None:
    """What is in the bundle says the cluster of each log, and of what is missing."""
    case = both(tmp_path)
    document = checklist(case)
    assert [(one["name"], len(one["controllers"])) for one in document["clusters"]] == [("east", 1), ("west", 3)]
    assert {Path(one["source"]).parent.name for one in document["members"] if one["cluster"] == "east"} == {"east"}
    assert [one["cluster"] for one in document["missing"]] == ["west"]
    assert [one["readiness"]["grade"] for one in document["clusters"]] == ["A", "C"]
    assert document["readiness"]["grade"] == "C"
    text = paper(screen(case))
    east, west = r"Cluster 1 of 2: east \(1 controller\)\n    A: .*\n", r"Cluster 2 of 2: west \(3 controllers\)\n    C: .*\n    - .*\n"
    assert re.match(rf"READINESS  C  .*\n\n{east}(?:    .*\n)*{west}(?:    .*\n)*\nIn ", text)
    assert (text.count("cluster east\n"), text.count("cluster west\n")) == (1, 2)
    assert "\n  1. Cluster west: Nothing can be said of " in text
