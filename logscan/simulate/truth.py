"""The truth about every asset on every controller, from the simulation's own state.

The verdicts are the definitions of DESIGN 6 and 7, applied to what is: the value in the store, the status that REST answers, and what the
handler did. Nothing here looks at a line; what lines can still show is for `provable` to say.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from logscan.simulate.cluster import Cluster
from logscan.simulate.controller import Controller
from logscan.simulate.names import Asset
from logscan.simulate.record import FINAL, Record

__all__ = ["Pair", "Truth", "truth"]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is true of one asset on one controller.

    Attributes:
        controller: pod name.
        kind: of the asset.
        asset: its id.
        registered: it has its place in the scan map, or lost it only with its enforcer.
        removed: it had, and was removed.
        status: what REST answers; of a removed asset, nothing.
        value: what the KV store holds, or None.
        verdict: a word of the contract; None where there is nothing to say.
        signature: the pattern behind it, or None.
        simulated: the status that the registration read and applied, or None.
        outcomes: how often notifications were applied, or dropped for which reason, while the asset lived.
        outdated: the copy holds an older value than the store, though both may be the same word: it missed a rescan.
        provable: the logs hold what it takes to see the verdict.
        overtaken: the controller's log ends before the last thing happened there to the asset: it may show, rightly, something else.
    """

    controller: str
    kind: str
    asset: str
    registered: bool
    removed: bool
    status: str | None
    value: str | None
    verdict: str | None
    signature: str | None
    simulated: str | None
    outcomes: dict[str, int]
    outdated: bool = False
    provable: bool = True
    overtaken: bool = False


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Everything that is true of a history."""

    scenario: str
    seed: int
    versions: dict[str, str]
    lead: str | None
    pairs: tuple[Pair, ...]

    def holds(self, word: str) -> bool:
        """Say whether some pair has a verdict or signature."""
        return any(word in (pair.verdict, pair.signature) for pair in self.pairs)

    def json(self) -> str:
        """Give it as a JSON document, the same bytes for the same truth."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def truth(cluster: Cluster, seed: int) -> Truth:
    """Give what is true of a cluster now, when everything has come to rest."""
    pairs = [_pair(cluster, controller, asset) for controller in cluster.controllers for asset in cluster.site.assets.values()]
    return Truth(
        scenario=cluster.scenario.name,
        seed=seed,
        versions={controller.member.pod: controller.version for controller in cluster.controllers},
        lead=cluster.site.lead.pod if cluster.site.lead is not None else None,
        pairs=tuple(pairs),
    )


def _pair(cluster: Cluster, controller: Controller, asset: Asset) -> Pair:
    copy = controller.copy
    record, gone = copy.records.get(asset.id), copy.removed.get(asset.id)
    lives = record is not None and record.registered
    entry = cluster.site.store.get(asset.key)
    value = entry.value if entry is not None else None
    status = (copy.briefs.get(asset.id, "") or "idle") if lives else None
    verdict, signature = None, None
    if record is not None and lives:
        verdict, signature = _verdict(cluster, controller, record, str(status), value)
    elif gone is not None and gone.wrong is not None:
        verdict, signature = "lost-then-removed", gone.wrong
    elif gone is not None and record is not None and record.last is not None:
        signature = "orphan-after-delete"
    told = record if lives or gone is None else gone
    return Pair(
        controller=controller.member.pod,
        kind=asset.kind,
        asset=asset.id,
        registered=lives,
        removed=gone is not None and not lives,
        status=status,
        value=value,
        verdict=verdict,
        signature=signature,
        simulated=told.simulated if told is not None else None,
        outcomes=dict(sorted(told.outcomes.items())) if told is not None else {},
        outdated=record is not None and lives and entry is not None and record.current != entry.modified,
    )


def _verdict(cluster: Cluster, controller: Controller, record: Record, status: str, value: str | None) -> tuple[str, str | None]:
    """Give verdict and signature of an asset that lives."""
    asset = record.asset
    wanted = _shown(cluster, asset, value) if value is not None else "idle"
    stale = _stale(controller, record, status, wanted, current=record.current == _index(cluster, asset))
    if stale is not None:
        return "stale", "report-too-big" if stale == "finished-without-report" and value == "failed" else stale
    if record.purged:
        return "stuck", "purged-by-enforcer"
    if cluster.site.intended.get(asset.id) not in (None, value):
        return "stuck", "state-put-failed"
    if status in ("scheduled", "scanning") and not _moves(cluster, asset):
        return "stuck", None if cluster.site.scanners else "no-scanner"
    return _well(controller, record)


def _stale(controller: Controller, record: Record, status: str, wanted: str, *, current: bool) -> str | None:
    """Name what keeps a copy from showing what it should; None when it does. The first cause counts: nothing behind it mends it."""
    if not record.reported and current:
        return "finished-without-report"
    if status == wanted:
        return None
    if record.lost and record.last is not None and status != record.last.status:
        return record.swallowed(status)
    if record.purged:
        return "purged-by-enforcer"
    if controller.stalled:
        return "watch-stalled"
    return "late-simulated-overwrite" if record.overwritten else None


def _well(controller: Controller, record: Record) -> tuple[str, str | None]:
    """Say of a copy that is right whether the flag waits, or has struck without harm."""
    place = controller.copy.places.get(record.asset.id)
    if place is not None and place.armed:
        return "latent", "latent-armed-flag"
    return ("healed", "harmless-swallow") if record.outcomes.get("armed-flag") else ("consistent", None)


def _index(cluster: Cluster, asset: Asset) -> int:
    entry = cluster.site.store.get(asset.key)
    return entry.modified if entry is not None else 0


def _shown(cluster: Cluster, asset: Asset, value: str) -> str:
    """What a copy answers that has applied a value: behind a final one stands the result that the report gives."""
    report = cluster.site.store.get(asset.data)
    if value not in FINAL or report is None:
        return value
    return "finished" if report.value in ("succeeded", "unsupported OS", "container exit") else "failed"


def _moves(cluster: Cluster, asset: Asset) -> bool:
    """Some scan of it is under way, and there is someone to do it."""
    return bool(cluster.site.scanners) and any(asset.id in controller.scanning.under_way for controller in cluster.controllers)
