"""Times as people write and read them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.clock import HOUR_MS, Zone, duration, iso, moment, span
from logscan.errors import ExitCode, UsageError


def ms(text: str) -> int:
    """Give an ISO time as ms since the epoch."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


FIRST, LAST = ms("2024-01-25T23:37:30"), ms("2024-01-26T00:03:55")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (None, None),
        (0, "1970-01-01T00:00:00.000Z"),
        (ms("2024-01-25T23:51:39.424"), "2024-01-25T23:51:39.424Z"),
        (ms("2024-02-29T23:59:59.999"), "2024-02-29T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (ms("9999-12-31T23:59:59.999"), "9999-12-31T23:59:59.999Z"),
        (1 << 62, "9999-12-31T23:59:59.999Z"),
        (-(1 << 62), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_iso(at: int | None, text: str | None) -> None:
    """A time has three digits of milliseconds and a Z; no time stays none, and none is beyond the calendar."""
    assert iso(at) == text


@given(st.integers(ms("0001-01-02T00:00:00"), ms("9999-12-30T00:00:00")))
def test_iso_keeps_every_millisecond(at: int) -> None:
    """Reading what was written gives the same millisecond."""
    text = iso(at)
    assert text is not None
    assert moment(text, first=0, last=0) == at


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 ms"),
        (83, "83 ms"),
        (999, "999 ms"),
        (1_000, "1.0 s"),
        (12_400, "12.4 s"),
        (59_949, "59.9 s"),
        (59_999, "1 min 0 s"),
        (60_000, "1 min 0 s"),
        (736_000, "12 min 16 s"),
        (3_599_600, "1 h 00 min"),
        (3 * HOUR_MS + 5 * 60_000, "3 h 05 min"),
        (47 * HOUR_MS, "47 h 00 min"),
        (52 * HOUR_MS, "2 d 4 h"),
    ],
)
def test_span(length: int, text: str) -> None:
    """A duration is said with two units at most, and never with sixty of one."""
    assert span(length) == text


@pytest.mark.parametrize(
    ("text", "ms"),
    [("1.5s", 1_500), ("+1.5s", 1_500), ("-1.5s", -1_500), ("250ms", 250), ("-3m", -180_000), ("2h", 7_200_000), ("0s", 0), ("0.5ms", 0)],
)
def test_duration(text: str, ms: int) -> None:
    """A duration is a number and its unit, with a sign or without."""
    assert duration(text) == ms


@pytest.mark.parametrize(
    "text", ["", "5", "s", "1,5s", "1.5 s", "--1s", "1d", "1s ", "1s\n", "1e3s", "\u0661s", "9" * 5_000 + "s", "nans", ".5s"]
)
def test_no_duration(text: str) -> None:
    """Anything else is a usage error that shows how one is written."""
    with pytest.raises(UsageError, match=r"as in \+1\.5s") as caught:
        duration(text)
    assert caught.value.exit_code == ExitCode.USAGE


@given(st.integers(-(10**8), 10**8))
def test_any_duration(ms: int) -> None:
    """Whatever number of milliseconds is written comes back."""
    assert duration(f"{ms}ms") == ms == duration(f"{ms / 1_000:.3f}s")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-25", "2024-01-25T00:00:00"),
        ("2024-01-25T23:51:39", "2024-01-25T23:51:39"),
        ("2024-01-25T23:51:39.4", "2024-01-25T23:51:39.400"),
        ("2024-01-25 23:51", "2024-01-25T23:51:00"),
        ("2024-01-25T23:51:39.424Z", "2024-01-25T23:51:39.424"),
        ("2024-01-26T00:51:39+01:00", "2024-01-25T23:51:39"),
        ("23:51:39", "2024-01-25T23:51:39"),
        ("23:51:39.4", "2024-01-25T23:51:39.400"),
        ("00:01", "2024-01-26T00:01:00"),
        ("12:00", "2024-01-25T12:00:00"),
        ("-90s", "2024-01-26T00:02:25"),
        ("-10m", "2024-01-25T23:53:55"),
        ("-2h", "2024-01-25T22:03:55"),
        ("-1d", "2024-01-25T00:03:55"),
    ],
)
def test_moment(text: str, expected: str) -> None:
    """A date, a time, a clock time on the day that the log covers, and a time before the end are all read, as UTC."""
    assert moment(text, first=FIRST, last=LAST) == ms(expected)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "2024-02-30", "-10x", "2024-01-25T99:00", "99999999999999999999"])
def test_no_moment(text: str) -> None:
    """What is no time is said so, with the forms that are."""
    with pytest.raises(UsageError) as caught:
        moment(text, first=FIRST, last=LAST)
    assert str(caught.value) == f"not a time: {text}\n  try: 2024-01-25, 2024-01-25T23:51:39, 23:51:39, or -10m before the end"


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("UTC", "2024-01-25T23:51:39.424", "2024-01-25T23:51:39.424"),
        ("+02:00", "2024-01-25T23:51:39.424", "2024-01-25T21:51:39.424"),
        ("-0530", "2024-01-25T23:51:39.424", "2024-01-26T05:21:39.424"),
        ("-00:30", "2024-01-25T23:51:39.424", "2024-01-26T00:21:39.424"),
        ("Asia/Kolkata", "2024-01-25T23:51:39.424", "2024-01-25T18:21:39.424"),
        ("Europe/Berlin", "2024-03-31T01:59:59.999", "2024-03-31T00:59:59.999"),
        ("Europe/Berlin", "2024-03-31T03:00:00", "2024-03-31T01:00:00"),
        ("Europe/Berlin", "2024-10-27T01:59:59", "2024-10-26T23:59:59"),
        ("Europe/Berlin", "2024-10-27T03:00:00", "2024-10-27T02:00:00"),
    ],
)
def test_zone(zone: str, local: str, utc: str) -> None:
    """A local time moves to UTC by the offset that the zone has then, summer and winter."""
    assert Zone.named(zone).to_utc(np.array([ms(local)])).tolist() == [ms(utc)]


@given(st.lists(st.integers(ms("1990-01-01T00:00:00"), ms("2037-01-01T00:00:00")), max_size=30))
def test_zone_of_many_times(times: list[int]) -> None:
    """Times move alone as they move together, none at all among them."""
    zone = Zone.named("Europe/Berlin")
    assert zone.to_utc(np.array(times, np.int64)).tolist() == [zone.to_utc(np.array([at])).tolist()[0] for at in times]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "+1", "../etc/passwd", "+99:00", "+25:00", "Europe"])
def test_no_zone(name: str) -> None:
    """A zone that does not exist is a usage error that shows the two forms."""
    with pytest.raises(UsageError, match="no such time zone") as caught:
        Zone.named(name)
    assert caught.value.exit_code is ExitCode.USAGE
    assert "offset like +08:00" in caught.value.hint
