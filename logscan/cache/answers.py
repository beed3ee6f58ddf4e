"""What a question was answered, kept whole: the same question about the same files is answered at once.

An answer depends on all that a reading depends on (`key`), on the files by content and name, on the question with all its options, and on
where it is shown. The text is kept behind a checksum; one that is cut or damaged is none. Nothing is kept of stdin, nor of a question with
a time zone, which the machine's own tables decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from logscan.bundle.limits import Limits
from logscan.bundle.skipped import Skipped
from logscan.bundle.walk import STDIN, attachments
from logscan.cache.key import Definitions, Keys, Outdated, content_hash
from logscan.cache.use import Cache
from logscan.errors import LogscanError

__all__ = ["Answers", "Question"]

MOST_BYTES = 16 << 20  # a longer answer is a file to work with, and as quickly made as read
_MAGIC = b"logscan answer 1\n"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, and of which files.

    Attributes:
        paths: of everything that is attached.
        parsers: folders of further definitions.
        limits: how much may come out of the files.
        said: all that was asked, word by word, and where the answer is shown.
    """

    paths: Sequence[str]
    parsers: Definitions
    limits: Limits
    said: Mapping[str, object]


class Answers:
    """Gives and keeps the answer to one question.

    Args:
        cache: where answers are kept.
        question: the question.
    """

    def __init__(self, cache: Cache, question: Question) -> None:
        self._cache = cache
        self._question = question
        self._key = self._now()

    def find(self) -> str | None:
        """Give the answer that is kept, or None."""
        if self._key is None or self._cache.refresh:
            return None
        try:
            entry = self._cache.folder.get(self._key) or b""
            text = entry[_HEAD:]
            whole = entry[:_HEAD] == _MAGIC + hashlib.sha256(text).digest()
            return text.decode("utf-8", "surrogatepass") if whole else None
        except (OSError, UnicodeDecodeError):
            return None  # reading through the cache will say why

    def keep(self, answer: str) -> None:
        """Keep an answer, if the files are still those that it is about."""
        text = answer.encode("utf-8", "surrogatepass")
        if self._key is None or len(text) > MOST_BYTES or self._now() != self._key:
            return
        with suppress(OSError):  # the next run may be able to
            self._cache.folder.put(self._key, _MAGIC + hashlib.sha256(text).digest() + text)
            self._cache.folder.trim()

    def _now(self) -> str | None:
        """Give the key of the answer as the files are now; None where it cannot be kept."""
        asked, skipped = self._question, list[Skipped]()
        if STDIN in asked.paths:
            return None
        try:
            keys = Keys(self._cache.own_hash(), asked.parsers.hash, asked.limits)
            with closing(attachments(asked.paths, asked.limits, skipped)) as files:
                contents = [(file.name, content_hash(file.content)) for file in files]
        except (OSError, Outdated, LogscanError):
            return None  # asking will say why
        return None if skipped else keys.answer(asked.said, contents)
