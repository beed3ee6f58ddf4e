"""A bundle without names says the same as the bundle: the same findings, at the same lines, under other names."""

from __future__ import annotations

import io
import json
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logscan
from fixtures.make import FIXTURES
from logscan.case import Case
from logscan.errors import LogscanError, OutputError
from logscan.parse.catalog import Catalog
from logscan.redact.copying import Done, placed, redact
from logscan.redact.keeping import KEY_BYTES, PrivateMap
from logscan.redact.pseudonyms import Pseudonyms
from logscan.redact.text import Redactor
from logscan.redact.vocabulary import words
from logscan.simulate.damage import DAMAGES
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenarios
from logscan.snapshot.entries import Counts, Entry, Member, Origin, Snapshot
from logscan.snapshot.read import looks_like_snapshot, read_snapshots
from logscan.snapshot.taken import SCHEMA, take_document
from tests.bundle.packing import COMPRESS, tar, zip_file
from tests.simulate.oracle import NOT_JUDGED

CHECKOUT = Path(__file__).parent.parent.parent
KEY = b"k" * KEY_BYTES
SMALL = [name for name in scenarios() if name not in NOT_JUDGED]
Told = Callable[[str | None], str | None]


def said(case: Case, told: Told, *, times: bool = True) -> list[str]:
    """Give all that is said of a case, in other words where names are, whatever the order."""
    found = []
    for cluster in case.clusters:
        for one in cluster.found:
            places = cluster.places([evidence.row for evidence in one.evidence])
            lines = sorted((line.role, told(line.controller), places[line.row].line) for line in one.evidence)
            evidence = lines if one.asset else []  # of a whole controller, examples: those whose ids come first
            peers = sorted((told(peer.controller), peer.status, peer.at if times else None) for peer in one.peers)
            names = (told(one.controller), told(one.asset), told(one.name), told(one.error), told(one.lead_at_loss))
            facts = (one.verdict, one.signature, one.boot, one.kind, one.status, one.expected, one.confidence, one.cause, one.assets)
            when = (one.since, one.until, one.quiet) if times else ()
            issue = one.issue.id if one.issue is not None else None
            found.append(str((*facts, *names, *when, issue, peers, evidence)))
    return sorted(found)


def written(case: Case, out: Path, *, shift_time: bool = False, private: PrivateMap | None = None) -> tuple[Done, PrivateMap]:
    """Redact a case, and search the result."""
    known = private or PrivateMap(key=KEY)
    return redact(case, out, known, shift_time=shift_time, check=True, keep=lambda _: None), known


