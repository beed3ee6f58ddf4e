"""One key of one controller, played: a second, independent statement of what the handler does, as goroutines that take turns.

A goroutine is a generator: what it does between two `yield`s is atomic, and at each `yield` any other may go on. So every order of lines
that the source allows can be printed, and the truth, which no log shows, is written down beside it. It knows nothing of `logscan.model`
but the letters of its alphabet.

Source: controller/cache/scan.go (`scanStateHandler`, `scanMapAdd`, `scanMapDelete`), share/cluster/consul.go (`storeUpdateCallback`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

__all__ = ["Notification", "Played", "Setting", "play"]

Steps = Iterator[None]
LETTER = {"scheduled": "1", "scanning": "2", "finished": "3", "failed": "4"}
REPORTED = {"D": "finished", "X": "failed"}
TURNS = 3  # of each goroutine in a round: none sleeps between a line and the next for as long as a registration takes
ENDS = (*[("finished", "D")] * 5, ("finished", "X"), ("failed", ""))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is played.

    Attributes:
        flag: the handler is the old one, with the flag of NVSHAS-8590.
        lead: this controller scans, and so writes the key itself.
        traced: registration and its end print `T` and `B`; those of the platform print neither.
        marked: the end of a registration prints `B`; that of a host does not.
        debug: a debug build, which prints `F`, `k` and `n`.
    """

    flag: bool
    lead: bool = False
    traced: bool = True
    marked: bool = True
    debug: bool = False


@dataclass(frozen=True, kw_only=True)
class Notification:
    """The truth about one notification.

    Attributes:
        at: position of its line.
        outcome: applied, unregistered, armed-flag or deleted.
        simulated: the registration made it, not the watch.
        applied_at: position of its applied line, or None.
    """

    at: int
    outcome: str
    simulated: bool
    applied_at: int | None = None


@dataclass(frozen=True, kw_only=True)
class Played:
    """What was printed, and the truth at the end: `status` is what REST answers, None when the asset is not registered."""

    history: str
    notifications: tuple[Notification, ...]
    registered: bool
    armed: bool
    status: str | None


@dataclass(frozen=True, kw_only=True)
class _Value:
    created: int
    modified: int
    status: str
    report: str  # the letter of the report that lies beside the state; empty: none


def play(random: Random, setting: Setting) -> Played:
    """Give one history of one key, from the start of the controller until nothing moves any more."""
    controller = _Controller(random, setting)
    if random.random() < 0.3:  # the cluster is older than this controller
        for status in list(LETTER)[: random.randint(1, 3)]:
            controller.put(status, "D")
    others = [controller.register(), controller.scan()]
    running = [controller.watch(), *others]
    while running:
        turns = running * TURNS
        random.shuffle(turns)
        for goroutine in turns:
            if goroutine in running and next(goroutine, running) is running:
                running.remove(goroutine)
                controller.quiet = len(running) == 1
    return Played(
        history="".join(controller.lines),
        notifications=tuple(controller.truth[at] for at in sorted(controller.truth)),
        registered=controller.registered,
        armed=controller.armed,
        status=controller.status if controller.registered else None,
    )


