"""How an excerpt looks."""

from __future__ import annotations

import io
import zipfile

from logscan.bundle.excerpted import FIRST_LINE
from logscan.cluster import Controller
from logscan.excerpt.gather import Line
from logscan.excerpt.sections import Answer, Headings, apart, packed, written

TWO = (Controller(name="pod-a"), Controller(name="pod/b\x1b"))


def line(controller: int, number: int, text: bytes = b"text") -> Line:
    """Give a line of a log."""
    return Line(controller=controller, log=0, place=number - 1, source=f"{controller}.log", number=number, text=text, row=number)


def test_as_one_file() -> None:
    """Below each controller its lines stand as they are, and above each run of lines where it comes from."""
    lines = [line(0, 3), line(0, 4, b"\xff\x1b[0m"), line(0, 9), line(1, 1)]
    headings = Headings(about=["what\nfor"], logs={0: ["of the log"]}, place=lambda name: f"<{name}>")
    answers = [Answer(controller="pod-a", row="platform finished", source="r.txt")]
    assert written(TWO, lines, answers, headings).split(b"\n") == [
        FIRST_LINE,
        b"# what\\nfor",
        b"# controller: pod-a",
        b"# of the log",
        b"# from <0.log>, lines 3-4",
        b"text",
        b"\xff\x1b[0m",
        b"# from <0.log>, line 9",
        b"text",
        b"# rest: pod-a",
        b"# from <r.txt>",
        b"platform finished",
        b"# controller: pod/b\\x1b",
        b"# from <1.log>, line 1",
        b"text",
        b"",
    ]


def test_as_one_file_for_each() -> None:
    """Apart, each file is an excerpt, has a name that unpacks as one file wherever that is, and holds one controller."""
    files = apart(TWO, [line(1, 1)], [Answer(controller="pod-a", row="platform finished", source="r.txt")])
    assert list(files) == ["pod-a.log", "pod_b_.log"]
    assert files["pod-a.log"] == FIRST_LINE + b"\n# rest: pod-a\n# from r.txt\nplatform finished\n"
    assert files["pod_b_.log"].split(b"\n")[1] == b"# controller: pod/b\\x1b"


def test_the_same_archive_each_time() -> None:
    """An archive holds the files, readable by their owner only, and is the same bytes each time."""
    data = packed({"a.log": b"one\n"})
    assert data == packed({"a.log": b"one\n"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (member,) = archive.infolist()
        assert (member.filename, member.external_attr >> 16, archive.read(member)) == ("a.log", 0o600, b"one\n")
