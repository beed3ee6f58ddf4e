"""Why a scan of a registry does not end, as far as lines show it."""

from __future__ import annotations

import json
import re

import pytest

from logscan.analysis.findings import findings
from logscan.analysis.judge import judge_all
from logscan.analysis.scene import Scene
from tests.analysis.images.test_behind import AHEAD
from tests.analysis.images.test_missed import TWENTY
from tests.logs import A, B, C, ms, timeline
from tests.registries import IMAGE, NAME, OTHER, files, judged, scene

SCAN = "alpha 0.6:seen=s1 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun 3:put=scheduled 3.1:image=add"


@pytest.mark.parametrize(
    ("story", "roles"),
    [
        (SCAN, ["wrote", "since", "registry-begun"]),
        (f"{SCAN} 4:left=s1", ["wrote", "since", "registry-begun", "scanner-left"]),
        (f"{SCAN} 4:given=s1 5:ended=s1", ["wrote", "since", "registry-begun", "last-dispatched"]),
        (f"{SCAN} 4:given=s1", ["wrote", "since", "registry-begun", "never-ended"]),
        (SCAN.replace("2.2:begun", ""), ["since"]),
        (f"{SCAN} 5:put=finished 5.1:image 6:refused=idle", ["since", "wrote", "not-put"]),
        (SCAN.replace("2:scan=scanning ", ""), ["since", "registry-begun"]),
    ],
    ids=[
        "nothing to see",
        "no scanner",
        "a slot that leaks",
        "a scanner that does not answer",
        "nobody shows who scans",
        "the end is not put",
        "nobody shows what was put",
    ],
)
def test_why(story: str, roles: list[str]) -> None:
    """The lines of a stuck registry: what was put last, since when it stands, who scans it, and what the scanners do."""
    told = scene(story, until=2_000)
    (stuck,) = [one for one in findings(told, judge_all(told)) if one.kind == "registry" and one.verdict == "stuck"]
    assert [evidence.role for evidence in stuck.evidence] == roles
    assert stuck.confidence == "certain"
    assert stuck.error == ("Unexpected response code: 500 (No cluster leader)" if "not-put" in roles else None)


def test_of_many_scanners_the_latest_are_shown() -> None:
    """Each scanner must have been given an image; of what they were given the latest ten are shown, in the order of time."""
    seen = " ".join(f"0.6:seen=s{nth}" for nth in range(12))
    given = " ".join(f"{4 + nth / 10}:given=s{nth}" for nth in range(12))
    for tasks, shown in ((given, [f"s{nth}" for nth in range(2, 12)]), (given.rpartition(" ")[0], [])):
        told = scene(f"alpha {seen}\n{SCAN} {tasks}", until=2_000)
        (stuck,) = [one for one in findings(told, judge_all(told)) if one.kind == "registry" and one.verdict == "stuck"]
        says = told.timeline.table.column("fields").to_pylist()
        assert [json.loads(says[one.row])["scanner"] for one in stuck.evidence if one.role == "never-ended"] == shown


def test_of_the_scanners_that_left_the_last_is_shown() -> None:
    """Since the last scanner has left there is none."""
    told = scene(f"{SCAN} 0.7:seen=s2 4:left=s1 5:left=s2", until=2_000)
    (stuck,) = [one for one in judge_all(told) if one.verdict == "stuck" and told.shelf.lines.is_registry(one.history)]
    assert [told.ms[clue.row] for clue in stuck.clues if clue.role == "scanner-left"] == [ms(5)]


@pytest.mark.parametrize(
    ("told", "roles"), [(22.1, ["since", "registry-begun"]), (22.3, ["registry-begun", "since"])], ids=["it was told before", "behind"]
)
def test_in_the_order_of_the_common_clock(told: float, roles: list[str]) -> None:
    """What a controller whose clock is ahead says stands where it was."""
    here = scene(f"{AHEAD}\n{SCAN}\nbravo 21:known {told}:state=scanning 23.1:image=add", until=2_000)
    own = [one for one in judge_all(here) if one.verdict == "stuck" and here.controller(one.history).name == B]
    assert [[clue.role for clue in one.clues] for one in own if here.shelf.lines.is_registry(one.history)] == [roles]


def test_without_the_log_of_who_scans() -> None:
    """That nothing moves is seen everywhere, but not why."""
    told = scene(f"{SCAN} 0:absent\nbravo 1:known 2.1:state=scanning 3.1:image=add", until=2_000)
    (stuck,) = [one for one in findings(told, judge_all(told)) if one.verdict == "stuck"]
    assert (stuck.kind, stuck.confidence, [evidence.role for evidence in stuck.evidence]) == ("registry", "medium", ["since"])


