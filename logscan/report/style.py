"""How verdicts look on a terminal; nothing is said by colour alone."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = {"stale": "bold red", "lost-then-removed": "red", "stuck": "bold red", "pending": "yellow", "inconclusive": "yellow"}
STYLE |= {"healed": "cyan", "latent": "magenta", "consistent": "green"}
