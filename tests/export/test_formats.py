"""The list of formats: complete, told in lines that fit, and helpful about a name that is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import logscan.export
from logscan.errors import UsageError
from logscan.export.formats import FORMATS, TABULAR, format_of, listing
from tests.export.exported import exported, written
from tests.lost_finish import FOLDER

TEXTS = [name for name, form in FORMATS.items() if not form.binary]
SHARED = {"__init__", "activities", "formats", "markup"}


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
    assert caught.value.hint.split("\n")[0] == near


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


@pytest.mark.parametrize("form", [form for form in TEXTS if form not in TABULAR])
def test_no_path_of_this_machine(form: str) -> None:
    """Though a case was opened by an absolute path, no place that is written tells it."""
    assert str(FOLDER.parent) not in exported("lost-finish", form)
