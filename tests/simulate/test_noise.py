"""The rest of a log: how much of it there is, and that it changes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario
from tests.simulate.histories import incident

SCAN = re.compile(r"scanStateHandler|scanDone|benchStateHandler|handler=scanWork|cve-report|Scan\\.Report")


def test_noise_changes_no_history() -> None:
    """With more noise or less, the controllers print the same lines in the same order, and the truth is the same."""
    quiet, loud = (simulate(replace(scenario("healthy"), noise=noise), 1) for noise in (0.0, 3.0))
    assert quiet.truth == loud.truth
    for pod, lines in quiet.logs.items():
        about = [line for line in lines if line.about]
        assert [line for line in loud.logs[pod] if line.about] == about
        assert len(loud.logs[pod]) > 1.5 * len(lines)


def test_proportions() -> None:
    """In a log of the incident's size a quarter to a third of the lines is about scans, as in the real ones."""
    simulation = incident(1)
    for pod, lines in simulation.logs.items():
        if pod != simulation.truth.lead:
            assert 0.25 < sum(bool(SCAN.search(line.text)) for line in lines) / len(lines) < 0.36


@pytest.mark.parametrize(
    "shape",
    [
        r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d http: TLS handshake error from [\d.]+:\d+: EOF",
        r'\{"level":"warning","msg":"OPA .*"\}',
        r".{23}\|ERRO\|CTL\|cluster\.StartCluster\.func1: Join - error=Unexpected response code: 500 \(1 error occurred:",
        r"\d{4}-\d\d-\d\dT[\d:.]+Z \[ERROR\] agent\.http: .*",
        r"\t\* Failed to join .*",
        r"panic: .*",
        r"goroutine \d+ \[running\]:",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\|MON\|Start ctrl, pid=7",
        r"==> Starting Consul agent\.\.\.",
        r"",
    ],
)
def test_other_programs_speak(shape: str) -> None:
    """A log of the incident's size holds lines of every program that shares the stream, ugly ones among them."""
    lines = [line.text for log in incident(1).logs.values() for line in log]
    assert any(re.fullmatch(shape, line) for line in lines)


def test_where_a_controller_hangs_only_others_go_on() -> None:
    """Behind the moment no line of the controller stands but requests to connect, and the other programs are still heard."""
    simulation = simulate(replace(scenario("frozen-peer"), noise=3.0), 1)
    asked = {pod: [line.at for line in lines if "Receive connect request" in line.text] for pod, lines in simulation.logs.items()}
    pod, times = next((pod, times) for pod, times in asked.items() if times)
    assert sum(map(bool, asked.values())) == 1
    behind = [line for line in simulation.logs[pod] if line.at > times[0]]
    assert {line.level for line in behind} == {"", "INFO"}
    assert all("AgentAdmissionRequest" in line.text for line in behind if line.level)
    assert any("TLS handshake" in line.text for line in behind)


def test_no_log_is_silent_for_long() -> None:
    """Between two DEBUG lines there are never more than 45 seconds, so that silence means that something was cut."""
    for lines in simulate(scenario("put-failed"), 1).logs.values():
        spoken = [line.at for line in lines if line.level == "DEBU"]
        assert max(after - before for before, after in pairwise(spoken)) <= 45_000
