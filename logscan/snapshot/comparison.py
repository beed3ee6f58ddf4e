"""What several controllers answered, side by side: where they disagree, whether that lasts, and what only some of them know.

Controllers are asked one moment after the other, and are told of the end of a scan one moment after the other: a single look cannot tell a
copy that lags from one that stays wrong. Several looks (rounds) can. A blank answer stands apart: it is given for an asset that is idle,
was never scanned, or is not registered with that controller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from logscan.snapshot.entries import Snapshot

__all__ = ["COURSES", "RANK", "Asset", "Comparison", "Course", "Disputed", "Round", "compare_answers", "rounds_of"]

Asset = tuple[str, str]
"""Kind and id."""

Course = Literal["once", "stays", "moves", "began", "flickers", "healed"]
COURSES: Final[Mapping[Course, str]] = {
    "once": "a second look tells whether it stays",
    "stays": "the same in every round",
    "moves": "in every round, with other statuses",
    "began": "not in the first rounds, but to the last",
    "flickers": "gone in between, and there again in the last round",
    "healed": "gone in the last round: it was a delay, or something made up for it",
}
RANK: Final = {None: 0, "idle": 0, "scheduled": 1, "scanning": 2, "failed": 3, "finished": 3}


@dataclass(frozen=True, kw_only=True)
class Round:
    """What controllers answered at about one time.

    Attributes:
        answers: status (None for a blank one) by asset, by controller; who did not answer is missing.
        begin, end: ms since the epoch; None where nobody wrote that down.
    """

    answers: Mapping[str, Mapping[Asset, str | None]]
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """An asset about which controllers do not say the same.

    Attributes:
        kind, asset: of it.
        name: what people call it, or None.
        course: what becomes of the disagreement from round to round.
        blank: in the last round that counts, some answer with a status and others with none.
        over_time: status by controller, by round; None is a blank answer, and who does not know the asset is missing.
        behind: the controllers that do not show what the furthest one shows, in the round that counts: the last one in which they differ.
    """

    kind: str
    asset: str
    name: str | None
    course: Course
    blank: bool
    over_time: tuple[Mapping[str, str | None], ...]
    behind: tuple[str, ...]

    @property
    def answers(self) -> Mapping[str, str | None]:
        """Status by controller in the last round in which they differ."""
        return next(one for one in reversed(self.over_time) if _differs(one))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How far controllers agree.

    Attributes:
        controllers: all that answered in any round, in order of their names.
        rounds: what they answered.
        disputed: assets about which they differed in any round, those that lasted first.
        partly_known: by asset, the controllers that know it in the last round, where others that answered do not.
        names: what people call assets, where an answer says so.
    """

    controllers: tuple[str, ...]
    rounds: tuple[Round, ...]
    disputed: tuple[Disputed, ...]
    partly_known: Mapping[Asset, tuple[str, ...]]
    names: Mapping[Asset, str] = field(repr=False)

    @cached_property
    def last(self) -> Round:
        """The last round; an empty one where there is none."""
        return self.rounds[-1] if self.rounds else Round(answers={})

    @cached_property
    def disagreeing(self) -> tuple[Disputed, ...]:
        """The assets about which controllers disagree in the end, each with a status."""
        return tuple(one for one in self.disputed if one.course != "healed" and not one.blank)

    @cached_property
    def blank_on_some(self) -> tuple[Disputed, ...]:
        """The assets for which, in the end, some controllers answer with a status and others with none."""
        return tuple(one for one in self.disputed if one.course != "healed" and one.blank)

    @cached_property
    def healed(self) -> tuple[Disputed, ...]:
        """The assets about which controllers disagreed, and do not any more."""
        return tuple(one for one in self.disputed if one.course == "healed")

    def counts(self, controller: str) -> Counter[str]:
        """Count the answers of a controller in the last round in which it gave some: by status, `blank` among them."""
        own = next((one.answers[controller] for one in reversed(self.rounds) if controller in one.answers), {})
        return Counter(status or "blank" for status in own.values())

    def behind(self, controller: str) -> int:
        """Give of how many assets a controller does not show what the furthest one shows, in the end."""
        return sum(controller in one.behind for one in (*self.disagreeing, *self.blank_on_some))


