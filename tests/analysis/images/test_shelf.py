"""What each controller holds of registries and images, now and over time."""

from __future__ import annotations

import pytest

from logscan.analysis.images.shelf import Held
from logscan.analysis.scene import Scene
from tests.logs import A, B, ms
from tests.registries import IMAGE, NAME, scene

PUTS = "alpha 1:known 3:put=scheduled 4:put=scanning 5:put=finished"
TOLD = "3.1:image=add 4.1:image 5.1:image"
USUAL = "\n".join(  # by which one knows how late bravo is told
    f"alpha/r{nth} 1:known 2.{nth}:put=finished\nbravo/r{nth} 1:known 2.{nth}:image=add" for nth in range(6)
)
RUN = "alpha 1:known 2:scan=scanning@7 2.1:state=scanning@7 5:scan=idle@7 5.1:state=idle@7"


def history(told: Scene, pod: str, asset: str = f"{NAME}/{IMAGE}") -> int:
    """Give the history of an asset on a controller."""
    places = ((told.controller(one).name, told.histories.assets[int(told.histories.asset[one])][1]) for one in told.shelf.lines.histories)
    return told.shelf.lines.histories[list(places).index((pod, asset))]


def brought(told: Scene) -> list[str | None]:
    """Give what each notice of bravo brought."""
    return [None if value is None else value.status for value in told.shelf.values(history(told, B))]


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        ("3.1:image 4.1:image 5.1:image", ["scheduled", "scanning", "finished"]),
        ("4.1:image 5.1:image", ["scanning", "finished"]),
        ("5.1:image", ["finished"]),
        ("2.97:image 3.98:image 4.96:image", ["scheduled", "scanning", "finished"]),
        ("2:image 5.1:image", [None, "finished"]),
        ("3.1:image 3.2:image", ["scheduled", None]),
        ("3.1:image 4.1:image 5.1:image 8:image", ["scheduled", "scanning", "finished", None]),
        ("3.1:image 60:image", ["scheduled", None]),
        ("60:image", ["finished"]),
        ("3.1:image 4:image=delete", ["scheduled", None]),
    ],
    ids=[
        *("each", "two as one", "all as one", "a clock that is behind", "before all", "more than was put"),
        *("something else behind", "long after", "found by a process", "removed"),
    ],
)
def test_what_a_notice_brought(bravo: str, expected: list[str | None]) -> None:
    """A notice brings the newest that had been put by then, and something newer than the one before; else nobody knows what."""
    told = scene(f"{PUTS}\nbravo 1:known {bravo}")
    assert brought(told) == expected


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        ("2.94:image 4.1:image", ["scheduled", "scanning"]),
        ("2.939:image 4.1:image", [None, "scanning"]),
        ("3.999:image 5.1:image", ["scheduled", "finished"]),
        ("3.1:image 4.96:image", ["scheduled", "finished"]),
        ("3.1:image 4.96:image 20:end", ["scheduled", "scanning"]),
        ("4.1:image 4.96:image 20:end", ["scanning", "finished"]),
        ("3.1:image 20:image", ["scheduled", "finished"]),
        ("3.1:image 20.001:image", ["scheduled", None]),
        ("60:image\ncarol 1:known 10:begin", [None]),
    ],
    ids=[
        *("a clock that is as far behind as it may be", "farther", "another comes behind", "none does, so it is the newest"),
        *("another may still come", "nothing else is left", "as late as ever one came", "later"),
        *("found by a process, but not all logs are whole",),
    ],
)
def test_when_a_notice_comes(bravo: str, expected: list[str | None]) -> None:
    """Clocks may differ by some ms; what comes last brought the newest; nobody is told later than fifteen seconds."""
    told = scene(f"{PUTS}\nbravo 1:known {bravo}")
    assert brought(told) == expected


@pytest.mark.parametrize(
    ("alpha", "bravo", "expected"),
    [
        (TOLD, "4.1:image 4.2:image 5.1:image 5.2:image", ["scanning", None, "finished", None]),
        (TOLD, "5.1:image 5.3:image", ["scanning", "finished"]),
        ("", "5.1:image 5.3:image", ["finished", None]),
        (f"{TOLD} 5.2:put=scheduled 5.25:image", "4.1:image 5.25:image 5.3:image", ["scanning", "finished", "scheduled"]),
        (TOLD, "2:image 3.1:image 4.1:image", ["scheduled", "scanning", "finished"]),
        ("", "2:image 3.1:image 4.1:image", [None, "scheduled", "scanning"]),
    ],
    ids=[
        *("more than was put", "what comes behind is newer", "a log that may lack what was put", "each brings something"),
        *("as often as was put, whatever the clock says", "though something may be missing"),
    ],
)
def test_what_several_notices_brought(alpha: str, bravo: str, expected: list[str | None]) -> None:
    """Where the log of who puts shows all of it, each of several notices brought something else; else the last may be unknown."""
    told = scene(f"{PUTS} {alpha}\nbravo 1:known {bravo}")
    assert brought(told) == expected


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [
        ("3.05:image", ["scheduled"]),
        ("3.051:image", [None]),
        ("3.051:image 4.05:image", ["scheduled", "scanning"]),
        ("3.05:image 5.051:image", ["scheduled", "finished"]),
    ],
    ids=["in time", "later than ever", "another comes behind", "it was the end"],
)
def test_one_that_comes_late(bravo: str, expected: list[str | None]) -> None:
    """What comes last, and later than others did, may have brought the end of the scan, whose line a hole has taken."""
    assert brought(scene(f"{USUAL}\n{PUTS}\nbravo 1:known {bravo}")) == expected


