"""One layer of envelopes around the lines of a file: recognised from samples, verified line by line, taken off many lines at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from logscan.bundle.instants import instant
from logscan.bundle.joining import Joining
from logscan.bundle.likeness import Likeness, Page
from logscan.bundle.lines import I64, NO_TIME, U8, Bool, Lines, Names, assembled, gathered
from logscan.bundle.peeling import Peeled, Peeler, Sheet
from logscan.bundle.prefixes import HEAD
from logscan.bundle.records import unescaped

__all__ = ["Layer"]

SAMPLE = 64  # lines of a block that are looked at while no envelope is known
SHARE = 4  # one in so many of those without a controller's head must have one; a line or two that look like it are somebody's message
MOST_LIKENESSES = 256
FEW = 16  # lines that are sooner peeled one by one than compared at once

_SIMPLE = np.zeros(256, np.uint8)
_SIMPLE[[*b'"\\/bfrt']] = [*b'"\\/\b\f\r\t']  # without the line end: that makes two lines of one
_HEX = np.full(256, 255, np.uint8)
_HEX[[*b"0123456789abcdefABCDEF"]] = [*range(16), *range(10, 16)]


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What lines of one envelope have in common, with the code of their name."""

    coding: str
    name: int
    stream: bytes
    ending: str


_BARE = _Kind(coding="", name=-1, stream=b"bare", ending="whole")  # a stream of its own: no part is joined to it


class _Found:
    """What the envelopes of some lines say: where the text is (or the text itself, where it had to be rewritten), and its kind."""

    def __init__(self, lines: Lines) -> None:
        self.begins = lines.starts.copy()
        self.ends = lines.ends.copy()
        self.kinds = np.full(len(lines), -1, np.int64)
        self.times = np.full(len(lines), NO_TIME)
        self.texts: dict[int, bytes] = {}


