"""A statement of which everything is known but the value of its last field: what its definitions make of each value that it takes.

A pod's name, or the time of a scan, makes a text of its own of every line; all that stands in front of it repeats. So what a definition
does with the other fields is done once, and for each value only what looks at that value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from logscan.parse.definition import COLUMNS, Line, Step, Words

__all__ = ["Candidate", "Opened"]

_Match = Callable[[str], Any]
_Taken = Callable[[Any], Sequence[str | None]]
_Some = Callable[[Sequence[Any]], tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A line of a definition that may be the statement, with what the known fields give at each step; None where the value decides."""

    line: Line
    known: tuple[Words | None, ...]

    @classmethod
    def of(cls, line: Line, values: Words, last: str) -> Candidate | None:
        """Give it; None where the known fields are not those of this statement.

        Args:
            line: of the definition.
            values: the known fields, and the message.
            last: the key of the field that is not known.
        """
        known: list[Words | None] = []
        for step in line.steps:
            words = None if step.key == last else step.read(values.get(step.key, ""))
            if step.key != last and words is None:
                return None
            known.append(words)
        return cls(line=line, known=tuple(known))

    @property
    def settled(self) -> bool:
        """Whether it is the statement whatever the value is, and means the same."""
        return None not in self.known and self.line.finished(self._joined()) is not None

    def said(self, value: str) -> tuple[tuple[object, ...], tuple[str | None, ...]] | None:
        """Give what a value says: a key, and the words of `free`, which are fields as they stand; None where it is not this statement.

        Values with the same key make the same of the statement, but for these words.
        """
        words: list[str | None] = []
        for match, taken, missing in self._looking:
            found = match(value)
            if found is not None:
                words += taken(found)
            elif missing is not None:
                words += missing
            else:
                return None
        decide, free = self._decide(words), self._free(words)
        return (decide, tuple([word is None for word in free]) if None in free else None), free

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Names of the words that a value gives and that are fields as they stand, ascending."""
        free: tuple[str, ...] = self._free(self._names)
        return free

    @cached_property
    def _looking(self) -> tuple[tuple[_Match, _Taken, list[None] | None], ...]:
        """What each step that looks at the value finds there, the words of that, and those of nothing; None where it has to find it."""
        return tuple(_looking(step) for step in self._steps)

    @cached_property
    def _steps(self) -> list[Step]:
        return [step for step, known in zip(self.line.steps, self.known, strict=True) if known is None]

    @cached_property
    def _names(self) -> list[str]:
        return [name for step in self._steps for name in step.names]

    @cached_property
    def _decide(self) -> _Some:
        """Gives the words that are columns, are translated, or are given elsewhere, too."""
        return _some(self._deciding)

    @cached_property
    def _free(self) -> _Some:
        return _some(sorted({*range(len(self._names))} - {*self._deciding}, key=self._names.__getitem__))

    @cached_property
    def _deciding(self) -> list[int]:
        others = (*COLUMNS, *self.line.values, *(name for name, _ in self.line.set), *self._joined())
        given = Counter((*self._names, *others))
        return [at for at, name in enumerate(self._names) if given[name] > 1]

    def read(self, value: str) -> Words | None:
        """Give the row's words with this value; None where it is not this statement."""
        words: Words = {}
        for step, known in zip(self.line.steps, self.known, strict=True):
            own = step.read(value) if known is None else known
            if own is None:
                return None
            words.update(own)
        return self.line.finished(words)

    def differs(self, other: Candidate) -> list[tuple[Words, Words]] | None:
        """Give what the known fields say where another one says something else; None where the two cannot be compared."""
        if self.line is not other.line:
            return None
        return [(one or {}, two or {}) for one, two in zip(self.known, other.known, strict=True) if one != two]

    def _joined(self) -> Words:
        words: Words = {}
        for known in self.known:
            words.update(known or {})
        return words


def _some(places: Sequence[int]) -> _Some:
    """Give what takes the items at some places of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda items: (items[places[0]],)) if places else lambda _: ()


def _looking(step: Step) -> tuple[_Match, _Taken, list[None] | None]:
    """Give a step as what is done to each of many values, most of which have all words."""
    if step.regex is None:
        return str, lambda value: (value,), None
    names = step.names
    all_named = len(names) == step.regex.groups
    taken: _Taken = re.Match.groups if all_named else lambda found: [found[name] for name in names]
    return step.regex.fullmatch if step.must else step.regex.search, taken, None if step.must else [None] * len(names)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The statement.

    Attributes:
        candidates: lines of its definition, in the order in which they are asked.
        begin: of the value, where a `=` of its own stands in it.
    """

    candidates: tuple[Candidate, ...]
    begin: str

    @property
    def settled(self) -> bool:
        """Whether the value says nothing."""
        return bool(self.candidates) and self.candidates[0].settled

    def asset_of(self, other: Opened, own: str, others: str) -> bool | None:
        """Say whether two statements that differ in an id say the same but for that id as their asset; None where they say more.

        False where they say the same altogether.
        """
        if len(self.candidates) != len(other.candidates) or self.begin != other.begin:
            return None
        found = False
        for one, two in zip(self.candidates, other.candidates, strict=True):
            differs = one.differs(two)
            if differs is None or len(differs) > 1:
                return None
            for mine, its in differs:
                if {**mine, "asset": others} != its or mine.get("asset") != own or "asset" in one.line.values:
                    return None
                found = True
        return found


def opened(lines: Sequence[Line], values: Words, last: str) -> Opened:
    """Give a statement whose last value is not known.

    Args:
        lines: of the definition, in the order in which they are asked.
        values: of all fields, and the message; of the last one, what is known of its begin.
        last: its key.
    """
    candidates: list[Candidate] = []
    for line in lines:
        candidate = Candidate.of(line, values, last)
        if candidate is not None:
            candidates.append(candidate)
            if candidate.settled:
                break
    return Opened(candidates=tuple(candidates), begin=values[last])
