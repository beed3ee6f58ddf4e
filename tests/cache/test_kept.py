"""What is packed comes back as it was read, under whatever name the file has then."""

from __future__ import annotations

from array import array
from dataclasses import fields, replace
from pathlib import Path

import pytest

from logscan.bundle.limits import Budget, Limits
from logscan.bundle.scope import Walked
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle
from logscan.cache.entry import Unreadable, seal
from logscan.cache.kept import Whole, pack, unpack
from logscan.parse.catalog import Catalog, Statement
from logscan.parse.coverage import Coverage, Unread
from logscan.parse.rows import Rows
from logscan.reading import Part, Reading, read_member
from tests.bundle.packing import tar, zip_file
from tests.cache.same import plain, seen
from tests.hostile.case import LOGS

ROWS = f"{'5b' * 32} finished\n{'77' * 32} \nplatform scanning\nplatform finished\n".encode()
ANSWER = b'{"workloads":[{"id":"%s","display_name":"\\ud800 odd","scan_summary":{"status":"failed"}}]}' % (b"5b" * 32)
SUPPORT = b'{"/v1/controller": {"controllers": [{"id": "c0", "cluster_ip": "10.0.4.24"}]}, "/v1/scan/status": {"status": {"scanned": 1, '
SUPPORT += b'"scheduled": 0, "scanning": 0}}}'
TAKES = (
    b'{"schema": "logscan.snapshot/1", "takes": [{"take": 1, "url": "u", "begin": "2024-03-05T10:00:00Z", "end": "2024-03-05T10:00:01Z",'
)
TAKES += b'"controller": {"name": "x7k2p"}, "assets": [{"kind": "host", "asset": "a", "status": null, "name": null}], "skipped": 3}]}'
BOTH = LOGS["alpha"] + LOGS["bravo"]
NESTED = zip_file({"x/a.log": LOGS["alpha"], "../r.txt": ROWS, "x.tar": tar({"both": BOTH, "empty": b"", "same": b"x", "./same": b"y"})})
FILES = {
    "log": LOGS["alpha"],
    "both": BOTH,
    "rows": ROWS,
    "answer": ANSWER,
    "support": SUPPORT,
    "takes": TAKES,
    "empty": b"",
    "text": b"hello\n" * 3,
    "zip": NESTED,
    "cut": NESTED[: len(NESTED) // 2],
}


def read_alone(path: Path) -> Whole:
    """Read one file as a walk of its own."""
    bundle = Bundle([str(path)])
    alone = Walked(budget=Budget(Limits()), skipped=[]).alone(str(path))
    reading = Reading(skipped=alone.skipped)
    for file in bundle.attachments():
        for member in file.members(alone):
            read_member(reading, bundle, Catalog.load(), member, ())
    return Whole(name=str(path), reading=reading, walked=alone, made=alone.budget.made, files=alone.budget.files)


def unpacked(entry: bytes, name: str) -> Whole:
    """Unpack an entry for a file of that name."""
    return unpack(entry, name, Bundle([name]), Walked(budget=Budget(Limits()), skipped=[]).alone(name), Catalog.load)


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_the_same_under_another_name(content: bytes, tmp_path: Path) -> None:
    """What was read of one file is, under the name of another with the same bytes, what reading that one gives."""
    first, other = tmp_path / "first.log", tmp_path / "elsewhere" / "b (2)!c"
    other.parent.mkdir()
    for path in (first, other):
        path.write_bytes(content)
    whole, again = read_alone(first), read_alone(other)
    back = unpacked(pack(whole), str(other))
    assert seen(back.reading) == seen(again.reading) == seen(plain([other]))
    assert (back.walked.names, back.walked.codes) == (again.walked.names, again.walked.codes)
    assert (back.name, back.made, back.files) == (again.name, again.made, again.files)
    assert back.reading.skipped is back.walked.skipped


def test_every_field_of_coverage_and_part(tmp_path: Path) -> None:
    """No field of what is counted of a log gets lost, also one that is added later."""
    path = tmp_path / "log"
    path.write_bytes(LOGS["alpha"])
    whole = read_alone(path)
    (part,) = whole.reading.parts
    full = Coverage(
        lines=1,
        understood=2,
        foreign={"z": 3, "a": 4},
        overlong=5,
        first=6,
        last=7,
        debug_first=8,
        debug_last=9,
        gaps=[(10, 11)],
        pauses=array("q", [-1, 1 << 60]),
        debug_gaps=[(12, 13)],
        backward_ms=14,
        _debug_latest=18,
        unread={Statement("e", "m", ("k", "l")): Unread(15, 16, bytes(range(256)))},
    )
    full.see(part.rows.column("ts").cast("int64").to_numpy()[:1], part.rows.column("ts").to_numpy()[:1] == 0)
    assert all(getattr(full, one.name) != getattr(Coverage(), one.name) for one in fields(Coverage))
    whole.reading.parts[:] = [replace(part, coverage=full, pod="pod", envelopes=("x", "y"), end=17)]
    (back,) = unpacked(pack(whole), str(path)).reading.parts
    assert back.coverage == full
    assert list(back.coverage.foreign) == ["z", "a"]
    same = [one.name for one in fields(Part) if one.name not in ("source", "catalog")]
    assert [getattr(back, name) for name in same] == [getattr(whole.reading.parts[0], name) for name in same]


def test_what_has_another_name_is_not_packed(tmp_path: Path) -> None:
    """What is not called by the name of the file could not be given back under another one, and is refused."""
    path = tmp_path / "log"
    path.write_bytes(LOGS["alpha"])
    whole = read_alone(path)
    whole.reading.skipped.append(Skipped(source="elsewhere", code="MULTI_SOURCE", reason=""))
    with pytest.raises(Unreadable):
        pack(whole)


HEAD = {"made": 0, "files": 0, "names": [], "codes": [], "skipped": [], "sources": [], "parts": [], "empty": [], "snapshots": []}
PIECE: list[object] = ["", None, 0, [], {}]


@pytest.mark.parametrize(
    "head",
    [
        {},
        [],
        *({**HEAD, field: wrong} for field in HEAD if field not in ("made", "files") for wrong in (None, [7], ["x"], [["x"]])),
        {**HEAD, "parts": [PIECE]},
        {**HEAD, "snapshots": [["", [[1, 2]], [], 0]]},
    ],
)
def test_what_holds_something_else_is_refused(head: object) -> None:
    """An entry with a right checksum that holds something else is refused, whichever part of it is wrong."""
    with pytest.raises(Unreadable):
        unpacked(seal(head, []), "a.log")  # type: ignore[arg-type]


def test_an_entry_of_nothing() -> None:
    """The entry that the refused ones were made from is not refused itself."""
    assert unpacked(seal(HEAD, []), "a.log").reading.sources == {}


def test_numbers_that_are_too_large_are_refused() -> None:
    """A time that no clock can show does not end the run."""
    coverage = {"foreign": {}, "gaps": [], "debug_gaps": [], "pauses": [1 << 70], "unread": []}
    head = {**HEAD, "sources": [["", 0, True]], "parts": [["", None, 0, [], coverage]]}
    with pytest.raises(Unreadable):
        unpacked(seal(head, [Rows().table()]), "a.log")
