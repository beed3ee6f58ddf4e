"""What is kept of a case, as a value, and as the members of its file: what reading gave, so that everything else can be worked out anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from logscan.arrow import codes, from_int64, int64, words
from logscan.bundle.limits import Limits
from logscan.bundle.skipped import Skipped
from logscan.errors import LogscanError
from logscan.saved.container import loaded
from logscan.saved.coverage import Known, from_stranger, to_plain
from logscan.saved.parquet import packed, unpacked
from logscan.saved.rows import checked
from logscan.saved.snapshots import snapshot_from_stranger, snapshot_to_plain
from logscan.saved.values import Wrong, each, keyed, of, pair, parts, whole, word
from logscan.schema import TIMELINE, arrow_schema
from logscan.snapshot.entries import Snapshot

__all__ = ["Kept", "KeptCluster", "folder", "from_members", "to_members"]

ABOUT = "case.json"
_LINES = pa.schema({"source": pa.dictionary(pa.int32(), pa.string()), "offset": pa.int64(), "line": pa.binary()})
_LONGEST = 64 << 10  # bytes of a line, as `Source.lines` gives them


@dataclass(frozen=True, kw_only=True)
class KeptCluster:
    """One cluster.

    Attributes:
        name, number, of: as `clusters.Bunch` has them.
        logs: source and controller of each log in the order in which they were found; copies of others among them.
        empty: names of its files without a byte.
        snapshots: places of its REST answers among all.
        inputs: names of the attached files that concern it.
        skipped: what could not be used of them, and what was found when its logs were joined.
        controllers: all that are known.
        table: the rows.
    """

    name: str
    number: int
    of: int
    logs: tuple[tuple[str, str], ...]
    empty: tuple[str, ...]
    snapshots: tuple[int, ...]
    inputs: tuple[str, ...]
    skipped: tuple[tuple[Skipped, ...], tuple[Skipped, ...]]
    controllers: tuple[Known, ...]
    table: pa.Table


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A case.

    Attributes:
        paths, options: what was given to open it, word by word.
        offsets: by how much clocks are ahead, ms, where someone said so, by name of the controller as it was typed.
        answered: the controller that gave an answer, by its source, where someone said so.
        inputs: name, bytes and hash of each attached file.
        sources: bytes of each file and archive member that was read, by name.
        envelopes: what was around the lines of a source.
        empty: names of files without a byte.
        skipped: what could not be read; and the same with what no controller printed.
        snapshots: REST answers.
        clusters: the clusters.
        lines: text of the lines that findings point at, by source and byte offset.
    """

    paths: tuple[str, ...]
    options: tuple[str, ...]
    offsets: dict[str, int]
    answered: dict[str, str]
    inputs: tuple[tuple[str, int, str], ...]
    sources: dict[str, int]
    envelopes: dict[str, tuple[str, ...]]
    empty: tuple[str, ...]
    skipped: tuple[tuple[Skipped, ...], tuple[Skipped, ...]]
    snapshots: tuple[Snapshot, ...]
    clusters: tuple[KeptCluster, ...]
    lines: dict[tuple[str, int], bytes]


def to_members(kept: Kept) -> dict[str, bytes]:
    """Give the members that a case is reopened from, by name."""
    about = {
        "paths": kept.paths,
        "options": kept.options,
        "offsets": kept.offsets,
        "answered": kept.answered,
        "inputs": kept.inputs,
        "sources": kept.sources,
        "envelopes": kept.envelopes,
        "empty": kept.empty,
        "skipped": [_skipped(some) for some in kept.skipped],
        "snapshots": [snapshot_to_plain(one) for one in kept.snapshots],
        "clusters": [
            {
                "name": one.name,
                "number": one.number,
                "of": one.of,
                "logs": one.logs,
                "empty": one.empty,
                "snapshots": one.snapshots,
                "inputs": one.inputs,
                "skipped": [_skipped(some) for some in one.skipped],
                "controllers": to_plain(one.controllers),
            }
            for one in kept.clusters
        ],
    }
    tables = {f"{folder(nth, len(kept.clusters))}timeline.parquet": packed(one.table) for nth, one in enumerate(kept.clusters, 1)}
    return {ABOUT: json.dumps(about, separators=(",", ":")).encode(), **tables, "lines.parquet": packed(_to_table(kept.lines))}


def folder(nth: int, count: int) -> str:
    """Give where the tables of one of so many clusters lie, with a `/` behind it; empty where there is only one."""
    return f"{nth}/" if count > 1 else ""


