"""Where results go that were not asked to go to stdout: nothing is replaced unasked, and nothing is put where it would be read as input."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from logscan.errors import OutputError, UsageError

__all__ = ["apart_from", "new_file"]


def new_file(output: str, paths: Iterable[str], *, force: bool) -> Path | None:
    """Give the file that is to be written, None for stdout.

    Args:
        output: as it was asked for.
        paths: of the input.
        force: an existing file is replaced.

    Raises:
        OutputError: it exists.
        UsageError: it lies in the input.
    """
    if output == "-":
        return None
    target = Path(output)
    apart_from(target, paths)
    if target.exists() and not force:
        raise OutputError(f"{output} exists", hint="--force replaces it")
    return target


def apart_from(target: Path, paths: Iterable[str]) -> None:
    """Refuse what lies in the input.

    Raises:
        UsageError: it does.
    """
    whole = target.resolve()
    for path in paths:
        inside = Path(path).resolve()
        if path != "-" and (whole == inside or (inside.is_dir() and whole.is_relative_to(inside))):
            raise UsageError(
                f"{target} lies in the input", where=path, why="the next time it would be read as a part of it", hint="another place"
            )
