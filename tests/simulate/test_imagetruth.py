"""The truth about registries and images."""

from __future__ import annotations

from dataclasses import replace

import pytest

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario

CALM = replace(scenario("registries"), promises=(), spares=(), workloads=1, noise=0.0)


def test_every_registry_and_image_has_its_pairs() -> None:
    """Each controller has a pair for every registry, by name, and for every image, by the registry's name and its own id."""
    told = simulate(CALM, 1).truth
    for pod in told.versions:
        names = {pair.asset for pair in told.pairs if pair.controller == pod and pair.kind == "registry"}
        images = [pair.asset.rpartition("/") for pair in told.pairs if pair.controller == pod and pair.kind == "image"]
        assert len(names) == CALM.registries
        assert len(images) == CALM.registries * CALM.images
        assert {name for name, _, _ in images} == names
        assert all(len(image) == 64 for _, _, image in images)


def test_without_registries_there_are_none() -> None:
    """A scenario that does not speak of registries has no pair of one."""
    assert {pair.kind for pair in simulate(scenario("healthy"), 1).truth.pairs} == {"workload", "host", "platform"}


@pytest.mark.parametrize(
    ("changes", "signature"),
    [({"stalled": True, "fault_at": (0, 0)}, "watch-stalled"), ({"frozen": "peer", "fault_at": (2_000, 2_200)}, "controller-frozen")],
)
def test_who_does_not_hear_is_stale(changes: dict[str, object], signature: str) -> None:
    """Where one controller's watch hangs, or all of it, its images stand still while the others go on."""
    told = simulate(replace(CALM, scan_ms=(300, 900), promises=(signature,), **changes), 1).truth  # type: ignore[arg-type]
    wrong = {(pair.controller, pair.signature) for pair in told.pairs if pair.kind == "image" and pair.verdict == "stale"}
    assert {name for _, name in wrong} == {signature}
    assert len(wrong) == 1


def test_what_came_before_its_registry_is_missed() -> None:
    """A controller that learned of the registry too late shows less than the store holds, and the others show what it holds."""
    told = simulate(scenario("image-state-missed"), 1).truth
    missed = [pair for pair in told.pairs if pair.signature == "image-state-missed"]
    assert missed
    for pair in missed:
        assert (pair.kind, pair.value, pair.registered) == ("image", "finished", True)
        assert pair.status != pair.value
        assert pair.outcomes["unregistered"] > 0


def test_who_was_not_told_is_stale_though_the_others_are_stuck() -> None:
    """A scan that does not end is stuck where it is shown; who was told of it too early shows less, and that is another fault."""
    plan = replace(scenario("image-state-missed"), scanners=0, quiet=0, promises=("image-state-missed",), spares=())
    pairs = [
        pair for pair in simulate(plan, 1).truth.pairs if pair.kind in ("registry", "image") and pair.value in ("scheduled", "scanning")
    ]
    assert {(pair.verdict, pair.signature, pair.status == pair.value) for pair in pairs} == {
        ("stuck", "registry-stuck", True),
        ("stale", "image-state-missed", False),
    }
