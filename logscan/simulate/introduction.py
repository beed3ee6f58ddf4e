"""What a controller prints when it starts and when it meets the others: the lines from which one learns who is who."""

from __future__ import annotations

from logscan.simulate.engine import Process
from logscan.simulate.names import Member
from logscan.simulate.printer import Printer
from logscan.simulate.site import Site

__all__ = [
    "agent",
    "asked",
    "begin",
    "came_back",
    "consul",
    "controller",
    "describe",
    "gone",
    "host",
    "join",
    "lead_changed",
    "removed",
    "scanner",
    "scanner_left",
    "unanswered",
]

_NEVER = "0001-01-01 00:00:00 +0000 UTC"


def describe(member: Member, version: str, printer: Printer, *, joined: bool = True) -> str:
    """Give a member as Go's `%+v` prints it, up to what only controllers have; its address is empty until it has joined."""
    born = f"{printer.clock.moment(0).isoformat(sep=' ')}.000000204 +0000 UTC"
    return (
        f"{{CLUSDevice:{{ID:{member.id} Name:{member.full_name} SelfHostname: HostName:{member.node} HostID:{member.host} Domain:neuvector "
        f"NetworkMode:default PidMode: Ver:{version} Labels:map[name:{member.role} vendor:NeuVector Inc.] CreatedAt:{born} "
        f"StartedAt:{born} JoinedAt:{born if joined else _NEVER} MemoryLimit:0 CPUs: ClusterIP:{member.address if joined else ''} "
        f"RPCServerPort:18400 Pid:1 Ifaces:map[eth0:[{{IPNet:{{IP:{member.address} Mask:ffffffff}} Gateway: Scope:global NetworkID: "
        f"NetworkName:}}]]}}"
    )


def begin(site: Site, me: Member, version: str, printer: Printer) -> Process:
    """Print how a controller process starts, and wait until it has joined the cluster."""
    world = site.world
    second = printer.second("%Y-%m-%dT%H:%M:%S")
    for text in (f"{second}|MON|/usr/local/bin/monitor starts, pid=1", f"{second}|MON|Start ctrl, pid=7"):
        printer.other(text)
    printer.say(f"main.main: START - version={version}", level="INFO")
    for text in ("join=neuvector-svc-controller.neuvector", f"advertise={me.address}", f"bind={me.address}"):
        printer.say(f"main.main: - {text}", level="INFO")
    yield world.between((2, 9))
    printer.say(f"container.InitStubRtDriver: - ipaddress={me.address} podName={me.pod} selfID={me.id}")
    printer.other(f'{{"level":"warning","msg":"OPA running with uid or gid 0.","time":"{second}Z"}}')
    yield world.between((80, 150))
    unknown = "Leader:false OrchConnStatus: OrchConnLastError:}"
    printer.say(f"main.main: - ctrler={describe(me, version, printer, joined=False)} {unknown}", level="INFO")
    yield world.between((20, 80))
    for text in ("==> Starting Consul agent...", "           Version: '1.11.11'", f"         Node name: '{me.address}'", ""):
        printer.other(text)
    for text in ("==> Log data will now stream in as it occurs:", ""):
        printer.other(text)
    yield world.between((6_000, 9_000))


def join(site: Site, me: Member, version: str, printer: Printer) -> Process:
    """Print that a controller has joined, and its role."""
    lead = site.lead
    address, leads = lead.address if lead is not None else "", str(lead is me).lower()
    printer.say(f"cluster.waitClusterReady: cluster ready - lead={address}:18300")
    printer.say(f"cluster.StartCluster: - lead={address}", level="INFO")
    yield site.world.between((15, 40))
    about = f"{describe(me, version, printer)} Leader:false OrchConnStatus: OrchConnLastError:}}"
    flags = f"lead={address} new-cluster={leads} noDefAdmin=false self={me.address}"
    printer.say(f"main.main: - cspEnv= ctrler={about} {flags}", level="INFO")
    yield site.world.between((100, 200))
    printer.say(f"cache.Init: - isLeader={leads} leadAddr={address}", level="INFO")
    yield site.world.between((100, 200))
    printer.say(f"cache.ScannerChangeNotify: - isScanner={leads}", level="INFO")
    yield site.world.between((50, 100))
    for store in ("object/", "scan/scanner/", "scan/state/"):
        printer.say(f"cluster.RegisterStoreWatcher: - store={store}")


def controller(site: Site, seen: Member, version: str, printer: Printer) -> None:
    """Print that a controller learns of a controller, itself or another."""
    printer.say(f"cache.controllerUpdate: - key=object/controller/{seen.host}/{seen.id} type=modify")
    leads = "Leader:true OrchConnStatus:connected" if site.lead is seen else "Leader:false OrchConnStatus:"
    about = f"{describe(seen, version, printer)} {leads} OrchConnLastError:}}"
    printer.say(f"cache.controllerUpdate: Add or update controller - controller={about}", level="INFO")


