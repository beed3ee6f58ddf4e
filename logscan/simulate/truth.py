"""The truth about every asset on every controller, from the simulation's own state.

The verdicts are the definitions of DESIGN 6 and 7, applied to what is: the value in the store, the status that REST answers, and what the
handler did. Nothing here looks at a line; what lines can still show is for `provable` to say.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from logscan.simulate.cluster import Cluster
from logscan.simulate.controller import Controller
from logscan.simulate.imagetruth import image_pairs
from logscan.simulate.names import Asset
from logscan.simulate.pair import Pair
from logscan.simulate.record import FINAL, UNREADABLE, Record

__all__ = ["Pair", "Truth", "truth"]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Everything that is true of a history."""

    scenario: str
    seed: int
    versions: dict[str, str]
    lead: str | None
    pairs: tuple[Pair, ...]

    def holds(self, word: str) -> bool:
        """Say whether some pair has a verdict, a signature, or both: `stuck/no-scanner`."""
        return any(word in (pair.verdict, pair.signature, f"{pair.verdict}/{pair.signature}") for pair in self.pairs)

    def json(self) -> str:
        """Give it as a JSON document, the same bytes for the same truth."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def truth(cluster: Cluster, seed: int) -> Truth:
    """Give what is true of a cluster now, when everything has come to rest."""
    pairs = [_pair(cluster, controller, asset) for controller in cluster.controllers for asset in cluster.site.assets.values()]
    pairs += [pair for controller in cluster.controllers for pair in image_pairs(cluster, controller)]
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
    meant = cluster.site.intended.get(asset.id) if value == UNREADABLE else value
    wanted = _shown(cluster, asset, meant) if meant is not None else "idle"
    if _waits(controller, record, value):
        return ("pending", "slow-apply") if status != wanted else _well(cluster, controller, record)
    stale = _stale(controller, record, status, wanted, value, current=record.current == _index(cluster, asset))
    if stale is not None:
        return "stale", stale
    return _stuck(cluster, record, status, value) or _well(cluster, controller, record)


def _stuck(cluster: Cluster, record: Record, status: str, value: str | None) -> tuple[str, str | None] | None:
    """Give verdict and signature of an asset that all copies show alike, and that nobody brings to an end; None where there is an end."""
    asset, site = record.asset, cluster.site
    if record.purged:
        return "stuck", "purged-by-enforcer"
    if value != UNREADABLE and site.intended.get(asset.id) not in (None, value):
        return "stuck", "controller-frozen" if site.upset == "controller-frozen" else "state-put-failed"
    if _moves(cluster, asset):
        return None
    if status in ("scheduled", "scanning"):
        return "stuck", _upset(cluster)
    return ("stuck", site.upset) if value is None and site.upset is not None else None


def _upset(cluster: Cluster) -> str | None:
    """Name what brought all scans to a standstill."""
    if not cluster.site.scanners:
        return "no-scanner"
    if any(controller.scanning.hopeless for controller in cluster.controllers):
        return "scanner-slot-leak"
    return cluster.site.upset


def _waits(controller: Controller, record: Record, value: str | None) -> bool:
    """Say whether a copy is behind only because its watch waits for the database."""
    return controller.copy.waiting > 0 and (not record.reported or record.last is None or record.last.status != value)


def _stale(controller: Controller, record: Record, status: str, wanted: str, value: str | None, *, current: bool) -> str | None:
    """Name what keeps a copy from showing what it should; None when it does. The first cause counts: nothing behind it mends it.

    But a watch that hangs has not brought what was put since, which had mended what was lost before.
    """
    if not record.reported and current and not controller.frozen:
        return "report-too-big" if value == "failed" else "finished-without-report"
    if status == wanted:
        return None
    causes = (
        ("bad-state-value", value == UNREADABLE),
        ("watch-stalled", controller.stalled and not current and not record.purged),
        ("swallowed", record.lost and record.last is not None and status != record.last.status),
        ("purged-by-enforcer", record.purged and wanted in FINAL),
        ("controller-frozen", controller.frozen),
        ("watch-stalled", controller.stalled),
        ("late-simulated-overwrite", record.overwritten),
    )
    cause = next((name for name, is_so in causes if is_so), None)
    return record.swallowed(status) if cause == "swallowed" else cause


def _well(cluster: Cluster, controller: Controller, record: Record) -> tuple[str, str | None]:
    """Say of a copy that is right whether the flag waits, or has struck without harm, or what else is to be said."""
    place = controller.copy.places.get(record.asset.id)
    if place is not None and place.armed:
        return "latent", "latent-armed-flag"
    if record.outcomes.get("armed-flag"):
        return "healed", "harmless-swallow"
    if record.asset.id in cluster.site.outcomes:
        return "consistent", cluster.site.outcomes[record.asset.id]
    if record.asset.id in cluster.site.contested:
        return "consistent", "two-writers"
    return "consistent", "manual-scan-ignored" if record.ignored else None


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
    return bool(cluster.site.scanners) and any(controller.scanning.moves(asset.id) for controller in cluster.controllers)
