"""Logs that were collected twice: every line counts once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import logscan
from tests.stories import asset_id, pod, tell

STORY = (
    "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
    "bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"
)


def text(lines: list[bytes]) -> bytes:
    """Give lines as the bytes of a log."""
    return b"".join(line + b"\n" for line in lines)


WAYS: dict[str, Callable[[str, bytes], bytes]] = {
    "timestamps": lambda _name, line: b"2024-03-05T10:00:00.000000000Z " + line,
    "prefix": lambda name, line: b"[pod/" + pod(name).encode() + b"/c] " + line,
    "as it is": lambda _name, line: line,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cut", [0, -5, 30])
def test_collected_in_two_ways(way: str, cut: int, tmp_path: Path) -> None:
    """All logs in one file, with a prefix or without, or whole or in part, beside each as a file of its own: every line counts once."""
    folder = tell(tmp_path, STORY)
    plain = logscan.open(folder)
    both = b""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_bytes().split(b"\n")[:-1]
        lines = lines[cut:] if cut > 0 else lines[: cut or None]
        both += text([WAYS[way](log.stem, line) for line in lines])
    expected = plain.pairs.to_dict("list"), plain.timeline["ts"].tolist()
    (folder / "all.log").write_bytes(both)
    case = logscan.open(folder)
    assert (case.pairs.to_dict("list"), case.timeline["ts"].tolist()) == expected


@pytest.mark.parametrize("way", WAYS)
def test_cut_in_a_line_that_is_read(way: str, tmp_path: Path) -> None:
    """A download that broke off in the middle of a line, which can be read though it lacks its end, is the begin of the whole one."""
    folder = tell(tmp_path, "alpha 1:register 1.1:put=scheduled 2:add=scheduled\nbravo 1:register")
    log = folder / "alpha.log"
    whole = logscan.open(folder).timeline["ts"].tolist()
    content = log.read_bytes()
    cut = content[: content.index(b"name=k8s_") + 12].split(b"\n")
    (folder / "broken.log").write_bytes(b"\n".join(WAYS[way]("alpha", line) for line in cut))
    assert logscan.open(folder).timeline["ts"].tolist() == whole


@pytest.mark.parametrize("begin", [8, -10])
def test_case_with_an_overlap(begin: int, tmp_path: Path) -> None:
    """A log that was collected twice gives what the whole one gives, be the shared stretch long or of a few lines, and is named."""
    folder = tell(tmp_path, STORY)
    whole = logscan.open(folder)
    log = folder / "bravo.log"
    lines = log.read_bytes().split(b"\n")[:-1]
    log.unlink()
    (folder / f"{pod('bravo')}-previous.log").write_bytes(text(lines[:-6]))
    (folder / f"{pod('bravo')}.log").write_bytes(text(lines[begin:]))
    case = logscan.open(folder)
    assert [skipped.code for skipped in case.skipped] == ["DUPLICATE_OVERLAP"]
    assert case.timeline["ts"].tolist() == whole.timeline["ts"].tolist()
    assert case.pairs.to_dict("list") == whole.pairs.to_dict("list")
    assert case.coverage["lines"].sum() == whole.coverage["lines"].sum()  # lines that are not understood count once, too
    assert pod("bravo") in set(case.pairs["controller"])
    assert asset_id("web") in set(case.pairs["asset"])


@pytest.mark.parametrize(("back", "boots"), [(0.4, 1), (1.4, 2)])
def test_rotated_where_time_steps_back(back: float, boots: int, tmp_path: Path) -> None:
    """The first part of a log may hold a later time than the next: it comes first all the same, unless that is another process's."""
    folder = tell(tmp_path, STORY)
    whole = logscan.open(folder).timeline["ts"].tolist()
    log = folder / "bravo.log"
    lines = log.read_bytes().split(b"\n")[:-1]
    log.unlink()
    moment = f"2024-03-05T10:00:{back:06.3f}".encode()
    first = [moment.ljust(23) + line[23:] for line in lines[:2]]  # it has the line with which the process starts
    (folder / f"{pod('bravo')}.log.2").write_bytes(text(first))
    (folder / f"{pod('bravo')}.log.1").write_bytes(text(lines[2:8]))
    (folder / f"{pod('bravo')}.log").write_bytes(text(lines[8:]))
    case = logscan.open(folder)
    assert len(case.read.controllers[1].boots) == boots
    assert len(case.timeline) == len(whole)
