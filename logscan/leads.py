"""Who led the cluster when, as all logs together tell, and where they contradict each other.

What a log says of the lead holds from that line on, until the log says something else, its process starts anew, or it falls silent. At
any moment the lead is whom most logs name, or nobody; where as many name another, the latest news counts.

    lead.changed     another leads now, or nobody: the raw news, and what a controller finds when it joins
    lead.role        this controller leads, or does not, and who does
    lead.scanner     this controller scans, or does not: the same thing, as the scanner has it
    controller.seen  the entry of a controller in the store says that it leads: old news for a while, so it counts only where
                     that run of the log has no other
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import pyarrow as pa

from logscan.cluster import Controller, rows_with_fields
from logscan.parse.coverage import GAP_MS

__all__ = ["Contradiction", "Leads", "Term", "leads", "with_lead"]

SETTLED_MS = 30_000  # by then the news of a change has reached every controller
_EVENTS = ("lead.changed", "lead.lost", "lead.role", "lead.scanner", "controller.seen", "controller.started")


class Term(NamedTuple):
    """A controller leads from `begin` to `end`, ms since the epoch; `end` is None where no log shows an end."""

    begin: int
    end: int | None
    lead: str


class Contradiction(NamedTuple):
    """For longer than news takes, from `begin` to `end`, ms, the log of one controller names one lead and that of another another."""

    begin: int
    end: int
    says: tuple[tuple[str, str], tuple[str, str]]


class _News(NamedTuple):
    """From `ms` on, the log of the controller of index `by` names `lead`, or nobody; or, without `told`, it says nothing any more."""

    ms: int
    by: int
    lead: str | None
    told: bool = True


class _Span(NamedTuple):
    """One log names a lead, from `begin` to `end`, ms."""

    begin: int
    end: int
    lead: str


@dataclass(frozen=True, kw_only=True)
class Leads:
    """All terms in the order of time, none beside another, and the contradictions."""

    terms: tuple[Term, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def of(self, name: str) -> tuple[tuple[int, int | None], ...]:
        """Give the terms of one controller: begin and end."""
        return tuple((one.begin, one.end) for one in self.terms if one.lead == name)

    def at(self, ms: int, blur: int = 0) -> str | None:
        """Give who leads at a time; None where that is not known, is disputed, or changes so near that `blur` ms do not tell it."""
        begin, end = ms - blur, ms + blur
        if any(one.begin <= end and begin <= one.end for one in self.contradictions):
            return None
        nth = bisect_right(self.terms, begin, key=lambda term: term.begin) - 1
        if nth < 0:
            return None
        term = self.terms[nth]
        return term.lead if term.end is None or end < term.end else None


def leads(
    table: pa.Table,
    controllers: Sequence[Controller],
    shift: Sequence[int] | None = None,
    *,
    blur: int = 0,
    unknown: Collection[str] = (),
) -> Leads:
    """Give who led when.

    Args:
        table: the timeline.
        controllers: all of them.
        shift: how far each controller's clock is ahead; the clocks are taken as they are when omitted.
        blur: by how much two clocks may still differ.
        unknown: controllers of which nobody knows how their clock compares with others; what they say contradicts nobody.
    """
    moved = [0] * len(controllers) if shift is None else shift
    by_name = {controller.name: number for number, controller in enumerate(controllers)}
    by_address = {controller.address: controller.name for controller in controllers if controller.address}
    rows: list[list[tuple[dict[str, Any], dict[str, str]]]] = [[] for _ in controllers]
    for row, fields in rows_with_fields(table, *_EVENTS):
        rows[by_name[row["controller"]]].append((row, fields))
    told = [list(_in_order(_news(controllers[number], number, own, by_address), moved[number])) for number, own in enumerate(rows)]
    clear = {one.name: _spans(log) for one, log in zip(controllers, told, strict=True) if one.name not in unknown}
    return Leads(terms=tuple(_terms(told)), contradictions=tuple(_contradictions(clear, SETTLED_MS + blur)))


def with_lead(table: pa.Table, controllers: list[Controller]) -> tuple[Controller, ...]:
    """Add the terms to each controller, by the clocks as they are; a lead that no log names is added by its address. Sorted by name."""
    found = leads(table, controllers)
    known = {controller.name for controller in controllers}
    unknown = sorted({one.lead for one in found.terms} - known)
    everyone = [*controllers, *(Controller(name=address, address=address) for address in unknown)]
    return tuple(sorted((replace(one, lead=found.of(one.name)) for one in everyone), key=lambda one: one.name))


def _news(
    controller: Controller, number: int, rows: Sequence[tuple[dict[str, Any], dict[str, str]]], by_address: Mapping[str, str]
) -> Iterator[_News]:
    """Give what one controller's logs say, in file order."""
    view: str | None = None
    heard = False  # this run of the log has said who leads
    for row, fields in rows:
        ms, address = row["ms"], fields.get("address", "")
        name = by_address.get(address, address)
        if row["event"] == "controller.started":
            view, heard = None, False
            died = controller.boots[row["boot"] - 1].last if row["boot"] else ms
            yield _News(died, number, None, told=False)
            continue
        if row["event"] == "controller.seen":
            pod = fields.get("pod")
            if not heard and pod and (fields.get("leader") == "true" or pod == view):
                view = pod if fields.get("leader") == "true" else None
                yield _News(ms, number, view, told=view is not None)
            continue
        before = fields.get("before")
        if before and not heard and not controller.boots[row["boot"]].started:  # no change since the log begins, or it would say so
            yield _News(controller.boots[row["boot"]].first, number, by_address.get(before, before))
        own = fields.get("lead")
        if row["event"] in ("lead.changed", "lead.lost"):
            view, heard = name or None, True
        elif name or own == "true":
            view, heard = name or controller.name, True
        elif own == "false" and view == controller.name:
            view, heard = None, True
        else:
            continue
        yield _News(ms, number, view)
    for ms in _silent(controller):
        yield _News(ms, number, None, told=False)


