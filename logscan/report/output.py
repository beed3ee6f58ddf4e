"""Results go to stdout, or to a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from logscan.errors import OutputError
from logscan.unfinished import unfinished

__all__ = ["replacing"]


@contextmanager
def replacing(target: Path | None) -> Iterator[TextIO]:
    """Give something to write to: stdout when there is no target, else a temporary file that becomes the target at the end.

    The file is readable by its owner only: logs hold customers' data.

    Raises:
        OutputError: it cannot be written; nothing is left behind.
    """
    if target is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with unfinished(target) as part:
            with part.open("w", encoding="utf-8", newline="") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}", why=error.strerror or "") from error
