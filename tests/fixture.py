"""The cases of fixtures/, each read and judged once in a process: tests that only look at one share it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import logscan
from logscan.case import Case

__all__ = ["FOLDERS", "NAMES", "opened"]

FOLDERS = sorted(path for path in (Path(__file__).parent.parent / "fixtures").iterdir() if path.is_dir() and path.name != "__pycache__")
NAMES = [path.name for path in FOLDERS]


@cache
def opened(name: str = "lost-finish") -> Case:
    """Give a case of fixtures/, by the name of its folder; nobody changes it."""
    return logscan.open(next(path for path in FOLDERS if path.name == name))
