"""The notebooks: a fresh kernel gives what they show, and they show nothing of the machine that ran them.

`LOGSCAN_REGENERATE=1 pytest tests/test_notebooks.py` runs them and writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

CHECKOUT = Path(__file__).parent.parent
NOTEBOOKS = sorted(CHECKOUT.glob("notebooks/*.ipynb"))
SECONDS = 300  # for one cell, on a machine that is busy
LARGEST = 150_000  # bytes: beyond that a repository page does not show a notebook at once
LIBRARY_FORMS = ("text/html",)  # how pandas lays out a table is its own affair, and changes with its version

pytestmark = pytest.mark.filterwarnings("default")  # what the kernel's libraries warn of is theirs


def said(notebook: Mapping[str, Any]) -> list[list[object]]:
    """Give what each cell says, without what libraries decide about."""
    return [[_output(output) for output in cell.get("outputs", [])] for cell in notebook["cells"]]


def _output(output: Mapping[str, Any]) -> object:
    if "data" not in output:
        return output.get("name"), output.get("text"), output.get("ename"), output.get("evalue")
    return {form: value for form, value in output["data"].items() if form not in LIBRARY_FORMS}


def run(path: Path, scratch: Path, patch: pytest.MonkeyPatch) -> nbformat.NotebookNode:
    """Run a notebook in a kernel of its own, as someone would who has just cloned the repository."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        patch.setenv(name, str(scratch / name))
    patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    patch.delenv("LOGSCAN_CACHE", raising=False)
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}, record_timing=False
    )
    client.execute()
    notebook["metadata"]["language_info"] = {"name": "python"}  # without the version of who ran it
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_fresh_kernel_gives_what_it_shows(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs, in order, and gives the output that is committed."""
    shown = nbformat.read(path, as_version=4)
    got = run(path, tmp_path, monkeypatch)
    if os.environ.get("LOGSCAN_REGENERATE") == "1":
        path.write_text(nbformat.writes(got) + "\n", "utf-8", newline="\n")
        return
    assert said(got) == said(shown), f"LOGSCAN_REGENERATE=1 writes {path.name} anew"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_reads_well_on_a_page(path: Path) -> None:
    """It is small, has prose between its cells, and names no machine, no time of running and no address in memory."""
    text = path.read_text("utf-8")
    notebook = nbformat.read(path, as_version=4)
    assert len(text.encode()) < LARGEST
    assert str(CHECKOUT) not in text
    assert re.findall(r"/home/|/root/|/tmp/|[A-Z]:\\\\|0x[0-9a-f]{6,}|iopub|\"version\"", text) == []
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") >= kinds.count("code") // 2
    assert all(cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code")


def test_they_are_there() -> None:
    """There are four, in the order in which one reads them."""
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]
