"""Promises of the story of a history: statuses over time, and the facts from which a verdict is made."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.model.handler import FIXED, FLAGGED, Handler
from logscan.model.story import Change, Registration, tell
from tests.model.cluster import Setting, play

ALPHABET = "TBRGUamd01234DXFknZ"
HANDLERS = pytest.mark.parametrize("handler", [FLAGGED, FIXED], ids=lambda handler: handler.name)
SETTINGS = [Setting(flag=flag, lead=lead, marked=marked) for flag in (True, False) for lead in (True, False) for marked in (True, False)]


def current(history: str, handler: Handler = FLAGGED) -> Registration:
    """Give the registration in force at the end of a history."""
    registration = tell(history, handler).current
    assert registration is not None
    return registration


@HANDLERS
@pytest.mark.parametrize(
    ("history", "statuses"),
    [
        ("", []),
        ("am", []),
        ("B", []),
        ("TB", [(0, "idle")]),
        ("TBa1m2m3D", [(0, "idle"), (3, "scheduled"), (5, "scanning"), (8, "finished")]),
        ("TBa1m2m3X", [(0, "idle"), (3, "scheduled"), (5, "scanning"), (8, "failed")]),
        ("TBm2m2m3D", [(0, "idle"), (3, "scanning"), (8, "finished")]),  # said twice, changed once
        ("TBa1m2m3", [(0, "idle"), (3, "scheduled"), (5, "scanning")]),  # REST changes with the report, not with the state
        ("TBa1m2m3Dm1", [(0, "idle"), (3, "scheduled"), (5, "scanning"), (8, "finished"), (10, "scheduled")]),
        ("TBa1m0", [(0, "idle"), (3, "scheduled"), (5, "idle")]),  # autoscan was switched off
        ("a1m2", [(1, "scheduled"), (3, "scanning")]),
        ("TBa1R", [(0, "idle"), (3, "scheduled"), (4, None)]),
        ("TBa1G", [(0, "idle"), (3, "scheduled"), (4, "scheduled")]),  # purged: the workload is still listed, with its last status
        ("TBa1RTB", [(0, "idle"), (3, "scheduled"), (4, None), (5, "idle")]),
        ("TBa1GR", [(0, "idle"), (3, "scheduled"), (4, "scheduled"), (5, None)]),  # purged, and then removed
        ("TBGG", [(0, "idle"), (2, "idle")]),
        ("TBRR", [(0, "idle"), (2, None)]),
        ("TBm2Gaa1G", [(0, "idle"), (3, "scanning"), (4, "scanning"), (7, "scheduled"), (8, "scheduled")]),  # put back without a trigger
        ("TTU", [(0, "idle")]),
        ("TRa1", [(0, "idle"), (1, None)]),  # it came in the moment of the removal
        ("TBmR2TB", [(0, "idle"), (3, None), (5, "idle")]),  # likewise
    ],
)
def test_the_status_over_time(handler: Handler, history: str, statuses: list[tuple[int, str | None]]) -> None:
    """The status changes where REST's answer changes, and nowhere else."""
    assert tell(history, handler).changes == tuple(Change(at=at, status=status) for at, status in statuses)


