"""One seed in, files and truth out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.simulate.cluster import Cluster
from logscan.simulate.noise import with_noise
from logscan.simulate.printer import Line
from logscan.simulate.provable import provable
from logscan.simulate.scenario import Scenario
from logscan.simulate.truth import Truth, truth

if TYPE_CHECKING:
    from logscan.simulate.damage import Damage

__all__ = ["Simulation", "simulate"]

_ATTEMPTS = 400


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A history: what its controllers printed, and what was really so.

    Attributes:
        logs: the lines of each controller, by pod name.
        files: name to content, as they come with a ticket.
        truth: of every asset on every controller.
        seed: from which it came.
    """

    logs: Mapping[str, list[Line]] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    truth: Truth
    seed: int

    def damaged(self, damage: Damage) -> Simulation:
        """Give the same history as logs that have suffered; the truth says what they can still show."""
        kept, files = damage.apply(self.logs, seed=self.seed)
        rest = {name: content for name, content in self.files.items() if name.startswith("rest_")}
        return Simulation(logs=kept, files={**files, **rest}, truth=provable(self.truth, self.logs, kept), seed=self.seed)

    def write(self, folder: Path) -> None:
        """Write the files, and the truth beside them as `truth.json`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        (folder / "truth.json").write_text(self.truth.json(), "utf-8")


def simulate(scenario: Scenario, seed: int) -> Simulation:
    """Live through a scenario.

    What a scenario promises, it shows: where chance does not bring it about, the next attempt has other luck. The seed decides all of them.

    Args:
        scenario: the parameters.
        seed: the same seed gives the same bytes.
    """
    for attempt in range(_ATTEMPTS):
        name = f"{scenario.name}/{seed}/{attempt}"
        cluster = Cluster(scenario, name)
        cluster.wave()
        cluster.rest(scenario.quiet)
        told = truth(cluster, seed)
        if all(told.holds(word) for word in scenario.promises) and not any(told.holds(word) for word in scenario.spares):
            break
    logs = {
        one.member.pod: with_noise(
            one.printer.lines,
            one.member,
            one.printer,
            density=scenario.noise,
            seed=f"{name}/{one.member.pod}",
            since=one.printer.lines[0].at,
            until=cluster.site.world.now,
        )
        for one in cluster.controllers
    }
    files = {f"{pod}.log": text(lines) for pod, lines in logs.items()}
    return Simulation(logs=logs, files={**files, **_rest(cluster, told)}, truth=provable(told, logs, logs), seed=seed)


def text(lines: list[Line]) -> bytes:
    """Give lines as the bytes of a file."""
    return "".join(f"{line.text}\n" for line in lines).encode()


def _rest(cluster: Cluster, told: Truth) -> dict[str, bytes]:
    """Give what each controller's REST answers, in the form of the ticket."""
    if not cluster.scenario.rest:
        return {}
    files = {}
    for one in cluster.controllers:
        shown = [pair for pair in told.pairs if pair.controller == one.member.pod and pair.kind == "workload" and not pair.removed]
        rows = sorted(f"{pair.asset} {pair.status if pair.status not in (None, 'idle') else ''}\n" for pair in shown)
        files[f"rest_{one.member.address}_{one.member.pod[-5:]}.txt"] = "".join(rows).encode()
    return files
