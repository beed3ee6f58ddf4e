"""Logs as controllers of a small cluster print them, and the timeline they become."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Source
from logscan.bundle.streams import Lookahead
from logscan.bundle.walk import Member
from logscan.clock import Zone
from logscan.cluster import Controller
from logscan.parse.catalog import Catalog
from logscan.reading import read
from logscan.timeline import Timeline, controller_logs, join

if TYPE_CHECKING:
    from logscan.bundle.streams import Stream

__all__ = ["ADDRESS", "ID", "START", "A", "B", "C", "column", "controller", "itself", "log", "ms", "notified", "only", "seen", "timeline"]

POD = "neuvector-controller-pod-6c8d5f7b49-"
A, B, C = POD + "x7k2p", POD + "q4w9z", POD + "m3n8b"
ADDRESS = {A: "10.9.0.11", B: "10.9.0.12", C: "10.9.0.13"}
ID = {A: "a1" * 32, B: "b2" * 32, C: "c3" * 32}
BEGIN = datetime(2024, 1, 25, 23, 0, 0, tzinfo=UTC)
START = "main.main: START - version={}"


def ms(second: float) -> int:
    """Give the time of a line as ms since the epoch."""
    return round((BEGIN + timedelta(seconds=second)).timestamp() * 1_000)


def log(*lines: tuple[float, str], module: str = "CTL") -> bytes:
    """Print lines, each with the second at which it is printed and all that stands behind the module."""
    printed = ""
    for second, rest in lines:
        at = (BEGIN + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")
        fraction = f"{second % 1:.3f}".rstrip("0").rstrip(".")[1:]
        printed += f"{at + fraction:<23}|DEBU|{module}|{rest}\n"
    return printed.encode()


def notified(asset: str = "59d6") -> str:
    """Give a line that every controller prints many of."""
    return f"cache.scanStateHandler: - key=scan/state/report/workload/{asset} type=add"


def itself(pod: str) -> str:
    """Give the line in which a controller names itself."""
    return f"container.InitStubRtDriver: - ipaddress={ADDRESS[pod]} podName={pod} selfID={ID[pod]}"


def seen(pod: str, *, leader: bool = False) -> str:
    """Give the line in which a controller names a peer."""
    return (
        "cache.controllerUpdate: Add or update controller - controller={CLUSDevice:{"
        f"ID:{ID[pod]} Name:k8s_neuvector-controller-pod_{pod}_neuvector_0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9_0 "
        "SelfHostname: HostName:node-1 HostID:node-1:5f0c6a1e Domain:neuvector NetworkMode:default PidMode: Ver:v5.2.4 "
        f"Labels:map[app:neuvector-controller-pod] MemoryLimit:0 CPUs: ClusterIP:{ADDRESS[pod]} RPCServerPort:18400 Pid:1 Ifaces:map[]}} "
        f"Leader:{str(leader).lower()} OrchConnStatus: OrchConnLastError:}}"
    )


def source(name: str, data: bytes) -> Source:
    """Give bytes as a source."""
    return Source(name=name, size=len(data), open=lambda: io.BytesIO(data))


class Attached(Bundle):
    """Files that stand in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__([])
        self._content = files

    def members(self) -> Iterator[Member]:
        """Give the files."""
        for name, data in self._content.items():
            if not data:
                self.skipped.append(Skipped(source=name, code="INPUT_EMPTY", reason="a file without a byte"))
            yield Member(name=name, stream=Lookahead(cast("Stream", io.BytesIO(data))), size=len(data))

    def source(self, member: Member, size: int) -> Source:
        """Give a file as a source."""
        assert size == len(self._content[member.name])
        return source(member.name, self._content[member.name])


@cache
def catalog() -> Catalog:
    """The shipped definitions."""
    return Catalog.load()


def timeline(logs: dict[str, bytes], zone: Zone | None = None, *, parsers: tuple[Path, ...] = ()) -> Timeline:
    """Build the timeline of some logs, by file name, with folders of further definitions."""
    found = read(Attached(logs), Catalog.load(*parsers) if parsers else catalog())
    printed, odd = controller_logs(found.parts, zone)
    built = join(printed, empty=found.empty)
    return replace(built, skipped=(*found.skipped, *odd, *built.skipped))


def only(built: Timeline) -> Controller:
    """Give the one controller of a timeline."""
    (controller,) = built.controllers
    return controller


def controller(built: Timeline, name: str) -> Controller:
    """Give the controller of that name."""
    return next(found for found in built.controllers if found.name == name)


def column(built: Timeline, name: str) -> list[object]:
    """Give one column of the table."""
    values: list[object] = built.table.column(name).to_pylist()
    return values
