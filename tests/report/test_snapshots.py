"""A comparison for the terminal: the sentence, who is behind, how long, at any width, and nothing that acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logscan.report.snapshots import compared
from logscan.snapshots import Snapshots
from tests.report.printed import printed, words
from tests.stories import asset_id
from tests.takes import write_takes


def screen(folder: Path, *, width: int = 80, limit: int = 20) -> str:
    """Give the comparison of all answers in a folder."""
    return printed(compared(Snapshots(paths=[str(folder)], named={}), width=width, limit=limit), width=width)


def takes(folder: Path, *rounds: str) -> str:
    """Give the comparison of some rounds, ten seconds apart."""
    write_takes(folder, {10.0 * number: one for number, one in enumerate(rounds)})
    return screen(folder)


def test_agreement(tmp_path: Path) -> None:
    """Where all agree it says so, and what healed."""
    assert takes(tmp_path, "alpha=finished bravo=finished").startswith("AGREE  2 controllers answer the same about 1 asset.\n1 round, ")
    assert "They did not about 1, in rounds before." in words(
        takes(tmp_path, "alpha=finished bravo=scanning", "alpha=finished bravo=finished")
    )


def test_what_stays_and_what_heals(tmp_path: Path) -> None:
    """A copy that stays wrong and one that healed stand apart, each with all that it answered."""
    shown = takes(
        tmp_path,
        "alpha=finished bravo=scanning alpha/api=finished bravo/api=scanning",
        "alpha=finished bravo=scanning alpha/api=finished bravo/api=finished",
    )
    assert shown.startswith("DISAGREE  Controllers answer differently about 1 workload.")
    assert "1 other asset healed." in words(shown)
    stays, heals = shown.index("STAYS  the same in every round"), shown.index("HEALED  gone in the last round")
    web, api = shown.index(asset_id("web")[:12]), shown.index(asset_id("api")[:12])
    assert stays < web < heals < api
    assert "finished  scanning > finished" in shown[heals:]
    assert "a second look" not in shown


def test_blank_and_unknown(tmp_path: Path) -> None:
    """Blank answers, and assets that only some know, stand apart from what disagrees."""
    shown = takes(tmp_path, "alpha=finished bravo= alpha/job=finished alpha/api= bravo/api=")
    assert "About 1 workload some of them answer nothing." in words(shown)
    assert "BLANK ON SOME" in shown
    assert f"workload {asset_id('job')[:12]}  alpha\n" in shown[shown.index("KNOWN TO SOME") :]
    assert asset_id("api")[:12] not in shown


def test_one_controller(tmp_path: Path) -> None:
    """Answers of one controller alone are no agreement."""
    assert takes(tmp_path, "alpha=finished").startswith("ONE CONTROLLER  Only answers of alpha:")


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_any_width(tmp_path: Path, width: int) -> None:
    """On a narrow screen answers stand below the asset; no line is wider than the screen."""
    takes(
        tmp_path,
        " ".join(f"{name}={'scanning' if name == 'hotel' else 'finished'}" for name in ("alpha", "bravo", "hotel", "india", "oscar")),
    )
    shown = screen(tmp_path, width=width)
    assert max(map(len, shown.split("\n"))) <= width
    below = "  finished: alpha, bravo, india, oscar" if width < 84 else "finished  finished  scanning  finished  finished"
    assert words(below) in words(shown)


def test_limit(tmp_path: Path) -> None:
    """More assets than the limit are counted; zero shows all."""
    takes(tmp_path, " ".join(f"alpha/{n}=finished bravo/{n}=scanning" for n in range(5)))
    assert "and 3 more: --limit 0 shows all" in screen(tmp_path, limit=2)
    assert "more" not in screen(tmp_path, limit=0)


def test_versions_roles_and_counts(tmp_path: Path) -> None:
    """What controllers say of themselves stands in the table, and what each counts itself below."""
    known = [
        {"display_name": f"neuvector-controller-pod-6c8d5f7b49-{one}", "cluster_ip": one, "version": f"v{one}", "leader": one == "x7k2p"}
        for one in ("x7k2p", "b8nvt")
    ]
    (tmp_path / "x7k2p.controller.json").write_text(json.dumps({"controllers": known}))
    (tmp_path / "x7k2p.status.json").write_text(
        json.dumps({"status": {"scanned": 31, "scheduled": 0, "scanning": 1, "cvedb_version": "3"}})
    )
    for one in ("x7k2p", "b8nvt"):
        (tmp_path / f"{one}.txt").write_text(f"{asset_id('web')} finished\n")
    shown = screen(tmp_path)
    assert "x7k2p       lead  vx7k2p        1         1       0\n" in shown
    assert "x7k2p itself counts 31 scanned, 0 scheduled, 1 scanning.\n" in shown


def test_nothing_acts(tmp_path: Path) -> None:
    """Names and ids from the cluster are text, damage is named, and other files are counted."""
    evil = "\x1b]0;owned\x07[red]x[/red]"
    for one, status in (("x7k2p", "finished"), ("b8nvt", "scanning")):
        answer = {"workloads": [{"id": f"id{evil}", "display_name": evil, "scan_summary": {"status": status}}, 7]}
        (tmp_path / f"{one}.json").write_text(json.dumps(answer))
    (tmp_path / "c.log").write_text("x\n")
    shown = screen(tmp_path)
    assert "\x1b" not in shown
    assert "\\x1b]0;owned\\x07[red]x[/red]" in shown
    assert "Not read:" in shown
    assert "1 other file beside the answers, not compared." in shown
