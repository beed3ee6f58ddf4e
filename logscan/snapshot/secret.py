"""A password or token, so wrapped that nothing shows it by accident: no repr, no message, no traceback; and where passwords come from."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import nullcontext
from pathlib import Path

from logscan.errors import UsageError

__all__ = ["PASSWORD", "Secret", "password_of"]

PASSWORD = "LOGSCAN_PASSWORD"  # noqa: S105 - the name of the variable that holds it
MOST_BYTES = 4096


class Secret:
    """Text that is shown by nobody who does not ask for it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        """Show that there is one, and no more."""
        return "<secret>"

    def __reduce__(self) -> str:
        """Refuse to be copied into another process or a file."""
        raise TypeError("a secret is not written anywhere")

    def reveal(self) -> str:
        """Give the text, to send it where it belongs."""
        return self._text


def password_of(user: str, file: str | None) -> Secret:
    """Give the password of a user: from a file (`-` is stdin), else from the environment, else from whoever sits before the terminal.

    There is no option for the password itself: every user of a machine can read the arguments of every process.

    Raises:
        UsageError: there is none, or the file cannot be read.
    """
    if file is not None:
        return _only_line(_read(file), file)
    from_environment = os.environ.get(PASSWORD)
    if from_environment is not None:
        return _only_line(from_environment, PASSWORD)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "no password", why="there is no terminal to ask on", hint=f"--password-file FILE, or {PASSWORD} in the environment"
        )
    try:
        return _only_line(getpass.getpass(f"Password of {user}: ", stream=sys.stderr), "the prompt")
    except EOFError as error:
        raise UsageError("no password", why="none was typed") from error


def _read(file: str) -> str:
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
            return stream.read(MOST_BYTES).decode()
    except OSError as error:
        raise UsageError("the password file cannot be read", where=file, why=error.strerror or "") from error
    except UnicodeDecodeError:
        raise UsageError("the password file is no text in UTF-8", where=file) from None  # the error would show what it could not decode


def _only_line(text: str, where: str) -> Secret:
    line = text.removesuffix("\n").removesuffix("\r")
    if not line:
        raise UsageError("the password is empty", where=where)
    return Secret(line)
