"""The timeline, cut into one history per asset, controller and boot: all later steps look at one history at a time.

One sort of an integer key does it; the letters of each history then stand side by side, and equal histories share one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.analysis.lettered import Lettered
from logscan.arrow import Column, int16, int64, stable_order
from logscan.cluster import Boot, Controller
from logscan.timeline import Timeline

__all__ = ["ByAsset", "Histories", "cut", "end_of"]

I64 = NDArray[np.int64]
CUT_MS = 1_000  # a notification that is the last word this near to the end of the log may still have been on its way


@dataclass(frozen=True, kw_only=True)
class Histories:
    """All histories; the arrays have one entry per history unless said otherwise.

    Attributes:
        rows: int64, timeline rows of all events, history after history, in file order.
        bounds: int64, n + 1 bounds of the histories in `rows`.
        controller: index into `Timeline.controllers`.
        boot: number of the boot.
        asset: code into `assets`.
        word: code into `words`.
        skew: 1 where the word begins with `?`, which stands for no row; else 0.
        assets: (kind, id) by code; the first are those of the timeline's column, by the codes that they have there.
        words: the distinct histories in the letters of `model.letters`.
    """

    rows: I64
    bounds: I64
    controller: I64
    boot: I64
    asset: I64
    word: I64
    skew: I64
    assets: list[tuple[str, str]]
    words: list[str]

    def __len__(self) -> int:
        return len(self.word)

    def row(self, history: int, at: int) -> int:
        """Give the timeline row of a position in a history's word."""
        return int(self.rows[self.bounds[history] + at - self.skew[history]])


class ByAsset(Mapping[int, list[int]]):
    """Some histories by asset code, those of each asset in order.

    Args:
        asset: of each history.
        chosen: the histories that count.
    """

    def __init__(self, asset: I64, chosen: NDArray[np.bool_]) -> None:
        own = np.flatnonzero(chosen)
        self._histories = own[np.argsort(asset[own], kind="stable")]
        of = asset[self._histories]
        self._first = np.searchsorted(of, np.arange(int(of.max(initial=-1)) + 2))

    def __getitem__(self, asset: int) -> list[int]:
        if not 0 <= asset < len(self._first) - 1 or self._first[asset] == self._first[asset + 1]:
            raise KeyError(asset)
        own: list[int] = self._histories[self._first[asset] : self._first[asset + 1]].tolist()
        return own

    def __iter__(self) -> Iterator[int]:
        return iter(np.flatnonzero(np.diff(self._first)).tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(np.diff(self._first)))


_ELSEWHERE = ("registry", "image")  # kinds whose histories `images.cut` adds


def cut(timeline: Timeline) -> Histories:
    """Cut a timeline into histories; controller by controller, so that it takes memory for one of them at a time."""
    table = timeline.table
    lettered = Lettered(table)
    assets = max(len(lettered.ids), 1)
    index = {controller.name: number for number, controller in enumerate(timeline.controllers)}
    column, boots, ms = Column(table, "controller"), int16(table, "boot"), int64(table, "ts")
    logs: dict[int, list[tuple[int, int]]] = {}
    for code, begin, end in column.stretches():
        logs.setdefault(index[column.words[code]], []).append((begin, end))
    words: dict[str, int] = {}
    found = []
    for number in sorted(logs):
        rows, asset, letters = (np.concatenate(parts) for parts in zip(*(lettered.histories(*log) for log in logs[number]), strict=True))
        key = boots[rows] * np.int64(assets) + asset
        order = stable_order(key)
        rows, letters, key = rows[order], letters[order], key[order]
        firsts = np.flatnonzero(np.diff(key, prepend=-1))
        boot, asset = np.divmod(key[firsts], assets)
        bounds = np.append(firsts, len(rows))
        last = rows[bounds[1:] - 1]
        controller = timeline.controllers[number]
        skew = np.array([not one.started for one in controller.boots], np.int64)[boot]
        cut_off = ms[last] >= np.array([end_of(controller, one) for one in controller.boots], np.int64)[boot] - CUT_MS
        word = _words(words, letters, bounds, skew, cut_off)
        found.append((rows, np.diff(bounds), np.full(len(word), number), boot, asset, word, skew))
    nothing = np.zeros(0, np.int64)
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] or [nothing] * 7
    rows, length, controllers, boot, asset, word, skew = columns
    return Histories(
        rows=rows,
        bounds=np.append(0, np.cumsum(length)),
        controller=controllers,
        boot=boot,
        asset=asset,
        word=word,
        skew=skew,
        assets=list(zip(lettered.kinds(asset, but=_ELSEWHERE), lettered.ids, strict=True)),
        words=list(words),
    )


def _words(known: dict[str, int], letters: NDArray[np.uint8], bounds: I64, headless: I64, last: NDArray[np.bool_]) -> I64:
    """Number the words of one controller among all known ones.

    `?` stands before those whose boot has lost its head, `$` behind those that end with a notification when the log ends.
    """
    n = len(bounds) - 1
    if n == 0:
        return np.zeros(0, np.int64)
    offsets = pa.py_buffer(bounds.astype(np.int32))
    encoded = pa.Array.from_buffers(pa.binary(), n, [None, offsets, pa.py_buffer(np.ascontiguousarray(letters))]).dictionary_encode()
    plain = np.frombuffer(encoded.indices.buffers()[1], np.int32, n).astype(np.int64)
    bare = [word.decode() for word in encoded.dictionary.to_pylist()]
    cut_off = last & np.isin(letters[bounds[1:] - 1], [ord("a"), ord("m")])
    distinct, word = np.unique((plain * 2 + headless) * 2 + cut_off, return_inverse=True)
    words = (("?" if key // 2 % 2 else "") + bare[key // 4] + ("$" if key % 2 else "") for key in distinct.tolist())
    return np.array([known.setdefault(one, len(known)) for one in words], np.int64)[word]


def end_of(controller: Controller, boot: Boot) -> int:
    """Give when a run of a controller printed its last line; of one that goes on at INFO, or hangs, the last at DEBUG."""
    return min(boot.last, controller.debug_last or boot.last)