def held_to_the_law(case: Case, *, shift_time: bool = False) -> None:
    """Redact a case, and compare what is said of it before and after."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        _, private = written(case, out, shift_time=shift_time)
        stays = words(case.catalog)
        redactor = Redactor(Pseudonyms(KEY, private.names, stays), stays)
        again = logscan.open(out)
        told = said(case, lambda name: name and redactor.text(name.encode()).decode(), times=not shift_time)
        assert said(again, lambda name: name, times=not shift_time) == told
        skipped = sorted(one.code for one in again.skipped if one.code != "MIXED_VERSIONS")
        assert set(skipped) <= {one.code for one in case.skipped}


@pytest.mark.parametrize("name", [one.name for one in FIXTURES])
def test_of_each_fixture(name: str) -> None:
    """Each fixture without names gives the same findings at the same lines, and no name is left."""
    held_to_the_law(logscan.open(CHECKOUT / "fixtures" / name))


def test_of_the_incident(incident: Path) -> None:
    """The incident without names gives the same 19 stale copies, and all else that is said of it."""
    case = logscan.open(incident)
    held_to_the_law(case)
    assert sum(one.verdict == "stale" for one in case.found) == 19


@settings(max_examples=30, deadline=None, derandomize=True)
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 1 << 30), kind=st.sampled_from([None, *DAMAGES]), shift_time=st.booleans())
def test_any_case(name: str, seed: int, kind: str | None, shift_time: bool) -> None:
    """Whatever a cluster goes through, and whatever happens to its logs: without names the same is said of it."""
    simulation = simulate(scenarios()[name], seed)
    hurt = simulation if kind is None else simulation.damaged(DAMAGES[kind])
    with tempfile.TemporaryDirectory() as folder:
        for file, content in hurt.files.items():
            Path(folder, file).write_bytes(content)
        held_to_the_law(logscan.open(folder), shift_time=shift_time)


@pytest.fixture
def files() -> dict[str, bytes]:
    """Give the files of a small case."""
    return {path.name: path.read_bytes() for path in sorted((CHECKOUT / "fixtures" / "lost-finish").iterdir())}


def test_lines_order_and_places_stay(files: dict[str, bytes], tmp_path: Path) -> None:
    """Each file has as many lines as before, each with the time that it had, and is readable by its owner only."""
    out = tmp_path / "out"
    done, private = written(logscan.open(CHECKOUT / "fixtures" / "lost-finish"), out)
    there = sorted(path for path in out.rglob("*") if path.is_file())
    assert done == Done(files=len(files), bytes=sum(path.stat().st_size for path in there), names=len(private.names))
    times = re.compile(rb"^[0-9T:./ -]{19,23}", re.MULTILINE)
    lines = [(path.read_bytes().count(b"\n"), times.findall(path.read_bytes())) for path in there]
    assert sorted(lines) == sorted((content.count(b"\n"), times.findall(content)) for content in files.values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in there} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """The half of a folder that a run left which was killed goes with the next one; nothing but the result is there then."""
    left = tmp_path / ".out.k3j9x_2a.logscan"
    (left / "shop").mkdir(parents=True)
    (left / "shop" / "tvz6l.log").write_bytes(b"half")
    written(logscan.open(CHECKOUT / "fixtures" / "lost-finish"), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_each_time(tmp_path: Path) -> None:
    """With one key, a bundle gives the same bytes; another bundle with the same map has the same pseudonyms."""
    case = logscan.open(CHECKOUT / "fixtures" / "lost-finish")
    _, private = written(case, tmp_path / "one")
    written(case, tmp_path / "two")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    _, more = written(
        logscan.open(CHECKOUT / "fixtures" / "coalesced"), tmp_path / "three", private=PrivateMap(key=KEY, names=private.names)
    )
    assert private.names.items() <= more.names.items()


def test_archives_become_folders(files: dict[str, bytes], tmp_path: Path) -> None:
    """What stands in an archive in an archive stands in folders, compressed files are plain, and all is read again."""
    logs = {f"pods/{name}": content for name, content in files.items()}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "case.zip").write_bytes(zip_file({"inner.tar.gz": COMPRESS["gzip"](tar(logs)), "notes.txt": b"call Jane Doe\n"}))
    held_to_the_law(logscan.open(tmp_path / "in"))
    written(logscan.open(tmp_path / "in"), tmp_path / "out")
    there = [path.relative_to(tmp_path / "out").parts for path in sorted((tmp_path / "out").rglob("*")) if path.is_file()]
    assert len(there) == len(files)
    assert b"Jane" not in b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())


def test_an_empty_log_stays_one(files: dict[str, bytes], tmp_path: Path) -> None:
    """A log of no bytes is a fact, and is there."""
    (tmp_path / "in").mkdir()
    for name, content in files.items():
        (tmp_path / "in" / name).write_bytes(b"" if name == "svq8n.log" else content)
    held_to_the_law(logscan.open(tmp_path / "in"))


@pytest.mark.parametrize(
    ("sources", "paths"),
    [
        ({"/a/b/c.log"}, {"c.log"}),
        ({"a/x.log", "a/b/y.log.gz"}, {"x.log", "b/y.log"}),
        ({"a.zip!b/c.log", "a.zip!d.log"}, {"b/c.log", "d.log"}),
        ({"a.zip!c.log", "d.log"}, {"a.zip/c.log", "d.log"}),
        ({"c.log", "c.log.gz"}, {"c.log", "c-2.log"}),
        ({"C.log", "c.log"}, {"C.log", "c-2.log"}),
        ({"a!b", "a"}, {"a/b", "a-2"}),
        ({"-"}, {"stdin.log"}),
        ({"x/../../etc/passwd"}, {"passwd"}),
        ({"a/..", "b"}, {"a", "b"}),
    ],
)
def test_places(sources: set[str], paths: set[str]) -> None:
    """Paths are those of the bundle below what all have in common, no two alike, and none leads out of the folder."""
    assert set(placed(sources, str).values()) == paths


@given(st.sets(st.text(max_size=20), max_size=12))
def test_any_names_have_places(sources: set[str]) -> None:
    """Whatever the names: each has a place of its own, below the folder, that can be written."""
    paths = placed(sources, lambda part: part.encode("utf-8", "replace").decode())
    with tempfile.TemporaryDirectory() as folder:
        for path in paths.values():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"")
            assert file.resolve().is_relative_to(Path(folder).resolve())
        assert sum(file.is_file() for file in Path(folder).rglob("*")) == len(sources)


def test_nothing_is_left_when_it_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A name that is found, a full disk or a folder in use leave nothing behind."""
    case = logscan.open(CHECKOUT / "fixtures" / "healthy")
    monkeypatch.setattr(Redactor, "text", lambda _, text: text)
    with pytest.raises(LogscanError, match="names are left"):
        redact(
            case, tmp_path / "out", PrivateMap(key=KEY, names={b"cluster": b"x", b"DEBU": b"y"}), shift_time=False, check=True, keep=print
        )
    monkeypatch.undo()

    def full(_: PrivateMap) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="cannot write"):
        redact(case, tmp_path / "out", PrivateMap(key=KEY), shift_time=False, check=False, keep=full)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_bytes(b"mine")
    with pytest.raises(OutputError, match="exists"):
        written(case, tmp_path / "used")
    with pytest.raises(OutputError, match="cannot write"):
        written(case, tmp_path / "none" / "out")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "used"]


