"""The manual: a page for `man` and the list of verbs in the README, made of what `--help` prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from logscan.cli import app
from logscan.cli.manual import page, reference, verbs
from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, golden, logscan

README = CHECKOUT / "README.md"
BETWEEN = re.compile(r"(?<=<!-- verbs, from `--help` -->\n).*?(?=<!-- /verbs -->)", re.DOTALL)


def words(text: str) -> list[str]:
    """Give the words of a text, however it is wrapped."""
    return text.replace("-\n", "-").split()


def test_the_page_is_the_one_that_is_shipped() -> None:
    """`logscan man` prints logscan/cli/logscan.1, which the wheel installs where `man` looks."""
    run = logscan("man")
    assert (run.code, run.err) == (0, "")
    golden("../../logscan/cli/logscan.1", run.out)
    assert page(app) == page(app)


def test_man_shows_it() -> None:
    """`man` renders it without a complaint, and nothing of it is lost: each verb, option and exit code is there."""
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("no groff")
    run = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-rLL=200n", CHECKOUT / "logscan" / "cli" / "logscan.1"], capture_output=True, check=True
    )
    shown = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", run.stdout.decode()).replace("\u2010", "-").replace("\u2212", "-")
    assert run.stderr == b""
    for verb in verbs(app):
        assert f"logscan {verb.usage}" in shown
        assert all(name in shown for name, _ in verb.given)
    assert all(f"\n       {int(code)} " in shown for code in ExitCode)


@pytest.mark.parametrize("verb", verbs(app), ids=lambda verb: verb.name)
def test_it_says_what_help_says(verb: object) -> None:
    """Usage, every paragraph, argument and option of a verb stand in its `--help`, examples before them; and it has examples."""
    name, parts = verb.name, verb.parts  # type: ignore[attr-defined]
    help_ = logscan(*name.split(), "--help").out
    said = words(help_)
    examples = [part for part in parts if not isinstance(part, str)]
    assert any(f"logscan {name}" in line for part in examples for line in part), "a verb without an example"
    for part in parts:
        for line in [part] if isinstance(part, str) else part:
            assert " ".join(words(line)) in " ".join(said)
    for left, right in verb.given:  # type: ignore[attr-defined]
        assert left.split(" ")[0] in said
        assert set(words(right)) - set(said) == set() or "-" in right  # what is hyphenated may be wrapped there
    assert help_.index(examples[0][0].strip()) < help_.index("Options:")


def test_the_readme_lists_every_verb() -> None:
    """README.md lists what `logscan --help` lists, each with the first sentence of its own help."""
    text = README.read_text("utf-8")
    if os.environ.get("LOGSCAN_REGENERATE") == "1":
        README.write_text(BETWEEN.sub(lambda _: reference(app), text), "utf-8", newline="\n")
    assert BETWEEN.findall(README.read_text("utf-8")) == [reference(app)], "LOGSCAN_REGENERATE=1 writes README.md anew"


def test_the_verb_is_for_those_who_package() -> None:
    """`man` itself is not among the verbs that people are shown."""
    assert "  man " not in logscan("--help").out
    assert "man" not in {verb.name for verb in verbs(app)}
