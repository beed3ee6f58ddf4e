"""What others know of a registry or an image that a controller was not told."""

from __future__ import annotations

import pytest

from logscan.analysis.images.claims import Claim, agreed, alike, newer_of_image, newer_of_registry, newer_than, run_over, soon_behind
from logscan.analysis.scene import Scene
from tests.analysis.images.test_behind import AHEAD
from tests.analysis.images.test_shelf import history
from tests.logs import A, B, C, column, ms
from tests.registries import IMAGE, NAME, scene

WHO = {A: "alpha", B: "bravo", C: "carol"}
PUTS = "alpha 1:known 3:put=scheduled 4:put=scanning 5:put=finished"
USUAL = "\n".join(f"alpha/r{nth} 1:known 2.{nth}:put=finished\nbravo/r{nth} 1:known 2.{nth}:image=add" for nth in range(6))
IMAGES = "\n".join(f"{who}/r{nth} 1:known 2.{nth}:image=add 3.{nth}:image" for who in ("alpha", "carol") for nth in range(6))


def said(told: Scene, claim: Claim | None) -> tuple[str, str | None, float] | None:
    """Give who knows something, which status, and since which second."""
    return None if claim is None else (WHO[told.timeline.controllers[claim.controller].name], claim.status, (claim.ms - ms(0)) / 1_000)


def newer(story: str, pod: str = B) -> tuple[str, str | None, float] | None:
    """Give what others know of the image that a controller was not told."""
    told = scene(story)
    own = history(told, pod)
    return said(told, newer_of_image(told, own, told.shelf.told.last(own)))


def soon(story: str) -> tuple[str, str | None, float] | None:
    """Give what others know of the image a moment later than bravo was told of it."""
    told = scene(story)
    own = history(told, B)
    held, last = told.shelf.held(own), told.shelf.told.last(own)
    assert held is not None
    assert last is not None
    return said(told, soon_behind(told, own, held, last))


def newer_state(story: str) -> tuple[str, str | None, float] | None:
    """Give what others know of the registry that bravo was not told."""
    told = scene(story)
    own = history(told, B, NAME)
    held = told.shelf.held(own)
    assert held is not None
    return said(told, newer_of_registry(told, own, held, told.shelf.told.last(own)))


def test_what_a_claim_says() -> None:
    """What was put is a write with its status; what another was told names none, and each says when, on both clocks."""
    told = scene(f"{AHEAD}\nalpha 1:known 3:put=scheduled 3.1:image=add\nbravo 21:known 50:image 60:image")
    put = newer_of_image(told, history(told, B), None)
    told_too = newer_of_image(told, history(told, A), told.shelf.told.last(history(told, A)))
    assert put is not None
    assert told_too is not None
    assert (said(told, put), said(told, told_too)) == (("alpha", "scheduled", 3), ("bravo", None, 40))
    found = [one.witness(told) for one in (put, told_too)]
    assert [(one.kind, one.status, one.ms, one.at, one.row) for one in found] == [
        ("write", "scheduled", ms(3), ms(3), put.row),
        ("peer", "", ms(40), ms(60), told_too.row),
    ]
    assert [one.controller for one in found] == [put.controller, told_too.controller]
    clues = [one.clue("peer-told") for one in (put, told_too)]
    assert [(one.row, one.controller, one.role) for one in clues] == [
        (put.row, put.controller, "wrote"),
        (told_too.row, told_too.controller, "peer-told"),
    ]
    assert (put.begun, told_too.begun) == (0, 0)  # an image has no run of its own


