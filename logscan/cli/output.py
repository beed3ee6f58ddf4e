"""Where results of a verb go, and what was typed to get them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from logscan.errors import OutputError

__all__ = ["new_file", "typed"]


def new_file(output: str, *, force: bool) -> Path | None:
    """Give the file that `--output` names, or None for stdout.

    Raises:
        OutputError: it exists, and nobody said `--force`.
    """
    target = None if output == "-" else Path(output)
    if target is not None and target.exists() and not force:
        raise OutputError(f"{output} exists", hint="--force replaces it")
    return target


def typed(arguments: Sequence[str], stands_for: Callable[[str], Sequence[str]] = lambda one: (one,)) -> str:
    """Give a command line as it was typed, but for where the result goes: that does not change what it says.

    Args:
        arguments: what was typed.
        stands_for: gives what is told in the place of a word: of a saved case, what it was made of.
    """
    kept, rest = ["logscan"], iter(arguments)
    for one in rest:
        if one in ("-o", "--output"):
            next(rest, None)
        elif one != "--force" and not one.startswith("--output=") and not (one.startswith("-o") and len(one) > 2):
            kept += stands_for(one)
    return shlex.join(kept)
