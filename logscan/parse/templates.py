"""Each distinct line is parsed once: a template is a line without its time and its asset id.

A dense gigabyte of real log holds 1.24 million rows and about 300 templates. The plain parser reads a template with two different
ids; when both rows are the same but for the asset, every line of that template gives that row with its own id. When they are not (the
id also stands in another field, or a definition looks at its digits), the lines of that template are read one by one.

Where the value of the last field makes a text of its own of each line, a template is what stands in front of that value (`opened`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from logscan.parse.catalog import QUOTED, Catalog, Row, Statement, row
from logscan.parse.grammar import Header, text
from logscan.parse.opened import Candidate, Opened

__all__ = ["ONE_BY_ONE", "Beginning", "Outcome", "Template", "Templates", "Told"]

ONE_BY_ONE = "one by one"
CACHE = 1 << 16
_TIME = b"2024-01-01T00:00:00.000"  # any valid one: the row's time is not taken from here
_OTHER_DIGITS = bytes.maketrans(b"0123456789abcdef", b"fedcba9876543210")

Outcome = Row | Statement | str
"""What a template gives: the row of all its lines, a statement that nothing reads, a kind of line, or `ONE_BY_ONE`."""


class Template(NamedTuple):
    """The bytes from column 23 on without the id, and where in them it stood; -1 where there was none."""

    text: bytes
    place: int

    def line(self, asset: bytes) -> bytes:
        """Give a whole line of it, at some time."""
        return _TIME + (self.text if self.place < 0 else self.text[: self.place] + asset + self.text[self.place :])


class Told(NamedTuple):
    """What the lines of a template are, and whether each line's id becomes the asset of its row; `fields` are used instead of the row's."""

    outcome: Outcome
    fans: bool = False
    fields: str | None = None


class Beginning:
    """Lines with the same text up to the value of their last field.

    Args:
        head: of one of them.
        statement: that they are.
        asset: the id in that one, if it becomes the asset of its row.
    """

    def __init__(self, head: Header, statement: Opened, asset: str | None = None) -> None:
        self._head = head
        self._begin = statement.begin
        self._forms: list[tuple[Candidate, dict[tuple[object, ...], Told | None]]] = [(one, {}) for one in statement.candidates]
        self._asset = asset
        self._id = asset.encode() if asset is not None else None
        self._always = self._told(b"") if statement.settled else None

    @property
    def settled(self) -> bool:
        """Whether all of them are the same, whatever the value is."""
        return self._always is not None

    def told(self, value: bytes) -> Told | None:
        """Give what lines with a value are; None where they must be read as a whole."""
        return self._always or self._told(value)

    def _told(self, value: bytes) -> Told | None:
        whole = self._begin + text(value.removesuffix(b"\r"))
        for candidate, forms in self._forms:
            said = candidate.said(whole)
            if said is None:
                continue
            key, free = said
            try:
                form = forms[key]
            except KeyError:
                if len(forms) >= CACHE:
                    forms.clear()
                form = forms[key] = self._form(candidate, whole, free)
            if form is None:
                continue
            if form.fans and self._id is not None and self._id in value:
                return None
            if form.fields is None:
                return form
            return Told(form.outcome, form.fans, form.fields % tuple([QUOTED(word) for word in free if word is not None]))
        return None

    def _form(self, candidate: Candidate, value: str, free: Sequence[str | None]) -> Told | None:
        """Give what is told of the lines of a value; in its fields stands a `%s` for each word that is free, and there is one at all."""
        words = candidate.read(value)
        if words is None:
            return None
        fans = self._asset is not None and words.get("asset") == self._asset
        if fans:
            del words["asset"]
        differ = {name for name, word in zip(candidate.free, free, strict=True) if word is not None}
        outcome = row(self._head, candidate.line, words)  # which leaves the words that are fields
        if not isinstance(outcome, Row) or not differ:
            return Told(outcome, fans and isinstance(outcome, Row))
        pieces = [f"{_literal(name)}:{'%s' if name in differ else _literal(words[name])}" for name in sorted(words)]
        return Told(outcome._replace(fields=None), fans, f"{{{','.join(pieces)}}}")


def _literal(word: str) -> str:
    return QUOTED(word).replace("%", "%%")


class Templates:
    """The templates met so far and what the catalog says of each; logs of one bundle say much the same.

    Args:
        catalog: the definitions.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._known: dict[Template, Told] = {}
        self._beginnings: dict[Template, Beginning | None] = {}
        self._once: set[int] = set()
        self._values: dict[int, bytes] = {}

    def get(self, template: Template) -> Told | None:
        """Give what the lines of a template are that was met before."""
        return self._known.get(template)

    def met(self, template: Template) -> bool:
        """Say whether it was asked about a template before; one that occurs only once is cheaper to read as a line."""
        number = hash(template)
        if number in self._once:
            return True
        if len(self._once) >= CACHE:
            self._once.clear()
        self._once.add(number)
        return False

    def varies(self, beginning: Template, value: bytes) -> bool:
        """Say whether it was asked about a beginning before with another value; what repeats as a whole is found as a whole."""
        number = hash(beginning)
        if number in self._values:
            return self._values[number] != value
        if len(self._values) >= CACHE:
            self._values.clear()
        self._values[number] = value
        return False

    def find(self, template: Template, sample: bytes) -> Told:
        """Give what the lines of a template are.

        Args:
            template: of the lines.
            sample: the id of one of them, 64 hex digits; anything when they have none.
        """
        if template not in self._known:
            if len(self._known) >= CACHE:
                self._known.clear()
            self._known[template] = self._ask(template, sample)
        return self._known[template]

    def open(self, beginning: Template, sample: bytes) -> Beginning | None:
        """Give what can be told of lines that have the same text up to the last `=` in them; None where they must be read as a whole.

        Args:
            beginning: up to that `=`, without the id in it.
            sample: the id in one of them.
        """
        if beginning not in self._beginnings:
            if len(self._beginnings) >= CACHE:
                self._beginnings.clear()
            self._beginnings[beginning] = self._open(beginning, sample)
        return self._beginnings[beginning]

    def _ask(self, template: Template, sample: bytes) -> Told:
        one = self._read(template.line(sample))
        if template.place < 0:
            return Told(one)
        other_id = sample.translate(_OTHER_DIGITS)
        other = self._read(template.line(other_id))
        if one == other:
            return Told(one)
        if isinstance(one, Row) and isinstance(other, Row) and one.asset == sample.decode() and other.asset == other_id.decode():
            blank = one._replace(asset=None)
            if blank == other._replace(asset=None):
                return Told(blank, fans=True)
        return Told(ONE_BY_ONE)

    def _open(self, beginning: Template, sample: bytes) -> Beginning | None:
        one = self.catalog.open(beginning.line(sample))
        if one is None or beginning.place < 0:
            return one and Beginning(*one)
        other_id = sample.translate(_OTHER_DIGITS)
        other = self.catalog.open(beginning.line(other_id))
        fans = other and one[0][:-1] == other[0][:-1] and one[1].asset_of(other[1], sample.decode(), other_id.decode())
        return Beginning(*one, sample.decode() if fans else None) if isinstance(fans, bool) else None

    def _read(self, line: bytes) -> Outcome:
        read = self.catalog.read(line)
        assert read is not None, "a line with a header is never unknown"
        return read