# --- images --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("carol", "expected"),
    [
        ("20:image", None),
        ("30:image", None),
        ("30.001:image", ("carol", None, 30.001)),
        ("20:image 20.1:image", ("carol", None, 20.1)),
        ("", None),
    ],
    ids=["found by a process", "as late as it finds anything", "told later", "told again", "never told"],
)
def test_who_only_found_an_image_knows_nothing_newer(carol: str, expected: tuple[str, str | None, float] | None) -> None:
    """What a process is told once, within half a minute of its start, may have stood in the store long before."""
    assert newer(f"carol 1:known {carol}\nbravo 1:known 3.1:image") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (f"{PUTS}\nbravo 1:known", ("alpha", "finished", 5)),
        (f"{PUTS}\nbravo 1:known 3.1:image 4.1:image", None),
        (f"{USUAL}\n{PUTS}\nbravo 1:known 3.1:image 4.1:image", ("alpha", "finished", 5)),
        ("alpha 1:known 30:put=scheduled 31:put=finished\nbravo 1:known 3.1:image 4.1:image", None),
        ("alpha 1:known 30:put=scheduled 31:put=finished\nbravo 1:known 4.1:image", ("alpha", "finished", 31)),
        ("carol 1:known 3.1:image 18.1:image\nbravo 1:known 3.1:image", None),
        ("carol 1:known 3.1:image 18.101:image\nbravo 1:known 3.1:image", ("carol", None, 18.101)),
        ("carol 1:known 3.1:image 18.101:image\nbravo 1:known", ("carol", None, 18.101)),
        (
            "alpha 1:known 3:put=scheduled 10:put=finished\ncarol 1:known 3.1:image 24.95:image\nbravo 1:known 3.1:image 9.9:image",
            ("carol", "finished", 24.95),
        ),
        (f"{PUTS}\ncarol 1:known 5.1:image 40:image\nbravo 1:known", ("alpha", "finished", 5)),
        ("alpha 1:known 3.1:image 40:image\ncarol 1:known 3.1:image 39:image\nbravo 1:known 3.1:image", ("alpha", None, 40)),
    ],
    ids=[
        *("never told", "told in time, for all that is known", "told before that, by how late it is told", "told of each"),
        *("told of too few", "as late as a peer may be", "another is told later", "never told, nor is it known what"),
        *("another was told what", "a put is better than a peer", "the latest of two"),
    ],
)
def test_what_is_newer_of_an_image(story: str, expected: tuple[str, str | None, float] | None) -> None:
    """Newer is what was put when a controller had been told last, or what another was told clearly later; not where it was told of each."""
    assert newer(story) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:known 3:put=scheduled 3.2:put=finished\nbravo 1:known 3.1:image", ("alpha", "finished", 3.2)),
        ("alpha 1:known 3:put=scheduled\nbravo 1:known 3.1:image", None),
        ("bravo 3.1:image 9:known", None),
        ("alpha 1:known 3:put=scheduled 3.2:put=scheduled\nbravo 1:known 3.1:image", None),
    ],
    ids=["the end", "nothing else", "nothing at all", "the same"],
)
def test_what_is_put_a_moment_later(story: str, expected: tuple[str, str | None, float] | None) -> None:
    """Behind what a controller was told last, another status may have been put."""
    assert soon(story) == expected


PUT = "alpha 1:known 43:put=scheduled 43.1:image"
SLOW = "\n".join(f"alpha/r{nth} 1:known 42.{nth}:put=finished\ncarol/r{nth} 1:known 42.{nth}5:image=add" for nth in range(6))
AGO = "\n".join(f"alpha/r{nth} 1:known 52.{nth}:put=finished\nbravo/r{nth} 1:known 32.{nth}:image=add" for nth in range(6))


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (f"{PUT}\nbravo 1:known 43.1:image\ncarol 1:known 43.1:image 43.16:image", None),
        (f"{PUT}\nbravo 1:known 43.1:image\ncarol 1:known 43.1:image 43.161:image", ("carol", None, 43.161)),
        (f"{PUT}\nbravo 1:known 43.1:image\ncarol 43.16:image 50:known", None),
        (f"{PUT}\nbravo 1:known 43.1:image\ncarol 43.161:image 50:known", ("carol", None, 43.161)),
        (f"{PUT}\nbravo 1:known 42.95:image\ncarol 1:known 57.95:image", None),
        (f"{PUT}\nbravo 1:known 42.95:image\ncarol 1:known 57.951:image", ("carol", None, 57.951)),
        (f"{SLOW}\n{PUT}\nbravo 1:known 42.95:image\ncarol 1:known 43.05:image", None),
        (f"{SLOW}\n{PUT}\nbravo 1:known 42.95:image\ncarol 1:known 43.051:image", ("carol", None, 43.051)),
        (f"{PUT} 43.3:image\nbravo 1:known 43.1:image\ncarol 1:known 43.1:image 43.2:image", ("alpha", None, 43.3)),
        (f"{PUT} 43.2:image\nbravo 1:known 43.1:image\ncarol 1:known 43.1:image 43.3:image", ("carol", None, 43.3)),
        (f"{PUT} 43.3:image\nbravo 1:known 43.1:image\ncarol 1:known 43.1:image 43.3:image", ("carol", None, 43.3)),
        (f"{PUT}\nbravo 1:known 43.1:image".replace("scheduled", "finished") + "\ncarol 1:known 43.1:image 43.3:image", None),
        (f"{AGO}\nalpha 1:known 63:put=scheduled 63.5:put=scheduled\nbravo 1:known 43:image 43.5:image", None),
    ],
    ids=[
        *("at the same time, nobody knows of what", "later", "at the same time, and it was lost", "lost later"),
        *("of the same, as late as a peer may be", "later than that", "of the same, as late as it usually is", "later than it usually is"),
        *("the last of two", "whoever that is", "at the same time: any", "it was the end", "itself, and its clock is behind"),
    ],
)
def test_who_is_told_a_moment_later(story: str, expected: tuple[str, str | None, float] | None) -> None:
    """Another that is told of an image later, and not of the same, may have been told that its scan has ended."""
    assert soon(story) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:known 3:put=finished\nbravo 1:known 18:image", [("alpha", "finished", 3)]),
        ("alpha 1:known 3:put=finished\nbravo 1:known 18.001:image", []),
        ("carol 1:known 32:image\nbravo 1:known 46.999:image", [("carol", None, 32)]),
        ("carol 1:known 32:image\nbravo 1:known 47:image", []),
        (
            "alpha 1:known 30:put=finished\ncarol 1:known 32:image\nbravo 1:known 32:image",
            [("alpha", "finished", 30), ("carol", "finished", 32)],
        ),
        ("carol 1:known 32:torn\nbravo 1:known 32:image", []),
        ("carol 32:image\nbravo 1:known 32:image", []),
        ("carol 1:known 20:image\nbravo 1:known 20:image", []),
    ],
    ids=[
        *("put just then", "put long before", "another is told just then", "another is told long before", "both, of the same"),
        *("another does not take it in", "nor keeps it", "one that only found it"),
    ],
)
def test_what_is_alike(story: str, expected: list[tuple[str, str | None, float]]) -> None:
    """What is lost here is what was put just then, and others who were told just then and took it in have it."""
    told = scene(story)
    own = history(told, B)
    last = told.shelf.told.last(own)
    assert last is not None
    assert [said(told, one) for one in alike(told, own, last)] == expected