def from_members(members: dict[str, bytes], limits: Limits) -> Kept:
    """Give back what `to_members` was given.

    Raises:
        Wrong: they are something else.
    """
    names = [one.name for one in fields(Kept) if one.name != "lines"]
    read = dict(zip(names, of(loaded(_member(members, ABOUT)), *names), strict=True))
    clusters = each(lambda one: one, read["clusters"], 1_000)
    snapshots = tuple(each(snapshot_from_stranger, read["snapshots"]))
    return Kept(
        paths=tuple(each(word, read["paths"])),
        options=tuple(each(word, read["options"])),
        offsets=keyed(lambda ms: whole(ms, -(1 << 45), 1 << 45), read["offsets"]),
        answered=keyed(word, read["answered"]),
        inputs=tuple(each(_input, read["inputs"])),
        sources=keyed(whole, read["sources"]),
        envelopes=keyed(lambda one: tuple(each(word, one)), read["envelopes"]),
        empty=tuple(each(word, read["empty"])),
        skipped=_both(read["skipped"]),
        snapshots=snapshots,
        clusters=tuple(
            _cluster(one, len(snapshots), _rows(_member(members, f"{folder(nth, len(clusters))}timeline.parquet"), limits))
            for nth, one in enumerate(clusters, 1)
        ),
        lines=_from_table(unpacked(_member(members, "lines.parquet"), _LINES, limits)),
    )


def _member(members: dict[str, bytes], name: str) -> bytes:
    if name not in members:
        raise Wrong(f"it holds no {name}")
    return members[name]


def _input(value: object) -> tuple[str, int, str]:
    name, size, digest = parts(value, 3)
    return word(name), whole(size), word(digest)


def _cluster(value: object, snapshots: int, table: pa.Table) -> KeptCluster:
    names = [one.name for one in fields(KeptCluster) if one.name != "table"]
    read = dict(zip(names, of(value, *names), strict=True))
    number, count = whole(read["number"], 1), whole(read["of"], 1)
    controllers = tuple(from_stranger(read["controllers"]))
    if len({one.who.name for one in controllers}) < len(controllers):
        raise Wrong("two controllers have one name")
    return KeptCluster(
        name=word(read["name"]),
        number=whole(number, 1, count),
        of=count,
        logs=tuple(each(lambda one: pair(word, one), read["logs"])),
        empty=tuple(each(word, read["empty"])),
        snapshots=tuple(each(lambda one: whole(one, 0, snapshots - 1), read["snapshots"])),
        inputs=tuple(each(word, read["inputs"])),
        skipped=_both(read["skipped"]),
        controllers=controllers,
        table=table,
    )


def _rows(content: bytes, limits: Limits) -> pa.Table:
    try:
        return checked(unpacked(content, arrow_schema(TIMELINE), limits))
    except LogscanError as error:
        raise Wrong(error.what) from error


def _skipped(some: Sequence[Skipped]) -> list[list[str]]:
    return [[one.source, one.code, one.reason] for one in some]


def _both(value: object) -> tuple[tuple[Skipped, ...], tuple[Skipped, ...]]:
    first, second = parts(value, 2)
    return tuple(each(_one_skipped, first)), tuple(each(_one_skipped, second))


def _one_skipped(value: object) -> Skipped:
    source, code, reason = (word(one) for one in parts(value, 3))
    return Skipped(source=source, code=code, reason=reason)


def _to_table(lines: dict[tuple[str, int], bytes]) -> pa.Table:
    ordered = sorted(lines.items())
    sources = list(dict.fromkeys(source for (source, _), _ in ordered))
    number = {source: code for code, source in enumerate(sources)}
    text = b"".join(line for _, line in ordered)
    ends = np.cumsum([0, *(len(line) for _, line in ordered)], dtype=np.int64)
    columns = [
        words(np.array([number[source] for (source, _), _ in ordered], np.int64), sources),
        from_int64(np.array([offset for (_, offset), _ in ordered], np.int64)),
        pa.Array.from_buffers(pa.large_binary(), len(ordered), [None, pa.py_buffer(ends), pa.py_buffer(text)]),
    ]
    return pa.Table.from_arrays(columns, names=_LINES.names).cast(_LINES)


def _from_table(table: pa.Table) -> dict[tuple[str, int], bytes]:
    if any(table.column(name).null_count for name in _LINES.names):
        raise Wrong("a line is missing")
    code, sources = codes(table.select(["source"]).unify_dictionaries().combine_chunks(), "source")
    offsets = int64(table, "offset").tolist()
    found: dict[tuple[str, int], bytes] = {}
    for chunk in table.column("line").chunks:
        known = chunk.dictionary.to_pylist()
        if any(len(one) > _LONGEST for one in known):
            raise Wrong("a line is too long")
        begin = len(found)
        for at, line in enumerate(chunk.indices.to_pylist(), begin):
            found[sources[code[at]], offsets[at]] = known[line]
        if len(found) != begin + len(chunk):
            raise Wrong("a line stands there twice")
    return found
