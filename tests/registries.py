"""A small language in which tests tell what happens to a registry and an image of it, and the logs that controllers print of that.

    alpha   1:known  2:scan=scanning  2.1:state=scanning  2.2:begun  3:put=scheduled  3.1:image  4:put=finished  4.1:image
    bravo   2.1:state  3.1:image  4.1:image  9:known
    bravo/harbor  ...

`known` describes the registry; `changed`, `deleted` and `kept` say what becomes of it. `scan=X` puts its state, `refused=X` tries to;
`state=X` is told of it and applies it, `state` is told in vain, `dropped` that there is none any more; `skipped` says that it is scanned
already. `put=X` puts the state of the image, `big` of one whose report is too big, `lost=X` tries to; `image` is told of it (`image=add`,
`image=delete`), and of `torn` the line behind is missing. `begun` begins to scan the registry; `given=S` gives an image to a scanner,
`ended=S` has it back, `left=S` loses one. A scan that began at another second than the first says so: `scan=scanning@7`. `asked` is a
request of an enforcer; behind `5:hangs` a controller prints nothing else. `applies` applies the end of a scan of a workload, whose report
does not come, for its database is `locked`. Every controller starts at 0 and prints something each second at first, then each minute until
`until`; alpha leads. How a log was collected is said last: `9:end`, `9:begin`, `5..9:hole`, `0:absent`.
"""

from __future__ import annotations

from collections.abc import Mapping

from logscan.analysis.findings import findings
from logscan.analysis.judge import judge_all
from logscan.analysis.scene import Scene
from tests.logs import ADDRESS, START, A, B, C, itself, log, seen, timeline

__all__ = ["ERROR", "IMAGE", "LINES", "NAME", "OTHER", "files", "judged", "scene"]

NAME, OTHER = "quay mirror", "team z=1"
IMAGE = "6105d6cc" * 8
PODS = {"alpha": A, "bravo": B, "carol": C}
MINUTE, BUSY = 60, 20
ERROR = "Unexpected response code: 500 (No cluster leader)"
NONE = "Status:idle ErrMsg: ErrDetail:"
NOW = "&{{Status:{value} ErrMsg: ErrDetail: StartedAt:{begun}}}"
SCAN = "cache.scanStateHandler: - key=scan/state/report/workload/59d6"
ASKS = "cache.AgentAdmissionRequest: Receive connect request"
TASK = "scan.(*regScanTask).Handler.func1"
LINES = {  # what each word of the language prints
    "known": ("scan.RegistryConfigHandler: - key=object/config/registry/{name} type=add", "scan.newRegistry: - registry={name}"),
    "changed": ("scan.RegistryConfigHandler: - key=object/config/registry/{name} type=modify",),
    "deleted": ("scan.RegistryConfigHandler: - key=object/config/registry/{name} type=delete",),
    "kept": ("scan.RegistryConfigHandler: skip delete because it Still exists in kv - registry={name}",),
    "scan": ('cluster.Put: - key=scan/state/registry/{name} value={{"status":"{value}","error_message":"","started_at":{begun}}}',),
    "not-put": ("cluster.putBinary: Failed to put key - error={error} key=scan/state/registry/{name}",),
    "state": ("cache.registryStateHandler: - key=scan/state/registry/{name} type=modify",),
    "skipped": ("scan.RegistryStateUpdate: skip start - scanning - registry={name}",),
    "dropped": ("cache.registryStateHandler: - key=scan/state/registry/{name} type=delete",),
    "applied": (f"scan.RegistryStateUpdate: - old-state=&{{{{{NONE} StartedAt:0}}}} registry={{name}} state={NOW}",),
    "put": ('cluster.Put: - key=scan/state/image/{name}/{image} value={{"image_id":"{image}","status":"{value}"}}',),
    "report": ("cluster.(*ClusterTransact).PutBinary: Transact - key=scan/data/image/{name}/{image}",),
    "too-big": ("cluster.(*ClusterTransact).PutBinary: size too big - key=scan/data/image/{name}/{image} len=611480",),
    "ended-put": (
        'cluster.(*ClusterTransact).Put: Transact - key=scan/state/image/{name}/{image} value={{"image_id":"{image}","status":"finished"}}',
        "cluster.(*ClusterTransact).Apply: Transact",
    ),
    "report-not-put": ("cluster.putBinary: Failed to put key - error={error} key=scan/data/image/{name}/{image}",),
    "state-too-big": ("cluster.Put: size too big - key=scan/state/image/{name}/{image} size=530112",),
    "image-not-put": ("cluster.putBinary: Failed to put key - error={error} key=scan/state/image/{name}/{image}",),
    "torn": ("cache.registryImageStateHandler: - key=scan/state/image/{name}/{image} type={value}",),
    "taken": ("scan.RegistryImageStateUpdate: - id={image} registry={name}",),
    "no-report": ("cache.registryImageStateHandler: no scan report - id={image} name={name}",),
    "begun": ("scan.(*Registry).imageScanStart: - registry={name}",),
    "given": (f"{TASK}: Scan start - registry={{name}} repo=shop/cart scanner={{value}} tag=1.4.2",),
    "ended": (f"{TASK}: Scan done - images=[{{{{Domain: Repo:shop/cart Tag:1.4.2 RegMod:}}}}] result=succeeded scanner={{value}}",),
    "left": ("cache.ScannerUpdateHandler: Delete scanner - scanner={value}",),
    "applies": (f"{SCAN} type=modify", f"{SCAN} status=finished"),
    "locked": ("cache.scanDone: Failed to poulate asset to db - error=database is locked",),
    "asked": (f"{ASKS} - host=node-1:5f0c6a1e id=7c28",),
    "seen": ("cache.ScannerUpdateHandler: Add or update scanner - scanner={{ID:{value} CVEDBVersion:3.412 RPCServer:10.9.0.31 }}",),
}


