"""A timeline is cut into one word per asset, controller and boot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import logscan
from logscan.analysis.histories import ByAsset, Histories, cut
from logscan.case import Case
from tests.logs import START, A, B, itself, log, notified, timeline
from tests.stories import asset_id, tell

HOST = "node-7.example.net:1b4e28ba-2fa1-11d2-883f-0016d3cca427"
AGENT = "7c" * 32


def opened(folder: Path, story: str) -> Case:
    """Give the case of a story."""
    return logscan.open(tell(folder, story))


def words(case: Case) -> dict[tuple[str, int, str], str]:
    """Give the word of each history by controller, boot and asset."""
    cut: Histories = case.scene.histories
    return {
        (case.scene.controller(nth).name[-5:], int(cut.boot[nth]), cut.assets[int(cut.asset[nth])][1][:12]): case.scene.word(nth)
        for nth in range(len(cut))
    }


@pytest.mark.parametrize(
    ("story", "word"),
    [
        ("bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify", "amTa2Bm"),
        ("bravo 1:register 1.1:put=scheduled 1.2:add=scheduled 2:modify=scanning 3:modify=finished", "TBUa1m2m3D"),
        ("bravo 1:register 2:modify=failed 3:delete 4:removed", "TBm4XdR"),
        ("bravo 1:register 2:modify=idle 3:purged 4:modify", "TBm0Gm"),
        ("bravo 1.2:add 2:modify 2.5:register=scanning 3.1:modify 1.5:begin", "?mTa2Bm"),
        ("bravo 1:register 2:modify 2.9:end", "TBm$"),
        ("bravo 1:register 2:modify=scanning 2.9:end", "TBm2"),
        ("bravo 1:register 2:modify 3.1:end", "TBm$"),
        ("bravo 1:register 2:modify 60:end", "TBm"),
        ("bravo 1:register 2:modify 3:end\nbravo/api 3:add", "TBm$"),
        ("bravo 1:register 2:modify 3.001:end\nbravo/api 3.001:add", "TBm"),
        ("bravo 1:register 2:modify 2.5:quiet", "TBm$"),
        ("bravo 0:quiet 3:purged", "G"),
        ("bravo 1:register 2:modify=finished! 3:removed 4:gone", "TBm3RZ"),
        ("bravo/platform 1:add=scheduled 1.1:add=scheduled 2:modify=finished", "a1a1m3D"),
    ],
)
def test_word(story: str, word: str, tmp_path: Path) -> None:
    """A history is a word; `?` stands for a head that is missing, `$` for a handler that was cut off in mid-call."""
    found = words(opened(tmp_path, story))
    assert [one for (_, _, asset), one in found.items() if asset != asset_id("api")[:12]] == [word]


def test_one_word_per_asset_controller_and_boot(tmp_path: Path) -> None:
    """Assets, controllers and boots do not mix, however their lines do."""
    story = "alpha 1:add\nalpha/api 1:register 1.5:add=scheduled\nbravo 1:register 2:modify=finished 300:start=v5.2.4 301:add 302:modify"
    web, api = asset_id("web")[:12], asset_id("api")[:12]
    assert words(opened(tmp_path, story)) == {
        ("alpha", 0, web): "a",
        ("alpha", 0, api): "TBa1",
        ("bravo", 0, web): "TBm3D",
        ("bravo", 1, web): "am",
    }


def test_equal_histories_share_a_word(tmp_path: Path) -> None:
    """Fifty assets with the same history have one word, one story, and rows of their own."""
    scene = opened(tmp_path, "\n".join(f"bravo/a{nth} 1:register 2:modify=finished" for nth in range(50))).scene
    assert scene.histories.words == ["TBm3D"]
    assert len({id(story) for story in scene.stories}) == 1
    assert len({scene.row(nth, 0) for nth in range(50)}) == 50


def test_rows_of_a_word(tmp_path: Path) -> None:
    """A position of a word is a row of the timeline, also where the word begins with `?`."""
    case = opened(tmp_path, "bravo 1.2:add 2:modify 2.5:register=scanning 3.1:modify 1.5:begin")
    events = case.timeline_arrow.column("event").to_pylist()
    assert [events[case.scene.row(0, at)] for at in range(1, 7)] == [
        "scan.notified",
        "asset.registered",
        "scan.notified",
        "scan.applied",
        "bench.notified",
        "scan.notified",
    ]


def test_host_is_registered_with_its_enforcer(tmp_path: Path) -> None:
    """The trigger of a host names its enforcer; the enforcer's own entry says which host that is."""
    lines = [
        (0, "main.main: START - version=v5.2.4"),
        (1, f"cache.agentUpdate: - key=object/agent/{HOST}/{AGENT} type=add"),
        (2, f"cache.eventHandlers.Trigger: - handler=scanAgentAdd id={AGENT}"),
        (3, f"cache.eventHandlers.Trigger: - handler=benchAgentOnline id={AGENT}"),
        (4, f"cache.benchStateHandler: - key=scan/state/bench/host/{HOST} type=add"),
        (5, f"cache.scanStateHandler: - key=scan/state/report/host/{HOST} type=add"),
        (5, f"cache.scanStateHandler: - key=scan/state/report/host/{HOST} status=scheduled"),
        (90, "rest.ping:"),
    ]
    (tmp_path / "one.log").write_bytes(log(*lines))
    scene = logscan.open(tmp_path).scene
    assert scene.histories.assets[int(scene.histories.asset[0])] == ("host", HOST)
    assert [scene.word(nth) for nth in range(len(scene.histories))] == ["TBa1"]


