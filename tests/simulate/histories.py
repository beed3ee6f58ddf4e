"""Simulated histories that several tests look at, each simulated once."""

from __future__ import annotations

from functools import cache

from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios
from logscan.simulate.truth import Truth

__all__ = ["SEEDS", "SMALL", "incident", "truth"]

SMALL = [name for name, plan in scenarios().items() if plan.workloads < 100]
SEEDS = (1, 2, 3)


@cache
def truth(name: str, seed: int) -> Truth:
    """Give what is true of a history."""
    return simulate(scenarios()[name], seed).truth


@cache
def incident(seed: int) -> Simulation:
    """Give a history as large as a real one, which takes seconds."""
    return simulate(scenarios()["incident"], seed)
