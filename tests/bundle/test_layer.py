"""Many lines at once are peeled as each of them would be alone."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.blocks import Block
from logscan.bundle.instants import instant
from logscan.bundle.layer import Layer
from logscan.bundle.lines import NO_TIME, Lines, Names, assembled
from logscan.bundle.peeling import Peeler
from tests.bundle.wrappings import WRAPPINGS, A, B, Wrapping

HEAD = b"2024-01-26T19:15:04.81 |DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/59d6 type=add"
TAILS = [
    b"",
    b' "quoted" \\ back',
    b" \\n",
    b" \\\\",
    b'"',
    b"\\",
    b"\t\x01",
    b" <&>",
    " é🚀".encode(),
    b' log={"a":"b"}',
    b" [ERROR] x",
]

Peeled = tuple[bytes, int, str | None, int]
"""A line's text, its number, its pod and the collector's time."""


def lines_of(rows: Sequence[bytes]) -> Lines:
    """Give rows as the lines of a file, with what `blocks` leaves between them."""
    data, bounds = assembled(np.zeros(0, np.uint8), (row + b"\n" for row in rows))
    return Lines.of(Block(data=data, starts=bounds[:-1], ends=bounds[1:] - 1, offset=0), 1)


def at_once(layer: Layer, names: Names, rows: Sequence[bytes]) -> list[Peeled]:
    """Give what the layer makes of rows, and of what it still waits for."""
    found = []
    for lines in (layer.take(lines_of(rows)), layer.joining.finish()):
        if lines is not None:
            times = np.full(len(lines), NO_TIME) if lines.times is None else lines.times
            pods = [None if code < 0 else names.values[code] for code in lines.names.tolist()]
            numbers, moments = lines.numbers.tolist(), times.tolist()
            found += [(lines.line(row), numbers[row], pods[row], moments[row]) for row in range(len(lines))]
    return found


def one_by_one(peeler: Peeler, rows: Sequence[bytes], *, proven: bool) -> list[Peeled]:
    """Give the same, by peeling each row alone: the plain statement of what a layer does.

    Args:
        peeler: what the layer knew before.
        rows: the lines.
        proven: whether a line of docker has shown its line end.
    """
    found: list[Peeled] = []
    begun: dict[tuple[bytes | None, bytes], Peeled] = {}
    for number, row in enumerate(rows, 1):
        peeled = peeler.peel(row)
        if peeled is None:
            found.append((row, number, None, NO_TIME))
            continue
        proven |= peeled.ending == "newline"
        name = peeled.name.decode("utf-8", "backslashreplace") if peeled.name is not None else None
        time = instant(row[slice(*peeled.time)].strip(b'"')) if peeled.time else NO_TIME
        texts = [peeled.text(row)] if peeled.coding == "plain" else peeled.text(row).split(b"\n")
        for last, text in enumerate(texts, 1 - len(texts)):
            before = begun.pop((peeled.name, peeled.stream), None)
            whole = (text, number, name, time) if before is None else (before[0] + text, *before[1:])
            if last == 0 and (peeled.ending == "part" or (peeled.ending == "no newline" and proven)):
                begun[peeled.name, peeled.stream] = whole
            else:
                found.append(whole)
    return found + sorted(begun.values(), key=lambda one: one[1])


def damaged(row: bytes, at: int, byte: int) -> bytes:
    """Give a row with one byte of it replaced."""
    return row[: at % max(len(row), 1)] + bytes([byte]) + row[at % max(len(row), 1) + 1 :]


BYTES = st.sampled_from(list(rb'"\{}[]:,. -+0189azAZnuFPT|')) | st.integers(0, 255).filter(lambda byte: byte != ord("\n"))
HITS = st.dictionaries(st.integers(0, 47), st.tuples(st.integers(0, 400), BYTES), max_size=12)


@pytest.mark.parametrize("wrapping", WRAPPINGS.values(), ids=WRAPPINGS)
@settings(deadline=None, max_examples=40)
@given(turn=st.integers(0, len(TAILS) - 1), hits=HITS)
def test_lines_peeled_at_once_are_those_peeled_one_by_one(wrapping: Wrapping, turn: int, hits: dict[int, tuple[int, int]]) -> None:
    """A layer that has learned an envelope gives what the plain statement gives, whichever bytes of whichever lines are damaged."""
    known = [wrapping.wrap(HEAD, A, 1), wrapping.wrap(HEAD, B, 2)]
    tails = [TAILS[(turn + index) % len(TAILS)] for index in range(48)]
    rows = [wrapping.wrap(HEAD + tail, A if index % 3 else B, 3 + index) for index, tail in enumerate(tails)]
    for index, (at, byte) in hits.items():
        rows[index] = damaged(rows[index], at, byte)
    names = Names()
    layer = Layer(names)
    layer.take(lines_of([*wrapping.head, *known]))
    peeler = copy.deepcopy(layer._peeler)  # noqa: SLF001 - what the layer knows when the rows come
    proven = any(peeled.ending == "newline" for row in known if (peeled := peeler.peel(row)))
    assert at_once(layer, names, rows) == one_by_one(peeler, rows, proven=proven)


def test_an_envelope_is_not_recognised_by_few_lines_of_many() -> None:
    """A plain log in which one line in many looks like an envelope is a plain log."""
    layer = Layer(Names())
    lines = lines_of([*[HEAD, b"2024/01/26 00:03:55 http: EOF"] * 10, b"[pod/" + A.encode() + b"/c] " + HEAD])
    assert layer.take(lines) is lines
    assert layer.envelopes == []


def test_a_service_gives_way_to_a_pod_further_in_and_a_pod_does_not() -> None:
    """The name of a pod counts more than that of a stream around it, and the outer one of two pods counts."""
    names = Names()
    service, pod, other = (names.code(name, vague=vague) for name, vague in ((b"svc", True), (b"a", False), (b"b", False)))
    outer = np.array([service, pod, -1, service, -1])
    assert names.nested(outer, np.array([pod, other, service, -1, -1])).tolist() == [pod, pod, service, service, -1]
