"""The timeline, cut into one history per asset, controller and boot: all later steps look at one history at a time.

One sort of an integer key does it; the letters of each history then stand side by side, and equal histories share one word.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import codes, int16, int64
from logscan.cluster import Boot
from logscan.model.letters import letter
from logscan.timeline import Timeline

__all__ = ["Histories", "cut"]

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
        assets: (kind, id) by code.
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


def cut(timeline: Timeline) -> Histories:
    """Cut a timeline into histories."""
    table = timeline.table
    letters = _letters(table)
    asset, ids = _assets(table)
    rows = np.flatnonzero((letters > 0) & (asset >= 0))
    controller_code, names = codes(table, "controller")
    index = {controller.name: number for number, controller in enumerate(timeline.controllers)}
    controller = np.array([index[name] for name in names], np.int64)[controller_code[rows]]
    boot = int16(table, "boot")[rows]
    boots = int(boot.max(initial=0)) + 1
    key = (controller * boots + boot) * max(len(ids), 1) + asset[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    firsts = np.flatnonzero(np.diff(key, prepend=-1)) if len(key) else np.zeros(0, np.int64)
    bounds = np.append(firsts, len(rows)).astype(np.int64)
    first_rows = order[firsts]
    words, word, skew = _words(timeline, letters[rows], bounds, controller[first_rows], boot[first_rows], int64(table, "ts")[rows])
    return Histories(
        rows=rows,
        bounds=bounds,
        controller=controller[first_rows],
        boot=boot[first_rows],
        asset=key[firsts] % max(len(ids), 1),
        word=word,
        skew=skew,
        assets=list(zip(_kinds(table, asset, len(ids)), ids, strict=True)),
        words=words,
    )


def _letters(table: pa.Table) -> NDArray[np.uint8]:
    """Give each row's letter as a byte, 0 for rows that no history needs."""
    event, names = codes(table, "event")
    letters = np.zeros(len(event), np.uint8)
    for number, name in enumerate(names):
        if name in _WORD_OF:
            rows = np.flatnonzero(event == number)
            word, words = codes(table, _WORD_OF[name])
            values = [json.loads(value).get("why", "") if _WORD_OF[name] == "fields" else value for value in words]
            table_of = np.array([ord(letter(name, value) or "\0") for value in values] + [0], np.uint8)
            letters[rows] = table_of[word[rows]]
        elif name in _ONE_MEANING:
            letters[event == number] = ord(letter(name, "") or "\0")
    kind, kinds = codes(table, "kind")
    if "bench.notified" in names and "host" in kinds:  # a host's benchmark says nothing about its registration
        letters[(event == names.index("bench.notified")) & (kind == kinds.index("host"))] = 0
    return letters


def _assets(table: pa.Table) -> tuple[I64, list[str]]:
    """Give each row's asset: its own, or for an enforcer's trigger the host on which that enforcer runs."""
    asset, ids = codes(table, "asset")
    asset = asset.copy()
    event, names = codes(table, "event")
    fields, texts = codes(table, "fields")
    host_of: dict[str, str] = {}
    for name in ("agent.notified", "agent.seen"):
        if name in names:
            for code in np.unique(fields[event == names.index(name)]).tolist():
                known = json.loads(texts[code]) if code >= 0 else {}
                if "agent" in known and "host" in known:
                    host_of[known["agent"]] = known["host"]
    number = {name: code for code, name in enumerate(ids)}
    for name in ("agent.registered", "agent.benched"):
        if name not in names:
            continue
        rows = np.flatnonzero(event == names.index(name))
        for code in np.unique(fields[rows]).tolist():
            host = host_of.get(json.loads(texts[code]).get("agent", "")) if code >= 0 else None
            asset[rows[fields[rows] == code]] = -1 if host is None else number.setdefault(host, len(number))
    return asset, list(number)


def _kinds(table: pa.Table, asset: I64, n: int) -> list[str]:
    """Give each asset's kind: the one that most of its rows name; a host where none does (only enforcers' triggers lack it)."""
    kind, names = codes(table, "kind")
    named = (asset >= 0) & (kind >= 0)
    votes = np.zeros((n, len(names) + 1), np.int64)
    np.add.at(votes, (asset[named], kind[named]), 1)
    best = votes.argmax(axis=1)
    return [names[code] if votes[row, code] else "host" for row, code in enumerate(best.tolist())]


def _words(timeline: Timeline, letters: NDArray[np.uint8], bounds: I64, controller: I64, boot: I64, ms: I64) -> tuple[list[str], I64, I64]:
    """Number the distinct words, with `?` before those whose boot has lost its head and `$` behind those that end with the log."""
    n = len(bounds) - 1
    if n == 0:
        nothing = np.zeros(0, np.int64)
        return [], nothing, nothing
    offsets = pa.py_buffer(bounds.astype(np.int32))
    encoded = pa.Array.from_buffers(pa.binary(), n, [None, offsets, pa.py_buffer(np.ascontiguousarray(letters))]).dictionary_encode()
    plain = np.frombuffer(encoded.indices.buffers()[1], np.int32, n).astype(np.int64)
    bare = [word.decode() for word in encoded.dictionary.to_pylist()]
    headless = np.array([not _boot(timeline, *pair).started for pair in zip(controller.tolist(), boot.tolist(), strict=True)], np.int64)
    ends = np.array([_end(timeline, *pair) for pair in zip(controller.tolist(), boot.tolist(), strict=True)], np.int64)
    last = bounds[1:] - 1
    cut_off = (ms[last] >= ends - CUT_MS) & np.isin(letters[last], [ord("a"), ord("m")])
    key = (plain * 2 + headless) * 2 + cut_off
    distinct, word = np.unique(key, return_inverse=True)
    words = [("?" if key_ // 2 % 2 else "") + bare[key_ // 4] + ("$" if key_ % 2 else "") for key_ in distinct.tolist()]
    return words, word.astype(np.int64), headless


def _end(timeline: Timeline, controller: int, boot: int) -> int:
    """Give when a run of a controller printed its last line; of one that goes on at INFO, or hangs, the last at DEBUG."""
    last = _boot(timeline, controller, boot).last
    return min(last, timeline.controllers[controller].debug_last or last)


def _boot(timeline: Timeline, controller: int, boot: int) -> Boot:
    return timeline.controllers[controller].boots[boot]
