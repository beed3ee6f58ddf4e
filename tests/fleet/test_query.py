"""Questions in SQL."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from logscan.errors import UsageError
from logscan.fleet.folder import Fleet
from logscan.fleet.query import VIEWS, ask
from logscan.fleet.rates import Rate
from tests.fleet.conftest import Small


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_has_the_columns_that_it_says(small: Small, name: str) -> None:
    """A view gives the columns that are written down of it, and rows."""
    table = ask(small.fleet, f"select * from {name}")  # noqa: S608 - names of our own
    assert table.column_names == [column.name for column in VIEWS[name].columns]
    assert table.num_rows > 0


def test_which_versions_show_an_issue(small: Small) -> None:
    """The versions that show NVSHAS-8590 are found in one line, and none that has the fix is among them."""
    versions = ask(small.fleet, "select distinct version from signatures_by_version where known_issue = 'NVSHAS-8590'").to_pylist()
    assert {row["version"] for row in versions} == {"v5.2.4"}


def test_exposure_is_an_interval(small: Small) -> None:
    """The share of assets that lost a notification comes with the interval that `rates` gives."""
    rows = ask(small.fleet, "select * from exposure where registered > 0").to_pylist()
    for row in rows:
        low, high = Rate(hits=row["lost"], of=row["registered"]).interval
        assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
        assert row["low"] - 1e-9 <= row["share"] <= row["high"]
    assert any(row["lost"] for row in rows)


@pytest.mark.parametrize("question", ["selec", "select nobody from cases", "select * from elsewhere", "load httpfs"])
def test_a_bad_question_is_answered(small: Small, question: str) -> None:
    """What is no question is an error that says where it goes wrong and what there is."""
    with pytest.raises(UsageError, match="names the views"):
        ask(small.fleet, question)


def test_any_folder_can_be_asked(small: Small, tmp_path: Path) -> None:
    """Quotes and patterns in the name of the folder are neither; a statement that asks for nothing gives nothing."""
    shutil.copytree(small.fleet.path, tmp_path / "a'b[1]*?")
    fleet = Fleet.of(tmp_path / "a'b[1]*?")
    assert ask(fleet, "select count(*) as n from cases").to_pylist() == [{"n": len(small.true)}]
    assert ask(fleet, "set threads = 1").num_rows == 0


def test_tables_that_are_not_whole_are_not_asked(small: Small, tmp_path: Path) -> None:
    """While a batch is at work, or after one was stopped, or where another logscan wrote, a question is refused."""
    shutil.copytree(small.fleet.path, tmp_path / "out")
    fleet = Fleet.of(tmp_path / "out")
    for part in fleet.path.glob("store/losses/*/part.parquet"):
        shutil.copy(fleet.path / "store" / "coverage" / part.parent.name / "part.parquet", part)
    with pytest.raises(UsageError, match="not what this logscan writes"):
        ask(fleet, "select 1")
    (fleet.path / "store" / "made.json").unlink()
    with pytest.raises(UsageError, match="not whole"):
        ask(fleet, "select 1")
