"""Promises of snapshots as text: what is a row, what makes a file a snapshot, and that no line costs another one."""

from __future__ import annotations

import tracemalloc

import pytest

from logscan.snapshot.entries import Entry, Gathering, Snapshot
from logscan.snapshot.rows import LINE_CHARS, looks_like_rows, read_rows

ID = "5b1d" * 16
HOST = "node-a.example:1b4e28ba-2fa1-11d2-883f-0016d3cca427"
DOCKER = "node-b:" + ":".join(["BW54", "QWBZ"] * 6)


def rows(text: str, *, chunk: int = 1 << 16) -> Snapshot:
    """Read text as rows, in pieces of `chunk` bytes."""
    raw = text.encode()
    found = Gathering("a.txt")
    read_rows((raw[at : at + chunk] for at in range(0, len(raw), chunk)), "utf-8", found)
    return found.snapshot()


@pytest.mark.parametrize(
    ("line", "kind", "asset", "status"),
    [
        (f"{ID} finished", "workload", ID, "finished"),
        (f"{ID} scheduled", "workload", ID, "scheduled"),
        (f"{ID}  \t scanning \t", "workload", ID, "scanning"),
        (f"{ID} idle", "workload", ID, "idle"),
        (f"{ID} ", "workload", ID, None),
        (f"{ID}", "workload", ID, None),
        (f"{ID} null", "workload", ID, None),
        (f"{HOST} failed", "host", HOST, "failed"),
        (f"{DOCKER} finished", "host", DOCKER, "finished"),
        ("platform finished", "platform", "platform", "finished"),
        (f"{ID} finished\r", "workload", ID, "finished"),
        (f"{ID} \r", "workload", ID, None),
    ],
)
def test_a_row(line: str, kind: str, asset: str, status: str | None) -> None:
    """A row is an id and a status that may be blank, whatever blanks and line end surround them."""
    assert rows(line) == Snapshot(source="a.txt", entries=(Entry(kind=kind, asset=asset, status=status),))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{ID} unsupported", "unknown status 'unsupported'"),
        (f"{ID} failed_signature_scan", "unknown status 'failed_signature_scan'"),
        (f"{ID} Finished", "unknown status 'Finished'"),
        (f"{ID} finished again", "unknown status 'finished again'"),
        (f"{ID} \x1b[31m", r"unknown status '\x1b[31m'"),
        (f"{ID} {'x' * 100}", f"unknown status '{'x' * 80}'"),
        (f"{ID}0 finished", "not a row `<id> <status>`"),
        (f"{ID[1:]} finished", "not a row `<id> <status>`"),
        (f"{ID.upper()} finished", "not a row `<id> <status>`"),
        (f"{ID}finished", "not a row `<id> <status>`"),
        (f"{ID}\vfinished", "not a row `<id> <status>`"),
        (f" {ID} finished", "not a row `<id> <status>`"),
        (f"a.txt:{ID} finished", "not a row `<id> <status>`"),
        (f"a.txt:{HOST} finished", "not a row `<id> <status>`"),
        ("a.txt:platform finished", "not a row `<id> <status>`"),
        ("deploy:step-2 finished", "not a row `<id> <status>`"),
        ("platforms finished", "not a row `<id> <status>`"),
        ("id status", "not a row `<id> <status>`"),
        (f"{ID} finished" + " " * LINE_CHARS, "not a row `<id> <status>`"),
    ],
)
def test_no_row(line: str, reason: str) -> None:
    """What is not a row is named with its line and its reason, and the rows around it are read."""
    snapshot = rows(f"\n{line}\n{HOST} finished\nplatform \n")
    assert snapshot.damaged == (f"a.txt:2: {reason}",)
    assert [entry.asset for entry in snapshot.entries] == [HOST, "platform"]


@pytest.mark.parametrize("separator", ["\v", "\f", "\x1c", "\x85", "\u2028", "\r"])
def test_only_a_newline_ends_a_line(separator: str) -> None:
    """A character that Python's own line splitting would take for a line end makes no second row."""
    snapshot = rows(f"{ID} finished{separator}platform finished\n")
    assert (snapshot.entries, snapshot.skipped) == ((), 1)


@pytest.mark.parametrize("chunk", [1, 7, 65, 1 << 16])
def test_pieces_do_not_matter(chunk: int) -> None:
    """However the stream is cut into pieces, the same rows and the same damage come out, at the same lines."""
    text = f"{ID} finished\r\n\r\nh\u00e4\u00df\n{'y' * 10_000}\n{HOST} \nplatform failed"
    snapshot = rows(text, chunk=chunk)
    assert [(entry.asset, entry.status) for entry in snapshot.entries] == [(HOST, None), ("platform", "failed"), (ID, "finished")]
    assert [place.split(" ")[0] for place in snapshot.damaged] == ["a.txt:3:", "a.txt:4:"]


def test_a_line_without_end_takes_no_memory() -> None:
    """Sixteen megabytes without a newline are one damaged line, and are never held at once."""
    found = Gathering("a.txt")
    tracemalloc.start()
    read_rows((b"platform" + b" " * 65_536 + b"x" for _ in range(256)), "utf-8", found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
    assert found.snapshot().damaged == ("a.txt:1: not a row `<id> <status>`",)


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ([f"{ID} finished"], True),
        ([f"{ID} "], True),
        ([f"{ID} \r"], True),
        ([f"{HOST} failed", ""], True),
        (["platform finished"], True),
        (["id status", f"{ID} null", f"{HOST} "], True),
        ([f"{ID} unsupported", f"{ID} finished", f"{HOST} finished"], True),
        ([], False),
        ([""], False),
        (["platform"], False),
        ([ID], False),
        ([f"{ID}\r", f"{ID}\r"], False),
        (["apple", "platform", "pear"], False),
        (["apple", "platform ", "pear"], False),
        ([f"{ID}  notes.txt", f"{ID}  *image.iso"], False),
        ([f"a.txt:{ID} finished", f"b.txt:{ID} scanning"], False),
        ([f"12:{ID} finished", f"14:{ID} scanning"], False),
        (["deploy:step-1 finished", "deploy:step-2 failed"], False),
        ([f"2024-03-01T10:00:00.39 |DEBU|CTL|cache.updateScanState: - id={ID} status=finished"], False),
        ([f"a.log:2024-03-01T10:00:00.39 |DEBU|CTL|cache.scanDone: - id={ID} result=succeeded type=CONTAINER"], False),
        (["They saw this:", f"{ID} scanning", "and asked us why."], False),
    ],
)
def test_what_looks_like_rows(lines: list[str], answer: bool) -> None:
    """A file is a snapshot when most of its lines say a known status: no log, word list, checksum list or grep result does."""
    assert looks_like_rows(lines) is answer
