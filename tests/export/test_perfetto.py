"""The trace for Perfetto, held to the documented rules of Chrome's trace format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from logscan.analysis.latency import traced
from tests.export.exported import case, exported
from tests.lost_finish import ASSET, LEAD, VICTIM, at, short

FIXTURES = ["lost-finish", "coalesced", "restart-mid-scan", "image-state-missed", "missing-lead"]
NEEDS = {  # by phase, what an event has beside `pid`, `tid` and `name`
    "M": {"args"},
    "b": {"ts", "cat", "id", "args"},
    "e": {"ts", "cat", "id"},
    "X": {"ts", "dur", "cat", "args"},
    "i": {"ts", "s", "cat", "args"},
    "s": {"ts", "cat", "id"},
    "f": {"ts", "cat", "id", "bp"},
}
Event = dict[str, Any]


def events(fixture: str, *phases: str) -> list[Event]:
    """Give the events of a case of fixtures/, of some phases if any are named."""
    trace = json.loads(exported(fixture, "perfetto"))
    assert set(trace) == {"displayTimeUnit", "traceEvents"}
    assert trace["displayTimeUnit"] == "ms"
    return [event for event in trace["traceEvents"] if not phases or event["ph"] in phases]


def processes(fixture: str) -> dict[int, str]:
    """Give the names of the processes."""
    return {event["pid"]: event["args"]["name"] for event in events(fixture, "M") if event["name"] == "process_name"}


def slices_at(fixture: str, event: Event) -> Iterator[Event]:
    """Give the slices that enclose an event on its thread: an arrow begins and ends at one."""
    for one in events(fixture, "X"):
        if (one["pid"], one["tid"]) == (event["pid"], event["tid"]) and one["ts"] <= event["ts"] < one["ts"] + one["dur"]:
            yield one


@pytest.mark.parametrize("fixture", FIXTURES)
def test_every_event_has_what_its_phase_needs(fixture: str) -> None:
    """An event has a process with a name, a thread, a name, a time in whole us, and what else its phase asks for; nothing else."""
    named = processes(fixture)
    for event in events(fixture):
        assert set(event) == {"ph", "pid", "tid", "name", *NEEDS[event["ph"]]}
        assert event["pid"] in named
        assert all(type(event[key]) is int for key in ("pid", "tid", "ts", "dur") if key in event)
        assert event.get("s") in (None, "p", "t")
        assert event.get("bp") in (None, "e")


@pytest.mark.parametrize("fixture", FIXTURES)
def test_statuses_come_in_pairs(fixture: str) -> None:
    """Each begin is followed by the end of the same status; those of one id follow each other without overlap; each copy has its own id."""
    by_id: dict[str, list[Event]] = {}
    for event in events(fixture, "b", "e"):
        by_id.setdefault(event["id"], []).append(event)
    for own in by_id.values():
        assert [event["ph"] for event in own] == ["b", "e"] * (len(own) // 2)
        assert all(begin["name"] == end["name"] and begin["ts"] <= end["ts"] for begin, end in zip(own[::2], own[1::2], strict=True))
        assert all(end["ts"] <= begin["ts"] for (_, end), (begin, _) in pairwise(zip(own[::2], own[1::2], strict=True)))
        assert len({(event["pid"], event["cat"]) for event in own}) == 1
    tracks = case(fixture).tracks
    assert len(events(fixture, "b")) == len(tracks)
    assert len(by_id) == len(tracks.groupby(["controller", "kind", "asset"], observed=True))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_slices_of_a_thread_do_not_overlap(fixture: str) -> None:
    """Slices of one thread stand side by side, as the format wants of what is not nested."""
    threads: dict[tuple[int, int], list[Event]] = {}
    for event in events(fixture, "X"):
        threads.setdefault((event["pid"], event["tid"]), []).append(event)
    for own in threads.values():
        own.sort(key=lambda event: event["ts"])
        assert all(one["ts"] + one["dur"] <= other["ts"] for one, other in pairwise(own))


@pytest.mark.parametrize("fixture", FIXTURES)
def test_arrows_lead_from_a_write_to_what_it_brought(fixture: str) -> None:
    """Each arrow begins at the one slice of a write and ends, not before, at the one slice of a notification, of the same asset."""
    begins = {event["id"]: event for event in events(fixture, "s")}
    ends = {event["id"]: event for event in events(fixture, "f")}
    assert set(begins) == set(ends)
    assert len(begins) == sum(put is not None for _, _, put in traced(case(fixture).scene))
    for ident, begin in begins.items():
        (write,), (brought,) = slices_at(fixture, begin), slices_at(fixture, ends[ident])
        assert begin["ts"] <= ends[ident]["ts"]
        assert write["name"].startswith("put ")
        assert write["args"]["asset"] == brought["args"]["asset"]


def test_what_was_lost_crosses_the_process() -> None:
    """The notification that was lost is an instant of the whole process, at its line; those that came too early are not."""
    (pid,) = [pid for pid, name in processes("lost-finish").items() if name == short(VICTIM)]
    own = [event for event in events("lost-finish", "i") if event["pid"] == pid and event["args"]["asset"] == ASSET]
    assert [event["name"] for event in own if event["s"] == "t"] == ["dropped: unregistered"] * 2
    (lost,) = [event for event in own if event["s"] == "p"]
    assert lost["name"] == "dropped: armed-flag"
    assert lost["args"]["line"] == f"{short(VICTIM)}.log:{at(VICTIM, ASSET, '=scan/state/', 'type=')[-1]}"


def test_who_leads_is_told() -> None:
    """Each controller is a process under its short name, and the lead says so."""
    assert f"{short(LEAD)} (lead)" in processes("lost-finish").values()
    assert short(VICTIM) in processes("lost-finish").values()
