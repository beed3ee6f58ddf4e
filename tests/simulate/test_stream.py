"""Histories of any size."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from logscan.simulate.scenario import scenario
from logscan.simulate.stream import stream

PLAN = replace(scenario("incident"), workloads=60, spread=20_000, quiet=60_000)


def test_a_stream_has_its_size(tmp_path: Path) -> None:
    """Logs grow wave after wave until they have the size asked for, and not by more than one wave beyond it."""
    told: list[int] = []
    truth = stream(PLAN, 1, tmp_path, size=2_000_000, progress=told.append)
    size = sum(path.stat().st_size for path in tmp_path.glob("*.log"))
    assert told == sorted(told)
    assert told[-1] == size
    assert 2_000_000 <= size <= 2_000_000 + 2 * told[0]
    assert json.loads((tmp_path / "truth.json").read_text()) == json.loads(truth.json())


def test_a_stream_repeats_itself(tmp_path: Path) -> None:
    """The same seed writes the same bytes."""
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
        stream(PLAN, 5, folder, size=500_000, progress=lambda _: None)
    one, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == other


def test_time_goes_on(tmp_path: Path) -> None:
    """Lines of a controller follow each other in time, from wave to wave, but for the steps that clocks make."""
    stream(PLAN, 2, tmp_path, size=1_500_000, progress=lambda _: None)
    for log in tmp_path.glob("*.log"):
        times = [line[:23] for line in log.read_text().split("\n") if line[23:24] == "|"]
        last = times[0]
        for time in times:
            assert time[:19] >= last[:18]
            last = max(last, time)
