"""The document that `snapshot take` writes: what is written is read, and whatever else stands there is damage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.schema import KINDS, STATUSES
from logscan.snapshot.entries import Counts, Entry, Member, Origin, Snapshot
from logscan.snapshot.taken import SCHEMA, looks_like_taken, read_taken, take_document

TEXT = st.text(max_size=20)
MEMBERS = st.builds(Member, name=TEXT, address=TEXT, id=TEXT, version=TEXT, lead=st.booleans())
ENTRIES = st.builds(
    Entry,
    kind=st.sampled_from(KINDS),
    asset=st.text(min_size=1, max_size=20),
    status=st.sampled_from([None, *STATUSES]),
    name=st.none() | st.text(min_size=1, max_size=20),
)
NUMBERS = st.integers(0, 1 << 40)
ORIGINS = st.builds(
    lambda who, url, take, begin, took: Origin(who=who, url=url, take=take, begin=begin, end=begin + took),
    MEMBERS,
    TEXT,
    st.integers(1, 1_000),
    st.integers(0, 4_000_000_000_000),
    st.integers(0, 100_000),
)
TAKES = st.builds(
    lambda entries, origin, members, counts: Snapshot(
        source="t.json",
        entries=tuple(sorted({(one.kind, one.asset): one for one in entries}.values(), key=lambda one: (one.kind, one.asset))),
        origin=origin,
        members=tuple(dict.fromkeys(members)),
        counts=counts,
    ),
    st.lists(ENTRIES, max_size=5),
    ORIGINS,
    st.lists(MEMBERS, max_size=3),
    st.none() | st.builds(Counts, scanned=NUMBERS, scheduled=NUMBERS, scanning=NUMBERS),
)
SIMPLE = Snapshot(
    source="t.json",
    entries=(Entry(kind="workload", asset="web", status="finished", name="shop"),),
    damaged=("t.json:3: oops",),
    skipped=30,
    origin=Origin(who=Member(name="x7k2p"), url="https://10.0.4.24:10443", take=1, begin=1_000, end=2_000),
)


def written(*takes: Snapshot, **more: object) -> str:
    """Write takes as a document."""
    return json.dumps({"schema": SCHEMA, "takes": [take_document(one) for one in takes], **more})


@given(st.lists(TAKES, max_size=4))
def test_what_is_written_is_read(takes: list[Snapshot]) -> None:
    """Any takes come back as they were."""
    text = written(*takes, silent=[{"url": "x"}])
    assert looks_like_taken(text)
    assert read_taken(text, "t.json") == tuple(takes)


def test_damage_comes_back() -> None:
    """What could not be read of an answer is named with its controller, and counted in full."""
    (one,) = read_taken(written(SIMPLE), "t.json")
    assert (one.damaged, one.skipped) == (("t.json:1: x7k2p: 3: oops",), 30)


def test_every_cut_keeps_whole_takes() -> None:
    """A document cut anywhere keeps the takes before the cut, and names it."""
    text = written(SIMPLE, SIMPLE, silent=[])
    first = text.index('{"take"')
    second = text.index('{"take"', first + 1)
    for length in range(len(text) - 1):
        if not looks_like_taken(text[:length]):
            continue
        found = read_taken(text[:length], "t.json")
        assert sum(one.origin is not None for one in found) == (length >= second - 2) + (length >= text.index('], "silent"'))
        assert any("t.json:1: " in place for place in found[-1].damaged)


@pytest.mark.parametrize(
    "change",
    [
        {"controller": None},
        {"begin": "yesterday"},
        {"begin": "2024-03-05T09:30:00"},
        {"begin": 7},
        {"end": None},
        {"take": 0},
        {"take": "1"},
        {"take": 1e300},
        {"url": 7},
    ],
)
def test_a_take_that_does_not_say_who_and_when(change: dict[str, Any]) -> None:
    """Such a take is one damaged place, and the one behind it is read."""
    document = {"schema": SCHEMA, "takes": [{**take_document(SIMPLE), **change}, take_document(SIMPLE)]}
    (one,) = read_taken(json.dumps(document), "t.json")
    assert one.damaged[-1] == "t.json:1: a take that does not say who answered when"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(st.characters(codec=None), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "asset", "name", "status", "x"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*take_document(SIMPLE)]), JSON))
def test_any_take_is_read(change: dict[str, object]) -> None:
    """Whatever stands in a take, nothing is raised, what is no take is named as damaged, and all that comes out of it can be printed."""
    text = json.dumps({"schema": SCHEMA, "takes": [{**take_document(SIMPLE), **change}, 7]})
    found = read_taken(text, "t.json")
    assert len(found) == 1  # the changed one, or what stands for both where it says no more who answered when
    assert found[0].damaged
    assert found[0].skipped >= 1
    assert change or len(found[0].entries) == len(SIMPLE.entries) > 0
    assert repr(found).encode()


def test_other_documents() -> None:
    """Another schema is no document of ours, and one without takes holds none."""
    assert not looks_like_taken('{"schema": "logscan.analysis/1"}')
    assert not looks_like_taken('{"takes": []}')
    assert read_taken(json.dumps({"schema": SCHEMA, "takes": 7}), "t.json") == ()
