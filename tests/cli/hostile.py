"""A bundle in which everything that a stranger can choose tries to act on a terminal, a spreadsheet or rich."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.lost_finish import ASSET, FOLDER, NAME, VICTIM, short

__all__ = ["ACTING", "EVIL", "bundle"]

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e\u200b[red]x[/red][link=file:etc]y[/link]:smile:"
"""OSC, CSI, C1, bidi, zero width, rich markup and an emoji code; no slash that would split a file name but that of the markup."""

ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""What no terminal may get from us, on stdout or stderr, unless we colour."""

_POD, _ASSET, _CONTAINER = f"-{short(VICTIM)}".encode(), ASSET.encode(), f"k8s_{NAME.split('/')[2]}".encode()
_HOSTILE = EVIL.encode() + b"\x00"
_CHANGES = {
    _POD: _POD[:3] + _HOSTILE + _POD[3:],  # pod name
    _ASSET: _ASSET[:12] + _HOSTILE,  # asset id, in logs and REST answers
    _CONTAINER + b"_": _CONTAINER + _HOSTILE + b"_",  # container name
    b"result=succeeded": b"result==1+2" + _HOSTILE,  # scan result
    b"v5.2.4": b"v5.2.4" + _HOSTILE,  # version
    b"Name:worker-1": b"Name:@worker" + _HOSTILE + b"-1",  # node name
    b"cache.scanConfigUpdate: -": b"cache.scanStateHandler: odd" + _HOSTILE + b" -",  # a statement that nothing reads
}


def bundle(folder: Path) -> Path:
    """Write the incident of fixtures/lost-finish with hostile names and values into a folder with a hostile name; give that folder."""
    case = folder / EVIL.replace("/", "_")
    shutil.copytree(FOLDER, case)
    for file in case.iterdir():
        data = file.read_bytes()
        for plain, hostile in _CHANGES.items():
            data = data.replace(plain, hostile)
        file.write_bytes(data)
        file.rename(file.with_name(EVIL.replace("/", "_") + file.name))
    (case / f"{EVIL.replace('/', '_')}.zip").write_bytes(b"PK\x03\x04")
    return case
