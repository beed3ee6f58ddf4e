"""The index in Markdown and JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from logscan.fleet.folder import Fleet
from logscan.fleet.index import markdown, write
from logscan.fleet.rows import WORST
from tests.fleet.conftest import Small
from tests.fleet.test_page import index, row


def test_json_counts_every_case(small: Small) -> None:
    """Cases and failures are all there, worst first, and each verdict is counted."""
    read = json.loads((small.fleet.path / "index.json").read_bytes())
    verdicts = [one["verdict"] for one in read["cases"]]
    assert len(read["cases"]) + len(read["failures"]) == len(small.true)
    assert verdicts == sorted(verdicts, key=WORST.index)
    assert read["verdicts"] == {verdict: verdicts.count(verdict) for verdict in WORST}
    first_sight = sum("swallowed-first-sight" in one["signatures"] for one in read["cases"])
    assert sum(read["signatures_by_month"]["swallowed-first-sight"].values()) == first_sight > 0


def test_markdown_has_a_line_for_each(small: Small) -> None:
    """Every case and every failure is a line of a table that has as many cells as its head."""
    text = (small.fleet.path / "index.md").read_text("utf-8")
    assert [name for name in small.true if name not in text.replace("\\", "")] == []
    widths = {line.replace("\\|", "").count("|") for line in text.split("\n## ")[0].split("\n") if line.startswith("|")}
    assert len(widths) == 1


@pytest.mark.parametrize("text", ["a|b", "a\nb", "[x](javascript:y)", "<b>", "`x`", "![x](y)", "&lt;", "*x*", "\u202ex"])
def test_markdown_text_is_text(text: str) -> None:
    """A name breaks no table, and makes no link, picture, element or emphasis."""
    line = next(line for line in markdown(index([row(1, name=text)])).split("\n") if "C-0000" in line)
    for act in ("|", "[", "]", "<", "`", "*", "&"):
        assert line.replace(f"\\{act}", "").count(act) == (11 if act == "|" else 0)


def test_pages_that_are_not_needed_are_removed(small: Small, tmp_path: Path) -> None:
    """A second page that was there goes when there is one page only; files of others stay."""
    shutil.copytree(small.fleet.path, tmp_path / "out")
    for name in ("index-2.html", "index-old.html"):
        (tmp_path / "out" / name).write_bytes(b"x")
    with Fleet.held(tmp_path / "out") as fleet:
        write(fleet)
    left: list[Any] = [(tmp_path / "out" / name).exists() for name in ("index-2.html", "index-old.html")]
    assert left == [False, True]
