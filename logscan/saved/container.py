"""One zip that holds a saved case: first of all `logscan.json`, which names every other member with its size and hash.

    logscan.json            schema, the logscan that wrote it, members
    case.json               what was attached, which clusters there are, what the logs cover
    timeline.parquet        all rows, and lines.parquet: the text of the lines that findings point at; what is reopened is made of these
    result.json             what `logscan analyze --json` says
    findings.parquet ...    what a case gives as tables, for whoever reads Parquet and has no logscan

The same case is the same bytes. Nothing is unpacked by name, and nothing is believed that does not have its hash; the hashes tell damage,
not who wrote it.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from logscan.bundle.kinds import begins_saved_case
from logscan.bundle.limits import Limits
from logscan.saved.values import Wrong, keyed, of, whole, word

__all__ = ["ENDING", "MANIFEST", "SCHEMA", "is_saved", "loaded", "read", "write"]

ENDING = ".logscan.zip"
MANIFEST = "logscan.json"
SCHEMA = "logscan.case/1"
_HEAD = 200
_MEMBERS = 1_000


def is_saved(path: str) -> bool:
    """Say whether a file is called as a saved case is, or begins like one; this reads its first bytes, and never raises."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return path.endswith(ENDING) or begins_saved_case(file.read(_HEAD))
    except (OSError, ValueError):
        return False


def write(out: IO[bytes], members: Mapping[str, bytes]) -> None:
    """Write some members, and the manifest before them.

    Raises:
        OSError: it cannot be written.
    """
    sealed = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in members.items()}
    about = {"schema": SCHEMA, "tool": {"name": "logscan", "version": version("logscan")}, "members": sealed}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {MANIFEST: json.dumps(about, indent=2).encode() + b"\n", **members}.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") and name != MANIFEST else zipfile.ZIP_STORED
            member.external_attr = 0o600 << 16
            archive.writestr(member, content)


def read(path: str, limits: Limits) -> dict[str, bytes]:
    """Give the members of a saved case by name, each with the hash that the manifest says.

    Raises:
        Wrong: it is none, or damaged, or more than the limits allow.
        OSError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file, zipfile.ZipFile(file) as archive:
            size = file.seek(0, 2)
            left = min(limits.max_bytes, size * limits.max_ratio + limits.ratio_grace)
            infos = archive.infolist()
            if len(infos) > _MEMBERS or len({one.filename for one in infos}) < len(infos):
                raise Wrong(f"it has {len(infos):,} members, or two of one name")
            found = {}
            for info in infos:
                found[info.filename] = content = _content(archive, info, left)
                left -= len(content)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, LookupError, OverflowError) as error:
        raise Wrong(f"it is cut or damaged: {str(error)[:200]}") from error
    return _unsealed(found)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Wrong("it is packed in a way that a saved case is not")
    with archive.open(info) as stream:
        content = stream.read(left + 1)
    if len(content) > left:
        raise Wrong("it unpacks to more than its size allows (--max-ratio, --max-bytes)")
    return content


def _unsealed(found: dict[str, bytes]) -> dict[str, bytes]:
    """Give the members that the manifest names.

    Raises:
        Wrong: one is not what it says.
    """
    if MANIFEST not in found:
        raise Wrong(f"it holds no {MANIFEST}")
    about = loaded(found[MANIFEST])
    schema = about.get("schema") if isinstance(about, dict) else None
    if schema != SCHEMA:
        known = isinstance(schema, str) and schema.startswith("logscan.case/")
        raise Wrong(f"it is of {ascii(schema)[:40]}, and this logscan reads {SCHEMA}: upgrade it" if known else "it is no saved case")
    _, tool, members = of(about, "schema", "tool", "members")
    keyed(word, tool)
    for name, (size, digest) in keyed(lambda one: of(one, "bytes", "sha256"), members).items():
        content = found.get(name)
        if content is None or len(content) != whole(size) or hashlib.sha256(content).hexdigest() != word(digest):
            raise Wrong(f"{ascii(name)[:80]} in it is missing or damaged")
    return {name: found[name] for name in members}


def loaded(content: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give what JSON says.

    Raises:
        Wrong: it is none.
    """
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise Wrong("what is to be JSON is none") from error
