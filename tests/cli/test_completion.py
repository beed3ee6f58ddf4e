"""What a shell is offered, asked as the shell asks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from logscan.cli.completion import one_of, some_of
from logscan.knowledge.known import issues, signatures
from logscan.schema import DESCRIBED
from logscan.simulate.scenario import scenarios
from tests.cli.command import CHECKOUT, environment

RUN = "import sys; sys.argv[0] = 'logscan'; from logscan.cli import main; main()"


def offered(line: str, shell: str = "bash") -> list[str]:
    """Give what a shell is offered for a line that ends where the cursor stands."""
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    known = environment({"_LOGSCAN_COMPLETE": f"complete_{shell}", **asked})
    run = subprocess.run([sys.executable, "-c", RUN], env=known, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return [one.split("\t")[0] for one in run.stdout.split("\n") if one]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("logscan ana", ["analyze"]),
        ("logscan snapshot ", ["diff", "take"]),
        ("logscan analyze --forma", ["--format"]),
        ("logscan analyze --format ", ["text", "markdown", "json"]),
        ("logscan analyze --include healed,", ["healed,latent", "healed,consistent"]),
        ("logscan analyze --fail-on st", ["stale", "stuck"]),
        ("logscan timeline --format p", ["parquet"]),
        ("logscan explain 59d6 case/ --format h", ["html"]),
        ("logscan replay --handler fl", ["flagged"]),
        ("logscan check --fail-on ", ["B", "C", "D", "F"]),
        ("logscan analyze --color n", ["never"]),
        ("logscan signatures show ", [*signatures(), *issues()]),
        ("logscan signatures show watch", ["watch-stalled"]),
        ("logscan simulate --scenario ", [*scenarios()]),
        ("logscan simulate --damage head", ["head-cut"]),
        ("logscan schema ", ["analysis", *DESCRIBED]),
    ],
)
def test_a_shell_is_offered_what_fits(line: str, words: list[str]) -> None:
    """Verbs, options, formats, and names of signatures, scenarios and tables are completed."""
    assert offered(line) == words


def test_other_shells() -> None:
    """What bash is offered, fish is too."""
    assert offered("logscan signatures show watch", "fish") == ["watch-stalled"]


def test_the_script_can_be_installed() -> None:
    """`--show-completion` prints what a shell has to run."""
    known = environment({"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})
    run = subprocess.run(
        [sys.executable, "-c", RUN, "--show-completion", "bash"], env=known, cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "_LOGSCAN_COMPLETE=complete_bash" in run.stdout


def test_words() -> None:
    """One word is completed from its begin; of several, the last, without those that stand there."""
    assert one_of(lambda: ["ab", "ac", "b"])("a") == ["ab", "ac"]
    assert some_of(["ab", "ac", "b"])("ab,a") == ["ab,ac"]
