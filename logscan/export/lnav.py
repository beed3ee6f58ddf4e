r"""A format file for lnav, made of the definitions in force: the pager colours the logs, knows their fields, and follows an asset.

    "scan_notified_1": {"pattern": "^(?<timestamp>...) *\\|(?<level>...)\\|...\\|(?<emitter>cache\\.scanStateHandler):(?<body> - key=..."}

A statement that names an asset has a pattern of its own, in which the asset is what lnav calls an operation; there is one more for all
other lines, and one for the monitor. lnav goes through patterns in no order that a file could set, and begins with the one that fitted
last: so the one for other lines says itself which lines it is not for. The samples are those of the definitions. Of a fraction of a second
lnav 0.11 reads three digits and no fewer: a line that ends in tens of milliseconds keeps its place, with the time of the line before it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from logscan.parse.definition import COLUMNS, MESSAGE, Line, Pattern

if TYPE_CHECKING:
    from logscan.case import Case

__all__ = ["write"]

SCHEMA = "https://lnav.org/schemas/format-v1.schema.json"
LEVELS = {"trace": "TRAC", "debug": "DEBU", "info": "INFO", "warning": "WARN", "error": "ERRO", "critical": "PANI", "fatal": "FATA"}
FIELDS = (*COLUMNS, "registry")
IDENTIFIERS = ("module", "emitter", "kind", "asset", "registry", "change", "status")
_HEAD = r"^(?<timestamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?) *\|(?<level>[A-Z]{4})\|(?<module>[A-Z]{2,4})\|"
_MONITOR = r"^(?<timestamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\|(?<module>MON)\|(?<body>.*)$"
_MONITOR_SAYS = "2024-03-05T09:30:02|MON|Start ctrl, pid=7"
_GROUP = re.compile(r"\(\?P?<(\w+)>")


def write(case: Case, out: TextIO) -> None:
    """Write the format file; nothing of the case is read but its definitions."""
    lines = [line for _, one in sorted(case.catalog.definitions.items()) for line in one.lines]
    about = {
        "title": "NeuVector controller",
        "description": "Debug log of a NeuVector controller, read with the definitions of logscan.",
        "file-type": "text",
        "regex": {name: {"pattern": pattern} for name, pattern in _patterns(lines).items()},
        "timestamp-field": "timestamp",
        "level-field": "level",
        "body-field": "body",
        "opid-field": "asset",
        "level": {name: f"^{printed}$" for name, printed in LEVELS.items()},
        "value": {name: {"kind": "string", "identifier": name in IDENTIFIERS} for name in ("module", "emitter", *FIELDS, "body")},
        "sample": [{"line": text} for text in [*(sample.text for line in lines for sample in line.samples), _MONITOR_SAYS]],
    }
    json.dump({"$schema": SCHEMA, "neuvector_controller": about}, out, indent=2)
    out.write("\n")


def _patterns(lines: Iterable[Line]) -> dict[str, str]:
    """Give all patterns by name; that of a statement is called by its event."""
    often: Counter[str] = Counter()
    statements: dict[str, str] = {}
    for line in lines:
        for statement in _statements(line) if line.event is not None else ():
            if "(?<asset>" in statement and statement not in statements.values():
                event = re.sub(r"\W", "_", line.event or "")
                often[event] += 1
                statements[f"{event}_{often[event]}"] = statement
    others = "|".join(_GROUP.sub("(?:", statement) for statement in statements.values())
    return {
        **{name: f"{_HEAD}{statement}$" for name, statement in statements.items()},
        "other": f"{_HEAD}(?!(?:{others})$)(?:(?<emitter>[^:\\s]+):)?(?<body>.*)$",
        "monitor": _MONITOR,
    }


def _statements(line: Line) -> Iterator[str]:
    """Give the regular expressions of a statement, from its emitter on: one for each way in which it may name an asset."""
    ways: list[Pattern | None] = [one for one in line.pick if "(?P<asset>" in one.regex.pattern]
    for way in ways or [None]:
        emitter = re.escape(line.emitter).replace(r"\.func\*", r"\.func[\d.]+")
        message = _value(line, MESSAGE, None) if line.message == "*" else re.escape(line.message)
        fields = " ".join(f"{re.escape(key)}={_value(line, key, way)}" for key in line.keys)
        yield f"(?<emitter>{emitter}):(?<body>{' ' if message else ''}{message}{' - ' if fields else ''}{fields})"


def _value(line: Line, key: str, way: Pattern | None) -> str:
    """Give the regular expression of the value of a key, with a group for what is a field here."""
    whole = next((one.regex.pattern for one in line.where if one.key == key), ".*?")
    if way is not None and way.key == key:
        whole = f"{way.regex.pattern.removeprefix('^').removesuffix('$')}.*?"
    inside = _GROUP.sub(lambda group: f"(?<{group[1]}>" if group[1] in FIELDS else "(?:", whole)
    name = next((name for name, of in line.map if of == key and name in FIELDS), None)
    return f"(?:{inside})" if name is None else f"(?<{name}>{inside})"
