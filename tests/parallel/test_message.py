"""Messages between processes come back as they were sent."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from logscan.bundle.limits import Limits
from logscan.parallel.message import (
    Named,
    answer,
    digest,
    elsewhere,
    file_question,
    member_question,
    range_question,
    read_answer,
    receive,
    send,
)
from logscan.parallel.ranges import Range, cut, read_range
from logscan.parse.catalog import Catalog
from logscan.parse.coverage import to_json
from logscan.parse.definition import Pattern
from logscan.parse.templates import Templates
from tests.hostile.case import LOGS

CATALOG = Catalog.load()


@pytest.mark.parametrize("parts", [[], [b""], [b"a", b"", b"bc" * 70_000]])
def test_parts_come_back(parts: list[bytes]) -> None:
    """A message has as many parts as it was sent with, and behind it stands the next one."""
    stream = io.BytesIO()
    send(stream, *parts)
    send(stream, b"next")
    stream.seek(0)
    assert [bytes(part) for part in receive(stream)] == parts
    assert [bytes(part) for part in receive(stream)] == [b"next"]


@pytest.mark.parametrize("length", range(27))
def test_message_that_is_cut(length: int) -> None:
    """A message that ends before it is whole is none."""
    stream = io.BytesIO()
    send(stream, b"abc", b"")
    whole = stream.getvalue()
    assert len(whole) == 27
    with pytest.raises(EOFError):
        receive(io.BytesIO(whole[:length]))


def test_questions() -> None:
    """What is asked is asked in words that JSON knows, also of a path that is no UTF-8."""
    one = Range(path="a\udcff/b", device=1, inode=2, begin=3, end=4)
    assert Range(**json.loads(range_question(one))["range"]) == one
    named = Named(path="a\udcff/b", name="b", device=1, inode=2, size=3, modified_ns=4)
    asked = json.loads(file_question(named, Limits(max_files=7), {"y", "x"}))
    assert (Named(**asked["file"]), Limits(**asked["limits"]), asked["snapshots"]) == (named, Limits(max_files=7), ["x", "y"])


def test_questions_elsewhere() -> None:
    """Two machines that see a file under one path ask the same, whatever its number there; not where path, size or place differ."""
    one = Range(path="b", device=1, inode=2, begin=3, end=4)
    assert elsewhere(range_question(one)) == elsewhere(range_question(replace(one, device=5, inode=6)))
    assert elsewhere(range_question(one)) != elsewhere(range_question(replace(one, end=5)))
    named = Named(path="b", name="b", device=1, inode=2, size=3, modified_ns=4)
    ask = partial(file_question, limits=Limits(), snapshots=())
    assert elsewhere(ask(named)) == elsewhere(ask(replace(named, device=5, inode=6, modified_ns=7)))
    assert len({elsewhere(ask(named)), elsewhere(ask(replace(named, size=4))), elsewhere(ask(replace(named, path="c")))}) == 3
    of_member = [elsewhere(member_question(one, name)) for one in (named, replace(named, inode=6)) for name in "xy"]
    assert (of_member[:2], len({*of_member, elsewhere(ask(named))})) == (of_member[2:], 3)


def test_answers(tmp_path: Path) -> None:
    """What a range holds comes back: rows, coverage, its begin, and what was around its lines; or that it cannot be read apart."""
    file = tmp_path / "log"
    file.write_bytes(LOGS["alpha"].replace(b"\n", b"\r\n"))
    (one,) = cut(file, file.stat().st_size)
    found = read_range(one, CATALOG, Templates(CATALOG))
    assert found is not None
    got = read_answer([memoryview(part) for part in answer(found)])
    assert got is not None
    assert got.stretch.rows.equals(found.stretch.rows)
    assert to_json(got.stretch.coverage) == to_json(found.stretch.coverage)
    assert got.stretch.begin.ms.tolist() == found.stretch.begin.ms.tolist() != []
    assert got.stretch.begin.debug.tolist() == found.stretch.begin.debug.tolist()
    assert replace(got.stretch.begin, ms=found.stretch.begin.ms, debug=found.stretch.begin.debug) == found.stretch.begin
    assert got.worn == found.worn == ("crlf",)
    assert read_answer([memoryview(part) for part in answer(None)]) is None


def test_digest_tells_definitions_apart() -> None:
    """The hash of definitions is another when a line of one is, and the same when they are loaded anew."""
    assert digest(Catalog(Catalog.load().definitions.values())) == digest(CATALOG)
    first, *rest = CATALOG.definitions.values()
    line = first.lines[0]
    others = [replace(line, event="other"), replace(line, where=(*line.where, Pattern(key="@message", regex=re.compile("x"))))]
    for other in others:
        assert digest(Catalog([replace(first, lines=(other, *first.lines[1:])), *rest])) != digest(CATALOG)
