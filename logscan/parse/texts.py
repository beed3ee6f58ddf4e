"""The lines of a block whose emitter may be known, from column 23 on, and the templates among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.blocks import Block
from logscan.parse.pieces import I64, ID_BYTES, U8, copied, first_ids, numbered, numbered_without, some_of
from logscan.parse.templates import Template

__all__ = ["REST", "Groups", "Texts"]

REST = 23  # the column where the time ends


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Lines that are alike: for each line the number of its group (-1: of none), for each group its first line and how many it has."""

    of: I64
    first: list[int]
    count: list[int]

    def split(self, values: I64, by_value: NDArray[np.bool_]) -> Groups:
        """Give the groups in which each line's value is the same, too, of those groups that are to be told apart by it."""
        key = self.of * (int(values.max(initial=0)) + 1) + np.where(by_value[self.of], values, 0)
        _, first, of, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        return Groups(of=of, first=first.tolist(), count=count.tolist())


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Some lines of a block.

    Attributes:
        lines: which ones.
        raw: their texts, one behind the other.
        bounds: where each begins in `raw`, and the end.
        ids: where the first id in each begins; at its end where there is none.
    """

    lines: I64
    raw: U8
    bounds: I64
    ids: I64

    @classmethod
    def of(cls, block: Block, lines: I64) -> Texts:
        """Give the texts of some lines."""
        raw, bounds = copied(block.data, block.starts[lines] + REST, block.ends[lines])
        return cls(lines=lines, raw=raw, bounds=bounds, ids=first_ids(raw, bounds))

    def some(self, chosen: I64) -> Texts:
        """Give some of them."""
        raw, bounds = copied(self.raw, self.bounds[chosen], self.bounds[chosen + 1])
        return Texts(lines=self.lines[chosen], raw=raw, bounds=bounds, ids=self.ids[chosen] + bounds[:-1] - self.bounds[chosen])

    def id(self, line: int) -> bytes:
        """Give the id in a line."""
        return self.raw[self.ids[line] : self.ids[line] + ID_BYTES].tobytes()

    def assets(self, chosen: I64) -> tuple[I64, list[bytes]]:
        """Number the ids of some lines; give each line's number and the ids."""
        return numbered(self.raw, self.ids[chosen], self.ids[chosen] + ID_BYTES)

    def templates(self, least: int = 1) -> tuple[Groups, list[Template]]:
        """Tell the lines apart by their templates, as far as `least` lines have the same."""
        has_id = self.ids < self.bounds[1:]
        text, texts = numbered_without(self.raw, self.bounds, self.ids, self.ids + ID_BYTES * has_id)
        return _with_places(text, texts, np.where(has_id, self.ids - self.bounds[:-1], -1), least)

    def beginnings(self) -> tuple[I64, Groups, list[Template], I64, list[bytes]]:
        """Tell the lines apart by what stands in front of their last value.

        Returns:
            The lines that have a `=`; their groups and the templates of what stands in front; the number of each one's value, and the
            values.
        """
        signs = np.append(np.flatnonzero(self.raw == ord("=")), -1)  # the one at the end is found where there is none in front
        last = signs[np.searchsorted(signs[:-1], self.bounds[1:]) - 1] + 1
        having = np.flatnonzero(last > self.bounds[:-1])
        one = self.some(having)
        cut = last[having] - self.bounds[having] + one.bounds[:-1]
        value, values = numbered(one.raw, cut, one.bounds[1:])
        raw, bounds = copied(one.raw, one.bounds[:-1], cut)
        ids = np.minimum(one.ids + ID_BYTES * (one.ids < one.bounds[1:]), cut) - one.bounds[:-1] + bounds[:-1]
        has_id = one.ids + ID_BYTES <= cut
        text, texts = numbered_without(raw, bounds, ids - ID_BYTES * has_id, ids)
        return having, *_with_places(text, texts, np.where(has_id, one.ids - one.bounds[:-1], -1)), value, values


def _firsts(of: I64, several: int) -> I64:
    """Give the first line of each of so `several` groups, by the number of each line's group."""
    first = np.zeros(several, np.int64)
    first[of[::-1]] = np.arange(len(of))[::-1]
    return first


def _with_places(text: I64, texts: pa.Array, places: I64, least: int = 1) -> tuple[Groups, list[Template]]:
    """Tell lines apart by their text and by the place in it where their id stood, as far as `least` lines have the same."""
    of, first = text, _firsts(text, len(texts))
    if (places != places[first][text]).any():  # the same text, but the id stood elsewhere in it
        _, first, of = np.unique(text * (int(places.max()) + 2) + places + 1, return_index=True, return_inverse=True)
    count = np.bincount(of, minlength=len(first))
    kept = np.flatnonzero(count >= least)
    number = np.full(len(first), -1, np.int64)
    number[kept] = np.arange(len(kept))
    first = first[kept]
    templates = map(Template, some_of(texts, text[first]), places[first].tolist())
    return Groups(of=number[of], first=first.tolist(), count=count[kept].tolist()), list(templates)
