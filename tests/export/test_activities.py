"""What happened, as process mining wants it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest

import logscan
from logscan.export.activities import Activity, activities
from tests.export.exported import case
from tests.lost_finish import ASSET, FOLDER, LEAD, VICTIM, short


def found(fixture: str) -> list[Activity]:
    """Give what happened in a case of fixtures/."""
    return list(activities(case(fixture)))


@pytest.mark.parametrize("fixture", ["lost-finish", "image-state-missed", "registry-stuck", "two-writers"])
def test_every_line_with_an_asset_once(fixture: str) -> None:
    """Each timeline row that names an asset is one activity; those of an asset on a controller stand together, in file order."""
    rows = case(fixture).timeline
    named = rows[rows["asset"].notna()]
    events = found(fixture)
    assert Counter((one.source, one.line) for one in events) == Counter(zip(named["source"], named["line"], strict=True))
    groups = [(key, list(own)) for key, own in groupby(events, key=lambda one: (one.controller, one.kind, one.asset))]
    assert len(groups) == len({key for key, _ in groups})
    for _, own in groups:
        assert [(one.source, one.line) for one in own] == sorted((one.source, one.line) for one in own)


def test_a_lost_notification_says_so() -> None:
    """The copy that is wrong shows which notification was dropped, and why; that of the lead shows none."""
    of = {pod: [one.what for one in found("lost-finish") if (one.controller, one.asset) == (pod, ASSET)] for pod in (VICTIM, LEAD)}
    assert "scan.notified modify dropped: armed-flag" in of[VICTIM]
    assert "scan.applied finished" in of[LEAD]
    assert [what for what in of[LEAD] if "dropped: armed-flag" in what] == []


def test_times_are_on_the_common_clock() -> None:
    """A clock that is ahead by what someone says is put back by that."""
    ahead = logscan.open(FOLDER, offsets={short(VICTIM): 90_000})
    pairs = zip(activities(ahead), found("lost-finish"), strict=True)
    moved = {(one.controller == VICTIM, other.ms - one.ms >= 80_000) for one, other in pairs}
    assert moved == {(True, True), (False, False)}


def test_images_are_called_by_their_registry() -> None:
    """The same image in two registries is two assets."""
    images = {one.asset for one in found("image-state-missed") if one.kind == "image"}
    assert images
    assert all("/" in name for name in images)
