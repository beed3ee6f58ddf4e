"""What rows need with them to be judged without the logs, as one text: it travels in the metadata of a table, and in `DataFrame.attrs`."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from logscan.saved.container import loaded
from logscan.saved.coverage import Known, from_stranger, known, to_plain
from logscan.saved.values import Wrong, each, of, word
from logscan.timeline import Timeline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEY", "Carried", "carried", "carry", "find"]

KEY = "logscan.coverage"
_SCHEMA = "logscan.coverage/1"
_MOST = 256 << 20


@dataclass(frozen=True, kw_only=True)
class Carried:
    """One cluster: its name, empty where it is the only one, and what is known of its controllers."""

    name: str
    controllers: tuple[Known, ...]


def carry(clusters: Sequence[tuple[str, Timeline]]) -> str:
    """Give the text, for the timelines of some clusters, each with its name."""
    plain = [{"name": name, "controllers": to_plain(known(timeline))} for name, timeline in clusters]
    said = json.dumps({"schema": _SCHEMA, "clusters": plain}, separators=(",", ":"))
    return base64.b64encode(zlib.compress(said.encode())).decode()


def carried(text: str) -> list[Carried]:
    """Give back what `carry` was given.

    Raises:
        Wrong: it is something else.
    """
    unpacking = zlib.decompressobj()
    try:
        said = unpacking.decompress(base64.b64decode(text, validate=True), _MOST)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise Wrong("it is cut or damaged") from error
    if not unpacking.eof:
        raise Wrong("it is cut, or too large")
    schema, clusters = of(loaded(said), "schema", "clusters")
    if schema != _SCHEMA:
        raise Wrong(f"it is of {ascii(schema)[:40]}, and this logscan reads {_SCHEMA}")
    return each(_cluster, clusters)


def _cluster(value: object) -> Carried:
    name, controllers = of(value, "name", "controllers")
    return Carried(name=word(name), controllers=tuple(from_stranger(controllers)))


def find(table: pd.DataFrame | pa.Table) -> str | None:
    """Give the text that a table carries, or None: in its metadata, in its `attrs`, or in what pandas has made of these."""
    if not isinstance(table, pa.Table):
        text = table.attrs.get(KEY)
        return text if isinstance(text, str) else None
    metadata = table.schema.metadata or {}
    found = metadata.get(KEY.encode())
    if found is not None:
        return str(found, "ascii", "replace")
    for name in (b"PANDAS_ATTRS", b"pandas"):  # the one is of pandas, the other of pyarrow, which older ones leave out
        try:
            attrs = json.loads(metadata.get(name, b"{}"))
            text = (attrs["attributes"] if name == b"pandas" else attrs)[KEY]
        except (ValueError, LookupError, TypeError, RecursionError):
            continue
        if isinstance(text, str):
            return text
    return None