def rounds_of(answered: Iterable[tuple[Snapshot, str]]) -> tuple[Round, ...]:
    """Give answers in rounds, in the order of time.

    What was taken in one round says so. Of other files nobody knows when they were taken: files of one controller that speak of the same
    assets are one round after the other, in the order of their names, and a controller with fewer of them is compared by its last one.

    Args:
        answered: the snapshots, each with the controller that answered.
    """
    timed: dict[tuple[str, int], list[tuple[Snapshot, str]]] = {}
    loose: dict[str, list[dict[Asset, str | None]]] = {}
    for snapshot, who in sorted(answered, key=lambda one: (one[0].source, one[1])):
        if snapshot.origin is not None:
            timed.setdefault((snapshot.source, snapshot.origin.take), []).append((snapshot, who))
            continue
        if not snapshot.entries:  # it says something else than how assets are
            continue
        own, files = _statuses(snapshot), loose.setdefault(who, [{}])
        if not files[-1].keys().isdisjoint(own):
            files.append({})
        files[-1].update(own)
    rounds = [_timed(group) for group in timed.values()]
    rounds.sort(key=lambda one: (one.begin or 0, one.end or 0))
    most = max(map(len, loose.values()), default=0)
    untimed = [Round(answers={who: files[min(nth, len(files) - 1)] for who, files in loose.items()}) for nth in range(most)]
    return (*rounds, *untimed)


def compare_answers(answered: Sequence[tuple[Snapshot, str]]) -> Comparison:
    """Compare what controllers answered.

    Args:
        answered: the snapshots, each with the controller that answered.
    """
    rounds = rounds_of(answered)
    names = {(entry.kind, entry.asset): entry.name for snapshot, _ in answered for entry in snapshot.entries if entry.name}
    assets = sorted({asset for one in rounds for own in one.answers.values() for asset in own})
    disputed = [one for asset in assets if (one := _disputed(asset, names.get(asset), rounds)) is not None]
    order = list(COURSES)
    disputed.sort(key=lambda one: (one.course == "healed", one.blank, order.index(one.course), one.kind, one.asset))
    return Comparison(
        controllers=tuple(sorted({who for one in rounds for who in one.answers})),
        rounds=rounds,
        disputed=tuple(disputed),
        partly_known=_partly_known(rounds[-1]) if rounds else {},
        names=names,
    )


def _statuses(snapshot: Snapshot) -> dict[Asset, str | None]:
    return {(entry.kind, entry.asset): entry.status for entry in snapshot.entries}


def _timed(group: Sequence[tuple[Snapshot, str]]) -> Round:
    answers: dict[str, dict[Asset, str | None]] = {}
    for snapshot, who in group:
        answers.setdefault(who, {}).update(_statuses(snapshot))
    origins = [snapshot.origin for snapshot, _ in group if snapshot.origin is not None]
    return Round(answers=answers, begin=min(one.begin for one in origins), end=max(one.end for one in origins))


def _disputed(asset: Asset, name: str | None, rounds: Sequence[Round]) -> Disputed | None:
    """Give an asset about which controllers differ in some round; None where they never do."""
    over_time = [{who: own[asset] for who, own in sorted(one.answers.items()) if asset in own} for one in rounds]
    if not any(map(_differs, over_time)):
        return None
    telling = [one for one in over_time if len(one) > 1]  # what one controller says alone is neither agreement nor dispute
    counts = [one for one in telling if _differs(one)][-1]
    furthest = max(RANK[status] for status in counts.values())
    ahead = Counter(status for status in counts.values() if RANK[status] == furthest)
    best = min(ahead, key=lambda status: (-ahead[status], str(status)))
    return Disputed(
        kind=asset[0],
        asset=asset[1],
        name=name,
        course=_course(telling),
        blank=None in counts.values() and len(set(counts.values())) == 2,
        over_time=tuple(over_time),
        behind=tuple(who for who, status in counts.items() if status != best),
    )


def _differs(answers: Mapping[str, str | None]) -> bool:
    return len(set(answers.values())) > 1


def _course(telling: Sequence[Mapping[str, str | None]]) -> Course:
    """Say what becomes of a disagreement over the rounds in which more than one controller knows the asset."""
    differs = [_differs(one) for one in telling]
    if len(differs) == 1:
        return "once"
    if not differs[-1]:
        return "healed"
    if all(differs):
        shown: dict[str, set[str | None]] = {}
        for one in telling:
            for who, status in one.items():
                shown.setdefault(who, set()).add(status)
        return "stays" if all(len(statuses) == 1 for statuses in shown.values()) else "moves"
    return "flickers" if False in differs[differs.index(True) :] else "began"


def _partly_known(last: Round) -> dict[Asset, tuple[str, ...]]:
    """Give who knows an asset, where others that answered about its kind do not."""
    kinds = {who: {kind for kind, _ in own} for who, own in last.answers.items()}
    found = {}
    for asset in sorted({asset for own in last.answers.values() for asset in own}):
        asked = [who for who in sorted(last.answers) if asset[0] in kinds[who]]
        knows = tuple(who for who in asked if asset in last.answers[who])
        if len(knows) < len(asked):
            found[asset] = knows
    return found
