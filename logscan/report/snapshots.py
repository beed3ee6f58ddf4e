"""What controllers answer, side by side, for the terminal: the sentence, counts by controller, and each asset that they disagree about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logscan.analysis.images.words import brief
from logscan.clock import iso, span
from logscan.report.controllers import stretch
from logscan.report.line import Line, Whole
from logscan.report.safe import visible
from logscan.report.style import STYLE
from logscan.schema import STATUSES
from logscan.snapshot.comparison import COURSES, Comparison, Course, Disputed
from logscan.snapshots import Snapshots

__all__ = ["compared", "counted", "course_of", "in_a_sentence", "short_names"]

ASSET, STATE = 24, 12  # columns that an asset and each controller's answer need beside each other
LIMIT = 20
_HEADING: Mapping[Course, str] = {
    "once": "SEEN ONCE",
    "stays": "STAYS",
    "moves": "STILL APART",
    "began": "BEGAN",
    "flickers": "FLICKERS",
    "healed": "HEALED",
}


def compared(snapshots: Snapshots, *, width: int, limit: int = LIMIT) -> RenderableType:
    """Give a comparison for the terminal.

    Args:
        snapshots: the answers.
        width: columns of the terminal.
        limit: assets shown of each kind; 0 for all.
    """
    found = snapshots.comparison
    short = short_names(found.controllers)
    parts: list[RenderableType] = [
        in_a_sentence(found, short),
        *_when(found),
        Text(),
        _counts(snapshots, short),
        *_own_counts(snapshots, short),
    ]
    shown = [one for one in found.disputed if not one.blank or one.course == "healed"]
    for course, group in groupby(shown, lambda one: one.course):
        parts += [Text(), Text(_HEADING[course], _style(course)).append(f"  {COURSES[course]}", "not bold")]
        parts += _assets(list(group), found.controllers, short, width=width, limit=limit)
    if found.blank_on_some:
        blank = "answered with a status here, and with none there: idle, never scanned, or not registered"
        parts += [Text(), Text("BLANK ON SOME", "bold yellow").append(f"  {blank}", "not bold yellow")]
        parts += _assets(found.blank_on_some, found.controllers, short, width=width, limit=limit)
    parts += _partly_known(found, short, limit=limit)
    parts += _damaged(snapshots)
    parts += _next(snapshots)
    return Group(*parts)


def short_names(controllers: Sequence[str]) -> dict[str, str]:
    """Give the last five characters of each pod name, where they are unique; else the whole name."""
    tails = [name[-5:] for name in controllers]
    return {name: visible(name[-5:] if "-" in name and tails.count(name[-5:]) == 1 else name) for name in controllers}


def counted(number: int, noun: str) -> str:
    """Give a number of things in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def in_a_sentence(found: Comparison, short: Mapping[str, str]) -> Text:
    """The sentence that answers: how many assets controllers disagree about, and whose copies are behind."""
    wrong, blank = found.disagreeing, found.blank_on_some
    if len(found.last.answers) < 2 and not wrong:
        who = f" of {short[found.controllers[0]]}" if found.controllers else ""
        return Text("ONE CONTROLLER", STYLE["inconclusive"]).append(
            f"  Only answers{who}: there is nothing to compare them with.", "not bold"
        )
    if not wrong and not blank:
        same = len({asset for own in found.last.answers.values() for asset in own}) - len(found.partly_known)
        agree = f"  {counted(len(found.last.answers), 'controller')} answer the same about {counted(same, 'asset')}."
        text = Text("AGREE", STYLE["consistent"]).append(agree, "not bold")
        return text.append(f" They did not about {len(found.healed):,}, in rounds before.") if found.healed else text
    text = Text("DISAGREE", STYLE["stale"]).append("  ", "not bold")
    if wrong:
        text.append(f"Controllers answer differently about {_kinds(wrong)}. ", "not bold")
    if blank:
        text.append(f"About {_kinds(blank)} some of them answer nothing. ", "not bold")
    by = sorted(((found.behind(who), short[who]) for who in found.controllers if found.behind(who)), key=lambda one: (-one[0], one[1]))
    copies = sum(count for count, _ in by)
    who = ", ".join(f"{name} ({count:,})" for count, name in by)
    text.append(f"{counted(copies, 'answer')} {'is' if copies == 1 else 'are'} behind what another controller says: {who}.", "not bold")
    return text.append(f" {counted(len(found.healed), 'other asset')} healed.", "not bold") if found.healed else text


def course_of(one: Disputed, controller: str) -> str:
    """Give what a controller answered of an asset, from round to round: each answer once, in order."""
    told = [answers[controller] or "blank" for answers in one.over_time if controller in answers]
    return " > ".join(status for status, _ in groupby(told)) or "-"


def _kinds(assets: Sequence[Disputed]) -> str:
    kinds = [one.kind for one in assets]
    told = [f"{kinds.count(kind):,} {_plural(kind) if kinds.count(kind) > 1 else kind}" for kind in sorted(set(kinds), key=kinds.index)]
    return " and ".join([*([", ".join(told[:-1])] if told[1:] else []), *told[-1:]])


def _plural(kind: str) -> str:
    return "registries" if kind == "registry" else f"{kind}s"


def _style(course: Course) -> str:
    return STYLE["healed"] if course == "healed" else STYLE["stale"]