# --- registries ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "since", "over"),
    [
        ("alpha 1:known 5:scan=idle 6:scan=scanning", 4.94, False),
        ("alpha 1:known 5:scan=idle 6:scan=scanning", 4.939, True),
        ("alpha 1:known 5:refused=idle", 4, True),
        ("alpha 1:known 5:scan=scanning", 4, False),
        ("alpha 1:known\nbravo 1:known 4:state=scanning 5:state=idle", 4.94, False),
        ("alpha 1:known\nbravo 1:known 4:state=scanning 5:state=idle", 4.939, True),
        ("alpha 1:known\nbravo 1:known 5:state=idle", 4.939, True),
        ("alpha 1:known\nbravo 1:known 5:state=scanning", 4, False),
        ("alpha 1:known\nbravo 1:known 4:state=scanning@0 5:state=idle@0", 4, False),
        ("alpha 5:known", 4, False),
        ("alpha 5:image", 4, False),
    ],
    ids=[
        *("put, at the same time", "put behind", "not put for want of a store", "it begins"),
        *(
            "applied, at the same time",
            "applied behind",
            "showing nothing else before",
            "it goes on",
            "of no run",
            "known and no more",
            "nor known",
        ),
    ],
)
def test_whether_a_run_is_over(story: str, since: float, over: bool) -> None:
    """The scan of a registry has ended when someone says that it is idle, put or not, or takes that in; not when it is only known."""
    told = scene(f"{story}\ncarol 1:known 3:image")
    for asset in (NAME, f"{NAME}/{IMAGE}"):
        assert run_over(told, history(told, C, asset), ms(since)) == over


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("alpha 1:known 3:scan=scanning@7\nbravo 1:known", ("alpha", "scanning", 3)),
        ("alpha 1:known 3:scan=scanning@7\nbravo 1:known 3.1:state=scanning@7", None),
        ("alpha 1:known 3:scan=idle@7\nbravo 1:known 17.999:state=scanning@7", ("alpha", "idle", 3)),
        ("alpha 1:known 3:scan=idle@7\nbravo 1:known 18:state=scanning@7", None),
        ("alpha 1:known 3:scan=scanning@7\nbravo 1:known 4:state=idle@7", None),
        ("alpha 1:known 3:scan=scanning@8\nbravo 1:known 4:state=idle@7", ("alpha", "scanning", 3)),
        ("alpha 1:known 19.1:scan=scanning@7\nbravo 1:known 4.1:state=idle@7", None),
        ("alpha 1:known 19.101:scan=scanning@7\nbravo 1:known 4.1:state=idle@7", ("alpha", "scanning", 19.101)),
        ("carol 1:known 3:state=scanning@7\nbravo 1:known", ("carol", "scanning", 3)),
        ("carol 1:known 3:state=scanning@7 4:state\nbravo 1:known", None),
        ("carol 5:known\nbravo 1:known", None),
        ("carol 1:known 3:state=scanning@7 4:deleted\nbravo 1:known", None),
        ("carol 1:known 3:state=scanning@7 4:state=idle@7\nbravo 1:known 3:state=scanning@7 5:state=idle@7", None),
        ("carol 1:known 3:state=scanning@7 4:deleted 9:known\nbravo 1:known 3:state=scanning@0", None),
        ("carol 1:known 40:state=idle@7\nbravo 1:known 30:state=scanning@7", ("carol", "idle", 40)),
        ("carol 1:known 40:state=scanning@7\nbravo 1:known 4:state=idle@7", None),
        (
            "carol 1:known 3:state=scanning@7 40:state=idle@7\nalpha 1:known 3:scan=scanning@8\nbravo 1:known 4:state=scanning@7",
            ("alpha", "scanning", 3),
        ),
        (
            "carol 1:known 3:state=scanning@7 40:state=idle@7\nalpha 1:known 39:scan=scanning@7\nbravo 1:known 4:state=scanning@7",
            ("carol", "idle", 40),
        ),
        ("carol 1:known 3.1:state=idle@7\nalpha 1:known 3:scan=idle@7\nbravo 1:known 2:state=scanning@7", ("alpha", "idle", 3)),
        ("alpha 1:known 17.1:scan=scanning@0\nbravo 2.1:state 9:known", None),
        ("alpha 1:known 17.101:scan=scanning@0\nbravo 2.1:state 9:known", ("alpha", "scanning", 17.101)),
        ("alpha 1:known 3:scan=scanning@7\nbravo 5:known", ("alpha", "scanning", 3)),
        ("alpha 1:known 3:scan=scanning@7\nbravo 18:known", None),
    ],
    ids=[
        *("never told", "told", "its end, as late as a peer may be", "too long before", "the same run, and it had ended", "the next run"),
        *("an older state, a while behind", "long behind, by a clock that says so", "another took it in", "another did not"),
        *(
            "another only knows the registry",
            "another does no more",
            "another shows the same",
            "another knows it anew",
            "another was idle before, too",
            "another of the same run, long behind",
            "the newest run",
            "the end of a run",
        ),
        *("a put is better than a peer", "told in vain just before", "told in vain long before", "known later", "known long behind"),
    ],
)
def test_what_is_newer_of_a_registry(story: str, expected: tuple[str, str | None, float] | None) -> None:
    """Newer is a later run, or the end of the same one, unless that was long before; or what was put clearly later."""
    assert newer_state(story) == expected


