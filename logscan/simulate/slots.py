"""Which scanners are free, as one scheduler of one controller believes.

A controller has two schedulers that know nothing of each other: one for workloads, hosts and the platform, one for images. Each gives a
scanner one task at a time. A task that ends before its scanner is marked as busy leaves the mark behind: the scanner is never free again
for that scheduler, until it registers anew. Source: controller/scheduler/scheduler.go `taskWorker`, `TaskDone`.
"""

from __future__ import annotations

from logscan.simulate.site import Site

__all__ = ["Slots"]


class Slots:
    """The scanners of one scheduler.

    Args:
        site: the surroundings.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._busy: set[str] = set()
        self._leaked: set[str] = set()

    @property
    def free(self) -> list[str]:
        """The scanners that can take a task."""
        return [scanner for scanner in self._site.scanners if scanner not in self._busy]

    @property
    def hopeless(self) -> bool:
        """No scanner is free, and none ever will be."""
        return self._leaked.issuperset(self._site.scanners)

    def take(self, scanner: str) -> None:
        """Mark a scanner as busy."""
        self._busy.add(scanner)

    def give_back(self, scanner: str) -> None:
        """Take the mark off, unless it stays by mistake."""
        if self._site.world.chance(self._site.scenario.slot_leak):
            self._leaked.add(scanner)
        else:
            self._busy.discard(scanner)
