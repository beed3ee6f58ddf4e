"""What was typed to get a result."""

from __future__ import annotations

import pytest

from logscan.cli.output import typed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("report case/ -o out.html", "logscan report case/"),
        ("report case/ --output out.html --force --cluster east", "logscan report case/ --cluster east"),
        ("report --output=out.html -oout.html case/", "logscan report case/"),
        ("report case/ --offset a=1s -o", "logscan report case/ --offset a=1s"),
    ],
)
def test_where_it_goes_is_left_out(arguments: str, said: str) -> None:
    """A command is told as it was typed, but for its output."""
    assert typed(arguments.split()) == said


def test_blanks_are_quoted() -> None:
    """It can be typed again as it stands."""
    assert typed(["report", "my case"]) == "logscan report 'my case'"
