"""Log records, parsed as OpenTelemetry's own definitions of the protocol parse them."""

from __future__ import annotations

import json
from pathlib import Path

from google.protobuf import json_format
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, LogsData, ResourceLogs, SeverityNumber

from logscan.export.otlp import RECORDS, SEVERITY
from tests.box import box, tell
from tests.export.exported import exported, written
from tests.lost_finish import ASSET, TRUTH, VICTIM


def parsed(text: str) -> list[ResourceLogs]:
    """Give what stands in each line; an unknown field or a value of another type does not parse."""
    return [resource for line in text.split("\n")[:-1] for resource in json_format.Parse(line, LogsData()).resource_logs]


def pod(resource: ResourceLogs) -> str:
    """Give the pod that a resource is."""
    return next(one.value.string_value for one in resource.resource.attributes if one.key == "k8s.pod.name")


def records(resource: ResourceLogs) -> list[LogRecord]:
    """Give the records of a resource."""
    return [record for scope in resource.scope_logs for record in scope.log_records]


def test_every_line_is_a_record() -> None:
    """Every understood line is a record of its controller, with its time, level, event and asset."""
    found = parsed(exported("lost-finish", "otlp"))
    rows = [json.loads(line) for line in exported("lost-finish", "jsonl").split("\n")[:-1]]
    assert {pod(one) for one in found} == set(TRUTH["versions"])
    assert sum(len(records(one)) for one in found) == len(rows)
    (own,) = [one for one in found if pod(one) == VICTIM]
    for record, row in zip(records(own), [row for row in rows if row["controller"] == VICTIM], strict=True):
        said = {one.key: one.value.string_value or one.value.int_value for one in record.attributes}
        assert (record.event_name, said["log.file.line"], said["code.function.name"]) == (row["event"], row["line"], row["emitter"])
        assert (said.get("neuvector.asset.id"), record.severity_text) == (row["asset"], row["level"])
        assert record.time_unix_nano == record.observed_time_unix_nano > 0
        assert row["asset"] != ASSET or ASSET in record.body.string_value


def test_severities() -> None:
    """Each level is the first number of its name in the protocol, and a panic the worst of all."""
    names = {level: SeverityNumber.Name(SeverityNumber.ValueType(number)) for level, number in SEVERITY.items()}
    assert names.pop("PANI") == "SEVERITY_NUMBER_FATAL4"
    assert all(name.removeprefix("SEVERITY_NUMBER_").startswith(level) for level, name in names.items())


def test_a_line_holds_no_more_than_a_reader_can_take(tmp_path: Path) -> None:
    """Many records of a controller stand in several lines, in order."""
    tell(tmp_path, {name: data * 12 for name, data in box("healthy", 1).items() if name.endswith(".log")})
    found = parsed(written(tmp_path, "otlp"))
    counts = [len(records(one)) for one in found]
    assert max(counts) == RECORDS
    assert len(found) > len({pod(one) for one in found})


def test_years_that_have_no_number(tmp_path: Path) -> None:
    """A time before 1970 is written as one that is not known."""
    (tmp_path / "a.log").write_text("0001-01-01T00:00:00.5  |DEBU|CTL|cache.scanObject: - id=4f91\n", "utf-8")
    (resource,) = parsed(written(tmp_path, "otlp"))
    assert [record.time_unix_nano for record in records(resource)] == [0]
