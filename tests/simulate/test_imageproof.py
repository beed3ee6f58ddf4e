"""What is left of the proofs about registries and images when logs are damaged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from logscan.simulate.imageproof import ImageProof
from logscan.simulate.pair import Pair
from logscan.simulate.printer import Line
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenario

MISSED = simulate(scenario("image-state-missed"), 1)
STUCK = simulate(scenario("registry-stuck"), 1)


def left(whole: Simulation, keep: Callable[[str, Line], bool]) -> list[Pair]:
    """Give the pairs of registries and images as some lines leave them."""
    kept = {pod: [line for line in lines if keep(pod, line)] for pod, lines in whole.logs.items()}
    proof = ImageProof(whole.logs, kept)
    return [proof.judged(pair) for pair in whole.truth.pairs if pair.kind in ("registry", "image")]


@pytest.mark.parametrize("whole", [MISSED, STUCK], ids=["missed", "stuck"])
def test_whole_logs_show_everything(whole: Simulation) -> None:
    """Where nothing is lost everything is provable, and nothing is overtaken."""
    assert {(pair.provable, pair.overtaken) for pair in left(whole, lambda _pod, _line: True)} == {(True, False)}


def test_one_line_about_an_image() -> None:
    """Whoever has lost a line about an image, nothing is provable of it on any controller; of the others it is."""
    image = next(pair.asset for pair in MISSED.truth.pairs if pair.kind == "image")
    for pod, lines in MISSED.logs.items():
        lost = next(line for line in lines if line.about == image)
        for pair in left(MISSED, lambda _pod, line, lost=lost: line is not lost):  # type: ignore[misc]
            assert pair.provable == (pair.asset != image), pod


def test_one_line_about_a_registry() -> None:
    """A controller that has lost a line about a registry cannot show what it holds of its images; others still can."""
    registry = next(pair.asset for pair in MISSED.truth.pairs if pair.kind == "registry")
    victim = next(pod for pod, lines in MISSED.logs.items() if any(line.about == registry for line in lines))
    lost = next(line for line in MISSED.logs[victim] if line.about == registry)
    for pair in left(MISSED, lambda _pod, line: line is not lost):
        concerned = pair.asset == registry or (pair.controller == victim and pair.asset.startswith(f"{registry}/"))
        assert pair.provable == (not concerned)


def test_a_log_that_ends_early() -> None:
    """A log that ends before the last was said of something is overtaken there; that nothing moves needs twenty minutes more."""
    moved = max(line.at for lines in STUCK.logs.values() for line in lines if line.about)
    for after, provable in ((10_000, False), (200_000, True)):
        pairs = left(STUCK, lambda _pod, line, after=after: line.at <= moved + after)  # type: ignore[misc]
        assert not any(pair.overtaken for pair in pairs)
        assert {pair.provable for pair in pairs if pair.verdict == "consistent"} == {provable}
        assert not any(pair.provable for pair in pairs if pair.verdict == "stuck")
    early = left(STUCK, lambda _pod, line: line.at < moved)
    assert any(pair.overtaken and not pair.provable for pair in early)


def test_without_the_begin() -> None:
    """A log that has lost the line of its last boot proves nothing."""
    pod = next(iter(MISSED.logs))
    pairs = left(MISSED, lambda name, line: name != pod or "main.main: START" not in line.text)
    assert {pair.controller for pair in pairs if not pair.provable} == {pod}


def test_too_little_to_compare_clocks() -> None:
    """Where lines are lost of all images but a few, no times can be compared, and nothing is provable of those either."""
    few = [pair.asset for pair in MISSED.truth.pairs if pair.kind == "image"][:3]
    pairs = left(MISSED, lambda _pod, line: "/" not in line.about or line.about in few)
    assert not any(pair.provable for pair in pairs if pair.kind == "image")
