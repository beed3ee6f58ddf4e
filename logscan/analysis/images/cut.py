"""Registries and their images: their rows, cut into one history per asset, controller and boot, behind those of everything else.

The same image in another registry is another asset, so its id is `REGISTRY/ID`. These histories have no word in letters, for the handler
of scan states never saw them; `shelf` says what they tell. A controller that can be judged has one of every asset, with no row where its
log has none: what a watch that hangs has not brought must be said of something. A case without registries keeps its histories as they are.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logscan.analysis.histories import Histories
from logscan.arrow import Column, int16
from logscan.timeline import Timeline

__all__ = ["KINDS", "image_histories", "is_image", "last_told", "named", "registries_of", "rows_of", "with_images"]

I64 = NDArray[np.int64]
KINDS = ("registry", "image")
"""Kinds of the assets that are cut here."""


class _Rows(NamedTuple):
    """Rows that speak of a registry or an image: the row, whose log it stands in, its process, and the asset's place among all here."""

    row: I64
    controller: I64
    boot: I64
    asset: I64

    def key(self, boots: int, assets: int) -> I64:
        """Give one number for each asset in a process of a controller, ascending by all three."""
        return (self.controller * boots + self.boot) * assets + self.asset


def is_image(histories: Histories, history: int) -> bool:
    """Say whether a history is one of a registry or of an image."""
    return histories.assets[int(histories.asset[history])][0] in KINDS


def image_histories(histories: Histories) -> range:
    """Give the histories of registries and images: the last ones."""
    first = len(histories)
    while first and is_image(histories, first - 1):
        first -= 1
    return range(first, len(histories))


def named(histories: Histories, begin: str) -> dict[str, int]:
    """Give the assets whose id begins like that, with their codes; of an image, also where the id that it has in its registry does."""
    found: dict[str, int] = {}
    for code, (kind, asset) in enumerate(histories.assets):
        registry, _, own = asset.rpartition("/")
        if kind != "image" or "/" in begin:
            fits = asset.startswith(begin)
        else:
            fits = registry != "" and (own.startswith(begin) or own.rpartition(":")[2].startswith(begin))
        if fits:
            found.setdefault(asset, code)
    return found


def last_told(histories: Histories, timeline: Timeline) -> list[tuple[int, int]]:
    """Give the histories of images with the row of what was told of each last, in the last process of a controller.

    What was told only once is left out: that may be what stood in the store when the process started.
    """
    images = image_histories(histories)
    if not images:
        return []
    event = Column(timeline.table, "event")
    begin = int(histories.bounds[images.start])
    rows = histories.rows[begin:]
    told = np.flatnonzero(event[rows] == (event.words.index("image.notified") if "image.notified" in event.words else -2))
    history = np.searchsorted(histories.bounds, told + begin, side="right") - 1
    again = np.diff(history, prepend=-1) == 0
    last = again & (np.diff(history, append=-1) != 0)
    found = zip(history[last].tolist(), rows[told[last]].tolist(), strict=True)
    boots = [len(one.boots) - 1 for one in timeline.controllers]
    return [(one, row) for one, row in found if int(histories.boot[one]) == boots[int(histories.controller[one])]]


def rows_of(histories: Histories, asset: str) -> I64:
    """Give the rows of an image, whoever printed them."""
    code = next(code for code, one in enumerate(histories.assets) if one == ("image", asset))
    own = np.flatnonzero(histories.asset == code).tolist()
    return np.unique(np.concatenate([histories.rows[histories.bounds[one] : histories.bounds[one + 1]] for one in own]))


def registries_of(timeline: Timeline) -> tuple[I64, I64, list[str]]:
    """Give the rows that speak of a registry or of an image in one, ascending, the code of the registry of each, and the names by code.

    A name with a slash is none: keys are `scan/state/image/REGISTRY/ID`, and no controller takes one.
    """
    kind = Column(timeline.table, "kind")
    number: dict[str, int] = {}
    found = []
    for name, column in (("registry", Column(timeline.table, "asset")), ("image", Column(timeline.table, "fields"))):
        rows = kind.rows(name)
        codes, which = np.unique(column[rows], return_inverse=True)
        named = ["" if code < 0 else column.words[code] for code in codes.tolist()]
        if name == "image":
            named = [json.loads(text or "{}").get("registry", "") for text in named]
        of = np.array([number.setdefault(one, len(number)) if one and "/" not in one else -1 for one in named], np.int64)[which]
        found.append((rows[of >= 0], of[of >= 0]))
    rows, of = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(rows)
    return rows[order], of[order], list(number)


