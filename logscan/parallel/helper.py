"""The other process: it is told where the definitions are, then reads one range after the other, until nobody asks any more."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from pathlib import Path

from logscan.parallel.message import answer, asked, digest, receive, send
from logscan.parallel.ranges import read_range
from logscan.parse.catalog import Catalog
from logscan.parse.templates import Templates

__all__ = ["main"]

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
            send(answers, *answer(read_range(asked(receive(questions)[0]), catalog, templates)))
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody asks any more
