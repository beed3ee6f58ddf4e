"""The index as a page."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.fleet.page import ON_A_PAGE, pages
from logscan.fleet.summary import summary
from logscan.schema import VERDICTS
from tests.fleet.conftest import Small

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "a", "br", "span", "div", "nav"),
    *("dl", "dd", "dt", "table", "caption", "thead", "tbody", "tr", "th", "td", "fieldset", "legend", "label", "input"),
}
HOSTILE = (
    "</td><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="x',
    "\x1b[2J\u202e\x00",
    "{{ 7*7 }}",
    "a" * 5_000,
)


class Page(HTMLParser):
    """What a browser makes of a page: elements, and text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.text += data


def row(number: int, **other: object) -> dict[str, Any]:
    """Give a case as `summary` gives it."""
    known = {
        "case_id": f"C-{number:016x}",
        "name": f"archive/2024/ticket-{number}.zip",
        "cluster": None,
        "page": None,
        "verdict": "stale",
        "signatures": ["swallowed-after-early-notification"],
        "versions": ["v5.2.4", "v5.3.0"],
        "counts": dict.fromkeys(VERDICTS, 3),
        "exposure": {"registered": 10, "lost": 3, "share": 0.3},
        "grade": "A",
        "bytes": 123_456_789,
        "last": "2024-03-05T09:33:32.000Z",
    }
    return {**known, **other}


def index(cases: list[dict[str, Any]], failures: list[dict[str, Any]] | None = None, **counts: object) -> dict[str, Any]:
    """Give what the page is made of."""
    nothing: dict[str, Any] = {"signatures_by_version": {}, "signatures_by_month": {}, "verdicts": {"stale": len(cases)}}
    return {**nothing, **counts, "cases": cases, "failures": failures or []}


def test_every_case_is_shown(small: Small) -> None:
    """The page of a fleet has a row for each case with a link to its result, and another for each failure."""
    known = summary(small.fleet)
    made = pages(known)
    page = Page(made["index.html"])
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert len(made) == 1
    assert len(links) == len(known["cases"])
    assert [link for link in links if not (small.fleet.path / link).is_file()] == []
    assert [one["code"] for one in known["failures"] if one["code"] not in page.text] == []


def test_it_asks_for_nothing(small: Small) -> None:
    """One file: no script, no request, and a policy that allows its own style sheet alone."""
    text = pages(summary(small.fleet))["index.html"]
    page = Page(text)
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = next(attributes["content"] or "" for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert "sha256-" + base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode() in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert "url(" not in sheet
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    """Whatever a file, a version or an error is called, it makes no element and no attribute, and nothing of it acts."""
    case = row(1, name=text, cluster=text, versions=[text], signatures=[text, "other"], verdict="stale")
    failure = {"case_id": "C-2", "name": text, "code": text, "error": text}
    made = pages(index([case, row(2)], [failure], signatures_by_version={text: {text: 1}}))["index.html"]
    calm = pages(index([row(1, cluster="x", versions=["v"], signatures=["s", "other"]), row(2)], [failure | {"name": "n"}]))["index.html"]
    page = Page(made)
    assert {tag for tag, _ in page.tags} <= ALLOWED
    assert {name for _, attributes in page.tags for name in attributes} <= {
        name for _, attributes in Page(calm).tags for name in attributes
    } | {"class"}
    assert re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", made) is None
    assert "49" not in Page(pages(index([row(1, name="{{ 7*7 }}", bytes=1)]))["index.html"]).text


@given(st.text(max_size=30))
def test_no_name_makes_an_element(text: str) -> None:
    """Any name at all gives the elements that a calm one gives."""
    elements = [[tag for tag, _ in Page(pages(index([row(1, name=name)]))["index.html"]).tags] for name in (text, "calm")]
    assert elements[0] == elements[1]


def test_thousands_of_cases_are_several_pages() -> None:
    """5,000 cases are pages of well under a megabyte, each with a link to the others, and every case on one of them."""
    made = pages(index([row(number) for number in range(5_000)]))
    assert list(made) == ["index.html", "index-2.html", "index-3.html", "index-4.html"]
    assert max(len(text.encode()) for text in made.values()) < 1_000_000
    assert sum(text.count("<tr class=") for text in made.values()) == 5_000
    assert ON_A_PAGE * 3 < 5_000 <= ON_A_PAGE * 4
    assert all(f'href="{name}"' in made["index-2.html"] for name in made)


def test_filters_need_no_script() -> None:
    """A filter is a choice for each value, and a rule that hides the rows without it; each row has the class of its own values."""
    text = pages(index([row(1), row(2, verdict="healed", signatures=["other"], versions=["v5.2.4"])]))["index.html"]
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    choices = [attributes["id"] for tag, attributes in Page(text).tags if tag == "input" and "id" in attributes]
    assert len(choices) == 6
    assert [one for one in choices if f"body:has(#{one}:checked) .cases tr:not(.{one}){{display:none}}" not in sheet] == []
    rows = [set((attributes["class"] or "").split()) for tag, attributes in Page(text).tags if tag == "tr" and "id" in attributes]
    assert [len(one) for one in rows] == [4, 3]