def test_by_which_line_another_is_known_to_have_taken_in_a_state() -> None:
    """What another knows of a registry it knows since the last line that applies a state, though it showed the same before."""
    told = scene("carol 1:known 40:state=idle@7 40.1:seen=s1\nbravo 1:known 30:state=scanning@7")
    own = history(told, B, NAME)
    held = told.shelf.held(own)
    assert held is not None
    claim = newer_of_registry(told, own, held, told.shelf.told.last(own))
    assert claim is not None
    assert (column(told.timeline, "event")[claim.row], int(told.ms[claim.row]), claim.begun) == ("registry.applied", ms(40), 7)


def test_what_cannot_be_what_was_told() -> None:
    """A put cannot be what was told before it, by how late clocks and deliveries are; what another was told can, but for long before."""
    told = scene(f"{USUAL}\nalpha 1:known 3:put=scheduled\nbravo 1:known 3.1:image\ncarol 1:known 2:image 40:image")
    own = history(told, B)
    last = told.shelf.told.last(own)
    put = told.shelf.puts.last(own)
    assert last is not None
    assert put is not None
    early, limit = told.shelf.delays.usual[int(told.histories.controller[own])] or (0, 0)
    assert limit > early
    for apart, later in ((-early, False), (1 - early, True)):
        claim = Claim(last.ms + apart, "scheduled", put.controller, put.row, put._replace(ms=last.ms + apart))
        assert newer_than(told, own, last, claim) == later
    for apart, later in ((15_000, False), (15_001, True)):
        assert newer_than(told, own, last, Claim(last.ms + apart, None, put.controller, put.row)) == later


@pytest.mark.parametrize(
    ("others", "agree"),
    [
        ("alpha 1:known 3:scan=idle", True),
        ("alpha 1:known 3:scan=scanning", False),
        ("alpha 1:known 3:scan=idle\ncarol 1:known 3:state=scanning 3.1:state=scanning", False),
        ("carol 1:known 3:state=scanning 3.1:state=idle", True),
        ("carol 1:known 3.1:state=idle", False),
        ("carol 3:state 3.1:state", False),
        ("", False),
    ],
    ids=["put", "put otherwise", "another differs", "another holds it", "one that only found it", "one that holds nothing", "nobody"],
)
def test_whether_all_agree(others: str, agree: bool) -> None:
    """A copy is right by chance where whatever was put last, and all that others hold, is what it shows; not by its own word."""
    told = scene(f"{others}\nbravo 2:state 3:state 9:known".strip())
    own = history(told, B, NAME)
    held = told.shelf.held(own)
    assert held is not None
    assert held.status == "idle"
    assert agreed(told, own, held) == agree
