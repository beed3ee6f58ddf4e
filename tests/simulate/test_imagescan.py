"""How a lead scans registries: what it puts, in which order, and what goes wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from logscan.simulate.run import Simulation, simulate
from logscan.simulate.scenario import scenario

CALM = replace(scenario("registries"), spares=(), promises=(), workloads=0, hosts=0, noise=0.0)


def said(simulation: Simulation, asset: str) -> list[str]:
    """Give the lead's lines about a registry or an image, shortened to what they say."""
    words = (
        r'Put: .*"status":"(\w+)"|(Schedule image scan|Scan start|Scan done|requeue|size too big|Registry scan \w+)|'
        r"(getScanImages: total images|imageScanStart: - )|(Failed to put key)"
    )
    found = [re.search(words, line.text) for line in simulation.logs[str(simulation.truth.lead)] if line.about == asset]
    return [next(word for word in match.groups() if word is not None) for match in found if match is not None]


def assets(simulation: Simulation, kind: str) -> set[str]:
    """Give the registries or the images of a history."""
    return {pair.asset for pair in simulation.truth.pairs if pair.kind == kind}


def test_an_image_is_scanned() -> None:
    """An image is put as scheduled, as scanning and as finished, and its report goes with the last."""
    simulation = simulate(CALM, 1)
    assert assets(simulation, "image")
    for asset in assets(simulation, "image"):
        assert said(simulation, asset) == ["scheduled", "Schedule image scan", "scanning", "Scan start", "Scan done", "finished"]


def test_a_registry_is_scanned() -> None:
    """The images are listed, and behind the last of them the registry is put as idle and stopped."""
    simulation = simulate(CALM, 1)
    for asset in assets(simulation, "registry"):
        words = [word for word in said(simulation, asset) if word != "scanning"]
        assert sorted(words) == sorted(
            [
                "imageScanStart: - ",
                "getScanImages: total images",
                "Registry scan starts",
                "Registry scan done",
                "idle",
                "Registry scan stopped",
            ]
        )
        assert words[0] == "imageScanStart: - "
        assert words[-3:] == ["Registry scan done", "idle", "Registry scan stopped"]
    assert {pair.status for pair in simulation.truth.pairs if pair.kind == "registry"} == {"idle"}


def test_only_the_lead_scans() -> None:
    """Every controller hears of all states, and one of them puts the images."""
    simulation = simulate(CALM, 2)
    for pod, lines in simulation.logs.items():
        texts = [line.text for line in lines]
        assert any("RegistryImageStateUpdate" in text for text in texts)
        assert any("Scan start" in text for text in texts) is (pod == simulation.truth.lead)


def test_a_name_stands_as_it_is() -> None:
    """Blanks and `=` in the name of a registry are printed without quotes, in keys and in fields."""
    texts = [line.text for lines in simulate(replace(CALM, registries=5), 1).logs.values() for line in lines]
    for name in ("team z=1", "ecr eu-west (prod)", "quay mirror"):
        assert any(text.endswith(f"imageScanStart: - registry={name}") for text in texts)
        assert any(f"registryStateHandler: - key=scan/state/registry/{name} type=" in text for text in texts)


def test_a_registry_that_does_not_answer() -> None:
    """Its state turns to idle at once with a message, nothing is listed, and there is nothing to stop."""
    simulation = simulate(replace(CALM, registry_refused=1.0), 1)
    lead = [line.text for line in simulation.logs[str(simulation.truth.lead)]]
    for asset in assets(simulation, "registry"):
        assert [word for word in said(simulation, asset) if word != "scanning"] == ["idle"]
        assert sum(text.endswith(f"i/o timeout registry={asset}") for text in lead) == 1
        assert sum(text.endswith(f"skip stop - not scanning - registry={asset}") for text in lead) == 1
        assert any(f"registry={asset} state=&{{Status:idle ErrMsg:Failed to connect to the registry ErrDetail:" in text for text in lead)
    assert {pair.value for pair in simulation.truth.pairs if pair.kind == "image"} == {None}


def test_three_retries() -> None:
    """An image that always fails is queued again three times and then is failed; its registry comes to its end."""
    simulation = simulate(replace(CALM, scan_error=1.0), 1)
    again = ["scanning", "Scan start", "Scan done", "requeue", "scheduled"]
    for asset in assets(simulation, "image"):
        assert said(simulation, asset) == ["scheduled", "Schedule image scan", *again * 3, "scanning", "Scan start", "Scan done", "failed"]
    found = {(pair.kind, pair.status, pair.signature) for pair in simulation.truth.pairs if pair.kind in ("registry", "image")}
    assert found == {("registry", "idle", None), ("image", "failed", "requeue-exhausted")}


def test_a_report_that_is_too_big_is_left_out() -> None:
    """The summary says finished and nothing stores the report, in every version."""
    simulation = simulate(replace(CALM, too_big=1.0, versions=("v5.5.0",)), 1)
    for asset in assets(simulation, "image"):
        assert said(simulation, asset)[-2:] == ["size too big", "finished"]
    found = {(pair.verdict, pair.status, pair.signature) for pair in simulation.truth.pairs if pair.kind == "image"}
    assert found == {("consistent", "finished", "report-too-big")}


def test_an_end_that_cannot_be_put() -> None:
    """All images are finished, and the registry says scanning for ever."""
    simulation = simulate(replace(CALM, registry_put_failed=1.0), 1)
    for asset in assets(simulation, "registry"):
        assert said(simulation, asset)[-3:] == ["Registry scan done", "idle", "Failed to put key"]
    found = {(pair.kind, pair.verdict, pair.status) for pair in simulation.truth.pairs if pair.kind in ("registry", "image")}
    assert found == {("registry", "stuck", "scanning"), ("image", "consistent", "finished")}


@pytest.mark.parametrize("plan", [replace(CALM, scanners=0), replace(CALM, slot_leak=1.0, scanners=1)], ids=["no scanner", "leak"])
def test_images_that_nobody_takes(plan: object) -> None:
    """Without a scanner that is free, images stay scheduled and their registry stays scanning, on every controller."""
    assert isinstance(plan, type(CALM))
    stuck = [pair for pair in simulate(plan, 1).truth.pairs if pair.signature == "registry-stuck"]
    assert {(pair.kind, pair.status) for pair in stuck} == {("registry", "scanning"), ("image", "scheduled")}
    assert len({pair.controller for pair in stuck}) == 3
