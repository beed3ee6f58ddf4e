"""Arguments and options that several verbs share: one spelling, one meaning."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from logscan.cli.completion import one_of
from logscan.clock import duration
from logscan.errors import UsageError

if TYPE_CHECKING:
    from logscan.bundle.limits import Limits
    from logscan.cache.answers import Answers
    from logscan.cache.use import Cache
    from logscan.case import Case

__all__ = ["Color", "Parsers", "Paths", "on_case", "one_format", "open_case"]

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Logs, REST snapshots, archives and folders of them, or - for stdin.", show_default=False),
]
Snapshots = Annotated[
    list[str],
    typer.Option("--snapshot", metavar="CONTROLLER=FILE", help="Which controller gave a REST answer, where the file name does not tell."),
]
Controllers = Annotated[
    list[str],
    typer.Option("--controller", metavar="NAME=FILE", help="Which controller printed a log, where nothing in it or its name tells."),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="NAME", help="Only this one of several clusters: its name, or that of a controller of it."),
]
Offsets = Annotated[
    list[str],
    typer.Option(
        "--offset",
        metavar="CONTROLLER=TIME",
        help="How far the clock of a controller is ahead: +1.5s, -250ms, 3m, 2h; in place of what is measured.",
    ),
]
AssumeTz = Annotated[str, typer.Option("--assume-tz", metavar="ZONE", help="Zone in which the logs' times are written.")]
Parsers = Annotated[list[str], typer.Option("--parsers", metavar="DIR", help="A folder of your own definitions, over the shipped ones.")]
MaxBytes = Annotated[
    int | None,
    typer.Option("--max-bytes", min=1, metavar="N", help="Bytes that archives may unpack to, all together.", show_default="64 GiB"),
]
MaxRatio = Annotated[
    int | None, typer.Option("--max-ratio", min=1, metavar="N", help="Bytes that each compressed byte may give.", show_default="500")
]
MaxDepth = Annotated[
    int | None, typer.Option("--max-depth", min=1, metavar="N", help="Archives inside archives, so many deep.", show_default="8")
]
MaxFiles = Annotated[int | None, typer.Option("--max-files", min=1, metavar="N", help="Files and archive members.", show_default="100,000")]
Keep = Annotated[
    bool | None,
    typer.Option(
        "--cache/--no-cache",
        envvar="LOGSCAN_CACHE",
        help="Read nothing twice; the result is the same. What customers' logs say is then kept in a folder of your own, "
        "until it is pushed out or `logscan cache clear` removes it.",
        show_default="no-cache",
    ),
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Like --cache, but read everything again.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        metavar="N",
        envvar="LOGSCAN_JOBS",
        help="Processes that may read; the result is the same.",
        show_default="as many as pay",
    ),
]
COLORS = ("auto", "always", "never")


def _color(word: str) -> str:
    if word not in COLORS:
        raise UsageError(f"--color {word}", why="no such word", hint="one of: " + ", ".join(COLORS))
    return word


Color = Annotated[
    str,
    typer.Option("--color", metavar="|".join(COLORS), autocompletion=one_of(COLORS), callback=_color, help="Colour; NO_COLOR is honoured."),
]


def one_format(word: str, allowed: Sequence[str], *, json_: bool) -> str:
    """Give the format that was asked for; `--json` is short for `--format json`, and goes with no other.

    Raises:
        UsageError: there is no such format, or two were asked for.
    """
    if word not in allowed:
        raise UsageError(f"--format {word}", why="no such format", hint="one of: " + ", ".join(allowed))
    if json_ and word not in (allowed[0], "json"):
        raise UsageError(f"--json --format {word}", why="a result has one format", hint="one of them")
    return "json" if json_ else word


def open_case(
    paths: Paths,
    *,
    snapshot: Snapshots = [],
    controller: Controllers = [],
    cluster: Cluster = None,
    offset: Offsets = [],
    assume_tz: AssumeTz = "UTC",
    parsers: Parsers = [],
    max_bytes: MaxBytes = None,
    max_ratio: MaxRatio = None,
    max_depth: MaxDepth = None,
    max_files: MaxFiles = None,
    cache: Keep = None,
    refresh: Refresh = False,
    jobs: Jobs = None,
) -> Case:
    """Give the case that the arguments name; nothing is read yet. Its parameters are the options of every verb that is `on_case`.

    Raises:
        UsageError: `--snapshot`, `--controller` or `--offset` without `=`, or with something else behind it; `--refresh --no-cache`.
    """
    from logscan.case import Case

    return Case(
        paths,
        snapshots=_pairs("--snapshot", snapshot, "q8m2x=answer.json"),
        assume_tz=assume_tz,
        parsers=parsers,
        limits=_limits(max_bytes=max_bytes, max_ratio=max_ratio, max_depth=max_depth, max_files=max_files),
        controllers=_pairs("--controller", controller, "q8m2x=pod.log"),
        cluster=cluster,
        offsets=_offsets(offset),
        cache=_cache(cache, refresh=refresh),
        jobs=jobs,
    )


def on_case(*but: str, answers: bool = False, without_paths: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a decorator for verbs that work on a case: in the place of its `case`, a verb takes what `open_case` takes.

    Args:
        but: parameters of `open_case` that mean nothing to the verb.
        answers: all that the verb does is to print a text, which `--cache` keeps.
        without_paths: the verb can do something without any path, and says itself when it needs one.
    """
    make: Callable[..., Case] = open_case

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        shared = [one for one in _parameters(make) if one.name not in but]
        if without_paths:
            shared = [one.replace(default=[]) if one.name == "paths" else one for one in shared]
        whole = [one for own in _parameters(verb) for one in (shared if own.name == "case" else [own])]
        options = [one for one in whole if one.kind is Parameter.KEYWORD_ONLY]
        options.sort(key=shared.__contains__)  # those of the verb come first
        whole = [*(one for one in whole if one.kind is not Parameter.KEYWORD_ONLY), *options]

        @wraps(verb)
        def command(**given: object) -> None:
            asked = {one.name: given.pop(one.name) for one in shared}

            def run() -> None:
                verb(case=make(**asked), **given)

            kept = _answers(verb.__name__, asked, given) if answers else None
            if kept is None:
                run()
            else:
                from logscan.cli.answered import answered

                answered(kept, run)

        vars(command)["__signature__"] = Signature(whole)
        command.__annotations__ = {one.name: one.annotation for one in whole}
        return command

    return decorate


