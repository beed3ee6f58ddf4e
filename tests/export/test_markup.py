"""Text in XML: any text at all comes back as its visible form, and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from logscan.export.markup import attribute, text
from logscan.report.safe import visible

ANY = st.text(st.characters())  # controls, lone surrogates, noncharacters and all


@given(ANY, ANY)
def test_any_text(one: str, other: str) -> None:
    """In an attribute and in an element an XML reader finds the visible form of any text."""
    element = ET.fromstring(f"<a{attribute(b=one)}>{text(one, other)}</a>")  # noqa: S314 - written a line before
    assert element.get("b") == visible(one)
    assert (element.text or "") == f"{visible(one)}\n{visible(other)}"
    assert len(element) == 0


def test_what_is_none_is_left_out() -> None:
    """An attribute without a value is not there."""
    assert attribute(a=None, b=0) == ' b="0"'
