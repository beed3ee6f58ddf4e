"""Log records for OpenTelemetry, as a collector's file receiver reads them: one JSON object a line, each with records of one controller.

Times are those that the lines print; when they were collected nobody wrote down, so `observedTimeUnixNano` says the same. Numbers of 64
bits are strings, as the JSON form of protocol buffers wants them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TextIO

from logscan.case import Case
from logscan.report.places import Folder
from logscan.report.rows import rows, sentence
from logscan.report.safe import visible

__all__ = ["write"]

RECORDS = 1_000  # a line: a receiver reads each as a whole
SEVERITY = {"TRAC": 1, "DEBU": 5, "INFO": 9, "WARN": 13, "ERRO": 17, "FATA": 21, "PANI": 24}
_ATTRIBUTES = {  # by column, under the names that the semantic conventions have for it, where they have one
    "emitter": "code.function.name",
    "line": "log.file.line",
    "boot": "neuvector.boot",
    "kind": "neuvector.asset.kind",
    "asset": "neuvector.asset.id",
    "change": "neuvector.change",
    "status": "neuvector.scan.status",
    "result": "neuvector.scan.result",
}


def write(case: Case, out: TextIO) -> None:
    """Write the records, cluster by cluster, those of a controller in the order of its log."""
    folder = Folder(case.reading.sources)
    scope = {"name": "logscan", "version": version("logscan")}
    for one in case.clusters:
        cluster = {"k8s.cluster.name": one.name} if one.bunch.of > 1 else {}
        for controller, own in groupby(rows(one.rows), key=itemgetter("controller")):
            about = {"service.name": "neuvector-controller", "k8s.pod.name": controller, **cluster}
            while records := [_record(row, folder) for row in islice(own, RECORDS)]:
                logs = {"resource": {"attributes": _attributes(about)}, "scopeLogs": [{"scope": scope, "logRecords": records}]}
                out.write(json.dumps({"resourceLogs": [logs]}) + "\n")


def _record(row: Mapping[str, Any], folder: Folder) -> dict[str, Any]:
    ns = row["ts"] * 1_000_000
    nanoseconds = str(ns if 0 <= ns < 1 << 64 else 0)  # 0: not known; a broken log may claim any year
    fields = {f"neuvector.field.{key}": value for key, value in json.loads(row["fields"] or "{}").items()}
    known = {name: row[column] for column, name in _ATTRIBUTES.items() if row[column] is not None}
    return {
        "timeUnixNano": nanoseconds,
        "observedTimeUnixNano": nanoseconds,
        "severityNumber": SEVERITY[row["level"]],
        "severityText": row["level"],
        "eventName": row["event"],
        "body": {"stringValue": visible(sentence(row))},
        "attributes": _attributes({"log.file.path": folder.short(row["source"]), **known, **fields}),
    }


def _attributes(values: Mapping[str, str | int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in values.items()
    ]
