"""What templates become: our style and script, everything else escaped, and a mistake of ours an error."""

from __future__ import annotations

from importlib import resources

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from logscan.report.html.environment import environment, render


def made(source: str, **values: object) -> str:
    """Render a template that is written here."""
    return environment().from_string(source).render(values)


def test_everything_is_escaped_once() -> None:
    """Text is escaped and made visible wherever it stands, markup of ours stays, and several lines stay several."""
    text = "<b>\x1b\u202e</b>\n&"
    assert made("{{ one }}", one=text) == "&lt;b&gt;\\x1b\\u202e&lt;/b&gt;\\x0a&amp;"
    assert made('<p title="{{ one }}">', one='" onclick="x') == '<p title="&#34; onclick=&#34;x">'
    assert made("{{ one }}", one=Markup("<b>")) == "<b>"
    assert made("{{ one | lines }}", one=text) == "&lt;b&gt;\\x1b\\u202e&lt;/b&gt;\n&amp;"


def test_what_is_not_there_is_an_error() -> None:
    """A template that asks for something that nobody gave does not print an empty place."""
    with pytest.raises(UndefinedError):
        made("{{ one.two }}", one={})
    with pytest.raises(UndefinedError):
        render("asset.html")


def test_the_script_is_small_and_closed() -> None:
    """The one script has less than 15 kB, makes no request, and builds no element from text."""
    script = (resources.files("logscan.report.html") / "page.js").read_text("utf-8")
    assert len(script.encode()) < 15_000
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
    ):
        assert word not in script


def test_the_style_is_closed() -> None:
    """The style sheet loads nothing: no font, no picture, no other sheet; and no template has style or handlers of its own."""
    sheet = str(environment().globals["sheet"])
    assert "@import" not in sheet
    assert "@font-face" not in sheet
    assert all(part.startswith("#") for part in sheet.split("url(")[1:])
    for template in (resources.files("logscan.report.html") / "templates").iterdir():
        source = template.read_text("utf-8")
        assert not [name for name in ("style=", "onclick", "onload", "|safe", "| safe") if name in source], template.name
