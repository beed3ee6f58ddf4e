"""One pass over everything that was attached: logs become rows, REST answers become snapshots, the rest is named.

`walk` gives files and what archives among them hold, `unwrap` takes off what collectors put around each line, `Reader` makes rows of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from logscan.arrow import Column, int64
from logscan.blocks import Block
from logscan.bundle.envelope import unwrap
from logscan.bundle.excerpted import EXCERPT
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Source, forward
from logscan.bundle.walk import Member
from logscan.errors import LogscanError
from logscan.parallel.ranges import can_be_cut, cut, read_range
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import Coverage
from logscan.parse.extract import Extract, Reader
from logscan.parse.stretch import join
from logscan.parse.templates import Templates
from logscan.snapshot.entries import Snapshot
from logscan.snapshot.read import HEAD_BYTES, looks_like_snapshot, read_snapshots

if TYPE_CHECKING:
    from logscan.parallel.hands import Hands

__all__ = ["Part", "Reading", "read", "read_member"]

I64 = NDArray[np.int64]
BACK_MS = 1_000  # goroutines that write one log step back by less; where a second log begins in a file, time steps back by more
ABOVE_BYTES = 4 << 10
_Extracts = tuple[dict[str | None, Extract], tuple[str, ...]]
"""What the lines of each pod hold, and what was around them."""

_POD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,252}")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one controller printed, as far as it stands in one source.

    Attributes:
        source: where.
        pod: who printed it, where an envelope says so.
        rows: the timeline's columns but controller, boot and source, in file order.
        coverage: of these lines alone.
        envelopes: what was around its lines, from the outside in.
        end: byte offset of the source behind its last line.
        catalog: gives the definitions that it was read with.
    """

    source: Source
    pod: str | None
    rows: pa.Table
    coverage: Coverage
    end: int
    catalog: Callable[[], Catalog] = field(repr=False)
    envelopes: tuple[str, ...] = ()

    def behind(self, begin: int) -> Extract:
        """Read the source once more, what stands of this part in it from a byte offset on."""
        reader = Reader(self.catalog())
        with self.source.open() as stream:
            for block in (block for whose, block in _numbered(stream, self.source) if whose == self.pod):
                _, part, _ = _stretches(block, [0, begin, self.end])
                reader.take(part)
        return reader.extract()


