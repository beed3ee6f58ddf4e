"""A picture as an XML parser sees it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

__all__ = ["bars", "elements", "sound", "words"]

SVG = "{http://www.w3.org/2000/svg}"


def sound(picture: str) -> ET.Element:
    """Read a picture, which says what it is and stays within itself, and give its root."""
    root = ET.fromstring(picture)  # noqa: S314 - made here
    assert root.get("role") == "img"
    title, about = [one for one in root if one.tag.removeprefix(SVG) not in ("style", "defs")][:2]  # these a picture alone has first
    assert (title.tag.removeprefix(SVG), about.tag.removeprefix(SVG)) == ("title", "desc")
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), about.get("id"))
    assert title.text
    assert about.text
    width, height = (float(size) for size in (root.get("viewBox") or "").split()[2:])
    for one in root.iter():
        if one.tag.removeprefix(SVG) == "rect" and "hatch" not in (one.get("class") or "") and one.get("x") is not None:
            assert float(one.get("x") or 0) >= -0.1
            assert float(one.get("x") or 0) + float(one.get("width") or 0) <= width + 0.1
            assert float(one.get("y") or 0) + float(one.get("height") or 0) <= height + 0.1
    return root


def elements(root: ET.Element, tag: str, *classes: str) -> list[ET.Element]:
    """Give the elements of a kind that have all of these classes."""
    return [one for one in root.iter() if one.tag.removeprefix(SVG) == tag and {*classes} <= {*(one.get("class") or "").split()}]


def words(root: ET.Element) -> list[str]:
    """Give everything that is written in a picture, in order."""
    return [one.text or "" for one in elements(root, "text")]


def bars(root: ET.Element, *classes: str) -> list[tuple[float, float]]:
    """Give from where to where the bars with these classes go."""
    return [
        (float(one.get("x") or 0), float(one.get("x") or 0) + float(one.get("width") or 0))
        for one in elements(root, "rect", "bar", *classes)
    ]
