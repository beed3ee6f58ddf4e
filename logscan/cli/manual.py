"""The manual: a page for `man`, and the list of verbs in the README, both made of the same tree that `--help` prints."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from logscan.errors import ExitCode

__all__ = ["Verb", "add_to", "man", "page", "reference", "verbs"]

_ENDED = {
    ExitCode.RAN: "it ran",
    ExitCode.MATCHED: "findings matched --fail-on",
    ExitCode.USAGE: "the question cannot be asked like that",
    ExitCode.PARTIAL: "it ran, but part of the input could not be read",
    ExitCode.NOTHING_USABLE: "the input holds nothing that can be used",
    ExitCode.OUTPUT: "the output could not be written",
    ExitCode.INTERNAL: "an internal error",
    ExitCode.INTERRUPTED: "it was interrupted",
}
_BESIDE = {
    "LOGSCAN_CACHE_MIB": "How large the cache may become, MiB; 1024 if it is not set.",
    "LOGSCAN_PASSWORD": "The password for `snapshot take`, where no file has it.",
    "NO_COLOR": "No colour, whatever the terminal can show.",
}


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb, as `--help` tells it.

    Attributes:
        name: with what stands before it: `parsers list`.
        usage: how it is typed, behind `logscan`.
        parts: the paragraphs of its description; a tuple of lines is a block of examples.
        given: arguments and options, each with what it means.
        variables: environment variables that stand for options, with what these mean.
    """

    name: str
    usage: str
    parts: tuple[str | tuple[str, ...], ...]
    given: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]

    @property
    def brief(self) -> str:
        """The first sentence."""
        return next((part for part in self.parts if isinstance(part, str)), "")


def add_to(app: typer.Typer) -> None:
    """Add the verb of this file; it is for those who package, and does not stand in `--help`."""
    app.command(hidden=True)(man)


def man() -> None:
    """Print the manual page.

    \b
    logscan man | man -l -
    """
    from logscan.cli import app

    sys.stdout.write(page(app))


def verbs(app: typer.Typer) -> list[Verb]:
    """Give every verb that `--help` shows, in its order."""
    root = typer.main.get_command(app)
    return [_verb(path, command) for path, command in _leaves(root, ()) if not command.hidden]


def reference(app: typer.Typer) -> str:
    """Give the list of verbs as a Markdown table."""
    rows = [f"| `logscan {verb.name}` | {verb.brief.replace('|', chr(92) + '|')} |" for verb in verbs(app)]
    return "\n".join(["| verb | what it does |", "|---|---|", *rows]) + "\n"


def page(app: typer.Typer) -> str:
    """Give the manual page, for `man`; the same program gives the same bytes."""
    from importlib.metadata import version

    every = verbs(app)
    root = typer.main.get_command(app)
    variables = dict(sorted({**_BESIDE, **{name: told for verb in every for name, told in verb.variables}}.items()))
    lines = [
        f'.TH LOGSCAN 1 "" "logscan {version("logscan")}" "User Commands"',
        ".SH NAME",
        "logscan \\- prove from NeuVector controller logs which controller shows a wrong scan status",
        ".SH SYNOPSIS",
        ".B logscan",
        ".I VERB",
        "[OPTIONS] ARGUMENTS",
        ".SH DESCRIPTION",
        *_paragraphs(_parts(root.help or "")),
        ".SH VERBS",
        *(line for verb in every for line in _section(verb)),
        ".SH EXIT STATUS",
        *(line for code, told in _ENDED.items() for line in _item(str(int(code)), told)),
        ".SH ENVIRONMENT",
        *(line for name, told in variables.items() for line in _item(name, told)),
    ]
    return "\n".join(lines) + "\n"


def _leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - typer brings its own click
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    else:
        for name, one in below.items():
            yield from _leaves(one, (*path, name))


def _verb(path: tuple[str, ...], command: Any) -> Verb:  # noqa: ANN401 - likewise
    context = command.make_context(" ".join(path), [], resilient_parsing=True)
    records = [one.get_help_record(context) for one in command.get_params(context)]
    variables = [(one.envvar, one.help or "") for one in command.params if isinstance(getattr(one, "envvar", None), str)]
    return Verb(
        name=" ".join(path),
        usage=" ".join([" ".join(path), *command.collect_usage_pieces(context)]),
        parts=_parts(command.help or ""),
        given=tuple((_plain(name), _plain(told)) for name, told in filter(None, records)),
        variables=tuple((name, _plain(told)) for name, told in variables),
    )


def _parts(text: str) -> tuple[str | tuple[str, ...], ...]:
    """Give the paragraphs of a help text; those behind a `\b` keep their lines."""
    made: list[str | tuple[str, ...]] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.rstrip() for line in part.split("\n")]
        made.append(tuple(lines[1:]) if lines[0].strip() == "\b" else _plain(part))
    return tuple(made)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _section(verb: Verb) -> Iterator[str]:
    yield f'.SS "{_escaped(verb.name)}"'
    yield f"logscan {_escaped(verb.usage)}"
    yield from _paragraphs(verb.parts)
    for name, told in verb.given:
        yield from _item(name, told)


def _paragraphs(parts: tuple[str | tuple[str, ...], ...]) -> Iterator[str]:
    for part in parts:
        yield ".PP"
        if isinstance(part, str):
            yield _escaped(part)
        else:
            yield from (".nf", ".RS 4", *map(_escaped, part), ".RE", ".fi")


def _item(name: str, told: str) -> Iterator[str]:
    yield from (".TP", f".B {_escaped(name)}", _escaped(told))


def _escaped(text: str) -> str:
    r"""Give text that `man` shows as it is: backslashes, hyphens, and a dot or quote at the begin of a line mean something to it."""
    made = text.replace("\\", "\\(rs").replace("-", "\\-").replace("'", "\\(aq")
    made = "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in made)
    return f"\\&{made}" if made.startswith(".") or not made else made
