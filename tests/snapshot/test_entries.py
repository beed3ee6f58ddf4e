"""Promises of a snapshot while it is gathered: order, duplicates, and the bounds on what is kept."""

from __future__ import annotations

import pytest

from logscan.schema import STATUSES
from logscan.snapshot import entries
from logscan.snapshot.entries import DAMAGED_SHOWN, SHOWN_CHARS, WORDS, Entry, Gathering


def entry(asset: str, status: str | None = "finished", kind: str = "workload") -> Entry:
    """Give an entry with what a test does not care for filled in."""
    return Entry(kind=kind, asset=asset, status=status)


def test_entries_are_sorted() -> None:
    """Entries come by kind and id, in whatever order the answer had them."""
    found = Gathering("a.txt")
    for number, one in enumerate((entry("b"), entry("z", kind="host"), entry("a")), 1):
        found.keep(one, line=number)
    assert found.snapshot().entries == (entry("z", kind="host"), entry("a"), entry("b"))


@pytest.mark.parametrize(
    ("first", "second", "damaged"),
    [
        ("finished", "finished", ()),
        (None, None, ()),
        ("scanning", "finished", ("a.txt:9: workload a again: finished replaces scanning",)),
        ("finished", None, ("a.txt:9: workload a again: blank replaces finished",)),
        (None, "idle", ("a.txt:9: workload a again: idle replaces blank",)),
    ],
)
def test_the_last_of_two_wins(first: str | None, second: str | None, damaged: tuple[str, ...]) -> None:
    """Of two entries about one asset the last is kept, and a contradiction between them is reported."""
    found = Gathering("a.txt")
    found.keep(entry("a", first), line=4)
    found.keep(entry("a", second), line=9)
    snapshot = found.snapshot()
    assert (snapshot.entries, snapshot.damaged, snapshot.skipped) == ((entry("a", second),), damaged, len(damaged))


def test_a_long_id_is_shown_in_part() -> None:
    """An id of a million characters does not make a report of a million characters."""
    found = Gathering("a.txt")
    found.keep(entry("a" * 1_000_000, "finished"), line=1)
    found.keep(entry("a" * 1_000_000, "failed"), line=2)
    assert found.snapshot().damaged == (f"a.txt:2: workload {'a' * SHOWN_CHARS} again: failed replaces finished",)


def test_an_id_is_known_by_its_kind_too() -> None:
    """A host and a workload of the same id are two assets, and contradict nothing."""
    found = Gathering("a.txt")
    found.keep(entry("a", "finished"), line=1)
    found.keep(entry("a", "failed", kind="host"), line=2)
    assert found.snapshot().skipped == 0
    assert len(found.snapshot().entries) == 2


def test_damage_is_counted_beyond_what_is_shown() -> None:
    """The first places are named, and all of them are counted."""
    found = Gathering("a.txt")
    for number in range(1, DAMAGED_SHOWN + 6):
        found.damage(number, "torn")
    snapshot = found.snapshot()
    assert snapshot.damaged == tuple(f"a.txt:{number}: torn" for number in range(1, DAMAGED_SHOWN + 1))
    assert snapshot.skipped == DAMAGED_SHOWN + 5


def test_too_many_assets_are_refused_and_the_known_still_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound no new asset is kept, each is counted, and an asset that was kept is still brought up to date."""
    monkeypatch.setattr(entries, "ENTRIES_KEPT", 2)
    found = Gathering("a.txt")
    for number, one in enumerate((entry("a"), entry("b"), entry("c"), entry("b", "failed")), 1):
        found.keep(one, line=number)
    snapshot = found.snapshot()
    assert snapshot.entries == (entry("a"), entry("b", "failed"))
    assert snapshot.damaged == ("a.txt:3: more than 2 assets: not kept", "a.txt:4: workload b again: failed replaces finished")


def test_every_status_of_the_schema_is_a_word() -> None:
    """An answer can say each status, or nothing in two ways, and no other word: an image's words are none of a workload's."""
    assert set(WORDS) == {*STATUSES, "", "null"}
    assert {WORDS[""], WORDS["null"]} == {None}
