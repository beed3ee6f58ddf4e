"""What time tells of notices and puts."""

from __future__ import annotations

import pytest

from logscan.analysis.images.delays import FAR_MS, Delays
from logscan.analysis.images.puts import Put
from logscan.analysis.scene import Scene
from tests.analysis.images.test_behind import AHEAD
from tests.logs import A, B, ms, timeline
from tests.registries import files, scene

IMAGES = 6
MEASURED = 4_096


def many(late: float = 0.01, *, missing: bool = False) -> Delays:
    """Give the delays of a story in which alpha puts six images of six registries, and bravo is told of each a little later."""
    lines = []
    for number in range(IMAGES):
        put, told = 3 + number, "" if missing and number == IMAGES - 1 else f"{2.5 + number + late:g}:image=add {3 + number + late:g}:image"
        lines.append(f"alpha/r{number} 1:known {put - 0.5}:put=scheduled {put - 0.49}:image=add {put}:put=finished {put + 0.01}:image")
        lines.append(f"bravo/r{number} 1:known {told}")
    return scene("\n".join(lines)).shelf.delays


def number_of(pod: str) -> int:
    """Give the index of a controller."""
    return sorted((A, B)).index(pod)


def test_usual_delays() -> None:
    """How soon and how late a controller is told is measured on the ends of scans; who is always late has a clock that is ahead."""
    assert many().usual[number_of(B)] == (-50, 60)
    assert many(late=0.5).usual[number_of(B)] == (-50, 60)
    assert scene("alpha 1:known 3:put=finished 3.1:image").shelf.delays.usual == [None]


def spread(*told: float, put: str = "3:put=finished") -> Delays:
    """Give the delays of a story in which bravo is told of the ends of scans, put at 3, at these seconds."""
    lines = [f"alpha/r{nth} 1:known {put}\nbravo/r{nth} 1:known {at}:image=add" for nth, at in enumerate(told)]
    return scene("\n".join(lines)).shelf.delays


def test_how_delays_spread() -> None:
    """Few are told sooner than twice what the middle half spreads over before the median, or later than three times that behind it."""
    bravo = number_of(B)
    assert spread(3, 3.1, 3.2, 3.3, 3.4).usual[bravo] == (-250, 950)
    assert spread(3.6, 3.7, 3.8, 3.9, 4).usual[bravo] == (-50, 1_550)
    assert spread(3, 3.1, 3.2, 3.3).usual[bravo] is None  # too few
    again = "3:put=finished 5:put=finished 6:put=scanning"
    assert [spread(*[at] * 5, put=again).usual[bravo] for at in (3.1, 5.1)] == [(-50, 150)] * 2  # the nearest end counts
    assert spread(*[5.9] * 5, put=again).usual[bravo] == (-50, 950)  # nothing else is one


def test_how_many_delays_are_measured() -> None:
    """The spread of some four thousand is taken for that of all: no more are looked at."""
    lines = [f"alpha/r{nth} 3:put=failed\nbravo/r{nth} {3 if nth < MEASURED // 4 else 3.1}:torn" for nth in range(MEASURED + 1)]
    assert scene("\n".join(lines)).shelf.delays.usual[number_of(B)] == (-50, 225)


def test_latest() -> None:
    """By how much later than others a controller is told is measured; where it cannot be, a second is allowed."""
    assert many().latest(number_of(B)) == 60
    assert scene("alpha 1:known 3:put=finished 3.1:image").shelf.delays.latest(0) == 1_000


def test_too_soon() -> None:
    """What comes clearly before a put was not caused by it; where nothing was measured, only what comes long before."""
    put = Put(ms(3), 0, 0, "finished", 0, -1)
    assert many().too_soon(number_of(B), ms(2.9), put)
    assert not many().too_soon(number_of(B), ms(2.95), put)
    assert many().too_soon(number_of(B), ms(2.949), put)
    unknown = scene("alpha 1:known 3:put=finished 3.1:image").shelf.delays
    assert not unknown.too_soon(0, ms(0), put)
    assert unknown.too_soon(0, ms(-20), put)


def test_missed() -> None:
    """Who shows nothing of what was put was due to be told of it, where its clock is known."""
    assert many(missing=True).missed[number_of(B)].tolist() == [ms(3 + IMAGES - 1)]
    assert many().missed[number_of(B)].tolist() == []
    told = "\n".join(f"alpha/r{nth} 1:known 20:image=add 21:image\nbravo/r{nth} 1:known 20:image=add 21:image" for nth in range(6))
    late = "alpha/aa 1:known 9:put=finished\nbravo/aa 1:known 7:image=add\nalpha/bb 1:known 8:put=failed\nbravo/bb 1:known"
    assert scene(f"{told}\n{late}").shelf.delays.missed[number_of(B)].tolist() == [ms(8), ms(9)]
    assert scene(f"{told}\n{late} 8:begin").shelf.delays.missed[number_of(B)].tolist() == [ms(9)]
    assert [times.tolist() for times in scene("alpha 1:known 3:put=finished\nbravo 1:known").shelf.delays.missed] == [[], []]
    before, behind = files(f"{told}\n{late}"), files(f"{told}\nalpha/bb 1:known\nbravo/bb 1:image=add")
    again = {name: before[name] + behind[name].replace(b"2024-01-25T23:", b"2024-01-26T00:") for name in before}
    assert Scene(timeline(again), {}).shelf.delays.missed[number_of(B)].tolist() == [ms(9)]  # of the other the next process was told


