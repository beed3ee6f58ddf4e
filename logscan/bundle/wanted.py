"""Which members of an input a second walk is to give."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["Wanted"]

_NUMBER = re.compile(r" \([0-9]+\)$")  # behind the name of what stands behind a damage


class Wanted:
    """The members that a walk is to give: all, or those of some names and what may hold them."""

    def __init__(self, names: Collection[str] | None) -> None:
        self._left = None if names is None else set(names)
        self._archives = {name[:at] for name in names or () for at, letter in enumerate(name) if letter == "!"}
        self._damaged = {_NUMBER.sub("", name) for name in {*(names or ()), *self._archives} if _NUMBER.search(name)}

    def __contains__(self, name: str) -> bool:
        return self._left is None or name in self._left

    def may_be_in(self, name: str) -> bool:
        """Whether a member may stand in a source of this name."""
        return name in self or name in self._archives or name in self._damaged

    def may_go_on(self, name: str) -> bool:
        """Whether a member may stand behind a damage of a source of this name."""
        return name in self._damaged and not self.all_found

    def found(self, name: str) -> None:
        """Cross a member off the list."""
        if self._left is not None:
            self._left.discard(name)

    @property
    def all_found(self) -> bool:
        """Whether nothing is left to look for."""
        return self._left is not None and not self._left
