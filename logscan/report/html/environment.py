"""What templates become: text from logs is data everywhere, and nothing but our own style and script has any effect.

Every value passes `visible`, then autoescape; a name that does not exist is an error. The policy of the page allows one style sheet and
one script, by their hashes, and no request of any kind.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from logscan.draw.svg import HATCHES, style
from logscan.report.safe import visible

__all__ = ["environment", "render", "svg"]


def render(template: str, **values: object) -> Markup:
    """Give what a template becomes with some values."""
    return Markup(environment().get_template(template).render(values))  # noqa: S704 - escaped by the template


def svg(picture: str) -> Markup:
    """Give a picture of `logscan.draw`, which has escaped what stands in it, as it is."""
    return Markup(picture)  # noqa: S704


@cache
def environment() -> Environment:
    """Give the environment of all templates."""
    made = Environment(
        loader=PackageLoader("logscan.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sheet, script = _file("page.css") + style(), _file("page.js")
    made.globals |= {
        "sheet": Markup(sheet),  # noqa: S704 - our own
        "script": Markup(script),  # noqa: S704 - our own
        "hatches": Markup(HATCHES),  # noqa: S704 - our own
        "policy": f"default-src 'none'; style-src '{_hash(sheet)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'",
    }
    made.filters["lines"] = _lines
    return made


def _shown(value: object) -> object:
    """Give a value of a template as text in which nothing acts; what is markup already stays."""
    return value if isinstance(value, Markup) else visible(str(value))


def _lines(text: str) -> Markup:
    """Give text of several lines, which a template would otherwise make one."""
    return Markup("\n").join(escape(visible(line)) for line in text.split("\n"))


def _file(name: str) -> str:
    return (resources.files("logscan.report.html") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
