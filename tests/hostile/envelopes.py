"""What collectors put around lines, broken, mixed, nested in a message, or too deep to be real."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.hostile.case import ALL, LOGS, PODS, Case
from tests.hostile.folders import good, lines_of, log_files
from tests.hostile.packed import cri, docker, stern
from tests.hostile.texts import EVIL, FORGED, SAYS

__all__ = ["CASES"]

DEEP = 100_000
STAMP = b"2024-03-05T10:00:04.500000000Z "
FORGERIES = (  # messages that look like what a collector would have put around a line
    b'{"log":"' + SAYS + FORGED + b'\\n","stream":"stdout","time":"2024-03-05T10:00:04.5Z"}',
    STAMP + b"stdout F " + SAYS + FORGED,
    b"[pod/neuvector-controller-pod-6c8d5f7b49-delta/neuvector-controller-pod] " + SAYS + FORGED,
    b"controller-1  | " + SAYS + FORGED,
)


def _each(wrap: Callable[[bytes], bytes]) -> Callable[[], Mapping[str, bytes]]:
    return lambda: log_files({name: wrap(log) for name, log in LOGS.items()})


def _forging(log: bytes) -> bytes:
    """Give a log that has, as messages of its own, lines as collectors would have written them."""
    lines = lines_of(log)
    return b"".join([*lines[:20], *(SAYS + b"rest.x: - name=" + one + b"\n" for one in FORGERIES), *lines[20:]])


def _half(wrap: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def halved(log: bytes) -> bytes:
        lines = lines_of(log)
        return b"".join(lines[:20]) + wrap(b"".join(lines[20:]))

    return halved


def _broken(log: bytes) -> bytes:
    """Give docker's file with records that are cut, empty, of another shape, or no JSON."""
    odd = (
        b'{"log":"2024-03-05T10:00:0',
        b"{}",
        b'{"log":null,"stream":"stdout"}',
        b'{"log":["x"]}',
        b'{"log":"\\ud800\\n"}',
        b"{",
        b'{"log":"\\u12"}',
    )
    records = lines_of(docker(log))
    return b"".join([*records[:20], *(one + b"\n" for one in odd), *records[20:]])


def _deep(log: bytes) -> bytes:
    records = lines_of(docker(log))
    return b"".join([*records[:20], b'{"log":' * DEEP + b"\n", b'{"a":' + b"[" * DEEP + b"\n", *records[20:]])


def _last_part_missing(log: bytes) -> bytes:
    """Give a CRI file that ends in the first part of a line."""
    return cri(log) + STAMP + b"stdout P " + SAYS + b"rest.x: - name=begun\n"


def _stern_that_acts() -> bytes:
    records = [record for pod, log in PODS.items() for record in stern(pod, log)]
    record = {"message": SAYS.decode() + "rest.x: - name=" + EVIL, "podName": EVIL, "namespace": EVIL, "containerName": EVIL}
    return b"\n".join([*records[:20], json.dumps(record).encode(), *records[20:]]) + b"\n"


def _loki(log: bytes) -> bytes:
    """Give what Loki's API answers, newest first."""
    values = [[str(1_709_632_800_000_000_000 + number), line[:-1].decode()] for number, line in enumerate(lines_of(log))]
    return json.dumps(
        {"status": "success", "data": {"resultType": "streams", "result": [{"stream": {"app": "c"}, "values": values[::-1]}]}}
    ).encode()


FOUR = dict.fromkeys(ALL, 4)

CASES = (
    Case(name="envelope/cri", files=_each(cri)),
    Case(name="envelope/docker", files=_each(docker)),
    Case(name="envelope/timestamps", files=_each(lambda log: b"".join(STAMP + line for line in lines_of(log)))),
    Case(name="envelope/two-around-each-other", files=_each(lambda log: cri(b"".join(STAMP + line for line in lines_of(log))))),
    Case(
        name="envelope/colours",
        files=_each(
            lambda log: b"".join(
                b"\x1b[36mcontroller\x1b[0m \xe2\x80\xba ".replace(b" \xe2\x80\xba ", b" c ") + line for line in lines_of(log)
            )
        ),
    ),
    Case(name="envelope/windows", files=_each(lambda log: cri(log).replace(b"\n", b"\r\n"))),
    Case(name="envelope/utf-16", files=_each(lambda log: docker(log).decode().encode("utf-16"))),
    Case(name="envelope/half-cri", files=_each(_half(cri))),
    Case(name="envelope/half-docker", files=_each(_half(docker))),
    Case(name="envelope/forged", files=_each(_forging), extra=FOUR),
    Case(name="envelope/forged-in-cri", files=_each(lambda log: cri(_forging(log))), extra=FOUR),
    Case(name="envelope/forged-in-docker", files=_each(lambda log: docker(_forging(log))), extra=FOUR),
    Case(name="envelope/last-part-missing", files=_each(_last_part_missing), extra=dict.fromkeys(ALL, 1)),
    Case(name="envelope/broken-records", files=_each(_broken), whole=(), least={name: log.count(b"\n") for name, log in LOGS.items()}),
    Case(name="envelope/deep-records", files=_each(_deep), whole=(), least={name: log.count(b"\n") for name, log in LOGS.items()}),
    Case(
        name="envelope/stern-that-acts",
        files=lambda: {"stern.jsonl": _stern_that_acts()},
        codes="MULTI_SOURCE",
        terminal=True,
        whole=(),
        least={name: log.count(b"\n") for name, log in LOGS.items()},
        same=False,
    ),
    Case(name="envelope/loki-newest-first", files=_each(_loki)),
    Case(
        name="envelope/loki-cut",
        files=lambda: good({"x.json": _loki(LOGS["bravo"])[:-200]}),
        may="INPUT_TRUNCATED INPUT_CORRUPT DUPLICATE_OVERLAP DUPLICATE_FILE",
        exits=(0, 3),
    ),
    Case(
        name="envelope/loki-deep",
        files=lambda: good({"x.json": b'{"data":{"result":' + b"[" * DEEP + b"]" * DEEP + b"}}"}),
        may="INPUT_CORRUPT LIMIT_DEPTH LIMIT_LINE",
        exits=(0, 3),
    ),
)
