"""What has changed, as a notebook holds it."""

from __future__ import annotations

import pytest

import logscan
from logscan.errors import UsageError
from logscan.fleet.changes import Changes
from logscan.fleet.compare import Difference, Side, side
from logscan.fleet.rates import Rate
from logscan.fleet.told import lines
from logscan.schema import DIFFERENCES
from tests.lost_finish import FINDING, FOLDER

HEALTHY = FOLDER.parent / "healthy"


def test_it_is_what_diff_says() -> None:
    """Of paths and of open cases it is the same, and prints as `logscan diff` does."""
    changes = logscan.compare(logscan.open(FOLDER), HEALTHY)
    assert repr(changes) == repr(logscan.compare(FOLDER, logscan.open(HEALTHY)))
    assert repr(changes) == "\n".join(lines(Difference(before=side([str(FOLDER)]), after=side([str(HEALTHY)]))))
    assert changes.answer == "chance"


def test_its_table() -> None:
    """Each finding that is gone, new, or still there is a row; the columns are documented, and there without any."""
    gone, new = logscan.compare(FOLDER, HEALTHY).findings, logscan.compare(HEALTHY, FOLDER).findings
    assert gone[["change", "id"]].values.tolist() == [["gone", FINDING]]
    assert new[["change", "id"]].values.tolist() == [["new", FINDING]]
    assert list(gone.columns) == [column.name for column in DIFFERENCES]
    assert logscan.compare(HEALTHY, HEALTHY).findings.shape == (0, len(DIFFERENCES))


def test_a_notebook_shows_few_of_it_safely() -> None:
    """Of ten thousand findings a few are shown, and what logs say does not act."""
    found = {
        f"F-{number:012}": dict.fromkeys([column.name for column in DIFFERENCES if column.name != "change"], "<script>\x1b[31m")
        for number in range(10_000)
    }
    before = Side(name="<b>", findings=found, exposure=Rate(hits=0, of=0), versions=())
    changes = Changes(Difference(before=before, after=Side(name="", findings={}, exposure=Rate(hits=0, of=0), versions=())))
    forms = changes._repr_mimebundle_()
    assert ("<script" in forms["text/html"], "\x1b" in "".join(forms.values())) == (False, False)
    assert "and 9,980 more" in forms["text/html"]
    assert len(forms["text/html"]) < 20_000


def test_what_is_no_case() -> None:
    """A path that does not exist is named."""
    with pytest.raises(UsageError, match="no such file"):
        logscan.compare(FOLDER, "/nowhere/x.zip")
