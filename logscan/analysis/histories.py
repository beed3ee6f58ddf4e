"""The timeline, cut into one history per asset, controller and boot: all later steps look at one history at a time.

One sort of an integer key does it; the letters of each history then stand side by side, and equal histories share one word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, int16, int64, stable_order
from logscan.cluster import Boot, Controller
from logscan.model.letters import letter
from logscan.timeline import Timeline

__all__ = ["ByAsset", "Histories", "cut", "end_of"]

I64 = NDArray[np.int64]
CUT_MS = 1_000  # a notification that is the last word this near to the end of the log may still have been on its way

_WORD_OF = {  # the column whose word decides, by event; the rest have one meaning only
    "scan.notified": "change",
    "bench.notified": "change",
    "scan.applied": "status",
    "scan.done": "status",
    "scan.writing": "status",
    "handler.skipped": "fields",
}
_ONE_MEANING = ("scan.gone", "asset.registered", "asset.removed", "asset.purged", "handler.armed", "agent.registered", "agent.benched")


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
    letters, assets, kinds = _letters(table), _Assets(table), Column(table, "kind")
    index = {controller.name: number for number, controller in enumerate(timeline.controllers)}
    column, boots, ms = Column(table, "controller"), int16(table, "boot"), int64(table, "ts")
    logs: dict[int, list[tuple[int, int]]] = {}
    for code, begin, end in column.stretches():
        logs.setdefault(index[column.words[code]], []).append((begin, end))
    votes = np.zeros((len(assets.ids), kinds.size), np.int64)
    words: dict[str, int] = {}
    found = []
    for number in sorted(logs):
        for begin, end in logs[number]:
            _vote(votes, assets.part(begin, end), kinds.part(begin, end))
        rows = np.concatenate([begin + np.flatnonzero(letters[begin:end]) for begin, end in logs[number]])
        asset = assets[rows]
        rows, asset = rows[asset >= 0], asset[asset >= 0]
        key = boots[rows] * np.int64(max(len(assets.ids), 1)) + asset
        order = stable_order(key)
        rows, key = rows[order], key[order]
        firsts = np.flatnonzero(np.diff(key, prepend=-1))
        boot, asset = np.divmod(key[firsts], max(len(assets.ids), 1))
        bounds = np.append(firsts, len(rows))
        last = rows[bounds[1:] - 1]
        controller = timeline.controllers[number]
        skew = np.array([not one.started for one in controller.boots], np.int64)[boot]
        cut_off = ms[last] >= np.array([end_of(controller, one) for one in controller.boots], np.int64)[boot] - CUT_MS
        word = _words(words, letters[rows], bounds, skew, cut_off)
        found.append((rows, np.diff(bounds), np.full(len(firsts), number), boot, asset, word, skew))
    nothing = np.zeros(0, np.int64)
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] or [nothing] * 7
    rows, length, controllers, boot, asset, word, skew = columns
    for code, kind in enumerate(kinds.words):
        if kind in _ELSEWHERE:  # whose id an asset has that is told of here: it is not that one
            votes[asset, code] = 0
    return Histories(
        rows=rows,
        bounds=np.append(0, np.cumsum(length)),
        controller=controllers,
        boot=boot,
        asset=asset,
        word=word,
        skew=skew,
        assets=list(zip(_kinds(votes, kinds.words), assets.ids, strict=True)),
        words=list(words),
    )


def _letters(table: pa.Table) -> NDArray[np.uint8]:
    """Give each row's letter as a byte, 0 for rows that no history needs."""
    event = Column(table, "event")
    letters = np.zeros(len(event), np.uint8)
    for name in event.words:
        if name in _WORD_OF:
            rows, word = event.rows(name), Column(table, _WORD_OF[name])
            values = [json.loads(value).get("why", "") if _WORD_OF[name] == "fields" else value for value in word.words]
            table_of = np.array([ord(letter(name, value) or "\0") for value in values] + [0], np.uint8)
            letters[rows] = table_of[word[rows]]
        elif name in _ONE_MEANING:
            letters[event.rows(name)] = ord(letter(name, "") or "\0")
    kind, benched = Column(table, "kind"), event.rows("bench.notified")
    if "host" in kind.words:  # a host's benchmark says nothing about its registration
        letters[benched[kind[benched] == kind.words.index("host")]] = 0
    return letters


class _Assets:
    """Each row's asset, as a code into `ids`: its own, or for an enforcer's trigger the host on which that enforcer runs; -1 for none."""

    def __init__(self, table: pa.Table) -> None:
        self._column, fields, event = Column(table, "asset"), Column(table, "fields"), Column(table, "event")
        host_of: dict[str, str] = {}
        for name in ("agent.notified", "agent.seen"):
            for code in np.unique(fields[event.rows(name)]).tolist():
                known = json.loads(fields.words[code]) if code >= 0 else {}
                if "agent" in known and "host" in known:
                    host_of[known["agent"]] = known["host"]
        number = {name: code for code, name in enumerate(self._column.words)}
        self._triggers = event.rows("agent.registered", "agent.benched")
        said, which = np.unique(fields[self._triggers], return_inverse=True)
        hosts = (host_of.get(json.loads(fields.words[code]).get("agent", "")) if code >= 0 else None for code in said.tolist())
        codes = [-1 if host is None else number.setdefault(host, len(number)) for host in hosts]
        self._hosts = np.array(codes, np.int64)[which]
        self.ids = list(number)

    def __getitem__(self, rows: I64) -> I64:
        """Give those of some rows, ascending."""
        asset = self._column[rows]
        place = np.searchsorted(rows, self._triggers)
        own = np.append(rows, -1)[place] == self._triggers
        asset[place[own]] = self._hosts[own]
        return asset

    def part(self, begin: int, end: int) -> I64:
        """Give those of the rows from one to another."""
        asset = self._column.part(begin, end)
        first, last = np.searchsorted(self._triggers, [begin, end])
        asset[self._triggers[first:last] - begin] = self._hosts[first:last]
        return asset


def _vote(votes: I64, asset: I64, kind: I64) -> None:
    """Count which kind rows name for each asset."""
    named = (asset >= 0) & (kind >= 0)
    votes += np.bincount(asset[named] * votes.shape[1] + kind[named], minlength=votes.size).reshape(votes.shape)


def _kinds(votes: I64, names: list[str]) -> list[str]:
    """Give each asset's kind: the one that most of its rows name; a host where none does (only enforcers' triggers lack it)."""
    if not votes.size:
        return ["host"] * len(votes)
    best = votes.argmax(axis=1)
    named = np.take_along_axis(votes, best[:, None], axis=1)[:, 0] > 0
    return [names[code] if known else "host" for code, known in zip(best.tolist(), named.tolist(), strict=True)]


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
