"""Passwords: where they come from, and that nothing shows them."""

from __future__ import annotations

import copy
import traceback
from pathlib import Path

import pytest

from logscan.errors import UsageError
from logscan.snapshot.secret import PASSWORD, Secret, password_of

WORD = "hunter2"


def test_it_is_not_shown() -> None:
    """No repr, format, copy or traceback shows a secret; only whoever asks gets it."""
    secret = Secret(WORD)
    assert secret.reveal() == WORD
    assert WORD not in f"{secret} {secret!r} {[secret]} {vars(type(secret))}"
    with pytest.raises(TypeError, match="not written anywhere") as caught:
        copy.deepcopy(secret)
    assert WORD not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("content", [WORD, f"{WORD}\n", f"{WORD}\r\n"])
def test_from_a_file(tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file holds it in one line, and counts more than the environment."""
    monkeypatch.setenv(PASSWORD, "other")
    file = tmp_path / "pw"
    file.write_text(content, newline="")
    assert password_of("admin", str(file)).reveal() == WORD


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file it comes from the environment."""
    monkeypatch.setenv(PASSWORD, WORD)
    assert password_of("admin", None).reveal() == WORD


def test_from_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without either, who sits before the terminal is asked, by the user's name."""
    monkeypatch.delenv(PASSWORD, raising=False)
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True)
    prompts: list[str] = []

    def typed(prompt: str, stream: object) -> str:
        assert stream is not None
        prompts.append(prompt)
        return WORD

    monkeypatch.setattr("getpass.getpass", typed)
    assert password_of("admin", None).reveal() == WORD
    assert prompts == ["Password of admin: "]

    def closed(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", closed)
    with pytest.raises(UsageError, match="no password"):
        password_of("admin", None)


@pytest.mark.parametrize("content", [b"", b"\n", b"hunter2\xff"])
def test_a_file_without_one(tmp_path: Path, content: bytes) -> None:
    """An empty file, and one that is no text, hold none; what stands there is not repeated."""
    file = tmp_path / "pw"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        password_of("admin", str(file))
    assert WORD not in "".join(traceback.format_exception(caught.value))