HOST = "node-a.example:1b4e28ba-2fa1-11d2-883f-0016d3cca427"
POD = "neuvector-controller-pod-6c8d5f7b49-x7k2p"
SHOP = Entry(kind="workload", asset="ab" * 32, status="finished", name="shop-frontend-v4pkz")
TAKEN = Snapshot(
    source="t.json",
    entries=(
        SHOP,
        Entry(kind="host", asset=HOST, status="scanning"),
        Entry(kind="image", asset=f"acme registry/sha256:{'cd' * 32}", status=None),
    ),
    origin=Origin(
        who=Member(name=POD, address="10.0.4.24", version="v5.2.4", lead=True),
        url="https://10.0.4.24:10443",
        take=1,
        begin=1709631023000,
        end=1709631024000,
    ),
    members=(Member(name=POD, address="10.0.4.24", id="ef" * 32, version="v5.2.4"),),
    counts=Counts(scanned=31, scheduled=2, scanning=1),
)
WORKLOAD = {"brief": {"id": SHOP.asset, "pod_name": SHOP.name}, "security": {"scan_summary": {"status": "finished"}}, "children": []}
ANSWER = {"workloads": [WORKLOAD]}
ROWS = f"{SHOP.asset} finished\n{HOST} scanning\nserver2204:{':'.join(['BW54', 'ABCD', 'QWBZ'] * 4)} \nplatform failed\n"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"schema": SCHEMA, "takes": [take_document(TAKEN)]}),
        json.dumps({"schema": SCHEMA, "takes": [take_document(TAKEN)]}, indent=2),
        json.dumps(ANSWER),
        json.dumps({"hosts": [{"id": HOST, "name": "node-a.example", "scan_summary": {"status": "failed"}}]}),
        json.dumps({"platforms": [{"platform": "Kubernetes", "kube_version": "1.28.4", "status": "finished"}]}),
        json.dumps({"Manager": "neuvector-manager-pod-7c4d", "Time": "x", "/v1/eula": {}, "/v2/workload?view=pod": ANSWER, "END": {}}),
        ROWS,
    ],
    ids=["taken", "taken, indented", "workloads", "hosts", "platforms", "support log", "rows"],
)
def test_answers_stay_answers(text: str) -> None:
    """A REST answer in any form is recognised and read as before: as many assets, of the same kinds and statuses, and no damage."""
    stays = words(Catalog.load())
    redactor = Redactor(Pseudonyms(KEY, {}, stays), stays)
    told = redactor.text(text.encode())
    assert looks_like_snapshot(told) == looks_like_snapshot(text.encode()) is True
    (before,), (after,) = (read_snapshots(io.BytesIO(raw), "s") for raw in (text.encode(), told))
    assert sorted((one.kind, one.status or "") for one in after.entries) == sorted((one.kind, one.status or "") for one in before.entries)
    assert {one.asset for one in after.entries} == {redactor.text(one.asset.encode()).decode() for one in before.entries}
    assert (after.skipped, before.skipped) == (0, 0)
    assert (after.counts, len(after.members)) == (before.counts, len(before.members))
    if before.origin is not None:
        assert after.origin is not None
        assert (after.origin.begin, after.origin.end, after.origin.who.version) == (before.origin.begin, before.origin.end, "v5.2.4")
    assert all(name not in told for name in (b"node-a", b"example", b"shop", b"10.0.4.24", b"acme", b"x7k2p", SHOP.asset.encode()))
