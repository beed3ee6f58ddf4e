"""What if another handler had run: what each copy got, replayed, and what it would show in the end, beside what it shows.

A replay (`model.replay`) ends with the position of what has the last word. What a notification carried that was applied stands on its
applied line. Of one that was dropped, others must tell: who wrote it, a peer that applied it, a REST answer, or the rule of delivery, all
of which `witness.final_value` asks. Where they cannot, or the log does not show that nothing followed, the answer is `depends`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import pyarrow as pa

from logscan.analysis.doubts import came_later, may_be_mended
from logscan.analysis.images.cut import is_image
from logscan.analysis.judge import Judgement
from logscan.analysis.scene import TOLERANCE_MS, Scene
from logscan.analysis.tables import table
from logscan.analysis.witness import Final, final_value
from logscan.arrow import frame
from logscan.model.handler import FIXED, FLAGGED, Handler, Outcome
from logscan.model.letters import DONE, STATUS_OF
from logscan.model.replay import End, replay
from logscan.model.story import Registration
from logscan.schema import VERDICTS, WORD, Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEPENDS", "HANDLERS", "REPLAYED", "WELL", "Replay", "Replayed", "Unknown", "replay_all", "replayed"]

HANDLERS = {handler.name: (handler,) for handler in (FIXED, FLAGGED)} | {"both": (FLAGGED, FIXED)}
DEPENDS = "depends"
WELL = ("consistent", "healed", "latent")

Unknown = Literal["value-unknown", "log-ends", "log-has-a-hole", "not-delivered", "not-explained", "order-unknown", "head-missing"]

REPLAYED = (
    Column("controller", WORD, "pod name"),
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("name", WORD, "the asset's human name, or null"),
    Column("status", WORD, "what this controller answers at the end of its log; of an asset that was removed, what it answered last"),
    Column("verdict", WORD, "one of " + ", ".join(VERDICTS)),
    Column("handler", WORD, "through which the notifications are replayed: fixed or flagged"),
    Column("ran", "bool", "this controller ran that handler anyway, by its version or by what it did"),
    Column("replayed", WORD, "what this controller would answer with it; null when that depends on what no log tells"),
    Column("changed", "bool", "`replayed` is another word than `status`; null when it depends"),
    Column("becomes", WORD, "the verdict with that handler, or depends"),
    Column("reason", WORD, "why it depends: value-unknown, log-ends, ...; or null"),
)


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What copies would show in the end with another handler, beside what they show; see `Case.replay`.

    Attributes:
        handlers: `fixed`, `flagged`, or both.
        arrow: one row per pair of controller and asset, and handler; columns `REPLAYED`.
    """

    handlers: tuple[str, ...]
    arrow: pa.Table

    def __repr__(self) -> str:
        """Say what came out, in a line."""
        copies = self.arrow.num_rows // len(self.handlers)
        said = []
        for place, name in enumerate(self.handlers):
            changed = sum(one is True for one in self.arrow.column("changed").to_pylist()[place :: len(self.handlers)])
            said.append(f"{name} handler: {copies:,} copies, {changed:,} would show another status")
        return f"<logscan.Replay with the {'; the '.join(said)}>"

    @property
    def pairs(self) -> pd.DataFrame:
        """`arrow` as a DataFrame."""
        return frame(self.arrow)

    @property
    def findings(self) -> pd.DataFrame:
        """The rows that would be wrong with that handler, or unknown; columns as in `pairs`, and none left is the best that can be."""
        pairs = self.pairs
        return pairs[~pairs["becomes"].isin(WELL)].reset_index(drop=True)


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What one copy would show with a handler.

    Attributes:
        judgement: what it shows, and what is said of it.
        handler: through which its notifications were replayed.
        ran: its controller ran that handler anyway, by its version or by what it did.
        status: what it would show in the end; None when that cannot be known.
        becomes: the verdict then, or `depends`.
        reason: why it depends, or None.
    """

    judgement: Judgement
    handler: Handler
    ran: bool = False
    status: str | None = None
    becomes: str = DEPENDS
    reason: Unknown | None = None

    @property
    def changed(self) -> bool | None:
        """It would show another status; None when that cannot be known."""
        return None if self.status is None else self.status != self.judgement.status


def replay_all(scene: Scene, judgements: Sequence[Judgement], handlers: Sequence[Handler]) -> list[Replayed]:
    """Give what each judged copy would show with each handler; copy after copy, handlers in the order given."""
    return [_copy(scene, judgement, handler) for judgement in judgements for handler in handlers]


def replayed(scene: Scene, found: Sequence[Replayed]) -> pa.Table:
    """Give replayed copies as a table with the columns `REPLAYED`, by controller, kind and asset."""
    told = []
    for one in found:
        kind, asset = scene.histories.assets[int(scene.histories.asset[one.judgement.history])]
        today = (scene.names.get(asset), one.judgement.status, one.judgement.verdict)
        then = (one.handler.name, one.ran, one.status, one.changed, one.becomes, one.reason)
        told.append((scene.controller(one.judgement.history).name, kind, asset, *today, *then))
    told.sort(key=lambda row: row[:3])
    return table(REPLAYED, {column.name: [row[place] for row in told] for place, column in enumerate(REPLAYED)})


# --- one copy ------------------------------------------------------------------------------------------------------------------


def _copy(scene: Scene, judgement: Judgement, handler: Handler) -> Replayed:
    """Give what a copy would show with a handler."""
    history, registration = judgement.history, judgement.registration
    ran = scene.assumed[int(scene.histories.controller[history]), int(scene.histories.boot[history])].handler
    if ran is handler or is_image(scene.histories, history):  # what is said of images does not pass through it
        return Replayed(judgement=judgement, handler=handler, ran=ran is handler, status=judgement.status, becomes=judgement.verdict)
    if registration is None:
        return Replayed(judgement=judgement, handler=handler, reason="head-missing")
    ends = replay(scene.word(history), ran, handler)
    answers = {_answer(scene, judgement, registration, end.shown) for end in ends}
    if len(answers) > 1:
        return Replayed(judgement=judgement, handler=handler, reason="order-unknown")
    (answer,) = answers
    if answer.status is None:
        return Replayed(judgement=judgement, handler=handler, reason=answer.reason)
    becomes = {_becomes(scene, judgement, registration, end, answer.status) for end in ends}
    worst = max(becomes, key=lambda verdict: (*WELL, verdict).index(verdict))
    return Replayed(judgement=judgement, handler=handler, status=answer.status, becomes=worst)


class _Answer(NamedTuple):
    """What REST would answer in the end, or why that is not known."""

    status: str | None = None
    reason: Unknown | None = None


def _answer(scene: Scene, judgement: Judgement, registration: Registration, at: int | None) -> _Answer:
    """Give what a position means that has the last word: what stands on the line there, or what the dropped notification there carried."""
    if at is None:
        return _Answer("idle")
    letter = scene.word(judgement.history)[at]
    return _Answer(STATUS_OF[letter]) if letter in STATUS_OF else _carried(scene, judgement, registration, at)


def _carried(scene: Scene, judgement: Judgement, registration: Registration, at: int) -> _Answer:
    """Give what REST would answer, had the notification at a position been applied, which was not."""
    last, history = registration.last, judgement.history
    if last is None or last.at != at:
        return _Answer(reason="value-unknown")
    if last.outcome is Outcome.UNKNOWN:
        return _Answer(reason="log-ends" if last.explained else "not-explained")
    until = None if judgement.until_at is None else scene.time(history, judgement.until_at)
    final = final_value(scene, history, registration, until=until)
    if final is None:
        return _Answer(reason="value-unknown")
    doubt = None if final.status == judgement.status else _doubt(scene, judgement, registration, at, final)
    return _Answer(final.status) if doubt is None else _Answer(reason=doubt)


def _doubt(scene: Scene, judgement: Judgement, registration: Registration, at: int, final: Final) -> Unknown | None:
    """Give why the final value may not be what the notification at a position carried, or not what this copy would keep."""
    history, controller = judgement.history, int(scene.histories.controller[judgement.history])
    if came_later(scene, controller, scene.time(history, at), final) is not None:
        return "not-delivered"
    if judgement.until_at is None and may_be_mended(scene, history, registration, final):
        return "log-has-a-hole"
    return None if final.settled else "log-ends"


def _becomes(scene: Scene, judgement: Judgement, registration: Registration, end: End, status: str) -> str:
    """Give the verdict on a copy that ends with a status: the one of today, unless something else has the last word."""
    today = judgement.verdict
    well = "latent" if end.armed else "consistent" if end.swallowed is None else "healed"
    if end.shown == registration.status_at:
        return well if today in WELL else today
    expected = judgement.status if today in WELL else judgement.expected
    if status == expected and not _outdated(scene, judgement.history, end, status):
        return well
    return "stale" if today in WELL else today


def _outdated(scene: Scene, history: int, end: End, status: str) -> bool:
    """The copy shows the end of a scan, and the flag swallowed the end of a later one."""
    if end.swallowed is None or status not in DONE.values():
        return False
    assert end.shown is not None
    return scene.time(history, end.swallowed) > scene.time(history, end.shown) + TOLERANCE_MS
