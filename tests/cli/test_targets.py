"""Where results may go."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.cli.targets import apart_from, new_file
from logscan.errors import OutputError, UsageError


def test_a_new_file(tmp_path: Path) -> None:
    """A file that does not exist may be written, one that does only by force; `-` is stdout."""
    assert new_file("-", ["-"], force=False) is None
    target = tmp_path / "out.log"
    assert new_file(str(target), [], force=False) == target
    target.write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        new_file(str(target), [], force=False)
    assert new_file(str(target), [], force=True) == target


def test_apart_from_the_input(tmp_path: Path) -> None:
    """Nothing is put into the input, nor in its place, by whatever way it is named."""
    (tmp_path / "case").mkdir()
    (tmp_path / "case.log").write_text("a log")
    (tmp_path / "link").symlink_to(tmp_path / "case")
    for target in ("case/out.log", "case/a/b", "case", "link/out", "case/../case/out"):
        with pytest.raises(UsageError, match="lies in the input"):
            apart_from(tmp_path / target, ["-", str(tmp_path / "case")])
    with pytest.raises(UsageError, match="lies in the input"):
        new_file(str(tmp_path / "case.log"), [str(tmp_path / "case.log")], force=True)
    apart_from(tmp_path / "case-redacted", [str(tmp_path / "case"), str(tmp_path / "case.log")])
