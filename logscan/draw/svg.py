"""SVG as text: elements, whole pictures, and a picture that stands on its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources

__all__ = ["HATCHES", "alone", "element", "fits", "label", "number", "picture", "printable", "sign", "style"]

EM = 0.56  # mean width of a character, in heights of it: enough to tell whether a word fits
_LINES = {
    "scanning": "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "failed": "M0 0l8 8M0 8l8-8",
    "wrong": "M-2 6l4 4M0 0l8 8M6-2l4 4",
    "dark": "M-2 2l4-4M0 8l8-8M6 10l4-4",
}
HATCHES = "".join(
    f'<pattern id="ls-{name}" class="hatch {name}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8"/>'
    f'<path d="{path}"/></pattern>'
    for name, path in _LINES.items()
)
"""What bars are filled with; a document needs it once, inside `defs`."""


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, *inside: str, **attributes: str | float | None) -> str:
    """Give an element; `class_` is `class`, other `_` are `-`, None leaves an attribute out. What stands inside is SVG already."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(printable(value)) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def label(text: str, x: float, y: float, class_: str | None = None) -> str:
    """Give text at a place; `class_` says how it looks and which way it runs from there (`end`, `middle`)."""
    return element("text", escape(printable(text), quote=False), x=x, y=y, class_=class_)


def fits(text: str, width: float, size: float = 11) -> bool:
    """Say whether text of a height fits into a width."""
    return len(text) * size * EM <= width


def picture(inside: Iterable[str], *, width: float, height: float, title: str, about: str, ident: str) -> str:
    """Give a picture that says what it is to those who do not see it.

    Args:
        inside: its elements.
        width: in pixels, when there is room.
        height: likewise.
        title: what it shows, in a few words.
        about: what there is to see, in a sentence or two.
        ident: tells its ids from those of other pictures in the same document.
    """
    head = element("title", escape(printable(title), quote=False), id=f"{ident}-title")
    head += element("desc", escape(printable(about), quote=False), id=f"{ident}-desc")
    return element(
        "svg",
        head,
        *inside,
        class_="ls",
        role="img",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        aria_labelledby=f"{ident}-title",
        aria_describedby=f"{ident}-desc",
    )


def sign(inside: str) -> str:
    """Give a small picture of 16 pixels that stands before the words which say what it means."""
    return element("svg", inside, class_="ls sign", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true")


@cache
def style() -> str:
    """Give the style sheet of all pictures; the colours are custom properties that whoever shows them sets."""
    return (resources.files("logscan.draw") / "style.css").read_text("utf-8")


def alone(picture: str) -> str:
    """Give a picture that needs nothing around it: with its colours, light and dark, and its own namespace."""
    own = (resources.files("logscan.draw") / "alone.css").read_text("utf-8") + style()
    root, inside = picture.split(">", 1)
    return f'{root} xmlns="http://www.w3.org/2000/svg"><style>{own}</style><defs>{HATCHES}</defs>{inside}'


def printable(text: str) -> str:
    """Give text with every character that is not to be seen written out: XML allows none of them."""
    return text if text.isprintable() else "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
