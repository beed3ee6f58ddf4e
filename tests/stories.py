"""A small language in which tests tell what happened in a cluster, and the logs that its controllers print of it.

A line names a controller and an asset (`web` when omitted), then says what happens there, each with its second:

    alpha      1:register  1.1:put=scheduled  1.2:add=scheduled  2:put=scanning  2.1:modify=scanning  3:put=finished  3.1:modify=finished
    bravo      1:add  2:modify  2.5:register=scanning  3.1:modify
    bravo/api  ...

`add`, `modify`, `delete` are notifications; `=X` says that X is applied, and of `finished` and `failed` also the report, unless `!`
stands behind it; behind a `modify` that applies nothing, something else is printed soon. `register=X` finds X in the KV store and calls
the handler itself. `put=X` writes X, `lost=X` tries to; `stored=timeout` stores a report with that result, `big` says that the store does
not take it, `locked` that a database does not; `done=failed` applies one, `unread` cannot read it, `gone` finds its asset gone; `given=X`
gives scanner X the task. `requested` asks for a scan by hand. Every controller starts at 0, names its peers (alpha is the lead), and
prints something each minute until `until`. How the log was collected is said last: `9:end` and `9:begin` cut it, `9:quiet` switches DEBUG
off, `9..400:hole` loses what is between, `0:nothing` leaves a file of no bytes, `0:absent` none at all; from `9:hangs` on only an enforcer
asks to connect, each minute. `0:rest=X` is a REST answer.
Nothing here knows logscan, but for `said`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from logscan.case import Case

__all__ = ["BEGIN", "asset_id", "files", "pod", "said", "tell"]

BEGIN = datetime(2024, 3, 5, 10, 0, 0, tzinfo=UTC)
POD = "neuvector-controller-pod-6c8d5f7b49-"
MINUTE = 60
KIND = {"node": "host", "platform": "platform"}
HOST = "node-1.example.net:5f0c6a1e-0d3b-4c7e-9a52-6b1f2d8e7c40"
TYPE = {"workload": "CONTAINER", "host": "HOST", "platform": "PLATFORM"}
ASKS = f"cache.AgentAdmissionRequest: Receive connect request - host={HOST} id=7c28"
RESULT = {"finished": "succeeded", "failed": "timeout"}


def asset_id(name: str) -> str:
    """Give the id of an asset: `node` is a host, `platform` the platform, everything else a workload."""
    return {"node": HOST, "platform": "platform"}.get(name) or hashlib.sha256(name.encode()).hexdigest()


def pod(controller: str) -> str:
    """Give the pod name of a controller."""
    return POD + controller


@dataclass
class _Log:
    """What one controller prints, and how it was collected."""

    name: str
    number: int
    lines: list[tuple[float, str, str]] = field(default_factory=list)  # second, level, what stands behind the module
    begin: float = 0
    end: float = float("inf")
    quiet: float = float("inf")
    holes: list[tuple[float, float]] = field(default_factory=list)
    hangs: float = float("inf")
    collected: str = "present"
    rest: dict[str, str] = field(default_factory=dict)

    def say(self, at: float, *texts: str, level: str = "DEBU") -> None:
        self.lines += [(at, level, text) for text in texts]

    def text(self, skew: float) -> str:
        kept = [
            (at, level, text)
            for at, level, text in sorted(self.lines, key=lambda line: line[0])
            if self.begin <= at <= (float("inf") if text == ASKS else min(self.end, self.hangs))
            and not (level == "DEBU" and at >= self.quiet)
            and not any(begin < at < end for begin, end in self.holes)
        ]
        return "".join(f"{_clock(at + skew):<23}|{level}|CTL|{text}\n" for at, level, text in kept)


def _clock(second: float) -> str:
    moment = BEGIN + timedelta(milliseconds=round(second * 1000))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:23].rstrip("0").rstrip(".")


def files(story: str, *, version: str = "v5.2.4", until: float = 900, skew: Mapping[str, float] | None = None) -> dict[str, str]:
    """Give the files of a story by name: `bravo.log`, and `rest_bravo.txt` where it has REST answers.

    Args:
        story: what happens, in the language of this module.
        version: what every controller starts as.
        until: the second of the last line.
        skew: by how many seconds a controller's clock is ahead.
    """
    logs: dict[str, _Log] = {}
    for line in story.strip().split("\n"):
        who, *steps = line.split()
        controller, _, asset = who.partition("/")
        log = logs.setdefault(controller, _Log(controller, len(logs) + 11))
        for step in steps:
            at, _, what = step.partition(":")
            verb, _, value = what.partition("=")
            first, _, last = at.partition("..")
            _step(log, float(first), float(last or first), verb, value, asset or "web")
    for log in logs.values():
        _start(log, 0, version)
        for peer in logs.values():
            log.say(0.5, _seen(peer), level="INFO")
        for minute in range(MINUTE, int(until) + 1, MINUTE):
            log.say(minute, f"rest.handlerWorkloadListBase: - URL=/v1/workload?brief=False&start={log.number}")
            log.say(minute, "scan.ScannerChangeNotify: - scanner=false", level="INFO")
            if minute > log.hangs:
                log.say(minute, ASKS, level="INFO")
    written = {f"{log.name}.log": log.text((skew or {}).get(log.name, 0)) for log in logs.values() if log.collected == "present"}
    written |= {f"{log.name}.log": "" for log in logs.values() if log.collected == "nothing"}
    for log in logs.values():
        if log.rest:
            written[f"rest_{log.name}.txt"] = "".join(f"{asset_id(asset)} {status}\n" for asset, status in sorted(log.rest.items()))
    return written


def tell(folder: Path, story: str, *, version: str = "v5.2.4", until: float = 900, skew: Mapping[str, float] | None = None) -> Path:
    """Write the files of a story into a folder, and give the folder."""
    for name, text in files(story, version=version, until=until, skew=skew).items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    return folder


def said(case: Case) -> list[str]:
    """Give what a case says, one line per pair that has an answer and one per finding about a controller.

    `bravo web stale scanning->finished swallowed-first-sight NVSHAS-8590 high`, or `bravo: log-absent 0`.
    """
    names = {asset_id(name): name for name in ("web", "api", "job", "node", "platform")}
    lines = [f"{one.controller[-5:]}: {one.cause} {one.assets}" for one in case.found if one.cause is not None]
    found = {(one.controller, one.asset): one for one in case.found if one.cause is None}
    for judgement in case.judgements:
        if judgement.cause is not None:
            continue
        asset = case.scene.histories.assets[int(case.scene.histories.asset[judgement.history])][1]
        controller = case.scene.controller(judgement.history).name
        words = [controller[-5:], names.get(asset, asset[:6]), judgement.verdict]
        words.append(str(judgement.status) + (f"->{judgement.expected}" if judgement.expected else ""))
        finding = found.get((controller, asset))
        if finding is not None:
            words += [word for word in (finding.signature, finding.issue.id if finding.issue else None, finding.confidence) if word]
        lines.append(" ".join(words))
    return sorted(lines)


def _start(log: _Log, at: float, version: str) -> None:
    address = f"10.9.0.{log.number}"
    log.say(at, f"main.main: START - version={version}", f"main.main: - advertise={address}", level="INFO")
    log.say(at, f"container.InitStubRtDriver: - ipaddress={address} podName={pod(log.name)} selfID={asset_id(log.name)}")


def _seen(peer: _Log) -> str:
    return (
        "cache.controllerUpdate: Add or update controller - controller={CLUSDevice:{"
        f"ID:{asset_id(peer.name)} Name:k8s_neuvector-controller-pod_{pod(peer.name)}_neuvector_0b8f6c52-7a1d-4e33-9c20-41d5e6f7a8b9_0 "
        f"SelfHostname: HostName:node-1 HostID:{HOST} Domain:neuvector NetworkMode:default PidMode: Ver:v5.2.4 "
        f"Labels:map[app:controller] MemoryLimit:0 CPUs: ClusterIP:10.9.0.{peer.number} RPCServerPort:18400 Pid:1 Ifaces:map[]}} "
        f"Leader:{str(peer.name == 'alpha').lower()} OrchConnStatus: OrchConnLastError:}}"
    )


LINES = {  # what each word of the language prints
    "add": ["cache.scanStateHandler: - key={key} type=add"],
    "modify": ["cache.scanStateHandler: - key={key} type=modify"],
    "delete": ["cache.scanStateHandler: - key={key} type=delete"],
    "applied": [],
    "trigger": [
        "cache.connectWorkloadAdd: - id={id} name=k8s_{asset}_{asset}-7d4b9c6f58-x2lqn_shop_5d0c_0",
        "cache.eventHandlers.Trigger: - handler=scanWorkloadAdd id={id}",
    ],
    "bench": ["cache.benchStateHandler: - key=scan/state/bench/workload/{id} type=add"],
    "removed": ["cache.eventHandlers.Trigger: - handler=scanWorkloadDelete id={id}"],
    "purged": ["cache.scanAgentDelete: - info=&{{agentId:7c28 status:1}} task={id}"],
    "put": [
        "cache.updateScanState: - id={id} status={value}",
        'cluster.Put: - key={key} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"{value}"}}',
    ],
    "requested": ["cache.scanObject: - id={id}", "cache.scanObject: Add task - id={id} type={type}"],
    "given": ["cache.(*scanTask).Handler: - id={id} scanner={value}"],
    "stored": ["cache.putScanReportToCluster: - id={id} result={value} type={type}"],
    "big": ["cluster.PutBinary: size too big - key=scan/data/report/{kind}/{id} size=611480"],
    "locked": ["cache.scanDone: Failed to poulate asset to db - error=database is locked"],
    "done": ["cache.scanDone: - id={id} result={result} type={type}"],
    "unread": ["cache.extractScanReportChunks: - error=Key not found key=scan/data/report/{kind}/{id}"],
    "gone": ["cache.scanDone: Scan object is gone - id={id} type={type}"],
    "refused": ["cluster.putBinary: Failed to put key - error=Unexpected response code: 500 (No cluster leader) key={key}"],
}
MEANWHILE = ["rest.handlerHostList: - URL=/v1/host"]  # so nothing is missing right behind what was dropped
SEVERAL = {"register": ("trigger", "add", "bench"), "lost": ("put", "refused")}  # words that stand for others
LEVEL = {"purged": "INFO", "refused": "ERRO", "big": "ERRO", "unread": "ERRO", "locked": "ERRO"}


def _step(log: _Log, at: float, until: float, verb: str, value: str, asset: str) -> None:
    """Let one thing happen, or say how the log was collected."""
    if verb in SEVERAL:
        for nth, part in enumerate(SEVERAL[verb]):
            if part != "add" or value:
                _step(log, at + nth / 1000, at, part, value, asset)
    elif verb in LINES:
        name, kind = asset_id(asset), KIND.get(asset, "workload")
        key = f"scan/state/report/{kind}/{name}"
        words = {"id": name, "key": key, "value": value, "asset": asset, "type": TYPE[kind], "kind": kind, "result": RESULT.get(value)}
        log.say(at, *(line.format(**words) for line in LINES[verb]), level=LEVEL.get(verb, "DEBU"))
        log.say(at + 0.2, *(MEANWHILE if (verb, value) == ("modify", "") else ()))
        if value and verb in ("add", "modify", "applied"):
            status, without_report = value.removesuffix("!"), value.endswith("!")
            log.say(at, f"cache.scanStateHandler: - key={key} status={'' if status == 'idle' else status}")
            if status in RESULT and not without_report:
                log.say(at, f"cache.scanDone: - id={name} result={RESULT[status]} type={TYPE[kind]}")
    elif verb == "start":
        _start(log, at, value)
    elif verb == "rest":
        log.rest[asset] = value
    elif verb in ("nothing", "absent"):
        log.collected = verb
    elif verb == "hole":
        log.holes.append((at, until))
    elif verb in ("begin", "end", "quiet", "hangs"):
        setattr(log, verb, at)
    else:
        raise ValueError(f"no such word in the language of stories: {verb}")
