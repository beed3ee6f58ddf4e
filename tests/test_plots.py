"""The pictures of a case, as objects that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

import logscan
from logscan.case import Case
from logscan.pictures.picture import MOST, Picture
from tests.draw.pictures import sound
from tests.fixture import FOLDERS, opened
from tests.lost_finish import VICTIM, short
from tests.stories import tell

KEPT_MS = 100
HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m"


def pictures(case: Case) -> Iterator[Picture]:
    """Give every picture of a case."""
    yield from (case.plot_coverage(), case.plot_divergence(), case.plot_latency(), case.matrix())
    for finding in case.found:
        if finding.asset is not None:
            yield case.asset(finding.asset).swimlane()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_picture_of_every_fixture(folder: Path) -> None:
    """All are sound, small, without script, the same each time, and shown at once."""
    for one, again in zip(pictures(logscan.open(folder)), pictures(opened(folder.name)), strict=True):
        began = process_time()
        shown = one._repr_mimebundle_()
        assert (process_time() - began) * 1_000 < KEPT_MS
        sound(shown["image/svg+xml"])
        assert len(shown["image/svg+xml"]) < MOST
        assert "<script" not in one.svg
        assert one == again


def test_what_they_say() -> None:
    """Each tells in words what it shows."""
    case = opened()
    assert f"{short(VICTIM)}: " in case.plot_coverage().text
    assert "1 copy goes wrong" in case.plot_coverage().text
    assert "At most 1 at once" in case.plot_divergence().text
    assert f"{short(VICTIM)}: delivery" in case.plot_latency().text
    assert "1 answers are wrong" in case.matrix().text


def test_nothing_to_draw(tmp_path: Path) -> None:
    """Where there is nothing to draw, the picture says why."""
    case = logscan.open(tell(tmp_path, "alpha 0:quiet\n"))
    assert "never answered differently" in case.plot_divergence().text
    assert "No log can show a delivery." in case.plot_latency().text
    assert "No finding is about an asset" in case.matrix().text
    assert "alpha" in case.plot_coverage().text


def test_the_worst_first(tmp_path: Path) -> None:
    """A matrix can be told how many assets to show."""
    lost = "1.2:add 2.1:modify 2.5:register=scanning 3.1:modify"
    well = "1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished"
    case = logscan.open(tell(tmp_path, "".join(f"alpha/{name} {well}\nbravo/{name} {lost}\n" for name in ("web", "api"))))
    assert "2 assets on 2 controllers" in case.matrix().text
    assert "1 assets on 2 controllers" in case.matrix(most=1).text


def test_hostile_names(tmp_path: Path) -> None:
    """A name that is markup stays text."""
    log = tmp_path / "log"
    log.write_text(
        "2024-03-05T10:00:00.00 |INFO|CTL|main.main: START - version=v5.1.0\n"
        "2024-03-05T10:00:01.00 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/" + HOSTILE + " type=add\n",
        "utf-8",
    )
    for one in pictures(logscan.open(log)):
        assert "<img" not in one.svg
        assert "\x1b" not in repr(one) + one.svg
