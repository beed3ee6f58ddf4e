"""The key-value store, and what a watch makes of its changes: list and diff, as consul's clients do.

Each write takes the next index of the store. A key remembers the index at which it was created and the one at which it was last modified;
a key that is deleted and put again is created anew. A watch never sees writes, only listings: of a key that was written five times since
the last one it delivers one `modify`, with the newest value. What it sees for the first time it calls `add` if the key was never
modified, else `modify`; what it has seen before is `modify` even when it was deleted and put again between two listings. Deletes come last.

Source: share/cluster/consul.go `storeUpdateCallback`; the scale here is kept by a list of changed keys per prefix instead of full listings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from logscan.simulate.engine import Signal, World

__all__ = ["Delivery", "Entry", "Feed", "Store", "Watch"]


class Entry(NamedTuple):
    """What the store keeps of a key; `version` counts its writes since it was created."""

    value: str
    created: int
    modified: int
    version: int


class Delivery(NamedTuple):
    """What a watch hands over: the change, the key, its value then, and how many writes it hides.

    `skipped` counts the values that came and went since the watch last looked; of a key seen for the first time, those before this one.
    """

    change: str
    key: str
    value: str
    skipped: int


@dataclass
class Feed:
    """The changes below one prefix, oldest first, and a signal for the next."""

    prefix: str
    changes: list[str]
    signal: Signal


class Store:
    """A key-value store.

    Args:
        world: whose processes wait for changes.
        prefixes: below which watches look.
    """

    def __init__(self, world: World, *prefixes: str) -> None:
        self._world = world
        self._entries: dict[str, Entry] = {}
        self.index = 0
        self.feeds = {prefix: Feed(prefix, [], Signal()) for prefix in prefixes}

    def get(self, key: str) -> Entry | None:
        """Give what is kept of a key, or None."""
        return self._entries.get(key)

    def put(self, key: str, value: str) -> None:
        """Write a value."""
        self.index += 1
        old = self._entries.get(key)
        created, version = (self.index, 1) if old is None else (old.created, old.version + 1)
        self._entries[key] = Entry(value, created, self.index, version)
        self._changed(key)

    def delete(self, key: str) -> None:
        """Delete a key; one that is not there is none."""
        if self._entries.pop(key, None) is not None:
            self.index += 1
            self._changed(key)

    def under(self, prefix: str) -> list[str]:
        """Give all keys below a prefix."""
        return [key for key in self._entries if key.startswith(prefix)]

    def _changed(self, key: str) -> None:
        for feed in self.feeds.values():
            if key.startswith(feed.prefix):
                feed.changes.append(key)
                feed.signal.fire(self._world)


class Watch:
    """What one client knows of the keys below a prefix.

    Args:
        store: where to look.
        prefix: one of the store's.
    """

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self.feed = store.feeds[prefix]
        self._known: dict[str, Entry] = {}
        self._at: int | None = None  # how many changes have been looked at; None before the first listing

    @property
    def behind(self) -> bool:
        """The store has changed since the last listing."""
        return self._at is None or self._at < len(self.feed.changes)

    def list(self) -> list[Delivery]:
        """Look, and give what has changed since the last look, in the order of the writes, deletes last."""
        changed = self._store.under(self.feed.prefix) if self._at is None else self.feed.changes[self._at :]
        self._at = len(self.feed.changes)
        found: list[tuple[int, Delivery]] = []
        gone: list[Delivery] = []
        for key in dict.fromkeys(changed):
            new, old = self._store.get(key), self._known.get(key)
            if new is None:
                if old is not None:
                    del self._known[key]
                    gone.append(Delivery("delete", key, "", 0))
            elif old is None or old.modified != new.modified:
                self._known[key] = new
                change = "add" if old is None and new.created == new.modified else "modify"
                before = old.version if old is not None and old.created == new.created else 0
                found.append((new.modified, Delivery(change, key, new.value, new.version - before - 1)))
        return [delivery for _, delivery in sorted(found)] + gone
