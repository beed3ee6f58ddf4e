"""Where a log goes that proves nothing by itself, in a bundle of several clusters: to the one cluster that clues lead to.

None of them is proof. Nodes may be copies of one image, addresses repeat, people name files and folders as they like; so the stronger clue
is asked before the weaker, and where they lead to several clusters, or to none, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from logscan.cluster import Facts, answering
from logscan.marks import Marks
from logscan.snapshot.assign import Identity, assign

__all__ = ["Clues", "Home", "above", "home_of"]

Folder = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Home:
    """A cluster, as far as clues can lead to it.

    Attributes:
        marks: what its logs name.
        controllers: those of them that are controllers.
        folders: in which its files lie, and all above these.
    """

    marks: Marks
    controllers: tuple[Facts, ...]
    folders: frozenset[Folder]

    def answers_to(self, name: str) -> bool:
        """Say whether one of its controllers has that name, end of a name, or address."""
        return bool(answering(name, self.controllers))

    def depth(self, folder: Folder) -> int:
        """Give how many leading parts of a folder's path it shares."""
        return max(depth for depth in range(len(folder) + 1) if folder[:depth] in self.folders)


def home_of(marks: Marks, controllers: Sequence[Facts], sources: Sequence[str]) -> Home:
    """Give a cluster as a home, from what its logs name and where they lie."""
    folders = {above(source) for source in sources}
    return Home(
        marks=marks,
        controllers=tuple(controllers),
        folders=frozenset(folder[:depth] for folder in folders for depth in range(len(folder) + 1)),
    )


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What may tell where some files belong: what they name, how they are called, and the controllers that someone gave them."""

    marks: Marks
    sources: Sequence[str]
    named: Sequence[str]

    def lead_to(self, homes: Sequence[Home], *, weak: bool = True) -> int | None:
        """Give the index of the one home that clues lead to, or None.

        Args:
            homes: the clusters.
            weak: addresses and folders count, too.
        """
        left = list(range(len(homes)))
        for clue in (self._given, self._nodes, self._file_names, *((self._addresses, self._folders) if weak else ())):
            found = set(clue(homes))
            left = [at for at in left if at in found] or left
            if found and len(left) == 1:
                return left[0]
        return None

    def _given(self, homes: Sequence[Home]) -> list[int]:
        return [at for at, home in enumerate(homes) if any(home.answers_to(name) for name in self.named)]

    def _nodes(self, homes: Sequence[Home]) -> list[int]:
        return [at for at, home in enumerate(homes) if not home.marks.hosts.isdisjoint(self.marks.hosts)]

    def _file_names(self, homes: Sequence[Home]) -> list[int]:
        identities = [Identity(name=one.pod, address=one.address) for home in homes for one in home.controllers if one.pod]
        owners = {owner for owner in assign(self.sources, identities).values() if owner is not None}
        return [at for at, home in enumerate(homes) if any(one.pod in owners for one in home.controllers)]

    def _addresses(self, homes: Sequence[Home]) -> list[int]:
        return [at for at, home in enumerate(homes) if not home.marks.addresses.isdisjoint(self.marks.addresses)]

    def _folders(self, homes: Sequence[Home]) -> list[int]:
        near = [max(home.depth(above(source)) for source in self.sources) for home in homes]
        return [at for at, depth in enumerate(near) if depth == max(near)]


def above(source: str) -> Folder:
    """Give the folders and archives in which a source lies, from the outside in."""
    return tuple(re.split("[/!]", source)[:-1])
