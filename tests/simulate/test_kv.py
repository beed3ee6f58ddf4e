"""The store's indices, and what a watch makes of its changes, against a plain list-and-diff."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from logscan.simulate.engine import World
from logscan.simulate.kv import Delivery, Store, Watch

KEYS = ("a/1", "a/2", "a/3", "b/1")
WRITES = st.lists(st.tuples(st.sampled_from(["put", "delete", "list"]), st.sampled_from(KEYS)), max_size=40)


class Naive:
    """The same watch as consul's client has it: the whole listing, sorted, against the last one."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def list(self, store: Store, prefix: str) -> list[tuple[str, str]]:
        """Give change and key of what is new."""
        entries = {key: entry for key in KEYS if key.startswith(prefix) and (entry := store.get(key)) is not None}
        found = []
        for key, entry in sorted(entries.items(), key=lambda item: item[1].modified):
            if key not in self.known:
                found.append(("add" if entry.created == entry.modified else "modify", key))
            elif self.known[key] != entry.modified:
                found.append(("modify", key))
        gone = [("delete", key) for key in self.known if key not in entries]
        self.known = {key: entry.modified for key, entry in entries.items()}
        return found + sorted(gone)


@given(WRITES)
def test_a_watch_lists_and_diffs(writes: list[tuple[str, str]]) -> None:
    """A watch that looks at changed keys only delivers what one that lists everything delivers, in the same order, deletes last."""
    store = Store(World("seed"), "a/")
    watch, naive = Watch(store, "a/"), Naive()
    for number, (what, key) in enumerate([*writes, ("list", "")]):
        if what == "put":
            store.put(key, str(number))
        elif what == "delete":
            store.delete(key)
        else:
            deliveries = [(delivery.change, delivery.key) for delivery in watch.list()]
            kept, gone = [one for one in deliveries if one[0] != "delete"], sorted(one for one in deliveries if one[0] == "delete")
            assert deliveries[: len(kept)] == kept
            assert kept + gone == naive.list(store, "a/")
            assert not watch.behind


@given(WRITES)
def test_indices_only_grow(writes: list[tuple[str, str]]) -> None:
    """Every change takes the next index; a key keeps the one of its creation until it is deleted, and is created anew after that."""
    store = Store(World("seed"), "a/")
    for what, key in writes:
        before, index = store.get(key), store.index
        if what == "put":
            store.put(key, what)
            after = store.get(key)
            assert after is not None
            assert (after.modified, store.index) == (index + 1, index + 1)
            assert (after.created, after.version) == ((before.created, before.version + 1) if before else (index + 1, 1))
        elif what == "delete":
            store.delete(key)
            assert store.get(key) is None
            assert store.index == index + (before is not None)


def test_what_a_first_sight_is_called() -> None:
    """A key seen for the first time is added if it was written once, else modified; one deleted and put again in between is modified."""
    store = Store(World("seed"), "a/")
    early, late = Watch(store, "a/"), Watch(store, "a/")
    store.put("a/1", "scheduled")
    assert early.list() == [Delivery("add", "a/1", "scheduled", 0)]
    store.put("a/1", "scanning")
    store.put("a/1", "finished")
    assert early.list() == [Delivery("modify", "a/1", "finished", 1)]
    assert late.list() == [Delivery("modify", "a/1", "finished", 2)]
    store.delete("a/1")
    store.put("a/1", "scheduled")
    assert early.list() == [Delivery("modify", "a/1", "scheduled", 0)]
    store.delete("a/1")
    assert early.list() == [Delivery("delete", "a/1", "", 0)]


def test_a_watch_sees_its_prefix_only() -> None:
    """Changes elsewhere neither wake a watch nor are delivered by it."""
    store = Store(World("seed"), "a/", "b/")
    watch = Watch(store, "a/")
    watch.list()
    store.put("b/1", "x")
    assert (watch.behind, watch.list()) == (False, [])
    store.put("a/1", "x")
    assert (watch.behind, len(watch.list())) == (True, 1)
