"""Promises of the explanation of a history: facts of the real incident as words, and laws against a controller that is played."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.model.explain import Delivery, Explanation, explain
from logscan.model.handler import FIXED, FLAGGED, Handler
from tests.model.cluster import Played, Setting, play

ALPHABET = "TBRGUamd01234DXFknZ"
HANDLERS = pytest.mark.parametrize("handler", [FLAGGED, FIXED], ids=lambda handler: handler.name)
SIGN = {"applied": "+", "unregistered": "u", "armed-flag": "f", "deleted": "x", "unknown": "?"}
SETTINGS = [
    pytest.param(Setting(flag=flag, **how), id=f"{name}-{'flagged' if flag else 'fixed'}")
    for name, how in {
        "peer": {},
        "lead": {"lead": True},
        "unmarked": {"marked": False},
        "untraced": {"traced": False},
        "debug": {"debug": True},
    }.items()
    for flag in (True, False)
]
# Where no trigger is printed, what the flag swallows may stand before all that tells of a registration: 1 history in 80,000.
TRACED = [setting for setting in SETTINGS if "untraced" not in str(setting.id)]

words = st.builds("{}{}{}".format, st.sampled_from(["", "?"]), st.text(ALPHABET, max_size=40), st.sampled_from(["", "$"]))


def signs(explanation: Explanation) -> str:
    """Give one sign per notification: `+` applied, `s` simulated and applied, `u` `f` `x` dropped, `?` unknown, `!` against the model."""
    return "".join(sign(delivery) for delivery in explanation.deliveries)


def sign(delivery: Delivery) -> str:
    """Give the sign of one notification."""
    if not delivery.explained:
        return "!"
    return "s" if delivery.simulated and delivery.applied_at is not None else SIGN[delivery.outcome]


def handler_of(setting: Setting) -> Handler:
    """Give the handler of what is played."""
    return FLAGGED if setting.flag else FIXED


def played(setting: Setting, count: int) -> list[Played]:
    """Give so many histories, the same ones at each call."""
    return [play(Random(seed), setting) for seed in range(count)]  # noqa: S311 a game, not a secret


@pytest.mark.parametrize(
    ("history", "flagged", "fixed"),
    [
        # healthy (DOMAIN 3.7): the object comes first, or the watch coalesced, or this controller scans
        ("", "", ""),
        ("TB", "", ""),
        ("TBa1m2m3D", "+++", "+++"),
        ("TBm2m3D", "++", "++"),
        ("TBm3D", "+", "+"),
        ("TUBa1m2m3D", "+++", "+++"),
        ("TUaB1m2m3D", "+++", "+++"),
        ("TBa1m2m3Dm1m2m3D", "++++++", "++++++"),
        ("TBa1m4X", "++", "++"),
        ("a1m2m3D", "+++", "+++"),  # the platform: no trigger
        ("a3Da", "sf", "s!"),  # the platform, after a restart
        # the state comes first: what the old handler swallows, the fixed one would have had to apply
        ("aTa1Bmm3D", "usf+", "us!+"),
        ("aTa2Bmm3D", "usf+", "us!+"),
        ("Ta1Bam2m3D", "sf++", "s!++"),
        ("Ta1Bmm3D", "sf+", "s!+"),
        ("aTa1Bm2m3D", "u+++", "us++"),  # at best the watch gave a second add
        ("Ta3DBa3D", "++", "s+"),  # likewise
        # the same ends in a stale copy: S1, S2, S3, S4
        ("amTa2Bm", "uusf", "uus!"),
        ("mTa2Bm", "usf", "us!"),
        ("aTa1Bm", "usf", "us!"),
        ("Tam2a2Bm", "u+sf", "u+s!"),
        # latent and harmless: S5, S6
        ("ammTa3DB", "uuus", "uuus"),
        ("Ta3DBm", "sf", "s!"),
        ("amTa3DBm", "uusf", "uus!"),
        # two goroutines at once: which add is the simulated one
        ("Taa11Bmm3D", "+sf+", "+s!+"),
        ("Taa1B1mm3D", "+sf+", "+s!+"),
        ("Taa1Bm2m3D", "sf++", "us++"),
        ("Ta1m2Bm3D", "+++", "s++"),
        ("Ta1a1Bm2m3D", "++++", "+s++"),  # the marker is still to come, so the second one is the simulated one
        ("aT1Bm2m3D", "+++", "+++"),
        # another benchmark of the same container prints the marker too
        ("aTa1BBmm3D", "usf+", "us!+"),
        ("BTBa1m2m3D", "+++", "+++"),
        ("TBa1Bm2m3D", "+++", "+++"),
        ("TBa1m2m3DB", "+++", "+++"),
        ("TBmB", "u", "u"),  # and then the second one ends this registration: the asset was not in the map before
        # a host: the end of the registration is not printed
        ("Ta1mm3D", "sf+", "s!+"),
        ("Ta1m2m3D", "+++", "s++"),
        # never registered, removed, purged, registered again
        ("am", "uu", "uu"),
        ("aa", "uu", "uu"),
        ("d", "x", "x"),
        ("TBa1m2m3DRdm", "+++xx", "+++xx"),
        ("TBa1Rdmm", "+xxx", "+xxx"),
        ("TBa1Gmm", "+uu", "+uu"),
        ("TBa1m2Rdm", "++xx", "++xx"),
        ("TBa1mR2", "++", "++"),
        ("TBa1mR", "+x", "+x"),
        ("TBa1Rm2", "++", "++"),
        ("TBa1RdTBa1m2", "+x++", "+x++"),
        ("TBRaa1", "x+", "x+"),  # the second one entered before the removal took hold
        ("TBa1Rmm2", "+x+", "+x+"),
        ("TBa1Rdm1m2m3m1", "+x++++", "+x++++"),  # put back without a trigger, from 5.4.5 on
        ("TBGm3a", "+u", "+u"),
        ("TmaG", "uu", "uu"),
        ("TBTm", "f", "!"),  # registered anew
        ("Ta1Bm2RdmmTa1Bm", "++xxxsf", "s+xxxs!"),
        # no head, or no end
        ("?m2m3D", "++", "++"),
        ("?2m3D", "+", "+"),
        ("?mm2", "f+", "u+"),
        ("?a2a2", "+s", "s+"),
        ("?Ta1B", "s", "s"),
        ("TBa1m$", "+?", "+?"),
        ("TBmm$", "!?", "!?"),  # the watch had done with the first when it brought the second
        ("Ta$", "?", "?"),
        # this controller scans: to dispatch a scan clears the flag
        ("Ta3DBUm1m2", "s++", "s++"),
        ("Ta3DBUmm2", "sf+", "s!+"),
        ("Ta3DU", "+", "+"),  # it scans, so registration found no key and called nothing
        ("TUa1m", "+!", "+!"),
        # a debug build says it outright
        ("anTa1FBmkm2m3D", "usf++", None),
        ("anmnTa2FBmk", "uusf", None),
        ("?mk", "f", None),
        ("TaF1B", None, None),
        ("Ta1FB", "s", None),
    ],
)
def test_the_account_of_a_history(history: str, flagged: str | None, fixed: str | None) -> None:
    """Each notification of a history that the source allows, and of those that the incident shows, gets its outcome."""
    for handler, expected in ((FLAGGED, flagged), (FIXED, fixed)):
        explanation = explain(history, handler)
        if expected is None:
            assert explanation.unexplained > 0
        else:
            assert (signs(explanation), explanation.unexplained) == (expected, expected.count("!"))


@HANDLERS
@pytest.mark.parametrize(
    ("history", "pairs"),
    [
        ("TBa1m2m3D", {2: 3, 4: 5, 6: 7}),
        ("Taa11B", {1: 3, 2: 4}),  # of two that wait, the first one is answered first
        ("Ta1B1", {1: 2}),  # no notification is left for the second line
        ("TBm2mR", {2: 3}),
        ("TBa1mR2", {2: 3, 4: 6}),
        ("?2m3D", {2: 3}),
    ],
)
def test_which_applied_line_belongs_to_which_notification(handler: Handler, history: str, pairs: dict[int, int]) -> None:
    """A notification is paired with its own applied line, and a line that is left over with none."""
    deliveries = explain(history, handler).deliveries
    assert {delivery.at: delivery.applied_at for delivery in deliveries if delivery.applied_at is not None} == pairs


@pytest.mark.parametrize(
    ("history", "simulated"),
    [
        ("TBa1m2", [False, False]),
        ("amTa2Bm", [False, False, True, False]),
        ("TBaG", [False]),  # it came from the watch, and too late
        ("TaFB", [True]),  # the call, though its applied line is missing
    ],
)
def test_which_notification_is_the_simulated_call(history: str, simulated: list[bool]) -> None:
    """Registration calls the handler itself, and that call is told from what the watch brings, applied or not."""
    assert [delivery.simulated for delivery in explain(history, FLAGGED).deliveries] == simulated


@pytest.mark.parametrize(
    ("history", "flagged", "fixed"),
    [
        ("ammTa3DB", True, False),
        ("Ta3DB", True, False),
        ("Ta1FB", True, None),
        ("Ta3DBm", False, None),
        ("Ta3D", True, False),  # a host: the end is not printed
        ("Tam2", False, None),  # likewise, and the flag has swallowed one by now
        ("TBTa1B", True, False),  # registered anew
        ("Ta1BU", True, False),  # a scan that is not dispatched yet
        ("Ta1BTU", True, False),
        ("TB", False, False),
        ("TBa1", False, False),
        ("Ta3DBR", False, False),
        ("a3Da3D", True, False),  # the platform, after a restart: one of the two is simulated
        ("a1", False, False),  # the platform: what the watch brought arms nothing
        ("1ma", False, None),  # the call that would have armed it has no applied line
        ("", False, False),
    ],
)
def test_whether_the_flag_is_armed_at_the_end(history: str, flagged: bool, fixed: bool | None) -> None:
    """The old handler's flag is armed when the simulated call was its last word; the fixed one has none."""
    assert explain(history, FLAGGED).armed is flagged
    if fixed is not None:
        assert explain(history, FIXED).armed is fixed


