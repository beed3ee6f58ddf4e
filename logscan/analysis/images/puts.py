"""What was put for registries and images, by whichever controller; of an image, only there stands what the others were told."""

from __future__ import annotations

import json
from functools import cached_property
from typing import NamedTuple

from logscan.analysis.images.lines import ImageLines

__all__ = ["ENDS", "Begin", "Put", "Puts"]

ENDS = ("finished", "failed")
TRIED_MS = 10_000  # three tries, half a second apart, and what each may take
PUT = ("registry.put", "image.put")


class Put(NamedTuple):
    """A status that some controller put; `ms` on the common clock, `begun` when the registry's scan began that it belongs to, in s.

    `refused` is the row of the line that says that the report to it was too big, `failed` of the one that says that it was not put; or -1.
    """

    ms: int
    row: int
    controller: int
    status: str
    begun: int
    refused: int
    failed: int = -1

    @property
    def stored(self) -> bool:
        """No line says that it was not put."""
        return self.failed < 0


class Begin(NamedTuple):
    """A line with which a controller begins to scan a registry; `ms` on the common clock."""

    ms: int
    row: int
    controller: int


class Puts:
    """All puts, worked out when first asked for.

    Args:
        lines: of registries and images.
    """

    def __init__(self, lines: ImageLines) -> None:
        self._lines = lines

    @cached_property
    def all(self) -> dict[int, list[Put]]:
        """What was put for each registry and image, in the order of the common clock; by asset code."""
        found: dict[int, list[Put]] = {}
        for history in self._lines.histories:
            controller, refused = int(self._lines.h.controller[history]), -1
            own: list[Put] = []
            for at, event in self._lines.of(history):
                row = self._lines.row(history, at)
                if event in PUT:
                    own.append(Put(self._lines.time(history, at), row, controller, *self._lines.said(row), refused))
                    refused = -1
                elif event in ("image.report_put", "kv.too_big"):
                    refused = row if event == "kv.too_big" and '"key":"scan/data/' in self._lines.text(row) else -1
                elif event == "kv.failed" and own and self._is_failure_of(own[-1], row, self._lines.time(history, at)):
                    own[-1] = own[-1]._replace(failed=row)
            found.setdefault(int(self._lines.h.asset[history]), []).extend(own)
        return {asset: sorted(puts) for asset, puts in found.items()}

    def _is_failure_of(self, put: Put, row: int, ms: int) -> bool:
        """Say whether a line that says that a state could not be put belongs to a put before it."""
        return ms - put.ms <= TRIED_MS and '"key":"scan/state/' in self._lines.text(row)

    def of(self, history: int) -> list[Put]:
        """Give what was put for the asset of a history."""
        return self.all.get(int(self._lines.h.asset[history]), [])

    @cached_property
    def _stored(self) -> dict[int, list[Put]]:
        return {asset: [put for put in puts if put.stored] for asset, puts in self.all.items()}

    def stored(self, history: int) -> list[Put]:
        """Give what was put for the asset of a history, without what no store took."""
        return self._stored.get(int(self._lines.h.asset[history]), [])

    def last(self, history: int) -> Put | None:
        """Give the last that was put and stored for the asset of a history, as far as the logs show."""
        return next(reversed(self.stored(history)), None)

    def error(self, put: Put) -> str | None:
        """Give the error with which a put failed."""
        error: str | None = json.loads(self._lines.text(put.failed)).get("error") if put.failed >= 0 else None
        return error

    @cached_property
    def waiting(self) -> set[int]:
        """The registries of which some image waits for a scanner, or may wait: no log shows what was put of it; asset codes."""
        last = {asset: puts[-1].status for asset, puts in self._stored.items() if puts}
        return {registry for image, registry in self._lines.registry_of.items() if last.get(image, "scheduled") == "scheduled"}

    @cached_property
    def runs(self) -> dict[int, Begin]:
        """The last line with which any controller began to scan each registry; by asset code."""
        found: dict[int, Begin] = {}
        for (controller, _, asset), history in self._lines.place.items():
            for at, event in self._lines.of(history):
                if event in ("registry.listing", "registry.started"):
                    begin = Begin(self._lines.time(history, at), self._lines.row(history, at), controller)
                    found[asset] = max(begin, found.get(asset, begin))
        return found

    def without_report(self, history: int) -> list[int]:
        """Give the rows with which a controller of a federation says that it finds no report of an image."""
        rows = [self._lines.row(history, at) for at, _ in self._lines.of(history)]
        return [row for row in rows if json.loads(self._lines.text(row) or "{}").get("what") == "no scan report"]
