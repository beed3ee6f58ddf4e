"""Answers: the same question about the same files is answered from the cache, and no other question, and nothing about other files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from logscan.bundle.limits import Limits
from logscan.cache import answers as module
from logscan.cache.answers import Answers, Question
from logscan.cache.folder import Folder
from logscan.cache.key import Definitions, Outdated
from logscan.cache.use import Cache

ANSWER = "STALE \N{SNOWMAN} \udc80\n"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Give an empty cache."""
    return Cache(folder=Folder(tmp_path / "cache"), own_hash=lambda: "own")


@pytest.fixture
def question(tmp_path: Path) -> Question:
    """Give a question about one file."""
    file = tmp_path / "a.log"
    file.write_bytes(b"one\n")
    return Question(paths=[str(file)], parsers=Definitions([]), limits=Limits(), said={"verb": "analyze", "limit": 20})


def test_the_same_question(cache: Cache, question: Question) -> None:
    """An answer comes back as it was, to the last character."""
    first = Answers(cache, question)
    assert first.find() is None
    first.keep(ANSWER)
    assert Answers(cache, question).find() == ANSWER


def test_another_question(cache: Cache, question: Question, tmp_path: Path) -> None:
    """Whatever is asked otherwise, or of other files, has no answer yet; with `refresh` nothing has."""
    Answers(cache, question).keep(ANSWER)
    other = tmp_path / "b.log"
    other.write_bytes(b"one\n")
    for asked in (
        replace(question, said={**question.said, "limit": 21}),
        replace(question, said={**question.said, "place": {"letters": "ascii"}}),
        replace(question, limits=replace(Limits(), max_depth=1)),
        replace(question, paths=[str(other)]),
        replace(question, paths=[*question.paths, str(other)]),
    ):
        assert Answers(cache, asked).find() is None
    assert Answers(replace(cache, own_hash=lambda: "other"), question).find() is None
    assert Answers(replace(cache, refresh=True), question).find() is None
    assert Answers(cache, question).find() == ANSWER


def test_another_content(cache: Cache, question: Question) -> None:
    """The same name with other bytes is another question, and with the old ones the old one."""
    Answers(cache, question).keep(ANSWER)
    file = Path(question.paths[0])
    file.write_bytes(b"two\n")
    assert Answers(cache, question).find() is None
    file.write_bytes(b"one\n")
    assert Answers(cache, question).find() == ANSWER


def test_files_that_change_meanwhile(cache: Cache, question: Question) -> None:
    """What was worked out while a file was written to is not kept, neither for the old content nor for the new."""
    asked = Answers(cache, question)
    file = Path(question.paths[0])
    file.write_bytes(b"two\n")
    asked.keep(ANSWER)
    assert Answers(cache, question).find() is None
    file.write_bytes(b"one\n")
    assert Answers(cache, question).find() is None


def _cut(entry: bytes) -> bytes:
    return entry[:-1]


def _flipped(entry: bytes) -> bytes:
    return entry[:-1] + bytes([entry[-1] ^ 1])


@pytest.mark.parametrize("damage", [_cut, _flipped, lambda _: b"", lambda entry: entry[17:]])
def test_damage(cache: Cache, question: Question, damage: Callable[[bytes], bytes]) -> None:
    """An answer that is damaged is none, and is replaced."""
    Answers(cache, question).keep(ANSWER)
    (entry,) = cache.folder.entries()
    entry.path.write_bytes(damage(entry.path.read_bytes()))
    again = Answers(cache, question)
    assert again.find() is None
    again.keep(ANSWER)
    assert Answers(cache, question).find() == ANSWER


def _outdated() -> str:
    raise Outdated("changed")


def test_what_is_never_kept(cache: Cache, question: Question, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept of stdin, of what cannot be read, of a logscan that was changed, nor a very long answer."""
    Answers(cache, replace(question, paths=["-"])).keep(ANSWER)
    Answers(cache, replace(question, paths=[str(tmp_path / "none")])).keep(ANSWER)
    (tmp_path / "empty").mkdir()
    Answers(cache, replace(question, paths=[str(tmp_path / "empty")])).keep(ANSWER)
    Answers(replace(cache, own_hash=_outdated), question).keep(ANSWER)
    monkeypatch.setattr(module, "MOST_BYTES", 5)
    Answers(cache, question).keep(ANSWER)
    assert cache.folder.entries() == []


def test_a_cache_that_cannot_be_used(cache: Cache, question: Question) -> None:
    """Where nothing can be read or written, there is no answer, and no error."""
    cache.folder.path.write_bytes(b"a file")
    asked = Answers(cache, question)
    assert asked.find() is None
    asked.keep(ANSWER)
