"""What a verdict may look at: handlers, writes, coverage, names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import logscan
from logscan.analysis.clocks import Clocks, Offset
from logscan.analysis.scene import Scene, Write
from tests.stories import BEGIN, asset_id, pod, tell

FIRST = round(BEGIN.timestamp() * 1_000)


def scene_of(folder: Path, story: str, *, version: str = "v5.2.4", skew: dict[str, float] | None = None) -> Scene:
    """Give the scene of a story."""
    return logscan.open(tell(folder, story, version=version, skew=skew)).scene


def folder(path: Path) -> Path:
    """Make a folder."""
    path.mkdir()
    return path


def code(scene: Scene, asset: str = "web") -> int:
    """Give the code of an asset."""
    return [name for _, name in scene.histories.assets].index(asset_id(asset))


def seconds(moments: Iterable[int]) -> list[float]:
    """Give moments as seconds since everything began."""
    return [(int(ms) - FIRST) / 1_000 for ms in moments]


def with_it(log: Path, *lines: str) -> None:
    """Put lines into a log, at their time."""
    every = sorted([*log.read_text("utf-8").splitlines(), *lines], key=lambda line: line[:23])
    log.write_text("".join(f"{line}\n" for line in every), "utf-8", newline="\n")


def clocks(*controllers: str) -> str:
    """Give a story by which the clocks of some controllers are known."""
    begun = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    return "\n".join(f"{who}/a{nth} {begun}" for who in controllers for nth in range(3))


# ---- coverage


def test_without_a_log(tmp_path: Path) -> None:
    """A controller without a log covers nothing."""
    scene = scene_of(tmp_path, "alpha 0:absent\nbravo 1:register")
    assert (scene.covered_since(0), scene.covered_until(0)) == (0, 0)


def test_covered(tmp_path: Path) -> None:
    """A controller is covered from the first DEBUG line of any of its logs on, by the common clock; a log without one covers nothing."""
    log = tell(tmp_path, f"alpha 1:register\n{clocks('alpha', 'bravo')}", skew={"bravo": 600}) / "bravo.log"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    log.unlink()
    parts = (lines[:40], *([line for line in lines[40:] if level in line] for level in ("|DEBU|", "|INFO|")))
    for nth, part in enumerate(parts):
        (tmp_path / f"{pod('bravo')}-{nth}.log").write_text("".join(part), "utf-8", newline="\n")
    scene = logscan.open(tmp_path).scene
    coverage = [log.coverage.debug_first for log in scene.timeline.controllers[1].logs]
    assert len([first for first in coverage if first is not None]) == len(coverage) - 1 == 2
    assert scene.covered_since(1) == scene.covered_since(0)
    assert scene.covered_until(1) == scene.covered_until(0)


def test_what_is_missing(tmp_path: Path) -> None:
    """Due is what was written, of which a log shows nothing from then on; not while nobody knows how its clock goes."""
    begun = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    shared = "\n".join(f"{who}/a{nth} {begun}" for who in ("alpha", "bravo") for nth in range(3))
    story = "alpha 1:register 100:put=finished 100.1:modify=finished 200:put=scheduled\nbravo 0.9:register 100.1:modify=finished"
    known, unknown = (scene_of(folder(tmp_path / name), told) for name, told in (("known", f"{story}\n{shared}"), ("unknown", story)))
    first = known.timeline.controllers[0].first
    assert first is not None
    assert [[round((ms - first) / 1_000) for ms in one.tolist()] for one in known.missed] == [[200], [200]]
    assert [len(one) for one in unknown.missed] == [0, 0]


def missed(folder: Path, story: str, *, skew: dict[str, float] | None = None, who: str = "delta") -> list[float]:
    """Give when a controller was due to be told of what it shows nothing of from then on."""
    scene = scene_of(folder, story, skew=skew)
    (number,) = [at for at, one in enumerate(scene.timeline.controllers) if one.name == pod(who)]
    return seconds(scene.missed[number].tolist())


ALL = ("alpha", "bravo", "delta")


@pytest.mark.parametrize(
    ("bravo", "delta", "expected"),
    [
        pytest.param("100.3:modify", "", [100.1], id="never told of it"),
        pytest.param("100.3:modify", "99.599:add", [100.1], id="not since"),
        pytest.param("100.3:modify", "99.6:add", [], id="as clocks differ it may be the same"),
        pytest.param("100.3:modify", "200:add", [], id="later"),
        pytest.param("99.9:modify", "", [99.9], id="due is it when the first is told"),
        pytest.param("", "", [], id="what one was told alone proves nothing"),
    ],
)
@pytest.mark.parametrize("ahead", [0, 300])
def test_what_others_were_told_last(bravo: str, delta: str, expected: list[float], ahead: float, tmp_path: Path) -> None:
    """Where no log shows who writes, a controller was due to be told what two others were told; by the common clock."""
    story = f"alpha 0.8:trigger 100.1:modify\nbravo 0.8:trigger {bravo}\ndelta 0.8:trigger {delta}\necho_ 0.8:trigger"
    assert missed(tmp_path, f"{story}\n{clocks(*ALL, 'echo_')}", skew={"delta": ahead}) == expected


def test_what_others_were_told_of_what_was_put(tmp_path: Path) -> None:
    """Where the write shows, it counts, not that others were told of it late."""
    story = "alpha 100:put=finished 110:modify\nbravo 111:modify\ndelta 100.02:modify"
    assert missed(tmp_path, f"{story}\n{clocks(*ALL)}") == []


@pytest.mark.parametrize(("put", "expected"), [("put", [100]), ("lost", [])])
def test_what_the_store_refused(put: str, expected: list[float], tmp_path: Path) -> None:
    """Of a write that the store refused nobody is told."""
    assert missed(tmp_path, f"alpha 50:add 100:{put}=finished\nbravo 50:add\ndelta 50:add\n{clocks(*ALL)}") == expected


def test_a_clock_that_nobody_knows_misses_nothing(tmp_path: Path) -> None:
    """A controller whose clock may be off is not said to have missed something at some moment; nor does it prove that others have."""
    story = "alpha 1:add 100:modify\nbravo 1:add 100:modify\ndelta 9:add"
    assert missed(folder(tmp_path / "of all"), f"{story}\n{clocks(*ALL)}") == [100]
    assert missed(folder(tmp_path / "but its own"), f"{story}\n{clocks('alpha', 'bravo')}") == []
    assert missed(folder(tmp_path / "but another's"), f"{story}\n{clocks('alpha', 'delta')}") == []


@pytest.mark.parametrize(("told", "expected"), [(59.999, []), (60, []), (60.001, [60.001])])
def test_before_its_log_begins(told: float, expected: list[float], tmp_path: Path) -> None:
    """What was due before the first DEBUG line of a log is not missing there."""
    known = clocks("alpha", "bravo", "delta").replace("0.9:", "70.9:").replace("1.2:", "71.2:").replace("2.1:", "72.1:")
    story = f"alpha {told}:add\nbravo {told}:add\ndelta 60:begin\n{known.replace(' 3.1:', ' 73.1:')}"
    assert missed(tmp_path, story) == expected


@pytest.mark.parametrize(
    ("alpha", "doubt"),
    [
        pytest.param("100:put=finished 103:put=finished", True, id="it shows only the second"),
        pytest.param("100:put=finished", False, id="it was told late"),
        pytest.param("100:lost=finished 103:put=finished", False, id="the store refused the first"),
    ],
)
def test_what_is_put_raises_doubts(alpha: str, doubt: bool, tmp_path: Path) -> None:
    """A log that shows nothing of what was put may lack more."""
    story = f"alpha 50:add {alpha}\nbravo 50:add 103.1:modify\n{clocks('alpha', 'bravo')}"
    assert scene_of(tmp_path, story).silence[1].doubt(FIRST + 99_900, FIRST + 100_200) is doubt


def test_half_a_line_raises_doubts(tmp_path: Path) -> None:
    """Before a line whose first half is missing others may be missing, too."""
    silence = scene_of(tmp_path, "bravo 1:register 50:applied=scanning\nbravo/api 40:add 49.2:modify").silence[0]
    assert [silence.doubt(FIRST + begin, FIRST + begin + 400) for begin in (48_500, 49_500)] == [False, True]


# ---- order


def delays(folder: Path, *told: float, others: str = "") -> int:
    """Give how soon bravo can be told of a write by what is seen of the ends of scans: each is put at second 10, and told it then."""
    known = {"alpha": "0.9:register 1.2:add=scheduled 8:put=scanning 10:put=finished 10.01:modify=finished", "bravo": ""}
    lines = [f"alpha/b{nth} {known['alpha']}" for nth in range(len(told))]
    lines += [f"bravo/b{nth} 0.9:register 1.2:add=scheduled {at}:modify=finished" for nth, at in enumerate(told)]
    scene = scene_of(folder, "\n".join([*lines, others]).strip())
    scene.offsets = (Offset(n=9), Offset(n=9))
    return scene.soonest[1]


def test_soonest(tmp_path: Path) -> None:
    """The quickest delivery less by how much others are slower; a little less for what was not seen, and never above zero."""
    spread = (10.02, 10.02, 10.02, 10.02, 10.5)
    assert delays(folder(tmp_path / "even"), *[10.02] * 5) == -50
    assert delays(folder(tmp_path / "spread"), *spread) == 2 * 20 - 500 - 50
    assert delays(folder(tmp_path / "few"), *spread[1:]) == -500


@pytest.mark.parametrize(
    ("alpha", "bravo"),
    [
        pytest.param("10:put=finished", "10.2:modify=scanning", id="what is no end"),
        pytest.param("10:put=scanning", "10.9:modify=finished", id="an end that was not put"),
        pytest.param("10.1:lost=finished", "9:modify=finished", id="an end that the store refused"),
    ],
)
def test_what_is_no_delay(alpha: str, bravo: str, tmp_path: Path) -> None:
    """Only ends that were put and told count."""
    story = f"alpha/c {alpha}\nbravo/c 0.9:register 1.2:add=scheduled {bravo}"
    assert delays(tmp_path, *[10.02] * 4, 10.12, others=story) == 2 * 20 - 120 - 50


@pytest.mark.parametrize(
    ("alpha", "bravo"),
    [
        pytest.param("10:put=failed", "10.3:modify=failed", id="a scan that failed"),
        pytest.param("10:put=finished 60:put=finished", "10.3:modify=finished 60.3:modify=finished", id="two scans"),
        pytest.param("10:put=finished 60:put=finished", "60.3:modify=finished", id="the nearest of two"),
    ],
)
def test_what_is_a_delay(alpha: str, bravo: str, tmp_path: Path) -> None:
    """The end of a scan belongs to the nearest write of one, whatever the end was."""
    story = f"alpha/c {alpha}\nbravo/c 0.9:register 1.2:add=scheduled {bravo}"
    assert delays(tmp_path, *[10.02] * 5, others=story) == 2 * 20 - 300 - 50


@pytest.mark.parametrize("put", ["60:put=finished", "10:put=finished 60:put=finished"])
def test_told_before_it_was_put(put: str, tmp_path: Path) -> None:
    """The nearest write may seem to come behind what it brought: two clocks are never quite the same."""
    story = f"alpha/c {put}\nbravo/c 0.9:register 1.2:add=scheduled 59.99:modify=finished"
    assert delays(tmp_path, *[10.02] * 5, others=story) == 2 * -10 - 20 - 50


def test_soonest_by_the_clock(tmp_path: Path) -> None:
    """Where the clock is known less well than that, so is how soon it can be."""
    scene = scene_of(tmp_path, "\n".join(f"alpha/b{nth} 1:add=scheduled 10:put=finished 10.01:modify=finished" for nth in range(5)))
    for offset, expected in ((Offset(median=40, low=-300), -390), (Offset(median=-30), -50), (Offset(low=900), -50)):
        scene.offsets = (offset,)
        assert scene.soonest == [expected]
        del scene.soonest


def test_too_soon(tmp_path: Path) -> None:
    """Sooner than it can be told, it was told something else; nobody knows where one of the two clocks may be off."""
    scene = scene_of(tmp_path, "alpha 1:add\nbravo 1:add")
    scene.soonest = [-500, -60]
    put = Write(10_000, "finished", 0, 1, failed=False)
    well, fits, unknown = Offset(n=9), Offset(fits=True), Offset()
    for both, expected in (
        ((well, well), [True, True, False]),
        ((unknown, well), [False, False, False]),
        ((well, unknown), [False, False, False]),
        ((fits, well), [True, False, False]),
        ((well, fits), [True, False, False]),
    ):
        scene.clocks = Clocks(both)
        assert [scene.too_soon(1, told, put) for told in (8_939, 9_939, 9_940)] == expected


def test_an_odd_clock_contradicts_nobody(tmp_path: Path) -> None:
    """Who says alone that the lead has changed contradicts the others, unless nobody knows how its clock compares with theirs."""
    line = "2024-03-05T10:05:00    |INFO|CTL|main.leadChangeHandler: - newLead=10.9.0.12 oldLead=10.9.0.11"
    with_it(tell(tmp_path, "alpha 1:add\nbravo 1:add") / "bravo.log", line)
    for odd in (False, True):
        scene = logscan.open(tmp_path).scene
        scene.offsets = (Offset(n=9), Offset(n=1, odd=odd))
        assert bool(scene.leads.contradictions) is not odd


@pytest.mark.parametrize(
    ("behind", "ignored"),
    [
        pytest.param("31.001:modify 31.5:end", True, id="the log goes on"),
        pytest.param("30.8:modify 31.5:end", False, id="it ends too early"),
        pytest.param("30.2..400:hole", False, id="it has a hole there"),
        pytest.param("30.9:put=scheduled", False, id="it was queued"),
    ],
)
def test_a_request_that_was_ignored(behind: str, ignored: bool, tmp_path: Path) -> None:
    """A request for a scan came to nothing if a whole log shows within a second that nothing was queued."""
    scene = scene_of(tmp_path, f"alpha 1:register 2:modify=finished 30:requested {behind}")
    assert list(scene.ignored) == ([(0, code(scene))] if ignored else [])


def test_answered(tmp_path: Path) -> None:
    """What REST answered before some moment is not taken for what it answers then; where nobody wrote down when, it was asked at last."""
    timeline, web = scene_of(tmp_path, "alpha 1:add\nbravo 1:add").timeline, asset_id("web")
    statuses = {pod("alpha"): {web: "finished"}, pod("bravo"): {web: "failed"}}
    once, never = Scene(timeline, statuses, asked={pod("alpha"): 5_000}), Scene(timeline, statuses)
    assert [once.answered(pod("alpha"), web, since) for since in (5_000, 5_001)] == ["finished", None]
    assert [of.answered(pod("bravo"), web, 5_001) for of in (once, never)] == ["failed", "failed"]
    assert never.answered(pod("alpha"), web, 5_001) == "finished"


@pytest.mark.parametrize("ahead", [0, 300])
def test_told_next(ahead: float, tmp_path: Path) -> None:
    """When a controller was next told of anything stands on the common clock; behind its last line about that, never."""
    scene = scene_of(tmp_path, f"bravo 20:trigger 30:add 40:removed\n{clocks('alpha', 'bravo')}", skew={"bravo": ahead})
    (history,) = (one for one in scene.by_asset[code(scene)] if scene.controller(one).name == pod("bravo"))
    trigger, removed = 0, len(scene.word(history)) - 1
    assert [scene.time(history, at) for at in (trigger, removed)] == [FIRST + 20_000, FIRST + 40_000]
    assert [scene.told_next(history, at) for at in (trigger, removed)] == [FIRST + 30_000, None]


def test_notified(tmp_path: Path) -> None:
    """What each controller was notified of, by the common clock."""
    scene = scene_of(tmp_path, f"alpha 1:trigger 30:add\nbravo 60:add 61:modify\n{clocks('alpha', 'bravo')}", skew={"bravo": 300})
    scans = [1.2, 1.2, 1.2, 2.1, 2.1, 2.1, 3.1, 3.1, 3.1]
    assert [seconds(one.tolist()) for one in scene.notified] == [[*scans, 30], [*scans, 60, 61]]
    assert [one.tolist() for one in scene_of(folder(tmp_path / "mute"), "alpha 1:trigger").notified] == [[]]


@pytest.mark.parametrize(
    ("begin", "end", "speaks"),
    [
        pytest.param(29.99, 30.01, True, id="a line that is read"),
        pytest.param(30, 30.01, False, id="right behind it"),
        pytest.param(29.99, 30, False, id="right before"),
        pytest.param(19.99, 20.01, False, id="the line of another"),
        pytest.param(0.49, 0.51, False, id="INFO"),
        pytest.param(44.5, 45.5, True, id="a line of which nothing is read"),
        pytest.param(44.6, 45.5, False, id="that near nobody remembers"),
    ],
)
@pytest.mark.parametrize("ahead", [0, 300])
def test_which_lines_speak(begin: float, end: float, speaks: bool, ahead: float, tmp_path: Path) -> None:
    """Lines at DEBUG speak, by the common clock: those of which something is read, and others as far as they end a pause."""
    log = tell(tmp_path, f"alpha 20:add\nbravo 30:add\n{clocks('alpha', 'bravo')}", skew={"bravo": ahead}) / "bravo.log"
    line = f"2024-03-05T10:{ahead // 60:02}:45    |DEBU|CTL|some.thing: else"
    with_it(log, line)
    assert logscan.open(tmp_path).scene.speaks(1, FIRST + round(begin * 1_000), FIRST + round(end * 1_000)) is speaks


@pytest.mark.parametrize("second", [0.5, 20])
def test_without_debug_nothing_speaks(second: float, tmp_path: Path) -> None:
    """Lines of other levels say nothing about what a controller is told."""
    scene = scene_of(tmp_path, "alpha 0:quiet 20:refused")
    assert "DEBU" not in scene.timeline.table["level"].to_pylist()
    assert not scene.speaks(0, FIRST + round(second * 1_000) - 10, FIRST + round(second * 1_000) + 10)


@pytest.mark.parametrize(("begin", "end", "speaks"), [(10, 50, False), (10, 70, True), (0.5, 1.5, True), (70, 110, False)])
def test_speaks(begin: float, end: float, speaks: bool, tmp_path: Path) -> None:
    """A log speaks between two moments when it has a line there, of whatever kind."""
    scene = scene_of(tmp_path, "bravo 1:register")
    first = scene.timeline.controllers[0].first
    assert first is not None
    assert scene.speaks(0, first + round(begin * 1_000), first + round(end * 1_000)) is speaks


def test_last_boot(tmp_path: Path) -> None:
    """Only histories of the last boot are looked up by asset."""
    scene = scene_of(tmp_path, "bravo 1:register 300:start=v5.2.4 301:register\nalpha 1:register")
    assert [(scene.controller(nth).name[-5:], int(scene.histories.boot[nth])) for nth in scene.by_asset[code(scene)]] == [
        ("alpha", 0),
        ("bravo", 1),
    ]


def test_names(tmp_path: Path) -> None:
    """An asset is named by namespace, pod and container."""
    assert scene_of(tmp_path, "bravo 1:register").names == {asset_id("web"): "shop/web-7d4b9c6f58-x2lqn/web"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], []),
        (["cache.connectWorkloadAdd: - id={web} name=9-web"], ["9-web"]),
        (["cache.connectWorkloadAdd: - id={web} name=b", "cache.connectWorkloadAdd: - id={web} name=a"], ["b"]),
        (["cache.connectWorkloadAdd: - id={web} name=a", "cache.connectWorkloadAdd: - id={web} name=b"], ["b"]),
        (["cache.connectWorkloadAdd: - id={web} name="], []),
    ],
)
def test_other_names(named: list[str], expected: list[str], tmp_path: Path) -> None:
    """A container outside of pods has a name of its own; of several the last by alphabet is told, in whatever order they come."""
    log = tell(tmp_path, "alpha 1:add") / "alpha.log"
    lines = [f"2024-03-05T10:00:0{5 + nth}    |DEBU|CTL|{line.format(web=asset_id('web'))}" for nth, line in enumerate(named)]
    with_it(log, *lines)
    assert logscan.open(tmp_path).scene.names == {asset_id("web"): name for name in expected}


def test_a_log_that_begins_with_a_name(tmp_path: Path) -> None:
    """The first line may be the one that names."""
    scene = scene_of(tmp_path, "alpha 0.9:begin 1:trigger 2:add")
    assert scene.timeline.table["event"][0].as_py() == "asset.named"
    assert scene.names == {asset_id("web"): "shop/web-7d4b9c6f58-x2lqn/web"}


def test_writes_by_the_clock(tmp_path: Path) -> None:
    """What was written stands on the common clock."""
    scene = scene_of(tmp_path, f"bravo 20:put=scanning\n{clocks('alpha', 'bravo')}", skew={"bravo": 300})
    assert seconds(write.ms for write in scene.writes[code(scene)]) == [20]


def test_clock_is_taken_off(tmp_path: Path) -> None:
    """Times of a controller whose clock is wrong are told on the common clock."""
    well = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    story = "\n".join(f"{who}/a{nth} {well}" for who in ("alpha", "bravo") for nth in range(5))
    scene = logscan.open(tell(tmp_path, story, skew={"bravo": 600})).scene
    assert len({scene.time(history, 6) for history in range(10)}) == 1
    assert [scene.shift(controller) for controller in (0, 1)] == [0, 600_000]
    assert scene.covered_until(0) == scene.covered_until(1)
