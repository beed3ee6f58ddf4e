"""REST answers alone: from files and archives, each given to its controller, and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logscan.errors import NothingUsable
from logscan.snapshot.entries import Member
from logscan.snapshots import Snapshots

WEB = "5b1d" * 16
POD = "neuvector-controller-pod-6c8d5f7b49-"


def rows(status: str) -> str:
    """Give an answer about one workload."""
    return f"{WEB} {status}\n"


def members(*suffixes: str) -> str:
    """Give an answer of /v1/controller."""
    known = [
        {"id": one * 2, "display_name": POD + one, "cluster_ip": f"10.0.4.{n}", "version": "v5.2.4"} for n, one in enumerate(suffixes, 1)
    ]
    return json.dumps({"controllers": known})


def test_by_the_names_of_their_files(tmp_path: Path) -> None:
    """Files called by address and end of the pod's name belong to these controllers."""
    (tmp_path / "1_10.0.4.1_x7k2p.txt").write_text(rows("finished"))
    (tmp_path / "2_10.0.4.2_b8nvt.txt").write_text(rows("scanning"))
    found = Snapshots(paths=[str(tmp_path)], named={})
    assert found.comparison.controllers == ("b8nvt", "x7k2p")
    assert found.members["b8nvt"] == Member(name="b8nvt", address="10.0.4.2")
    assert [one.behind for one in found.comparison.disagreeing] == [("b8nvt",)]


def test_by_what_an_answer_says(tmp_path: Path) -> None:
    """Where some answer names the controllers, they are called by their whole names; files of one are one column."""
    (tmp_path / "x7k2p.controller.json").write_text(members("x7k2p", "b8nvt"))
    (tmp_path / "10.0.4.1.txt").write_text(rows("finished"))
    (tmp_path / "b8nvt.txt").write_text(rows("scanning"))
    found = Snapshots(paths=[str(tmp_path)], named={})
    assert found.comparison.controllers == (f"{POD}b8nvt", f"{POD}x7k2p")
    assert found.members[f"{POD}x7k2p"].id == "x7k2p" * 2


def test_by_who_says_so(tmp_path: Path) -> None:
    """Who names the controller of a file decides, whatever it is called, and even where it does not look like an answer."""
    (tmp_path / "workloads.json").write_text(json.dumps({"workloads": [{"id": WEB}]}))
    (tmp_path / "b8nvt.txt").write_text(rows("finished"))
    (tmp_path / "members_x7k2p.json").write_text(members("x7k2p", "b8nvt", "zx7rm"))
    named = {str(tmp_path / "workloads.json"): "b8nvt", str(tmp_path / "b8nvt.txt"): "10.0.4.3"}
    found = Snapshots(paths=[str(tmp_path / "members_x7k2p.json")], named=named)
    assert found.comparison.controllers == (f"{POD}b8nvt", f"{POD}zx7rm")
    assert [dict(one.answers) for one in found.comparison.blank_on_some] == [{f"{POD}b8nvt": None, f"{POD}zx7rm": "finished"}]


def test_nothing_to_compare(tmp_path: Path) -> None:
    """Where there is no answer, what there is instead is named, and how to get one."""
    (tmp_path / "c.log").write_text("2024-01-25T23:44:58.39 |DEBU|CTL|x: y\n")
    with pytest.raises(NothingUsable) as caught:
        _ = Snapshots(paths=[str(tmp_path)], named={}).comparison
    assert "c.log: no REST answer" in str(caught.value)
    assert "snapshot take" in str(caught.value)


def test_the_incident(incident: Path) -> None:
    """On the three answers of the incident 18 workloads disagree, 19 copies are behind, and 18 answers of each are blank."""
    found = Snapshots(paths=[str(path) for path in incident.glob("*.txt")], named={}).comparison
    assert len(found.controllers) == 3
    assert (len(found.disagreeing), len(found.blank_on_some), found.partly_known) == (18, 0, {})
    assert sorted(found.behind(who) for who in found.controllers) == [0, 6, 13]
    assert [found.counts(who)["blank"] for who in found.controllers] == [18, 18, 18]
