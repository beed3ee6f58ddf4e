"""The grammar of one line: header, body, and the kinds of line that have no header."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from logscan.parse.grammar import (
    KINDS_OF_FOREIGN,
    LEVELS,
    SHAPE_BYTES,
    any_closure,
    begins_like_header,
    foreign_kind,
    header,
    milliseconds,
    split_body,
    text,
)

REST = b"|DEBU|CTL|cache.scanDone: - id=6f2a"
NOON = 1_709_640_000_000  # 2024-03-05T12:00:00Z
KEY = re.compile(r" ([A-Za-z_][\w.\-]*)=", re.ASCII)


@pytest.mark.parametrize(
    ("printed", "ms"),
    [
        (b"2024-03-05T12:00:00.123", 123),
        (b"2024-03-05T12:00:00.88 ", 880),
        (b"2024-03-05T12:00:00.5  ", 500),
        (b"2024-03-05T12:00:00.005", 5),
        (b"2024-03-05T12:00:00.05 ", 50),
        (b"2024-03-05T12:00:00    ", 0),
        (b"2024-03-05T12:00:00.88", 880),
        (b"2024-03-05T12:00:00", 0),
        (b"2024-03-05T12:00:59.999", 59_999),
        (b"2024-03-06T00:00:00    ", 12 * 3_600_000),
        (b"2024-02-29T12:00:00    ", -5 * 86_400_000),
    ],
)
def test_milliseconds_are_a_fraction_without_its_trailing_zeros(printed: bytes, ms: int) -> None:
    """`.88` is 880 ms and a missing dot is 0 ms, padded to 23 columns or not."""
    head = header(printed + REST)
    assert head is not None
    assert head.ms == NOON + ms


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"2024-03-05T12:00:00.123",
        b" 2024-03-05T12:00:00.123" + REST,
        b"2024-13-05T12:00:00.123" + REST,
        b"2023-02-29T12:00:00.123" + REST,
        b"0000-03-05T12:00:00.123" + REST,
        b"2024-03-05T24:00:00.123" + REST,
        b"2024-03-05T12:60:00.123" + REST,
        b"2024-03-05T12:00:60.123" + REST,
        b"2024-03-05 12:00:00.123" + REST,
        b"2024-03-05T12:00:00.1234" + REST,
        b"2024-03-05T12:00:00.     " + REST,
        b"2024-03-05T12:00:00     " + REST,
        b"2024-03-05T12:00:00.123|debu|CTL|cache.scanDone:",
        b"2024-03-05T12:00:00.123|NOTE|CTL|cache.scanDone:",
        b"2024-03-05T12:00:00.123|DEBU|C|cache.scanDone:",
        b"2024-03-05T12:00:00.123|DEBU|cache.scanDone:",
        b"2024-03-05T12:00:00|MON|Start ctrl, pid=7",
    ],
)
def test_what_is_no_header_is_none(line: bytes) -> None:
    """A time that no calendar has, an unknown level or a missing part make the whole header none."""
    assert header(line) is None


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_makes_a_header(level: bytes) -> None:
    """The seven levels of logrus, cut to four letters, are levels."""
    head = header(b"2024-03-05T12:00:00.123|" + level + b"|CTL|cache.scanDone:")
    assert head is not None
    assert head.level.encode() == level


@pytest.mark.parametrize(
    ("printed", "module", "emitter", "body"),
    [
        (b"CTL|cache.scanDone: - id=6f2a", "CTL", "cache.scanDone", b" - id=6f2a"),
        (b"CTL|cache.(*scanTask).Handler: - id=6f2a", "CTL", "cache.(*scanTask).Handler", b" - id=6f2a"),
        (b"CTL|cache.eventHandlers.Trigger:", "CTL", "cache.eventHandlers.Trigger", b""),
        (b"CTL|cluster.StartCluster.func1: x", "CTL", "cluster.StartCluster.func1", b" x"),
        (b"CTL|ruleid.Init: UUID:  - group=a", "CTL", "ruleid.Init", b" UUID:  - group=a"),
        (b"AGT|main.main: START - version=v5.3.0", "AGT", "main.main", b" START - version=v5.3.0"),
        (b"CTL| no function: x", "CTL", "", b" no function: x"),
        (b"CTL|", "CTL", "", b""),
        (b"CTL|cache.scanDone: \xff\n", "CTL", "cache.scanDone", b" \xff\n"),
    ],
)
def test_header_splits_module_emitter_and_body(printed: bytes, module: str, emitter: str, body: bytes) -> None:
    """The emitter ends at the first colon, and the body is what follows, byte for byte."""
    head = header(b"2024-03-05T12:00:00.123|INFO|" + printed)
    assert head is not None
    assert (head.module, head.emitter, head.body) == (module, emitter, body)


def test_milliseconds_knows_the_calendar() -> None:
    """A printed time is counted from the epoch as UTC; none that no calendar has."""
    assert milliseconds(b"1970-01-01", b"00", b"00", b"01", b"5") == 1_500
    assert milliseconds(b"2024-02-30", b"00", b"00", b"00", None) is None


def test_text_keeps_bytes_that_are_not_utf8_visible() -> None:
    r"""Nothing of a log is lost in decoding: a stray byte shows as `\xNN`."""
    assert text(b"caf\xc3\xa9 \xff") == "caf\u00e9 \\xff"


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        ("", "", []),
        (" Exiting ...", "Exiting ...", []),
        (" - id=6f2a status=", "", [("id", "6f2a"), ("status", "")]),
        (" Add task - id=6f2a type=HOST", "Add task", [("id", "6f2a"), ("type", "HOST")]),
        (" Got empty response - requeue - id=6f2a retry=1", "Got empty response - requeue", [("id", "6f2a"), ("retry", "1")]),
        (" skip stop - not scanning - registry=a", "skip stop - not scanning", [("registry", "a")]),
        (" UUID:  - group=a", "UUID: ", [("group", "a")]),
        (" getVersion fail - code=403, tag=oc, useToken=true", "getVersion fail", [("code", "403,"), ("tag", "oc,"), ("useToken", "true")]),
        (" - flavor= k8s=1.28.4 oc=", "", [("flavor", ""), ("k8s", "1.28.4"), ("oc", "")]),
        (" - _isLeader=0 isLeader=false", "", [("_isLeader", "0"), ("isLeader", "false")]),
        (" - lead=a new-cluster=true noDefAdmin=false", "", [("lead", "a"), ("new-cluster", "true"), ("noDefAdmin", "false")]),
        (" - sum.Version=3", "", [("sum.Version", "3")]),
        (" - error=no id=1 of error=2 key=a", "", [("error", "no"), ("id", "1 of error=2"), ("key", "a")]),
        (' - key=a value={"b":"c=d e=f"}', "", [("key", "a"), ("value", '{"b":"c=d e=f"}')]),
        (" - key=scan/state/registry/team b=1 type=add", "", [("key", "scan/state/registry/team b=1"), ("type", "add")]),
        (" - error=one\ntwo ip=10.9.0.1", "", [("error", "one\ntwo"), ("ip", "10.9.0.1")]),
        (" - id=a  type=b", "", [("id", "a "), ("type", "b")]),
        (" a - b c=d", "a - b c=d", []),
    ],
)
def test_body_splits_into_message_and_fields(body: str, message: str, fields: list[tuple[str, str]]) -> None:
    """Fields begin at the first ` - key=`; a key that does not ascend belongs to the value before it."""
    assert split_body(body) == (message, fields)


keys = st.lists(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,6}", fullmatch=True), min_size=1, max_size=6, unique=True).map(sorted)
values = st.text(max_size=20) | st.from_regex(r"[a-z {}:]{0,8}( [a-z]{1,3}=[a-z ]{0,3}){0,2}", fullmatch=True)


@given(
    st.text(max_size=20), keys.flatmap(lambda names: st.tuples(st.just(names), st.lists(values, min_size=len(names), max_size=len(names))))
)
@example("a - b - c", (["k"], ["v"]))
@example("ends with a blank ", (["k"], [""]))
@example("", (["b", "d"], ["x a=1 b=2", " c=3 "]))
def test_values_between_known_keys_come_back(message: str, fields: tuple[list[str], list[str]]) -> None:
    """Law: whatever stands in message and values comes back, as long as no value holds an ascending ` key=`."""
    pairs = list(zip(*fields, strict=True))
    assume(re.search(r" - (?=[A-Za-z_][\w.\-]*=)", f" {message} ", re.ASCII) is None)
    assume(all(inner[1] <= key for key, value in pairs for inner in KEY.finditer(value)))
    body = (f" {message}" if message else "") + " - " + " ".join(f"{key}={value}" for key, value in pairs)
    assert split_body(body) == (message, pairs)


@given(st.text())
def test_splitting_loses_nothing(body: str) -> None:
    """Law: message and fields, put together as the emitter does, are the body again."""
    message, fields = split_body(body)
    joined = " - " + " ".join(f"{key}={value}" for key, value in fields) if fields else ""
    assert message + joined in (body, body.removeprefix(" "))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"", "empty"),
        (b"\r", "empty"),
        (b"2024-03-05T12:00:00|MON|Start ctrl, pid=7", "monitor"),
        (b"2024/03/05 12:00:00 http: TLS handshake error from 10.9.0.8:46743: EOF", "go"),
        (b'{"level":"warning","msg":"OPA running with uid or gid 0."}', "json"),
        (b"notification=event,name=User.Login", "event"),
        (b'{"notification":"event","name":"User.Login"}', "event"),
        (b"==> Starting Consul agent...", "consul"),
        (b"           Version: '1.11.11'", "consul"),
        (b"         Node name: '10.9.0.11'", "consul"),
        (b"2024-03-05T12:00:00.917Z [ERROR] agent.http: Request error", "consul"),
        (b"panic: close of closed channel", "panic"),
        (b"fatal error: concurrent map writes", "panic"),
        (b"goroutine 2061 [running]:", "panic"),
        (b"created by main.main", "panic"),
        (b"\t/src/controller/cache/scan.go:1075 +0x5ad", "panic"),
        (b"[signal SIGSEGV: segmentation violation]", "panic"),
        (b") ip=10.9.0.12", None),
        (b"* Failed to join 10.9.0.12", None),
        (b" ", None),
    ],
)
def test_lines_without_header_have_a_kind(line: bytes, kind: str | None) -> None:
    """What other programs print into the same stream is told by how it begins; the rest continues the line before."""
    assert foreign_kind(line) == kind
    assert kind is None or kind in KINDS_OF_FOREIGN
    assert not begins_like_header(line)


beginnings = st.sampled_from(
    [
        b"2024-03-05T12:00:00|MON|",
        b"2024/03/05 12:00:00 ",
        b"2024-03-05T12:00:00.9Z [INFO] ",
        b"goroutine 7 ",
        b"==> ",
        b"    Abc 1:",
        b"2024-",
    ]
)


@given(beginnings, st.binary(max_size=60), st.sampled_from(b"0123456789"))
def test_the_kind_depends_on_the_shape_of_the_first_bytes_only(beginning: bytes, rest: bytes, digit: int) -> None:
    """Law: a digit is as good as any other, and nothing behind the first `SHAPE_BYTES` counts."""
    line = beginning + rest
    shape = bytes(digit if 0x30 <= byte <= 0x39 else byte for byte in line)
    assert foreign_kind(shape) == foreign_kind(line) == foreign_kind(line[:SHAPE_BYTES] + b"anything")


@pytest.mark.parametrize(
    ("emitter", "name"),
    [
        ("cache.enableAutoScan.func1", "cache.enableAutoScan.func*"),
        ("cache.enableAutoScan.func2.1", "cache.enableAutoScan.func*"),
        ("cache.enableAutoScan", "cache.enableAutoScan"),
        ("cache.functional", "cache.functional"),
        ("scan.(*regScanTask).Handler.func1", "scan.(*regScanTask).Handler.func*"),
    ],
)
def test_closures_lose_their_number(emitter: str, name: str) -> None:
    """A closure is known by the function around it, whatever number the compiler gave."""
    assert any_closure(emitter) == name
