"""Who else reads logs: commands that take a file as their last argument, and count, print or take apart the lines of the same functions.

What is not installed does not take part. They do less than logscan: none of them counts the other lines, or knows what a line means.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.util import find_spec

from logscan.parse.catalog import Catalog

__all__ = ["SLOW", "contenders", "logscan", "naive"]

SLOW = ("rg -n -o -r", "naive parser", "polars", "pandas", "lnav")
"""Those that take so long that they are measured on small files only."""


def _functions() -> str:
    """Give a regular expression for all emitters that logscan knows."""
    return "|".join(re.escape(one).replace(r"\.func\*", r"\.func[0-9.]+") for one in Catalog.load().emitters)


def logscan(jobs: int = 1) -> list[str]:
    """Give the command that reads a file to its rows with so many processes, as every verb does first, and prints their number."""
    return [sys.executable, "-c", _LOGSCAN, str(jobs)]


def naive() -> list[str]:
    """Give the command of the tests' plain parser."""
    return [sys.executable, "-c", _NAIVE]


def contenders() -> dict[str, list[str]]:
    """Give the commands by name, logscan among them, from the one that does least."""
    functions = _functions()
    line = rf"\|CTL\|(?:{functions}):"
    fields = rf"^(\S+) *\|([A-Z]+)\|CTL\|({functions}): ?(.*)$"
    found = {
        "wc -l": ["wc", "-l"],
        "rg -c": ["rg", "-a", "-c", line],
        "rg -n": ["rg", "-a", "-n", line],
        "rg -n -o -r": ["rg", "-a", "-n", "-o", "-r", "$1,$2,$3,$4", fields],
        "logscan": logscan(),
        "polars": [sys.executable, "-c", _POLARS, line, fields],
        "pandas": [sys.executable, "-c", _PANDAS, line, fields],
        "naive parser": naive(),
        "lnav": ["lnav", "-n", "-q", "-c", f":filter-in {line}", "-c", ":write-raw-to /dev/null"],
    }
    return {name: command for name, command in found.items() if _installed(name, command)}


def _installed(name: str, command: list[str]) -> bool:
    return find_spec(name) is not None if name in ("polars", "pandas") else shutil.which(command[0]) is not None


_LOGSCAN = """
import gc, sys
gc.set_threshold(200_000)  # as every verb does
from logscan.bundle.sources import Bundle
from logscan.parallel.hands import Hands
from logscan.parse.catalog import Catalog
from logscan.reading import read
with Hands(int(sys.argv[1])) as hands:
    found = read(Bundle(sys.argv[2:]), Catalog.load(), hands=hands)
print(sum(part.rows.num_rows for part in found.parts))
"""
_NAIVE = """
import sys
from logscan.parse.catalog import Catalog
from tests.parse.naive import naive
with open(sys.argv[-1], "rb") as stream:
    print(len(naive(stream.read(), Catalog.load())[0]))
"""
_POLARS = r"""
import sys
import polars as pl
line, fields, file = sys.argv[1:]
rows = pl.scan_csv(file, has_header=False, separator="\x01", quote_char=None, new_columns=["line"], encoding="utf8-lossy")
rows = rows.filter(pl.col("line").str.contains(line)).with_columns(pl.col("line").str.extract_groups(fields).alias("fields"))
print(rows.collect(engine="streaming").height)
"""
_PANDAS = r"""
import sys
import pandas as pd
line, fields, file = sys.argv[1:]
found = 0
with open(file, encoding="utf-8", errors="replace", newline="\n") as stream:
    while lines := stream.readlines(64 << 20):
        rows = pd.Series(lines)
        found += len(rows[rows.str.contains(line)].str.extract(fields))
print(found)
"""