def with_images(histories: Histories, timeline: Timeline) -> Histories:
    """Give histories with those of registries and images behind them."""
    if not set(KINDS) & set(Column(timeline.table, "kind").words):
        return histories
    rows, assets, registry = _rows(timeline)
    if not len(rows.row):
        return histories
    boots = 1 + int(rows.boot.max(initial=0))
    rows = _with_begins(timeline, rows, registry, boots)
    order = np.lexsort((rows.row, rows.key(boots, len(assets))))
    rows = _Rows(*(column[order] for column in rows))
    keys = rows.key(boots, len(assets))
    every = np.union1d(keys, _judged(timeline, len(assets)).key(boots, len(assets)))
    every = np.union1d(every, every - every % len(assets) + np.searchsorted(registry, registry[every % len(assets)]))
    known = {one: code for code, one in enumerate(histories.assets) if one[0] == "registry"}
    code_of = [known.get(one, len(histories.assets) + number) for number, one in enumerate(assets)]
    place, asset = np.divmod(every, len(assets))
    controller, boot = np.divmod(place, boots)
    return replace(
        histories,
        rows=np.concatenate([histories.rows, rows.row]),
        bounds=np.concatenate(
            [histories.bounds, len(histories.rows) + np.searchsorted(keys, every[1:]), [len(histories.rows) + len(keys)]]
        ),
        controller=np.concatenate([histories.controller, controller]),
        boot=np.concatenate([histories.boot, boot]),
        asset=np.concatenate([histories.asset, np.array(code_of, np.int64)[asset]]),
        word=np.concatenate([histories.word, np.full(len(every), len(histories.words))]),
        skew=np.concatenate([histories.skew, np.zeros(len(every), np.int64)]),
        assets=[*histories.assets, *assets],
        words=[*histories.words, ""],
    )


def _rows(timeline: Timeline) -> tuple[_Rows, list[tuple[str, str]], I64]:
    """Give the rows that name a registry or an image, all assets (each registry before its images), and each one's registry as a code."""
    table = timeline.table
    row, of, names = registries_of(timeline)
    ids, kind = Column(table, "asset"), Column(table, "kind")
    asset = ids[row]
    row, of, asset = row[asset >= 0], of[asset >= 0], asset[asset >= 0]
    image = kind[row] == (kind.words.index("image") if "image" in kind.words else -2)
    thing = of * (ids.size + 1) + np.where(image, asset + 1, 0)
    whole = np.arange(len(names)) * (ids.size + 1)  # a registry is an asset though only its images are spoken of
    distinct = np.union1d(thing, whole[np.unique(of)])
    registry, number = np.divmod(distinct, ids.size + 1)
    assets = [
        ("image", f"{names[name]}/{ids.words[image_id - 1]}") if image_id else ("registry", names[name])
        for name, image_id in zip(registry.tolist(), number.tolist(), strict=True)
    ]
    controller = Column(table, "controller")
    index = {one.name: number for number, one in enumerate(timeline.controllers)}
    by = np.array([index[name] for name in controller.words], np.int64)[controller[row]]
    boot = int16(table, "boot")[row].astype(np.int64)
    return _Rows(row, by, boot, np.searchsorted(distinct, thing)), assets, registry


def _with_begins(timeline: Timeline, rows: _Rows, registry: I64, boots: int) -> _Rows:
    """Add to an image's rows the line with which its registry came to be known, where the log speaks of the image before.

    Of several such lines between two rows of an image, or behind its last, the first and the last are enough: all others together would be
    as many as there are images, times as many as there are such lines.
    """
    event = Column(timeline.table, "event")
    known = event[rows.row] == (event.words.index("registry.known") if "registry.known" in event.words else -2)
    assets = len(registry)
    keys = rows.key(boots, assets)
    pairs, first = np.unique(keys, return_index=True)  # rows are in the order of the table: the first of each pair
    within = keys - rows.asset + np.searchsorted(registry, registry[rows.asset])  # the pair of the registry itself
    order = np.argsort(within, kind="stable")
    within = within[order]
    begins = np.flatnonzero(known[order]).tolist()
    added = [rows]
    for nth, place in enumerate(begins):
        at, own = int(order[place]), int(within[place])
        low, high = np.searchsorted(within, [own, own + 1]).tolist()
        before = max(begins[nth - 1], low - 1) if nth else low - 1
        behind = begins[nth + 1] if nth + 1 < len(begins) else high
        if behind >= high:  # the last one
            images = int(np.searchsorted(registry, registry[rows.asset[at]], side="right") - rows.asset[at])
            found = np.arange(*np.searchsorted(pairs, [own + 1, own + images]))
        else:
            near = np.unique(keys[order[before + 1 : behind]])
            found = np.searchsorted(pairs, near[near != own])
        early = found[rows.row[first[found]] < rows.row[at]]
        same = np.zeros(len(early), np.int64)
        added.append(_Rows(same + rows.row[at], same + rows.controller[at], same + rows.boot[at], pairs[early] % assets))
    return _Rows(*(np.concatenate(column) for column in zip(*added, strict=True)))


def _judged(timeline: Timeline, assets: int) -> _Rows:
    """Give every asset in the last process of each controller whose log can show deliveries; there are no rows to it."""
    able = [(number, len(one.boots) - 1) for number, one in enumerate(timeline.controllers) if one.debug_last is not None]
    controller, boot = np.array(able, np.int64).reshape(-1, 2).T
    each = np.arange(assets)
    nowhere = np.full(len(able) * assets, -1)
    return _Rows(nowhere, np.repeat(controller, assets), np.repeat(boot, assets), np.tile(each, len(able)))
