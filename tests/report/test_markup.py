"""Text in Markdown, read back by a real parser: nothing of it acts, and it comes back as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from logscan.report.markup import block, cell, prose, span
from logscan.report.safe import visible
from tests.cli.hostile import EVIL

ACTS = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://example.com/x.png)",
    "<http://example.com>",
    "http://example.com www.example.com me@example.com",
    "[x]: http://example.com",
    "@team #12 :boom: deadbeef1234",
    "`a` ``b`` ```c```",
    "```\n# out",
    "~~~",
    "a | b | c",
    "\\| \\` \\",
    "*a* _b_ ~~c~~ **d**",
    "# a",
    "1. a",
    "- a",
    "> a",
    "===",
    "---",
    "&lt;b&gt; &#64;",
    "  indented",
    "`",
    "a`",
    "``",
    " ",
    EVIL,
)
PARSER = MarkdownIt("gfm-like", {"linkify": False}).disable("linkify")
LIVE = re.compile(r"[@#<>\[\]|\\`*_~&!{}]|://|www\.")  # what some Markdown makes mentions, issues, links and more of
TABLE = {f"{tag}_{end}" for tag in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")}
HARMLESS = {"inline", "paragraph_open", "paragraph_close", "text", "code_inline"}
ANY = st.text(st.characters()) | st.sampled_from(ACTS) | st.text(st.sampled_from("`|\\<>[]()!*_~#@&:/.- \na1"), max_size=30)


def tokens(text: str) -> Iterator[Token]:
    """Give what a parser makes of Markdown, those inside a line too."""
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def codes(text: str) -> list[str]:
    """Give the code spans of Markdown."""
    return [token.content for token in tokens(text) if token.type == "code_inline"]


@given(ANY)
def test_a_span_is_code_and_nothing_else(text: str) -> None:
    """Whatever the text, inside a line it is one code span that holds it, made visible; of blanks nothing is left."""
    line = f"before {span(text)} behind"
    assert {token.type for token in tokens(line)} <= HARMLESS
    assert [code.strip(" ") for code in codes(line)] == ([visible(text).strip(" ")] if visible(text).strip(" ") else [])


@given(ANY, ANY)
def test_a_cell_is_one_cell(first: str, second: str) -> None:
    """Whatever stands in a row of a table, the row has as many cells as were meant, each of code."""
    table = f"| a | b |\n|---|---|\n| {cell(first)} | {cell(second)} |\n| next | row |\n"
    found = list(tokens(table))
    assert [token.type for token in found].count("td_open") == 4
    assert {token.type for token in found} <= HARMLESS | TABLE
    shown = [visible(text).replace("|", "\\x7c").strip(" ") for text in (first, second)]
    assert [code.strip(" ") for code in codes(table)] == [text for text in shown if text]


@given(st.lists(ANY, min_size=1, max_size=4), st.integers(2, 4))
def test_a_block_holds_its_lines(lines: list[str], indent: int) -> None:
    """Whatever the lines, in a list item they are one block of code, line by line."""
    item = f"{'1.' if indent == 3 else '10.' if indent == 4 else '-'} item"
    text = "\n".join([item, "", *block(lines, indent=indent), "", "behind"])
    found = list(tokens(text))
    (fence,) = [token for token in found if token.type == "fence"]
    assert fence.content.split("\n")[:-1] == [visible(line) for line in lines]
    assert [token.content for token in found if token.type == "text"] == ["item", "behind"]


@given(st.lists(ANY | st.sampled_from(["shows", "finished", "for"]), max_size=6).map(" ".join), st.sampled_from(["", "- ", "1. ", "> "]))
def test_prose_does_not_act(sentence: str, place: str) -> None:
    """Whatever names stand in a sentence, wherever it stands, it is text and code, with no word lost."""
    found = list(tokens(f"{place}{prose(sentence)}\n"))
    marks = {"bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close"}
    assert {token.type for token in found} <= HARMLESS | marks | {"blockquote_open", "blockquote_close"}
    assert [token.type for token in found].count("list_item_open") <= 1
    assert not any(LIVE.search(token.content) for token in found if token.type == "text")
    said = "".join(token.content for token in found if token.type in ("text", "code_inline"))
    assert "".join(said.split()) == "".join(visible("".join(sentence.split())).split())


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("tvz6l shows scanning (NVSHAS-8590).", "tvz6l shows scanning (NVSHAS-8590)."),
        ("q8m2x, 5b8vj and c6mlp: 4,604 of 4,604", "q8m2x, 5b8vj and c6mlp: 4,604 of 4,604"),
        ("since 2024-03-05T09:30:21.313Z, 6.7 % of it's", "since 2024-03-05T09:30:21.313Z, 6.7 % of it's"),
        ("in 5.0.0 and later, fixed in 5.3.0.", "in `5.0.0` and later, fixed in `5.3.0`."),
        ("for shop/web-1/web, (a/b).", "for `shop/web-1/web`, (`a/b`)."),
        ("deadbeef1 46e2cb4af679", "deadbeef1 `46e2cb4af679`"),
        ("ask (kubectl logs -n neuvector pod --previous), or", "ask (`kubectl logs -n neuvector pod --previous`), or"),
        ("collect: kubectl logs -n neuvector POD (POD: a)", "collect: `kubectl logs -n neuvector POD` (POD: a)"),
        ("when U(scheduled) stands, (U(x)).", "when `U(scheduled)` stands, (`U(x)`)."),
        ("1. a - b", "`1`. a - b"),
        ("- a", "`-` a"),
        ("", ""),
    ],
)
def test_prose(sentence: str, shown: str) -> None:
    """Words, short names, numbers and times stay as they are; versions, paths, ids and commands are code."""
    assert prose(sentence) == shown
