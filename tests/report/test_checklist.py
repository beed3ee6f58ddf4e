"""What is in a bundle and what is missing."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import logscan
from logscan.report.checklist import checklist, screen
from logscan.report.document import to_json
from tests.lost_finish import FOLDER as LOST
from tests.report.printed import printed, too_wide, words
from tests.stories import pod, tell

ALL = sorted(path.name for path in LOST.iterdir())


def packed(folder: Path, names: list[str]) -> Path:
    """Pack some files of the fixture."""
    path = folder / "case.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(LOST / name, f"pods/{name}")
    return path


def test_everything_is_named(tmp_path: Path) -> None:
    """Each member of an archive is there, with what it was taken for; nothing is missing where all logs and answers are at hand."""
    path = packed(tmp_path, ALL)
    document = checklist(logscan.open(path))
    assert [member["source"] for member in document["members"]] == [f"{path}!pods/{name}" for name in ALL]
    kinds = {member["source"][-4:]: member["taken_for"] for member in document["members"]}
    assert kinds == {".log": "controller log", ".txt": "REST snapshot"}
    assert document["missing"] == []


def test_log_is_described(tmp_path: Path) -> None:
    """Of a log there is who printed it, its window, its lines, and what was around them."""
    log = next(LOST.glob("*.log"))
    (tmp_path / log.name).write_bytes(
        b"".join(b"2024-03-05T09:30:00.000000000Z stdout F %b\n" % line for line in log.read_bytes().split(b"\n")[:-1])
    )
    (member,) = (one for one in checklist(logscan.open(tmp_path))["members"])
    plain = logscan.open(log)
    (row,) = plain.coverage.to_dict("records")
    assert (member["controller"], member["lines"], member["understood"]) == (row["controller"], row["lines"], row["understood"])
    assert (member["debug"], member["envelopes"]) == (True, ["cri"])


def test_what_is_missing_has_a_command(tmp_path: Path) -> None:
    """A controller without a log is missing, with the command that collects it."""
    names = [name for name in ALL if name.endswith(".log")]
    case = logscan.open(packed(tmp_path, names[1:]))
    (missing,) = checklist(case)["missing"]
    assert names[0].removesuffix(".log") in missing["why"]
    assert "kubectl logs -n neuvector neuvector-controller-pod-" in missing["collect"]
    assert missing["commands"] == [f"kubectl logs -n neuvector {missing['controller']} > {names[0]}"]


@pytest.mark.parametrize("content", [b"", b"nothing of ours\n"])
def test_nothing_usable_is_a_fact(content: bytes, tmp_path: Path) -> None:
    """A bundle without a log is described all the same."""
    (tmp_path / "x.txt").write_bytes(content)
    document = checklist(logscan.open(tmp_path))
    (member,) = document["members"]
    assert member["taken_for"] == ("something else" if content else "empty")
    assert [code["code"] for code in member["codes"]] == (["UNRECOGNISED"] if content else ["INPUT_EMPTY"])
    assert document["readiness"]["grade"] == "F"
    assert document["missing"][0]["collect"].startswith("collect one per controller")


def test_an_archive_that_is_cut(tmp_path: Path) -> None:
    """An archive of which something was read is one, whatever is odd about it; one of which nothing was is not read."""
    whole = packed(tmp_path, ALL).read_bytes()
    (tmp_path / "case.zip").write_bytes(whole[: len(whole) * 3 // 4])
    (tmp_path / "tiny.zip").write_bytes(whole[:20])
    taken = {Path(one["source"]).name: one["taken_for"] for one in checklist(logscan.open(tmp_path))["members"]}
    assert (taken["case.zip"], taken["tiny.zip"]) == ("archive", "not read")


def test_copies(tmp_path: Path) -> None:
    """What was given twice is a copy."""
    log = next(LOST.glob("*.log"))
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(log.read_bytes())
    assert [member["taken_for"] for member in checklist(logscan.open(tmp_path))["members"]] == ["controller log", "copy"]


def test_text(tmp_path: Path) -> None:
    """People read who printed what, from when to when, and what to collect; nothing in a name acts on their terminal."""
    log = next(LOST.glob("*.log"))
    (tmp_path / "evil\x1b[31m.log").write_bytes(log.read_bytes())
    text = printed(screen(logscan.open(tmp_path)))
    assert "\x1b" not in text
    assert f"evil\\x1b[31m.log: log of {log.stem}\n      2024-03-05 09:30:0" in text
    assert "Missing\n  1. " in text


@pytest.mark.parametrize("width", [40, 60, 80])
def test_any_width(width: int, tmp_path: Path) -> None:
    """No line is wider than the screen or ends in blanks, a path is whole, and the narrow screen says the same as the wide one."""
    (tmp_path / ("deep" * 30)).mkdir()
    case = logscan.open(packed(tmp_path / ("deep" * 30), ALL[1:]))
    text = printed(screen(case), width=width)
    lines = text.split("\n")
    assert too_wide(text, width) == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert f"\n{tmp_path}/{'deep' * 30}/case.zip!pods:\n" in text
    assert sorted("".join(lines).replace(" ", "")) == sorted(re.sub(r"\s", "", printed(screen(case), width=1_000)))


def test_what_several_lack_is_said_once(tmp_path: Path) -> None:
    """Controllers that lack the same are named together, with one command and the pod of each; the document has each of its own."""
    case = logscan.open(tell(tmp_path, "alpha 0:quiet\nbravo 0:quiet\ndelta 0:absent\n"))
    text = printed(screen(case))
    assert "1. Nothing can be said of any of alpha and bravo: its log has no DEBUG lines" in words(text)
    for name in ("alpha", "bravo", "delta"):
        assert text.count(f"\n     $ kubectl logs -n neuvector {pod(name)} > {name}.log\n") == 1
    assert [one["controller"] for one in checklist(case)["missing"]] == [pod("alpha"), pod("bravo"), pod("delta")]


@pytest.mark.parametrize("content", [b"", b"nothing of ours\n"])
def test_text_of_nothing_usable(content: bytes, tmp_path: Path) -> None:
    """Of a bundle without a log, people read what it is and what to collect."""
    (tmp_path / "x.txt").write_bytes(content)
    text = words(printed(screen(logscan.open(tmp_path))))
    assert f"x.txt: {'something else' if content else 'empty'}" in text
    assert "Missing 1. no controller log and no REST snapshot in the input $ kubectl logs -n neuvector POD > POD.log" in text


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ("alpha 200:quiet\n", "lines, DEBUG only 2024-03-05 10:00:00 - 10:0"),
        ("alpha 60..500:hole\n", "\n      nothing at DEBUG 2024-03-05 10:01:00 - 10:0"),
        ("alpha 0:nothing\nbravo 1:register\n", "alpha.log: empty"),
    ],
)
def test_what_a_log_shows(story: str, says: str, tmp_path: Path) -> None:
    """Of a log it is said when it is at DEBUG, where that is not all of it, and where it has nothing for long."""
    assert says in printed(screen(logscan.open(tell(tmp_path, story))), width=200)


def test_the_grade_stands_first(tmp_path: Path) -> None:
    """The first line is the grade; below it stands why it is no better, and when all logs speak."""
    case = logscan.open(tell(tmp_path, "alpha 0:register\nbravo 0:quiet\n"))
    lines = printed(screen(case)).split("\n")
    assert lines[0] == "READINESS  C  some controllers cannot be judged"
    assert lines[1] == "    - nothing is heard of bravo"
    assert lines[2].startswith("    All logs speak 2024-03-05 10:00:00 - ")


def test_a_log_that_ends_too_soon(tmp_path: Path) -> None:
    """What is pending asks for the log once more."""
    lead = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
    case = logscan.open(tell(tmp_path, lead + "bravo 0.9:register 1.2:add=scheduled 2.1:modify=scanning 20:end\n"))
    (missing,) = checklist(case)["missing"]
    assert missing["why"] == "The log of bravo ends before 1 update could have arrived."
    assert missing["commands"] == [f"kubectl logs -n neuvector {pod('bravo')} > bravo.log"]
    assert "1. The log of bravo ends before 1 update could have arrived." in words(printed(screen(case)))


def test_json(tmp_path: Path) -> None:
    """The document is the same bytes each time."""
    path = packed(tmp_path, ALL)
    assert to_json(checklist(logscan.open(path))) == to_json(checklist(logscan.open(path)))
