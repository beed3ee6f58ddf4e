"""What was written to the key-value store, as the logs of whoever writes show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, PerRow, stable_order

__all__ = ["Write", "Writes", "writes"]

I64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
SLACK_MS = 500  # two clocks, after their offset is taken off, still differ by delivery delays


class Write(NamedTuple):
    """A status that some controller put into the KV store; `ms` on the common clock.

    `finished` stands in the store for a scan that failed, too: `status` is what REST answers, by the result of the report.
    """

    ms: int
    status: str
    controller: int
    row: int
    failed: bool


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """Writes as arrays, one entry each: asset code, ms on the common clock, code of the status, controller, row, and whether it failed."""

    asset: I64
    ms: I64
    status: I64
    controller: I64
    row: I64
    failed: Flags

    def where(self, chosen: I64 | Flags) -> _Columns:
        return _Columns(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})


class Writes(Mapping[int, list[Write]]):
    """What was written of each asset that anything was written of, by its code, in time order; made of arrays when asked for.

    Attributes:
        asset, ms, controller: of all writes, by asset and time; int64.
        failed: putting it failed.
        words: by code, what `status` means.
        status: what REST answers then, as a code.
    """

    def __init__(self, columns: _Columns, words: list[str]) -> None:
        self.words = words
        self.asset, self.ms, self.status = columns.asset, columns.ms, columns.status
        self.controller, self.failed = columns.controller, columns.failed
        self._row = columns.row
        self._assets, first = np.unique(columns.asset, return_index=True)
        self._bounds = np.append(first, len(columns.asset))
        self._latest: tuple[int, list[Write]] | None = None  # what is asked for once is asked for a few times more

    def __getitem__(self, asset: int) -> list[Write]:
        if self._latest is None or self._latest[0] != asset:
            self._latest = asset, self._of(asset)
        return self._latest[1]

    def _of(self, asset: int) -> list[Write]:
        place = int(np.searchsorted(self._assets, asset))
        if place == len(self._assets) or self._assets[place] != asset:
            raise KeyError(asset)
        own = slice(self._bounds[place], self._bounds[place + 1])
        columns = (column[own].tolist() for column in (self.ms, self.status, self.controller, self._row, self.failed))
        return [Write(ms, self.words[status], by, row, failed) for ms, status, by, row, failed in zip(*columns, strict=True)]

    def __iter__(self) -> Iterator[int]:
        return iter(self._assets.tolist())

    def __len__(self) -> int:
        return len(self._assets)

    def has_status(self, *statuses: str) -> Flags:
        """Say of all writes whether each is of one of some statuses."""
        return np.array([word in statuses for word in self.words], np.bool_)[self.status]


def writes(table: pa.Table, controller: PerRow, controllers: int, ms: PerRow, hung: Mapping[int, int]) -> Writes:
    """Give what was written.

    A `Put` line stands for the write; where a log has none for an asset, the line before it (`updateScanState`) does. What a controller
    was putting when it hung does not count if no other was told of it.

    Args:
        table: the timeline.
        controller: of each row.
        controllers: how many there are.
        ms: of each row, on the common clock.
        hung: since when a controller hangs, on the common clock, by controller.
    """
    event, status, asset, texts = (Column(table, name) for name in ("event", "status", "asset", "fields"))
    words = status.words

    def rows(name: str) -> I64:
        found = event.rows(name)
        return found[asset[found] >= 0]

    def pair(rows: I64) -> I64:
        return asset[rows] * controllers + controller[rows]

    put, writing = (found[status[found] >= 0] for found in (rows("scan.put"), rows("scan.writing")))
    is_put = np.zeros(asset.size, np.bool_)
    is_put[asset[put]] = True
    row = np.concatenate([put, writing[~is_put[asset[writing]]]])
    row = row[stable_order(pair(row))]  # rows ascend inside each pair
    refused = rows("kv.failed")
    state = np.array(['"key":"scan/state/' in text for text in (texts.words if len(refused) else [])] + [False], np.bool_)
    refused = refused[state[texts[refused]]]
    pairs = pair(row)
    at = _before(pairs, row, pair(refused), refused)
    failed = np.zeros(len(row), np.bool_)
    failed[at[at >= 0]] = True
    found = _Columns(asset=asset[row], ms=ms[row], status=status[row], controller=controller[row], row=row, failed=failed)
    if hung:
        found = _unfinished_dropped(
            found,
            notified=rows("scan.notified"),
            applied=rows("scan.applied"),
            asset=asset,
            status=status,
            controller=controller,
            ms=ms,
            hung=hung,
        )
    reports = rows("scan.report_stored")
    reports = reports[status[reports] >= 0]
    reports = reports[stable_order(pair(reports))]
    report = _before(pair(reports), reports, pair(found.row), found.row)
    told = (report >= 0) & (found.status == (words.index("finished") if "finished" in words else -1))
    answered = found.status.copy()
    answered[told] = status[reports[report[told]]]  # what REST answers is what the report stored before says
    rank = np.argsort(np.argsort(np.array(words, dtype=object), kind="stable"))
    order = np.lexsort((found.row, found.controller, rank[answered], found.ms, found.asset))
    return Writes(replace(found, status=answered).where(order), words)


def _before(pairs: I64, rows: I64, of: I64, behind: I64) -> I64:
    """Give the place, in rows that are sorted by pair and row, of the last one of the same pair before each of some rows; -1 for none."""
    every = 1 + max(int(rows.max(initial=0)), int(behind.max(initial=0)))
    place = np.searchsorted(pairs * every + rows, of * every + behind) - 1
    same = np.append(pairs, -1)[place] == of
    return np.where(same, place, -1)


def _unfinished_dropped(  # noqa: PLR0913 - rows, and the columns that they are rows of
    found: _Columns,
    *,
    notified: I64,
    applied: I64,
    asset: PerRow,
    status: PerRow,
    controller: PerRow,
    ms: PerRow,
    hung: Mapping[int, int],
) -> _Columns:
    """Drop what a controller was putting when it hung, and nobody else was told of: later than it was put, or by its name."""
    kinds = 1 + int(found.status.max(initial=0))
    applied = applied[(status[applied] >= 0) & (status[applied] < kinds)]
    for by, since in hung.items():
        others, same = (rows[controller[rows] != by] for rows in (notified, applied))
        told = _newest(found.asset, asset[others], ms[others])
        named = _newest(found.asset * kinds + found.status, asset[same] * kinds + status[same], ms[same]) + SLACK_MS
        until = np.maximum(np.maximum(told, named), since - SLACK_MS)
        found = found.where((found.controller != by) | (found.ms <= until))
    return found


def _newest(of: I64, keys: I64, ms: I64) -> I64:
    """Give for each of some keys the last of the moments that carry it; long ago where none does. No key is below zero."""
    latest = np.full(1 + int(of.max(initial=-1)), np.iinfo(np.int64).min // 2)
    known = keys < len(latest)
    np.maximum.at(latest, keys[known], ms[known])
    return latest[of]
