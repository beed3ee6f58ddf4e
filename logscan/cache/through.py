"""Reading a bundle through the cache: what is kept is not read again, and what is read is kept.

The result is the same as without it. Each attached file is read as a walk of its own, and then joined to the walk over all of them as if
it had been read there; where that cannot be done, because names clash or limits are met, it is read there after all.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from logscan.bundle.sources import STDIN, Bundle
from logscan.bundle.walk import Attachment
from logscan.cache.entry import Unreadable
from logscan.cache.kept import Whole, pack, read_alone, unpack
from logscan.cache.key import Definitions, Keys, Outdated, content_hash
from logscan.cache.use import Cache
from logscan.reading import Reading, read, read_member

if TYPE_CHECKING:
    from logscan.parallel.hands import Hands

__all__ = ["read_through"]

PASSING = {"ARCHIVE_UNSUPPORTED", "INPUT_UNREADABLE"}  # the next run may have the library, the permission, or room for a temporary file


def read_through(
    cache: Cache, bundle: Bundle, definitions: Definitions, *, snapshots: Collection[str] = (), hands: Hands | None = None
) -> Reading:
    """Read a bundle; like `reading.read`, but for the time it takes.

    Raises:
        DefinitionError: a definition does not load.
        HelperLost: a process that helps ended before its time.
    """
    try:
        keys = Keys(cache.own_hash(), definitions.hash, bundle.limits)
    except (OSError, Outdated) as error:
        cache.note(f"the cache is not used: {_reason(error)}")
        return read(bundle, definitions.catalog, snapshots=snapshots, hands=hands)
    reading = _Reading(cache, bundle, definitions, keys, snapshots, hands)
    for file in bundle.attachments():
        reading.take(file)
    return reading.end()


class _Reading:
    def __init__(
        self, cache: Cache, bundle: Bundle, definitions: Definitions, keys: Keys, snapshots: Collection[str], hands: Hands | None
    ) -> None:
        self._found = Reading(skipped=bundle.skipped)
        self._cache = cache
        self._bundle = bundle
        self._definitions = definitions
        self._keys = keys
        self._snapshots = snapshots
        self._hands = hands
        self._reads = not cache.refresh
        self._writes = True
        self._kept = False
        self._noted = False

    def take(self, file: Attachment) -> None:
        """Read one file, or take what is kept of it."""
        key = self._key(file)
        if key is None or not (self._reads or self._writes):
            self._read(file)
            return
        kept = self._look_up(key, file)
        if kept is not None and kept.fits(file):
            kept.join(self._found, file)
            return
        budget = file.walked.budget
        made, files = budget.made, budget.files
        whole = read_alone(file, self._bundle, self._definitions.catalog, self._snapshots, self._hands)
        if not file.walked.fits(whole.walked, file.name):
            budget.made, budget.files = made, files
            self._read(file)
            return
        whole.join(self._found, file)
        if budget.enough and PASSING.isdisjoint(one.code for one in whole.reading.skipped):
            self._keep(key, file, whole)

    def end(self) -> Reading:
        """Give everything that was found."""
        if self._kept:
            with suppress(OSError):  # the next run may be able to
                self._cache.folder.trim()
        return self._found

    def _key(self, file: Attachment) -> str | None:
        """Give the key of a file; None for one that cannot be kept, as what comes through a pipe cannot be known before it is read."""
        if file.name == STDIN:
            return None
        try:
            return self._keys.key(file.name, content_hash(file.content), self._snapshots)
        except OSError:
            return None  # reading it will say why

    def _look_up(self, key: str, file: Attachment) -> Whole | None:
        if not self._reads:
            return None
        try:
            entry = self._cache.folder.get(key)
            alone = file.walked.alone(file.name)
            return None if entry is None else unpack(entry, file.name, self._bundle, alone, lambda: self._definitions.catalog)
        except Unreadable:
            return None
        except OSError as error:
            self._reads = False
            self._note(f"the cache cannot be read: {_reason(error)}")
            return None

    def _read(self, file: Attachment) -> None:
        for member in file.members(file.walked):
            read_member(self._found, self._bundle, self._definitions.catalog, member, self._snapshots, self._hands)

    def _keep(self, key: str, file: Attachment, whole: Whole) -> None:
        """Keep what was read, if it is still what the key is about: a file may be written to while it is read."""
        try:
            if self._writes and self._key(file) == key:
                self._cache.folder.put(key, pack(whole))
                self._kept = True
        except Unreadable:
            return
        except OSError as error:
            self._writes = False
            self._note(f"the cache cannot be written: {_reason(error)}")

    def _note(self, note: str) -> None:
        if not self._noted:
            self._cache.note(note)
        self._noted = True


def _reason(error: OSError | Outdated) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
