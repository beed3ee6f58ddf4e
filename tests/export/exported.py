"""Cases as they are exported, and what makes them hostile."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import logscan
from logscan.case import Case
from logscan.export.formats import FORMATS, write
from tests.fixture import opened as case

__all__ = ["case", "exported", "written"]


@cache
def exported(fixture: str, form: str) -> str:
    """Give a case of fixtures/ in some format."""
    return written(case(fixture), form)


def written(one: Case | Path, form: str) -> str:
    """Give a case, or what is in a folder, in some format."""
    out = io.StringIO()
    write(logscan.open(one) if isinstance(one, Path) else one, FORMATS[form], out)
    return out.getvalue()
