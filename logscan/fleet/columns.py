"""The tables of a fleet: columns, types and meaning. Each has `month` besides, by which its files are parted."""

from __future__ import annotations

from logscan.schema import CONTROLLERS, COVERAGE, EXPOSURE, FINDINGS, TIME, VERDICTS, WORD, Column

__all__ = ["FLEET", "GRADES", "NO_MONTH", "OF_CASE", "PLACED", "STORED", "count_name"]

NO_MONTH = "unknown"  # and not null: pandas does not read a dataset that is parted by nothing
GRADES = {
    "A": "every controller's log is there, at DEBUG from begin to end, without a quiet stretch",
    "B": "every controller's log is there, with quiet stretches, or not at DEBUG all the time",
    "C": "some controller's log is missing, empty, or without DEBUG",
    "D": "no log at DEBUG",
}


def count_name(verdict: str) -> str:
    """Give the column that counts pairs of a verdict: `lost_then_removed`."""
    return verdict.replace("-", "_")


_CASE = Column("case_id", WORD, "id of the case: the hash of its content; with `.2` behind it for the second cluster in a bundle")
_MONTH = Column("month", WORD, "month of the last line, as 2024-03; unknown where no line has a time")
_VERSION = Column("version", WORD, "version of that controller's process, or null")

OF_CASE = (
    _CASE,
    Column("cluster", "string", "name of the cluster where a bundle holds several, or null"),
    Column("code", WORD, "why there is no result, as a code; null where there is one"),
    Column("error", "string", "the same in words"),
    Column("verdict", WORD, "the worst verdict in it: stale, stuck, ...; failed where there is no result"),
    Column("signatures", "list<string>", "signatures of what is not as it should be"),
    Column("known_issues", "list<string>", "ids of the known issues that explain it"),
    Column("versions", "list<string>", "versions that its controllers ran"),
    Column("controllers", "int64", "controllers of the cluster"),
    Column("logs", "int64", "of these, those with a log"),
    Column("pairs", "int64", "pairs of controller and asset that were judged"),
    *(Column(count_name(verdict), "int64", f"of these, those that are {verdict}") for verdict in VERDICTS),
    Column("registered", "int64", "assets registered, summed over controllers"),
    Column("lost", "int64", "of these, those that lost a notification to the armed flag"),
    Column("deliveries", "int64", "notifications that entered a handler"),
    Column("explained", "int64", "of these, those that the model of the handler accounts for"),
    Column("grade", WORD, "how much the logs can tell: A to D"),
    Column("unread", "int64", "pieces of the bundle that could not be read"),
    Column("bytes", "int64", "size of the files as they were attached"),
    Column("first", TIME, "first line with a time"),
    Column("last", TIME, "last line with a time"),
)

PLACED = (
    Column("name", "string", "where the case lies, as it was given"),
    Column("places", "list<string>", "where the same content lies, too"),
)

_DELIVERIES = (
    Column("controller", WORD, "pod name"),
    _VERSION,
    Column("kind", WORD, "asset kind"),
    Column("outcome", WORD, "applied or dropped"),
    Column("reason", WORD, "why it was dropped, or null"),
    Column("notifications", "int64", "how many"),
    Column("explained", "int64", "of these, those that the model of the handler accounts for"),
)

_ROWS: dict[str, tuple[Column, ...]] = {
    "cases": OF_CASE,
    "findings": (_CASE, _VERSION, *FINDINGS),
    "controllers": (_CASE, *CONTROLLERS),
    "coverage": (_CASE, *COVERAGE),
    "deliveries": (_CASE, *_DELIVERIES),
    "losses": (_CASE, _VERSION, *EXPOSURE),
}
FLEET = {name: (*columns, _MONTH) for name, columns in _ROWS.items()}
"""The tables as the result of a case holds them."""

STORED = {**FLEET, "cases": (_CASE, *PLACED, *OF_CASE[1:], _MONTH)}
"""The tables as the store holds them: it knows where a case lies."""
