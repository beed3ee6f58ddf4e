"""One pass over everything that was attached: who printed what, where several logs stand in one file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from logscan.bundle.sources import Bundle
from logscan.parse.catalog import Catalog
from logscan.reading import Part, Reading, read
from tests.stories import files, pod

STORY = """
alpha    1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo    1:add 2:modify 2.5:register=scanning 3.1:modify
"""
LOGS = {name.removesuffix(".log"): text.encode() for name, text in files(STORY).items()}
CATALOG = Catalog.load()


def found(folder: Path, **content: bytes) -> Reading:
    """Write files, and read them."""
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return read(Bundle([str(folder)]), CATALOG)


def shape(part: Part) -> tuple[int, int]:
    """Give how many lines, and how many rows, a part has."""
    return part.coverage.lines, part.rows.num_rows


def codes(reading: Reading) -> list[str]:
    """Give what was said."""
    return [one.code for one in reading.skipped]


PLAIN = {name: (data.count(b"\n"), 0) for name, data in LOGS.items()}


def test_logs_behind_each_other(tmp_path: Path) -> None:
    """Two whole logs in one file are two parts, with the line numbers and offsets of that file."""
    reading = found(tmp_path, all=LOGS["alpha"] + LOGS["bravo"])
    assert codes(reading) == ["MULTI_SOURCE"]
    alpha, bravo = reading.parts
    assert [shape(alpha)[0], shape(bravo)[0]] == [LOGS[name].count(b"\n") for name in ("alpha", "bravo")]
    assert bravo.rows.column("line").to_pylist()[0] == LOGS["alpha"].count(b"\n") + 1
    assert bravo.rows.column("offset").to_pylist()[0] == len(LOGS["alpha"])


def test_monitor_lines_belong_to_what_they_start(tmp_path: Path) -> None:
    """What the monitor prints before it starts a controller stands in that controller's part."""
    started = b"2024-03-05T10:00:00|MON|/usr/local/bin/monitor starts, pid=1\n"
    alpha, bravo = found(tmp_path, all=LOGS["alpha"] + started + LOGS["bravo"]).parts
    assert alpha.coverage.foreign.get("monitor", 0) == 0
    assert bravo.coverage.foreign["monitor"] == 1


def test_mixed_lines_are_left_out(tmp_path: Path) -> None:
    """Where lines of several controllers are mixed and nothing tells whose is which, nothing is made of them, and that is said."""
    lines = sorted((line[:23], line) for log in LOGS.values() for line in log.split(b"\n")[:-1])
    reading = found(tmp_path, all=b"".join(line + b"\n" for _, line in lines))
    assert (codes(reading), reading.parts) == (["MULTI_SOURCE"], [])


def test_pods_of_one_file(tmp_path: Path) -> None:
    """Where a prefix names the pod, each has its part, however the lines are mixed."""
    both = zip(*(log.split(b"\n")[:-1] for log in LOGS.values()), strict=False)
    text = b"".join(b"[pod/%b/c] %b\n" % (pod(name).encode(), line) for pair in both for name, line in zip(LOGS, pair, strict=True))
    reading = found(tmp_path, all=text)
    assert {part.pod for part in reading.parts} == {pod(name) for name in LOGS}
    assert codes(reading) == ["MULTI_SOURCE"]
    assert {part.envelopes for part in reading.parts} == {("kubectl --prefix",)}


def test_name_of_no_pod(tmp_path: Path) -> None:
    """Lines of a pod whose name cannot be one are left out, and said."""
    log = LOGS["alpha"].split(b"\n")[0].decode()
    record = {"message": log, "nodeName": "n", "namespace": "neuvector", "podName": "\x1b]0;x", "containerName": "c"}
    reading = found(tmp_path, all=json.dumps(record).encode() + b"\n")
    assert (codes(reading), reading.parts) == (["UNRECOGNISED"], [])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_behind(pack: type[bytes], tmp_path: Path) -> None:
    """What stands from some byte on can be read once more, with the numbers of the whole."""
    (part,) = found(tmp_path, log=pack(LOGS["alpha"])).parts
    line = LOGS["alpha"].split(b"\n")
    begin = sum(len(one) + 1 for one in line[:10])
    rest = part.behind(begin)
    assert rest.coverage.lines == LOGS["alpha"].count(b"\n") - 10
    whole = [number for number in part.rows.column("line").to_pylist() if number > 10]
    assert rest.rows.column("line").to_pylist() == whole


def test_answers_and_empty_files(tmp_path: Path) -> None:
    """REST answers become snapshots, a file without a byte is an empty log, and everything is a source."""
    reading = found(tmp_path, rest=b"ab" * 32 + b" finished\n" + b"cd" * 32 + b" scanning\n", nothing=b"", log=LOGS["bravo"])
    assert [one.source for one in reading.snapshots] == [str(tmp_path / "rest")]
    assert [one.name for one in reading.empty] == [str(tmp_path / "nothing")]
    assert sorted(reading.sources) == [str(tmp_path / name) for name in ("log", "nothing", "rest")]
    assert codes(reading) == ["INPUT_EMPTY"]