@HANDLERS
@pytest.mark.parametrize(
    ("history", "registered"),
    [
        ("", False),
        ("T", True),
        ("TB", True),
        ("TBR", False),
        ("TBRaa1", False),  # applied in the moment of the removal: that registers nothing
        ("TBG", False),
        ("TBRTB", True),
        ("TBRUa1m2", False),
        ("a1", True),
        ("am", False),
        ("?m2", True),
        ("?1", True),
    ],
)
def test_whether_the_asset_is_registered_at_the_end(handler: Handler, history: str, registered: bool) -> None:
    """An asset is registered from its trigger, or from the first applied line where no trigger is printed, to its removal."""
    assert explain(history, handler).registered is registered


@pytest.mark.parametrize(
    ("history", "unexplained"),
    [
        ("TB1", 1),  # applied, but never notified
        ("TBa", 1),  # registered, no flag, and yet not applied: S18
        ("TBm2mm3D", 1),
        ("Ta1Bmm", 1),  # the flag swallows one, not two
        ("TB$", 0),
        ("TBk", 1),
        ("TBa1n", 1),  # it was registered
        ("TBF", 1),  # no simulated call, so nothing arms
    ],
)
def test_what_the_handler_does_not_allow_is_counted(history: str, unexplained: int) -> None:
    """An event that no order of the two goroutines can bring about is an unexplained one."""
    assert explain(history, FLAGGED).unexplained == unexplained


