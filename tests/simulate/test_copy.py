"""The handler and the registration, told step by step: one controller, one asset, and what it prints."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from logscan.simulate.build import build
from logscan.simulate.copy import Copy
from logscan.simulate.engine import Process, World
from logscan.simulate.kv import Delivery, Store
from logscan.simulate.names import Asset
from logscan.simulate.printer import Clock, Printer
from logscan.simulate.record import UNREADABLE
from logscan.simulate.scenario import Scenario
from logscan.simulate.site import STATES, Site

ASSET = Asset(kind="workload", id="c0ffee", host="worker:1", name="k8s_web_web-1_shop_0_0", address="10.20.64.2", group="nv.web.shop")
CALM = Scenario(name="calm", teaches="Nothing takes time.", handler_lag=(0, 0), call_lag=(0, 0), done_lag=(1, 1))


@dataclass(kw_only=True)
class Told:
    """A copy that is told things, and what became of them."""

    version: str
    plan: Scenario = CALM
    queued: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build a cluster of one copy."""
        self.world = World("seed")
        self.store = Store(self.world, STATES)
        self.site = Site(world=self.world, store=self.store, scenario=self.plan, controllers=[], enforcers=[], scanners=[], lead=None)
        self.site.add(ASSET)
        self.printer = Printer(self.world, Clock(), 0)
        self.copy = Copy(self.site, self.printer, build(self.version))

    def found_none(self, asset: Asset) -> Process:
        """Note that the store had nothing."""
        self.queued.append(asset.id)
        yield 0

    def play(self, story: str) -> str:
        """Tell a story, word by word, and give what was printed: E, S, D, and the status in REST at its end.

        A word is `put=X` (the store takes X, and a report with it), `add`, `modify`, `delete` (the watch says so), `register`, `remove`, or
        `purge`.
        """
        for word in story.split():
            verb, _, status = word.partition("=")
            if verb == "put":
                self.store.put(ASSET.data, "succeeded")
                self.store.put(ASSET.key, status)
            elif verb == "register":
                self.world.start(self.copy.register(ASSET, self.found_none))
            elif verb == "remove":
                self.copy.remove(ASSET)
            elif verb == "purge":
                self.copy.purge(ASSET.host, "agent")
            else:
                entry = self.store.get(ASSET.key)
                self.world.start(self.copy.notified(Delivery(verb, ASSET.key, entry.value if entry else "", 0)))
            self.world.run(self.world.now + 20)
        letters = {"type=": "E", "status=": "S", "cache.scanDone": "D"}
        texts = [line.text for line in self.printer.lines if "scanStateHandler" in line.text or "scanDone" in line.text]
        said = "".join(next(letter for part, letter in letters.items() if part in text.replace("type=CONTAINER", "")) for text in texts)
        return f"{said} {self.copy.briefs.get(ASSET.id)}"


@pytest.mark.parametrize(
    ("story", "flagged", "fixed"),
    [
        ("register put=scheduled add put=scanning modify put=finished modify", "ESESESD finished", "ESESESD finished"),
        ("put=scheduled add register", "EES scheduled", "EES scheduled"),
        ("put=scheduled add put=scanning modify register put=finished modify", "EEESE scanning", "EEESESD finished"),
        ("put=scheduled register put=scanning modify put=finished modify", "ESEESD finished", "ESESESD finished"),
        ("put=finished register modify", "ESDE finished", "ESDESD finished"),
        ("register put=scheduled add remove put=finished modify", "ESE None", "ESE None"),
        ("register put=scheduled add purge put=finished modify", "ESE scheduled", "ESE scheduled"),
        ("put=scheduled register delete modify put=finished modify", "ESEEESD finished", "ESEESESD finished"),
        ("put= register modify put=scheduled modify", "ESEES scheduled", "ESESES scheduled"),
    ],
)
def test_what_becomes_of_notifications(story: str, flagged: str, fixed: str) -> None:
    """Before 5.3.0 the first notification behind a registration that called the handler is lost; from then on none is."""
    assert Told(version="v5.2.4").play(story) == flagged
    assert Told(version="v5.3.0").play(story) == fixed


def test_a_registration_queues_what_the_store_does_not_know() -> None:
    """Where the store has no state the handler is not called, no flag is armed, and the lead gets its task."""
    told = Told(version="v5.2.4")
    assert told.play("register") == " "
    assert told.queued == [ASSET.id]
    assert not told.copy.places[ASSET.id].armed


def test_two_goroutines_interleave() -> None:
    """The watch and the registration can both have entered the handler before either has printed what it applies: E E S S."""
    plan = Scenario(name="slow", teaches="The lock is contended.", handler_lag=(3, 3), call_lag=(3, 3))
    told = Told(version="v5.2.4", plan=plan)
    told.store.put(ASSET.key, "scheduled")
    told.world.start(told.copy.register(ASSET, told.found_none))
    told.world.run(2)
    assert told.play("add") == "EESS scheduled"
    assert told.copy.places[ASSET.id].armed
    assert told.copy.records[ASSET.id].inside == 1


@pytest.mark.parametrize(("version", "said"), [("v5.4.4", 0), ("v5.4.5", 1)])
def test_a_missing_report_is_silent_before_5_4_5(version: str, said: int) -> None:
    """Without a report nothing is done, and REST shows what it showed; from 5.4.5 a line says that the report is missing."""
    told = Told(version=version)
    told.play("register put=scanning add")
    told.store.delete(ASSET.data)
    told.store.put(ASSET.key, "finished")
    assert told.play("modify") == "ESES scanning"
    assert sum("extractScanReportChunks" in line.text for line in told.printer.lines) == said


@pytest.mark.parametrize("version", ["v5.2.4", "v5.3.4"])
def test_what_nobody_can_decode_is_not_applied(version: str) -> None:
    """A value that cannot be decoded is dropped before anyone looks for the asset or the flag, and the next one is applied."""
    told = Told(version=version)
    assert told.play(f"register put=scheduled add put={UNREADABLE} modify put=finished modify") == "ESEESD finished"
    assert told.copy.records[ASSET.id].outcomes == {"applied": 2, "unknown": 1}


def test_a_locked_database_holds_the_watch() -> None:
    """SQLite is asked fifty times; until then REST shows what it showed, and then the report is applied and the refusal printed."""
    told = Told(version="v5.4.2", plan=Scenario(name="locked", teaches="It is.", db_locked=1.0, handler_lag=(0, 0), call_lag=(0, 0)))
    assert told.play("register put=scanning add put=finished modify") == "ESES scanning"
    assert told.copy.waiting == 1
    told.world.run(told.world.now + 43_000)
    assert told.copy.waiting == 0
    assert told.copy.briefs[ASSET.id] == "finished"
    assert "cache.scanDone: Failed to poulate asset to db - error=database is locked" in told.printer.lines[-3].text


@pytest.mark.parametrize(
    ("result", "brief"), [("succeeded", "finished"), ("unsupported OS", "finished"), ("container exit", "finished"), ("timeout", "failed")]
)
def test_the_report_decides(result: str, brief: str) -> None:
    """What REST answers behind a scan is what its report says."""
    told = Told(version="v5.3.0")
    told.play("register put=scanning add")
    told.store.put(ASSET.data, result)
    told.store.put(ASSET.key, "finished")
    assert told.play("modify") == f"ESESD {brief}"


def test_a_purge_spares_what_was_scanned() -> None:
    """An enforcer's assets lose their place unless a scan of them has ended; what REST answers stays either way."""
    told = Told(version="v5.3.4")
    assert told.play("register put=finished add purge") == "ESD finished"
    assert ASSET.id in told.copy.places
