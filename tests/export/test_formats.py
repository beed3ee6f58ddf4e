"""The list of formats: complete, told in lines that fit, and helpful about a name that is not in it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import logscan
import logscan.export
from logscan.case import Case
from logscan.errors import NothingUsable, UsageError
from logscan.export.formats import FORMATS, TABULAR, format_of, listing, write
from tests.cli.command import CHECKOUT, environment
from tests.cli.hostile import ACTING, bundle
from tests.export.exported import case, exported, written
from tests.lost_finish import ASSET, FOLDER

OF_LOGS = [name for name, form in FORMATS.items() if form.reads and not form.binary]
ALL = """
import io, sys
import logscan
from logscan.export.formats import FORMATS, write
for form in FORMATS.values():
    write(logscan.open("fixtures/lost-finish"), form, io.TextIOWrapper(io.BytesIO()))
print("pandas" in sys.modules)
"""
TEXTS = [name for name, form in FORMATS.items() if not form.binary]
SHARED = {"__init__", "activities", "apart", "formats", "markup"}


def test_every_format_has_its_file() -> None:
    """Each format is one file of its own name, but for those that are a table; no file is there without its format."""
    files = {path.stem for path in Path(logscan.export.__path__[0]).glob("*.py")}
    assert files - SHARED == {*FORMATS, "tables"} - set(TABULAR)


def test_the_list_fits() -> None:
    """A line for each format says what it is for and with what to open it, in 80 columns."""
    lines = listing().rstrip("\n").split("\n")
    assert [line.split()[0] for line in lines] == ["Format", *FORMATS]
    assert [line for line in lines if len(line) > 80] == []
    assert all(form.purpose in line and line.endswith(form.opens) for form, line in zip(FORMATS.values(), lines[1:], strict=True))


@pytest.mark.parametrize(("name", "near"), [("perfeto", "perfetto"), ("SARIF", "sarif"), ("parket", "parquet"), ("ocel2", "ocel")])
def test_a_name_that_is_nearly_right(name: str, near: str) -> None:
    """Of a format that there is not, the error names the nearest."""
    with pytest.raises(UsageError) as caught:
        format_of(name)
    assert caught.value.hint.split("\n")[0] == f"--to {near}"


def test_a_name_that_is_far_off() -> None:
    """Where nothing is near, the error says how to list them all."""
    with pytest.raises(UsageError) as caught:
        format_of("zzzz")
    assert caught.value.hint == "logscan export --list shows all"


@pytest.mark.parametrize("form", TEXTS)
def test_same_input_same_bytes(form: str) -> None:
    """Two cases opened of the same files are written alike, in ASCII, with a line end behind the last line."""
    text = exported("lost-finish", form)
    assert written(FOLDER, form) == text
    assert text.endswith("\n")
    assert text.isascii()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Give the case as it was saved, without its logs."""
    file = tmp_path_factory.mktemp("saved") / "case.logscan.zip"
    case("lost-finish").save(file)
    return logscan.open(file)


@pytest.mark.parametrize("form", TEXTS)
def test_a_saved_case_is_as_good_as_its_logs(form: str, saved: Case) -> None:
    """What was saved without the logs is exported as the logs are."""
    assert written(saved, form) == exported("lost-finish", form)


@pytest.mark.parametrize("form", [form for form in TEXTS if form not in TABULAR])
def test_no_path_of_this_machine(form: str) -> None:
    """Though a case was opened by an absolute path, no place that is written tells it."""
    assert str(FOLDER.parent) not in exported("lost-finish", form)


def test_no_format_loads_pandas() -> None:
    """Whatever is written, pandas is for notebooks."""
    run = subprocess.run([sys.executable, "-c", ALL], cwd=CHECKOUT, env=environment(), capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


@pytest.mark.parametrize("form", OF_LOGS)
def test_nothing_is_written_of_nothing(form: str, tmp_path: Path) -> None:
    """Where nothing can be used, not even the head of a file is written."""
    (tmp_path / "c.log").write_bytes(b"nothing of ours\n")
    out = io.StringIO()
    with pytest.raises(NothingUsable):
        write(logscan.open(tmp_path), FORMATS[form], out)
    assert out.getvalue() == ""


@pytest.mark.parametrize("form", [form for form in OF_LOGS if form != "timesketch"])
def test_answers_alone(form: str, tmp_path: Path) -> None:
    """REST answers without any log give a file that tells of no event."""
    for answer in FOLDER.glob("rest_*"):
        (tmp_path / answer.name).write_bytes(answer.read_bytes())
    assert "scan.notified" not in written(tmp_path, form)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a bundle in which every name and value tries to act."""
    return bundle(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("form", OF_LOGS)
def test_hostile_text_stays_text(form: str, hostile: Path) -> None:
    """Nothing acts in any format: no control is in it as itself, and its reader finds the text, not what it tries to be."""
    text = written(hostile, form)
    assert ACTING.findall(text) == []
    assert str(hostile.parent) not in text or form in TABULAR
    assert ASSET[:12] in text or form == "junit"
    if form in ("xes", "junit"):
        elements = list(ET.fromstring(text).iter())  # noqa: S314 - our own text
        texts = [said for one in elements for said in (one.text or "", *one.attrib.values())]
        assert any("\\x1b]0;owned\\x07" in said and "\\u202e\\u200b[red]x[/red]" in said for said in texts)
    elif form in ("perfetto", "ocel", "sarif"):
        json.loads(text)
    elif form != "csv":
        assert all(json.loads(line) for line in text.split("\n")[:-1])
