"""`logscan save`: a case in one file, and every verb on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import LOST, logscan
from tests.lost_finish import ASSET, FINDING


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the saved case of fixtures/lost-finish."""
    path = tmp_path_factory.mktemp("saved") / "case.logscan.zip"
    run = logscan("save", LOST, "-o", str(path))
    assert (run.code, run.out) == (0, "")
    assert f"logscan analyze {path}" in run.err
    return str(path)


@pytest.mark.parametrize(
    "words",
    [
        "report CASE -o -",
        "analyze CASE",
        "analyze CASE --json --pairs --include healed,latent",
        "analyze CASE --format markdown --full",
        f"explain {ASSET} CASE",
        f"explain {FINDING} CASE --format html",
        f"explain {ASSET} CASE --json",
        "check CASE",
        "check CASE --json",
        "timeline CASE --format csv",
        "replay CASE --handler both --json",
        "export CASE --to sarif -o -",
        "export CASE --to csv --table findings -o -",
    ],
)
def test_every_verb_says_the_same(saved: str, words: str) -> None:
    """What a verb prints of a saved case is, to the last byte, what it prints of the logs."""
    logs, file = (logscan(*words.replace("CASE", path).split()) for path in (LOST, saved))
    assert (file.code, file.out) == (logs.code, logs.out)


def test_what_needs_the_logs_says_so(saved: str, tmp_path: Path) -> None:
    """An excerpt and a redacted copy are made of the logs: nothing is written, and the error says why."""
    for words in (("excerpt", FINDING, saved, "-o", "x.log"), ("redact", saved, "-o", "out", "--map", "map.json")):
        run = logscan(*(str(tmp_path / word) if word in ("x.log", "out", "map.json") else word for word in words))
        assert (run.code, run.out, "kept without the logs" in run.err) == (ExitCode.USAGE, "", True)
    assert list(tmp_path.iterdir()) == []


def test_a_saved_case_is_a_side(saved: str) -> None:
    """`logscan diff` compares it like any other case."""
    run = logscan("diff", LOST, saved)
    assert (run.code, "Still there: 1" in run.out) == (0, True)


def test_where_it_goes(saved: str) -> None:
    """It is no stream, and replaces nothing unless told to."""
    assert logscan("save", LOST, "-o", "-").code == ExitCode.USAGE
    run = logscan("save", LOST, "-o", saved)
    assert (run.code, "exists" in run.err) == (ExitCode.OUTPUT, True)
    assert logscan("save", LOST, "-o", saved, "--force").code == 0
    run = logscan("save", LOST, "-o", f"{LOST}/x.logscan.zip")
    assert (run.code, "lies in the input" in run.err) == (ExitCode.USAGE, True)


def test_a_damaged_one(saved: str, tmp_path: Path) -> None:
    """One that was cut is refused in a sentence, with exit code 4, before anything is printed."""
    (tmp_path / "cut.logscan.zip").write_bytes(Path(saved).read_bytes()[:9_000])
    run = logscan("analyze", str(tmp_path / "cut.logscan.zip"))
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert "cannot be opened as a saved case" in run.err
    assert "Traceback" not in run.err
