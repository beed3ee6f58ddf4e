"""Text for XML: nothing that XML 1.0 forbids, and nothing that acts."""

from __future__ import annotations

from html import escape

from logscan.report.safe import visible

__all__ = ["attribute", "text"]


def text(*lines: str) -> str:
    r"""Give lines as the text of an element; controls, lone surrogates and what turns text round are written out, as `\x1b`."""
    return escape("\n".join(visible(line) for line in lines))


def attribute(**values: object) -> str:
    """Give attributes as they stand in a tag, with a blank in front; those that are None are left out."""
    return "".join(f' {name}="{escape(visible(str(value)))}"' for name, value in values.items() if value is not None)
