"""A case as the members of its file: what it is reopened from, what it says, and its tables for whoever has no logscan."""

from __future__ import annotations

from logscan.analysed import Analysed
from logscan.analysis import tables
from logscan.bundle.names import shown
from logscan.evidence import raw
from logscan.report import drift
from logscan.report.document import document, to_json
from logscan.report.proof import Proofs
from logscan.saved.coverage import known
from logscan.saved.kept import Kept, KeptCluster, folder, to_members
from logscan.saved.parquet import packed

__all__ = ["members"]


def members(case: Analysed) -> dict[str, bytes]:
    """Give the members of the file that a case is saved as, by name; see `saved.container`.

    Raises:
        NothingUsable: the input holds neither a controller's log nor a snapshot.
    """
    made = to_members(_kept(case))
    for nth, one in enumerate(case.clusters, 1):
        found = {
            "findings": tables.findings(one.found, [one.words.explanation(each) for each in one.found]),
            "pairs": tables.pairs(one.scene, one.judgements),
            "deliveries": tables.deliveries(one.scene),
            "tracks": tables.tracks(one.scene),
            "controllers": tables.controllers(one.read.controllers),
            "coverage": tables.coverage(one.scene),
            "snapshots": tables.snapshots(one.assigned),
        }
        made |= {f"{folder(nth, len(case.clusters))}{name}.parquet": packed(table) for name, table in found.items()}
    return made | {"result.json": "".join(to_json(document(one)) for one in case.clusters).encode()}


def _kept(case: Analysed) -> Kept:
    clusters, reading = case.clusters, case.reading
    concern = {one.name: one for cluster in clusters for one in cluster.inputs}
    answers = [one for one in reading.snapshots if any(one in cluster.bunch.snapshots for cluster in clusters)]
    place = {id(one): nth for nth, one in enumerate(answers)}
    lines: dict[tuple[str, int], bytes] = {}
    for one in clusters:
        rows = [*Proofs(one, one.found).rows, *drift.rows(one.drift)]
        lines |= raw(reading.sources, one.places(rows).values())
    return Kept(
        paths=tuple(map(shown, case.opened_with)),
        options=case.options,
        offsets=dict(case.attached.ahead),
        answered=dict(case.attached.answered),
        inputs=tuple((one.name, one.size, one.sha256) for one in concern.values()),
        sources={name: source.size for name, source in reading.sources.items()},
        envelopes={part.source.name: part.envelopes for part in reading.parts},
        empty=tuple(source.name for source in reading.empty),
        skipped=(tuple(reading.skipped), case.odd),
        snapshots=tuple(answers),
        clusters=tuple(
            KeptCluster(
                name=one.bunch.name,
                number=one.bunch.number,
                of=one.bunch.of,
                logs=tuple((read.source.name, read.name) for read in one.bunch.reads),
                empty=tuple(source.name for source in one.bunch.empty),
                snapshots=tuple(place[id(answer)] for answer in one.bunch.snapshots),
                inputs=tuple(each.name for each in one.inputs),
                skipped=(tuple(one.attached.skipped(one.bunch)), one.read.skipped),
                controllers=tuple(known(one.read)),
                table=one.read.table,
            )
            for one in clusters
        ),
        lines=lines,
    )