def test_a_hole_may_hide_the_end() -> None:
    """A log that is silent for long in the middle of that time shows nothing, unless another shows the same and is not."""
    hole, peer = "100..900:hole", "bravo 1:known 2.1:state=scanning 3.1:image=add"
    alone = judge_all(scene(f"{SCAN} {hole}", until=2_000))
    assert {(one.verdict, one.cause) for one in alone} == {("inconclusive", "no-debug-then")}
    assert sorted(str(one.status) for one in alone) == ["scanning", "scheduled"]
    assert None not in [one.since_at for one in alone]
    for story in (f"{SCAN} {hole}\n{peer}", f"{SCAN}\n{peer} {hole}"):
        assert {one.verdict for one in judge_all(scene(story, until=2_000))} == {"stuck"}
    for quiet in ("60..300:hole", TWENTY):  # no long one; and none that stands out
        assert {one.cause for one in judge_all(scene(f"{SCAN} {quiet}", until=2_000))} == {"no-debug-then"}
    late = "seen=s1 1964.9:end"
    for story in (f"{SCAN} {hole}\n{peer} {hole}", f"{SCAN} {hole}\n{peer} 1964.9:{late}"):
        told = scene(story, until=2_000)
        assert {one.cause for one in judge_all(told) if told.controller(one.history).name == A} == {"no-debug-then"}
    late, gone = "1965:seen=s1 1965:end", "carol 1:known 2:deleted"  # fifteen seconds before the other ends
    told = scene(f"{SCAN} {hole}\n{peer} {late}\n{gone}", until=2_000)
    assert {one.verdict for one in judge_all(told) if told.controller(one.history).name == A} == {"stuck"}
    told = scene(f"{SCAN} {hole}\ncarol 1:known", until=2_000)  # which shows something else
    assert {one.cause for one in judge_all(told) if told.controller(one.history).name == A} == {"no-debug-then"}


PEER = "bravo 1:known 2.1:state=scanning 3.1:image=add"


def of(story: str, *, until: float = 2_000) -> list[str]:
    """Give what is said of bravo."""
    return [line.removeprefix("bravo ") for line in judged(story, until=until) if line.startswith("bravo ")]


def test_how_long_nothing_moves() -> None:
    """An attempt may take twenty minutes, and each begin and end of one is seen: behind twenty-one minutes nothing moves any more."""
    for end, expected in ((1263.09, "image consistent scheduled"), (1263.1, "image stuck scheduled registry-stuck certain")):
        assert of(f"{SCAN}\n{PEER} {end}:seen=s1 {end}:end")[0] == expected


def test_what_moves_elsewhere() -> None:
    """Who waits may wait for others; a scan that has a scanner does not."""
    busy = "alpha/2 1:known 1500:put=scanning 1500.1:image=add\nbravo/2 1:known 1500.1:image=add"
    assert of(f"{SCAN}\n{PEER}\n{busy}")[0] == "image consistent scheduled"
    begun = SCAN.replace("put=scheduled", "put=scanning")
    assert of(f"{begun}\n{PEER}\n{busy}")[0] == "image stuck scanning registry-stuck certain"
    assert "registry stuck scanning registry-stuck certain" in of(f"{begun}\n{PEER}\n{busy}")
    assert "registry consistent scanning" in of(f"{SCAN}\n{PEER}\n{busy}")


def test_what_waits_in_the_same_registry() -> None:
    """An image that has a scanner waits for none, though others of its registry do."""
    busy = "alpha/r9 1:known 1500:put=scanning 1500.1:image=add"
    logs = files(f"{SCAN.replace('put=scheduled', 'put=scanning')}\nalpha/2 3:put=scheduled 3.1:image=add\n{busy}", until=2_000)
    more = {name: re.sub(rb"(?m)^.*team z=1.*$", _second, data) for name, data in logs.items()}
    told = Scene(timeline(more), {})
    said = [
        (one.status, one.verdict)
        for one in judge_all(told)
        if told.histories.assets[int(told.histories.asset[one.history])][1][:4] == NAME[:4]
    ]
    assert sorted(said) == [("scanning", "consistent"), ("scanning", "stuck"), ("scheduled", "consistent")]


def _second(line: re.Match[bytes]) -> bytes:
    """Make of a line about an image of another registry one about a second image of the first."""
    return line[0].replace(OTHER.encode(), NAME.encode()).replace(IMAGE.encode(), b"7206e7dd" * 8)


