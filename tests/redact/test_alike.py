"""Many lines at once become what each would become alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from logscan.parse.catalog import Catalog
from logscan.redact.alike import Alike
from logscan.redact.pseudonyms import Pseudonyms
from logscan.redact.text import Redactor
from logscan.redact.vocabulary import words

STAYS = words(Catalog.load())
ID = b"4be17c90a2d3" + b"ab" * 26
HEADS = (
    b"2024-01-25T23:44:58.39 |DEBU|CTL|cache.scanDone: ",
    b"2024-01-25T23:44:58    |INFO|CTL|main.main: ",
    b"2024-99-25T23:44:58.39 |DEBU|CTL|",
    b"",
)
PIECES = st.one_of(
    st.sampled_from(
        [
            ID,
            ID[:12],
            b"acme",
            b"5",
            b"10.2.0.54",
            b"\\n",
            b"\\",
            b"-",
            b"_",
            b".",
            b":",
            b"=",
            b" ",
            b"/",
            b"\xc3\xa9",
            b"f",
            b"|",
            b"version=",
        ]
    ),
    st.binary(max_size=6),
)
LINES = st.lists(st.tuples(st.sampled_from(HEADS), st.lists(PIECES, max_size=8).map(b"".join)).map(b"".join), max_size=12)


@given(LINES, st.sampled_from([0, -90]), st.sampled_from([b"", b"\n"]))
def test_as_line_by_line(lines: list[bytes], shift: int, end: bytes) -> None:
    """Whatever the lines, with or without a last line end: the result is that of the text as a whole."""
    text = b"\n".join(lines) + end
    pseudonyms = Pseudonyms(b"k" * 32, {}, STAYS)
    whole = Redactor(pseudonyms, STAYS, shift=shift).text(text)
    again = Redactor(pseudonyms, STAYS, shift=shift)  # of names so short that they run out, who comes first is given first
    assert Alike(again.text, again.minute if shift else None)(text) == whole


def test_each_piece_once() -> None:
    """What stands around times and ids is asked for once, however many lines it stands in."""
    asked: list[bytes] = []

    def note(text: bytes) -> bytes:
        asked.append(text)
        return text

    line = b"2024-01-25T23:44:%02d    |DEBU|CTL|cache.scanDone: - id=%b result=succeeded\n"
    text = b"".join(line % (second, ID) for second in range(60))
    assert Alike(note)(text) == text
    assert sorted(asked) == sorted([b"|DEBU|CTL|cache.scanDone: - id=", ID, b" result=succeeded\n"])
