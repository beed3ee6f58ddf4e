"""A picture as a notebook shows it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from logscan.draw.svg import element, picture
from logscan.errors import OutputError
from logscan.pictures.picture import MOST, Picture

HOSTILE = "<script>alert(1)</script>&\x1b[2J\u202e\ud800"


def made(title: str, about: str = "There is little to see.", size: int = 1) -> Picture:
    """Give a picture of some squares."""
    drawn = [element("rect", x=1, y=1, width=8, height=8)] * size
    return Picture.of(lambda ident: picture(drawn, width=10, height=10, title=title, about=about, ident=ident), title, about, size)


def test_all_forms() -> None:
    """A notebook gets the SVG, a terminal the words."""
    shown = made("Squares")._repr_mimebundle_()
    assert shown["text/plain"] == "Squares\nThere is little to see."
    assert shown["image/svg+xml"] == made("Squares").svg
    assert {*shown} == {"text/plain", "image/svg+xml"}


def test_hostile_text() -> None:
    """Text of logs is text in every form: no element, no control character, and still XML."""
    one = made(HOSTILE, HOSTILE)
    assert [each for each in ET.fromstring(one.svg).iter() if each.tag.endswith("script")] == []  # noqa: S314 - made here
    assert "<script" not in one.svg
    assert all(line.isprintable() for line in repr(one).split("\n"))
    assert repr(one).startswith("<script>alert(1)</script>&\\x1b[2J\\u202e\\ud800")


def test_ids_come_from_what_is_drawn() -> None:
    """The same picture has the same bytes, another has other ids."""
    assert made("Squares") == made("Squares")
    ids = {ET.fromstring(made(title).svg).get("aria-labelledby") for title in ("Squares", "Circles")}  # noqa: S314 - made here
    assert len(ids) == 2


def test_too_large() -> None:
    """What is too large for a notebook is told in words, and can still be written."""
    one = made("Squares", size=MOST // 30)
    assert len(one.svg) > MOST
    assert {*one._repr_mimebundle_()} == {"text/plain"}
    assert repr(one).endswith("Too large to be shown here: save(path) writes it.")


def test_save(tmp_path: Path) -> None:
    """The file holds the SVG; where none can be written, that is said."""
    made("Squares").save(tmp_path / "squares.svg")
    assert (tmp_path / "squares.svg").read_text("utf-8") == made("Squares").svg + "\n"
    with pytest.raises(OutputError, match="could not be written"):
        made("Squares").save(tmp_path / "nowhere" / "squares.svg")