def scanner(printer: Printer, scanner_id: str, number: int) -> None:
    """Print that a controller learns of a scanner."""
    printer.say(f"cache.ScannerUpdateHandler: - key=scan/scanner/{scanner_id} type=add")
    joined = f"{printer.clock.moment(0).isoformat(sep=' ')}.120938884 +0000 UTC"
    about = (
        f"{{ID:{scanner_id} CVEDBVersion:3.412 CVEDBCreateTime:2024-03-04T00:21:07Z JoinedAt:{joined} RPCServer:10.20.9.{number + 31} "
        "RPCServerPort:18402 BuiltIn:false CVEDBEntries:131072}"
    )
    printer.say(f"cache.ScannerUpdateHandler: Add or update scanner - scanner={about}", level="INFO")


def scanner_left(printer: Printer, scanner_id: str) -> None:
    """Print that a controller learns that a scanner is gone."""
    printer.say(f"cache.ScannerUpdateHandler: - key=scan/scanner/{scanner_id} type=delete")
    printer.say(f"cache.ScannerUpdateHandler: Delete scanner - scanner={scanner_id}", level="INFO")
    printer.say(f"scan.RemoveScanner: - id={scanner_id}", level="INFO")


def unanswered(printer: Printer, scanner_id: str) -> None:
    """Print that a scanner did not answer the lead."""
    error = "rpc error: code = DeadlineExceeded desc = context deadline exceeded"
    printer.say(f"cache.startWorkerThread.func1: Failed to ping scanner - error={error} scanner={scanner_id}", level="ERRO")


def removed(printer: Printer, scanner_id: str) -> None:
    """Print that the lead gives a scanner up."""
    printer.say(f"cache.startWorkerThread.func1: Remove stalled external scanner - scanner={scanner_id}", level="INFO")
    printer.say(f"cluster.Delete: - key=scan/scanner/{scanner_id}")


def asked(printer: Printer, enforcer: Member) -> None:
    """Print that an enforcer asks to connect: the last that one sees of a controller that hangs."""
    about = f"host={enforcer.host} id={enforcer.id}"
    printer.awake(f"cache.AgentAdmissionRequest: Receive connect request - {about}", level="INFO")


def consul(printer: Printer) -> None:
    """Print a line of consul's own log: another process, which goes on whatever happens to the controller."""
    moment = printer.second("%Y-%m-%dT%H:%M:%S")
    printer.other(f"{moment}.417Z [ERROR] agent.http: Request error: method=GET url=/v1/kv/scan/state from=127.0.0.1:40612 error=EOF")


def host(printer: Printer, enforcer: Member, change: str) -> None:
    """Print that a controller learns of a node."""
    printer.say(f"cache.hostUpdate: - key=object/host/agent/{enforcer.host} type={change}", about=enforcer.host)
    about = f"{{ID:{enforcer.host} Name:{enforcer.node} Runtime:containerd Platform:Kubernetes Flavor: Network:Default CPUs:4}}"
    printer.say(f"cache.hostUpdate: Add or update host - host={about}", level="INFO", about=enforcer.host)


def agent(printer: Printer, enforcer: Member, change: str, version: str) -> None:
    """Print that a controller learns of an enforcer, or that it is gone."""
    printer.say(f"cache.agentUpdate: - key=object/agent/{enforcer.host}/{enforcer.id} type={change}", about=enforcer.host)
    if change == "delete":
        printer.say(f"cache.agentUpdate: Delete enforcer - agent={enforcer.id}", level="INFO", about=enforcer.host)
    else:
        about = f"{describe(enforcer, version, printer)}}}"
        printer.say(f"cache.agentUpdate: Add or update enforcer - agent={about}", level="INFO", about=enforcer.host)


def gone(site: Site, who: Member) -> None:
    """Print in the logs of all others that a controller has left the cluster."""
    for printer in _others(site, who):
        printer.say(f"main.ctlrMemberUpdateHandler: - member={who.address} type=delete", level="INFO")
        printer.say(f"cache.memberStateUpdateHandler: - agentID= flag=3 member={who.address} notify=delete", level="INFO")
        printer.say(f"cache.memberStateUpdateHandler: Schedule controller removal - controller={who.id} timer=1s", level="INFO")


def came_back(site: Site, who: Member) -> None:
    """Print in the logs of all others that a controller has joined the cluster again."""
    for printer in _others(site, who):
        printer.say(f"main.ctlrMemberUpdateHandler: - member={who.address} type=add", level="INFO")


def _others(site: Site, who: Member) -> list[Printer]:
    return [printer for pod, printer in site.printers.items() if pod != who.pod]


def lead_changed(me: Member, old: Member | None, new: Member | None, printer: Printer) -> None:
    """Print that the lead was lost or elected, as every controller does."""
    addresses = f"newLead={new.address if new is not None else ''} oldLead={old.address if old is not None else ''}"
    printer.say(f"cluster.StartCluster.func1: - {addresses}", level="INFO")
    printer.say(f"main.leadChangeHandler: - {addresses}", level="INFO")
    if new is not None:
        leads = str(new is me).lower()
        printer.say(f"cache.LeadChangeNotify: - isLeader={leads} leadAddr={new.address}", level="INFO")
        printer.say(f"cache.ScannerChangeNotify: - isScanner={leads}", level="INFO")