def test_nothing_to_cut(tmp_path: Path) -> None:
    """A log that speaks of no asset has no history."""
    assert words(opened(tmp_path, "bravo 0:begin")) == {}


def kinds(*lines: tuple[float, str], head: bool = True) -> dict[tuple[str, str], str]:
    """Give the word of each asset of a log, by kind and the begin of the id."""
    first = [(0, START.format("v5.2.4")), (0, itself(A))] if head else []
    found = cut(timeline({f"{A}.log": log(*first, *lines, (900, "rest.ping:"))}))
    return {
        (found.assets[asset][0], found.assets[asset][1][:6]): found.words[word] for asset, word in zip(found.asset, found.word, strict=True)
    }


KNOWN = f"cache.agentUpdate: - key=object/agent/{HOST}/{AGENT} type=add"
SEEN = f"cache.agentUpdate: Add or update enforcer - agent={{CLUSDevice:{{ID:{AGENT} Name:k8s_e_e-q9w4z_nv_0b8f_0 HostID:{HOST} Domain:}}}}"
ADDED = f"cache.eventHandlers.Trigger: - handler=scanAgentAdd id={AGENT}"
WRITING = f"cache.updateScanState: - id={asset_id('web')} status=scheduled"
OWN = f"cache.scanStateHandler: - key=scan/state/report/workload/{asset_id('web')} type=add"
WEB = ("workload", asset_id("web")[:6])
NODE = ("host", HOST[:6])
ITSELF = "cache.scanStateHandler: - key=scan/state/report/platform/platform type=add"
NAMESAKE = "cache.registryStateHandler: - key=scan/state/registry/platform type=modify"


@pytest.mark.parametrize(
    ("lines", "head", "expected"),
    [
        pytest.param([(1, KNOWN), (2, ADDED)], True, {NODE: "T"}, id="its enforcer's entry names it"),
        pytest.param([(1, SEEN), (2, ADDED)], True, {NODE: "T"}, id="what is said of its enforcer names it"),
        pytest.param([(1, KNOWN), (2, ADDED)], False, {NODE: "?T"}, id="in the first line"),
        pytest.param([(1, ADDED), (2, KNOWN)], False, {NODE: "?T"}, id="behind the first line"),
        pytest.param([(1, OWN), (2, ADDED)], True, {WEB: "a"}, id="nobody names it"),
        pytest.param([(1, notified()), (1, OWN), (2, ADDED)], True, {("workload", "59d6"): "a", WEB: "a"}, id="nor any other"),
        pytest.param([(1, OWN), (2, KNOWN), (3, ADDED)], True, {WEB: "a", NODE: "T"}, id="beside a workload"),
        pytest.param(
            [(1, f"cache.scanStateHandler: - key=scan/state/report/host/{HOST} type=add")], True, {NODE: "a"}, id="without a benchmark"
        ),
        pytest.param([(1, WRITING), (2, WRITING), (3, OWN)], True, {WEB: "UUa"}, id="most lines do not say what it is"),
        pytest.param([(1, ITSELF), (2, NAMESAKE), (3, NAMESAKE)], True, {("platform", "platfo"): "a"}, id="a registry is called like it"),
    ],
)
def test_kind(lines: list[tuple[float, str]], head: bool, expected: dict[tuple[str, str], str]) -> None:
    """An asset is what its lines say; one of which only an enforcer's lines speak is the host of that."""
    assert kinds(*lines, head=head) == expected


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans())))
def test_by_asset(histories: list[tuple[int, bool]]) -> None:
    """The histories that count are found by their asset, in order; an asset without any, or of any other number, has none."""
    asset, chosen = np.array(histories, np.int64).reshape(-1, 2).T
    found = ByAsset(asset, chosen == 1)
    expected = {code: [nth for nth, one in enumerate(histories) if one == (code, True)] for code in range(-2, 9)}
    assert {code: found.get(code, []) for code in expected} == expected
    assert dict(found) == {code: those for code, those in expected.items() if those}
    assert len(found) == len(dict(found))


def test_debug_build() -> None:
    """A debug build says when it arms the flag, and why it skips."""
    web = asset_id("web")
    lines = [
        (1, f"cache.scanMapAdd: set initStateLoaded to true - skey=scan/state/report/workload/{web}"),
        (2, OWN),
        (2, f"cache.scanStateHandler: initStateLoaded is true, skip this handler - id={web}"),
        (3, OWN),
        (3, f"cache.scanStateHandler: id not exist in scanMap, skip this handler - id={web}"),
    ]
    assert kinds(*lines) == {WEB: "Fakan"}


def test_two_boots_of_one_asset(tmp_path: Path) -> None:
    """A restart begins another history, of the only asset of the only controller, too."""
    assert list(words(opened(tmp_path, "bravo 1:register 300:start=v5.2.4 301:register")).values()) == ["TB", "TB"]


def test_nothing_has_no_length(tmp_path: Path) -> None:
    """Where there is nothing to cut there is no history."""
    assert len(opened(tmp_path, "bravo 0:begin").scene.histories) == 0


def test_a_log_that_speaks_of_no_asset_beside_one_that_begins_with_an_enforcer() -> None:
    """The first line of all may be that of an enforcer whose host is named later; a log without any asset has no part in it."""
    logs = {
        f"{A}.log": log((1, ADDED), (2, KNOWN), (900, "rest.ping:")),
        f"{B}.log": log((1.5, START.format("v5.2.4")), (900, "rest.ping:")),
    }
    found = cut(timeline(logs))
    assert [found.words[word] for word in found.word] == ["?T"]
