"""Names of files and members as text that does nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.bundle.names import member_name, shown, visible


@pytest.mark.parametrize(
    ("raw", "name", "unsafe"),
    [
        (b"pods/c.k4w7d.log", "pods/c.k4w7d.log", False),
        (b"./c.log", "c.log", False),
        (b"a//b/./c.log", "a/b/c.log", False),
        ("pods/ä.log".encode(), "pods/ä.log", False),
        (b"/etc/passwd", "etc/passwd", True),
        (b"../../c.log", "c.log", True),
        (b"a/../c.log", "a/c.log", True),
        (b"..a/b..log", "..a/b..log", False),
        (rb"C:\logs\c.log", "logs/c.log", True),
        (b"z:c.log", "c.log", True),
        (rb"logs\c.log", "logs/c.log", True),
        (rb"\\host\share\c.log", "host/share/c.log", True),
        (b"c.log\0.txt", r"c.log\x00.txt", True),
        (b"\x1b[2Jc.log", r"\x1b[2Jc.log", False),
        ("c\u202egol.log".encode(), r"c\u202egol.log", False),
        (b"c\xff.log", r"c\xff.log", False),
        (b"..", "(no name)", True),
        (b"", "(no name)", False),
    ],
)
def test_member_names(raw: bytes, name: str, unsafe: bool) -> None:
    """A member is shown under a relative name that can be printed, and is said to be unsafe where unpacking it would have been."""
    assert member_name(raw) == (name, unsafe)


@given(st.binary(max_size=2000))
def test_any_name_is_harmless(raw: bytes) -> None:
    """Whatever bytes a name is made of, what is shown is short, printable, relative, and goes nowhere up."""
    name, _ = member_name(raw)
    assert name.isprintable()
    assert 0 < len(name) < 4000
    assert not name.startswith("/")
    assert ".." not in name.split("/")


def test_long_names_are_cut() -> None:
    """A name of a megabyte is shown by its begin."""
    assert visible(b"x" * 1_000_000) == "x" * 512 + "..."


def test_paths_that_are_no_text() -> None:
    r"""Bytes of a path that are no UTF-8 are shown as `\xNN`."""
    assert shown("logs/\udcff.log") == r"logs/\xff.log"
