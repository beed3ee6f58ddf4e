"""Promises of reading a snapshot file: encodings, sizes, and the laws that rows and JSON share."""

from __future__ import annotations

import codecs
import io
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.errors import LogscanError
from logscan.schema import STATUSES
from logscan.snapshot import read
from logscan.snapshot.read import HEAD_BYTES, Entry, Snapshot, looks_like_snapshot, read_snapshots

IDS = st.text("0123456789abcdef", min_size=64, max_size=64)
HOSTS = st.builds(
    "{}:{}".format,
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,30}", fullmatch=True),
    st.uuids() | st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=4, max_size=4), min_size=12, max_size=12).map(":".join),
)
STATES = st.sampled_from([None, *STATUSES])
WORKLOADS = st.dictionaries(IDS, STATES, min_size=1, max_size=20)
ENCODINGS = st.sampled_from(
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)


def snapshot_of(raw: bytes) -> Snapshot:
    """Read bytes as a snapshot named `a`."""
    (snapshot,) = read_snapshots(io.BytesIO(raw), "a")
    return snapshot


def entries_of(kind: str, states: dict[str, str | None]) -> list[Entry]:
    """Give the entries that some assets and their states must come back as."""
    return [Entry(kind=kind, asset=asset, status=states[asset]) for asset in sorted(states)]


def rows_of(states: dict[str, str | None]) -> list[str]:
    """Give some assets and their states as rows."""
    return [f"{asset} {status or ''}" for asset, status in states.items()]


@given(WORKLOADS, st.dictionaries(HOSTS, STATES, max_size=5), STATES, ENCODINGS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_rows_come_back(
    workloads: dict[str, str | None],
    hosts: dict[str, str | None],
    platform: str | None,
    encoding: tuple[bytes, str],
    end: str,
    ended: bool,
) -> None:
    """Any entries written as rows are recognised and come back, in any encoding, with any line end, the last one or not."""
    rows = rows_of({"platform": platform} | hosts | workloads)
    random.Random(7).shuffle(rows)  # noqa: S311 - an order, no secret
    mark, name = encoding
    raw = mark + (end.join(rows) + end * ended).encode(name)
    expected = entries_of("host", hosts) + entries_of("platform", {"platform": platform}) + entries_of("workload", workloads)
    assert looks_like_snapshot(raw)
    assert snapshot_of(raw) == Snapshot(source="a", entries=tuple(expected))


def v1(asset: str, status: str | None) -> dict[str, object]:
    """Give a workload as v1 prints it."""
    return {"id": asset, "scan_summary": {"status": status or ""}, "children": []}


def v2(asset: str, status: str | None) -> dict[str, object]:
    """Give a workload as v2 prints it."""
    return {"brief": {"id": asset}, "security": {"scan_summary": {"status": status or ""}}, "rt_attributes": {}, "children": None}


@given(WORKLOADS, ENCODINGS, st.sampled_from([v1, v2]), st.booleans(), st.sampled_from([None, 1]))
def test_json_says_what_rows_say(
    states: dict[str, str | None],
    encoding: tuple[bytes, str],
    shape: Callable[[str, str | None], dict[str, object]],
    nested: bool,
    indent: int | None,
) -> None:
    """The same assets as v1, v2, flat or as children of a pod, in any encoding, give the same entries as their rows."""
    elements = [shape(asset, status) for asset, status in states.items()]
    if nested:
        elements[0]["children"] = elements[1:]
        del elements[1:]
    mark, name = encoding
    raw = mark + json.dumps({"workloads": elements}, indent=indent).encode(name)
    assert looks_like_snapshot(raw)
    assert snapshot_of(raw) == snapshot_of("\n".join(rows_of(states)).encode())


@given(WORKLOADS, st.lists(st.tuples(st.integers(0, 20), st.binary(min_size=1).map(lambda junk: b"#" + junk.replace(b"\n", b"")))))
def test_junk_between_rows_costs_no_row(states: dict[str, str | None], junk: list[tuple[int, bytes]]) -> None:
    """Any bytes as lines between the rows are counted, and every row is still read."""
    lines = [row.encode() for row in rows_of(states)]
    for at, line in junk:
        lines.insert(at, line)
    snapshot = snapshot_of(b"\n".join(lines))
    assert snapshot.entries == tuple(entries_of("workload", states))
    assert snapshot.skipped == len(junk)


MARKS = [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]
DOCUMENTS = [b'{"schema":"logscan.snapshot/1","takes":[', b'{"/v1/host":{"hosts":[', b'"/v1/scan/status":', b'"controllers":[{"id":"c"}]']
PIECES = st.sampled_from([*DOCUMENTS, b'{"workloads":[', b"{", b'{"id":"a"}', b",", b"]}", b"platform ", b"finished", b"\n", *MARKS])


@given(st.lists(st.binary(max_size=20) | PIECES).map(b"".join))
def test_any_bytes_are_read(raw: bytes) -> None:
    """No bytes raise anything, and all that comes out of them can be printed."""
    assert looks_like_snapshot(raw) in {True, False}
    for snapshot in read_snapshots(io.BytesIO(raw), "a"):
        repr(snapshot).encode()
        for entry in snapshot.entries:
            f"{entry.asset}{entry.name}".encode()


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (b"", False),
        (b"\n \t\r\n", False),
        (b"\x00" * 200, False),
        (b"PK\x03\x04\x14\x00", False),
        (codecs.BOM_UTF8, False),
        (codecs.BOM_UTF16_LE + b"p", False),
        (b"platform finished", True),
        (codecs.BOM_UTF16_LE + "platform finished\r\n".encode("utf-16-le"), True),
        (b'\n  {"hosts": [{"id": "a", "scan_summary": null', True),
        (b"5b1d" * 16 + b" fini", False),
        (b"platform finished\n" + b"x" * HEAD_BYTES, True),
        (b"platform finished\n" + b"x", False),
    ],
)
def test_what_looks_like_a_snapshot(raw: bytes, answer: bool) -> None:
    """Content decides; a last line that the head may have cut does not count."""
    assert looks_like_snapshot(raw) is answer


