"""One entry of the list of findings: what is said of one asset, its swim-lane, and the proof of each finding that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from logscan.analysed import Analysed
from logscan.analysis.findings import REPORTED, Finding
from logscan.analysis.images.words import brief
from logscan.analysis.story import AssetStory, story_of
from logscan.clock import iso, span
from logscan.evidence import Place
from logscan.pictures.lanes import LOST, WRONG, lanes, numbered
from logscan.report.entries import lasting
from logscan.report.html.anchors import Anchors
from logscan.report.html.environment import render, svg
from logscan.report.markdown import ticket
from logscan.report.places import Folder
from logscan.report.proof import Proof, Proofs

__all__ = ["Desk", "asset", "entry", "titled", "wrong"]

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
        lines: gives what these say.
        proofs: by id of the finding.
        codes: number of each asset in `Histories.assets`, by kind and id.
    """

    case: Analysed
    anchors: Anchors
    folder: Folder
    places: dict[int, Place]
    lines: Proofs
    proofs: dict[str, Proof]
    codes: dict[tuple[str, str], int]

    @staticmethod
    def of(case: Analysed, anchors: Anchors, found: Iterable[Finding]) -> Desk:
        """Lay out what entries about some findings need."""
        told = list(found)
        lines = Proofs(case, told)
        return Desk(
            case=case,
            anchors=anchors,
            folder=Folder(case.sources),
            places=case.places(sorted({evidence.row for one in told for evidence in one.evidence})),
            lines=lines,
            proofs={proof.finding.id: proof for proof in lines.all},
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
        otherwise=_otherwise(desk, one),
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
    """Give the numbered steps of a finding with the places that show each; of one about a controller the lines are examples."""
    proof = desk.proofs[one.id]
    told = [(str(step), step.evidence, shown) for step, shown in proof.steps]
    if one.cause is not None:
        told = [(f"{each.role.replace('-', ' ').capitalize()}.", (each,), (desk.lines.line(each),)) for each in one.evidence]
    steps, seen = [], set[int]()
    for number, (text, evidence, shown) in enumerate(told, 1):
        ids = [f"{ident}-{number}", *(f"{ident}-{number}.{more}" for more in range(2, len(shown) + 1))]
        places = [{"id": own, "place": place.place, "line": place.cut} for own, place in zip(ids, shown, strict=False)]
        rows = [(each.row, own) for each, own in zip(evidence, ids, strict=False)]
        lost = one.verdict in WRONG and any(each.role in LOST and each.row not in seen for each in evidence)  # said again, it is no news
        seen.update(each.row for each in evidence)
        steps.append({"text": text, "id": ids[0], "places": places, "rows": rows, "lost": lost})
    return {"id": ident, "who": desk.case.words.short(one.controller), "steps": steps}


def _otherwise(desk: Desk, one: Finding) -> list[dict[str, Any]]:
    """Give what would change the verdict, where that would stand, and its lines."""
    return [
        {
            "verdict": other.verdict or "whatever that shows",
            "says": f"if {other.says}" if other.verdict else f"once it is there: {other.says}",
            "where": "" if behind is None else f"{'at' if other.what == 'no line' else 'behind'} {behind.place}",
            "lines": other.lines,
        }
        for other, behind in desk.proofs[one.id].otherwise
    ]


def _pictures(
    desk: Desk, alike: Sequence[Finding], story: AssetStory, proofs: Sequence[dict[str, Any]], ident: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the swim-lane, its marks leading to the steps that they stand for, and all events in a table."""
    case = desk.case
    steps: dict[int, tuple[str, str]] = {}
    for nth, proof in enumerate(proofs):
        for number, step in enumerate(proof["steps"], 1):
            for row, own in step["rows"]:
                steps.setdefault(row, (str(number) if nth == 0 else "", own))
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