def test_hidden() -> None:
    """A hole may be where others were told and this log shows nothing of that, or where the log looks like it."""
    delays = many(missing=True)
    bravo, moment = number_of(B), ms(3 + IMAGES - 1)
    assert delays.hidden(bravo, moment, moment + 100)
    assert not delays.hidden(bravo, moment + 100, moment + 900)
    assert not delays.hidden(number_of(A), moment, moment + 100)
    hole = scene("alpha 1:known 3:image 7.5..17.5:hole", until=20).shelf.delays
    assert hole.hidden(0, ms(10), ms(11))
    assert hole.lost(0, ms(10), ms(11))
    assert not hole.lost(0, ms(3), ms(4))
    inside = [(6, 7), (6, 7.001), (17.999, 19), (18, 19)]  # from the line before it to the one behind
    assert [hole.lost(0, ms(begin), ms(end)) for begin, end in inside] == [False, True, True, False]


@pytest.mark.parametrize(("told", "heard"), [(4.499, False), (4.5, True), (5.999, True), (6, False)])
def test_what_is_not_heard(told: float, heard: bool) -> None:
    """Who is told of the same half a second before another, or within a second behind, has heard of it; when is what the other log says."""
    delays = scene(f"alpha 1:known 5:image=add\nbravo 1:known {told}:image=add").shelf.delays
    bravo = number_of(B)
    assert delays.hidden(bravo, ms(4.999), ms(5.001)) != heard
    assert not delays.hidden(bravo, ms(5), ms(5.4))
    assert not delays.hidden(bravo, ms(4.6), ms(5))
    assert delays.told_until[bravo] == ms(told)


def test_speaks() -> None:
    """A log speaks between two moments when it has a line at DEBUG there."""
    delays = many()
    assert delays.speaks(0, ms(10.5), ms(11.5))
    assert not delays.speaks(0, ms(10.1), ms(10.9))
    assert not delays.speaks(0, ms(10.5), ms(11.499))  # a line that nothing reads is seen by the pauses of the log alone
    assert not delays.speaks(0, ms(65), ms(100))
    alone = scene("alpha 1:known 30.5:seen=s1\nbravo 1:known 30:hangs 40.5:asked").shelf.delays
    assert [alone.speaks(number_of(pod), ms(30.2), ms(30.8)) for pod in (A, B)] == [True, False]
    assert not alone.speaks(number_of(B), ms(40.2), ms(40.8))  # at INFO
    ahead = scene(f"{AHEAD}\nbravo 70.5:seen=s1").shelf.delays  # its clock is, by twenty seconds
    assert [ahead.speaks(number_of(B), ms(at), ms(at + 0.6)) for at in (50.2, 70.2, 90.2)] == [True, False, False]


def test_what_no_log_shows() -> None:
    """No log speaks before its first line, be that as early as it will."""
    assert not many().speaks(0, -1, 1)


def test_told_until() -> None:
    """A controller was last told of something when the last notification of all came."""
    delays = scene("alpha 1:known 3:image=add 5:image\nalpha/2 1:known 4:image\nbravo 1:known").shelf.delays
    assert delays.told_until[number_of(A)] == ms(5)
    assert delays.told_until[number_of(B)] < ms(-1e9)


def test_what_logs_cover() -> None:
    """Logs can show what their controller is told from the first line at DEBUG to the last, by the common clock; without any, never."""
    bravo = number_of(B)
    ahead = scene(f"{AHEAD}\nbravo 9:begin").shelf.delays  # its clock is, by twenty seconds
    assert (ahead.since[bravo], ahead.until[bravo]) == (ms(9 - 20), ms(900 - 20))
    first, second = (files(f"alpha 1:known\nbravo 1:known {part}")[f"{B}.log"] for part in ("100:end", "100:begin"))
    quiet = first.replace(b"|DEBU|", b"|INFO|")
    for logs, since, until in (([first, second], ms(0), ms(900)), ([quiet, second], ms(120), ms(900)), ([quiet], FAR_MS, 0)):
        parts = {f"{B}.{nth}.log": part for nth, part in enumerate(logs)}
        delays = Scene(timeline({**files("alpha 1:known"), **parts}), {}).shelf.delays
        assert (delays.since[bravo], delays.until[bravo]) == (since, until)


def test_complete() -> None:
    """Nothing can have been put unseen where the logs of all controllers cover the time."""
    assert many().complete(ms(2), ms(9))
    assert not many().complete(ms(-5), ms(9))
    assert not many().complete(ms(2), ms(1_000_000))
    assert many().complete(ms(0), ms(900))
    assert not many().complete(ms(-0.001), ms(900))
    assert not many().complete(ms(0), ms(900.001))
    gap = scene("alpha 1:known 3:image 100..500:hole").shelf.delays
    assert [gap.complete(ms(begin), ms(end)) for begin, end in ((2, 9), (50, 600))] == [True, False]
    assert not scene("alpha 1:known 3:image\nbravo 0:absent").shelf.delays.complete(ms(2), ms(9))