def test_what_is_not_put() -> None:
    """A status that the store did not take is lacking everywhere, behind half a minute; one that every copy has is not."""
    for end, expected in (
        (33.99, "image pending scheduled->finished medium"),
        (34, "image stuck scheduled->finished state-put-failed certain"),
    ):
        assert of(f"{SCAN} 4:lost=finished\n{PEER} {end}:seen=s1 {end}:end")[0] == expected
    assert of(f"{SCAN} 4:lost=scheduled\n{PEER}", until=900)[0] == "image consistent scheduled"


def test_a_scan_whose_begin_is_not_in_the_log_of_who_puts() -> None:
    """What was put of an earlier scan says nothing of this one."""
    alpha = "alpha 1:known 2:scan=scanning 2.1:state=scanning 5:scan=idle 5.1:state=idle 6:end"
    assert of(f"{alpha}\nbravo 1:known 2.1:state=scanning 5.1:state=idle 50:state=scanning@7", until=900) == [
        "registry consistent scanning"
    ]


def test_a_report_that_is_too_big() -> None:
    """A report that was refused is missed by whoever looks for it: shown is who looked last."""
    big = scene(f"{SCAN} 5:big 5.1:image\n{PEER} 5.1:image 5.11:no-report 6:no-report 7:no-report")
    causes = {
        big.controller(one.history).name: [(clue.role, int(big.ms[clue.row])) for clue in one.clues]
        for one in judge_all(big)
        if one.signature == "report-too-big"
    }
    assert causes == {A: [("report-refused", ms(5))], B: [("report-refused", ms(5)), ("no-report", ms(7))]}


def test_a_report_that_is_too_big_in_the_first_line_of_all() -> None:
    """Wherever the line stands that says so."""
    told = scene(f"{SCAN} 5.1:image\n{PEER} 5.1:image\ncarol 4.9:begin 5:big 5.1:image 6:state=idle")
    (refused,) = {clue.row for one in judge_all(told) for clue in one.clues if clue.role == "report-refused"}
    assert refused == 0


TRY, END = ["scanning"], ["finished"]


@pytest.mark.parametrize(
    ("before", "given_up"),
    [
        (4 * TRY, True),
        (3 * TRY, False),
        (["scheduled", *TRY] * 4, True),
        (4 * ["scheduled"], False),
        ([*END, *TRY * 4], True),
        ([*TRY, *END, *TRY * 3], False),
        ([*TRY, "idle", *TRY * 3], False),
        ([*TRY, "failed", *TRY * 3], False),
        ([*TRY * 2, *END, *TRY * 2, *END, *TRY * 2], False),
    ],
)
def test_tries(before: list[str], given_up: bool) -> None:
    """A scan was given up behind four tries since the one before came to an end, and the last of them is shown."""
    puts = " ".join(f"{4 + at}:put={status} {4 + at}.1:image" for at, status in enumerate([*before, "failed"]))
    peer = " ".join(f"{4 + at}.1:image" for at in range(len(before) + 1))
    told = scene(f"alpha 1:known {puts}\nbravo 1:known {peer}")
    own = [one for one in judge_all(told) if told.controller(one.history).name == B and one.status == "failed"]
    last = 4 + len(before)
    assert [(one.verdict, [(clue.role, int(told.ms[clue.row])) for clue in one.clues]) for one in own] == [
        ("consistent", [("last-try", ms(last - 1)), ("gave-up", ms(last))] if given_up else [])
    ]


@pytest.mark.parametrize(
    ("end", "told", "expected"),
    [
        ("7:put=failed 8:lost=scanning", "", "image consistent failed"),
        ("7:lost=scanning 7:put=failed", "", "image consistent failed requeue-exhausted certain"),
        ("7:put=scanning 8:put=scheduled", "8.1:image", "image consistent scheduled"),
    ],
    ids=["behind the end", "at the same moment", "no end"],
)
def test_tries_and_the_end(end: str, told: str, expected: str) -> None:
    """What is put behind the end of a scan is no try of it, what is put at that moment is; and who still tries has not given up."""
    alpha = "alpha 1:known 4:put=scanning 5:put=scanning 6:put=scanning"
    assert of(f"{alpha} {end}\nbravo 1:known 4.1:image 5.1:image 6.1:image 7.1:image {told}", until=900)[0] == expected


def test_tries_of_two_that_scan() -> None:
    """The last try, and the end, are shown by who put them."""
    told = scene(
        "alpha 1:known 4:put=scanning 5:put=scanning\nbravo 1:known 4.1:image 5.1:image 6.1:image 7.1:image 8.1:image\n"
        "carol 1:known 6:put=scanning 7:put=scanning 8:put=failed"
    )
    (one,) = [one for one in judge_all(told) if one.signature == "requeue-exhausted"]
    assert [(clue.role, told.timeline.controllers[clue.controller].name) for clue in one.clues] == [("last-try", C), ("gave-up", C)]
