"""When controllers answer differently: the same as second by second, and laws that hold for any answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise, permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from logscan.analysis.answers import Answers
from logscan.analysis.divergence import LAG_MS, Divergence, diverge
from logscan.schema import STATUSES

Flags = NDArray[np.bool_]
ASSETS, CONTROLLERS, SECONDS = 3, 3, 60
LAG = LAG_MS // 1_000
KNOWN = np.ones(CONTROLLERS, np.bool_)
IDLE = [("scheduled", "finished"), ("finished", "idle"), ("idle", "finished")]


class Said(NamedTuple):
    """A stretch in words; times in seconds."""

    asset: int
    controller: int
    status: str
    begin: int
    end: int
    wrong: bool = False
    open: bool = False


def answers(*said: Said) -> Answers:
    """Give stretches as arrays."""
    return Answers(
        asset=np.array([one.asset for one in said], np.int64),
        controller=np.array([one.controller for one in said], np.int64),
        status=np.array([STATUSES.index(one.status) for one in said], np.int64),
        begin=np.array([one.begin * 1_000 for one in said], np.int64),
        end=np.array([one.end * 1_000 for one in said], np.int64),
        wrong=np.array([one.wrong for one in said], np.bool_),
        open=np.array([one.open for one in said], np.bool_),
    )


def whole(said: Answers, clocks: Flags, blur: int = 0) -> Divergence:
    """Give when answers differ that are given as one part."""
    return diverge([said], clocks, blur)


@st.composite
def copies(draw: st.DrawFn, asset: int, controller: int) -> list[Said]:
    """Give what one copy answers over a minute: at times nothing, and wrong from some time on or never."""
    times = sorted(draw(st.sets(st.integers(0, SECONDS), max_size=6)))
    wrong_from = draw(st.sampled_from([*times, SECONDS, SECONDS, SECONDS]))
    words = [draw(st.sampled_from([None, *STATUSES[1:4]])) for _ in times[1:]]
    last = times[-1] if times else 0
    return [
        Said(asset, controller, status, begin, end, begin >= wrong_from, end == last)
        for (begin, end), status in zip(pairwise(times), words, strict=True)
        if status is not None
    ]


some_answers = st.tuples(*(copies(asset, controller) for asset in range(ASSETS) for controller in range(CONTROLLERS))).map(
    lambda parts: [one for part in parts for one in part]
)
some_clocks = st.lists(st.booleans(), min_size=CONTROLLERS, max_size=CONTROLLERS).map(lambda known: np.array(known, np.bool_))


class Second(NamedTuple):
    """What is true of one asset during one second."""

    compared: bool
    diverges: bool
    answers: int
    wrong: int
    by_status: dict[str, tuple[int, ...]]


def naive(said: Sequence[Said], clocks: Flags) -> dict[tuple[int, int], Second]:
    """Look at every asset second by second, in the plainest way."""
    found = {}
    for asset in range(ASSETS):
        at = [{one.controller: one for one in said if one.asset == asset and one.begin <= t < one.end} for t in range(SECONDS)]
        counted = [{who: one for who, one in now.items() if clocks[who] or any(other.wrong for other in now.values())} for now in at]
        diverges = [False] * SECONDS
        for one, other in combinations(range(CONTROLLERS), 2):
            both = [(now[one].status, now[other].status) if one in now and other in now else None for now in counted]
            t = 0
            for pair, run in groupby(both):
                length = len(list(run))
                if pair is not None and pair[0] != pair[1] and length >= LAG:
                    diverges[t : t + length] = [True] * length
                t += length
        for t in range(SECONDS):
            by_status = {
                status: tuple(sorted(who for who, one in counted[t].items() if one.status == status))
                for status in STATUSES
                if any(one.status == status for one in counted[t].values())
            }
            found[asset, t] = Second(
                compared=len(counted[t]) > 1,
                diverges=diverges[t],
                answers=len(at[t]),
                wrong=sum(one.wrong for one in at[t].values()) + (_against(list(counted[t].values())) if diverges[t] else 0),
                by_status=by_status,
            )
    return found


def _against(said: Sequence[Said]) -> int:
    """Count the answers that nobody proved wrong and that most do not share, or, among equals, that are older."""
    fair = [one for one in said if not one.wrong]
    if not fair:
        return 0
    votes = Counter(one.status for one in fair)
    right = max(votes, key=lambda status: (votes[status], max(one.begin for one in fair if one.status == status), -STATUSES.index(status)))
    return len(fair) - votes[right]


def expanded(found: Divergence) -> dict[tuple[int, int], dict[str, tuple[int, ...]]]:
    """Give the answers of each interval by asset and second."""
    return {(one.asset, t): dict(one.answers) for one in found.intervals for t in range(one.begin // 1_000, one.end // 1_000)}


def counts(found: Divergence) -> list[tuple[int, int, int, int]]:
    """Give the counts of each second."""
    rows = np.stack([found.compared, found.diverging, found.answers, found.wrong], axis=1).tolist()
    moments = found.at.tolist()
    return [
        tuple(next((row for at, row in zip(reversed(moments), reversed(rows), strict=True) if at <= t * 1_000), [0] * 4))
        for t in range(SECONDS)
    ]


# ---- laws


@given(some_answers, some_clocks)
def test_it_is_what_one_sees_second_by_second(said: list[Said], clocks: Flags) -> None:
    """Intervals, answers and all counts over time are those of looking at every asset second by second."""
    found, seen = whole(answers(*said), clocks), naive(said, clocks)
    assert expanded(found) == {place: one.by_status for place, one in seen.items() if one.diverges}
    assert counts(found) == [
        tuple(sum(getattr(seen[asset, t], name) for asset in range(ASSETS)) for name in ("compared", "diverges", "answers", "wrong"))
        for t in range(SECONDS)
    ]


@given(some_answers, some_clocks, st.integers(1, 3), st.sampled_from([0, LAG_MS]))
def test_parts(said: list[Said], clocks: Flags, parts: int, blur: int) -> None:
    """Answers in parts, those about an asset in one, are the same as all together; no part at all is nothing."""
    some = [answers(*(one for one in said if one.asset % parts == part)) for part in range(parts)]
    here, there = whole(answers(*said), clocks, blur), diverge(some, clocks, blur)
    assert (here.intervals, here.lags, here.longest_lag) == (there.intervals, there.lags, there.longest_lag)
    for name in ("at", "compared", "diverging", "answers", "wrong"):
        assert getattr(here, name).tolist() == getattr(there, name).tolist()
    assert diverge([], clocks).at.tolist() == []


@given(some_answers, some_clocks)
def test_intervals_add_up(said: list[Said], clocks: Flags) -> None:
    """The number of diverging assets, summed over time, is the length of all intervals; no two of an asset overlap or could be one."""
    found = whole(answers(*said), clocks)
    assert int((found.diverging * found.lasted).sum()) == sum(one.end - one.begin for one in found.intervals)
    for asset in range(ASSETS):
        for one, then in pairwise(one for one in found.intervals if one.asset == asset):
            assert one.end < then.begin or (one.end == then.begin and one.answers != then.answers)


@given(some_answers, some_clocks)
def test_wrong_answers_are_answers(said: list[Said], clocks: Flags) -> None:
    """At no time are more answers wrong than known, or more assets diverging than compared; in the end nothing is known."""
    found = whole(answers(*said), clocks)
    assert np.all((found.wrong >= 0) & (found.wrong <= found.answers))
    assert np.all((found.diverging >= 0) & (found.diverging <= found.compared))
    assert [values[-1:].tolist() for values in (found.compared, found.diverging, found.answers, found.wrong)] == [[0] * bool(said)] * 4


@given(some_answers, some_clocks, st.integers(-(10**12), 10**12))
def test_another_time_of_day(said: list[Said], clocks: Flags, ms: int) -> None:
    """Moving everything by the same time moves all intervals and moments by it, and changes nothing else."""
    plain = answers(*said)
    here, there = whole(plain, clocks), whole(replace(plain, begin=plain.begin + ms, end=plain.end + ms), clocks)
    assert [replace(one, begin=one.begin + ms, end=one.end + ms) for one in here.intervals] == list(there.intervals)
    assert (here.at + ms).tolist() == there.at.tolist()
    assert (here.lags, here.longest_lag, here.wrong.tolist()) == (there.lags, there.longest_lag, there.wrong.tolist())


@given(some_answers, some_clocks, st.permutations(range(CONTROLLERS)), st.data())
def test_the_order_of_controllers(said: list[Said], clocks: Flags, order: list[int], data: st.DataObject) -> None:
    """Numbering controllers otherwise, and giving stretches in another order, renames them in the intervals and changes nothing else."""
    renamed = data.draw(st.permutations([one._replace(controller=order[one.controller]) for one in said]))
    known = np.zeros(CONTROLLERS, np.bool_)
    known[order] = clocks
    here, there = whole(answers(*said), clocks), whole(answers(*renamed), known)
    named = [
        replace(one, answers={status: tuple(sorted(order[who] for who in those)) for status, those in one.answers.items()})
        for one in here.intervals
    ]
    assert named == list(there.intervals)
    assert [here.at.tolist(), here.diverging.tolist(), here.wrong.tolist()] == [
        there.at.tolist(),
        there.diverging.tolist(),
        there.wrong.tolist(),
    ]
    assert (here.lags, here.longest_lag) == (there.lags, there.longest_lag)


# ---- facts


@pytest.mark.parametrize(
    ("lasts", "blur", "intervals", "lags"), [(LAG - 1, 0, 0, 1), (LAG, 0, 1, 0), (LAG + 1, 2_000, 0, 1), (LAG + 2, 2_000, 1, 0)]
)
def test_normal_lag(lasts: int, blur: int, intervals: int, lags: int) -> None:
    """Answers that differ for less than a healthy controller may be late, by clocks no better known, are lag; else they diverge."""
    found = whole(
        answers(
            Said(0, 0, "scanning", 0, 10),
            Said(0, 0, "finished", 10, 60),
            Said(0, 1, "scanning", 0, 10 + lasts),
            Said(0, 1, "finished", 10 + lasts, 60),
        ),
        KNOWN,
        blur,
    )
    assert (len(found.intervals), found.lags, found.longest_lag) == (intervals, lags, lags * lasts * 1_000)


def test_a_millisecond_is_lag() -> None:
    """However short answers differ, that was once."""
    said = answers(
        Said(0, 0, "scanning", 0, 10), Said(0, 0, "finished", 10, 60), Said(0, 1, "scanning", 0, 11), Said(0, 1, "finished", 11, 60)
    )
    found = whole(replace(said, begin=said.begin // 1_000, end=said.end // 1_000), KNOWN)
    assert (found.lags, found.longest_lag) == (1, 1)


def test_a_lag_of_several_steps_is_one() -> None:
    """While one controller after the other comes to say the same, that is one lag."""
    said = [Said(0, who, "scanning", 0, 10 + 2 * who) for who in range(3)] + [
        Said(0, who, "finished", 10 + 2 * who, 60) for who in range(3)
    ]
    found = whole(answers(*said), KNOWN)
    assert (found.lags, found.longest_lag) == (1, 4_000)


def test_assets_one_behind_the_other() -> None:
    """What ends about one asset when it begins about the next is not the same; whichever assets these are."""
    for assets in ((0, 1), (1, 2)):
        said = [
            Said(asset, who, status, 10 * nth, 10 * nth + 10) for nth, asset in enumerate(assets) for who, status in enumerate(STATUSES[:2])
        ]
        found = whole(answers(*said), KNOWN)
        assert (found.intervals, found.lags, found.longest_lag) == ((), 2, 10_000)


@pytest.mark.parametrize("asset", [0, 1])
def test_any_asset(asset: int) -> None:
    """One difference about one asset is an interval, whichever it is."""
    found = whole(answers(Said(asset, 0, "finished", 0, 60), Said(asset, 1, "scanning", 0, 60)), KNOWN)
    assert [(one.asset, one.begin, one.end) for one in found.intervals] == [(asset, 0, 60_000)]


def test_what_changes_meanwhile() -> None:
    """An interval goes on while one changes its answers whose clock nobody knows."""
    said = [Said(0, 0, "finished", 0, 60), Said(0, 1, "scanning", 0, 60), Said(0, 2, "scheduled", 0, 30), Said(0, 2, "failed", 30, 60)]
    found = whole(answers(*said), np.array([True, True, False]))
    assert [(one.begin, one.end, one.answers) for one in found.intervals] == [(0, 60_000, {"scanning": (1,), "finished": (0,)})]


@pytest.mark.parametrize(("one", "other"), list(permutations(STATUSES, 2)))
def test_every_status(one: str, other: str) -> None:
    """Any two statuses differ, from the time on that a healthy controller may be late."""
    (interval,) = whole(answers(Said(0, 0, one, 0, LAG), Said(0, 1, other, 0, LAG)), KNOWN).intervals
    assert interval.answers == {one: (0,), other: (1,)}
    assert list(interval.answers) == sorted((one, other), key=STATUSES.index)


@pytest.mark.parametrize("blur", [0, 6_000])
def test_one_who_changes_while_others_agree(blur: int) -> None:
    """While one controller says this and then that, each for a while only, those who say the same all along do not differ."""
    changes = [Said(0, 0, "scanning", 0, 12), Said(0, 0, "failed", 12, 24), Said(0, 0, "finished", 24, 60)]
    found = whole(answers(*changes, Said(0, 1, "finished", 0, 60), Said(0, 2, "finished", 2, 60)), KNOWN, blur)
    assert (found.intervals, found.lags, found.longest_lag) == ((), 1, 24_000)


def test_whoever_is_idle() -> None:
    """One who is idle differs, whichever of two controllers that is, and whatever they say of another asset."""
    said = [Said(asset, who, status, 0, 60) for asset, words in enumerate(IDLE) for who, status in enumerate(words)]
    assert [one.asset for one in whole(answers(*said), KNOWN).intervals] == [0, 1, 2]


def test_lag_at_the_begin_of_a_divergence() -> None:
    """A third controller that is late makes an interval of its own; a short difference before the long one is lag."""
    found = whole(
        answers(
            Said(0, 0, "scheduled", 0, 60),
            *(Said(0, 1, "scheduled", 0, 10), Said(0, 1, "scanning", 10, 12), Said(0, 1, "finished", 12, 60)),
            *(Said(0, 2, "scheduled", 0, 14), Said(0, 2, "finished", 14, 60)),
        ),
        KNOWN,
    )
    assert [(one.begin, one.end, one.answers) for one in found.intervals] == [
        (12_000, 14_000, {"scheduled": (0, 2), "finished": (1,)}),
        (14_000, 60_000, {"scheduled": (0,), "finished": (1, 2)}),
    ]
    assert (found.lags, found.longest_lag) == (1, 2_000)


@pytest.mark.parametrize(("ended_by", "open_"), [(Said(0, 1, "scanning", 0, 40, open=True), True), (Said(0, 1, "scanning", 0, 40), False)])
def test_an_open_end(ended_by: Said, open_: bool) -> None:
    """An interval is open when a log that it rests on ends, not when an asset goes."""
    (interval,) = whole(answers(Said(0, 0, "finished", 0, 60, open=True), ended_by), KNOWN).intervals
    assert (interval.end, interval.open) == (40_000, open_)


def test_a_log_that_ends_while_others_differ() -> None:
    """When one of three logs ends and the others go on to differ, only the last interval is open."""
    found = whole(
        answers(
            Said(0, 0, "finished", 0, 60, open=True), Said(0, 1, "scanning", 0, 60, open=True), Said(0, 2, "finished", 0, 40, open=True)
        ),
        KNOWN,
    )
    assert [(one.end, one.open) for one in found.intervals] == [(40_000, False), (60_000, True)]


@pytest.mark.parametrize(("wrong", "intervals"), [(False, 0), (True, 1)])
def test_clocks_that_are_not_known(wrong: bool, intervals: int) -> None:
    """Two answers under clocks that nobody can compare prove nothing, unless the verdict proves that one is wrong."""
    said = answers(Said(0, 0, "finished", 0, 60), Said(0, 1, "scanning", 0, 60, wrong))
    assert len(whole(said, np.array([True, False])).intervals) == intervals


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ([Said(0, 0, "finished", 0, 60), Said(0, 1, "scanning", 0, 60), Said(0, 2, "finished", 5, 60)], 1),
        ([Said(0, 0, "finished", 0, 60), Said(0, 1, "idle", 0, 60), Said(0, 2, "finished", 0, 60)], 1),
        ([Said(0, 0, "finished", 0, 60), Said(0, 1, "scanning", 5, 60)], 1),
        ([Said(0, 0, "scanning", 0, 60, wrong=True), Said(0, 1, "scanning", 0, 60, wrong=True)], 2),
        ([Said(0, 0, "scanning", 0, 60, wrong=True), Said(0, 1, "scanning", 0, 60, wrong=True), Said(0, 2, "finished", 0, 60)], 2),
        ([Said(0, 0, "scanning", 0, 60)], 0),
    ],
    ids=["the majority", "idle against the majority", "the younger of two", "proved on both", "proved against a majority", "alone"],
)
def test_who_is_wrong(said: list[Said], wrong: int) -> None:
    """Wrong is what the verdict proves; else whoever is against the rest, or says something older than the other one."""
    assert whole(answers(*said), KNOWN).wrong.max() == wrong


def test_nothing() -> None:
    """Without answers, or controllers, nothing differs."""
    for clocks in (KNOWN, np.zeros(0, np.bool_)):
        found = whole(answers(), clocks)
        assert (found.intervals, found.lags, found.longest_lag, len(found.at)) == ((), 0, 0, 0)
