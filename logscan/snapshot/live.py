"""A live cluster through kubectl: a port to each controller, the answers, and the logs beside them in one archive."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from tempfile import TemporaryFile
from typing import IO, Any

from logscan.errors import LogscanError
from logscan.snapshot.kubectl import PIECE, Kubectl, Pod, log_name
from logscan.snapshot.session import Settings
from logscan.snapshot.take import Silent, Taking, Target, take

__all__ = ["ANSWERS", "take_from_pods", "to_text", "write_archive"]

ANSWERS = "snapshot.json"
"""What the answers are called in an archive."""


async def take_from_pods(
    taking: Taking,
    kubectl: Kubectl,
    pods: Sequence[Pod],
    settings: Settings,
    *,
    repeat: int,
    interval: float,
    note: Callable[[str], None],
) -> None:
    """Ask the controllers in some pods, each through a port of its own; else like `take`."""
    async with AsyncExitStack() as stack:
        targets = []
        for pod in pods:
            through = f"pod/{pod.name}"
            try:
                port = await stack.enter_async_context(kubectl.forward(pod))
            except LogscanError as error:
                taking.silent.append(Silent(take=1, url=through, path="", why=f"{error.what}: {error.why}"))
                continue
            targets.append(Target(url=f"https://127.0.0.1:{port}", who=pod.member, through=through))
        await take(taking, targets, settings, repeat=repeat, interval=interval, note=note)


async def write_archive(out: IO[bytes], document: Mapping[str, Any], kubectl: Kubectl, pods: Sequence[Pod]) -> list[str]:
    """Write answers and the controllers' logs, current and previous, as a zip; give what is missing of the logs, in sentences."""
    missing = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        archive.writestr(zipfile.ZipInfo(ANSWERS), to_text(document), zipfile.ZIP_DEFLATED)
        for pod in pods:
            for previous in (False, True):
                with TemporaryFile() as log:  # whether there is one, shows only when it is here
                    why = await kubectl.log(pod, log, previous=previous)
                    if not previous or log.tell():
                        _add(archive, log_name(pod, previous=previous), log)
                if why is not None and not previous:  # most containers have no predecessor
                    missing.append(f"no whole log of {pod.name}: {why}")
    return missing


def _add(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    content.seek(0)
    with archive.open(member, "w", force_zip64=True) as out:
        shutil.copyfileobj(content, out, PIECE)


def to_text(document: Mapping[str, Any]) -> str:
    """Give a document as text, in the order in which it was made: by its begin it is recognised."""
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"
