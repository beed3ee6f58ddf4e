"""One entry of the list of findings: what is said of one asset, its swim-lane, and the proof of each finding that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from logscan.analysis.findings import REPORTED, Finding
from logscan.analysis.images.words import brief
from logscan.analysis.story import AssetStory, story_of
from logscan.case import Case, Place
from logscan.clock import iso, span
from logscan.pictures.lanes import WRONG, lanes, numbered
from logscan.report.entries import lasting
from logscan.report.html.anchors import Anchors
from logscan.report.html.environment import render, svg
from logscan.report.html.ticket import ticket
from logscan.report.places import Folder

__all__ = ["LONGEST", "Desk", "asset", "entry", "titled", "wrong"]

LONGEST = 2_000  # characters of a log line: what fills the screen proves no more than its begin does
EVENTS = 400  # of one asset in its table; `logscan timeline` prints all


def wrong(verdict: str) -> str:
    """Give how a verdict looks: `wrong`, `open` (nobody knows yet), or `right`."""
    return "wrong" if verdict in WRONG else "open" if verdict in ("pending", "inconclusive") else "right"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What all entries of a case share: its lines, at hand once, and the ids that the page has given.

    Attributes:
        case: whose findings they are.
        anchors: ids of assets.
        places: where the lines of all evidence stand.
        lines: what these say.
        codes: number of each asset in `Histories.assets`, by kind and id.
    """

    case: Case
    anchors: Anchors
    folder: Folder
    places: dict[int, Place]
    lines: dict[int, str]
    codes: dict[tuple[str, str], int]

    @staticmethod
    def of(case: Case, anchors: Anchors, found: Iterable[Finding]) -> Desk:
        """Lay out what entries about some findings need."""
        rows = sorted({evidence.row for one in found for evidence in one.evidence})
        return Desk(
            case=case,
            anchors=anchors,
            folder=Folder(case.sources),
            places=case.places(rows),
            lines=case.lines(rows),
            codes=numbered(case.scene),
        )

    def asset(self, kind: str, asset: str) -> str | None:
        """Give the id of an asset where it is shown for the first time, else None: no id is on a page twice."""
        given = self.anchors.asset(kind, asset)
        return None if self.anchors.used(given) else self.anchors.use(given)


def entry(desk: Desk, alike: Sequence[Finding], *, opened: bool = False) -> Markup:
    """Give what is said of findings that say the same (see `analysis.alike`); `opened` shows all of it at once."""
    case, one = desk.case, alike[0]
    proved = one.cause is None and one.verdict in REPORTED
    story = _story(desk, alike)
    ids = [desk.anchors.use(each.id) for each in alike]
    proofs = [_proof(desk, each, own) for each, own in zip(alike, ids, strict=True)]
    picture, events = _pictures(desk, alike, story, proofs, ids[0]) if story is not None else ({}, {})
    return render(
        "entry.html",
        one=one,
        ids=ids,
        look=wrong(one.verdict),
        opened=opened,
        anchor=desk.asset(story.kind, story.asset) if story is not None else None,
        title=titled(one.kind, one.asset, one.name) if one.kind and one.asset else case.words.names(_who(alike)),
        asset=brief(one.kind, one.asset or ""),
        who=case.words.names(_who(alike)),
        controllers=[case.words.short(name) for name in sorted(set(_who(alike)))],
        lasting=list(lasting(alike)),
        explanation=case.words.explanation(*alike) if one.cause is not None else case.words.explanation(one),
        proofs=proofs,
        heading="Proof" if proved else "Lines",
        rivals=case.words.rivals(one),
        peers=[
            {"name": case.words.short(peer.controller), "status": peer.status, "at": iso(peer.at), "rest": peer.source == "snapshot"}
            for peer in one.peers
        ],
        next_step=case.words.next_step(*alike),
        picture=picture,
        events=events,
        ticket=ticket(case, alike, desk.places, desk.folder),
    )


