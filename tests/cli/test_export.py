"""`logscan export`: where each format goes, and what is refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from logscan.errors import ExitCode
from logscan.export.formats import FORMATS, TABULAR
from logscan.schema import TABLES
from tests.cli.command import LOST, golden, in_terminal, logscan
from tests.cli.hostile import ACTING, bundle
from tests.export.exported import exported

TEXTS = [name for name, form in FORMATS.items() if not form.binary]


def test_the_list() -> None:
    """`--list` prints the golden list: a line for each format, and no path is needed for it."""
    run = logscan("export", "--list")
    golden("export.list.txt", run.out)
    assert (run.code, run.err) == (0, "")
    assert in_terminal("export", "--list").out == run.out


@pytest.mark.parametrize("form", [form for form in TEXTS if form not in TABULAR])
def test_to_a_file(form: str, tmp_path: Path) -> None:
    """`-o` writes what Python users get, though they name another path to the case; the file is for its owner only."""
    target = tmp_path / "out"
    run = logscan("export", LOST, "--to", form, "-o", str(target))
    assert (run.code, run.out, run.err) == (0, "", "")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes().decode() == exported("lost-finish", form)
    assert list(tmp_path.iterdir()) == [target]


def test_a_table_to_a_file(tmp_path: Path) -> None:
    """A table is written as a file, too; one that is there is replaced only with --force."""
    target = tmp_path / "tracks.parquet"
    arguments = ["export", LOST, "--to", "parquet", "-o", str(target), "--table"]
    assert logscan(*arguments, "tracks").code == 0
    assert pq.read_table(target).schema.names == [column.name for column in TABLES["tracks"]]
    refused = logscan(*arguments, "pairs")
    assert (refused.code, refused.err) == (ExitCode.OUTPUT, f"logscan: {target} exists\n  try: --force replaces it\n")
    assert logscan(*arguments, "pairs", "--force").code == 0
    assert pq.read_table(target).schema.names == [column.name for column in TABLES["pairs"]]


def test_the_timeline_is_that_of_the_timeline() -> None:
    """A timeline that is exported is what `logscan timeline` prints, to the byte."""
    for form in ("csv", "jsonl"):
        assert logscan("export", LOST, "--to", form).out == logscan("timeline", LOST, "--format", form).out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", LOST], "no format to write\n  try: --to parquet\n"),
        (["export", LOST, "--to", "perfeto"], "--to perfeto\n  why: no such format\n  try: --to perfetto\n"),
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


def test_nothing_usable(tmp_path: Path) -> None:
    """Where nothing can be used there is an answer on stderr, and no file."""
    (tmp_path / "c.log").write_bytes(b"nothing of ours\n")
    run = logscan("export", str(tmp_path), "--to", "perfetto", "-o", str(tmp_path.parent / "out.json"))
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert not (tmp_path.parent / "out.json").exists()


@pytest.mark.parametrize("form", ["csv", "perfetto"])
def test_output_that_cannot_be_written(form: str, tmp_path: Path) -> None:
    """`-o` into a folder that is not there ends with 5 and says so."""
    run = logscan("export", LOST, "--to", form, "-o", str(tmp_path / "no" / "out"))
    assert (run.code, run.out) == (ExitCode.OUTPUT, "")
    assert run.err == f"logscan: cannot write {tmp_path}/no/out\n  why: No such file or directory\n"


def test_a_format_of_definitions_reads_no_log(tmp_path: Path) -> None:
    """What is made of the definitions needs no path, and does not look at one that is given."""
    assert logscan("export", str(tmp_path / "absent"), "--to", "lnav") == logscan("export", "--to", "lnav")


def test_part_of_the_input(tmp_path: Path) -> None:
    """What could be read is written, and the exit code says that it is not all."""
    run = logscan("export", str(bundle(tmp_path)), "--to", "xes")
    assert run.code == ExitCode.PARTIAL  # the .zip
    assert ACTING.findall(run.out + run.err) == []
    assert "</log>" in run.out
