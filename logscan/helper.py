"""The other process: it is told where the definitions are, then reads what it is asked for, until nobody asks any more."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.cache.entry import Unreadable
from logscan.cache.kept import pack, read_alone
from logscan.parallel.message import Named, answer, digest, receive, send
from logscan.parallel.ranges import Range, read_range
from logscan.parse.catalog import Catalog
from logscan.parse.templates import Templates

__all__ = ["main", "read_file"]

_NEW_OBJECTS = 200_000  # as on the command line: what is made is in use to the end


def main() -> None:
    """Answer on stdout what is asked on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the one who asks decides
    gc.set_threshold(_NEW_OBJECTS)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints is no answer
    try:
        catalog = Catalog.load(*(Path(folder) for folder in json.loads(bytes(receive(questions)[0]))))
        send(answers, digest(catalog).encode())
        templates = Templates(catalog)
        while True:
            asked = json.loads(bytes(receive(questions)[0]))
            if "range" in asked:
                send(answers, *answer(read_range(Range(**asked["range"]), catalog, templates)))
            else:
                send(answers, read_file(asked, catalog))
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody asks any more


def read_file(asked: dict[str, Any], catalog: Catalog) -> bytes:
    """Give what an attached file holds, as `pack` does; nothing where who asks must read it: it is another, or met a limit of all."""
    wanted = Named(**asked["file"])
    bundle = Bundle([wanted.path], Limits(**asked["limits"]))
    for file in bundle.attachments():
        if Named.of(wanted.path, file.name, os.fstat(file.content.fileno())) != wanted:
            return b""
        whole = read_alone(file, bundle, catalog, asked["snapshots"])
        try:
            return pack(whole) if file.walked.budget.enough else b""
        except Unreadable:
            return b""
    return b""