@pytest.mark.parametrize(
    ("bravo", "expected"),
    [("3.55:image", "scanning"), ("3.551:image", None), ("18.5:image", None), ("18.501:image", "scanning")],
    ids=["in time", "later than ever", "as late as ever one came", "found by a process"],
)
def test_one_that_a_process_finds_is_not_late(bravo: str, expected: str | None) -> None:
    """What stood in the store when a process started came as late as that did; it is no later notification whose end is lost."""
    assert brought(scene(f"{USUAL}\nalpha 1:known 3:put=scheduled 3.5:put=scanning\nbravo 1:known {bravo}")) == [expected]


def test_where_the_log_of_who_puts_ends() -> None:
    """What was told when the log of who puts has ended may have been anything; so where it has a hole."""
    for how in ("5.05:end", "4.5..400:hole"):
        told = scene(f"{PUTS} {how}\nbravo 1:known 3.1:image 4.1:image 5.1:image")
        assert told.shelf.values(history(told, B))[-1] is None
        assert told.shelf.held(history(told, B)) is None
    for end, known in ((5.17, True), (5.169, False)):  # two clocks may differ by 60 ms
        told = scene(f"{PUTS} {end}:seen=s1 {end}:end\nbravo 1:known 5.11:image")
        assert (told.shelf.held(history(told, B)) is not None) == known


def test_an_image_over_time() -> None:
    """The statuses of an image, from when it was taken in; and `idle` from when the registry was known, where that came too late."""
    told = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image 5.1:image\ncarol 3.1:image 3.5:known 4.1:image 5.1:image")
    statuses = {pod[-5:]: [change.status for change in told.shelf.changes(history(told, pod))] for pod in (A, B)}
    assert statuses == {A[-5:]: [], B[-5:]: ["scheduled", "scanning", "finished"]}
    assert told.shelf.held(history(told, B)) == Held("finished", 4, ms(5.1))
    carol = next(one for one in told.shelf.lines.histories if told.shelf.begin(one) is not None and not told.shelf.lines.is_registry(one))
    assert [change.status for change in told.shelf.changes(carol)] == ["idle", "scanning", "finished"]
    begin = told.shelf.begin(carol)
    assert begin is not None
    assert told.shelf.lines.time(carol, begin) == ms(3.5)


def test_an_image_whose_registry_comes_back() -> None:
    """It is idle from when the registry was first known behind what was lost, though that is removed, and something lost again."""
    told = scene("bravo 3.1:image 3.5:known 3.7:deleted 4.1:image 5:known")
    own = history(told, B)
    assert [(told.shelf.lines.time(own, change.at), change.status) for change in told.shelf.changes(own)] == [(ms(3.5), "idle")]


def test_an_image_of_which_nothing_was_lost() -> None:
    """It is not idle when its registry is known: not on who put it and was told nothing, nor where its registry comes back."""
    told = scene("alpha 3:put=scheduled 4:known")
    assert told.shelf.changes(history(told, A)) == ()
    told = scene(f"{PUTS}\nbravo 1:known 3.1:image 6:deleted 7:known")
    assert [change.status for change in told.shelf.changes(history(told, B))] == ["scheduled"]


def test_an_image_whose_registry_is_removed() -> None:
    """It shows nothing any more."""
    told = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image 5.1:image 6:deleted")
    assert told.shelf.held(history(told, B)) is None


def test_a_registry_over_time() -> None:
    """A registry is idle from when it is known, then what is applied, with when its scan began; and nothing when it is gone."""
    told = scene(RUN)
    own = history(told, A, NAME)
    assert [change.status for change in told.shelf.changes(own)] == ["idle", "scanning", "idle"]
    held = told.shelf.held(own)
    assert held is not None
    assert (held.status, held.begun) == ("idle", 7)
    again = scene(f"{RUN} 3:state=scanning@7 9:changed")
    assert [change.status for change in again.shelf.changes(history(again, A, NAME))] == ["idle", "scanning", "idle"]
    gone = scene(f"{RUN} 9:deleted")
    assert gone.shelf.changes(history(gone, A, NAME))[-1].status is None
    assert gone.shelf.held(history(gone, A, NAME)) is None
    assert gone.shelf.removed(history(gone, A, NAME))


def test_told_of_everything() -> None:
    """Who was told as often as something was put was told of each, whatever the clocks say; not who runs since later."""
    told = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image 5.1:image")
    assert told.shelf.told_all(history(told, B))
    fewer = scene(f"{PUTS}\nbravo 1:known 3.1:image 5.1:image")
    assert not fewer.shelf.told_all(history(fewer, B))
    gone = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image=delete 5.1:image=add")
    assert not gone.shelf.told_all(history(gone, B))
    for begin in (1.5, 2.5):
        headless = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image 5.1:image {begin}:begin")
        assert not headless.shelf.told_all(history(headless, B))
    nothing = scene("alpha 1:known 3:image\nbravo 1:known")
    assert not nothing.shelf.told_all(history(nothing, B))
    at_once = scene("alpha 0:put=scheduled\nbravo 1:known 3.1:image")
    assert not at_once.shelf.told_all(history(at_once, B))  # the process may have found that


def test_what_was_surely_heard() -> None:
    """A controller has heard of all that was put before the newest of which it was told."""
    told = scene(f"{PUTS}\nbravo 1:known 3.1:image 4.1:image")
    assert told.shelf.heard[sorted((A, B)).index(B)] == ms(4)
    more = scene(f"{PUTS}\nbravo 1:known 3.1:image 60:image")  # nobody knows what the last one brought
    assert more.shelf.heard[sorted((A, B)).index(B)] == ms(3)
