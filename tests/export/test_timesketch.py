"""Events for Timesketch, held to what its importer checks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from logscan.errors import NothingUsable
from logscan.export.timesketch import LONGEST
from tests.export.exported import exported, written
from tests.lost_finish import ASSET, FINDING, FOLDER, NAME, VICTIM, lines

RESERVED = {"_id", "_type", "_index", "_source", "__ts_timeline_id"}


def events(text: str) -> list[dict[str, Any]]:
    """Give the events as the importer reads them."""
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.fixture
def lost() -> list[dict[str, Any]]:
    """Give the events of the fixture."""
    return events(exported("lost-finish", "timesketch"))


def test_what_the_importer_wants(lost: list[dict[str, Any]]) -> None:
    """Every event has the three texts that it wants, a time with an offset, and the same time in microseconds as a number."""
    assert len(lost) >= 3
    for event in lost:
        assert all(isinstance(event[key], str) and event[key] for key in ("message", "datetime", "timestamp_desc"))
        time = datetime.fromisoformat(event["datetime"])
        assert time.utcoffset() == timedelta(0)
        assert type(event["timestamp"]) is int
        assert event["timestamp"] == round(time.timestamp() * 1_000_000)
        assert RESERVED & set(event) == set()
        assert all(isinstance(tag, str) for tag in event.get("tag", []))


def test_every_line_is_there(lost: list[dict[str, Any]]) -> None:
    """Each understood line is an event with its place; the place leads to the line."""
    found = [event for event in lost if event["timestamp_desc"] == "Logged"]
    assert len(found) == exported("lost-finish", "jsonl").count("\n")
    for event in found:
        if event["controller"] == VICTIM and "asset_id" in event:
            assert event["asset_id"] in lines(VICTIM)[event["source_line"] - 1]


def test_findings_are_told(lost: list[dict[str, Any]]) -> None:
    """A finding is an event at the time since when it is so, and the lines that prove it carry its id and their part in it."""
    (found,) = [event for event in lost if event["data_type"].endswith(":finding")]
    assert (found["finding_id"], found["tag"], found["timestamp_desc"]) == ([FINDING], ["stale"], "stale since")
    assert (found["asset_id"], found["asset_name"], found["controller"]) == (ASSET, NAME, VICTIM)
    proofs = [event for event in lost if event.get("finding_id") == [FINDING] and event is not found]
    assert {"stale", "swallowed"} in [set(event["tag"]) for event in proofs]
    assert all(event["asset_id"] == ASSET for event in proofs)


def test_too_little(tmp_path: Path) -> None:
    """Fewer than three events are refused: the importer would take the file and show nothing."""
    (tmp_path / "1_10.0.0.1_abcde.txt").write_text(f"{ASSET} finished\n", "utf-8")
    with pytest.raises(NothingUsable, match="too little for Timesketch: 0 events"):
        written(tmp_path, "timesketch")


def test_long_values_are_cut(tmp_path: Path) -> None:
    """No value is as long as 32,766 bytes, beyond which none is found again."""
    for log in FOLDER.glob("*.log"):
        data = log.read_bytes().replace(b"result=succeeded", b"result=" + "\u00e9".encode() * LONGEST)
        (tmp_path / log.name).write_bytes(data)
    values = [value for event in events(written(tmp_path, "timesketch")) for value in event.values() if isinstance(value, str)]
    longest = max(len(value.encode()) for value in values)
    assert LONGEST <= longest < 32_766
