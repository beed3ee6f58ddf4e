"""`logscan check`: what is in the bundle, what is missing, and the command that collects it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from logscan.cli.options import Cluster, MaxBytes, MaxDepth, MaxFiles, MaxRatio, Paths, limits_of, open_case
from logscan.cli.partly import partly

__all__ = ["add_to", "check"]


def add_to(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(check)


def check(
    paths: Paths,
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")] = False,
    cluster: Cluster = None,
    max_bytes: MaxBytes = None,
    max_ratio: MaxRatio = None,
    max_depth: MaxDepth = None,
    max_files: MaxFiles = None,
) -> None:
    """List what is in a bundle and what each piece was taken for, and what should be collected besides.

    \b
    logscan check case.zip
    """
    from logscan.report.checklist import checklist, to_json, to_text

    case = open_case(paths, [], "UTC", [], limits_of(max_bytes, max_ratio, max_depth, max_files), cluster=cluster)
    document = checklist(case)
    if json_:
        sys.stdout.write(to_json(document))
    else:
        named = any("controller" in member for member in document["members"])
        sys.stdout.write(to_text(document, case.short_names if named else {}))
    raise typer.Exit(partly(case.reading))