class _Controller:
    def __init__(self, random: Random, setting: Setting) -> None:
        self.random = random
        self.setting = setting
        self.lines: list[str] = []
        self.truth: dict[int, Notification] = {}
        self.key: _Value | None = None  # in the KV store
        self.index = 0  # of the KV store's last write
        self.known: int | None = None  # the key's index in the watch's last list
        self.registered = self.armed = False
        self.registering = False
        self.removed = False  # the last line about the asset's being here is that it was removed
        self.status = "idle"
        self.settled = False  # no registration or removal is to come
        self.quiet = False  # only the watch is left

    def say(self, letter: str, *, when: bool = True) -> int:
        """Print a line; give its position."""
        if when:
            self.lines.append(letter)
        return len(self.lines) - 1

    def pause(self, most: int, *, least: int = 0) -> Steps:
        for _ in range(self.random.randint(least, most)):
            yield

    def put(self, status: str, report: str) -> None:
        self.index += 1
        created = self.key.created if self.key else self.index
        self.key = _Value(created=created, modified=self.index, status=status, report=report)

    def handle(self, letter: str, value: _Value | None, *, simulated: bool = False) -> Steps:
        """`scanStateHandler`: the line is printed first, the lock is taken later, and the decision is made under the lock."""
        at = self.say(letter)
        absent = "deleted" if value is None or self.removed else "unregistered"
        self.truth[at] = Notification(at=at, outcome=absent, simulated=simulated)
        yield
        if value is None:
            return
        if not self.registered:
            self.truth[at] = replace(self.truth[at], outcome="deleted" if self.removed else absent)
            self.say("n", when=self.setting.debug)
            return
        if self.armed:
            self.armed = False
            self.truth[at] = replace(self.truth[at], outcome="armed-flag")
            self.say("k", when=self.setting.debug)
            return
        yield
        self.truth[at] = replace(self.truth[at], outcome="applied", applied_at=self.say(LETTER[value.status]))
        if value.status in {"scheduled", "scanning"}:
            self.status = value.status
        elif value.report:
            yield
            self.done(value.report)

    def done(self, report: str) -> None:
        """`scanDone`, which looks for the asset once more."""
        self.say(report if self.registered else "Z")
        self.status = REPORTED[report]

    def watch(self) -> Steps:
        """List the store, compare with the list before, deliver the newest value only."""
        while True:
            key, known, self.known = self.key, self.known, self.key.modified if self.key else None
            if key is not None and self.known != known:
                yield from self.handle("a" if known is None and key.created == key.modified else "m", key)
            elif key is None and known is not None:
                yield from self.handle("d", None)
            elif self.quiet:
                return
            yield

    def register(self) -> Steps:
        """`scanMapAdd` and `scanMapDelete`, one after the other in the goroutine that watches the objects."""
        yield from self.pause(25)
        yield from self.add()
        yield from self.pause(25)
        if self.setting.traced and self.random.random() < 0.3:
            yield from self.remove()
            yield from self.pause(20, least=2 * TURNS)  # what looked for the asset before has gone by now
            if self.random.random() < 0.5:
                yield from self.add()
        self.settled = True

    def add(self) -> Steps:
        self.registering, self.removed = True, False
        self.say("T", when=self.setting.traced)
        yield
        self.registered, self.armed, self.status = True, False, "idle"
        yield
        found = self.key
        yield
        if found is not None:
            yield from self.handle("a", found, simulated=True)
            yield
            self.armed = self.setting.flag
            self.say("F", when=self.setting.debug and self.setting.flag)
            yield
        elif self.setting.lead:
            self.say("U")
            yield
            self.put("scheduled", "")
            yield
        self.registering = False
        self.say("B", when=self.setting.traced and self.setting.marked)

    def remove(self) -> Steps:
        purged = self.random.random() < 0.3
        self.removed = not purged
        self.say("G" if purged else "R")
        yield
        self.registered = self.armed = False
        yield
        if self.setting.lead and not purged:
            self.key = None

    def scan(self) -> Steps:
        """What is written: scans one after the other, and now and then the end of the key."""
        yield from self.pause(25)
        while self.setting.lead and not (self.registered or self.settled):
            yield
        for _ in range(self.random.randint(1, 2)):
            for status, report in (("scheduled", ""), ("scanning", ""), self.random.choice(ENDS)):
                if self.setting.lead and status in {"scheduled", "scanning"} and (self.registering or not self.registered):
                    break  # no task without an object; but a report that is on its way is written all the same
                yield from self.write(status, report)
            if not self.setting.lead and self.random.random() < 0.2:
                self.key = None
                yield from self.pause(8)

    def write(self, status: str, report: str) -> Steps:
        if self.setting.lead and status == "scheduled":
            self.say("U")
            yield
        if self.setting.lead and status == "scanning":
            self.armed = False  # to dispatch a task clears the flag
        self.put(status, report)
        yield from self.pause(12)
