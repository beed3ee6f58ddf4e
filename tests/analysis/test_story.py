"""The story of one asset on every controller, side by side in time."""

from __future__ import annotations

from pathlib import Path

import logscan
from logscan.case import AssetStory
from tests.stories import asset_id, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 3:put=finished 3.1:modify=finished\n"
EARLY = "bravo 1.25:add 2.5:register=scheduled 3.15:modify\n"


def story(folder: Path, text: str, asset: str = "web", *, ahead: float = 0) -> AssetStory:
    """Give the story of an asset."""
    return logscan.open(tell(folder, text, until=400, skew={"bravo": ahead})).asset(asset_id(asset))


def test_side_by_side(tmp_path: Path) -> None:
    """All lines about the asset stand in the order of time, each with what it says and where it stands."""
    told = story(tmp_path, LEAD + EARLY)
    assert [(event.controller[-5:], event.text.split(":")[0].strip(), event.lost) for event in told.events] == [
        ("alpha", "registered", False),
        ("alpha", "registration ended", False),
        ("alpha", "writes scheduled", False),
        ("alpha", "put scheduled", False),
        ("alpha", "notified add", False),
        ("alpha", "applied scheduled", False),
        ("bravo", "notified add", False),
        ("bravo", "registered", False),
        ("bravo", "simulated add", False),
        ("bravo", "applied scheduled", False),
        ("bravo", "registration ended", False),
        ("alpha", "writes finished", False),
        ("alpha", "put finished", False),
        ("alpha", "notified modify", False),
        ("alpha", "applied finished", False),
        ("alpha", "report", False),
        ("bravo", "notified modify", True),
    ]
    assert told.shown == {pod("alpha"): "finished", pod("bravo"): "scheduled"}
    assert [one.verdict for one in told.findings] == ["stale"]
    assert told.events[-1].text == "notified modify: DROPPED by the flag"


def test_places(tmp_path: Path) -> None:
    """Every event stands in the file and line that it names."""
    told = story(tmp_path, LEAD + EARLY)
    for event in told.events:
        line = Path(event.source).read_text("utf-8").split("\n")[event.line - 1]
        assert asset_id("web") in line


def test_other_assets_are_left_out(tmp_path: Path) -> None:
    """Lines of other assets are not part of the story."""
    assert len(story(tmp_path, EARLY + EARLY.replace("bravo", "bravo/api")).events) == 6


def test_file_order_wins(tmp_path: Path) -> None:
    """Inside a controller the order of the file counts, where the times of two of its lines say the opposite."""
    log = tell(tmp_path, EARLY) / "bravo.log"
    text = log.read_text("utf-8")
    log.write_text(text.replace("T10:00:02.501|", "T10:00:02.499|"), "utf-8")
    told = logscan.open(tmp_path).asset(asset_id("web"))
    assert [event.line for event in told.events] == sorted(event.line for event in told.events)
    assert [event.ms for event in told.events] != sorted(event.ms for event in told.events)


def test_clocks_are_taken_off(tmp_path: Path) -> None:
    """A clock that is an hour ahead changes no order, once five shared scans have measured it."""
    well = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    shared = "".join(f"alpha/a{nth} {well}\nbravo/a{nth} {well}\n" for nth in range(5))
    right = [(event.controller, event.text) for event in story(tmp_path, LEAD + EARLY + shared).events]
    assert [(event.controller, event.text) for event in story(tmp_path, LEAD + EARLY + shared, ahead=3_600).events] == right


def test_as_text(tmp_path: Path) -> None:
    """Printed, a story begins with its asset, and has one line per event."""
    told = story(tmp_path, EARLY)
    head, *lines = str(told).split("\n")
    assert head == f"workload {asset_id('web')}  shop/web-7d4b9c6f58-x2lqn/web"
    assert len(lines) == len(told.events)
    assert lines[0] == f"{pod('bravo')}  {tmp_path / 'bravo.log'}:5  notified add: not registered yet"


def test_not_registered(tmp_path: Path) -> None:
    """A controller that has a log and does not know the asset shows nothing; one without a log is not named."""
    assert story(tmp_path, EARLY + "delta 0.5:begin\nother 0:absent").shown == {pod("bravo"): "scheduled", pod("delta"): None}
