"""The cache as a run uses it; loads nothing heavy, since it is asked before anything else is known to be needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from logscan.cache.folder import Folder, most_bytes, place
from logscan.cache.key import own_hash

__all__ = ["Cache", "of_user"]


@dataclass(frozen=True, kw_only=True)
class Cache:
    """What keeps readings and answers, and how it is used.

    Attributes:
        folder: where.
        refresh: what is kept is not used, and replaced.
        note: takes a sentence, once, about a cache that could not be used; the result is the same without it.
        own_hash: gives the hash of logscan itself.
    """

    folder: Folder
    refresh: bool = False
    note: Callable[[str], None] = field(default=lambda _: None, repr=False)
    own_hash: Callable[[], str] = field(default=own_hash, repr=False)


def of_user(*, refresh: bool = False, note: Callable[[str], None] = lambda _: None) -> Cache:
    """Give the cache of this user.

    Raises:
        UsageError: the variable that says how large it may be does not.
    """
    return Cache(folder=Folder(place(), most_bytes()), refresh=refresh, note=note)
