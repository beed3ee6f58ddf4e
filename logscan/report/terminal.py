"""The first screen: the sentence that answers, then coverage, findings with their lines, what REST says, and what to do next.

Made for 80 columns; nothing is said by colour alone, and no text of a log acts on the terminal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from logscan.analysed import Analysed
from logscan.analysis.alike import alike
from logscan.analysis.findings import Finding
from logscan.analysis.images.words import handle
from logscan.clock import iso
from logscan.knowledge.known import signature
from logscan.report import rest
from logscan.report.controllers import clocks, counts, coverage, leads, pairs
from logscan.report.document import reported
from logscan.report.drift import alarm
from logscan.report.entries import entry
from logscan.report.exposure import exposure
from logscan.report.line import Line, Whole, numbered
from logscan.report.members import members
from logscan.report.places import Folder
from logscan.report.safe import visible
from logscan.report.scanners import in_short, scanners
from logscan.report.style import STYLE

__all__ = ["answer", "console", "next_steps", "show", "summary"]

LIMIT = 20
_PADDING = re.compile(r"(?:[ ]|\x1b\[[0-9;]*m)+\n")


def console(*, color: str = "auto", width: int | None = None, stderr: bool = False) -> Console:
    """Give a console that prints text as it is: no markup, no highlighting, no emoji.

    Args:
        color: `auto` (a terminal, unless `NO_COLOR`), `always` or `never`.
        width: columns; those of the terminal, or 80 when piped.
        stderr: print there instead of on stdout.
    """
    plain = Console(markup=False, highlight=False, emoji=False, soft_wrap=False, stderr=stderr)
    columns = width or (plain.width if plain.is_terminal else 80)
    return Console(
        markup=False,
        highlight=False,
        emoji=False,
        stderr=stderr,
        width=columns,
        force_terminal=True if color == "always" else None,
        no_color=True if color == "never" else None,
        color_system="auto" if color != "never" else None,
        legacy_windows=False,
    )


def show(terminal: Console, what: RenderableType) -> None:
    """Print something without the blanks that tables pad their lines with."""
    with terminal.capture() as captured:
        terminal.print(what, crop=False)  # a `Line` may be wider than the screen
    terminal.file.write(_PADDING.sub(lambda end: end[0].replace(" ", ""), captured.get()))


def summary(case: Analysed, *, include: Collection[str] = (), limit: int = LIMIT, with_scanners: bool = False) -> RenderableType:
    """Give the first screen of a case.

    Args:
        case: what was analysed.
        include: `healed`, `latent`: verdicts that are listed only when asked for.
        limit: findings shown in full; 0 for all.
        with_scanners: add how long scans took and waited, by scanner.
    """
    found = reported(case, include)
    entries = alike(found)
    shown = entries if limit == 0 else entries[:limit]
    parts: list[RenderableType] = [*alarm(case), answer(case, found), Text()]
    if case.read.controllers:
        parts += [coverage(case), *leads(case), *members(case), *clocks(case), counts(case), *_bad_ends(case, include), *exposure(case)]
        parts += [*(in_short(case) if any(one.verdict == "stuck" for one in found) else ()), Text()]
    parts += [*scanners(case), Text()] if with_scanners else []
    rows = [evidence.row for one in shown for finding in one for evidence in finding.evidence]
    places, folder = case.places(rows), Folder(case.sources)
    if folder.name and rows:
        parts += [Line("Files are in", Whole(folder.name)), Text()]
    for one in shown:
        parts += [entry(case, one, places, folder), Text()]
    more = sum(map(len, entries[len(shown) :]))
    if more:
        parts += [Text(f"{more} more finding{'s' if more > 1 else ''}: --limit 0 shows all, --json has them as data"), Text()]
    parts += rest.screen(case)
    parts += _skipped(case)
    parts += _next(case, found)
    return Group(*parts)


def _bad_ends(case: Analysed, include: Collection[str]) -> Iterator[Text]:
    """Say how many copies are right about a scan that itself went wrong, where they are not listed."""
    names = Counter(one.signature for one in case.judgements.told if one.verdict == "consistent" and one.signature is not None)
    if names and "consistent" not in include:
        told = ", ".join(f"{count} {name}" for name, count in sorted(names.items(), key=str))
        yield Text(f"Right about a scan that went otherwise: {told}; --include consistent lists them.")


def answer(case: Analysed, found: Sequence[Finding]) -> Text:
    """The sentence that answers: who is wrong about how much, why, and what nobody can tell."""
    wrong = [one for one in found if one.verdict == "stale"]
    stuck = [one for one in found if one.verdict == "stuck"]
    covered = [one for one in case.read.controllers if one.debug_last is not None]
    answer = Text()
    if wrong:
        assets = len({one.asset for one in wrong})
        by = Counter(one.controller for one in wrong)
        most = [f"{case.words.short(name)} ({count})" for name, count in sorted(by.items(), key=lambda item: (-item[1], item[0]))]
        who = (
            case.words.names(by)
            if set(by.values()) == {assets}
            else " and ".join([*([", ".join(most[:-1])] if most[1:] else []), most[-1]])
        )
        things = f"{assets} {'assets' if assets > 1 else 'asset'}"
        answer.append("STALE", STYLE["stale"]).append(f"  {things} with a wrong scan status on {visible(who)}.")
        issues = Counter(one.issue for one in wrong if one.issue is not None)
        for issue, count in sorted(issues.items(), key=lambda item: (-item[1], item[0].id)):
            which = "All" if count == len(wrong) else f"{count} of {len(wrong)}"
            answer.append(f"\n{which} explained by {issue.id}: {issue.title}; in {issue.first_bad} and later, fixed in {issue.fixed_in}.")
        for sentence in _causes(case, [one for one in wrong if one.issue is None], of=len(wrong)):
            answer.append(f"\n{sentence}")
    if stuck:
        answer.append("\n" if wrong else "").append("STUCK", STYLE["stuck"])
        count = len({one.asset for one in stuck})
        answer.append(f"  {count} {'assets do' if count > 1 else 'asset does'} not move any more.")
        for sentence in _causes(case, stuck, of=len(stuck)):
            answer.append(f"\n{sentence}")
    if not wrong and not stuck:
        answer = _nothing_wrong(case, found, covered=len(covered))
    behaving = {
        one.version
        for number, controller in enumerate(case.read.controllers)
        for one in controller.boots
        if case.scene.assumed[number, one.boot].known_by == "behaviour"
    }
    for build in sorted(name for name in behaving if name):
        answer.append(f"\n{visible(build)} has no release number: that it holds the fault is proved by what it did.")
    missing = [one for one in case.read.controllers if one.debug_last is None]
    if missing:
        names = case.words.names(one.name for one in missing)
        answer.append(f"\n{len(covered)} of {len(case.read.controllers)} controllers covered; nothing can be said of {visible(names)}.")
    return answer


def _causes(case: Analysed, found: Sequence[Finding], *, of: int) -> Iterator[str]:
    """Give, for each cause, how many assets it concerns, since when, and what it is; the one with most of them first."""
    by: dict[str | None, list[Finding]] = {}
    for one in found:
        by.setdefault(one.signature, []).append(one)
    for name, held in sorted(by.items(), key=lambda item: (-len({one.asset for one in item[1]}), item[0] or "~")):
        since = min((one.since for one in held if one.since is not None), default=None)
        when = f" since {iso(since)}" if since is not None else ""
        what = f"{name}: {visible(case.words.named(signature(name).betrays, *held))}" if name is not None else "why, the logs do not show"
        yield f"{'All' if len(held) == of else len({one.asset for one in held})}{when}: {what}."


def _nothing_wrong(case: Analysed, found: Sequence[Finding], *, covered: int) -> Text:
    """Nothing wrong was found: that is good news only when everything could be looked at."""
    if not case.judgements:
        return Text("UNKNOWN", STYLE["inconclusive"]).append("  No log shows any scan status.")
    open_ = [one for one in found if one.verdict in ("pending", "inconclusive")]
    whole = covered == len(case.read.controllers) and not open_ and not list(alarm(case))
    answer = Text("OK" if whole else "INCOMPLETE", STYLE["consistent" if whole else "inconclusive"])
    return answer.append(f"  No wrong status found in {pairs(len(case.judgements))}{'' if whole else ', but see below'}.")


def _skipped(case: Analysed) -> Iterator[RenderableType]:
    if not case.skipped:
        return
    yield Text(f"About the input: {len(case.skipped)}", "yellow")
    for one in case.skipped[:5]:
        yield Line(f"{one.code} ", Whole(one.source), head="  ")
        yield Line(one.reason, head="    ")
    if len(case.skipped) > 5:
        yield Text(f"  and {len(case.skipped) - 5} more: --json names them all")
    yield Text()


def _next(case: Analysed, found: Sequence[Finding]) -> Iterator[RenderableType]:
    steps = next_steps(case, found)
    if steps:
        yield Text("Next", "bold")
        yield from numbered(steps)


def next_steps(case: Analysed, found: Sequence[Finding]) -> list[str]:
    """Give what to do about findings, each thing once, and how to see the proof."""
    steps = case.words.next_steps(one for one in found if one.verdict != "healed")
    example = next((one for one in found if one.asset is not None), None)
    if example is not None and example.asset is not None:
        steps.append(f"the proof, line by line: logscan explain {handle(example.kind, example.asset)} PATH...")
    return [step[:1].upper() + step[1:] for step in steps]
