"""The index as a page: one file, no script, no request; the filters are style sheet alone, and where that is not understood, all is shown.

A fleet of thousands has several pages, each well under a megabyte; figures and pictures on the first count the cases of all.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from logscan.fleet.columns import GRADES
from logscan.fleet.rows import WORST
from logscan.report.exposure import percent
from logscan.report.safe import visible

__all__ = ["ON_A_PAGE", "pages"]

ON_A_PAGE = 1500
COLUMNS = 24  # of a picture; of more months the last are shown
SHADES = 5


def pages(known: dict[str, Any]) -> dict[str, str]:
    """Give the pages by file name, `index.html` first.

    Args:
        known: what `summary` gives.
    """
    rows = known["cases"]
    parts = [rows[at : at + ON_A_PAGE] for at in range(0, len(rows), ON_A_PAGE)] or [[]]
    names = [_name(number) for number in range(len(parts))]
    return {name: _page(known, part, number, names) for number, (name, part) in enumerate(zip(names, parts, strict=True))}


def _name(number: int) -> str:
    return f"index-{number + 1}.html" if number else "index.html"


def _page(known: dict[str, Any], rows: list[dict[str, Any]], number: int, names: list[str]) -> str:
    filters = {
        "Verdict": [one for one in WORST if any(row["verdict"] == one for row in rows)],
        "Signature": sorted({one for row in rows for one in row["signatures"]}),
        "Version": sorted({one for row in rows for one in row["versions"]}),
    }
    classes = {
        (what, value): f"f{group}-{place}" for group, (what, values) in enumerate(filters.items()) for place, value in enumerate(values)
    }
    sheet = _file("index.css") + "".join(f"body:has(#{name}:checked) .cases tr:not(.{name}){{display:none}}" for name in classes.values())
    return (
        _environment()
        .get_template("index.html.j2")
        .render(
            sheet=Markup(sheet),  # noqa: S704 - our own: nothing in it comes from a case
            policy=f"default-src 'none'; style-src '{_hash(sheet)}'; base-uri 'none'; form-action 'none'",
            known=known,
            first=number == 0,
            number=number + 1,
            names=names,
            filters=[(what, [(classes[what, value], value) for value in values]) for what, values in filters.items() if len(values) > 1],
            rows=[(row, " ".join(classes[key] for key in _keys(row)), _href(row)) for row in rows],
            pictures=[_picture("version", known["signatures_by_version"]), _picture("month", known["signatures_by_month"])],
            grades=GRADES,
            percent=percent,
            size=_size,
        )
    )


def _keys(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [("Verdict", row["verdict"]), *(("Signature", one) for one in row["signatures"]), *(("Version", one) for one in row["versions"])]


def _href(row: dict[str, Any]) -> str:
    bundle, _, number = row["case_id"].partition(".")
    return row["page"] or f"cases/{bundle}/result{f'.{number}' if number else ''}.json"


def _picture(by: str, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Give how many cases show each signature, by version or month, and how dark each cell is."""
    columns = sorted({one for row in counts.values() for one in row})[-COLUMNS:]
    most = max((count for row in counts.values() for count in row.values()), default=1)
    rows = [
        (name, [(counts[name].get(one, 0), -(-SHADES * counts[name].get(one, 0) // most)) for one in columns])
        for name in sorted(counts, key=lambda one: (-sum(counts[one].values()), one))
    ]
    return {"by": by, "columns": columns, "rows": rows}


def _size(count: int) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1_000:
            return f"{count} {unit}"
        count = round(count / 1_000)
    return f"{count:,} GB"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("logscan.fleet"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else visible(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _file(name: str) -> str:
    return (resources.files("logscan.fleet") / "templates" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
