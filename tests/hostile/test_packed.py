"""The same logs, packed in eleven ways, are the same incident: the same findings with the same ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import logscan
from logscan.case import Case
from tests.hostile.case import PODS
from tests.hostile.packed import WAYS

Logs = Mapping[str, bytes]
each_way = pytest.mark.parametrize("pack", WAYS.values(), ids=WAYS)


def told(case: Case) -> dict[str, tuple[object, ...]]:
    """Give what is said of each pair and each controller, by the id of the finding, without where it stands."""
    said: dict[str, tuple[object, ...]] = {}
    for one in case.found:
        texts = case.lines([evidence.row for evidence in one.evidence])
        lines = tuple((evidence.role, texts[evidence.row]) for evidence in one.evidence)
        said[one.id] = (one.verdict, one.signature, one.controller, one.asset, one.status, one.expected, one.confidence, one.cause, lines)
    assert len(said) == len(case.found)
    return said


def read_lines(case: Case) -> dict[str, tuple[int, int]]:
    """Give how many lines of each controller were read, and understood."""
    return {
        one.name: (sum(log.coverage.lines for log in one.logs), sum(log.coverage.understood for log in one.logs))
        for one in case.read.controllers
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Give the good bundle as plain files."""
    folder = tmp_path_factory.mktemp("plain")
    for pod, log in PODS.items():
        (folder / f"{pod}.log").write_bytes(log)
    return logscan.open(folder)


@pytest.fixture(scope="module")
def incident_case(incident: Path) -> Case:
    """Give the incident without its REST answers."""
    return logscan.open(*sorted(incident.glob("*.log")))


@pytest.fixture(scope="module")
def incident_logs(incident_case: Case) -> Logs:
    """Give the two logs of the incident by the name of the pod."""
    return {one.name: Path(log.source.name).read_bytes() for one in incident_case.read.controllers for log in one.logs}


@each_way
def test_packing_changes_nothing(pack: Callable[[Logs, Path], None], plain: Case, tmp_path: Path) -> None:
    """However the good bundle is packed, the findings, their evidence and the count of lines are those of the plain files."""
    pack(PODS, tmp_path)
    case = logscan.open(tmp_path)
    assert told(case) == told(plain)
    assert read_lines(case) == read_lines(plain)


@each_way
def test_packing_the_incident_changes_nothing(
    pack: Callable[[Logs, Path], None], incident_case: Case, incident_logs: Logs, tmp_path: Path
) -> None:
    """However the incident is packed, its findings have the same ids and say the same of each pair."""
    pack(incident_logs, tmp_path)
    case = logscan.open(tmp_path)
    expected = told(incident_case)
    assert sum(one[0] == "stale" for one in expected.values()) == 19
    assert told(case) == expected
