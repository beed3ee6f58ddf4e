"""Which lines may be of a known emitter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.parse.columns import EMITTER, Heads
from logscan.parse.probe import Probe

EMITTERS = (
    "cache.scanStateHandler",
    "cache.scanDone",
    "cluster.Put",
    "cluster.PutRev",
    "cache.enableAutoScan.func*",
    "main.main",
    "a.bcdefg",
)


def known(emitters: tuple[str, ...], lines: list[bytes], *, wanted: bool = True) -> list[int]:
    """Give the indices of the lines, which begin with their emitter, that the probe lets through."""
    whole = [b" " * EMITTER + line for line in lines]
    data = np.frombuffer(b"\n".join(whole) + b"\n" * 64, np.uint8)
    starts = np.cumsum([0, *(len(line) + 1 for line in whole)])[:-1].astype(np.int64)
    found: list[int] = Probe(emitters).may_know(Heads(data, starts), np.full(len(lines), wanted)).tolist()
    return found


@given(st.sets(st.sampled_from([*EMITTERS, "a.b", "x.*"])), st.sampled_from([b"", b" - id=1", b" hello"]))
def test_never_says_no_to_a_known_emitter(emitters: set[str], rest: bytes) -> None:
    """Every line of a known emitter passes, whatever stands behind it."""
    lines = [emitter.replace("*", "12").encode() + b":" + rest for emitter in sorted(emitters)]
    assert known(tuple(emitters), lines) == list(range(len(lines)))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"rest.handlerScanShow: - id=1", id="another package"),
        pytest.param(b"cache.scanDone: - id=1", id="differs in bytes 9 to 16"),
        pytest.param(b"cache.scanState", id="cut off before byte 16"),
        pytest.param(b"main.gone:", id="a longer name than the known one"),
        pytest.param(b"a.bcdef:", id="differs in byte 8"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_says_no_to_others(line: bytes) -> None:
    """A line whose first 16 bytes (8, where a known name is shorter) are those of no known emitter is left out."""
    assert known(("cache.scanStateHandler", "cache.enableAutoScan.func*", "a.bcdefg", "main.go"), [line]) == []


def test_short_emitter_lets_the_catalog_decide() -> None:
    """An emitter of less than eight bytes cannot be told here, so every line passes."""
    assert known(("a.b",), [b"a.b:", b"rest.other: - id=1"]) == [0, 1]


def test_only_wanted_lines_pass() -> None:
    """A line that is not wanted is not looked at."""
    assert known(EMITTERS, [b"cache.scanDone: - id=1"], wanted=False) == []


def test_no_definitions_know_nothing() -> None:
    """Without definitions nothing is known."""
    assert known((), [b"cache.scanDone: - id=1", b""]) == []
