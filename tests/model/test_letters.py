"""Promises of the alphabet of histories."""

from __future__ import annotations

import pytest

from logscan.model.letters import APPLIED, DONE, NOTIFIED, STATUS_OF, letter

ALPHABET = "TBRGUamd01234DXFknZ?$"
EVENTS = [
    ("asset.registered", "", "T"),
    ("agent.registered", "", "T"),
    ("agent.benched", "", "B"),
    ("bench.notified", "add", "B"),
    ("asset.removed", "", "R"),
    ("asset.purged", "", "G"),
    ("scan.writing", "scheduled", "U"),
    ("scan.notified", "add", "a"),
    ("scan.notified", "modify", "m"),
    ("scan.notified", "delete", "d"),
    ("scan.applied", "idle", "0"),
    ("scan.applied", "scheduled", "1"),
    ("scan.applied", "scanning", "2"),
    ("scan.applied", "finished", "3"),
    ("scan.applied", "failed", "4"),
    ("scan.done", "finished", "D"),
    ("scan.done", "failed", "X"),
    ("scan.gone", "", "Z"),
    ("handler.armed", "", "F"),
    ("handler.skipped", "armed-flag", "k"),
    ("handler.skipped", "unregistered", "n"),
]


@pytest.mark.parametrize(("event", "word", "expected"), EVENTS)
def test_the_letter_of_an_event(event: str, word: str, expected: str) -> None:
    """Each event that can change a history has the letter that the docstring of `letters` gives it."""
    assert letter(event, word) == expected


def test_every_letter_is_written_by_some_event() -> None:
    """All letters but the two that mark a cut log come from events, so none is a leftover."""
    assert {expected for _, _, expected in EVENTS} == set(ALPHABET) - set("?$")


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ("bench.notified", "modify"),
        ("bench.notified", "delete"),
        ("scan.writing", "scanning"),
        ("scan.writing", "finished"),
        ("scan.applied", ""),
        ("scan.notified", ""),
        ("lead.changed", ""),
        ("", ""),
    ],
)
def test_other_events_have_no_letter(event: str, word: str) -> None:
    """What the history of an asset does not depend on has no letter."""
    assert letter(event, word) is None


def test_the_words_behind_the_letters() -> None:
    """Letters of notifications, of applied statuses and of reports name three separate things, and all statuses are in `STATUS_OF`."""
    assert NOTIFIED == {"a": "add", "m": "modify", "d": "delete"}
    assert APPLIED == {"0": "idle", "1": "scheduled", "2": "scanning", "3": "finished", "4": "failed"}
    assert DONE == {"D": "finished", "X": "failed"}
    assert STATUS_OF == {**APPLIED, **DONE}
    assert len({*NOTIFIED, *APPLIED, *DONE}) == len(NOTIFIED) + len(APPLIED) + len(DONE)
