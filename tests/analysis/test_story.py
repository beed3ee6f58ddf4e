"""The story of one asset on every controller, side by side in time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import logscan
from logscan.analysis.scene import Scene
from logscan.analysis.story import story_of
from logscan.case import AssetStory
from tests.logs import START, A, itself, log, timeline
from tests.registries import LINES
from tests.stories import HOST, asset_id, pod, tell

LEAD = "alpha 1:register 1.1:put=scheduled 1.2:add=scheduled 3:put=finished 3.1:modify=finished\n"
EARLY = "bravo 1.25:add 2.5:register=scheduled 3.15:modify\n"


def story(folder: Path, text: str, asset: str = "web", *, ahead: float = 0) -> AssetStory:
    """Give the story of an asset."""
    return logscan.open(tell(folder, text, until=400, skew={"bravo": ahead})).asset(asset_id(asset))


def test_side_by_side(tmp_path: Path) -> None:
    """All lines about the asset stand in the order of time, each with what it says and where it stands."""
    told = story(tmp_path, LEAD + EARLY)
    assert [(event.controller[-5:], event.text.split(":")[0].strip(), event.lost) for event in told.events] == [
        ("alpha", "registered", False),
        ("alpha", "registration ended", False),
        ("alpha", "writes scheduled", False),
        ("alpha", "put scheduled", False),
        ("alpha", "notified add", False),
        ("alpha", "applied scheduled", False),
        ("bravo", "notified add", False),
        ("bravo", "registered", False),
        ("bravo", "simulated add", False),
        ("bravo", "applied scheduled", False),
        ("bravo", "registration ended", False),
        ("alpha", "writes finished", False),
        ("alpha", "put finished", False),
        ("alpha", "notified modify", False),
        ("alpha", "applied finished", False),
        ("alpha", "report", False),
        ("bravo", "notified modify", True),
    ]
    assert told.shown == {pod("alpha"): "finished", pod("bravo"): "scheduled"}
    assert [one.verdict for one in told.findings] == ["stale"]
    assert told.events[-1].text == "notified modify: DROPPED by the flag"


def test_places(tmp_path: Path) -> None:
    """Every event stands in the file and line that it names."""
    told = story(tmp_path, LEAD + EARLY)
    for event in told.events:
        line = Path(event.source).read_text("utf-8").split("\n")[event.line - 1]
        assert asset_id("web") in line


def test_other_assets_are_left_out(tmp_path: Path) -> None:
    """Lines of other assets are not part of the story."""
    assert len(story(tmp_path, EARLY + EARLY.replace("bravo", "bravo/api")).events) == 6


def test_file_order_wins(tmp_path: Path) -> None:
    """Inside a controller the order of the file counts, where the times of two of its lines say the opposite."""
    log = tell(tmp_path, EARLY) / "bravo.log"
    text = log.read_text("utf-8")
    log.write_text(text.replace("T10:00:02.501|", "T10:00:02.499|"), "utf-8")
    told = logscan.open(tmp_path).asset(asset_id("web"))
    assert [event.line for event in told.events] == sorted(event.line for event in told.events)
    assert [event.ms for event in told.events] != sorted(event.ms for event in told.events)


def test_clocks_are_taken_off(tmp_path: Path) -> None:
    """A clock that is an hour ahead changes no order, once five shared scans have measured it."""
    well = "0.9:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished"
    shared = "".join(f"alpha/a{nth} {well}\nbravo/a{nth} {well}\n" for nth in range(5))
    right = [(event.controller, event.text) for event in story(tmp_path, LEAD + EARLY + shared).events]
    assert [(event.controller, event.text) for event in story(tmp_path, LEAD + EARLY + shared, ahead=3_600).events] == right


def test_as_text(tmp_path: Path) -> None:
    """Printed, a story begins with its asset, and has one line per event."""
    told = story(tmp_path, EARLY)
    head, *lines = str(told).split("\n")
    assert head == f"workload {asset_id('web')}  shop/web-7d4b9c6f58-x2lqn/web"
    assert len(lines) == len(told.events)
    assert lines[0] == f"{pod('bravo')}  {tmp_path / 'bravo.log'}:5  notified add: not registered yet"


def test_not_registered(tmp_path: Path) -> None:
    """A controller that has a log and does not know the asset shows nothing; one without a log is not named."""
    assert story(tmp_path, EARLY + "delta 0.5:begin\nother 0:absent").shown == {pod("bravo"): "scheduled", pod("delta"): None}


# ---- what each line says

WEB, AGENT, IMAGE = asset_id("web"), "7c28" * 16, "6105d6cc" * 8
STATE, RUNNING, REGISTRY = f"scan/state/report/workload/{WEB}", "cache.(*scanTask).rpcScanRunning", "scan.(*Registry)"
ENFORCER = f"cache.agentUpdate: - key=object/agent/{HOST}/{AGENT} type=add"
FAILED = "cluster.putBinary: Failed to put key - error=Unexpected response code: 500 (No cluster leader)"
WORKLOAD_SAYS = [
    (f"cache.workloadUpdate: - key=object/workload/{HOST}/{WEB} type=add", "workload add"),
    (f"cache.workloadUpdate: - key=object/workload/{HOST}/{WEB} type=modify", None),
    (f"cache.eventHandlers.Trigger: - handler=scanWorkloadAdd id={WEB}", "registered"),
    (f"cache.scanStateHandler: - key={STATE} type=add", "  simulated add"),
    (f"cache.scanStateHandler: - key={STATE} status=", "  applied idle"),
    (f"cache.scanMapAdd: set initStateLoaded to true - skey={STATE}", "  flag armed (debug build)"),
    (f"cache.benchStateHandler: - key=scan/state/bench/workload/{WEB} type=modify", None),
    (f"cache.benchStateHandler: - key=scan/state/bench/workload/{WEB} type=add", "  registration ended"),
    (f"cache.scanStateHandler: - key={STATE} type=modify", "notified modify: DROPPED by the flag"),
    (f"cache.scanStateHandler: initStateLoaded is true, skip this handler - id={WEB}", "  skipped (debug build)"),
    (f"cache.scanObject: - id={WEB}", "scan requested"),
    (f"cache.updateScanState: - id={WEB} status=scheduled", "writes scheduled"),
    (f'cluster.Put: - key={STATE} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"scheduled"}}', "put scheduled"),
    (f"cache.scanStateHandler: - key={STATE} type=modify", "notified modify"),
    (f"cache.scanStateHandler: - key={STATE} status=scheduled", "  applied scheduled"),
    (f"cache.(*scanTask).Handler: - id={WEB} scanner=7f", "scan dispatched"),
    (f"{RUNNING}: Got empty response - requeue - id={WEB} retry=2 type=CONTAINER", "scan requeued"),
    (f"{RUNNING}: - error=rpc error: code = Unavailable desc = transport is closing id={WEB}", "scan failed"),
    (f"cache.putScanReportToCluster: - id={WEB} result=timeout type=CONTAINER", "report stored (timeout)"),
    (f"cluster.PutBinary: size too big - key=scan/data/report/workload/{WEB} size=611480", "too big for the KV store"),
    (f"{FAILED} key={STATE}", "KV write failed"),
    (f"cache.scanStateHandler: - key={STATE} type=modify", "notified modify"),
    (f"cache.scanStateHandler: - key={STATE} status=failed", "  applied failed"),
    (f"cache.scanDone: - id={WEB} result=timeout type=CONTAINER", "  report: failed (timeout)"),
    (f"cache.scanAgentDelete: - info=&{{agentId:{AGENT} status:1}} task={WEB}", "purged with its enforcer"),
    (f"cache.eventHandlers.Trigger: - handler=scanWorkloadDelete id={WEB}", "removed"),
    (f"cache.scanDone: Scan object is gone - id={WEB} type=CONTAINER", "  gone before its report"),
    (f"cache.(*scanTask).Handler: cannot find container - id={WEB}", "scan task dropped: no such object"),
    (f"cluster.Delete: - key={STATE}", "deleted from the KV store"),
    (f"cache.workloadUpdate: - key=object/workload/{HOST}/{WEB} type=delete", "workload delete"),
    (f"cache.scanStateHandler: - key={STATE} type=delete", "notified delete: nothing to do"),
]
HOST_SAYS = [
    (ENFORCER, None),
    (f"cache.eventHandlers.Trigger: - handler=scanAgentAdd id={AGENT}", "registered (enforcer)"),
    (f"cache.eventHandlers.Trigger: - handler=benchAgentOnline id={AGENT}", "  registration ended"),
]
REGISTRY_SAYS = [
    ("cache.registryStateHandler: - key=scan/state/registry/quay mirror type=add", "notified add: registry not known yet"),
    ("scan.RegistryConfigHandler: - key=object/config/registry/quay mirror type=add", "registry add"),
    ("scan.newRegistry: - registry=quay mirror", "  registry known, idle and empty"),
    ('cluster.Put: - key=scan/state/registry/quay mirror value={"status":"scanning","started_at":1709633702}', "put scanning"),
    ("cache.registryStateHandler: - key=scan/state/registry/quay mirror type=modify", "notified modify"),
    (LINES["applied"][0].format(name="quay mirror", value="scanning", begun=1709633702), "  applied scanning"),
    (f"{REGISTRY}.imageScanStart: - registry=quay mirror", "lists its images"),
    (f"{REGISTRY}.imageScanStart: Registry scan starts - count=12 registry=quay mirror", "scans its images: 12"),
    (f"{REGISTRY}.checkAndPutImageResult: Registry scan done - registry=quay mirror", "scan done"),
    (f"{REGISTRY}.stopScan: Registry scan stopped - registry=quay mirror", "scan stopped"),
    (f"{REGISTRY}.imageScanStart: Registry scan canceled - registry=quay mirror", "scan canceled"),
    (f"{REGISTRY}.resumeScan: - error=Get https://registry.example/v2/: i/o timeout registry=quay mirror", "scan failed"),
    ("scan.RegistryStateUpdate: skip start - scanning - registry=quay mirror", "skip start - scanning"),
]
IMAGE_SAYS = [
    ("scan.newRegistry: - registry=fed.quay", None),
    (f"cluster.(*ClusterTransact).PutBinary: Transact - key=scan/data/image/fed.quay/{IMAGE}", "report put"),
    (
        f'cluster.Put: - key=scan/state/image/fed.quay/{IMAGE} value={{"image_id":"{IMAGE}","reg_name":"fed.quay","status":"finished"}}',
        "put finished",
    ),
    (f"cache.registryImageStateHandler: - key=scan/state/image/fed.quay/{IMAGE} type=modify", "notified modify"),
    (f"cache.registryImageStateHandler: no scan report - id={IMAGE} name=fed.quay", "  failed"),
]


OWN = """
emitter = "cache.own"
source = "own"
about = "A line that tells which report could not be put."
[[line]]
event = "scan.report_failed"
keys = ["id"]
map = { asset = "id" }
set = { kind = "workload" }
[[line.sample]]
text = "2024-03-05T10:15:04    |ERRO|CTL|cache.own: - id=60c5"
expect = { event = "scan.report_failed", kind = "workload", asset = "60c5" }
"""


def about(lines: Sequence[str], asset: str, *parsers: Path) -> AssetStory:
    """Give the story of an asset of which one controller prints some lines, from line 3 of its log on."""
    printed = log((0.0, START.format("v5.2.4")), (0.0, itself(A)), *((1.0 + nth, line) for nth, line in enumerate(lines)))
    scene = Scene(timeline({"a.log": printed}, parsers=parsers), {})
    return story_of(scene, next(code for code, (_, name) in enumerate(scene.histories.assets) if name == asset), ())


@pytest.mark.parametrize(
    ("asset", "says"),
    [(WEB, WORKLOAD_SAYS), (HOST, HOST_SAYS), ("quay mirror", REGISTRY_SAYS), (f"fed.quay/{IMAGE}", IMAGE_SAYS)],
    ids=["workload", "host", "registry", "image"],
)
def test_words(asset: str, says: list[tuple[str, str | None]]) -> None:
    """Every line about an asset is told in a few words of its own; those that say nothing about it are left out."""
    texts = {event.line: event.text for event in about([line for line, _ in says], asset).events}
    assert [(line, texts.get(nth)) for nth, (line, _) in enumerate(says, 3)] == says


def test_words_of_own_definitions(tmp_path: Path) -> None:
    """A report that could not be put is told of its asset where a definition finds that in the line, which the shipped one does not."""
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    lines = [f"cache.eventHandlers.Trigger: - handler=scanWorkloadAdd id={WEB}", f"cache.own: - id={WEB}"]
    assert [event.text for event in about(lines, WEB, tmp_path).events] == ["registered", "report could not be put"]


def test_without_a_name() -> None:
    """An asset of which no log tells a name is shown without one, and nothing stands for it."""
    assert about([line for line, _ in REGISTRY_SAYS], "quay mirror").head() == "registry quay mirror"


@pytest.mark.parametrize(
    ("steps", "words", "lost"),
    [
        ("1:register 2:modify=scheduled", "notified modify", False),
        ("1:modify 2:register", "notified modify: not registered yet", False),
        ("1:register=scheduled 2:modify", "notified modify: DROPPED by the flag", True),
        ("1:register 2:delete", "notified delete: nothing to do", False),
        ("1:register 2:modify 2.1:removed", "notified modify: already removed", False),
        ("1:register 2:modify 3:end", "notified modify: log ends here", False),
        ("1:register 2:modify 3:modify=scheduled", "notified modify: NOT APPLIED, no known reason", True),
    ],
)
def test_what_became_of_a_notification(steps: str, words: str, lost: bool, tmp_path: Path) -> None:
    """Of each notification is told what became of it; lost is what the flag dropped, and what nothing explains."""
    assert (words, lost) in [(event.text, event.lost) for event in story(tmp_path, f"bravo {steps}").events]


def test_perhaps_known() -> None:
    """Where a log begins later than its controller, nobody knows whether a registry was known when something was told of it."""
    lines = log((0.0, itself(A)), (1.0, "cache.registryStateHandler: - key=scan/state/registry/quay mirror type=modify"))
    scene = Scene(timeline({"a.log": lines}), {})
    (event,) = story_of(scene, scene.histories.assets.index(("registry", "quay mirror")), ()).events
    assert (event.text, event.lost) == ("notified modify: is the registry known?", False)


def test_notices_are_not_lost() -> None:
    """Lost is what was dropped though the asset was registered: what was told of a registry before it was known is not."""
    assert not any(event.lost for event in about([line for line, _ in REGISTRY_SAYS], "quay mirror").events)