def _when(found: Comparison) -> Iterator[Text]:
    """Say when the answers were given, as far as that is known."""
    timed = [one for one in found.rounds if one.begin is not None and one.end is not None]
    if not timed:
        if len(found.rounds) > 1:
            yield Text(f"{len(found.rounds)} rounds, in the order of the names of the files: when they were taken, nothing tells.")
        return
    first, last = timed[0].begin or 0, timed[-1].end or 0
    rounds = counted(len(timed), "round")
    spread = max((one.end or 0) - (one.begin or 0) for one in timed)
    yield Text(f"{rounds}, {stretch(iso(first) or '', iso(last) or '')} UTC; each took {span(spread)} at most.")


def _counts(snapshots: Snapshots, short: Mapping[str, str]) -> Table:
    """The table of controllers: how many assets each answers how, in the last round in which it answered."""
    found = snapshots.comparison
    counts = {who: found.counts(who) for who in found.controllers}
    words = [word for word in (*reversed(STATUSES), "blank") if any(word in one for one in counts.values())]
    versions = {who: snapshots.members[who].version for who in found.controllers}
    leads = {who: "lead" if snapshots.members[who].lead else "" for who in found.controllers}
    extra = [("Role", leads)] * any(leads.values()) + [("Version", versions)] * any(versions.values())
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Answers of", *(name for name, _ in extra), "Assets", *(word.capitalize() for word in words), "Behind"):
        left: JustifyMethod = "left" if heading in ("Answers of", "Role", "Version") else "right"
        table.add_column(heading, justify=left, overflow="fold")
    for who, one in counts.items():
        cells = [visible(column[who]) for _, column in extra]
        table.add_row(
            Text(short[who]), *map(Text, cells), f"{one.total():,}", *(f"{one[word]:,}" for word in words), f"{found.behind(who):,}"
        )
    return table


def _own_counts(snapshots: Snapshots, short: Mapping[str, str]) -> Iterator[Text]:
    """What each controller counts itself, last."""
    told = {who: one.counts for one, who in snapshots.answered if one.counts is not None}
    for who, one in sorted(told.items()):
        yield Text(f"{short[who]} itself counts {one.scanned:,} scanned, {one.scheduled:,} scheduled, {one.scanning:,} scanning.")


def _assets(
    group: Sequence[Disputed], controllers: Sequence[str], short: Mapping[str, str], *, width: int, limit: int
) -> Iterator[RenderableType]:
    """Give assets with what each controller answers: side by side where there is room, else below each other."""
    shown = group[: limit or None]
    if width >= ASSET + STATE * len(controllers):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("Asset", *(short[who] for who in controllers)):
            table.add_column(heading, overflow="fold")
        for one in shown:
            cells = [Text(course_of(one, who), "bold" if who in one.behind else "") for who in controllers]
            table.add_row(Text(_asset(one.kind, one.asset, one.name)), *cells)
        yield table
    else:
        for one in shown:
            yield Text(_asset(one.kind, one.asset, one.name))
            told = sorted((course_of(one, who), short[who]) for who in controllers)
            for answer, who in groupby(told, lambda pair: pair[0]):
                yield Padding(Text(f"{answer}: {', '.join(name for _, name in who)}"), (0, 0, 0, 2))
    if len(group) > len(shown):
        yield Text(f"and {len(group) - len(shown):,} more: --limit 0 shows all, --json has them as data")


def _asset(kind: str, asset: str, name: str | None) -> str:
    called = f"\n  {visible(name)}" if name is not None and name != asset else ""
    return f"{kind} {visible(brief(kind, asset))}{called}"


def _partly_known(found: Comparison, short: Mapping[str, str], *, limit: int) -> Iterator[RenderableType]:
    if not found.partly_known:
        return
    yield Text()
    yield Text("KNOWN TO SOME", "bold yellow").append("  the others do not answer about these at all", "not bold yellow")
    assets = list(found.partly_known.items())
    for (kind, asset), knows in assets[: limit or None]:
        yield Text(
            _asset(kind, asset, found.names.get((kind, asset))).replace("\n  ", "  ") + f"  {', '.join(short[who] for who in knows)}"
        )
    if limit and len(assets) > limit:
        yield Text(f"and {len(assets) - limit:,} more: --limit 0 shows all, --json has them as data")


def _damaged(snapshots: Snapshots) -> Iterator[RenderableType]:
    places = list(dict.fromkeys(place for one, _ in snapshots.answered for place in one.damaged))
    skipped = [one for one in snapshots.skipped if one.code != "UNRECOGNISED"]
    others = len(snapshots.skipped) - len(skipped)
    if places or skipped or others:
        yield Text()
    for place in places[:3]:
        yield Line("Not read:", Whole(place), style="yellow")
    if len(places) > 3:
        yield Text(f"and {len(places) - 3:,} more places: --json names them", "yellow")
    for one in skipped[:3]:
        yield Line(f"{one.code} ", Whole(f"{one.source}:"), one.reason, style="yellow")
    if others:
        yield Text(f"{counted(others, 'other file')} beside the answers, not compared.")


def _next(snapshots: Snapshots) -> Iterator[RenderableType]:
    found = snapshots.comparison
    if not found.disagreeing and not found.blank_on_some:
        return
    yield Text()
    yield Text("Next", "bold")
    steps = []
    if any(one.course == "once" for one in found.disputed):
        steps.append("Whether it is a delay or stays, a second look tells: logscan snapshot take --repeat 3")
    beside = any(one.code == "UNRECOGNISED" for one in snapshots.skipped)
    steps.append(f"Why, the controllers' logs tell: logscan analyze {'PATH...' if beside else 'LOG... FILE...'}")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    for number, step in enumerate(steps, 1):
        grid.add_row(Text(f"{number}."), Text(step))
    yield Padding(grid, (0, 0, 0, 2))
