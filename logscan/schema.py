"""Columns, types and meaning of every table logscan gives out: the one home of these facts.

The tables are described as plain data so that `logscan schema` and the documentation read the same words as the code, and so
that importing logscan does not load pyarrow; `arrow_schema` builds the Arrow schema when one is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "CHANGES",
    "CONTROLLERS",
    "COVERAGE",
    "DELIVERIES",
    "DESCRIBED",
    "DIFFERENCES",
    "DIVERGENCE",
    "DIVERGENCE_OVER_TIME",
    "EXPOSURE",
    "FINDINGS",
    "KINDS",
    "PAIRS",
    "SCANNERS",
    "SNAPSHOTS",
    "STATUSES",
    "TABLES",
    "TIMELINE",
    "TRACKS",
    "VERDICTS",
    "Column",
    "arrow_schema",
]

KINDS = ("workload", "host", "platform", "registry", "image")
CHANGES = ("add", "modify", "delete")
STATUSES = ("idle", "scheduled", "scanning", "finished", "failed")
VERDICTS = (
    "consistent",
    "stale",
    "lost-then-removed",
    "healed",
    "latent",
    "stuck",
    "pending",
    "inconclusive",
)

TIME = "timestamp[ms, UTC]"
WORD = "dictionary<string>"


@dataclass(frozen=True)
class Column:
    """One column: its name, its Arrow type in words, and what a value means."""

    name: str
    type: str
    meaning: str


TIMELINE = (
    Column("ts", TIME, "the line's own time; logs carry no zone, UTC unless told otherwise"),
    Column("controller", WORD, "pod name of the controller that printed the line"),
    Column("boot", "int16", "run of the controller process, from 0; `main.main: START` begins the next"),
    Column("source", WORD, "where the line stands"),
    Column("line", "int64", "line number in the source, from 1, as a text editor counts"),
    Column("offset", "int64", "byte offset of the line in the decompressed source"),
    Column("level", WORD, "TRAC DEBU INFO WARN ERRO FATA PANI"),
    Column("emitter", WORD, "the function that printed the line"),
    Column("event", WORD, "what the line says, named by the definition under parsers/"),
    Column("kind", WORD, "workload, host, platform, registry, image, or null"),
    Column("asset", WORD, "asset id, or null"),
    Column("change", WORD, "add, modify, delete, or null"),
    Column("status", WORD, "idle, scheduled, scanning, finished, failed, or null"),
    Column("result", WORD, "scan result text, or null"),
    Column("fields", WORD, "what else the definition keeps, as JSON with sorted keys, or null"),
)

DELIVERIES = (
    Column("ts", TIME, "when the notification entered the handler"),
    Column("controller", WORD, "pod name"),
    Column("boot", "int16", "run of the controller process"),
    Column("source", WORD, "where the line stands"),
    Column("line", "int64", "line number in the source"),
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("change", WORD, "add, modify or delete"),
    Column("outcome", WORD, "applied or dropped"),
    Column("reason", WORD, "why it was dropped: unregistered, armed-flag, deleted, unknown; null when applied"),
    Column("status", WORD, "the status that was applied, or null"),
    Column("simulated", "bool", "the controller called its own handler while registering the asset"),
    Column("explained", "bool", "the handler model accounts for what the log shows"),
)

TRACKS = (
    Column("controller", WORD, "pod name"),
    Column("boot", "int16", "run of the controller process"),
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("status", WORD, "the status this controller answers during the interval"),
    Column("since", TIME, "begin of the interval"),
    Column("until", TIME, "end of the interval; null: to the end of what the log covers"),
    Column("source", WORD, "where the line stands that began the interval"),
    Column("line", "int64", "its line number"),
)

CONTROLLERS = (
    Column("controller", "string", "pod name"),
    Column("address", "string", "its address, or null"),
    Column("id", "string", "its controller id, or null"),
    Column("log", WORD, "present, empty, or absent"),
    Column("lead", "bool", "it was lead at some time, as far as all logs tell"),
    Column("version", "string", "version of its last boot, or null"),
    Column("boots", "int64", "runs of the controller process that its logs show"),
    Column("first", TIME, "first line with a time"),
    Column("last", TIME, "last line with a time"),
)

COVERAGE = (
    Column("source", WORD, "the log"),
    Column("controller", WORD, "pod name of the controller that printed it"),
    Column("first", TIME, "first line with a time"),
    Column("last", TIME, "last line with a time"),
    Column("lines", "int64", "lines in the source"),
    Column("understood", "int64", "lines that gave a timeline row"),
    Column("debug_first", TIME, "first DEBUG line, null when there is none"),
    Column("debug_last", TIME, "last DEBUG line, null when there is none"),
    Column("gaps", "int64", "quiet stretches of five minutes or more"),
)

PAIRS = (
    Column("controller", WORD, "pod name"),
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("name", WORD, "the asset's human name, or null"),
    Column("status", WORD, "what this controller answers at the end of its log"),
    Column("expected", WORD, "the final value, where it is known"),
    Column("verdict", WORD, "one of " + ", ".join(VERDICTS)),
    Column("signature", WORD, "the pattern that explains the verdict, or null"),
    Column("since", TIME, "since when the verdict holds, or null"),
)

FINDINGS = (
    Column("id", "string", "stable over re-runs: hash of signature, controller, asset and boot"),
    Column("verdict", WORD, "one of " + ", ".join(VERDICTS)),
    Column("signature", WORD, "the pattern that explains the verdict"),
    Column("known_issue", WORD, "id of the known issue, or null"),
    Column("controller", WORD, "pod name"),
    Column("boot", "int16", "run of the controller process"),
    Column("kind", WORD, "asset kind, null when the finding is about the controller"),
    Column("asset", WORD, "asset id, null when the finding is about the controller"),
    Column("name", WORD, "the asset's human name, or null"),
    Column("status", WORD, "what this controller shows"),
    Column("expected", WORD, "the final value"),
    Column("since", TIME, "since when it is wrong"),
    Column("until", TIME, "until when; null: to the end of the log"),
    Column("confidence", WORD, "certain, high, medium or low"),
    Column("explanation", "string", "the finding in words"),
)

SNAPSHOTS = (
    Column("source", WORD, "the file with the REST answer"),
    Column("controller", WORD, "the controller that gave it, or null when that cannot be told"),
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("status", WORD, "the status it answered; idle also stands for a blank one"),
    Column("taken", TIME, "when it was asked for it, by the clock of whoever asked; null where nobody wrote that down"),
)

SCANNERS = (
    Column("scanner", WORD, "scanner id"),
    Column("controller", WORD, "pod name of the controller that gave it tasks, the lead as a rule; null where none did"),
    Column("scans", "int64", "tasks that it was given"),
    Column("failed", "int64", "of these, those that came back as an error, or as a report that tells of one"),
    Column("median_ms", "int64", "from being given to being given back, of the tasks whose end the log shows; null where there are none"),
    Column("p95_ms", "int64", "likewise, what nineteen of twenty do not exceed"),
    Column("max_ms", "int64", "likewise, the longest"),
    Column("last_seen", TIME, "when a log last shows something of it, on the common clock"),
    Column("wait_median_ms", "int64", "how long tasks waited in the queue of that controller, whichever scanner they were for; or null"),
    Column("wait_p95_ms", "int64", "likewise, what nineteen of twenty do not exceed"),
    Column("wait_max_ms", "int64", "likewise, the longest"),
)

EXPOSURE = (
    Column("controller", WORD, "pod name of a controller whose log can show deliveries"),
    Column("registered", "int64", "assets that were registered at some time"),
    Column("lost", "int64", "of these, those that lost a notification or more to the armed flag, whatever became of it"),
    Column("share", "float64", "the exposure rate, lost / registered; null when nothing was registered"),
    Column("notifications", "int64", "notifications lost to the armed flag"),
    Column("stale", "int64", "of lost, those whose copy is wrong at the end, or was when the asset was removed"),
    Column("healed", "int64", "of lost, those that something later made up for"),
    Column("latent", "int64", "right at the end, with the flag armed: the next notification will be lost"),
)

DIVERGENCE = (
    Column("kind", WORD, "asset kind"),
    Column("asset", WORD, "asset id"),
    Column("name", WORD, "the asset's human name, or null"),
    Column("since", TIME, "since when controllers answer like this, on the common clock"),
    Column("until", TIME, "until when; null: to the end of what the logs show"),
    Column("lasted_ms", "int64", "for how long, as far as the logs show"),
    Column("answers", "string", "controllers by the status that they answer, as JSON with sorted keys"),
)

DIVERGENCE_OVER_TIME = (
    Column("ts", TIME, "from when on the row holds, until the next; on the common clock"),
    Column("diverging", "int64", "assets about which controllers answer differently, normal lag left out"),
    Column("probability", "float64", "that the answer of a random controller about a random asset is wrong; null when none is known"),
)

DIFFERENCES = (
    Column("change", WORD, "gone, new, or still there"),
    Column("id", "string", "of the finding; it holds the controller's name, which is another one after an upgrade"),
    Column("verdict", WORD, "one of " + ", ".join(VERDICTS)),
    Column("signature", WORD, "the pattern that explains the verdict, or null"),
    Column("known_issue", WORD, "id of the known issue, or null"),
    Column("controller", WORD, "pod name"),
    Column("kind", WORD, "asset kind, null when the finding is about the controller"),
    Column("asset", WORD, "asset id, null when the finding is about the controller"),
    Column("name", WORD, "the asset's human name, or null"),
    Column("status", WORD, "what this controller shows; of what is gone, before"),
    Column("expected", WORD, "the final value, likewise"),
)

TABLES = {
    "timeline": TIMELINE,
    "deliveries": DELIVERIES,
    "tracks": TRACKS,
    "controllers": CONTROLLERS,
    "coverage": COVERAGE,
    "pairs": PAIRS,
    "findings": FINDINGS,
    "snapshots": SNAPSHOTS,
    "scanners": SCANNERS,
    "exposure": EXPOSURE,
    "divergence": DIVERGENCE,
    "divergence_over_time": DIVERGENCE_OVER_TIME,
}
"""The tables of a case, by name."""

DESCRIBED = {**TABLES, "differences": DIFFERENCES}
"""Those of a comparison, too."""


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Give the Arrow schema of a table described above."""
    import pyarrow as pa

    types = {
        TIME: pa.timestamp("ms", tz="UTC"),
        WORD: pa.dictionary(pa.int32(), pa.string()),
        "string": pa.string(),
        "int16": pa.int16(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "list<string>": pa.list_(pa.string()),
    }
    return pa.schema([pa.field(column.name, types[column.type]) for column in columns])
