"""What was written to the key-value store, as the logs of whoever writes show it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import codes

__all__ = ["Write", "writes"]

I64 = NDArray[np.int64]
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


def writes(table: pa.Table, assets: Sequence[str], controller: I64, ms: I64, hung: Mapping[int, int]) -> dict[int, list[Write]]:
    """Give what was written, by index of the asset in `assets`, in time order.

    A `Put` line stands for the write; where a log has none for an asset, the line before it (`updateScanState`) does. What a controller
    was putting when it hung does not count if no other was told of it.

    Args:
        table: the timeline.
        assets: ids.
        controller: of each row.
        ms: of each row, on the common clock.
        hung: since when a controller hangs, on the common clock, by controller.
    """
    event, names = codes(table, "event")
    status, words = codes(table, "status")
    number = {asset: code for code, asset in reversed([*enumerate(assets)])}  # a registry may be called like what stands before it
    asset, ids = codes(table, "asset")
    code_of = np.array([number[name] for name in ids] + [-1], np.int64)[asset]
    found: dict[int, list[Write]] = {}
    for name in ("scan.put", "scan.writing"):
        rows = _rows(event, names, name)
        done = set(found)
        for row in rows[status[rows] >= 0].tolist():
            code = int(code_of[row])
            if code >= 0 and code not in done:
                found.setdefault(code, []).append(Write(int(ms[row]), words[status[row]], int(controller[row]), row, failed=False))
    fields, texts = codes(table, "fields")
    state = np.array(['"key":"scan/state/' in text for text in texts] + [False], np.bool_)
    refused = _rows(event, names, "kv.failed")
    for row in refused[state[fields[refused]]].tolist():
        code, by = int(code_of[row]), int(controller[row])
        of = found.get(code, [])
        last = next((at for at in range(len(of) - 1, -1, -1) if of[at].controller == by and of[at].row < row), None)
        if last is not None:
            of[last] = of[last]._replace(failed=True)
    _drop_unfinished(found, _rows(event, names, "scan.notified"), code_of, controller, ms, hung)
    results = _results(table, _rows(event, names, "scan.report_stored"), code_of, controller)
    return {code: sorted(_by_result(write, results.get((code, write.controller), [])) for write in of) for code, of in found.items() if of}


def _rows(event: I64, names: list[str], name: str) -> I64:
    return np.flatnonzero(event == names.index(name)) if name in names else np.zeros(0, np.int64)


def _drop_unfinished(found: dict[int, list[Write]], notified: I64, code_of: I64, controller: I64, ms: I64, hung: Mapping[int, int]) -> None:
    """Drop what a controller was putting when it hung, and nobody else was told of."""
    for by, since in hung.items():
        others = notified[(controller[notified] != by) & (code_of[notified] >= 0)]
        told = np.full(max([*found, *code_of[others].tolist()], default=-1) + 1, since - SLACK_MS)
        np.maximum.at(told, code_of[others], ms[others])
        for code, of in found.items():
            found[code] = [write for write in of if write.controller != by or write.ms <= told[code]]


def _results(table: pa.Table, rows: I64, code_of: I64, controller: I64) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """The reports that were stored: rows and what REST answers with each, by asset code and controller."""
    status, words = codes(table, "status")
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for row in rows[status[rows] >= 0].tolist():
        found.setdefault((int(code_of[row]), int(controller[row])), []).append((row, words[status[row]]))
    return found


def _by_result(write: Write, results: list[tuple[int, str]]) -> Write:
    """Give a write of `finished` the status that the report stored before it stands for."""
    before = bisect_left(results, write.row, key=lambda result: result[0])
    return write._replace(status=results[before - 1][1]) if write.status == "finished" and before else write