@pytest.mark.parametrize(
    ("history", "facts"),
    [
        # healthy
        ("TBa1m2m3D", {"status": "finished", "status_at": 8, "carried": 3, "last_applied_at": 6, "in_step": True}),
        ("TUBa1", {"status": "scheduled", "carried": 1, "last_applied_at": 3, "simulated": None, "in_step": True}),
        ("a1m2", {"at": None, "status": "scanning", "ended_at": None, "carried": 2}),
        ("TB", {"at": 0, "ended_at": 1, "status": "idle", "last": None, "carried": 0, "in_step": True}),
        ("T", {"status": "idle", "met": False, "first_sight": False, "told": False}),
        ("TT", {"at": 1, "status_at": 0, "met": False}),
        ("TBB", {"ended_at": 1}),  # the second marker is of another benchmark
        ("?1", {"status": "scheduled", "carried": 0, "told": False}),
        ("m3", {"status": "idle", "status_at": None, "last_applied_at": 0, "told": True}),
        ("Ta1B", {"last_applied_at": None, "told": True, "met": False}),
        ("Ta", {"last": 1, "last_applied_at": None, "first_sight": True}),
        ("TBa1m2", {"first_sight": False, "met": False}),
        ("Tm1", {"met": True}),
        ("Tm1Bm2", {"met": True}),  # and what comes behind the end takes nothing of that away
        ("a1", {"met": False, "inside": []}),
        ("?T1", {"met": True}),
        # a late call puts an older status over a final one, twice; or over what a call had read
        ("m3Da1a1", {"overwritten_at": 6, "overwritten": "finished"}),
        ("a3DFa2", {"overwritten_at": None, "overwritten": None}),
        # what the watch brought before the purge was another life's
        ("mG2Ua2", {"carried": 0}),
        ("aR12", {"carried": 0, "status": "scanning"}),  # and so is what was on its way when the asset was removed
        # S1 to S4: the delivery rule says how far the swallowed one must have been
        (
            "amTa2Bm",
            {"status": "scanning", "carried": 3, "early": [0, 1], "simulated": 3, "simulated_status": "scanning", "flag_drops": [6]},
        ),
        ("amTa2Bm", {"last": 6, "in_step": False, "last_applied_at": None, "status_at": 4, "ended_at": 5}),
        ("mTa2Bm", {"status": "scanning", "carried": 2, "early": [0], "flag_drops": [5], "in_step": False}),
        ("aTa1Bm", {"status": "scheduled", "carried": 2, "early": [0], "flag_drops": [5], "in_step": False}),
        ("Tam2a2Bm", {"status": "scanning", "carried": 3, "inside": [1, 2, 4], "simulated": 4, "flag_drops": [7], "in_step": False}),
        # healed, harmless, latent
        ("aTa1Bmm3D", {"status": "finished", "carried": 3, "flag_drops": [5], "last_applied_at": 6, "in_step": True}),
        ("ammTa3DB", {"status": "finished", "early": [0, 1, 2], "flag_drops": [], "last": 2, "in_step": True}),
        ("Ta3DBm", {"status": "finished", "flag_drops": [5], "last": 5, "in_step": False}),
        # registered after the removal of what was there before: nothing of it is left
        ("TBa1m2m3DRTB", {"at": 10, "early": [], "status": "idle", "removed_at": None}),
        ("TBa1GmTBm2", {"at": 6, "early": [5], "status": "scanning", "last": 8}),
        # a final status without its report: S8, and its end
        ("TBa1m2m3", {"status": "scanning", "unreported_at": 7, "in_step": True}),
        ("TBa1m2m3D", {"unreported_at": None}),
        ("TBa1m2m3m1", {"unreported_at": None, "status": "scheduled"}),
        ("TBa1m2m4", {"status": "scanning", "unreported_at": 7}),
        ("Ta3B", {"status": "idle", "unreported_at": 2}),
        ("mTm3Da3B", {"status": "finished", "unreported_at": None}),  # what the registration reads has its report already
        ("mTm3a3B", {"status": "idle", "unreported_at": 5}),
        ("TBm3Dm3", {"status": "finished", "unreported_at": 6}),  # the end of another scan
        # a drop that the handler does not allow
        ("TBa1m", {"unknown_drops": [4], "flag_drops": [], "in_step": False, "carried": 2}),
    ],
)
def test_the_facts_of_a_registration(history: str, facts: dict[str, object]) -> None:
    """What is known of the registration in force follows from the letters, and drops are kept apart by their reason."""
    registration = current(history)
    assert {name: plain(getattr(registration, name)) for name in facts} == facts


