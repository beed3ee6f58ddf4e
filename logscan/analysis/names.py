"""What people call an asset: looked up for those that are spoken of, since a log names many more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa

from logscan.arrow import Column, stable_order

__all__ = ["Names"]


class Names(Mapping[str, str]):
    """The human name of each asset that the logs name, by its id: `pod/container` or the host's name.

    Args:
        table: the timeline.
    """

    def __init__(self, table: pa.Table) -> None:
        self._ids, self._texts = Column(table, "asset"), Column(table, "fields")
        rows = Column(table, "event").rows("asset.named")
        rows = rows[self._ids[rows] >= 0]
        rows = rows[stable_order(self._ids[rows])]
        self._asset, self._said = self._ids[rows], self._texts[rows]

    def __getitem__(self, asset: str) -> str:
        code = self._code[asset]
        begin, end = np.searchsorted(self._asset, [code, code + 1]).tolist()
        name = max((self._name(said) for said in set(self._said[begin:end].tolist())), default="")
        if not name:
            raise KeyError(asset)
        return name

    def __iter__(self) -> Iterator[str]:
        named = (self._ids.words[code] for code in np.unique(self._asset).tolist())
        return (asset for asset in named if asset in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _code(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self._ids.words)}

    def _name(self, said: int) -> str:
        known = json.loads(self._texts.words[said]) if said >= 0 else {}
        pod = known.get("pod")
        name: str = f"{known.get('namespace')}/{pod}/{known.get('container')}" if pod else known.get("name", "")
        return name
