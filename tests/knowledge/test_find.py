"""Finding an entry of the catalogue by what people type."""

from __future__ import annotations

import pytest

from logscan.errors import AmbiguousName, UnknownName
from logscan.knowledge.find import find


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("report-too-big", "S9"),
        ("S9", "S9"),
        ("s9", "S9"),
        ("S1", "S1"),
        ("rep", None),
        ("repo", "S9"),
        ("unexplained-drop", ""),
        ("NVSHAS-8590", "NVSHAS-8590"),
        ("nvshas-8590", "NVSHAS-8590"),
        ("GH #1683", "GH #1683"),
        ("neuvector-helm #1", "neuvector-helm #191"),
        ("", None),
        ("../issues", None),
    ],
)
def test_find(text: str, found: str | None) -> None:
    """A name, a number, an id, or the beginning of one with four characters or more finds its entry, in any case."""
    if found is None:
        with pytest.raises(UnknownName, match="logscan signatures list"):
            find(text)
    else:
        assert find(text).id == found


@pytest.mark.parametrize("text", ["reprot-too-big", "Report-to-big"])
def test_a_slip_is_understood(text: str) -> None:
    """An unknown name is an error that says which are near."""
    with pytest.raises(UnknownName, match="report-too-big"):
        find(text)


def test_too_short() -> None:
    """The beginning of several names is an error that lists them."""
    with pytest.raises(AmbiguousName, match=r"(?s)swallowed-first-sight.*swallowed-concurrent"):
        find("swallowed")
