"""A scan of a registry that does not end, why, as far as the log of who scans shows it; and the bad ends to which scans of images come.

    S23  RegistryStateUpdate scanning, and never idle; its images stay scheduled    no scanner, tasks that are lost, an end not put
    S10  Failed to put key - key=scan/state/image/...                               the status before that stays
    S9   size too big - key=scan/data/image/..., and finished is put all the same   the report is missing
    S13  scheduled and scanning put again and again, then failed                    given up after three retries

Source: controller/scan/registry.go `regScanTask.Handler`, `checkAndPutImageResult`.
"""

from __future__ import annotations

from collections.abc import Iterable

from logscan.analysis.images.puts import ENDS, Put
from logscan.analysis.images.shelf import Held
from logscan.analysis.judgement import Judgement
from logscan.analysis.outcomes import Cause, Clue, clue
from logscan.analysis.scene import MARGIN_MS, TOLERANCE_MS, Scene
from logscan.analysis.witness import Witness

__all__ = ["LONGEST_MS", "bad_end", "in_time", "stuck"]

LONGEST_MS = 1_260_000  # an attempt to scan an image may take twenty minutes, and each begin and end of one is seen
TRIES = 4  # the first, and three retries


def stuck(scene: Scene, history: int, held: Held) -> Judgement | None:
    """Give `stuck` when a status is not final and nothing moves any more, whatever the reason; None when all is well so far."""
    if held.status not in ("scheduled", "scanning"):
        return None
    put = next(reversed(scene.shelf.puts.of(history)), None)
    if put is not None and not put.stored and put.status != held.status:
        return _not_put(scene, history, held, put)
    end, since = scene.covered_until(int(scene.histories.controller[history])), _rests_since(scene, history, held)
    if end - since < LONGEST_MS:
        return None
    if not _shown(scene, history, held, since, end):
        return Judgement(history=history, verdict="inconclusive", status=held.status, since_at=held.at, cause="no-debug-then")
    begun = _begun(scene, history)
    return Judgement(
        history=history,
        verdict="stuck",
        status=held.status,
        signature="registry-stuck",
        since_at=held.at,
        witnesses=(_wrote(scene, put),) if put is not None and begun else (),
        clues=in_time(scene, [*_last_change(scene, history, held), *begun, *_why(scene)]),
    )


def in_time(scene: Scene, clues: Iterable[Clue]) -> tuple[Clue, ...]:
    """Give clues in the order of the common clock."""
    return tuple(sorted(clues, key=lambda clue: int(scene.ms[clue.row]) - scene.shift(clue.controller)))


def _not_put(scene: Scene, history: int, held: Held, put: Put) -> Judgement:
    """Whoever scans could not put its last word into the KV store: every copy keeps the one before."""
    late = scene.covered_until(int(scene.histories.controller[history])) - put.ms >= MARGIN_MS
    registry = scene.histories.assets[int(scene.histories.asset[history])][0] == "registry"
    return Judgement(
        history=history,
        verdict="stuck" if late else "pending",
        status=held.status,
        signature=("registry-stuck" if registry else "state-put-failed") if late else None,
        expected=put.status,
        since_at=held.at,
        witnesses=(_wrote(scene, put),),
        clues=in_time(
            scene,
            [*_last_change(scene, history, held), Clue(put.row, put.controller, "wrote"), Clue(put.failed, put.controller, "not-put")],
        ),
        error=scene.shelf.puts.error(put),
    )


def _wrote(scene: Scene, put: Put) -> Witness:
    return Witness(kind="write", status=put.status, controller=put.controller, row=put.row, ms=put.ms, at=int(scene.ms[put.row]))


def _last_change(scene: Scene, history: int, held: Held) -> tuple[Clue, ...]:
    return (Clue(scene.row(history, held.at), int(scene.histories.controller[history]), "since"),) if held.at is not None else ()


def _rests_since(scene: Scene, history: int, held: Held) -> int:
    """Give since when nothing is done for the registry; nor for any, where something of it waits: a long queue is no fault."""
    lines = scene.shelf.lines
    _, _, registry = lines.where(history)
    waits = held.status == "scheduled" or (lines.is_registry(history) and registry in scene.shelf.puts.waiting)
    return lines.moved_last if waits else lines.moved[registry]


def _shown(scene: Scene, history: int, held: Held, since: int, end: int) -> bool:
    """Say whether a log shows that nothing follows: its own without a doubt, or that of another controller that shows the same."""
    silence = scene.silence[int(scene.histories.controller[history])]
    if not silence.gap(since, end) and not silence.doubt(since, end):
        return True
    for other in scene.by_asset.get(int(scene.histories.asset[history]), []):
        number, one = int(scene.histories.controller[other]), scene.shelf.held(other)
        if other != history and one is not None and one.status == held.status and scene.covered_until(number) >= end - TOLERANCE_MS:
            return not scene.silence[number].gap(since, end)
    return False


def _begun(scene: Scene, history: int) -> tuple[Clue, ...]:
    """Give the line with which someone began to scan the registry last, where a log shows it."""
    _, _, registry = scene.shelf.lines.where(history)
    begun = scene.shelf.puts.runs.get(registry)
    return (Clue(begun.row, begun.controller, "registry-begun"),) if begun is not None else ()


def _why(scene: Scene) -> tuple[Clue, ...]:
    """Give what the logs show of the scanners: the last has left, or each was given a task that it ended, or did not, and no other."""
    known, tasks = scene.pipeline.scanners, scene.pipeline.last_image_tasks
    if known and not scene.pipeline.scanners_left:
        return (clue(max(known.values()), "scanner-left"),)
    return tuple(clue(given, "last-dispatched" if ended else "never-ended") for given, ended in tasks)


def bad_end(scene: Scene, history: int) -> Cause | None:
    """Name what went wrong with the scan of an image whose end every copy shows."""
    put = scene.shelf.puts.last(history)
    if put is None or put.status not in ENDS:
        return None
    if put.status == "finished":
        if put.refused < 0:
            return None
        controller = int(scene.histories.controller[history])
        missing = tuple(Clue(row, controller, "no-report") for row in scene.shelf.puts.without_report(history))
        return Cause(signature="report-too-big", clues=(Clue(put.refused, put.controller, "report-refused"), *missing[-1:]))
    puts = [one for one in scene.shelf.puts.of(history) if one.ms <= put.ms and one is not put]
    begin = max((nth + 1 for nth, one in enumerate(puts) if one.status in (*ENDS, "idle")), default=0)
    tries = [one for one in puts[begin:] if one.status == "scanning"]
    if len(tries) < TRIES:
        return None
    return Cause(
        signature="requeue-exhausted",
        clues=(Clue(tries[-1].row, tries[-1].controller, "last-try"), Clue(put.row, put.controller, "gave-up")),
    )
