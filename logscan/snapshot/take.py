"""All controllers asked at once, each itself, and again after a while: what `logscan snapshot take` does.

Whoever does not answer is named, and costs nobody else anything. A wrong password is tried once, not once per controller: until one of
them has taken it, they are asked to log in one after the other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from logscan.errors import LogscanError
from logscan.snapshot.answers import read_answer
from logscan.snapshot.entries import Gathering, Member, Origin, Snapshot
from logscan.snapshot.read import refuse_too_big
from logscan.snapshot.session import Hangs, Refused, Session, Settings, Unanswered
from logscan.snapshot.taken import SCHEMA, take_document

__all__ = ["PATHS", "Silent", "Taking", "Target", "take"]

PATHS = ("/v1/workload?brief=true", "/v1/host", "/v1/scan/platform", "/v1/scan/status", "/v1/controller")
"""What each controller is asked, what changes fastest first."""

SOURCE = "taken"
"""What the answers are called as a source until they are written to a file."""

LONGEST_TURN = 3.0  # seconds that a controller may take for its login before the next one tries
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A controller to be asked.

    Attributes:
        url: `https://HOST:PORT`.
        who: as far as it is known before it is asked.
        through: what the address leads through, if that tells more than the address.
    """

    url: str
    who: Member = field(default_factory=Member)
    through: str = ""

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.url).hostname or ""

    @property
    def shown(self) -> str:
        """What was asked, as it is written down."""
        return self.through or self.url


@dataclass(frozen=True, kw_only=True)
class Silent:
    """Something that was asked and not answered: in which round, of whom, which path (empty: nothing at all was answered), and why."""

    take: int
    url: str
    path: str
    why: str


@dataclass(kw_only=True)
class Taking:
    """What was answered so far; grows round by round, so that what is complete is there when somebody interrupts it."""

    snapshots: list[Snapshot] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    refused: str | None = None

    def document(self, *, tool: str, repeat: int, interval: float) -> dict[str, Any]:
        """Give it as plain data, as `taken.read_taken` reads it; the schema comes first, by which it is recognised."""
        return {
            "schema": SCHEMA,
            "tool": {"name": "logscan", "version": tool},
            "repeat": repeat,
            "interval_ms": round(interval * 1000),
            "takes": [take_document(one) for one in self.snapshots],
            "silent": [vars(one) for one in self.silent],
        }


async def take(
    taking: Taking,
    targets: Sequence[Target],
    settings: Settings,
    *,
    repeat: int = 1,
    interval: float = 10.0,
    note: Callable[[str], None] = lambda _: None,
) -> None:
    """Ask all controllers.

    Args:
        taking: takes the answers, a whole round at a time.
        targets: the controllers.
        settings: how they are asked.
        repeat: rounds.
        interval: seconds from the begin of a round to that of the next.
        note: takes a sentence about each round.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    sessions, gate = [Session(one.url, settings) for one in targets], _Gate()
    try:
        for number in range(1, repeat + 1):
            await asyncio.sleep(max(0.0, begun + (number - 1) * interval - loop.time()))
            asked = [_ask(session, target, number, gate) for session, target in zip(sessions, targets, strict=True)]
            found = await asyncio.gather(*asked)
            taking.snapshots += [snapshot for snapshot, _ in found if snapshot is not None]
            taking.silent += [one for _, silent in found for one in silent]
            answered = sum(snapshot is not None for snapshot, _ in found)
            note(f"round {number} of {repeat}: {answered} of {len(targets)} controllers answered")
            if gate.refused is not None and not taking.snapshots:
                taking.refused = gate.refused
                break
    finally:
        await asyncio.gather(*(one.close() for one in sessions))


class _Gate:
    """Lets one login through after the other until one has succeeded, and none any more once the password was refused before."""

    def __init__(self) -> None:
        self.refused: str | None = None
        self._open = False
        self._one = asyncio.Lock()

    async def login(self, session: Session) -> None:
        async with AsyncExitStack() as turn:
            if not self._open:
                with suppress(TimeoutError):  # who hangs does not hold up the others
                    await asyncio.wait_for(self._one.acquire(), LONGEST_TURN)
                    turn.callback(self._one.release)
            if self.refused is not None:
                raise Unanswered("was not asked: another controller has refused the password")
            if self._open:
                await turn.aclose()
            try:
                await session.login()
            except Refused as error:
                if not self._open:
                    self.refused = str(error)
                raise
            self._open = True


async def _ask(session: Session, target: Target, number: int, gate: _Gate) -> tuple[Snapshot | None, list[Silent]]:
    """Give what a controller answers in one round, None where it answers nothing, and what it does not."""
    silent: list[Silent] = []
    found, answered = Gathering(SOURCE), 0
    try:
        if not session.is_open:
            await gate.login(session)
    except Unanswered as error:
        return None, [Silent(take=number, url=target.shown, path="", why=str(error))]
    begin = _now()
    for path in PATHS:
        try:
            body = await session.get(path)
            refuse_too_big(body, target.shown)
        except Unanswered as error:
            silent.append(Silent(take=number, url=target.shown, path=path, why=str(error)))
            if isinstance(error, Hangs):
                break  # each further question would cost as much time
        except LogscanError as error:
            silent.append(Silent(take=number, url=target.shown, path=path, why=error.why))
        else:
            found.part = path
            read_answer(body.decode("utf-8", "replace"), found)
            answered += 1
    if not answered:
        return None, [replace(silent[0], path="")]
    snapshot = found.snapshot()
    origin = Origin(who=_who(target, snapshot.members), url=target.shown, take=number, begin=begin, end=_now())
    return replace(snapshot, origin=origin), silent


def _who(target: Target, members: Sequence[Member]) -> Member:
    """Give who was asked: the one controller of that name or address, as the answer of /v1/controller names it."""
    name = target.who.name
    address = target.who.address or ("" if target.host in _LOOPBACK else target.host)
    fits = [one for one in members if name and (one.name.endswith(name) or one.address == name)]
    fits = fits or [one for one in members if address and one.address == address]
    return fits[0] if len(fits) == 1 else replace(target.who, name=name, address=address)


def _now() -> int:
    return time.time_ns() // 1_000_000
