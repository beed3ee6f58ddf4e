"""A page as a real HTML parser sees it, and what may be in one: our own elements, our own script and style, and no way out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Page", "faults", "parsed"]

VOID = {"meta", "input", "br", "link", "img"}
HTML = {"html", "head", "meta", "title", "style", "body", "a", "header", "p", "div", "input", "kbd", "button", "nav", "ul", "li", "span"}
HTML |= {
    "main",
    "section",
    "h1",
    "h2",
    "h3",
    "h4",
    "dl",
    "dt",
    "dd",
    "ol",
    "details",
    "summary",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
HTML |= {"small", "article", "figure", "figcaption", "code", "pre", "label", "select", "option", "output", "b", "script"}
SVG = {"svg", "defs", "pattern", "rect", "path", "circle", "text", "title", "desc", "a"}
ACTS = re.compile(r"on[a-z]+|style|src|srcdoc|action|formaction|xlink:href|background|ping")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass
class Page:
    """What a parser found: elements in order, each with its attributes and those that hold it, and all text by element."""

    elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)

    @property
    def tags(self) -> list[str]:
        """The names of all elements, in order."""
        return [tag for tag, _, _ in self.elements]

    def ids(self) -> list[str]:
        """All ids."""
        return [own["id"] for _, own, _ in self.elements if "id" in own]

    def having(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """Give the attributes of all elements of a kind that have these."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [own for one, own, _ in self.elements if one == tag and wanted.items() <= own.items()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if len(own) != len(attrs):
            self.page.odd.append(f"<{tag}> has an attribute twice")
        self.page.elements.append((tag, own, tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.page.odd.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.page.text[self.open[-1]] = self.page.text.get(self.open[-1], "") + data

    def handle_comment(self, data: str) -> None:
        self.page.odd.append(f"a comment: {data[:40]}")


def parsed(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        reader.page.odd.append(f"not closed: {reader.open}")
    return reader.page


def faults(html: str) -> list[str]:
    """Give everything that is wrong with a page, whatever was in the logs."""
    page = parsed(html)
    found = list(page.odd)
    for tag, own, above in page.elements:
        known = SVG if "svg" in above or tag == "svg" else HTML
        found += [f"<{tag}> in {above[-1:]}"] if tag not in known else []
        found += [f"<{tag} {name}={value[:40]!r}>" for name, value in own.items() if ACTS.fullmatch(name)]
        found += [] if own.get("href", "#").startswith("#") else [f"<{tag} href={own['href'][:40]!r}> leads out"]
    ids = Counter(page.ids())
    found += [f"id {name} is there {count} times" for name, count in ids.items() if count > 1]
    for tag, own, _ in page.elements:
        wanted = [own["href"][1:]] if "href" in own else []
        wanted += [name for key in ("aria-labelledby", "aria-describedby") for name in own.get(key, "").split()]
        found += [f"<{tag}> points at {name}, which is not there" for name in wanted if name not in ids]
    found += [f"a control character: {one[0]!r}" for one in CONTROLS.finditer(html)]
    found += [f"{page.tags.count(tag)} of <{tag}>" for tag in ("style", "script", "h1") if page.tags.count(tag) != 1]
    policy = next(own["content"] for own in page.having("meta") if own.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = {tag: f"'sha256-{base64.b64encode(hashlib.sha256(page.text[tag].encode()).digest()).decode()}'" for tag in ("style", "script")}
    expected = {"default-src": "'none'", "style-src": hashes["style"], "script-src": hashes["script"]}
    found += [] if rules == expected | {"base-uri": "'none'", "form-action": "'none'"} else [f"policy: {policy}"]
    found += ["an svg that says nothing" for own in page.having("svg") if own.get("role") != "img" and own.get("aria-hidden") != "true"]
    return found