def _words(verb: str, value: str) -> list[tuple[str, str]]:
    """Give the lines that a word of the language stands for, each with its value."""
    several = {
        "refused": [("scan", value), ("not-put", "")],
        "lost": [("put", value), ("image-not-put", "")],
        "big": [("too-big", ""), ("ended-put", "")],
        "image": [("torn", value or "modify"), ("taken", "")],
        "torn": [("torn", value or "modify")],
        "state": [("state", ""), *([("applied", value)] if value else [])],
        "put": [("report", ""), ("ended-put", "")] if value == "finished" else [("put", value)],
    }
    return several.get(verb, [(verb, value)])


def files(story: str, *, until: float = 900) -> dict[str, bytes]:
    """Give the logs of a story by file name."""
    spoken: dict[str, list[tuple[float, str]]] = {}
    cuts: dict[str, list[tuple[float, float]]] = {}
    hangs: dict[str, float] = {}
    absent = set()
    for line in story.strip().split("\n"):
        who, *steps = line.split()
        controller, _, registry = who.partition("/")
        lines = spoken.setdefault(controller, [])
        for step in steps:
            at, _, what = step.partition(":")
            first, _, last = at.partition("..")
            verb, _, value = what.partition("=")
            value, _, begun = value.partition("@")
            if verb == "absent":
                absent.add(controller)
            elif verb == "hangs":
                hangs[controller] = float(first)
            elif verb in ("hole", "end", "begin"):
                bounds = {"hole": (float(first), float(last or 0)), "end": (float(first), 1e9), "begin": (-1.0, float(first))}
                cuts.setdefault(controller, []).append(bounds[verb])
            else:
                words = {
                    "name": registry if len(registry) > 1 else OTHER if registry else NAME,
                    "image": IMAGE,
                    "begun": begun or "1",
                    "error": ERROR,
                }
                said = [text.format(value=own, **words) for name, own in _words(verb, value) for text in LINES[name]]
                lines += [(float(first), text) for text in said]
    written = {}
    for controller, lines in spoken.items():
        pod = PODS[controller]
        head = [(0.0, START.format("v5.3.4")), (0.0, f"main.main: - advertise={ADDRESS[pod]}"), (0.0, itself(pod))]
        peers = [(0.5, seen(PODS[other], leader=other == "alpha")) for other in spoken]
        moments = [*range(1, BUSY), *range(MINUTE, int(until) + 1, MINUTE)]
        ticks = [(float(at), f"rest.handlerWorkloadListBase: - URL=/v1/workload?start={at}") for at in moments]
        every = sorted([*head, *peers, *lines, *ticks], key=lambda line: line[0])
        every = [(at, text) for at, text in every if at <= hangs.get(controller, at) or text.startswith(ASKS)]
        kept = [(at, text) for at, text in every if not any(begin < at < end for begin, end in cuts.get(controller, []))]
        if controller not in absent:
            written[f"{pod}.log"] = log(*kept).replace(f"|DEBU|CTL|{ASKS}".encode(), f"|INFO|CTL|{ASKS}".encode())
    return written


def scene(story: str, *, until: float = 900) -> Scene:
    """Give the scene of a story."""
    return Scene(timeline(files(story, until=until)), {})


def judged(story: str, *, until: float = 900) -> list[str]:
    """Give what is said of a story, one line per pair, and one per finding about a controller.

    `bravo image stale idle->finished image-state-missed certain`, `bravo registry consistent idle`, or `bravo: status-not-in-log 1`.
    """
    told = scene(story, until=until)
    judgements = judge_all(told)
    found = findings(told, judgements)
    confidence: Mapping[tuple[str, str | None], str] = {(one.controller, one.asset): one.confidence for one in found if one.cause is None}
    names = {pod: name for name, pod in PODS.items()}
    lines = [f"{names[one.controller]}: {one.cause} {one.assets}" for one in found if one.cause is not None]
    for one in judgements:
        kind, asset = told.histories.assets[int(told.histories.asset[one.history])]
        pod = told.controller(one.history).name
        words = [names[pod], kind if asset.startswith(NAME) else f"other-{kind}", one.verdict]
        words.append(str(one.status) + (f"->{one.expected}" if one.expected else ""))
        words += [word for word in (one.signature, confidence.get((pod, asset)) if one.cause is None else None) if word]
        lines += [" ".join(words)] if one.cause is None else []
    return sorted(lines)