def titled(kind: str, asset: str, name: str | None) -> str:
    """Give what people call an asset: its name, or else its kind and its short id."""
    return name or (kind if kind == asset else f"{kind} {brief(kind, asset)}")


def asset(desk: Desk, story: AssetStory) -> Markup:
    """Give the story of an asset about which there is no finding."""
    anchor = desk.anchors.use(desk.anchors.asset(story.kind, story.asset))
    picture, events = _pictures(desk, (), story, (), anchor)
    short = brief(story.kind, story.asset)
    return render(
        "asset.html",
        anchor=anchor,
        title=titled(story.kind, story.asset, story.name),
        kind=story.kind,
        whole=story.asset,
        asset=short,
        picture=picture,
        events=events,
    )


def _who(alike: Iterable[Finding]) -> list[str]:
    return [each.controller for each in alike]


def _story(desk: Desk, alike: Sequence[Finding]) -> AssetStory | None:
    one = alike[0]
    if one.kind is None or one.asset is None:
        return None
    return story_of(desk.case.scene, desk.codes[one.kind, one.asset], alike)


def _proof(desk: Desk, one: Finding, ident: str) -> dict[str, Any]:
    """Give the numbered steps of a finding, each with the line that shows it; of one about a controller the lines are examples."""
    steps = []
    if one.cause is None:
        shown = [(step.text, step.evidence) for step in desk.case.words.proof(one)]
    else:
        shown = [(f"{evidence.role.replace('-', ' ').capitalize()}.", evidence) for evidence in one.evidence]
    for number, (text, evidence) in enumerate(shown, 1):
        step: dict[str, Any] = {"text": text, "id": f"{ident}-{number}", "place": None, "line": None, "row": None, "role": None}
        if evidence is not None:
            place, line = desk.places[evidence.row], desk.lines[evidence.row]
            step["place"] = desk.folder.short(place.source, place.line)
            step["row"], step["role"] = evidence.row, evidence.role
            step["line"] = line if len(line) <= LONGEST else f"{line[:LONGEST]} [{len(line) - LONGEST:,} more characters]"
        steps.append(step)
    return {"id": ident, "who": desk.case.words.short(one.controller), "steps": steps}


def _pictures(
    desk: Desk, alike: Sequence[Finding], story: AssetStory, proofs: Sequence[dict[str, Any]], ident: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the swim-lane, its marks leading to the steps that they stand for, and all events in a table."""
    case = desk.case
    steps = {step["row"]: (str(number) if nth == 0 else "", step["id"]) for nth, proof in reversed([*enumerate(proofs)])
             for number, step in enumerate(proof["steps"], 1) if step["row"] is not None}  # fmt: skip
    events = story.events[-EVENTS:]
    ids = {event.row: f"{ident}-e{number}" for number, event in enumerate(events, 1)}
    drawn = lanes(case.scene, case.words, story, alike, ident=ident, place=lambda row: steps.get(row, ("", ids.get(row))))
    rows, day = [], ""
    for event in events:
        time = iso(event.ms) or ""
        rows.append(
            {
                "id": ids[event.row],
                "day": time[:10] if time[:10] != day else None,
                "time": time[11:23],
                "who": case.words.short(event.controller),
                "place": desk.folder.short(event.source, event.line),
                "text": event.text.strip(),
                "lost": event.lost,
                "step": steps.get(event.row, ("", None)),
            }
        )
        day = time[:10]
    ends = {case.words.short(name): status or "does not know it" for name, status in story.shown.items()}
    picture = {"svg": svg(drawn.svg()), "links": svg(drawn.links())}
    return picture, {"rows": rows, "left_out": len(story.events) - len(events), "ends": ends, "span": _lasted(story)}


def _lasted(story: AssetStory) -> str:
    return span(max(0, story.events[-1].ms - story.events[0].ms)) if story.events else ""
