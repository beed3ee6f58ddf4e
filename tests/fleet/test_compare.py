"""Before and after."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from logscan.errors import UsageError
from logscan.fleet.compare import Side, compare, side
from logscan.fleet.rates import Rate
from tests.fleet.conftest import Small
from tests.lost_finish import FINDING, FOLDER

HEALTHY = FOLDER.parent / "healthy"


def test_a_case_is_its_result() -> None:
    """A case and what `analyze --json` says of it are the same side, so that nothing is gone and nothing new."""
    case, result = side([str(FOLDER)]), side([str(FOLDER.with_suffix(".expected.json"))])
    assert (case.findings, case.exposure, case.versions) == (result.findings, result.exposure, result.versions)
    found = compare(case, result)
    assert ([one["id"] for one in found.still], found.gone, found.new, found.answer) == ([FINDING], [], [], "chance")


def test_findings_go_and_come() -> None:
    """What only one side has is gone, or new."""
    lost, healthy = side([str(FOLDER)]), side([str(HEALTHY)])
    assert [one["id"] for one in compare(lost, healthy).gone] == [FINDING]
    assert [one["id"] for one in compare(healthy, lost).new] == [FINDING]


def test_a_fleet_is_the_sum_of_its_cases(small: Small) -> None:
    """A fleet has the findings of all its cases that have a result."""
    whole = side([str(small.fleet.path)])
    names = [name for name, verdict in small.true.items() if verdict != {"failed"}]
    parts = [side([str(small.source / name)]) for name in names]
    assert whole.findings == {key: one for part in parts for key, one in part.findings.items()}
    assert whole.exposure == Rate(hits=sum(one.exposure.hits for one in parts), of=sum(one.exposure.of for one in parts))
    assert (whole.cases, whole.versions) == (len(names), tuple(sorted({one for part in parts for one in part.versions})))


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [((50, 100), (1, 100), "fell"), ((1, 100), (50, 100), "rose"), ((1, 5), (0, 5), "chance"), ((1, 5), (0, 0), "unknown")],
)
def test_whether_it_helped(before: tuple[int, int], after: tuple[int, int], answer: str) -> None:
    """Fewer is said only where chance does not explain it, and nothing where one side shows nothing."""
    one, two = (Side(name="", findings={}, exposure=Rate(hits=hits, of=of), versions=()) for hits, of in (before, after))
    assert compare(one, two).answer == answer


def test_what_is_no_side(small: Small, tmp_path: Path) -> None:
    """A file that is no result is taken for what it is, a fleet that is not whole is refused, and a file of two results is one side."""
    both = tmp_path / "both.json"
    both.write_bytes(FOLDER.with_suffix(".expected.json").read_bytes() * 2)
    assert side([str(both)]).cases == 2
    (tmp_path / "log.json").write_text(json.dumps({"schema": "logscan.fleet/1"}), "utf-8")
    with pytest.raises(Exception, match="no controller log"):
        side([str(tmp_path / "log.json")])
    shutil.copytree(small.fleet.path, tmp_path / "out")
    (tmp_path / "out" / "store" / "made.json").unlink()
    with pytest.raises(UsageError, match="not whole"):
        side([str(tmp_path / "out")])
