"""Prefixes are told apart, and cost no more than their length."""

from __future__ import annotations

import time

import pytest

from logscan.bundle.prefixes import BARE, HEAD, PREFIXES, pod_in

CID = "0f" * 32


@pytest.mark.parametrize("prefix", PREFIXES, ids=lambda prefix: prefix.name)
@pytest.mark.parametrize(
    "part",
    [b"a", b"a ", b"a.-", b" ", b"\\", b'"', b'a="', b'{a="', b"2", b"2024-01-26T19:15:04Z ", b"[pod/", b"/a[", b"[0", b"\0", b"\xff"],
)
def test_a_pattern_is_linear_for_any_long_line(prefix: object, part: bytes) -> None:
    """A megabyte of any part of a prefix, behind any begin of one, is decided at once."""
    begin = time.process_time()
    for before in (b"", b"2024-01-26T19:15:04Z ", b"2024-01-26T19:15:04Z {", b"[pod/", b'{"log":"'):
        line = before + part * ((1 << 20) // len(part))
        for pattern in (HEAD, BARE, *(one.pattern for one in PREFIXES if one is prefix)):
            pattern.match(line)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "line",
    [
        b"2024-01-25T23:37:33    |DEBU|CTL|main.main: START - version=x",
        b"2024-01-25T23:44:58.39 |INFO|AGT|agent.x:",
        b"2024-01-25T23:37:30|MON|Start ctrl, pid=7",
    ],
)
def test_the_head_of_a_line_is_known(line: bytes) -> None:
    """Lines of controllers, enforcers and the monitor begin with a head."""
    assert HEAD.match(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"2024-01-26T19:06:28.917Z [ERROR] agent.http: x", True),
        (b'{"level":"warning","msg":"x"}', True),
        (b'{"notification":"event"}', True),
        (b"2024-01-26T19:06:28.917123456Z 2024-01-26T19:06:28.917Z [ERROR] agent.http: x", False),
        (b'{"log":"x"}', False),
    ],
)
def test_bare_lines_that_look_like_envelopes_are_known(line: bytes, expected: bool) -> None:
    """Lines of consul, OPA and of events are bare, and lines with something around them are not."""
    assert (BARE.match(line) is not None) == expected


@pytest.mark.parametrize(
    ("labels", "stream", "pod"),
    [
        (b'{app="nv", pod="x7k2p"}', b"", b"x7k2p"),
        (b'{pod="x7k2p"}', b"", b"x7k2p"),
        (b'{my_pod="x7k2p"}', b"", None),
        (b"{}", b"", None),
        (b"", f"var.log.containers.ctl-x7k2p_neuvector_ctl-{CID}.log".encode(), b"ctl-x7k2p"),
        (b"", f"ctl-x7k2p_neuvector_ctl-{CID}".encode(), b"ctl-x7k2p"),
        (b"", b"ctl-x7k2p", None),
        (b"", b"", None),
    ],
)
def test_a_pod_is_found_in_labels_and_stream_names(labels: bytes, stream: bytes, pod: bytes | None) -> None:
    """Loki's label and the file name of a container tell the pod; other names do not."""
    assert pod_in(labels=labels, stream=stream) == pod