def plain(value: object) -> object:
    """Give deliveries as their positions, so that a table can hold them."""
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return getattr(value, "at", value)


@pytest.mark.parametrize(
    ("history", "carried"),
    [
        ("TBa", 1),
        ("am", 2),
        ("amm", 3),
        ("ammm", 3),
        ("m", 1),
        ("mm", 2),
        ("adm", 1),  # the key ended; what comes then is a new one
        ("TBm3D", 3),  # the line says what it carried
        ("TBm3Dm", 1),  # behind a final status begins the next scan
        ("TBm3Dmm", 2),
        ("TBm2m", 3),
        ("TBm2m0", 0),
        ("amTa1Bm", 2),  # the call read what was delivered last
        ("aTa0Bm", 1),
        ("aTa3DBm", 1),
    ],
)
def test_the_delivery_rule(history: str, carried: int) -> None:
    """The watch delivers a key only when it was written again, so each delivery is at least one step further than the one before."""
    assert current(f"{history}TB" if "T" not in history else history).carried == carried


@pytest.mark.parametrize(
    ("history", "at", "before"),
    [
        ("Tm3Da1B", 4, "finished"),  # S7: the value that was read is older than the one that was delivered meanwhile
        ("Tm3Xa2B", 4, "failed"),
        ("Tm3Da1Bm3D", None, None),  # and a later delivery repairs it
        ("Tm3Da3DB", None, None),  # the same value again overwrites nothing
        ("mTa1B", None, None),
        ("Tm1a2B", None, None),
    ],
)
def test_a_late_simulated_call(history: str, at: int | None, before: str | None) -> None:
    """A simulated call that puts an older status over a final one is named, until a delivery from the watch repairs it."""
    registration = current(history, FIXED)
    called = registration.simulated
    assert (registration.overwritten_at and called and called.at, registration.overwritten) == (at, before)


@HANDLERS
@pytest.mark.parametrize(
    ("history", "unseen"),
    [
        ("T", False),
        ("Tm3D", False),
        ("Ta1B", False),
        ("Tm3Da1B", False),
        ("Tm3DaB", True),
        ("Tm3DaBm2", False),  # the watch brought something since
    ],
)
def test_a_call_of_which_nothing_is_seen(handler: Handler, history: str, unseen: bool) -> None:
    """What a registration's own call put over all else is unseen where no line says it, until the watch has something applied."""
    assert current(history, handler).call_unseen is unseen


def test_a_call_that_only_the_flag_shows() -> None:
    """Where nothing was ever applied, an armed flag shows that the registration called the handler, with what no line says."""
    assert current("TaF", FLAGGED).call_unseen


def test_what_the_watch_brings_behind_an_unseen_call_is_seen() -> None:
    """The call stays on record, and is behind nothing any more, once a later delivery was applied."""
    now = current("Tm3DaBm2", FIXED)
    assert now.simulated is not None
    assert (now.simulated.at, now.last_applied_at, now.call_unseen) == (4, 6, False)


@pytest.mark.parametrize(
    ("history", "torn"),
    [
        ("TBa1m2m3D", ()),
        ("TBa1m2m3", ()),  # a report that does not come is no half line
        ("TBa12m3D", (4,)),
        ("TBa1m2D", (6,)),
        ("TBa1m23D", (6,)),
        ("amTm3a3DDB", ()),
        ("TBm3DD", (5,)),
        ("?3D", (1,)),
    ],
)
def test_torn(history: str, torn: tuple[int, ...]) -> None:
    """A status without a notification, and a report without a status, show that lines before them are missing."""
    assert tell(history, FIXED).torn == torn


