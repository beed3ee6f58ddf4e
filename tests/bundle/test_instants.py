"""Times as nanoseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.instants import instant, instants
from logscan.bundle.lines import NO_TIME

NS = 1_706_296_504_000_000_000  # 2024-01-26T19:15:04Z


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"2024-01-26T19:15:04Z", NS),
        (b"2024-01-26T19:15:04", NS),
        (b"2024-01-26 19:15:04.819", NS + 819_000_000),
        (b"2024-01-26T19:15:04.819123456Z", NS + 819_123_456),
        (b"2024-01-27T03:15:04.5+08:00", NS + 500_000_000),
        (b"2024-01-26T13:45:04-0530", NS),
        (b"1706296504", NS),
        (b"1706296504819", NS + 819_000_000),
        (b"1706296504819123", NS + 819_123_000),
        (b"1706296504819123456", NS + 819_123_456),
        (b"9999999999999999999", NO_TIME),
        (b"9999999999", NO_TIME),
        (b"9999-12-31T23:59:59Z", NO_TIME),
        (b"yesterday", NO_TIME),
        (b"", NO_TIME),
    ],
)
def test_a_time_is_read(raw: bytes, expected: int) -> None:
    """Every way in which collectors note a time gives nanoseconds, and anything else gives none."""
    assert instant(raw) == expected
    assert instants(np.frombuffer(b"x" + raw, np.uint8), np.array([1]), raw).tolist() == [expected]


MOMENTS = st.datetimes(min_value=datetime(1971, 1, 2), max_value=datetime(2260, 12, 30))  # noqa: DTZ001 - hypothesis adds the zone


@given(moment=MOMENTS, minutes=st.integers(-14 * 60, 14 * 60))
def test_the_calendar_is_that_of_python(moment: datetime, minutes: int) -> None:
    """A day of any month, in any zone, is as many nanoseconds since the epoch as Python says."""
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    expected = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000
    assert instant(aware.isoformat(timespec="microseconds").encode()) == expected
