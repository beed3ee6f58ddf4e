"""Scenarios: parameters of a cluster's life, as data in `scenarios.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from logscan.errors import UnknownName

__all__ = ["Scenario", "scenario", "scenarios", "varied"]

Bounds = tuple[int, int]
_VERSIONS = (("v5.2.4",), ("v5.2.4", "v5.2.4", "v5.3.2"), ("v5.3.0-b2",), ("interim/master.4321",), ("v5.3.4",), ("v5.4.3",), ("v5.4.5",))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The parameters of a cluster's life. Times are ms, shares are between 0 and 1, pairs are bounds between which chance decides.

    Attributes:
        name: as one types it.
        teaches: what there is to see, in a sentence.
        promises: verdicts and signatures of which the truth holds each at least once, whatever the seed; or one with the other, as
            `stuck/no-scanner`.
        spares: verdicts and signatures that do not occur.

        versions: of the controllers, one after the other, from the start again when there are more controllers.
        controllers: how many; the first is the lead.
        hosts: nodes, each with an enforcer.
        workloads: containers that appear in one wave.
        scanners: how many take tasks.
        spread: for how long containers go on appearing.
        quiet: how long the logs go on when nothing is scanned any more.
        never_started: share of containers that appear and never run, so that nothing scans them.
        scan_ms: how long a scan takes.

        object_lag: how late the watch on objects is.
        scan_lag: how late the watch on scan states is.
        stall: share of wake-ups at which a watch is later still.
        stall_ms: by how much.
        handler_lag: from entering the handler to the lock.
        call_lag: in a registration, from reading the state to calling the handler with it.
        call_slow: share of registrations that take longer there.
        call_slow_ms: by how much.
        put_lag: from printing that a state is put to its place in the store.
        done_lag: from applying a final status to applying its report.
        slow_apply: share of reports that take longer to apply.
        slow_apply_ms: by how much.
        db_locked: share of reports that SQLite refuses to take until fifty tries have failed.

        stopped: share of containers that stop, and are deleted.
        stopped_after: when, counted from their start.
        rescans: how often the lead scans everything again.
        manual: how many scans someone asks for by hand, of some controller.
        impatient: how many of those are of something that is being scanned.
        mixed_results: scans fail for all kinds of reasons.
        scan_error: share of scans that fail and are tried again.
        errors: what failed scans say, one of them.
        report_missing: share of reports that a controller cannot read.
        too_big: share of reports that have more than 512 KiB.
        put_failed: share of states that cannot be put.
        bad_value: share of states that nobody can decode.
        slot_leak: share of scans after which their scanner is taken for busy for ever.

        registries: how many registries are described and scanned.
        images: how many images each has.
        registry_after: how long after it was described someone asks for its scan.
        registry_refused: share of scans of registries that fail to connect.
        registry_put_failed: share of scans of registries whose end cannot be put.

        fault_at: when the following happens, counted from the first container.
        restart: who restarts then: `peer`, `lead`, or nobody.
        upgrade: the version as which it comes back; the same when empty.
        new_lead: the lead is lost, and another controller elected.
        handover: another controller is elected though the lead lives, and goes on with what it has under way.
        frozen: who hangs in a lock for good: `peer`, `lead`, or nobody.
        scanners_leave: all scanners leave.
        scanners_hang: all scanners hang, until the lead removes them.
        purge: the enforcer of a node is deleted, and comes back.
        stalled: the watch of one peer on scan states hangs from then on.

        ahead: by how much clocks are ahead.
        drift: how much faster they run, in parts per million.
        backward: share of lines whose time is a little before that of the line above.
        noise: lines of other emitters, as a share of what a real log has.
        rest: write what REST answers in the end beside the logs.
        varied: let chance choose versions, lags and faults as well.
    """

    name: str
    teaches: str
    promises: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()

    versions: tuple[str, ...] = ("v5.2.4",)
    controllers: int = 3
    hosts: int = 1
    workloads: int = 6
    scanners: int = 2
    spread: int = 3_000
    quiet: int = 200_000
    never_started: float = 0.1
    scan_ms: Bounds = (120, 500)

    object_lag: Bounds = (2, 30)
    scan_lag: Bounds = (2, 16)
    stall: float = 0.0
    stall_ms: Bounds = (100, 1_500)
    handler_lag: Bounds = (0, 1)
    call_lag: Bounds = (0, 3)
    call_slow: float = 0.0
    call_slow_ms: Bounds = (100, 900)
    put_lag: Bounds = (0, 1)
    done_lag: Bounds = (1, 10)
    slow_apply: float = 0.0
    slow_apply_ms: Bounds = (300, 6_000)
    db_locked: float = 0.0

    stopped: float = 0.0
    stopped_after: Bounds = (4_000, 20_000)
    rescans: int = 0
    manual: int = 0
    impatient: int = 0
    mixed_results: bool = False
    scan_error: float = 0.0
    errors: tuple[str, ...] = ("rpc error: code = DeadlineExceeded desc = context deadline exceeded",)
    report_missing: float = 0.0
    too_big: float = 0.0
    put_failed: float = 0.0
    bad_value: float = 0.0
    slot_leak: float = 0.0

    registries: int = 0
    images: int = 4
    registry_after: Bounds = (800, 2_500)
    registry_refused: float = 0.0
    registry_put_failed: float = 0.0

    fault_at: Bounds = (1_000, 3_000)
    restart: str = ""
    upgrade: str = ""
    new_lead: bool = False
    handover: bool = False
    frozen: str = ""
    scanners_leave: bool = False
    scanners_hang: bool = False
    purge: bool = False
    stalled: bool = False

    ahead: Bounds = (-12, 12)
    drift: Bounds = (0, 0)
    backward: float = 0.0005
    noise: float = 0.1
    rest: bool = False
    varied: bool = False


