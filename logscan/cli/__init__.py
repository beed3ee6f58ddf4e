"""The command line: it fetches arguments, calls what Python users call, and prints. One file per group of verbs."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from typing import Annotated

import typer

from logscan.cli import (
    analyze,
    batch,
    cache,
    check,
    definitions,
    diff,
    excerpt,
    export,
    facts,
    manual,
    redact,
    replay,
    report,
    save,
    signatures,
    simulate,
    snapshot,
    sql,
    story,
)
from logscan.errors import ExitCode, LogscanError, OutputError

__all__ = ["app", "main"]

NEW_OBJECTS = 200_000  # what a run makes is in use to its end: to look for garbage as often as Python does takes a tenth of its time
TERMINATED = 128 + signal.SIGTERM
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

app = typer.Typer(
    name="logscan",
    help="Prove from NeuVector controller logs which controller shows a wrong scan status, since when, and why.",
    epilog="Begin with: logscan analyze FOLDER",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: half the start-up time, and it reads well when piped
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    analyze,
    check,
    report,
    story,
    save,
    excerpt,
    export,
    redact,
    replay,
    snapshot,
    batch,
    sql,
    diff,
    facts,
    definitions,
    signatures,
    cache,
    simulate,
    manual,
):
    group.add_to(app)


@app.callback()
def common(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=facts.print_version)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False,
) -> None:
    """Options that stand before the verb."""


def main() -> None:
    """Run the command line; every way it can end has its exit code (`errors.ExitCode`)."""
    gc.set_threshold(NEW_OBJECTS)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `logscan ... | head` ends in silence
    signal.signal(signal.SIGTERM, _terminated)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # a full disk speaks here, not when the interpreter is half gone
    except LogscanError as error:
        complain(error)
        sys.exit(error.exit_code)
    except SystemExit as leaving:
        if leaving.code == ExitCode.INTERRUPTED:  # what typer makes of a KeyboardInterrupt
            sys.stderr.write("logscan: interrupted\n")
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what stdout still holds would fail once more
            complain(OutputError("the output could not be written", why=error.strerror or ""))
            sys.exit(ExitCode.OUTPUT)
        if "--debug" in sys.argv[1:]:
            raise
        if isinstance(error, MemoryError):
            sys.stderr.write("logscan: there is not enough memory for these logs\n")
            sys.stderr.write("  try: --jobs 1; or give fewer logs, or those of a shorter time; or a machine with more memory\n")
            sys.exit(ExitCode.INTERNAL)
        sys.stderr.write(f"logscan: internal error: {type(error).__name__}; this is a bug of ours\n")
        sys.stderr.write("  try: --debug before the verb, and report what it prints\n")
        sys.exit(ExitCode.INTERNAL)


def _terminated(*_: object) -> None:
    """Leave as after Ctrl-C: whatever is half done is cleaned up on the way out."""
    sys.stderr.write("logscan: terminated\n")
    sys.exit(TERMINATED)


def complain(error: LogscanError) -> None:
    """Print an error for a person: what, where, why, and what to try."""
    from logscan.report.safe import visible

    sys.stderr.write("logscan: " + "\n".join(visible(line) for line in str(error).split("\n")) + "\n")
