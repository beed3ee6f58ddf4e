"""Messages between processes."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.fleet.wire import joined, pack, pieces, receive, send, split, unpack, views


@given(st.lists(st.binary(max_size=50), max_size=5))
def test_what_is_joined_is_split(parts: list[bytes]) -> None:
    """Any byte strings come back as they were, also where they stand in the message."""
    assert split(joined(*parts)) == views(memoryview(b"".join(pieces(*parts)))) == parts


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=4), st.data())
def test_a_cut_message_is_none(parts: list[bytes], data: st.DataObject) -> None:
    """A message that is cut anywhere is refused, and never taken for a shorter one."""
    message = joined(*parts)
    with pytest.raises(EOFError):
        split(message[: data.draw(st.integers(0, len(message) - 1))])


def test_a_pipe_gives_message_by_message() -> None:
    """What is written to a pipe in turn is read in turn, and its end is an end."""
    ours, theirs = os.pipe()
    send(theirs, b"one", b"")
    send(theirs)
    os.close(theirs)
    assert (receive(ours), receive(ours)) == ([b"one", b""], [])
    with pytest.raises(EOFError):
        receive(ours)
    os.close(ours)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), st.binary(max_size=20), max_size=4))
def test_files_come_back(files: dict[str, bytes]) -> None:
    """Files come back by name, and their order does not matter."""
    assert unpack(pack(files)) == files
    assert pack(dict(reversed(files.items()))) == pack(files)
