"""Where the lines stand that timeline rows are made of, and what they say: every finding points at its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from logscan.arrow import int64, take
from logscan.bundle.envelope import inner
from logscan.bundle.sources import Source
from logscan.parse.grammar import text

__all__ = ["Place", "lines", "places", "raw"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a line stands: source, line number from 1, byte offset; and its time in ms since the epoch."""

    source: str
    line: int
    offset: int
    ms: int


def places(timeline: pa.Table, rows: Sequence[int]) -> dict[int, Place]:
    """Give where some rows of a timeline stand, and their time."""
    at = np.unique(np.array(rows, np.int64))
    chosen = take(timeline.select(["source", "line", "offset", "ts"]), at)
    columns = [chosen.column(name).to_pylist() for name in ("source", "line", "offset")]
    ms = int64(chosen, "ts").tolist()
    return {
        row: Place(source=source, line=line, offset=offset, ms=time)
        for row, source, line, offset, time in zip(at.tolist(), *columns, ms, strict=True)
    }


def lines(sources: Mapping[str, Source], places: Mapping[int, Place]) -> dict[int, str]:
    r"""Give the text of some lines, as the controller printed it (what is not UTF-8 as visible `\xNN`)."""
    read = raw(sources, places.values())
    return {row: text(inner(read[place.source, place.offset])) for row, place in places.items()}


def raw(sources: Mapping[str, Source], places: Iterable[Place]) -> dict[tuple[str, int], bytes]:
    """Give some lines as they stand in their sources, by source and byte offset; each source is read once."""
    wanted: dict[str, list[int]] = {}
    for place in places:
        wanted.setdefault(place.source, []).append(place.offset)
    return {(name, offset): line for name, offsets in wanted.items() for offset, line in sources[name].lines(offsets).items()}
