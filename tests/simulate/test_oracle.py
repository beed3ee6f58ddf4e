"""The simulator as oracle: what the analyzer says of a simulated cluster against what is true of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import logscan
from logscan.analysis.tables import delivery_counts
from logscan.parse.catalog import Catalog
from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenarios

SEEDS = range(3)
NOT_TOLD_APART = {
    "report-too-big": "finished-without-report",  # the copy shows the same; the cause stands in the lead's log only
    "no-scanner": None,  # nothing moves, and who should have moved it is not looked for
}
SMALL = [name for name in scenarios() if name != "incident"]


@pytest.fixture(autouse=True)
def one_catalog(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Load the definitions once: they are most of a small case."""
    catalog = Catalog.load()
    monkeypatch.setattr(Catalog, "load", lambda *_: catalog)
    return iter([None])


def said(simulation: Simulation, folder: Path) -> tuple[dict[tuple[str, str], tuple[str, str, str | None]], int]:
    """Give verdict, status and signature by controller and asset, and the number of unexplained deliveries; REST answers stay aside."""
    folder.mkdir()
    for name, content in simulation.files.items():
        if not name.startswith("rest_"):
            (folder / name).write_bytes(content)
    case = logscan.open(folder)
    scene = case.scene
    verdicts = {}
    for one in case.judgements:
        _, asset = scene.histories.assets[int(scene.histories.asset[one.history])]
        verdicts[scene.controller(one.history).name, asset] = one.verdict, one.status, one.signature
    return verdicts, sum(count.total - count.explained for count in delivery_counts(scene))


@pytest.mark.parametrize("name", SMALL)
def test_verdicts_are_true(name: str, tmp_path: Path) -> None:
    """No stale is false, no stale is called consistent, statuses are what REST shows, signatures are right, every delivery is explained."""
    for seed in SEEDS:
        simulation = simulate(scenarios()[name], seed)
        verdicts, unexplained = said(simulation, tmp_path / str(seed))
        assert unexplained == 0
        for pair in simulation.truth.pairs:
            verdict, status, signature = verdicts.get((pair.controller, pair.asset), (None, None, None))
            where = f"{name} {seed} {pair.controller} {pair.asset}: {verdict} {signature}, in truth {pair.verdict} {pair.signature}"
            assert verdict != "stale" or pair.verdict == "stale", where
            if pair.verdict == "stale":
                assert verdict in ("stale", "inconclusive", "stuck"), where
            if verdict == "stale" or (verdict == pair.verdict and verdict == "lost-then-removed"):
                assert signature == NOT_TOLD_APART.get(str(pair.signature), pair.signature), where
            if pair.status is not None and verdict is not None:
                assert status == pair.status, where


def test_most_that_is_stale_is_called_so(tmp_path: Path) -> None:
    """Of the pairs that a flag made stale, every one is found."""
    for name in ("lost-finish", "first-sight", "coalesced", "concurrent", "late-overwrite", "no-report"):
        for seed in SEEDS:
            simulation = simulate(scenarios()[name], seed)
            verdicts, _ = said(simulation, tmp_path / f"{name}-{seed}")
            stale = {(pair.controller, pair.asset) for pair in simulation.truth.pairs if pair.verdict == "stale"}
            assert stale
            assert {pair for pair, verdict in verdicts.items() if verdict[0] == "stale"} == stale
