"""README.md: what it shows is what happens."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys

import pytest

from tests.cli.command import CHECKOUT, environment

README = CHECKOUT / "README.md"
ANYTHING = "..."


def blocks(language: str) -> list[str]:
    """Give the code blocks of README.md in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Give the `logscan` commands in the console blocks, each with the output that stands below it."""
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks("console")), flags=re.MULTILINE)
    return [(command, output) for command, output in found if command.startswith("logscan ")]


def fits(shown: str, printed: str) -> bool:
    """Tell whether output is what is shown of it; a line `...` stands for any lines, `...` at the end of a line for the rest of it."""
    pattern = ""
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == ANYTHING:
            pattern += r"(?:.*\n)*"
        elif line.endswith(ANYTHING):
            pattern += re.escape(line.removesuffix(ANYTHING)) + r".*\n"
        else:
            pattern += re.escape(line.rstrip()) + r"\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


@pytest.mark.parametrize(("command", "output"), sessions(), ids=lambda value: value.split("\n")[0])
def test_console_blocks_are_real(command: str, output: str) -> None:
    """Every `logscan` command in README.md, run at the checkout's root at 80 columns, prints what stands below it."""
    run = subprocess.run(
        ["/bin/sh", "-c", command.replace("logscan ", f"{shlex.quote(sys.executable)} -m logscan ", 1)],
        cwd=CHECKOUT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    printed = run.stdout + run.stderr
    assert output.strip() == "" or fits(output, printed), f"$ {command} prints\n{printed}"


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.strip().split("\n")[0])
def test_python_blocks_run(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block runs at the checkout's root; one with prompts prints what stands below them."""
    monkeypatch.chdir(CHECKOUT)
    if ">>>" not in code:
        subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, env=environment(), check=True, capture_output=True)
        return
    test = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_it_shows_the_first_screen() -> None:
    """README.md shows what `analyze` prints for the fixture, so that the test above has something to compare."""
    assert any(command.startswith("logscan analyze fixtures/") and output.startswith("STALE") for command, output in sessions())


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\n", "a\n", True),
        ("a ...\n", "a b c\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_dots_stand_for_anything(shown: str, printed: str, expected: bool) -> None:
    """`...` stands for what is left out and for nothing else."""
    assert fits(shown, printed) is expected
