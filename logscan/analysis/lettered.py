"""What a history needs of each row of the timeline: its letter, its asset and that one's kind; read part by part, as a long log must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column
from logscan.model.letters import letter

__all__ = ["Lettered"]

I64 = NDArray[np.int64]
_Number = TypeVar("_Number", bound=np.generic)
PART = 1 << 18  # rows that are looked at together: what is made of them stays near the processor
_CHANGE = ("scan.notified", "bench.notified")  # events whose letter depends on the change, or on the status
_STATUS = ("scan.applied", "scan.done", "scan.writing")
_TRIGGERS = ("agent.registered", "agent.benched")


class Lettered:
    """The rows of a timeline, and what becomes known of all assets as one goes through them.

    Args:
        table: the timeline.

    Attributes:
        ids: of all assets, by code: those of the table's column, and the hosts of which only an enforcer's trigger tells.
    """

    def __init__(self, table: pa.Table) -> None:
        self._event, self._change, self._status = (Column(table, name) for name in ("event", "change", "status"))
        self._asset, self._kind = Column(table, "asset"), Column(table, "kind")
        self._by_change = _table(self._event, self._change, lambda event, word: letter(event, word if event in _CHANGE else ""))
        self._by_status = _table(self._event, self._status, lambda event, word: letter(event, word) if event in _STATUS else None)
        fields = Column(table, "fields")
        self._skipped, self._why = _reasons(self._event, fields)
        self._triggers, hosts = _triggers(self._event, fields)
        self.ids = list(self._asset.words)
        codes = _codes(self.ids, hosts)
        self._hosts = np.array([-1 if host is None else codes[host] for host in hosts], np.int64)
        self._votes = np.zeros((1 + len(self.ids), 1 + self._kind.size), np.int64)  # the first ones of both stand for none
        words = self._kind.words
        self._host = words.index("host") if "host" in words else -2
        self._benched = self._event.words.index("bench.notified") if "bench.notified" in self._event.words else -2

    def histories(self, begin: int, end: int) -> tuple[I64, I64, NDArray[np.uint8]]:
        """Give the rows from one to another that are part of a history, the code of the asset of each, and its letter as a byte.

        Each row is to be asked for once, for the kinds of assets are counted meanwhile.
        """
        rows, assets, letters = zip(*self._parts(begin, end), strict=True)
        return np.concatenate(rows), np.concatenate(assets), np.concatenate(letters)

    def _parts(self, begin: int, end: int) -> Iterator[tuple[I64, I64, NDArray[np.uint8]]]:
        for first in range(begin, max(end, begin + 1), PART):
            behind = min(first + PART, end)
            event, asset, kind = (column.part(first, behind) for column in (self._event, self._asset, self._kind))
            letters = self._by_change[event * (1 + self._change.size) + self._change.part(first, behind) + 1]
            letters += self._by_status[event * (1 + self._status.size) + self._status.part(first, behind) + 1]
            letters[(event == self._benched) & (kind == self._host)] = 0  # a host's benchmark says nothing about its registration
            _put(letters, first, self._skipped, self._why)
            _put(asset, first, self._triggers, self._hosts)
            np.add.at(self._votes.reshape(-1), (asset + 1) * self._votes.shape[1] + kind + 1, 1)
            rows = np.flatnonzero(letters)
            rows = rows[asset[rows] >= 0]
            yield first + rows, asset[rows], letters[rows]

    def kinds(self, assets: I64, *, but: tuple[str, ...]) -> list[str]:
        """Give the kind of each asset: the one that most of its rows name; a host where none does (only enforcers' triggers lack it).

        Args:
            assets: the codes of those that have histories.
            but: kinds that these are not, though rows may name them.
        """
        names = self._kind.words
        votes = self._votes[1:, 1:]
        for code in (code for code, name in enumerate(names) if name in but):
            votes[assets, code] = 0
        if not votes.size:
            return ["host"] * len(votes)
        best = votes.argmax(axis=1)
        best[np.take_along_axis(votes, best[:, None], axis=1)[:, 0] == 0] = len(names)
        words = [*names, "host"]
        return [words[code] for code in best.tolist()]


def _table(event: Column, other: Column, letter_of: Callable[[str, str], str | None]) -> NDArray[np.uint8]:
    """Give the letter of each event with each word of another column, 0 for none; null stands before the words."""
    letters = [[ord(letter_of(name, word) or "\0") for word in ("", *other.words)] for name in event.words]
    return np.array(letters, np.uint8).reshape(-1)


def _reasons(event: Column, fields: Column) -> tuple[I64, NDArray[np.uint8]]:
    """Give the rows in which a handler says that it skipped something, and their letters."""
    rows = event.rows("handler.skipped")
    said, which = np.unique(fields[rows], return_inverse=True)
    letters = [letter("handler.skipped", _known(fields, code).get("why", "")) for code in said.tolist()]
    return rows, np.array([ord(one or "\0") for one in letters], np.uint8)[which]


def _triggers(event: Column, fields: Column) -> tuple[I64, list[str | None]]:
    """Give the rows of enforcers' triggers, and for each the host on which that enforcer runs, where a log tells."""
    host_of: dict[str, str] = {}
    for name in ("agent.notified", "agent.seen"):
        for code in np.unique(fields[event.rows(name)]).tolist():
            known = _known(fields, code)
            if "agent" in known and "host" in known:
                host_of[known["agent"]] = known["host"]
    rows = event.rows(*_TRIGGERS)
    said, which = np.unique(fields[rows], return_inverse=True)
    hosts = [host_of.get(_known(fields, code).get("agent", "")) for code in said.tolist()]
    return rows, [hosts[one] for one in which.tolist()]


def _known(fields: Column, code: int) -> dict[str, str]:
    known: dict[str, str] = json.loads(fields.words[code]) if code >= 0 else {}
    return known


def _codes(ids: list[str], wanted: list[str | None]) -> dict[str, int]:
    """Give the codes of some ids; those that are new get one."""
    some = dict.fromkeys(one for one in wanted if one is not None)
    codes = {one: code for code, one in enumerate(ids) if one in some} if some else {}
    for one in some:
        if one not in codes:
            codes[one] = len(ids)
            ids.append(one)
    return codes


def _put(values: NDArray[_Number], first: int, rows: I64, those: NDArray[_Number]) -> None:
    """Put what is known of some rows, ascending, into what is known of all of a part."""
    begin, end = np.searchsorted(rows, [first, first + len(values)])
    values[rows[begin:end] - first] = those[begin:end]
