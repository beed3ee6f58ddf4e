"""`logscan export`: where each format goes, what is refused, and what hostile text does in it: nothing."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest

from logscan.errors import ExitCode
from logscan.export.formats import FORMATS, TABULAR
from tests.cli.command import LOST, golden, in_terminal, logscan
from tests.cli.hostile import ACTING, bundle
from tests.lost_finish import ASSET, FOLDER

TEXTS = [name for name, form in FORMATS.items() if not form.binary]


def test_the_list() -> None:
    """`--list` prints the golden list: a line for each format, and no path is needed for it."""
    run = logscan("export", "--list")
    golden("export.list.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert in_terminal("export", "--list").out == run.out


@pytest.mark.parametrize("form", FORMATS)
def test_to_a_file(form: str, tmp_path: Path) -> None:
    """`-o` writes the bytes that stdout would get, for the owner only, and replaces a file only with --force."""
    target = tmp_path / "out"
    run = logscan("export", LOST, "--to", form, "-o", str(target))
    assert (run.code, run.out, run.err) == (0, "", "")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    if form in TEXTS:
        assert logscan("export", LOST, "--to", form).out.encode() == target.read_bytes()
    else:
        assert pq.read_table(target).num_rows > 0
    refused = logscan("export", LOST, "--to", form, "-o", str(target))
    assert (refused.code, refused.err) == (ExitCode.OUTPUT, f"logscan: {target} exists\n  try: --force replaces it\n")
    assert logscan("export", LOST, "--to", form, "-o", str(target), "--force").code == 0
    assert list(tmp_path.iterdir()) == [target]


def test_the_timeline_is_that_of_the_timeline() -> None:
    """A timeline that is exported is what `logscan timeline` prints, to the byte."""
    for form in ("csv", "jsonl"):
        assert logscan("export", LOST, "--to", form).out == logscan("timeline", LOST, "--format", form).out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", LOST], "no format to write\n  try: --to parquet\n"),
        (["export", LOST, "--to", "perfeto"], "--to perfeto\n  why: no such format\n  try: perfetto\n"),
        (["export", "--to", "csv"], "nothing to export\n  why: no PATH was given\n  try: logscan export PATH... --to csv\n"),
        (["export", LOST, "--to", "csv", "--table", "track"], "--table track\n  why: no such table\n  try: one of: timeline, deliveries, "),
        (["export", LOST, "--to", "sarif", "--table", "tracks"], "--to sarif --table tracks\n  why: sarif is no table\n"),
        (["export", LOST, "--to", "xes", "--offset", "nobody=1s"], "no controller is called `nobody`\n"),
        (["export", LOST, "--to", "xes", "-o", f"{LOST}/out.xes"], f"{LOST}/out.xes lies in the input\n"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else None,
)
def test_usage_errors(arguments: list[str], says: str) -> None:
    """What cannot be asked like that ends with 2, prints nothing on stdout, and says what to type instead."""
    run = logscan(*arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert run.err.startswith(f"logscan: {says}")


def test_binary_is_not_for_a_terminal() -> None:
    """Parquet is not written to a terminal."""
    run = in_terminal("export", LOST, "--to", "parquet")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert "-o FILE" in run.err


@pytest.mark.parametrize("form", [form for form in FORMATS if FORMATS[form].reads])
def test_nothing_usable(form: str, tmp_path: Path) -> None:
    """Where nothing can be used, nothing is written, not even the head of a file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.log").write_bytes(b"nothing of ours\n")
    run = logscan("export", str(tmp_path / "in"), "--to", form)
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert logscan("export", str(tmp_path / "in"), "--to", form, "-o", str(tmp_path / "out")).code == ExitCode.NOTHING_USABLE
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("form", [form for form in FORMATS if FORMATS[form].reads and form != "timesketch"])
def test_answers_alone(form: str, tmp_path: Path) -> None:
    """REST answers without any log give a file that tells of no event, and no error."""
    for answer in FOLDER.glob("rest_*"):
        (tmp_path / answer.name).write_bytes(answer.read_bytes())
    run = logscan("export", str(tmp_path), "--to", form, "-o", str(tmp_path.parent / f"answers.{form}"), "--force")
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize("form", ["csv", "perfetto"])
def test_output_that_cannot_be_written(form: str, tmp_path: Path) -> None:
    """`-o` into a folder that is not there ends with 5 and says so."""
    run = logscan("export", LOST, "--to", form, "-o", str(tmp_path / "no" / "out"))
    assert (run.code, run.out) == (ExitCode.OUTPUT, "")
    assert run.err == f"logscan: cannot write {tmp_path}/no/out\n  why: No such file or directory\n"


def test_a_format_of_definitions_reads_no_log(tmp_path: Path) -> None:
    """What is made of the definitions needs no path, and does not look at one that is given."""
    assert logscan("export", str(tmp_path / "absent"), "--to", "lnav") == logscan("export", "--to", "lnav")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a bundle in which every name and value tries to act."""
    return bundle(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("form", [form for form in TEXTS if FORMATS[form].reads])
def test_hostile_text_stays_text(form: str, hostile: Path) -> None:
    """Nothing acts in any format: no control is in it as itself, and its reader finds the text, not what it tries to be."""
    run = logscan("export", str(hostile), "--to", form)
    assert run.code == ExitCode.PARTIAL  # the .zip
    assert ACTING.findall(run.out + run.err) == []
    assert str(hostile.parent) not in run.out or form in TABULAR
    assert ASSET[:12] in run.out or form == "junit"
    assert "[red]x[/red]" in run.out or form == "sarif"
    if form in ("xes", "junit"):
        elements = list(ET.fromstring(run.out).iter())  # noqa: S314 - our own text
        texts = [text for one in elements for text in (one.text or "", *one.attrib.values())]
        assert any("\\x1b]0;owned\\x07" in text and "\\u202e\\u200b[red]x[/red]" in text for text in texts)
    elif form in ("perfetto", "ocel", "sarif"):
        json.loads(run.out)
    elif form != "csv":
        assert all(json.loads(line) for line in run.out.split("\n")[:-1])
