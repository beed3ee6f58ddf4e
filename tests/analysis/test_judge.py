"""The quick path over arrays is only quick: it says of every copy what the rules say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import logscan
from logscan.analysis import rules
from logscan.analysis.judge import Judgement, judge_all
from logscan.analysis.scene import Scene
from tests.stories import tell

LIVES = (
    "1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished",
    "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished",
    "1.2:add 2.1:modify 2.5:register=scanning 3.1:modify",
    "1.2:add 1.3:register=scheduled 2.1:modify 3.1:modify=finished",
    "2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench",
    "0.9:register 1.2:add=scheduled 3.1:modify=finished!",
    "3.5:register=finished",
    "20:register",
    "20:register=failed",
    "0.9:register=scanning 3.1:modify=finished",
)
LATER = (
    "",
    "100:put=scanning 100.1:modify=scanning",
    "100.1:modify=scanning 110:removed",
    "100:lost=failed",
    "100:put=failed 100.1:modify=failed",
    "100:modify",
    "50:purged 100:modify",
    "50:start=v5.2.4 60:register=finished",
    "50:removed 60:register=failed",
    "50:purged 60:register=scanning",
    "50:start=v5.4.5 60:register=failed",
)
CUTS = ("", "2.2..300:hole", "3.102:begin", "105:end", "2.5:quiet", "0:rest=failed")
lives = st.builds("{} {} {}".format, st.sampled_from(LIVES), st.sampled_from(LATER), st.sampled_from(CUTS))
stories = st.dictionaries(st.sampled_from(("alpha", "bravo", "delta")), lives, min_size=1).map(
    lambda copies: "\n".join(f"{who} {life}" for who, life in sorted(copies.items()))
)


def judged(scene: Scene) -> list[Judgement]:
    """Give what the rules say of every history."""
    ruled = [rules.judge(scene, history) for history in range(len(scene.histories)) if scene.last_boot(history)]
    return [judgement for judgement in ruled if judgement is not None]


@given(stories, st.sampled_from((0, 2, 600)), st.sampled_from(("v5.2.4", "v5.4.5")))
@example(f"alpha {LIVES[0]}\nbravo {LIVES[1]} {LATER[2]}", 0, "v5.2.4")  # a copy that is gone was told something newer
def test_quick_path_equals_the_rules(story: str, ahead: float, version: str) -> None:
    """Whatever happens in a cluster, each history has the verdict that the rules give, in every field, and no other has one."""
    with TemporaryDirectory() as folder:
        scene = logscan.open(tell(Path(folder), story, until=300, version=version, skew={"bravo": ahead})).scene
    assert [*judge_all(scene)] == judged(scene)


BEGUN = "0.9:register 1.2:add=scheduled 2.1:modify=scanning"
FAILED = f"{BEGUN} 3.1:modify=failed"
SHARED = "\n".join(f"{who}/a{nth} {LIVES[1]}" for who in ("alpha", "bravo") for nth in range(3))  # by these two clocks are known
CALLED_LATE = "bravo 2.5:trigger 3.1:modify=finished 3.2:add=scanning 3.3:bench"


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(f"alpha {LIVES[0]} 4:put=failed\nbravo 3.5:register=finished 4.1:modify", id="it dropped another end a moment later"),
        pytest.param(f"alpha {LIVES[0]}\nbravo {LIVES[1]} 10:modify=finished!", id="the report of its next scan is missing"),
        pytest.param(f"alpha {LIVES[0]}\n{CALLED_LATE} 60:applied=finished", id="it was put back, and half a line shows the end again"),
        pytest.param(
            f"alpha {LIVES[0]} 25:put=scheduled\nbravo 2.5:trigger 3.1:modify=finished 40:add=finished 40.1:bench",
            id="it read once more what it had, and others had begun the next scan",
        ),
        pytest.param(f"alpha {LIVES[1]}\nbravo 50:register=failed", id="another read the next end, of which this log shows nothing"),
        pytest.param(
            f"alpha {LIVES[1]}\nbravo 50:register=failed 50.1:modify", id="another read the next end, and dropped what brought it once more"
        ),
        pytest.param(f"alpha {FAILED}\nbravo 50:register=finished", id="and the other way round"),
        pytest.param(f"alpha {LIVES[1]}\nbravo {LIVES[1]} 50:removed 60:register=failed", id="registered once more, another read it"),
        pytest.param(
            f"alpha {LIVES[1]}\nbravo 50:trigger 50.1:add=failed! 50.2:done=finished 50.3:bench", id="another read it, with an older report"
        ),
        pytest.param(f"alpha {FAILED}\nbravo 50:trigger 50.1:add=finished! 50.2:bench", id="another read it, without its report"),
        pytest.param(f"alpha {LIVES[0]} 4:lost=failed\nbravo {LIVES[1]}", id="the next end could not be put a moment later"),
        pytest.param(f"alpha {LIVES[0]} 4:put=failed 4.1:modify=failed\nbravo {LIVES[1]}\n{SHARED}", id="the next was put a moment later"),
        pytest.param(f"alpha {LIVES[0]} 3.15:put=failed 3.2:modify=failed\nbravo {LIVES[1]}\n{SHARED}", id="and at once"),
        pytest.param(
            f"alpha {LIVES[0]} 3.601:put=failed 3.7:modify=failed\nbravo {LIVES[1]}\n{SHARED}",
            id="and as soon as it cannot be what was told",
        ),
        pytest.param(f"alpha {BEGUN} 3.1:end\nbravo {BEGUN}", id="it is not even the end"),
        pytest.param(
            f"alpha {LIVES[1]} 50:removed 60:register 100:add=scanning\nbravo {LIVES[1]}", id="it was removed elsewhere, and came again"
        ),
    ],
)
def test_an_end_is_not_always_all(story: str, tmp_path: Path) -> None:
    """A copy that shows the end of a scan is only right at one look when nothing speaks against that."""
    scene = logscan.open(tell(tmp_path, story)).scene
    assert [*judge_all(scene)] == judged(scene)


@pytest.mark.parametrize("ahead", [0, 60])
@pytest.mark.parametrize("others", ["", "\ndelta 0.9:register"])
def test_ends_that_differ_by_an_odd_clock(others: str, ahead: float, tmp_path: Path) -> None:
    """Of two different ends, one by a clock that may be off, one look does not tell which is right."""
    scene = logscan.open(tell(tmp_path, f"alpha {FAILED}\nbravo {LIVES[1]}{others}", skew={"bravo": ahead})).scene
    assert [*judge_all(scene)] == judged(scene)


def test_a_copy_of_which_only_the_report_is_left(tmp_path: Path) -> None:
    """A log that begins between the applied line and its report shows the end of the scan: by rule and by quick path."""
    log = tell(tmp_path, f"alpha {LIVES[0]} 2.2..400:hole\nbravo {LIVES[1]}") / "bravo.log"
    text = log.read_text("utf-8")
    report = next(line for line in text.split("\n") if "cache.scanDone" in line)
    log.write_text(text[text.index(report) :], "utf-8")
    scene = logscan.open(tmp_path).scene
    assert [scene.word(history) for history in range(len(scene.histories))] == ["TBUa1m2", "?D"]
    assert [judgement.verdict for judgement in judge_all(scene)] == ["consistent", "consistent"]
    assert [*judge_all(scene)] == judged(scene)
