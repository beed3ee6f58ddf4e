"""Text that wants to be more than text: on a terminal, in a parser, in an interpreter, as many lines or as one endless one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from tests.hostile.case import LOGS, Case
from tests.hostile.folders import good, lines_of

__all__ = ["CASES", "DECOYS", "EVIL", "garbage"]

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b31m\u202e\u200b[red]x[/red][link=file:x]y[/link]:smile:"
"""OSC, CSI, C1, bidi, zero width, rich markup and an emoji code."""

EVIL_NAME = "br\u202e\u200b[red]:smile:avo"
"""What cannot be taken for colours, and is taken off nowhere."""

MARK = "LOGSCAN_RAN"
"""Every decoy makes a file of this name when it is run or loaded."""

_RUN = f"open({MARK!r}, 'w').close()\n"
DECOYS = {
    **{name: _RUN.encode() for name in ("sitecustomize.py", "json.py", "pandas.py", "logscan.py", "conftest.py", "setup.py")},
    "pickle.log": b"cbuiltins\nexec\n(S" + repr(_RUN).encode() + b"\ntR.",
    "yaml.log": f'!!python/object/apply:builtins.exec ["{_RUN.strip()}"]\n'.encode(),
    "x.parquet": b"PAR1" + bytes(64) + b"\xff\xff\xff\x7fPAR1",
    "x.arrow": b"ARROW1\0\0" + b"\xff" * 64 + b"ARROW1",
    "x.sqlite": b"SQLite format 3\0" + bytes(84),
    "logscan.toml": b'parsers = ["parsers"]\n',
    "pyproject.toml": b'[tool.logscan]\nparsers = ["parsers"]\n',
    "parsers/cache/scanStateHandler.toml": b"this is no definition\n",
}
"""What an interpreter, a library or a tool that reads its configuration there would run or load."""

SAYS = b"2024-03-05T10:00:04.5  |DEBU|CTL|"
FORGED = b"cache.scanStateHandler: - key=scan/state/report/workload/" + b"f0" * 32 + b" type=add"
SEPARATORS = (b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", "\x85".encode(), "\u2028".encode(), "\u2029".encode(), b"\r", b"\0")
DEEP = 100_000


def garbage(size: int, seed: int = 8590) -> bytes:
    """Give bytes without any sense, the same each time."""
    return b"".join(hashlib.sha256(b"%d %d" % (seed, block)).digest() for block in range(-(-size // 32)))[:size]


def _with(*lines: bytes, log: str = "charlie") -> Callable[[], dict[str, bytes]]:
    """Give the good bundle with some lines in the middle of a log."""

    def made() -> dict[str, bytes]:
        own = lines_of(LOGS[log])
        middle = len(own) // 2
        return {**good(), f"{log}.log": b"".join([*own[:middle], *(line + b"\n" for line in lines), *own[middle:]])}

    return made


def _each(change: Callable[[bytes], bytes]) -> Callable[[], dict[str, bytes]]:
    return lambda: {name: change(log) for name, log in good().items()}


def _hostile_values(log: bytes) -> bytes:
    evil = EVIL.encode()
    names = {b"k8s_web_": b"k8s_web" + evil + b"_", b"result=succeeded": b"result==1+2" + evil, b"v5.2.4": b"v5.2.4" + evil}
    for plain, hostile in names.items():
        log = log.replace(plain, hostile)
    return log.replace(b"-bravo", b"-" + EVIL_NAME.encode()).replace(b"HostName:node-1", b"HostName:@" + evil)


def _file_names() -> dict[str, bytes]:
    evil = EVIL.replace("/", "_")
    return {
        f"{evil}.log": LOGS["alpha"],
        "--debug": LOGS["bravo"],
        "line\nfeed\udcff\udc9b.log": LOGS["charlie"],
        "-": b"",
        f"{evil}.zip": b"PK\x03\x04",
        "\udcff\n.log": b"no log\n",
    }


def _many(count: int) -> list[bytes]:
    return [SAYS + b"cache.scanStateHandler: - key=scan/state/report/workload/%064x type=delete" % number for number in range(count)]


def _padded_with_nuls(log: bytes) -> bytes:
    lines = lines_of(log)
    return b"".join([*lines[:20], bytes(70_000), *lines[20:]])


_DEEP_JSON = b'{"workloads":' + b"[" * DEEP + b"]" * DEEP + b"}"
_LINE_LIMIT = 33 << 20

CASES = (
    Case(name="text/crlf", files=_each(lambda log: log.replace(b"\n", b"\r\n"))),
    Case(name="text/no-last-line-end", files=_each(lambda log: log[:-1])),
    Case(name="text/nul-before-a-line", files=_each(_padded_with_nuls)),
    Case(name="text/utf-8-mark", files=_each(lambda log: b"\xef\xbb\xbf" + log)),
    Case(name="text/utf-16-le", files=_each(lambda log: log.decode().encode("utf-16"))),
    Case(name="text/utf-16-be", files=_each(lambda log: b"\xfe\xff" + log.decode().encode("utf-16-be"))),
    Case(
        name="text/utf-16-odd-byte",
        files=_each(lambda log: log.decode().encode("utf-16") + b"\x0a"),
        may="INPUT_TRUNCATED INPUT_CORRUPT",
        exits=(0, 3),
        extra=dict.fromkeys(LOGS, 1),
    ),
    Case(name="text/invalid-utf-8", files=_with(SAYS + b"rest.x: - name=\xff\xfe\xc0\x80\xed\xa0\x80"), extra={"charlie": 1}),
    Case(
        name="text/forged-lines",
        files=_with(*(SAYS + b"rest.x: - name=" + one + SAYS + FORGED for one in SEPARATORS)),
        extra={"charlie": 10},
    ),
    Case(
        name="text/terminal",
        files=_each(_hostile_values),
        same=False,
        whole=("alpha", "charlie"),
        least={EVIL_NAME: 44},
        terminal=True,
    ),
    Case(
        name="text/file-names",
        files=_file_names,
        exits=(0, 3),
        codes="INPUT_EMPTY",
        may="INPUT_TRUNCATED INPUT_CORRUPT ARCHIVE_UNSUPPORTED",
        terminal=True,
    ),
    Case(name="text/garbage", files=lambda: good({"core": garbage(1 << 20), "core.log": b"\n" + garbage(1 << 16)})),
    Case(name="text/decoys", files=lambda: good(DECOYS), may="INPUT_CORRUPT ARCHIVE_UNSUPPORTED", exits=(0, 3)),
    Case(name="text/decoys-as-parsers", files=lambda: {**good(), **{f"parsers/{name}": data for name, data in DECOYS.items()}}),
    Case(name="text/long-line", files=_with(SAYS + b"x" * _LINE_LIMIT), codes="LIMIT_LINE", exits=(0, 3), extra={"charlie": 1}),
    Case(name="text/long-line-alone", files=lambda: good({"x.log": b"x" * _LINE_LIMIT}), codes="LIMIT_LINE", exits=(0, 3)),
    Case(
        name="text/many-fields",
        files=_with(SAYS + b"cluster.Put: -" + b"".join(b" f%05d=1" % nth for nth in range(50_000))),
        extra={"charlie": 1},
    ),
    Case(name="text/many-assets", files=_with(*_many(50_000)), extra={"charlie": 50_000}, same=False),
    Case(
        name="text/many-statements",
        files=_with(*(SAYS + b"cache.scanDone%d: text - k%d=1" % (nth, nth) for nth in range(50_000))),
        extra={"charlie": 50_000},
    ),
    Case(
        name="text/deep-json-value", files=_with(SAYS + b"cluster.Put: - key=scan/state/x value=" + b'{"a":' * DEEP), extra={"charlie": 1}
    ),
    Case(name="text/deep-json-line", files=_with(b'{"log":' * DEEP, b"[" * DEEP), extra={"charlie": 2}),
    Case(name="text/deep-json-answer", files=lambda: good({"rest_bravo.json": _DEEP_JSON}), exits=(0, 3), may="INPUT_CORRUPT LIMIT_DEPTH"),
    Case(
        name="text/not-a-number-answer",
        files=lambda: good(
            {"rest.json": json.dumps({"workloads": [{"id": "f0" * 32, "scan_summary": {"status": float("nan")}}]}).encode()}
        ),
        exits=(0, 3),
        may="INPUT_CORRUPT",
    ),
    Case(
        name="text/slow-patterns",
        files=_with(
            *(SAYS + b"cluster.Put: - " + piece * (1 << 19) for piece in (b"a=", b" ", b"1.", b"a ", b" - ", b'{"', b"[[")),
            b"2024-03-05T10:00:0" * (1 << 16),
            b" " * (1 << 20) + b"x",
            b"[pod/" * (1 << 18),
        ),
        extra={"charlie": 10},
    ),
)