@dataclass(kw_only=True)
class Reading:
    """Everything that was found.

    Attributes:
        sources: all files and members that were read, by name.
        parts: the logs among them.
        empty: those of no bytes.
        snapshots: the REST answers.
        skipped: what could not be read, and what was found on the way.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    empty: list[Source] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read(bundle: Bundle, catalog: Catalog, *, snapshots: Collection[str] = (), hands: Hands | None = None) -> Reading:
    """Read a bundle.

    Args:
        bundle: what was attached.
        catalog: the definitions of the lines that are understood.
        snapshots: names of sources that are REST answers whatever they look like.
        hands: processes that help; the result is the same.

    Raises:
        HelperLost: one of them ended before its time.
    """
    found = Reading(skipped=bundle.skipped)
    templates = Templates(catalog)
    for member in bundle.members():
        read_member(found, bundle, catalog, member, snapshots, hands, templates=templates)
    return found


def read_member(
    found: Reading,
    bundle: Bundle,
    catalog: Catalog,
    member: Member,
    snapshots: Collection[str],
    hands: Hands | None = None,
    *,
    templates: Templates | None = None,
) -> None:
    """Add to a reading what one member of a bundle is; else like `read`, and sooner with the templates that other members have taught."""
    head = member.stream.peek(HEAD_BYTES)
    if member.name in snapshots or looks_like_snapshot(head):
        try:
            found.snapshots += read_snapshots(cast("BinaryIO", member.stream), member.name)
        except LogscanError as error:
            found.skipped.append(Skipped(source=member.name, code="LIMIT_BYTES", reason=error.what))
        found.sources[member.name] = bundle.source(member, member.size or member.stream.tell())
    elif head:
        _log(found, bundle, member, hands, templates or Templates(catalog))
    else:
        found.sources[member.name] = source = bundle.source(member, 0)
        found.empty.append(source)


def _log(found: Reading, bundle: Bundle, member: Member, hands: Hands | None, templates: Templates) -> None:
    """Read one log, or the logs of several pods in one file."""
    catalog = templates.catalog
    apart = _apart(bundle, member, hands, templates) if hands is not None else None
    several, envelopes = apart or _whole(found, member, templates)
    on_purpose = envelopes[-1:] == (EXCERPT,)  # it holds several controllers, and says whose each line is
    size = member.size if apart and member.size is not None else member.stream.tell()
    source = found.sources[member.name] = bundle.source(member, size)
    extracts: list[tuple[str | None, Extract]] = []
    begins = [0]
    for pod, extract in several.items():
        if pod is None or on_purpose or _POD.fullmatch(pod):
            extracts.append((pod, extract))
        else:
            reason = f"{extract.coverage.lines} lines of a pod whose name is none that Kubernetes allows"
            found.skipped.append(Skipped(source=source.name, code="UNRECOGNISED", reason=reason))
    if len(extracts) == 1 and extracts[0][0] is None:
        owners = _Owners(extracts[0][1].rows)
        if owners.mixed:
            reason = f"lines of {len(owners.pods)} controllers are mixed, and nothing tells whose is which: collect each with kubectl logs"
            found.skipped.append(Skipped(source=source.name, code="MULTI_SOURCE", reason=reason))
            return
        if len(owners.begins) > 1:
            begins = _above(source, owners.begins)
            extracts = [(None, extract) for extract in _split(source, templates, begins)]
    if not on_purpose and (len(several) > 1 or len(extracts) > 1):
        reason = f"{max(len(several), len(extracts))} controllers in one file: each is read on its own"
        found.skipped.append(Skipped(source=source.name, code="MULTI_SOURCE", reason=reason))
    ends = [*begins[1:], source.size] if len(begins) > 1 else [source.size] * len(extracts)
    for (pod, extract), end in zip(extracts, ends, strict=True):
        found.parts.append(
            Part(
                source=source,
                pod=pod,
                rows=extract.rows,
                coverage=extract.coverage,
                envelopes=envelopes,
                end=end,
                catalog=lambda: catalog,
            )
        )


def _whole(found: Reading, member: Member, templates: Templates) -> _Extracts:
    """Read a log from its begin to its end."""
    unwrapped = unwrap(cast("BinaryIO", member.stream), source=member.name)
    readers: dict[str | None, Reader] = {}
    for pod, block in unwrapped:
        if pod not in readers:
            readers[pod] = Reader(templates.catalog, templates=templates)
        readers[pod].take(block)
    found.skipped += unwrapped.skipped
    for pod, rows in unwrapped.answers.items():
        name = f"{member.name}!rest_{pod}.txt" if readers or len(unwrapped.answers) > 1 else member.name
        found.snapshots += read_snapshots(cast("BinaryIO", BytesIO(rows)), name)
    return {pod: reader.extract() for pod, reader in readers.items()}, unwrapped.envelopes


def _apart(bundle: Bundle, member: Member, hands: Hands, templates: Templates) -> _Extracts | None:
    """Read a log with the help of others; None where that does not pay, or cannot be done."""
    path = bundle.path(member)
    if path is None or member.size is None or not hands.pay or not can_be_cut(member.stream.peek(HEAD_BYTES)):
        return None
    try:
        ranges = cut(path, member.size)
    except OSError:
        return None  # reading it will say why
    if len(ranges) == 1:
        return None
    catalog = templates.catalog
    ranged = hands.read(ranges, catalog, lambda one: read_range(one, catalog, templates))
    whole = [one for one in ranged if one is not None]
    extract = join([one.stretch for one in whole]) if len(whole) == len(ranged) else None
    return None if extract is None else ({None: extract}, tuple(sorted({worn for one in whole for worn in one.worn})))


class _Owners:
    """Who printed which stretch of a file, as what controllers say of themselves tells.

    Attributes:
        pods: all that name themselves.
        begins: byte offsets from which on another pod speaks: where time begins anew; the first stretch begins at 0.
        mixed: their lines do not follow each other pod by pod.
    """

    def __init__(self, rows: pa.Table) -> None:
        self.begins: list[int] = [0]
        self.pods: list[str] = []
        self.mixed = False
        identities, seen = list(_identities(rows)), 0
        if len({pod for _, pod in identities}) > 1:
            offset, ms = int64(rows, "offset"), int64(rows, "ts")
            latest = np.maximum.accumulate(ms)
            again = np.flatnonzero(np.diff(latest - ms > BACK_MS, prepend=False) & (latest - ms > BACK_MS))  # time begins anew here
        for row, pod in identities:
            if self.pods and pod != self.pods[-1]:
                between = again[(again > seen) & (again <= row)]
                self.mixed = self.mixed or pod in self.pods or len(between) == 0
                self.begins.append(int(offset[between[-1]]) if len(between) else 0)
            if not self.pods or pod != self.pods[-1]:
                self.pods.append(pod)
            seen = row


def _identities(rows: pa.Table) -> Iterator[tuple[int, str]]:
    """Give the rows in which a controller says which pod it is."""
    fields, found = Column(rows, "fields"), Column(rows, "event").rows("controller.identified")
    for row, code in zip(found.tolist(), fields[found].tolist(), strict=True):
        pod = json.loads(fields.words[code]).get("pod") if code >= 0 else None
        if pod:
            yield row, pod


def _above(source: Source, begins: Iterable[int]) -> list[int]:
    """Give where stretches begin, with the lines that the monitor prints before it starts a controller."""
    places = [0]
    for begin in list(begins)[1:]:
        first = max(0, begin - ABOVE_BYTES)
        with source.open() as stream:
            forward(stream, first, first)
            above = stream.read(begin - first).split(b"\n")[:-1]
        place = begin
        while above and b"|MON|" in above[-1]:
            place -= len(above.pop()) + 1
        places.append(place)
    return places


def _split(source: Source, templates: Templates, begins: list[int]) -> Iterator[Extract]:
    """Read a file once more, each stretch on its own."""
    readers = [Reader(templates.catalog, templates=templates) for _ in begins]
    with source.open() as stream:
        for _, block in _numbered(stream, source):
            for reader, part in zip(readers, _stretches(block, begins), strict=True):
                reader.take(part)
    return (reader.extract() for reader in readers)


def _numbered(stream: BinaryIO, source: Source) -> Iterator[tuple[str | None, Block]]:
    """Give the blocks of a file, in which each line has the number that it has in the file."""
    passed = 0
    for pod, block in unwrap(stream, source=source.name):
        lines = len(block.starts)
        yield pod, block if block.numbers is not None else replace(block, numbers=passed + block.overlong + 1 + np.arange(lines))
        passed += lines + block.overlong


def _stretches(block: Block, begins: list[int]) -> Iterator[Block]:
    """Cut a block at byte offsets of the file."""
    offsets = block.offsets if block.offsets is not None else block.offset + block.starts
    cuts = [*np.searchsorted(offsets, begins).tolist(), len(offsets)]
    cuts[0] = 0
    return (block.part(begin, end) for begin, end in pairwise(cuts))
