"""How far a batch is."""

from __future__ import annotations

import io
from collections.abc import Iterator

from logscan.fleet.find import Origin
from logscan.fleet.known import Known
from logscan.fleet.progress import Lines, Meter, Silence
from logscan.fleet.task import Failure

CASES = [
    Known(case=f"C-{number}", key="", origin=Origin(name=f"a\x1b/{number}.zip", base="", parts=()), size=1_000_000) for number in range(4)
]
FAILED = Failure(code="LIMIT_TIME", error="too long")


def clock(*seconds: float) -> Iterator[float]:
    """Give one time after the other."""
    yield from seconds


def test_lines_name_each_case() -> None:
    """Where there is no terminal each case has a line with how it went, and nothing in its name acts."""
    out = io.StringIO()
    lines = Lines(out)
    lines.begin(CASES, CASES[:2], 2)
    lines.ended(CASES[0], None)
    lines.ended(CASES[1], FAILED)
    assert out.getvalue() == ("4 cases, 2 to be analysed\n1 of 2  C-0  done  a\\x1b/0.zip\n2 of 2  C-1  failed, LIMIT_TIME  a\\x1b/1.zip\n")


def test_a_terminal_sees_one_line() -> None:
    """On a terminal one line says what is done, failed and running, how fast it goes and how long it takes; in the end it is gone."""
    out, times = io.StringIO(), clock(0, 0, 1, 1, 1, 1.1, 2, 2, 2, 2.1)
    meter = Meter(out, lambda: next(times))
    meter.begin(CASES, CASES, 2)
    meter.ended(CASES[0], None)
    assert out.getvalue() == "\r\x1b[K1 of 4 done, 0 failed, 2 running, 1.0 MB/s, 3.0 s left"
    meter.ended(CASES[1], None)
    meter.ended(CASES[2], FAILED)
    assert out.getvalue().endswith("\r\x1b[K3 of 4 done, 1 failed, 1 running, 1.5 MB/s, 667 ms left")
    meter.ended(CASES[3], None)
    meter.close()
    meter.close()
    assert out.getvalue().endswith("left\r\x1b[K")


def test_silence_says_nothing() -> None:
    """It takes all there is, and that is that."""
    silence = Silence()
    silence.begin(CASES, CASES, 1)
    silence.ended(CASES[0], FAILED)
    silence.close()
    assert vars(silence) == {}
