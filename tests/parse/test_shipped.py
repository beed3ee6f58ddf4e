"""The definitions that logscan ships: they hold, they are where one looks for them, and they read the real incident."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from logscan.parse.catalog import Catalog, Row, Statement, shipped_parsers
from logscan.parse.check import complaints
from logscan.parse.definition import Line, Sample
from logscan.parse.grammar import header, split_body, text

FOLDER = shipped_parsers()
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.toml"))
EVENTS = ("scan.notified", "scan.applied", "scan.done", "asset.registered", "agent.registered")
COUNTS = [(2575, 2231, 787, 775, 17), (2665, 2144, 781, 775, 17)]  # of EVENTS in the incident's two logs, counted twice by other means
ID = re.compile(rb"[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{8,}")


@cache
def shipped() -> Catalog:
    """Give the shipped definitions, read once."""
    return Catalog.load()


def samples_with_rows() -> list[tuple[Line, Sample]]:
    """Give every shipped sample of a [[line]] that gives a row."""
    return [(line, sample) for line, sample, _ in shipped().check() if line.event is not None]


def test_every_sample_gives_what_it_expects() -> None:
    """A definition carries the lines it reads, and reads them."""
    assert [str(error) for error in complaints(shipped())] == []


def test_every_file_is_found_under_the_name_that_the_log_prints() -> None:
    """You see `cache.(*scanTask).Handler:` in a log, you open parsers/cache/scanTask.Handler.toml."""
    for definition in shipped().definitions.values():
        package, _, function = definition.emitter.partition(".")
        name = re.sub(r"[(*)]", "", function).removesuffix(".func") + (".func" if function.endswith(".func*") else "")
        stem = definition.path.removeprefix(f"parsers/{package}/").removesuffix(".toml")
        assert stem.removesuffix(".unexported") == name, definition.path


def test_no_two_files_differ_only_in_case() -> None:
    """Upstream has PutBinary and putBinary; a checkout on macOS or Windows has one file of that name, so one says `.unexported`."""
    assert [name for name, count in Counter(map(str.lower, FILES)).items() if count > 1] == []
    marked = [name for name in FILES if name.endswith(".unexported.toml")]
    others = {name.lower() for name in FILES}
    assert [name for name in marked if name.lower().replace(".unexported", "") not in others] == []


@pytest.mark.parametrize("name", FILES)
def test_every_definition_says_where_upstream_prints_it(name: str) -> None:
    """A reader can go from the definition to the source, and no definition is a draft."""
    definition = next(found for found in shipped().definitions.values() if found.path == f"parsers/{name}")
    assert re.fullmatch(r"(controller|share)/[\w/]+\.go", definition.source)
    assert definition.about.endswith(".")
    assert all(not line.about or line.about.endswith((".", ")")) for line in definition.lines)


def test_every_event_is_named_noun_and_verb() -> None:
    """Names of events are a contract: two lower-case words with a dot between them."""
    events = {line.event for definition in shipped().definitions.values() for line in definition.lines if line.event is not None}
    assert [event for event in sorted(events) if re.fullmatch(r"[a-z]+\.[a-z_]+", event) is None] == []


@pytest.mark.parametrize("kind", ["workload", "host", "platform"])
@pytest.mark.parametrize(("status", "word"), [("", "idle"), *((word, word) for word in ("scheduled", "scanning", "finished", "failed"))])
def test_scan_states_are_read_for_every_kind_and_status(kind: str, status: str, word: str) -> None:
    """What is written, notified and applied has the same kind, asset and status."""
    head, key = "2024-03-05T10:15:02.417|DEBU|CTL|", f"scan/state/report/{kind}/6f2a"
    applied = shipped().read(f"{head}cache.scanStateHandler: - key={key} status={status}".encode())
    put = shipped().read(f'{head}cluster.Put: - key={key} value={{"scanned_at":"0001-01-01T00:00:00Z","status":"{status}"}}'.encode())
    for row in (applied, put):
        assert isinstance(row, Row)
        assert (row.kind, row.asset, row.status) == (kind, "6f2a", word)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("succeeded", "finished"),
        ("unsupported OS", "finished"),
        ("container exit", "finished"),
        ("container exits", "failed"),
        ("succeeded ", "failed"),
        ("timeout", "failed"),
        ("unknown error: 41", "failed"),
        ("", "failed"),
    ],
)
def test_a_report_is_finished_for_three_results_only(result: str, status: str) -> None:
    """The controller shows these three as finished, and everything else as failed."""
    row = shipped().read(f"2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=6f2a result={result} type=CONTAINER".encode())
    assert isinstance(row, Row)
    assert (row.event, row.kind, row.status, row.result) == ("scan.done", "workload", status, result)


def test_a_statement_with_one_more_key_is_never_read_as_the_old_one() -> None:
    """When upstream adds a field, the line becomes unknown, not a wrong row; only errors and names of registries may hold ` x=`."""
    for line, sample in samples_with_rows():
        head = header(sample.text.encode())
        assert head is not None
        message, fields = split_body(text(head.body))
        before = sample.text[: len(sample.text) - len(head.body.decode())]
        for at, (key, _) in enumerate(fields):
            more = [*fields[: at + 1], (f"{key}0", "1"), *fields[at + 1 :]]
            body = (f" {message}" if message else "") + " - " + " ".join(f"{name}={value}" for name, value in more)
            got = shipped().read((before + body).encode())
            if isinstance(got, Row):
                kept = json.loads(got.fields or "{}")
                free = (kept.get("error", ""), kept.get("registry", ""), got.asset if got.kind == "registry" else "")
                assert any(f" {key}0=1" in words for words in free if words), f"{line.place}: {body}"


def test_the_real_logs_hold_no_unknown_statement(incident: Path) -> None:
    """Every statement of a defined emitter in the incident is read, and the counts are those known from elsewhere."""
    counts = []
    for log in incident.glob("c.*.log"):
        found: Counter[str] = Counter()
        for line in log.read_bytes().split(b"\n"):
            got = shipped().read(line)
            assert not isinstance(got, Statement)
            found[got.event if isinstance(got, Row) else ""] += 1
        counts.append(tuple(found[event] for event in EVENTS))
    assert sorted(counts) == COUNTS


def test_no_id_of_the_incident_is_shipped(incident: Path) -> None:
    """Samples carry invented ids in the printed shape, nothing of a real cluster."""
    real = b"".join(log.read_bytes() for log in incident.glob("c.*.log"))
    ids = {found for name in FILES for found in ID.findall((FOLDER / name).read_bytes())}
    assert ids
    assert [found for found in sorted(ids) if found in real] == []