@HANDLERS
@pytest.mark.parametrize(
    ("history", "orphans", "refused_at", "timed"),
    [
        ("TBa1m2m3D", (), None, (("scanning", 4), ("finished", 6))),
        ("TBm2m3D", (), None, (("finished", 4),)),
        ("TBm3D", (), None, ()),  # first sight: after a restart all keys come at once, long after they were written
        ("TBa1m2m3Dm1m2m3D", (), None, (("scanning", 4), ("finished", 6), ("scheduled", 9), ("scanning", 11), ("finished", 13))),
        ("TBa1m2m3DRdm", (11,), None, (("scanning", 4), ("finished", 6))),
        ("TBa1Rm", (5,), None, ()),
        ("TBa1Rdmm", (6, 7), None, ()),
        ("TBa1Gm", (), 5, ()),
        ("TBa1Gmm", (), 6, ()),
        ("TBRTBGm", (), 6, ()),
        ("TBGTBRm", (6,), None, ()),
        ("TBa1mR2", (), None, ()),  # it entered before the removal, and its line came behind that
        ("TBa1GmTB", (), None, ()),  # registered again: nothing is refused any more
        ("am", (), None, ()),
    ],
)
def test_what_comes_behind_the_end(
    handler: Handler, history: str, orphans: tuple[int, ...], refused_at: int | None, timed: tuple[tuple[str, int], ...]
) -> None:
    """Keys written after a removal are orphans, after a purge they are refused, and what the watch brought has a time, but the first."""
    story = tell(history, handler)
    assert (story.orphans, story.refused_at, story.timed) == (orphans, refused_at, timed)


@HANDLERS
@pytest.mark.parametrize(
    ("history", "lives"),
    [
        ("", []),
        ("TB", [(0, None, False)]),
        ("TBR", [(0, 2, False)]),
        ("TBG", [(0, 2, True)]),
        ("TBGG", [(0, 2, True)]),
        ("TBGR", [(0, 3, False)]),
        ("TBRTBGR", [(0, 2, False), (3, 6, False)]),
        ("TBRTBGTB", [(0, 2, False), (3, 5, True), (6, None, False)]),
        ("TBGm2m3D", [(0, 2, True), (None, None, False)]),  # 5.4.5 registers it again without a line
        ("TBGm2m", [(0, 2, True)]),  # one may slip in
        ("TBTB", [(2, None, False)]),  # registered anew without a removal: the same object
        ("a1R", [(None, 2, False)]),
        ("TBa1mR2", [(0, 5, False)]),  # a line that comes late begins no life
        ("TBm3RD", [(0, 4, False)]),
        ("TBa1Gmm1m2", [(0, 4, True), (None, None, False)]),  # put back without a trigger, from 5.4.5 on
        ("R", []),
    ],
)
def test_the_lives_of_an_asset(handler: Handler, history: str, lives: list[tuple[int | None, int | None, bool]]) -> None:
    """An asset lives from its registration to its removal, and only a life without an end is in force."""
    story = tell(history, handler)
    assert [(life.at, life.removed_at, life.purged) for life in story.registrations] == lives
    assert (story.current is not None) is (bool(lives) and lives[-1][1] is None)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@given(random=st.randoms(use_true_random=False))
def test_the_status_is_what_the_controller_shows(setting: Setting, random: Random) -> None:
    """At the end of whatever a controller can print, the story's status is the one that REST gives."""
    one = play(random, setting)
    registration = tell(one.history, FLAGGED if setting.flag else FIXED).current
    assert (registration.status if registration else None) == one.status


@HANDLERS
@given(history=st.builds("{}{}{}".format, st.sampled_from(["", "?"]), st.text(ALPHABET, max_size=40), st.sampled_from(["", "$"])))
def test_any_word_has_a_story(handler: Handler, history: str) -> None:
    """Whatever the letters, statuses change in order, only the last life may be without an end, and no drop has two reasons."""
    story = tell(history, handler)
    positions = [change.at for change in story.changes]
    assert positions == sorted(positions)
    assert all(life.removed_at is not None for life in story.registrations[:-1])
    for life in story.registrations:
        assert set(life.flag_drops).isdisjoint(life.unknown_drops)
        assert 0 <= life.carried <= 3