def _parameters(function: Callable[..., object]) -> list[Parameter]:
    """Give the parameters of a function as typer reads them; what stands for a case is for type checkers only."""
    hints = get_type_hints(function, localns={"Case": object}, include_extras=True)
    return [one.replace(annotation=hints[one.name]) for one in signature(function).parameters.values()]


def _cache(wanted: bool | None, *, refresh: bool) -> Cache | None:
    if refresh and wanted is False:
        raise UsageError("--refresh --no-cache", why="there is nothing to refresh", hint="one of them")
    if not (wanted or refresh):
        return None
    from logscan.cache.use import of_user

    return of_user(refresh=refresh, note=_note)


def _answers(verb: str, asked: Mapping[str, Any], given: Mapping[str, object]) -> Answers | None:
    """Give what keeps the answer to a question, where the cache is asked for; the zones of this machine are not part of a question."""
    cache = _cache(asked["cache"], refresh=asked["refresh"])
    if cache is None or asked["assume_tz"] != "UTC":
        return None
    from pathlib import Path

    from logscan.cache.answers import Answers, Question
    from logscan.cache.key import Definitions
    from logscan.cli.answered import place

    files = [*_pairs("--snapshot", asked["snapshot"], "").values(), *_pairs("--controller", asked["controller"], "").values()]
    question = Question(
        paths=[*asked["paths"], *files],
        parsers=Definitions([Path(folder) for folder in asked["parsers"]]),
        limits=_limits(**{name: asked[name] for name in ("max_bytes", "max_ratio", "max_depth", "max_files")}),
        said={"verb": verb, **asked, **given, "cache": True, "refresh": False, "place": place()},
    )
    return Answers(cache, question)


def _limits(**given: int | None) -> Limits:
    from logscan.bundle.limits import Limits

    return replace(Limits(), **{name: value for name, value in given.items() if value is not None})


def _note(note: str) -> None:
    from logscan.report.safe import visible

    sys.stderr.write(visible(f"logscan: {note}") + "\n")


def _offsets(given: list[str]) -> dict[str, int]:
    """Give by how much clocks are ahead, ms, by controller; of several for one name the last."""
    found = {}
    for one in given:
        controller, _, ahead = one.rpartition("=")
        if not controller:
            raise UsageError(f"--offset {one}", why="it names no controller", hint="--offset q8m2x=+1.5s")
        try:
            found[controller] = duration(ahead)
        except UsageError as error:
            raise UsageError(f"--offset {one}", why=error.what, hint=error.hint) from error
    return found


def _pairs(option: str, given: list[str], example: str) -> dict[str, str]:
    """Give files by controller."""
    found = {}
    for one in given:
        controller, equals, file = one.partition("=")
        if not equals or not file:
            raise UsageError(f"{option} {one}", why="it names no file", hint=f"{option} {example}")
        found[controller] = file
    return found
