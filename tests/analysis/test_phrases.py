"""The phrases of a proof: every part that a line can play has one, and all read as a first step and as a later one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from logscan.analysis.phrases import PHRASES, Phrase

ANALYSIS = Path(__file__).parent.parent.parent / "logscan" / "analysis"
NAMED = {"it": "alpha", "peer": "bravo", "simulated": "scanning", "final": "finished", "expected": "finished", "status": "scanning"}
NAMED |= {"times": " twice", "count": "2", "thing": "a registry"}
FORMS = ({"s": "", "es": "", "ies": "y", "is": "be"}, {"s": "s", "es": "es", "ies": "ies", "is": "is"})
PLAYED_ALONE = {"answer", "log-ends", "told-last"}


def roles() -> set[str]:
    """Give every part that the code of the analysis gives to a line, wherever it does."""
    found = set()
    for path in ANALYSIS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("clue", "Clue", "Evidence", "_line"):
                found |= texts(*node.args[-1:], *(keyword.value for keyword in node.keywords if keyword.arg == "role"))
            if isinstance(node, ast.Assign) and any(ast.unparse(target).startswith("roles[") for target in node.targets):
                found |= texts(node.value)
    return found - PLAYED_ALONE


def texts(*nodes: ast.AST) -> set[str]:
    """Give all texts in some code."""
    inside = (one for node in nodes for one in ast.walk(node))
    return {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_every_part_has_a_phrase() -> None:
    """Whatever part the analysis gives to a line, alone it makes a step; and some are found, or this would say nothing."""
    assert len(roles()) > 30
    assert {role for role in roles() if (role,) not in PHRASES} == set()


@pytest.mark.parametrize("phrase", sorted(set(PHRASES.values())), ids=lambda phrase: phrase.says[:40])
def test_a_phrase_can_be_said(phrase: Phrase) -> None:
    """With its names a phrase is a clause without a full stop, and its verb has two forms: `Let it register`, `Then it registers`."""
    first, later = (phrase.says.format(**NAMED, **forms) for forms in FORMS)
    assert first != later
    assert not re.search(r"[{}]|  |[.,;:]$", first + later + phrase.because)
    assert phrase.because.format(**NAMED) == phrase.because