def test_a_tie_is_called_a_tie() -> None:
    """Where equally good accounts differ about a notification, its position is named; where they differ about the flag, it is unknown."""
    assert explain("Ta2FBm3", FLAGGED).ambiguous == {5}
    assert explain("a1mR", FLAGGED).ambiguous == {2}  # the platform: the flag, or the removal
    assert explain("a1am", FLAGGED).ambiguous == {2, 3}  # one went to the flag, and one is lost
    host = explain("Taa1", FLAGGED)  # which of the two is the simulated one, and is it the flag that dropped the other?
    assert host.ambiguous == {1, 2}
    assert host.armed is None
    for history in ("TBa1m2m3D", "Tm", "Tmm2", "Tam2", "Ta1Bmm"):
        assert explain(history, FLAGGED).ambiguous == frozenset()


@pytest.mark.parametrize("setting", TRACED)
@given(random=st.randoms(use_true_random=False))
def test_what_a_controller_prints_is_explained(setting: Setting, random: Random) -> None:
    """Every history that the controller can print is explained without a remainder, to its last applied line."""
    one = play(random, setting)
    explanation = explain(one.history, handler_of(setting))
    assert explanation.unexplained == 0
    assert all(delivery.explained for delivery in explanation.deliveries)
    assert [delivery.at for delivery in explanation.deliveries] == [notification.at for notification in one.notifications]
    applied = {delivery.applied_at for delivery in explanation.deliveries} - {None}
    assert applied == {at for at, letter in enumerate(one.history) if letter in "1234"}
    assert explanation.registered is one.registered


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_account_is_the_truth(setting: Setting) -> None:
    """Of 400 histories all are explained, and fewer than 2 in 100 notifications get another outcome than they had in truth."""
    seen: Counter[str] = Counter()
    for one in played(setting, 400):
        explanation = explain(one.history, handler_of(setting))
        assert explanation.unexplained == 0
        pairs = list(zip(one.notifications, explanation.deliveries, strict=True))
        seen["notifications"] += len(pairs)
        seen["wrong"] += sum(told.outcome != truth.outcome for truth, told in pairs)
        seen["taken for simulated, or not"] += sum(told.simulated != truth.simulated for truth, told in pairs)
        seen["histories"] += 1
        seen["flag wrong"] += explanation.armed is (not one.armed)
        seen["flag unknown"] += explanation.armed is None
    print(dict(seen))  # noqa: T201 the figures, for `pytest -s`
    assert seen["wrong"] < 0.02 * seen["notifications"]
    assert seen["flag wrong"] + seen["flag unknown"] < 0.02 * seen["histories"]
    if setting.traced and setting.marked:  # else the letters do not tell a simulated call that is applied from a real one
        assert seen["taken for simulated, or not"] < 0.02 * seen["notifications"]


