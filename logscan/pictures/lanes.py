"""One asset on every controller, as the values of a swim-lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from logscan.analysis.answers import changes
from logscan.analysis.findings import Finding
from logscan.analysis.images.cut import is_image
from logscan.analysis.images.told import NO
from logscan.analysis.scene import Scene
from logscan.analysis.story import AssetStory
from logscan.analysis.words import Words
from logscan.cluster import Controller
from logscan.draw.lanes import Bar, Lane, Mark, Swimlane, What
from logscan.model.handler import Outcome

__all__ = ["LOST", "WRONG", "lanes", "numbered", "role"]

WRONG = ("stale", "lost-then-removed", "stuck")
"""Verdicts on a copy that say what it shows is not what it has to be."""

MOST = 12  # lanes: of more controllers, those that matter most
LOST = ("swallowed", "not-applied", "before-registry", "applied-without-report", "overwrote")
"""Parts that lines play which show how a copy went wrong."""

_OUTCOMES: dict[Outcome, What] = {
    Outcome.APPLIED: "applied",
    Outcome.UNREGISTERED: "early",
    Outcome.DELETED: "early",
    Outcome.ARMED_FLAG: "dropped",
    Outcome.UNKNOWN: "unknown",
}

Place = Callable[[int], tuple[str, str | None]]
"""Gives, of a timeline row, the number of the step that it proves, or nothing, and the id of what shows it, or None."""


def lanes(
    scene: Scene, words: Words, story: AssetStory, found: Sequence[Finding], *, ident: str, place: Place = lambda _: ("", None)
) -> Swimlane:
    """Give the swim-lane of an asset.

    Args:
        scene: where to look.
        words: names the controllers.
        story: of the asset.
        found: the findings about it that are told here.
        ident: tells the ids of the picture from those of others.
        place: where the lines are shown that its marks stand for.
    """
    number = {controller.name: nth for nth, controller in enumerate(scene.timeline.controllers)}
    wrong = {one.controller: one for one in found if one.verdict in WRONG}
    lost = {rows[-1] for one in wrong.values() if (rows := [each.row for each in one.evidence if each.role in LOST])}
    asset = numbered(scene)[story.kind, story.asset]
    said = {event.row: event.text.strip() for event in story.events}
    expected = next((one.expected for one in found if one.expected is not None), None)
    drawn = []
    for controller in _chosen(scene, story, wrong):
        drawer = _Drawer(scene, number[controller.name], asset, said, lost, place)
        finding = wrong.get(controller.name)
        drawn.append(
            Lane(
                name=words.short(controller.name),
                note=role(scene, controller),
                bars=list(_marked(drawer.bars(), finding, scene.shift(drawer.controller))),
                marks=sorted(drawer.marks(), key=lambda mark: mark.at),
                until=scene.covered_until(drawer.controller) if controller.debug_last is not None else None,
                ends=list(_ends(scene, controller, story, finding, expected)),
            )
        )
    moments = [int(scene.ms[row]) - scene.shift(number[name]) for name, one in wrong.items() for row in _rows(one) if row in lost]
    return Swimlane(asset=story.name or f"{story.kind} {story.asset}", lanes=drawn, ident=ident, moment=min(moments, default=None))


def numbered(scene: Scene) -> dict[tuple[str, str], int]:
    """Give the number of each asset, by kind and id; of two numbers for one asset that which histories have."""
    h = scene.histories
    return {asset: code for code, asset in enumerate(h.assets)} | {h.assets[code]: code for code in np.unique(h.asset).tolist()}


def role(scene: Scene, controller: Controller) -> str:
    """Give whether a controller leads the cluster, or did."""
    terms = scene.leads.of(controller.name)
    return "lead" if terms and terms[-1][1] is None else "was lead" if terms else ""


def _rows(finding: Finding) -> list[int]:
    return [evidence.row for evidence in finding.evidence]


def _chosen(scene: Scene, story: AssetStory, wrong: Mapping[str, Finding]) -> list[Controller]:
    """Give the controllers to draw: all, or where there are too many those that are wrong, lead, know the asset, or answered."""
    every = scene.timeline.controllers

    def matters(one: Controller) -> tuple[bool, ...]:
        answered = story.asset in scene.snapshots.get(one.name, {})
        return one.name not in wrong, not role(scene, one), story.shown.get(one.name) is None, not answered

    kept = {one.name for one in sorted(every, key=matters)[:MOST]}
    return [one for one in every if one.name in kept]


def _marked(bars: Iterable[Bar], finding: Finding | None, shift: int) -> Iterator[Bar]:
    """Cut bars where a finding begins to hold, and mark those behind."""
    if finding is None or finding.since is None:
        yield from bars
        return
    since = finding.since - shift
    for bar in bars:
        if bar.end <= since:
            yield bar
            continue
        if bar.begin < since:
            yield Bar(begin=bar.begin, end=since, status=bar.status)
        yield Bar(begin=max(bar.begin, since), end=bar.end, status=bar.status, wrong=True)


def _ends(scene: Scene, one: Controller, story: AssetStory, finding: Finding | None, expected: str | None) -> Iterator[tuple[str, bool]]:
    shown = story.shown.get(one.name)
    if one.debug_last is not None:
        yield shown or "not there", finding is not None
    rest = scene.snapshots.get(one.name, {}).get(story.asset)
    if rest is not None:
        yield f"REST {rest}", expected is not None and rest != expected


class _Drawer:
    """Draws one controller."""

    def __init__(self, scene: Scene, controller: int, asset: int, said: Mapping[int, str], lost: set[int], place: Place) -> None:
        self.scene = scene
        self.controller = controller
        self.asset = asset
        self._said = said
        self._lost = lost
        self._place = place
        h = scene.histories
        self._histories = np.flatnonzero((h.asset == asset) & (h.controller == controller)).tolist()

    def bars(self) -> Iterator[Bar]:
        """Give what the copy answers, boot by boot."""
        scene = self.scene
        boots = scene.timeline.controllers[self.controller].boots
        ends = {one.boot: then.first - scene.shift(self.controller) for one, then in pairwise(boots)}
        for history in self._histories:
            until = ends.get(int(scene.histories.boot[history]), scene.covered_until(self.controller))
            if is_image(scene.histories, history) and (gone_at := scene.shelf.told.gone_at(history)) is not None:
                until = min(until, gone_at)
            found = [(scene.time(history, change.at), change.status) for change in changes(scene, history)]
            for (begin, status), (end, _) in pairwise([*found, (until, None)]):
                if status is not None:
                    yield Bar(begin=begin, end=max(begin, end), status=status)

    def marks(self) -> Iterator[Mark]:
        """Give what happened to the copy, and what the controller wrote."""
        scene = self.scene
        for history in self._histories:
            if is_image(scene.histories, history):
                for notice in scene.shelf.told.of(history):
                    yield self._mark(notice.row, "early" if notice.known == NO else "applied")
                continue
            told = scene.stories[history]
            for one in told.explanation.deliveries:
                if one.change != "delete":
                    yield self._mark(scene.row(history, one.at), "simulated" if one.simulated else _OUTCOMES[one.outcome])
            for registration in told.registrations:
                if registration.at is not None:
                    yield self._mark(scene.row(history, registration.at), "registered")
                if registration.removed_at is not None:
                    yield self._mark(scene.row(history, registration.removed_at), "removed")
        for write in scene.writes.get(self.asset, ()):
            if write.controller == self.controller:
                yield self._mark(write.row, "wrote")

    def _mark(self, row: int, what: What) -> Mark:
        step, to = self._place(row)
        at = int(self.scene.ms[row]) - self.scene.shift(self.controller)
        return Mark(at=at, what="lost" if row in self._lost else what, said=self._said.get(row, what), step=step, to=to)
