"""Help that was given before: what is asked has its answer already, from whichever machine, or is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logscan.parallel.hands import Hands, Work
from logscan.parallel.message import elsewhere
from logscan.parse.catalog import Catalog

__all__ = ["Answered"]


class Answered(Hands):
    """Hands that start nobody.

    Args:
        answers: the parts of each answer, by its question as it is on every machine (`message.elsewhere`).
    """

    def __init__(self, answers: Mapping[bytes, list[memoryview]]) -> None:
        super().__init__(1)
        self._answers = answers

    @property
    def pay(self) -> bool:
        """Yes: it costs nothing to ask."""
        return True

    def share(self, questions: Sequence[bytes], catalog: Catalog) -> Work:  # noqa: ARG002 - who answered had the same definitions
        """Answer the questions that were answered before; the others are left to who asks."""
        work = Work(questions)
        for number, question in enumerate(questions):
            parts = self.known(question)
            if parts is not None and work.take(number):
                work.answer(number, parts)
        return work

    def known(self, question: bytes) -> list[memoryview] | None:
        """Give the answer to a question that was answered before."""
        return self._answers.get(elsewhere(question))
