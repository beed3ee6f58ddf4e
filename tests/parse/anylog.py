"""Logs of every shape there is and some there is not, and the catalogs to read them with."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from logscan.parse.catalog import Catalog
from logscan.parse.definition import load

__all__ = ["ID", "NOTIFIED", "catalogs", "edited", "edits", "files", "kindred", "statements", "values"]

ID = "59d6" + "0123456789abcdef" * 3 + "feedfacecafe"
OTHER_ID = "a" * 64
NOTIFIED = b"2024-01-25T23:44:58.397|DEBU|CTL|cache.scanStateHandler: - key=scan/state/report/workload/%b type=%b"

DEFINITIONS = {
    "half.toml": r"""
        emitter = "test.halfHandler"
        about   = "The event hangs on the first digit of the id: its lines cannot be read by template."
        [[line]]
        event = "half.low"
        keys  = ["id", "why"]
        asset = { key = "id", pattern = '(?P<asset>[0-7][0-9a-f]*)' }
        map   = { why = "why" }
        [[line.sample]]
        text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.halfHandler: - id=59d6 why=x"
        expect = { event = "half.low", asset = "59d6", why = "x" }
        [[line]]
        event = "half.high"
        keys  = ["id", "why"]
        asset = { key = "id", pattern = '(?P<asset>[89a-f][0-9a-f]*)' }
        map   = { why = "why" }
        [[line.sample]]
        text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.halfHandler: - id=a9d6 why=x"
        expect = { event = "half.high", asset = "a9d6", why = "x" }
    """,
    "twice.toml": r"""
        emitter = "test.twice.func*"
        about   = "The id also stands in another field."
        [[line]]
        event = "twice.said"
        message = "*"
        keys  = ["id"]
        asset = { key = "id", pattern = '(?P<asset>.*)' }
        map   = { again = "id", said = "@message" }
        [[line.sample]]
        text   = "2024-01-25T23:44:58.39 |DEBU|CTL|test.twice.func1: hello - id=59d6"
        expect = { event = "twice.said", asset = "59d6", again = "59d6", said = "hello" }
    """,
    "short.toml": r"""
        emitter = "a.b"
        about   = "An emitter too short for eight bytes."
        [[line]]
        event = "short.said"
        [[line.sample]]
        text   = "2024-01-25T23:44:58.39 |INFO|CTL|a.b:"
        expect = { event = "short.said" }
    """,
}


@cache
def catalogs() -> tuple[Catalog, ...]:
    """The shipped definitions: alone, with ones that look at ids, and with an emitter too short for the probe."""
    shipped = Catalog.load()
    with TemporaryDirectory() as folder:
        own = {name: Path(folder, name) for name in DEFINITIONS}
        for name, path in own.items():
            path.write_text(DEFINITIONS[name])
        half, twice, short = (load(own[name], name) for name in ("half.toml", "twice.toml", "short.toml"))
    known = tuple(shipped.definitions.values())
    return shipped, Catalog((*known, half, twice)), Catalog((*known, half, twice, short))


hexes = st.text("0123456789abcdef", min_size=64, max_size=64)
ids = st.one_of(
    st.sampled_from([ID, OTHER_ID]), hexes, hexes.map(lambda raw: raw[:63]), hexes.map(lambda raw: raw + "0"), st.just("node:1.é")
)
times = st.one_of(
    st.builds(
        "{}:{:02}:{:02}{:<4}".format,
        st.sampled_from(["2024-01-25T23", "2024-02-29T00", "2024-02-30T00", "2023-02-29T00", "2024-01-25T24"]),
        st.integers(0, 61),
        st.integers(0, 61),
        st.sampled_from(["", ".3", ".39", ".397", ".0", ".007", ".", ".3  7"]),
    ),
    st.sampled_from(["2024-01-25T23:44:58", "2024-01-25T23:44:58.39   ", "2024-01-25T23:44:58.3", "2024-1-25T23:44:58.397"]),
)
levels = st.sampled_from(["DEBU", "DEBU", "DEBU", "INFO", "WARN", "ERRO", "FATA", "PANI", "TRAC", "XXXX", "debu", "INFOX"])
modules = st.sampled_from(["CTL", "CTL", "CTL", "CTL", "AGT", "SCN", "WLK", "CT", "CTLX", "ctl", ""])
bodies = st.one_of(
    st.builds(
        "cache.scanStateHandler: - key=scan/state/report/{}/{} {}".format,
        st.sampled_from(["workload", "host", "platform", "rocket"]),
        ids,
        st.sampled_from(
            [
                "type=add",
                "type=modify",
                "type=delete",
                "type=",
                "status=",
                "status=finished",
                "status=odd",
                "status=finished type=add",
                "zone=1",
            ]
        ),
    ),
    st.builds(
        "cache.scanStateHandler:{} - id={}".format, st.sampled_from(["", " a b", " id not exist in scanMap, skip this handler"]), ids
    ),
    st.builds("test.halfHandler: - id={} why={}".format, ids, ids),
    st.builds("test.twice.func{}:{} - id={}".format, st.sampled_from(["1", "1.2", "", "x"]), st.one_of(ids, st.just(" hello")), ids),
    st.sampled_from(
        ["a.b:", "a.b: x", "a.b", "cache.scanState", "cache.scanStateHandler", "cache.scanStateHandlerX: - id=1", "", ":", " x: y", "x\ty:"]
    ),
    st.sampled_from(
        [sample.text.split("|CTL|", 1)[1] for d in Catalog.load().definitions.values() for line in d.lines for sample in line.samples]
    ),
    st.builds("cluster.Put: - key={} value={}".format, ids, ids),
)
headed = st.builds("{}|{}|{}|{}".format, times, levels, modules, bodies).map(str.encode)
foreign = st.sampled_from(
    [
        b"",
        b" ",
        b"\r",
        b"2024-01-25T23:37:30|MON|Start ctrl, pid=7",
        b"2024/01/26 00:03:55 http: TLS handshake error from 10.0.0.1:46743: EOF",
        b'{"level":"warning","msg":"OPA running with uid or gid 0.","time":"2024-01-25T23:37:30Z"}',
        b"==> Starting Consul agent...",
        b"           Version: '1.11.11'",
        b"2024-01-26T19:06:28.917Z [ERROR] agent.http: Request error: x",
        b"panic: close of closed channel",
        b"\t/path/file.go:1075 +0x5ad",
        b"goroutine 2061 [running]:",
        b"notification=event,name=x",
        b") ip=10.0.0.1",
        b"* Failed to join",
        b"  error=",
        b"\xff\xfe\x00\x00",
        b"\x00" * 70,
        b"2024-01-25T23:44:58.397|DEBU|CTL|",
        b"2024-01-25T23:44:58.397|DEBU|CTL",
        b"2024-01-25T23:44:58.3",
    ]
)
garbage = st.binary(max_size=80)
lines = st.one_of(headed, headed, headed, foreign, garbage)
ends = st.sampled_from([b"\n", b"\n", b"\n", b"\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\x00\n"])
files = st.tuples(st.lists(st.tuples(lines, ends).map(b"".join), max_size=30).map(b"".join), st.sampled_from([b"", b"x", b"\r"])).map(
    b"".join
)
values = st.one_of(
    st.sampled_from(["", "finished", "odd", "add", "x y", "k8s_POD_shop-1_ns_uid_0", "\r", " - a b", '"\\', "\x85\u2028"]),
    hexes,
    ids,
    st.text(max_size=9),
)
statements = st.sampled_from(
    [f"2024-01-25T23:44:58.39 |DEBU|CTL|{emitter}" for emitter in ("test.halfHandler: - id=59d6 why=x",)]
    + [sample.text for one in Catalog.load().definitions.values() for line in one.lines for sample in line.samples]
)


@st.composite
def _kindred(draw: st.DrawFn) -> bytes:
    """Give lines of few statements that differ in their ids, and in the value of their last field."""
    found = []
    for statement in draw(st.lists(statements, min_size=1, max_size=3)):
        for _ in range(draw(st.integers(1, 6))):
            line = re.sub("[0-9a-f]{64}", lambda _: draw(hexes), statement)
            if draw(st.booleans()):
                line = line[: line.rfind("=") + 1] + draw(values)
            if draw(st.booleans()):
                line = line.replace("59d6", draw(hexes))
            found.append(line.encode("utf-8", "surrogatepass"))
    return b"\n".join(draw(st.permutations(found)))


kindred = _kindred()
edits = st.lists(st.tuples(st.sampled_from(["flip", "insert", "delete"]), st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8)


def edited(data: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    """Apply byte flips, insertions and deletions."""
    raw = bytearray(data)
    for what, where, byte in changes:
        at = where % (len(raw) + 1)
        if what == "insert":
            raw.insert(at, byte)
        elif at < len(raw):
            raw[at : at + 1] = b"" if what == "delete" else bytes([raw[at] ^ byte])
    return bytes(raw)
