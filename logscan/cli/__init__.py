"""The command line: it fetches arguments, calls what Python users call, and prints. One file per group of verbs."""

from __future__ import annotations

import signal
import sys

import typer

from logscan.cli import analyze, definitions, facts, story
from logscan.errors import ExitCode, LogscanError

__all__ = ["app", "main"]

app = typer.Typer(
    name="logscan",
    help="Prove from NeuVector controller logs which controller shows a wrong scan status, since when, and why.",
    epilog="Begin with: logscan analyze FOLDER",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: half the start-up time, and it reads well when piped
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (analyze, story, facts, definitions):
    group.add_to(app)


@app.callback()
def common(
    *,
    version: bool = typer.Option(False, "--version", help="Print the version and leave.", is_eager=True, callback=facts.print_version),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an internal error."),
) -> None:
    """Options that stand before the verb."""


def main() -> None:
    """Run the command line; every way it can end has its exit code (`errors.ExitCode`)."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `logscan ... | head` ends in silence
    try:
        app()
    except LogscanError as error:
        complain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("logscan: interrupted\n")
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        if "--debug" in sys.argv[1:]:
            raise
        sys.stderr.write(
            f"logscan: internal error: {type(error).__name__}; this is a bug of ours\n  try: --debug before the verb, and report what it prints\n"
        )
        sys.exit(ExitCode.INTERNAL)


def complain(error: LogscanError) -> None:
    """Print an error for a person: what, where, why, and what to try."""
    from logscan.report.safe import visible

    sys.stderr.write("logscan: " + "\n".join(visible(line) for line in str(error).split("\n")) + "\n")
