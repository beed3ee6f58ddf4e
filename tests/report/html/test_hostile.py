"""Text from logs, file names and arguments is text on the page, whatever it says: a real parser finds nothing but our own elements."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.case import Case
from logscan.errors import NothingUsable
from logscan.report.html.page import page, story
from tests.hostile.inputs import CASES, write
from tests.lost_finish import ASSET, FOLDER
from tests.report.html.dom import faults, parsed
from tests.stories import files

SLOW = {"text/long-line", "text/long-line-alone", "text/slow-patterns"}  # half a minute each, and what they show is shown below
TEXTS = sorted(name for name in CASES if name.startswith("text/") and name not in SLOW)
EVIL = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\"' onmouseover=alert(1) x='",
    "</style></title></pre></svg><svg/onload=alert(1)>",
    "<!--",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "\x1b]0;owned\x07\x1b[31m\x9b31m",
    "\u202egnp.exe\u200b\ufeff",
    "a\0b\r\nc\u2028d",
    "`` ` ```\n# heading\n[link](http://example.org) ![](http://example.org)",
    "\ud800",
]
LOST = """\
alpha 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify
"""


@cache
def case() -> Case:
    """The fixture, analysed once."""
    return Case([str(FOLDER)])


def saying(text: str) -> str:
    """Give the page of a case in which everything that a stranger can name is called so."""
    plain = case()
    told = Case([str(FOLDER)])
    vars(told)["scene"] = plain.scene
    vars(told)["judgements"] = plain.judgements
    vars(told)["found"] = [replace(one, name=text, error=text) for one in plain.found]
    names = dict.fromkeys((asset for _, asset in plain.scene.histories.assets), text)
    lines = {evidence.row: text for one in plain.found for evidence in one.evidence}
    with patch.dict(vars(plain.scene), names=names), patch.object(Case, "lines", lambda *_: lines):
        return page(told, command=text)


@cache
def plain() -> list[str]:
    """The elements of the page when nobody has an evil name."""
    return parsed(saying("plain")).tags


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_logs(name: str, tmp_path: Path) -> None:
    """Every hostile text of the corpus gives a page in which nothing acts, or none where nothing can be used."""
    try:
        made = page(Case([one for one in write(CASES[name], tmp_path) if one != "-"]), command="logscan report case")
    except NothingUsable:
        return
    assert faults(made) == []


@pytest.mark.parametrize("text", EVIL)
def test_evil_words(text: str) -> None:
    """What wants to be markup, script, link, escape sequence or template changes no element of the page."""
    made = saying(text)
    assert faults(made) == []
    assert parsed(made).tags == plain()


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_words(text: str) -> None:
    """No text whatever changes an element of the page."""
    made = saying(text)
    assert faults(made) == []
    assert parsed(made).tags == plain()


@pytest.mark.parametrize("text", EVIL)
def test_evil_ids(text: str, tmp_path: Path) -> None:
    """An asset, a controller and a file that are called so stay what they are: an id, a name, a name."""
    wild = "".join(one for one in text if one not in "/\0\n\r\ud800")
    for name, log in files(LOST).items():
        (tmp_path / f"{wild}{name}").write_text(
            log.replace("k8s_web_", f"k8s_{wild}_").replace("HostName:node-1", f"HostName:{wild}"), "utf-8"
        )
    of = Case([str(tmp_path)])
    assert faults(page(of, command="logscan")) == []
    assert faults(story(of, of.asset(of.found[0].asset or ""), command="logscan")) == []


def test_a_long_line_is_cut(tmp_path: Path) -> None:
    """A line of a megabyte in the proof takes no megabyte of the page, and what is left out is counted."""
    for log in FOLDER.glob("*.log"):
        (tmp_path / log.name).write_bytes(log.read_bytes().replace(b'"finished"}', b'"finished","note":"' + b"<b>" * 350_000 + b'"}'))
    of = Case([str(tmp_path)])
    made = page(of, command="logscan")
    assert faults(made) == []
    assert "more characters]" in made
    assert len(made) < 200_000
    assert ASSET in made
