"""What else stands in a controller's log: other emitters, other programs in the same container, and now and then something ugly.

Of the lines of a real log about a quarter is about scans; `noise=1` adds as many of the rest. They follow the clock of the log they
stand in, and come in the proportions of a real one.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from random import Random

from logscan.simulate.names import Member
from logscan.simulate.printer import Line, Printer

__all__ = ["with_noise"]

_PER_LINE = 0.45  # lines of others for each one that a simulated controller prints, in a real log
_PULSE_MS = 20_000  # at least this often something is printed
_NV = """\
160 DEBU cache.responseRuleLookup: No response rule match - event=event workload=
120 DEBU cache.scheduleIPPolicyCalculation: - fast=true policyCalculated=true
60 DEBU cache.recordEvent: - name=User.Login
60 DEBU cache.addrOrchWorkloadAdd: ip-workload map - ip={ip}
60 DEBU cache.eventLogUpdate: - key=object/eventlog/{host}/{id}/controller type=modify
60 DEBU cache.recordAudit: - level=Warning name=Compliance.ContainerFile.Violation
30 DEBU cache.addrWorkloadAdd: host-scope port-workload map - host={node} proto=6/{port} workload={short}
20 DEBU cluster.PutBinary: - key=object/eventlog/{host}/{id}/controller
20 DEBU rest.writer.WriteHeader: 200 - Method=GET URL=/v1/workload?brief=False
18 DEBU cache.updateInternalIPNet: host-ip subnet - ip={ip} mask=ffffffff
15 INFO cache.addrDeviceAdd: - count=1
14 DEBU cache.auditLogUpdate: - key=object/auditlog/{host}/{id} type=modify
12 DEBU rest._registerLoginSession: - ibmsaSetup=false id={short} importStatus=false user=admin
12 DEBU cluster.Put: - key=state/dist_lock/policy value={{"locked_by":"{id}","locked_at":"{utc}Z","caller":"cache.ProcReportBkgSvc"}}
12 DEBU cluster.Delete: - key=state/dist_lock/policy
9 DEBU rest.restParseQuery: - req={{start:0 limit:0 backward:false brief:false raw:false verbose:false withCap:false {more}}}
9 DEBU rest.(*loginSession)._expire: - id={short} user=admin
8 DEBU ruleid.(*uuidPRuleCache).handleProcessProfile: UUID:  - group=nv.shop-frontend.shop
7 DEBU rest.handlerWorkloadListBase: - URL=/v1/workload?brief=False
7 DEBU rest.handlerWorkloadListBase: Response - entries={port}
6 DEBU rest.handlerAuthLogin: - URL=/v1/auth
4 ERRO rest._deleteSessionToken: - err=Failed to hold id={short}
2 DEBU cluster.stateUpdateCallback: - Node={ip} Status=passing
1 INFO cache.memberStateUpdateHandler: - agentID= flag=3 member={ip} notify=connect"""
_WEIGHTS, _LEVELS, _TEXTS = zip(*(line.split(" ", 2) for line in _NV.split("\n")), strict=True)
_LOCK = [number for number, said in enumerate(_TEXTS) if "state/dist_lock/policy" in said]
_UGLY_SHARE = 0.0015


def with_noise(lines: Sequence[Line], member: Member, printer: Printer, *, density: float, seed: str, since: int, until: int) -> list[Line]:
    """Give the lines of a controller with those of others among them; where it hangs, only other programs go on.

    Args:
        lines: what the controller printed, in order.
        member: the controller.
        printer: its clock.
        density: 1 for as many as in a real log.
        seed: decides which, and when.
        since: from when the log speaks, ms of the world.
        until: until when.
    """
    random = Random(seed)  # noqa: S311 - a history must be repeatable, and keeps no secret
    count = int(len(lines) * _PER_LINE * density)
    times = sorted(random.choice(lines).at + random.randint(0, 400) for _ in range(count)) if lines else []
    chosen = random.choices(range(len(_TEXTS)), [int(weight) for weight in _WEIGHTS], k=count)
    said = (line for at, number in zip(times, chosen, strict=True) for line in _one(random, member, printer, min(at, until), number))
    pulse = (line for at in range(since + random.randint(0, _PULSE_MS), until, _PULSE_MS) for line in _pulse(random, member, printer, at))
    if printer.frozen is not None:
        frozen = printer.frozen
        said, pulse = ((line for line in more if line.at < frozen or not line.level) for more in (said, pulse))
    return list(heapq.merge(lines, said, pulse, key=lambda line: line.at))


def _pulse(random: Random, member: Member, printer: Printer, at: int) -> Iterator[Line]:
    """A controller is never silent for long: a probe hangs up, a lock is taken and given back."""
    yield _probe(random, printer, at)
    for number in _LOCK:
        yield from _one(random, member, printer, at, number)


def _one(random: Random, member: Member, printer: Printer, at: int, number: int) -> Iterator[Line]:
    if random.random() < _UGLY_SHARE:
        yield from (Line(at, text) for text in random.choice(_UGLY)(printer, at))
        return
    text = _TEXTS[number]
    if "{" in text:
        text = text.format(
            ip=f"10.20.{random.randint(64, 90)}.{random.randint(2, 250)}",
            host=member.host,
            id=member.id,
            node=member.node,
            port=random.randint(100, 9_999),
            short=f"{random.getrandbits(48):012x}",
            more="filters:[] sorts:[] pairs:map[]",
            utc=printer.clock.moment(at).isoformat(timespec="milliseconds"),
        )
    yield Line(at, f"{printer.stamp(at)}|{_LEVELS[number]}|CTL|{text}", _LEVELS[number])


def _probe(random: Random, printer: Printer, at: int) -> Line:
    moment = f"{printer.clock.moment(at):%Y/%m/%d %H:%M:%S}"
    return Line(at, f"{moment} http: TLS handshake error from 10.20.8.{random.randint(21, 40)}:{random.randint(4_000, 60_000)}: EOF")


def _consul(printer: Printer, at: int) -> list[str]:
    """A failed join: its error has several lines, one of them empty."""
    return [
        f"{printer.stamp(at)}|ERRO|CTL|cluster.StartCluster.func1: Join - error=Unexpected response code: 500 (1 error occurred:",
        "\t* Failed to join 10.20.3.13: dial tcp 10.20.3.13:18301: connect: connection refused",
        "",
        ")",
    ]


def _agent(printer: Printer, at: int) -> list[str]:
    """A line of consul's own log, with a zone."""
    moment = printer.clock.moment(at).isoformat(timespec="milliseconds")
    return [f"{moment}Z [ERROR] agent.http: Request error: method=GET url=/v1/kv/object/config from=127.0.0.1:40612 error=EOF"]


def _panic(_printer: Printer, _at: int) -> list[str]:
    """A goroutine of consul dies, and says where."""
    return [
        "panic: close of closed channel",
        "",
        "goroutine 2061 [running]:",
        "github.com/hashicorp/consul/agent/pool.(*ConnPool).acquire(0xc000a1b2c3, 0x1)",
        "\t/go/src/github.com/hashicorp/consul/agent/pool/pool.go:1075 +0x5ad",
    ]


_UGLY: tuple[Callable[[Printer, int], list[str]], ...] = (_consul, _agent, _agent, _agent, _panic)
