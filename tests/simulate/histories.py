"""What is true of simulated histories that several tests look at, simulated once."""

from __future__ import annotations

from functools import cache

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from logscan.simulate.truth import Truth

__all__ = ["SEEDS", "SMALL", "truth"]

SMALL = [name for name, plan in scenarios().items() if plan.workloads < 100]
SEEDS = (1, 2, 3)


@cache
def truth(name: str, seed: int) -> Truth:
    """Give what is true of a history."""
    return simulate(scenarios()[name], seed).truth