@cache
def scenarios() -> dict[str, Scenario]:
    """Give all scenarios by name, in the order of the file."""
    data = tomllib.loads(resources.files("logscan.simulate").joinpath("scenarios.toml").read_text("utf-8"))
    known = {field.name for field in fields(Scenario)}
    for name, entry in data.items():
        assert known >= entry.keys(), f"scenarios.toml: [{name}] has {sorted(entry.keys() - known)}"
    return {name: Scenario(name=name, **{key: _frozen(value) for key, value in entry.items()}) for name, entry in data.items()}


def scenario(name: str) -> Scenario:
    """Give a scenario by its name.

    Raises:
        UnknownName: there is none of that name.
    """
    if name not in scenarios():
        raise UnknownName(f"no scenario is called `{name}`", hint="one of: " + ", ".join(scenarios()))
    return scenarios()[name]


def varied(plan: Scenario, random: Random) -> Scenario:
    """Give a scenario with what it leaves to chance chosen: versions, how late the watches are, and at most one great fault."""
    if not plan.varied:
        return plan
    fault = random.choice(("", "", "", "restart", "upgrade", "lead", "purge", "stalled", "no-scanner"))
    slow, fast = random.choice(((2, 30), (2, 300), (2, 1_200))), random.choice(((2, 16), (2, 120), (2, 700)))
    return replace(
        plan,
        versions=random.choice(_VERSIONS),
        object_lag=slow,
        scan_lag=fast,
        scan_ms=random.choice(((20, 120), (120, 500), (400, 2_500))),
        stall=random.choice((0.0, 0.0, 0.05)),
        call_slow=random.choice((0.0, 0.1)),
        stopped=random.choice((0.0, 0.0, 0.3)),
        stopped_after=random.choice(((40, 900), (4_000, 20_000))),
        rescans=random.choice((0, 0, 1, 2)),
        manual=random.choice((0, 0, 2)),
        scan_error=random.choice((0.0, 0.0, 0.2)),
        put_failed=random.choice((0.0, 0.0, 0.03)),
        restart={"restart": "peer", "upgrade": "peer", "lead": "lead"}.get(fault, ""),
        upgrade="v5.3.2" if fault == "upgrade" else "",
        new_lead=fault == "lead",
        purge=fault == "purge",
        stalled=fault == "stalled",
        scanners=0 if fault == "no-scanner" else random.choice((1, 2, 3)),
        fault_at=random.choice(((600, 3_000), (5_000, 40_000))),
    )


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a value of TOML
    return tuple(value) if isinstance(value, list) else value