def _silent(controller: Controller) -> Iterator[int]:
    """Give since when a controller's logs say nothing: at their end, and where they are quiet for too long to know what went on."""
    spans = sorted((log.coverage.first, log.coverage.last) for log in controller.logs if log.coverage.first and log.coverage.last)
    yield from (end for (_, end), (begin, _) in pairwise(spans) if begin - end >= GAP_MS)
    yield from (begin for log in controller.logs for begin, _ in log.coverage.gaps)
    yield from (end for _, end in spans[-1:])


def _in_order(news: Iterator[_News], shift: int) -> list[_News]:
    """Put the news of one log in the order of time, on the common clock; at one moment, in the order of the file."""
    return sorted((one._replace(ms=one.ms - shift) for one in news), key=lambda one: one.ms)


def _terms(told: Sequence[Sequence[_News]]) -> Iterator[Term]:
    """Let the logs vote, news by news."""
    views: dict[int, tuple[int, str | None]] = {}  # by controller: since when its log says so, and whom it names
    lead, since = None, 0
    for one in sorted((news for log in told for news in log), key=lambda news: news.ms):
        if not one.told:
            views.pop(one.by, None)  # that a log says nothing any more ends no term
            continue
        if one.by in views and views[one.by][1] == one.lead:
            continue
        views[one.by] = (one.ms, one.lead)
        votes = Counter(name for _, name in views.values())
        newest = {name: when for when, name in sorted(views.values(), key=lambda view: view[0])}
        now = max(votes, key=lambda name: (votes[name], newest[name], name or ""))
        if now != lead:
            if lead is not None and since < one.ms:
                yield Term(since, one.ms, lead)
            lead, since = now, one.ms
    if lead is not None:
        yield Term(since, None, lead)


def _contradictions(said: Mapping[str, Iterable[_Span]], longest: int) -> Iterator[Contradiction]:
    """Compare what every two logs say at the same time; what lasts no longer than `longest`, ms, is news on its way."""
    found = []
    logs = [(name, spans, {span.lead for span in spans}) for name, spans in ((name, list(spans)) for name, spans in said.items())]
    for (one, mine, named), (other, theirs, names) in combinations(logs, 2):
        if len(named | names) < 2:
            continue
        a = b = 0
        while a < len(mine) and b < len(theirs):
            begin, end = max(mine[a].begin, theirs[b].begin), min(mine[a].end, theirs[b].end)
            if mine[a].lead != theirs[b].lead and end - begin > longest:
                found.append(Contradiction(begin, end, ((one, mine[a].lead), (other, theirs[b].lead))))
            a, b = (a + 1, b) if mine[a].end <= theirs[b].end else (a, b + 1)
    yield from sorted(found)


def _spans(log: Sequence[_News]) -> Iterator[_Span]:
    """Give the stretches of time in which one log names a lead."""
    view: _News | None = None
    for one in log:
        if view is not None and view.lead == one.lead and one.told:
            continue
        if view is not None and view.lead is not None:
            yield _Span(view.ms, one.ms, view.lead)
        view = one if one.told else None