@pytest.mark.parametrize("setting", TRACED)
@given(random=st.randoms(use_true_random=False), data=st.data())
def test_a_log_that_ends_early_accuses_nobody(setting: Setting, random: Random, data: st.DataObject) -> None:
    """Cut after any letter and marked as cut, a history that was explained is explained."""
    history = play(random, setting).history
    cut = history[: data.draw(st.integers(0, len(history)))] + "$"
    assert explain(cut, handler_of(setting)).unexplained == 0


@HANDLERS
@given(history=words)
def test_any_word_is_accounted_for(handler: Handler, history: str) -> None:
    """Whatever the letters, each notification gets one outcome, each applied line at most one notification, and doubts are counted."""
    explanation = explain(history, handler)
    assert [delivery.at for delivery in explanation.deliveries] == [at for at, letter in enumerate(history) if letter in "amd"]
    lines = [(delivery.at, delivery.applied_at) for delivery in explanation.deliveries if delivery.applied_at is not None]
    assert all(notified < applied and history[applied] in "01234" for notified, applied in lines)
    assert len({applied for _, applied in lines}) == len(lines)
    assert sum(not delivery.explained for delivery in explanation.deliveries) <= explanation.unexplained
    assert explanation.ambiguous <= {delivery.at for delivery in explanation.deliveries}


@HANDLERS
@given(history=words.filter(lambda word: not word.startswith("?")))
def test_a_missing_head_excuses_and_never_accuses(handler: Handler, history: str) -> None:
    """To say that the head of the log is missing never leaves more unexplained."""
    assert explain("?" + history, handler).unexplained <= explain(history, handler).unexplained


@HANDLERS
@pytest.mark.parametrize(("history", "unexplained"), [("TB" + "a1m2m3Dd" * 600, 0), ("TB" + "m2" * 2500, 0), ("T" + "a" * 300, 0)])
def test_a_long_history_is_explained_too(handler: Handler, history: str, unexplained: int) -> None:
    """Thousands of letters, and hundreds that fit every order, are explained: the search keeps a bounded number of states."""
    assert explain(history, handler).unexplained == unexplained
