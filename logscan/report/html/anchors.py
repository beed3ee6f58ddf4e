"""Ids of what a page shows: short, the same in every run, and never those of something else."""

from __future__ import annotations

import hashlib
import re

__all__ = ["Anchors"]

_HEX = re.compile(r"[0-9a-f]{12,}")


class Anchors:
    """Gives an id to each asset: `A-4be17c90a2d3`, or of a hash where an id is no hex, or another asset has these twelve digits.

    Knows, too, which ids are on the page already: two clusters may have a finding of the same id.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._used: dict[str, int] = {}

    def asset(self, kind: str, asset: str) -> str:
        """Give the id of an asset, the same whenever it is asked for."""
        if (kind, asset) not in self._given:
            short = asset[:12] if _HEX.fullmatch(asset) else ""
            if not short or f"A-{short}" in self._taken:
                short = hashlib.sha256(f"{kind}\0{asset}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
            self._given[kind, asset] = f"A-{short}"
            self._taken.add(f"A-{short}")
        return self._given[kind, asset]

    def used(self, name: str) -> bool:
        """Say whether something with this id is on the page."""
        return name in self._used

    def use(self, name: str) -> str:
        """Give an id for what is put on the page: this one, with a number behind it where it is there already."""
        count = self._used[name] = self._used.get(name, 0) + 1
        return name if count == 1 else self.use(f"{name}.{count}")
