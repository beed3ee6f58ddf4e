"""Excerpts are read as the logs of the controllers that their headings name."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from logscan.blocks import Block
from logscan.bundle.envelope import unwrap
from logscan.bundle.excerpted import EXCERPT, FIRST_LINE, MOST_ANSWERED, is_excerpt

LOG = b"2024-01-25T23:00:00.1  |DEBU|CTL|cache.scanDone: - id=a result=succeeded type=CONTAINER"


def read(data: bytes, block_bytes: int = 1 << 20) -> tuple[list[tuple[str | None, int, int, bytes]], dict[str, bytes]]:
    """Give the lines, each with its pod, number and offset, and the answers."""
    unwrapped = unwrap(io.BytesIO(data), block_bytes=block_bytes)
    found = []
    for pod, block in unwrapped:
        assert isinstance(block, Block)
        assert block.numbers is not None
        assert block.offsets is not None
        found += [(pod, int(block.numbers[at]), int(block.offsets[at]), block.line(at)) for at in range(len(block.starts))]
    assert (EXCERPT in unwrapped.envelopes) == is_excerpt(data)
    return sorted(found, key=lambda one: one[1]), unwrapped.answers


def text(*lines: bytes) -> bytes:
    """Give an excerpt with these lines behind the first."""
    return b"".join(line + b"\n" for line in (FIRST_LINE, *lines))


def test_lines_belong_to_the_heading_above() -> None:
    """Each line has the controller of the heading above it, and number and place of the file as it is; headings are no lines."""
    data = text(b"# for people", b"# controller: x7k2p", b"# from a.log, line 1", LOG, b"# controller: q4w9z", LOG)
    lines, answers = read(data)
    assert [(pod, number) for pod, number, _, _ in lines] == [("x7k2p", 5), ("q4w9z", 7)]
    assert [data[offset:].split(b"\n")[0] for _, _, offset, _ in lines] == [LOG, LOG]
    assert answers == {}


def test_rest_answers() -> None:
    """What stands below `rest` is an answer and no line, until the next controller."""
    lines, answers = read(text(b"# rest: x7k2p", b"# from r.txt", b"platform finished", b"# controller: x7k2p", LOG))
    assert answers == {"x7k2p": b"platform finished\n"}
    assert [line for *_, line in lines] == [LOG]


def test_only_the_first_line_makes_an_excerpt() -> None:
    """In any other file headings are lines like all others."""
    data = b"# controller: x7k2p\n" + LOG + b"\n"
    assert not is_excerpt(data)
    unwrapped = unwrap(io.BytesIO(data))
    assert [(pod, len(block.starts)) for pod, block in unwrapped] == [(None, 2)]
    assert EXCERPT not in unwrapped.envelopes


def test_in_the_form_of_windows() -> None:
    """A mail gateway may have made other line ends, and a byte order mark."""
    data = b"\xef\xbb\xbf" + text(b"# controller: x7k2p", LOG).replace(b"\n", b"\r\n")
    assert [(pod, line) for pod, _, _, line in read(data)[0]] == [("x7k2p", LOG)]
    wide = b"\xff\xfe" + text(b"# controller: x7k2p", LOG).decode().encode("utf-16-le")
    assert [(pod, line) for pod, _, _, line in read(b"\xef\xbb\xbf" + text(b"# controller: x7k2p", LOG))[0]] == [("x7k2p", LOG)]
    assert [(pod, block.line(0)) for pod, block in unwrap(io.BytesIO(wide))] == [("x7k2p", LOG)]


def test_answers_are_bounded() -> None:
    """Of rows without end no more is kept than an answer may have."""
    row = b"platform finished " * 1000
    _, answers = read(text(b"# rest: x7k2p", *[row] * 100))
    assert MOST_ANSWERED <= len(answers["x7k2p"]) < MOST_ANSWERED + len(row) + 2


LINES = st.lists(
    st.one_of(
        st.sampled_from([b"# controller: a", b"# controller: b", b"# rest: a", b"# anything", LOG, b"", b"#", b"#x"]),
        st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b" ").strip(b"\r\0\x1b\xef")),
    ),
    max_size=20,
)


@given(LINES, st.integers(16, 400))
def test_any_lines_in_any_blocks(lines: list[bytes], block_bytes: int) -> None:
    """Whatever stands in it, and wherever blocks end: each line that is no heading and no answer comes once, under its heading."""
    pod, answering, expected = None, False, []
    for number, line in enumerate(lines, 2):
        if line.startswith(b"# controller: "):
            pod, answering = line.removeprefix(b"# controller: ").decode(), False
        elif line.startswith(b"# rest: "):
            answering = True
        elif not line.startswith(b"# ") and not answering:
            expected.append((pod, number, line))
    found = [(pod, number, line) for pod, number, _, line in read(text(*lines), block_bytes)[0]]
    assert found == [(pod, number, line) for pod, number, line in expected if b"\x1b" not in line] or any(b"\x1b" in line for line in lines)