class Layer:
    """Takes the outermost envelope off the lines of one file, block by block."""

    def __init__(self, names: Names) -> None:
        self.envelopes: list[str] = []
        self.joining = Joining()
        self._names = names
        self._peeler = Peeler()
        self._likenesses: list[tuple[Likeness, int]] = []
        self._kinds: dict[_Kind, int] = {}
        self._numbers: dict[tuple[str, str, bytes | None, bool, bytes, str], int] = {}
        self._proven = False  # docker: that its lines carry their line ends
        self.active = False

    def take(self, lines: Lines) -> Lines:
        """Give the lines without their envelope; the same object when nothing here has one."""
        if len(lines) == 0 or not (self.active or self._recognise(lines)):
            return lines
        found = _Found(lines)
        page = Page(lines.data, int(lines.ends[-1]))
        odd = self._by_likeness(lines, page, found)
        self._one_by_one(lines, odd, found)
        kinds = [*self._kinds, _BARE]
        names = np.array([kind.name for kind in kinds], np.int64)[found.kinds]
        ordered = bool((found.times != NO_TIME).any())
        named = replace(lines, names=self._names.nested(lines.names, names), times=found.times if ordered else None)
        coded = np.array([kind.coding == "json" for kind in kinds], np.bool_)[found.kinds]
        peeled = _rewritten(named, page, found, coded)
        parts, streams = self._parts(kinds, found)
        if found.texts:
            peeled, source = _cut(peeled, sorted(found.texts))
            parts, streams = parts[source] & np.append(source[1:] != source[:-1], True), streams[source]
        return self.joining.take(peeled, parts, streams)

    def _recognise(self, lines: Lines) -> bool:
        """Look at some lines without a controller's head; say whether enough of them have an envelope."""
        sheets = (Sheet.of(lines.line(row)) for row in range(min(2, len(lines))) if lines.numbers[row] <= 2)
        self._peeler.sheet = next((sheet for sheet in sheets if sheet), None)
        odd = np.flatnonzero((lines.data[lines.starts + 23] != ord("|")) | (lines.data[lines.starts + 28] != ord("|")))
        sample = odd[np.linspace(0, len(odd) - 1, min(SAMPLE, len(odd))).astype(np.int64)]
        texts = [text for text in map(lines.line, sample.tolist()) if text]
        with_one = sum(self._peeler.peel(text) is not None for text in texts)
        self.active = self._peeler.sheet is not None or (with_one > 0 and with_one * SHARE >= len(texts))
        if not self.active:
            self._peeler = Peeler()
        return self.active

    def _by_likeness(self, lines: Lines, page: Page, found: _Found) -> I64:
        """Peel the lines that are like one seen before, or like many in this block; give the others."""
        odd = np.arange(len(lines))
        for likeness, kind in self._likenesses:
            if len(odd) == 0:
                return odd
            odd = self._peel_alike(lines, page, odd, likeness, kind, found)
        tries = 0
        while len(odd) > FEW and len(self._likenesses) < MOST_LIKENESSES and tries < FEW:
            learned = self._learn(lines.line(int(odd[len(odd) * tries // FEW])))
            odd = self._peel_alike(lines, page, odd, *learned, found) if learned else odd
            tries += 1
        return odd

    def _learn(self, line: bytes) -> tuple[Likeness, int] | None:
        peeled = self._peeler.peel(line)
        head = HEAD.match(line)
        if peeled is None and head is not None:  # a bare line: what is like it is bare
            wild = ((0, head.end()),)
            learned = Likeness(line, Peeled(envelope="", begin=head.end(), end=len(line), wild=wild)), -1
        elif peeled is not None and peeled.learnable:
            learned = Likeness(line, peeled), self._kind(peeled)
        else:
            return None
        self._likenesses.append(learned)
        return learned

    def _peel_alike(self, lines: Lines, page: Page, odd: I64, likeness: Likeness, kind: int, found: _Found) -> I64:
        fits = likeness.fits(page, lines.starts[odd], lines.ends[odd])
        if len(fits) == 0:
            return odd
        alike = odd[fits]
        if kind >= 0:
            found.begins[alike] += likeness.head
            found.ends[alike] -= likeness.tail
            found.kinds[alike] = kind
            if likeness.peeled.time:
                found.times[alike] = likeness.times(page, lines.starts[alike], lines.ends[alike])
        return np.delete(odd, fits)

    def _one_by_one(self, lines: Lines, odd: I64, found: _Found) -> None:
        for line in odd.tolist():
            raw = lines.line(line)
            peeled = self._peeler.peel(raw)
            if peeled is None:
                continue
            found.kinds[line] = self._kind(peeled)
            found.begins[line] += peeled.begin
            found.ends[line] -= len(raw) - peeled.end
            if peeled.time:
                found.times[line] = instant(raw[slice(*peeled.time)].strip(b'"'))
            if peeled.coding == "csv" and b'""' in raw[peeled.begin : peeled.end]:
                found.texts[line] = peeled.text(raw)

    def _kind(self, peeled: Peeled) -> int:
        key = peeled.envelope, peeled.coding, peeled.name, peeled.vague, peeled.stream, peeled.ending
        number = self._numbers.get(key)
        if number is None:
            if peeled.envelope not in self.envelopes:
                self.envelopes.append(peeled.envelope)
            kind = _Kind(
                coding=peeled.coding,
                name=self._names.code(peeled.name, vague=peeled.vague),
                stream=peeled.stream,
                ending=peeled.ending,
            )
            number = self._numbers[key] = self._kinds.setdefault(kind, len(self._kinds))
        return number

    def _parts(self, kinds: list[_Kind], found: _Found) -> tuple[Bool, I64]:
        """Say which lines go on in a later one, and give each line's stream: a number per pod and stream."""
        endings = np.array([kind.ending for kind in kinds])[found.kinds]
        parts = endings == "part"
        open_ended, closed = endings == "no newline", np.flatnonzero(endings == "newline")
        if open_ended.any():
            since = 0 if self._proven else int(closed[0]) if len(closed) else len(endings)
            parts |= open_ended & (np.arange(len(endings)) >= since)
        self._proven |= len(closed) > 0
        numbers = {key: number for number, key in enumerate(dict.fromkeys((kind.name, kind.stream) for kind in kinds))}
        return parts, np.array([numbers[kind.name, kind.stream] for kind in kinds], np.int64)[found.kinds]


def _rewritten(lines: Lines, page: Page, found: _Found, coded: Bool) -> Lines:
    """Give the lines' text, with the escapes of JSON strings resolved; nothing is copied where there are none."""
    escapes = page.escapes if coded.any() else np.zeros(0, np.int64)
    owner = np.searchsorted(found.begins, escapes, side="right") - 1
    inside = (owner >= 0) & (escapes < found.ends[owner]) & coded[owner]
    escapes, owner = escapes[inside], owner[inside]
    if len(escapes) == 0 and not found.texts:
        return replace(lines, starts=found.begins, ends=found.ends)
    data, width = _resolved(page, escapes)
    for line in np.unique(owner[width == 0]).tolist():
        found.texts[line] = unescaped(page.data[found.begins[line] : found.ends[line]].tobytes())
    texts = np.array(sorted(found.texts), np.int64)
    here = np.ones(len(lines), np.bool_)
    here[texts] = False
    escapes, width, owner = escapes[here[owner]], width[here[owner]], owner[here[owner]]
    kept = np.flatnonzero(here)
    data, bounds = assembled(data, [found.texts[line] for line in texts.tolist()])
    begins = np.concatenate([np.sort(np.concatenate([found.begins[kept], escapes + width])), bounds[:-1]])
    ends = np.concatenate([np.sort(np.concatenate([found.ends[kept], escapes])), bounds[1:]])
    pieces = np.concatenate([np.repeat(kept, 1 + np.bincount(owner, minlength=len(lines))[kept]), texts])
    order = np.argsort(pieces, kind="stable")
    text, places = gathered(data, begins, ends, order)
    first = np.searchsorted(pieces[order], np.arange(len(lines) + 1))
    return replace(lines, data=text, starts=places[first[:-1]], ends=places[first[1:]])


def _resolved(page: Page, escapes: I64) -> tuple[U8, I64]:
    r"""Write the byte that each escape stands for over its last one; give also how far that is behind its backslash.

    It is 0 for what needs more than that: a character beyond ASCII, a line end, or no escape at all.
    """
    data = page.data.copy()
    kind = data[escapes + 1]
    byte = _SIMPLE[kind]
    width = np.where(byte != 0, 1, 0)
    unicode = np.flatnonzero(kind == ord("u"))
    digits = _HEX[data[escapes[unicode, None] + np.arange(2, 6)]].astype(np.int64)
    code = digits @ np.array([4096, 256, 16, 1])
    plain = (digits < 16).all(axis=1) & (code < 128) & (code != ord("\n"))
    byte[unicode[plain]] = code[plain]
    width[unicode[plain]] = 5
    done = width > 0
    data[escapes[done] + width[done]] = byte[done]
    return data, width


def _cut(lines: Lines, suspects: list[int]) -> tuple[Lines, I64]:
    """Give lines that end where a text has a line end of its own, and which of the former lines each one comes from."""
    found = [np.flatnonzero(lines.data[lines.starts[line] : lines.ends[line]] == ord("\n")) + lines.starts[line] for line in suspects]
    breaks = np.concatenate([np.zeros(0, np.int64), *found])
    owner = np.searchsorted(lines.starts, breaks, side="right") - 1
    source = np.repeat(np.arange(len(lines)), 1 + np.bincount(owner, minlength=len(lines)))
    return replace(
        lines,
        starts=np.sort(np.concatenate([lines.starts, breaks + 1])),
        ends=np.sort(np.concatenate([lines.ends, breaks])),
        numbers=lines.numbers[source],
        offsets=lines.offsets[source],
        names=lines.names[source],
        times=None if lines.times is None else lines.times[source],
    ), source
