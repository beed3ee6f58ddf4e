"""Registries and images in words."""

from __future__ import annotations

import pytest

from logscan.analysis.findings import Finding, findings
from logscan.analysis.images.words import brief, handle
from logscan.analysis.judge import judge_all
from logscan.analysis.words import Words
from tests.registries import IMAGE, NAME, scene

LEAD = (
    "alpha 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun 3:put=scheduled 3.1:image=add 5:put=finished 5.1:image "
    "5.2:scan=idle 5.3:state=idle"
)
LATE = "bravo 2.1:state 3.1:image=add 5.1:image 5.3:state 9:known"


def told(story: str, *, until: float = 900) -> tuple[Finding, Words]:
    """Give the first finding about an asset of bravo, or else of alpha, and what makes sentences of it."""
    made = scene(story, until=until)
    found = [one for one in findings(made, judge_all(made)) if one.asset is not None]
    return found[0], Words({one.name: one for one in made.timeline.controllers})


@pytest.mark.parametrize(
    ("kind", "asset", "short", "typed"),
    [
        ("image", f"{NAME}/{IMAGE}", "quay mirror/6105d6cc6105", "6105d6cc"),
        ("image", f"{NAME}/sha256:{IMAGE}", "quay mirror/6105d6cc6105", "sha256:6105d6cc"),
        ("image", IMAGE, "6105d6cc6105", "6105d6cc"),
        ("registry", NAME, "quay mirror", "'quay mirror'"),
        ("registry", "docker.hub", "docker.hub", "docker.hub"),
        ("registry", "mirror-of-the-shop", "mirror-of-the-shop", "mirror-of-the-shop"),
        ("workload", IMAGE, "6105d6cc6105", "6105d6cc"),
    ],
)
def test_names(kind: str, asset: str, short: str, typed: str) -> None:
    """An asset is named as short as it can be told, and what one types to name it goes through a shell as it is."""
    assert (brief(kind, asset), handle(kind, asset)) == (short, typed)


def test_missed() -> None:
    """What is said of an image that was missed: told too early, known too late; and its rivals."""
    finding, words = told(f"{LEAD}\n{LATE}")
    assert words.explanation(finding).startswith(f"q4w9z shows idle for image {NAME}/{IMAGE} since ")
    assert "but the final value is finished: this controller learned of the registry later than of its images" in words.explanation(finding)
    rivals = {rival.explanation: rival.rejected_because for rival in words.rivals(finding)}
    assert list(rivals) == ["it was never notified", "the scan has not ended", "a later notification repaired it"]
    assert rivals["the scan has not ended"].startswith("x7k2p put finished at ")


def test_missed_though_nobody_knows_what() -> None:
    """Without the log of who puts, nothing is said of what was put: only that it was."""
    finding, words = told(f"{LEAD} 0:absent\n{LATE}\ncarol 1:known 2.1:state=scanning 3.1:image=add 5.1:image 5.3:state=idle")
    assert "though something else was put: this controller learned" in words.explanation(finding)
    assert [witness.status for witness in finding.witnesses] == [""]
    assert words.witness(finding.witnesses[0], finding).startswith("m3n8b was told something newer at ")
    assert [rival.explanation for rival in words.rivals(finding)] == ["it was never notified", "a later notification repaired it"]


def test_pending_though_nobody_knows_what() -> None:
    """A log that ends while others are told more is pending, with a sentence that needs no value."""
    finding, words = told(f"{LEAD} 0:absent\n{LATE}")
    assert (
        words.explanation(finding)
        == f"The log of q4w9z ends before what was put last for image {NAME}/{IMAGE} could be seen to arrive; it shows idle."
    )
    assert words.rivals(finding) == []


def test_missed_by_one_that_hangs() -> None:
    """Where no line gave a copy its status, it is not said since when it shows that."""
    asked = " ".join(f"{second}:asked" for second in (60, 120, 180, 300, 600, 800))
    finding, words = told(f"{LEAD}\nbravo 1:known 2.1:state 2.5:asked 2.5:hangs {asked}")
    assert (finding.signature, finding.since) == ("controller-frozen", None)
    assert words.explanation(finding).startswith(
        f"q4w9z shows idle for image {NAME}/{IMAGE}, but the final value is finished: the controller that hangs (q4w9z) handles nothing "
    )


@pytest.mark.parametrize(
    ("ends", "who"),
    [
        pytest.param("alpha 8:put=failed", "x7k2p", id="the same"),
        pytest.param("carol 8:put=failed", "m3n8b and x7k2p", id="another, which took over"),
    ],
)
def test_given_up(ends: str, who: str) -> None:
    """Of a scan that was given up both are named: who made the last try, and who put the end."""
    tries = " ".join(f"{second}:put=scanning" for second in (4, 5, 6, 7))
    copies = "".join(f"{one} {' '.join(f'{second}.1:image' for second in (4, 5, 6, 7, 8))}\n" for one in ("bravo", "carol"))
    finding, words = told(f"alpha 1:known {tries} 8.1:image\nbravo 1:known\ncarol 1:known\n{copies}{ends}")
    assert finding.signature == "requeue-exhausted"
    assert words.next_step(finding).startswith(f"mend what the controller that scanned ({who}) logs as `error=`: ")


def test_stuck() -> None:
    """Of a registry that is stuck it is said that nothing moves, and why it is not just large."""
    finding, words = told("alpha 1:known 2:scan=scanning 2.1:state=scanning 2.2:begun", until=2_000)
    assert words.explanation(finding).startswith(f"Every controller at hand shows scanning for registry {NAME} since ")
    assert [rival.explanation for rival in words.rivals(finding)] == ["a large registry that is still being scanned"]
    refused, words = told(f"{LEAD.replace('5.2:scan=idle 5.3:state=idle', '5.2:refused=idle')}")
    assert f"shows scanning instead of idle for registry {NAME} since " in words.explanation(refused)
    assert words.explanation(refused).endswith("The last error: Unexpected response code: 500 (No cluster leader).")
    assert words.rivals(refused) == []
