"""A history replayed through the other handler: what has the last word then."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.model.handler import FIXED, FLAGGED, Handler
from logscan.model.letters import STATUS_OF
from logscan.model.replay import End, replay
from logscan.model.story import tell
from tests.model.cluster import Setting, play

VALUES = ("1", "2", "3D", "4X")


@pytest.mark.parametrize(
    ("history", "at"),
    [
        pytest.param("amTa2Bm", 6, id="the one that was dropped last"),
        pytest.param("amTa2BmB", 6, id="whatever is printed behind it"),
        pytest.param("aTa1Bmm3D", 8, id="the report behind one that was dropped"),
        pytest.param("aTa1Bmm3", 5, id="not a final status without its report"),
        pytest.param("Tam2a2Bm", 7, id="behind two at once"),
        pytest.param("Ta3DB", 3, id="what registering read"),
        pytest.param("a1m2", 3, id="registered without a trigger"),
        pytest.param("T", None, id="nothing at all"),
        pytest.param("amT", None, id="nothing but what came too early"),
        pytest.param("Ta2BmRTa3DB", 9, id="of the last life only"),
        pytest.param("Ta2BmRm2T", None, id="not what slips in behind a removal"),
        pytest.param("amTa2BmRdm", 6, id="before the removal, not behind it"),
        pytest.param("?3D", 2, id="of a log whose head is missing"),
        pytest.param("?D", 1, id="a report of which all else is missing"),
        pytest.param("Ta2FBm", 5, id="debug build"),
        pytest.param("2", 0, id="a status of which all else is missing"),
        pytest.param("2T", 0, id="what it had when it was registered anew"),
        pytest.param("TRD", None, id="not a report that comes behind the removal"),
        pytest.param("TR2", 2, id="a life that begins with a status"),
        pytest.param("2R3", None, id="a life that begins so, and shows no more than a status without its report"),
        pytest.param("?2R3", None, id="likewise, without a head"),
        pytest.param("TR2R3", None, id="the third life of three"),
    ],
)
def test_fixed(history: str, at: int | None) -> None:
    """Without the flag the last notification of a registered asset has the last word, and nothing is armed or swallowed."""
    assert replay(history, FLAGGED, FIXED) == {End(shown=at)}


@pytest.mark.parametrize(
    ("history", "ends"),
    [
        pytest.param("Ta2Bm3D", {End(shown=2, swallowed=4)}, id="the end of the scan is swallowed"),
        pytest.param("aTa1Bm2m3D", {End(shown=9, swallowed=5)}, id="what is superseded is swallowed"),
        pytest.param("Ta3DB", {End(shown=3, armed=True)}, id="the flag waits"),
        pytest.param("TBa1m2m3D", {End(shown=8)}, id="nothing was read, so nothing is armed"),
        pytest.param("Ta2m3D", {End(shown=5, armed=True), End(shown=2, swallowed=3)}, id="no end of the registration: either"),
        pytest.param("Ta2m3DB", {End(shown=5, armed=True), End(shown=2, swallowed=3)}, id="within the registration: either"),
        pytest.param("Ta2BUm3D", {End(shown=7), End(shown=2, swallowed=5)}, id="to scan clears the flag, sooner or later"),
        pytest.param("Ta3DBU", {End(shown=3, armed=True), End(shown=3)}, id="a scan that may have been dispatched"),
        pytest.param("Ta2BUm1m2m3D", {End(shown=11), End(shown=11, swallowed=5)}, id="and then it does not matter when"),
        pytest.param("Ta2Bm", {End(shown=2, swallowed=4)}, id="nobody knows why it was not applied, nor need to"),
        pytest.param("TBa1m", {End(shown=4)}, id="nobody knows why it was not applied"),
        pytest.param("Ta2Bm3DTa3DB", {End(shown=10, armed=True, swallowed=4)}, id="registered anew"),
        pytest.param("Ta2Bm3DRTBa1", {End(shown=11)}, id="another life"),
        pytest.param("Ta1Bm2d", {End(shown=2, swallowed=4)}, id="deleted behind it"),
        pytest.param("2", {End(shown=0)}, id="nobody saw it registered: nothing is armed"),
        pytest.param("Ta2T", {End(shown=2)}, id="registered anew before the end of that: what armed the flag has not come"),
        pytest.param("Ta2Fm", {End(shown=2, swallowed=4)}, id="debug build: it says when it arms the flag"),
        pytest.param("Ta2FT", {End(shown=2, armed=True)}, id="and then it is armed"),
        pytest.param(
            "TaaU2", {End(shown=4), End(shown=4, armed=True)}, id="to scan while it is registered clears the flag, or comes too soon"
        ),
    ],
)
def test_flagged(history: str, ends: set[End]) -> None:
    """With the flag the first notification behind a registration that read a state is swallowed; where the order decides, both ends."""
    assert replay(history, FIXED, FLAGGED) == ends


def lives(early: int, read: str, later: Sequence[str]) -> tuple[str, str]:
    """Give what the flagged and the fixed handler print of a life: early notifications, what registering reads, what comes later."""
    begin = "a" + "m" * (early - 1) if early else ""
    begin += f"Ta{read}B" if read else "TB"
    told = [("a" if nth == 0 and not early and not read else "m", value) for nth, value in enumerate(later)]
    fixed = begin + "".join(change + value for change, value in told)
    swallowed = begin + "".join(change + (value if nth or not read else "") for nth, (change, value) in enumerate(told))
    return swallowed, fixed


@given(early=st.integers(0, 3), read=st.sampled_from(VALUES), later=st.lists(st.sampled_from(VALUES), max_size=5))
def test_either_replay_gives_the_other_history(early: int, read: str, later: list[str]) -> None:
    """Two clusters differ in the handler only: the replay of each shows what the other shows, and has its flag in the same state."""
    flagged, fixed = lives(early, read, later)
    (there,) = replay(fixed, FIXED, FLAGGED)
    now = tell(flagged, FLAGGED)
    assert now.current is not None
    assert there.shown is not None
    assert (STATUS_OF[fixed[there.shown]], there.armed) == (now.current.status, now.explanation.armed)
    (here,) = replay(flagged, FLAGGED, FIXED)
    then = tell(fixed, FIXED).current
    assert then is not None
    assert here.shown is not None
    assert STATUS_OF.get(flagged[here.shown], then.status) == then.status
    assert (flagged[here.shown] in "am") == (len(later) == 1)


@given(seed=st.integers(0, 1 << 30), flag=st.booleans(), lead=st.booleans(), marked=st.booleans())
def test_the_same_handler_changes_nothing(seed: int, flag: bool, lead: bool, marked: bool) -> None:
    """Whatever a cluster went through: the handler that ran leads, among what it can lead to, to what is shown."""
    handler = FLAGGED if flag else FIXED
    history = play(Random(seed), Setting(flag=flag, lead=lead, marked=marked)).history  # noqa: S311 a game, not a secret
    now = tell(history, handler).current
    if now is not None:
        shown = {None if now.status == "idle" else now.status_at}
        assert shown <= {end.shown for end in replay(history, handler, handler)}


@pytest.mark.parametrize("handler", [FIXED, FLAGGED], ids=lambda handler: handler.name)
@given(history=st.text("TBRGUFamd01234DXZ", min_size=1, max_size=12))
def test_any_word(handler: Handler, history: str) -> None:
    """Any history with a registration has an end, on a line or notification of its last life."""
    story = tell(history, FLAGGED)
    if story.registrations:
        ends = replay(history, FLAGGED, handler)
        assert ends
        assert all(history[end.shown] in {*STATUS_OF, "a", "m"} for end in ends if end.shown is not None)
        assert handler.arms or {(end.armed, end.swallowed) for end in ends} == {(False, None)}
