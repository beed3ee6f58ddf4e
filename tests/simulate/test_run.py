"""Whole histories: the same for the same seed, as promised, as ugly as real ones, and made without logscan's help."""

from __future__ import annotations

import ast
import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario
from tests.simulate import histories
from tests.simulate.histories import SEEDS, SMALL, truth

CHECKOUT = Path(__file__).parent.parent.parent


@given(st.sampled_from(SMALL), st.integers(0, 10**6))
@settings(max_examples=25)
def test_the_same_seed_gives_the_same_bytes(name: str, seed: int) -> None:
    """Files and truth depend on scenario and seed, and on nothing else."""
    one, other = simulate(scenario(name), seed), simulate(scenario(name), seed)
    assert one.files == other.files
    assert one.truth.json() == other.truth.json()


def test_another_seed_gives_another_history() -> None:
    """Two seeds differ in names, times and fates."""
    assert not simulate(scenario("mixed"), 1).files.keys() & simulate(scenario("mixed"), 2).files.keys()


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_scenario_shows_what_it_promises(name: str, seed: int) -> None:
    """Whatever the seed, the truth holds every verdict and signature that the scenario promises, and none that it spares."""
    plan, told = scenario(name), truth(name, seed)
    assert [word for word in plan.promises if not told.holds(word)] == []
    assert [word for word in plan.spares if told.holds(word)] == []


