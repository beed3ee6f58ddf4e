"""`logscan schema` and `--version`: what logscan says of itself."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

import pytest

from logscan.errors import ExitCode
from logscan.report.jsonschema import analysis_schema
from logscan.schema import TABLES
from tests.cli.command import logscan


def test_schema() -> None:
    """`logscan schema` prints the JSON Schema of the result, keys sorted."""
    printed = logscan("schema").out
    assert json.loads(printed) == analysis_schema()
    assert printed == json.dumps(analysis_schema(), indent=2, sort_keys=True) + "\n"
    assert logscan("schema", "analysis").out == printed


@pytest.mark.parametrize("table", TABLES)
def test_schema_of_a_table(table: str) -> None:
    """`logscan schema TABLE` prints a line per column: its name, its type, and its meaning."""
    lines = logscan("schema", table).out.rstrip("\n").split("\n")
    assert [re.split("  +", line, maxsplit=2) for line in lines] == [[one.name, str(one.type), one.meaning] for one in TABLES[table]]


def test_unknown_schema() -> None:
    """A table that does not exist ends with 2 and a list of those that do."""
    run = logscan("schema", "tables")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert all(table in run.err for table in ("analysis", *TABLES))


def test_version() -> None:
    """`logscan --version` prints one line: the name and the version of the installed package."""
    run = logscan("--version")
    assert (run.code, run.out, run.err) == (0, f"logscan {version('logscan')}\n", "")