def test_bytes_that_are_no_text_cost_no_json() -> None:
    """Invalid UTF-8 inside a name becomes a replacement character, and everything around it is read."""
    snapshot = snapshot_of(b'{"workloads": [{"id": "a", "name": "n\xff"}, {"id": "b"}]}')
    assert [(entry.asset, entry.name) for entry in snapshot.entries] == [("a", "n\ufffd"), ("b", None)]


def test_an_empty_file_says_nothing() -> None:
    """Nothing in, nothing out, and nothing damaged."""
    assert snapshot_of(b"") == Snapshot(source="a", entries=())


def test_a_snapshot_longer_than_its_head_is_read_whole() -> None:
    """Rows and JSON go on behind the first bytes that were looked at."""
    states = {f"{number:064x}": "finished" for number in range(3_000)}
    rows = "\n".join(rows_of(dict(states))).encode()
    answer = json.dumps({"workloads": [v1(asset, status) for asset, status in states.items()]}).encode()
    assert len(rows) > HEAD_BYTES
    assert len(answer) > HEAD_BYTES
    assert snapshot_of(rows) == snapshot_of(answer)
    assert len(snapshot_of(rows).entries) == 3_000


@pytest.mark.parametrize(("limit", "most", "what"), [("JSON_BYTES", 24, "24 bytes"), ("JSON_VALUES", 3, "3 values")])
def test_json_has_a_largest_size(monkeypatch: pytest.MonkeyPatch, limit: str, most: int, what: str) -> None:
    """JSON of the largest size is read, and one more is refused with the way out; rows have no largest size."""
    raw = b'{"hosts": [{"id": "a"}]}'
    monkeypatch.setattr(read, limit, most)
    assert len(snapshot_of(raw).entries) == 1
    assert len(snapshot_of(b"\n" * 100 + b"platform finished").entries) == 1
    with pytest.raises(LogscanError) as caught:
        snapshot_of(raw[:-2] + b",{}]}")
    assert str(caught.value) == (
        "a JSON snapshot is too big to be read\n"
        "  --> a\n"
        f"  why: it has more than {what}, and JSON is read as a whole\n"
        """  try: reduce it to rows, which are read as a stream: jq -r '.workloads[] | "\\(.id) \\(.scan_summary.status)"'"""
    )


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        (1, {"finished": 775, None: 18}),
        (2, {"finished": 762, "scanning": 12, "scheduled": 1, None: 18}),
        (3, {"finished": 769, "scanning": 6, None: 18}),
    ],
)
def test_the_incident(incident: Path, number: int, counts: dict[str | None, int]) -> None:
    """The three answers of the incident are read to the last row: 793 each, 18 of them blank."""
    (path,) = incident.glob(f"{number}_*.txt")
    assert looks_like_snapshot(path.read_bytes()[:HEAD_BYTES])
    with path.open("rb") as stream:
        (snapshot,) = read_snapshots(stream, path.name)
    assert Counter(entry.status for entry in snapshot.entries) == counts
    assert {entry.kind for entry in snapshot.entries} == {"workload"}
    assert snapshot.damaged == ()


def test_what_lies_beside_the_incident_is_no_snapshot(incident: Path) -> None:
    """The logs and the description in the same folder are not taken for answers."""
    others = [path for path in incident.iterdir() if path.suffix != ".txt"]
    assert others
    assert [path.name for path in others if looks_like_snapshot(path.read_bytes()[:HEAD_BYTES])] == []