def test_a_history_is_quick() -> None:
    """A campaign of ten thousand is minutes: the median of some small histories stays well under 100 ms."""
    times = []
    for seed in range(7):
        begin = time.process_time()
        simulate(scenario("lost-finish"), seed)
        times.append(time.process_time() - begin)
    assert sorted(times)[3] < 0.1


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("logscan/simulate/*.py")), ids=lambda path: path.name)
def test_the_simulator_stands_alone(path: Path) -> None:
    """Nothing of what the simulator judges is imported by it: of logscan it knows itself and the errors."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    rooms = {name.split(".")[1] for name in named if name.startswith("logscan.")}
    assert rooms <= {"errors", "simulate"}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_incident_has_the_incidents_figures(seed: int) -> None:
    """Like the real one: 25 to 37 % of workloads met the simulated call on a peer, 1 to 2 % are stale there, none on the lead."""
    told = histories.incident(seed).truth
    for pod in told.versions:
        pairs = [pair for pair in told.pairs if pair.controller == pod and pair.kind == "workload" and pair.registered]
        simulated = sum(pair.simulated is not None for pair in pairs) / len(pairs)
        stale = sum(pair.verdict == "stale" for pair in pairs) / len(pairs)
        assert 740 < len(pairs) < 793
        if pod == told.lead:
            assert (simulated, stale) == (0, 0)
        else:
            assert 0.25 <= simulated <= 0.37
            assert 0.005 <= stale <= 0.03


def test_what_is_written(tmp_path: Path) -> None:
    """A folder gets a log per controller, REST answers where the scenario has them, and the truth."""
    simulation = histories.incident(1)
    simulation.write(tmp_path / "box")
    names = sorted(path.name for path in (tmp_path / "box").iterdir())
    assert [re.sub(r"[a-z0-9]{10}-[a-z0-9]{5}|[a-z0-9]{5}(?=\.txt)", "*", name) for name in names] == [
        *["neuvector-controller-pod-*.log"] * 3,
        "rest_10.20.1.11_*.txt",
        "rest_10.20.2.12_*.txt",
        "rest_10.20.3.13_*.txt",
        "truth.json",
    ]
    assert len(json.loads((tmp_path / "box" / "truth.json").read_text())["pairs"]) == len(simulation.truth.pairs)


# What the simulator prints and no log of the incident holds, by how it begins, with the reason. The log of the incident's lead is lost.
NOT_IN_THE_INCIDENT = {
    "cache.(*scanTask).Handler:": "only a lead dispatches scans",
    "cache.AgentAdmissionRequest:": "no controller hung",
    "cache.(*scanTask).rpcScanRunning:": "only a lead sees scans fail",
    "cache.LeadChangeNotify:": "the lead never changed",
    "cache.ScannerUpdateHandler: - key=scan/scanner/# type=modify": "no new database came",
    "cache.agentUpdate: - key=object/agent/# type=delete": "no enforcer went",
    "cache.agentUpdate: Delete enforcer": "no enforcer went",
    "cache.enableAutoScan.func#": "only a lead queues scans",
    "cache.eventHandlers.Trigger: - handler=scanAgentDelete": "no enforcer went",
    "cache.eventHandlers.Trigger: - handler=hostWorkloadStop": "no container stopped that had been scanned",
    "cache.eventHandlers.Trigger: - handler=hostWorkloadDelete": "likewise",
    "cache.eventHandlers.Trigger: - handler=addrWorkloadStop": "likewise",
    "cache.eventHandlers.Trigger: - handler=connectWorkloadDelete": "likewise",
    "cache.eventHandlers.Trigger: - handler=groupWorkloadLeave": "likewise",
    "cache.eventHandlers.Trigger: - handler=scanWorkloadDelete": "likewise",
    "cache.extractScanReportChunks:": "a later version",
    "cache.memberStateUpdateHandler: - agentID= flag=# member=# notify=delete": "no controller went",
    "cache.memberStateUpdateHandler: Schedule controller removal": "no controller went",
    "cache.putScanReportToCluster:": "only a lead stores reports",
    "cache.registryImageStateHandler:": "no registry was scanned",
    "cache.registryStateHandler:": "no registry was scanned",
    "cache.scanAgentDelete:": "no enforcer went",
    "cache.startWorkerThread.func# Failed to ping scanner": "every scanner answered",
    "cache.startWorkerThread.func# Remove stalled": "every scanner answered",
    "cache.scanBecomeScanner:": "the lead never changed",
    "cache.scanDone: - id=# result=timeout": "every scan succeeded",
    "cache.scanDone: - id=# result=network error": "every scan succeeded",
    "cache.scanDone: - id=# result=package error": "every scan succeeded",
    "cache.scanDone: PopulateVulAsset failed.": "the database took every report",
    "cache.scanDone: Scan object is gone": "nothing went at that moment",
    "cache.scanObject:": "nobody asked for a scan by hand",
    "cache.scanStateHandler: - key=scan/state/# status=failed": "every scan succeeded",
    "cache.scanStateHandler: - key=scan/state/# type=delete": "nothing went that had been scanned",
    "cache.updateScanState:": "only a lead puts states",
    "cluster.(*ClusterTransact).": "no registry was scanned",
    "cluster.Delete: - key=scan/": "only a lead deletes states",
    "cluster.PauseAllWatchers:": "the lead never changed",
    "cluster.Put: - key=scan/": "only a lead puts states",
    "cluster.PutBinary: - key=scan/": "only a lead stores reports",
    "cluster.PutBinary: size too big": "no report was",
    "cluster.ResumeAllWatchers:": "the lead never changed",
    "cluster.StartCluster.func#": "the lead never changed, and no join failed",
    "cluster.putBinary:": "no put failed",
    "main.ctlrMemberUpdateHandler: - member=# type=delete": "no controller went",
    "main.leadChangeHandler:": "the lead never changed",
    "scan.(*Registry).": "no registry was scanned",
    "scan.(*regScanTask).": "no registry was scanned",
    "scan.Registry": "no registry was scanned",
    "scan.newRegistry:": "no registry was scanned",
}


def template(text: str) -> str:
    """Mask what differs from line to line: ids, addresses, names, numbers, words of two or three, and the insides of Go structs."""
    text = re.sub(r"=&?\{.*\}", "={}", text)
    text = re.sub(r"(key=[a-z_]+/(?:[a-z_]+/)?)\S+", r"\1#", text)
    text = re.sub(r"\b(name=k8s_|(?:group|id|workload|host|address|error|lead|user|store|podName|version|level)=)\S*", r"\1#", text)
    text = re.sub(r"\b(isLeader|isScanner|new-cluster)=(true|false)", r"\1=#", text)
    return re.sub(r"[0-9a-f]{12,}|[0-9][0-9a-z./:_-]*", "#", text)


def statements(text: str) -> Counter[str]:
    """Count the masked statements of a log's controller lines, each with its emitter."""
    return Counter(template(line.split("|", 3)[3]) for line in text.split("\n") if re.match(r"\d{4}-.{18}\|[A-Z]{4}\|CTL\|", line))


def test_lines_are_those_of_the_incident(incident: Path) -> None:
    """Every statement that is printed stands in the real logs, to the letter but for ids, times, names and numbers; or it says why not."""
    real = {one for log in sorted(incident.glob("c.*.log")) for one in statements(log.read_text("utf-8"))}
    made: Counter[str] = Counter()
    for name in SMALL:
        for content in simulate(scenario(name), 1).files.values():
            made += statements(content.decode())
    assert len(real & made.keys()) > 60
    assert {one for one in made if one not in real and not one.startswith(tuple(NOT_IN_THE_INCIDENT))} == set()
