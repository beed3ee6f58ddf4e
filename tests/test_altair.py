"""Pictures to explore: charts that Altair itself accepts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import logscan
import logscan.altair
from logscan.case import Case
from logscan.errors import UsageError
from tests.fixture import NAMES, opened
from tests.lost_finish import ASSET

pytest.importorskip("altair")
CHARTS: dict[str, Callable[[Case], Any]] = {"coverage": logscan.altair.coverage, "divergence": logscan.altair.divergence}


def rows(spec: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    """Give the rows of a layer."""
    found: list[dict[str, Any]] = spec["layer"][layer]["data"]["values"]
    return found


@pytest.mark.parametrize("fixture", NAMES)
@pytest.mark.parametrize("name", CHARTS)
def test_the_whole_case(name: str, fixture: str) -> None:
    """The chart of any case is one that Altair's own schema accepts, with its rows in it."""
    spec = CHARTS[name](opened(fixture)).to_dict(validate=True)
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert len(spec["layer"]) == 2


def test_the_swimlane_shows_the_tracks() -> None:
    """Each interval of `Case.tracks` is a bar, to the end of what the log covers, and each line of the story a mark."""
    case = opened()
    spec = logscan.altair.swimlane(case, ASSET[:4]).to_dict(validate=True)
    tracks = case.tracks[case.tracks["asset"] == ASSET]
    assert [one["status"] for one in rows(spec, 0)] == tracks["status"].tolist()
    assert all(one["since"] <= one["until"] for one in rows(spec, 0))
    assert [one["lost"] for one in rows(spec, 1)] == [one.lost for one in case.asset(ASSET).events]
    assert sum(one["lost"] for one in rows(spec, 1)) == 1


def test_coverage_tells_when_copies_go_wrong() -> None:
    """A copy that goes wrong is a mark, and each stretch of a log a bar."""
    spec = logscan.altair.coverage(opened()).to_dict(validate=True)
    assert len(rows(spec, 1)) == 1
    assert {one["level"] for one in rows(spec, 0)} == {"DEBUG", "without DEBUG"}


def test_without_altair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Altair is not installed, the error says how to install it."""
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(UsageError, match="which is not installed") as caught:
        logscan.altair.coverage(opened())
    assert "logscan[notebook]" in caught.value.hint


def test_it_loads_without_altair() -> None:
    """The module itself needs nothing that is not installed with logscan."""
    assert "altair" not in vars(logscan.altair)
