"""SVG as text: what stands in it is data, and the colours can be told apart."""

from __future__ import annotations

import re
from importlib import resources
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.draw.svg import alone, element, fits, label, number, picture
from tests.draw.pictures import sound, words

PAGE = resources.files("logscan.report.html") / "page.css"
ALONE = resources.files("logscan.draw") / "alone.css"


def test_elements() -> None:
    """Attributes are written as SVG spells them, none without a value, and numbers without needless digits."""
    assert element("rect", x=1.0, width=2.25, class_="a b", aria_hidden=None) == '<rect x="1" width="2.2" class="a b"/>'
    assert element("g", "<a/>", "b", stroke_width=1) == '<g stroke-width="1"><a/>b</g>'
    assert [number(one) for one in (0, -0.04, 3.14159, 10)] == ["0", "-0", "3.1", "10"]


@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    """Whatever a label, a title or an attribute says, the picture is sound XML that holds the same elements."""
    made = picture([label(text, 0, 0), element("rect", class_=text)], width=10, height=10, title=text + "t", about=text + "a", ident="x")
    root = sound(made)
    assert [one.tag for one in root.iter()] == ["svg", "title", "desc", "text", "rect"]
    assert words(root)[0].isprintable()


def test_what_acts_is_written_out() -> None:
    """What moves a cursor, turns text round or is no text at all is shown by its number."""
    assert label("a\x1b[31m\u202e\0\ud800", 0, 0) == '<text x="0" y="0">a\\x1b[31m\\u202e\\x00\\ud800</text>'


@pytest.mark.parametrize(("text", "width", "said"), [("scanning", 60, True), ("scanning", 40, False), ("", 0, True)])
def test_fits(text: str, width: float, said: bool) -> None:
    """A word fits where there is room for its letters."""
    assert fits(text, width) is said


def test_alone() -> None:
    """A picture that stands alone carries its style and patterns, and names nothing outside itself."""
    made = alone(picture([label("x", 0, 0)], width=10, height=10, title="t", about="a", ident="x"))
    root = ET.fromstring(made)  # noqa: S314 - made here
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert set(re.findall(r"url\(#(.*?)\)", made)) <= set(re.findall(r' id="(.*?)"', made))
    assert re.findall(r"https?://[^\"]*", made) == ["http://www.w3.org/2000/svg"]
    assert len(made) < 6_000


def themes(css: str) -> list[dict[str, str]]:
    """Give the colours of each theme that a style sheet sets."""
    blocks = [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]+)", block)) for block in re.findall(r"\{([^{}]*--ink:[^{}]*)\}", css)]
    return [block for block in blocks if block]


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheet", [PAGE, ALONE], ids=["page", "alone"])
def test_colours_can_be_told_apart(sheet: resources.abc.Traversable) -> None:
    """In every theme text has a contrast of 4.5 or more on whatever it stands on, as axe cannot see inside pictures."""
    found = themes(sheet.read_text("utf-8"))
    assert len(found) >= 2
    for theme in found:
        grounds = [theme[name] for name in ("page", "paper") if name in theme]
        pairs = [(theme[text], ground) for text, ground in product(("ink", "muted", "accent", "link"), grounds) if text in theme]
        pairs += [(theme["ink"], theme[status]) for status in ("scheduled", "scanning", "finished", "failed", "soft")]
        pairs += [(theme["accent"], theme["soft"])]
        pairs += [(theme[f"on-{name}"], theme[name]) for name in ("accent", "strong") if f"on-{name}" in theme]
        assert [(pair, round(contrast(*pair), 2)) for pair in pairs if contrast(*pair) < 4.5] == []
