"""Several clusters in one input, one after the other: what is said of each stands under a line that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Group, RenderableType
from rich.text import Text

from logscan.analysed import Analysed
from logscan.report.safe import visible

__all__ = ["heading", "in_turn", "which"]

_Case = TypeVar("_Case", bound=Analysed)


def in_turn(clusters: Sequence[_Case], say: Callable[[_Case], RenderableType]) -> Iterator[RenderableType]:
    """Give what is to be said of each cluster, one after the other, and first of all that there are several.

    Args:
        clusters: `Case.clusters`.
        say: gives what is to be said of one.
    """
    if len(clusters) > 1:
        several = f"  {len(clusters)} in the input, each judged on its own: --cluster NAME for one\n"
        yield Text("SEVERAL CLUSTERS", "bold").append(several, "not bold")
    for number, one in enumerate(clusters):
        yield Group(*([Text()] if number else []), *heading(one), say(one))


def heading(case: Analysed) -> list[RenderableType]:
    """Give the line that names a cluster, and nothing where the input holds no other."""
    if case.bunch.of == 1:
        return []
    count = len(case.read.controllers)
    controllers = f"{count} controller{'' if count == 1 else 's'}"
    return [Text(visible(f"Cluster {case.bunch.number} of {case.bunch.of}: {case.name} ({controllers})"), "bold underline"), Text()]


def which(case: Analysed) -> dict[str, Any]:
    """Give what a document says of the cluster that it is about, and nothing where the input holds no other."""
    one = case.bunch
    return {} if one.of == 1 else {"cluster": {"name": one.name, "number": one.number, "of": one.of}}
