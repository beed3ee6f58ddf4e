"""What collectors put around the lines of a log is taken off: kubectl, container runtimes, stern, Loki, CloudWatch, PowerShell.

    with open("controllers.log", "rb") as stream:
        for pod, block in unwrap(stream):
            ...                                # block.numbers, block.offsets: where its lines stand in the file as attached

The stream comes in before it is cut into lines, since the line end of UTF-16 is no byte and a JSON document is no line. From there on an
envelope is a layer: recognised from a sample, verified line by line, and looked through for the next one within.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, cast

import numpy as np

from logscan.blocks import BLOCK_BYTES, Block, blocks
from logscan.bundle.documents import DOCUMENT_LIMIT, Document, is_document, read_document
from logscan.bundle.dress import undress, undressed
from logscan.bundle.excerpted import Sections, is_excerpt
from logscan.bundle.layer import Layer
from logscan.bundle.lines import Lines, Names
from logscan.bundle.ordering import ORDER_LIMIT, Ordering
from logscan.bundle.peeling import Peeler, csv_texts
from logscan.bundle.prefixes import HEAD
from logscan.bundle.records import string, unescaped
from logscan.bundle.skipped import Skipped
from logscan.bundle.transcoding import UTF16, Ahead, Plain, Utf16, decoded_utf16, filled, utf16_offsets

__all__ = ["DEEPEST", "IN_FRONT", "Unwrapped", "inner", "unwrap"]

IN_FRONT = 2  # lines: a head row of a CSV file is the first or the second
DEEPEST = 4  # envelopes around envelopes: a container's file, shipped to Loki, read with logcli into a file with kubectl's prefix
_HEAD_BYTES = 64 << 10


def unwrap(
    stream: BinaryIO,
    *,
    source: str = "",
    block_bytes: int = BLOCK_BYTES,
    document_limit: int = DOCUMENT_LIMIT,
    order_limit: int = ORDER_LIMIT,
    begin: int = 0,
) -> Unwrapped:
    """Give the lines of a file without their envelopes, to be read once, from the begin to the end.

    Memory is bounded by the limits and the block; time is linear in the size of the file.

    Args:
        stream: the file as attached; bytes that are no known envelope come back as they are.
        source: its name, for what is reported.
        block_bytes: see `blocks`.
        document_limit: bytes up to which a JSON document is read.
        order_limit: bytes of lines up to which the order of a file with the newest line first is restored.
        begin: byte offset of a line of the file at which the stream begins; lines are numbered as if `IN_FRONT` stood in front.
    """
    return Unwrapped(stream, source, block_bytes, document_limit, order_limit, begin)


class Unwrapped:
    """The lines of a file, by the pod that an envelope names, else None: iterate over it once.

    Lines of one pod come in the order in which the program printed them. A block's `numbers` and `offsets` are those of the file as
    attached: of the first part of a line that was joined, of the string in a JSON document, of the text behind NULs.

    Attributes:
        skipped: what could not be read, complete at the end.
    """

    def __init__(self, stream: BinaryIO, source: str, block_bytes: int, document_limit: int, order_limit: int, begin: int) -> None:
        self.skipped: list[Skipped] = []
        self._stream = stream
        self._source = source
        self._block_bytes = block_bytes
        self._document_limit = document_limit
        self._names = Names()
        self._worn: set[str] = set()
        self._chain: _Chain | Sections = _Chain(self._names, self._worn, order_limit)
        self._begin = begin
        self._as_it_stands = True

    @property
    def as_it_stands(self) -> bool:
        """Whether, so far, no line depended on what stands in front of it, or on where it stands."""
        return self._as_it_stands and self._chain.idle

    @property
    def envelopes(self) -> tuple[str, ...]:
        """Names of the envelopes recognised so far: what clings to the lines, then the layers from the outside in."""
        return (*sorted(self._worn), *self._chain.envelopes())

    @property
    def answers(self) -> dict[str, bytes]:
        """Rows of REST answers by controller, where the file is an excerpt that holds some; complete at the end."""
        return self._chain.answers if isinstance(self._chain, Sections) else {}

    def __iter__(self) -> Iterator[tuple[str | None, Block]]:
        """Read the file."""
        if self._begin:
            middle = Plain(cast("io.RawIOBase", self._stream))
            yield from self._blocks(middle, middle, 0, IN_FRONT)
            return
        raw = Ahead.of(self._stream, _HEAD_BYTES)
        encoding = UTF16.get(raw.head[:2])
        text = Utf16(raw, encoding) if encoding else Plain(raw)
        if encoding:
            self._worn.add(encoding)
        ahead, begin, count = Ahead.of(text, _HEAD_BYTES), 0, 0
        self._as_it_stands = encoding is None and not is_document(ahead.head) and not is_excerpt(ahead.head)
        if is_excerpt(ahead.head):
            self._chain = Sections(self._names)
        elif is_document(ahead.head):
            data = filled(ahead, self._document_limit + 1)
            if len(data) > self._document_limit:
                self._skip(
                    "LIMIT_BYTES", f"a JSON document over {self._document_limit >> 20} MiB: export lines (logcli -o jsonl, aws logs tail)"
                )
                return
            document = read_document(data, self._names)
            yield from self._by_name(self._entries(document, data, utf16=encoding is not None))
            if document.begins:
                begin = _next_line(data, document.end) if document.whole else len(data)
                count = data.count(b"\n", 0, begin)
                text.pass_over(count)
            ahead = Ahead(ahead, data[begin:])
        yield from self._blocks(ahead, text, begin, count)

    def _blocks(self, stream: io.RawIOBase, text: Plain | Utf16, begin: int, count: int) -> Iterator[tuple[str | None, Block]]:
        """Read what is lines, and begins at a byte, behind so many lines, of the text."""
        for block in blocks(cast("BinaryIO", stream), self._block_bytes, self._begin):
            count += block.overlong
            lines = Lines.of(block, count + 1)
            count += len(lines)
            bare = undressed(lines, self._worn)
            offsets = text.attached(block, bare.offsets + begin if begin else bare.offsets)
            bare = bare if offsets is bare.offsets else replace(bare, offsets=offsets)
            for out in self._chain.take(bare):
                if out is lines:
                    yield None, block
                else:
                    yield from self._by_name([out])
        yield from self._by_name(self._chain.finish())
        self._as_it_stands &= text.as_it_stands
        if self._chain.torn:
            self._skip(
                "LIMIT_BYTES", "the newest line comes first, and the file is too long to turn it round as a whole: export it oldest first"
            )

    def _skip(self, code: str, reason: str) -> None:
        self.skipped.append(Skipped(source=self._source, code=code, reason=reason))

    def _entries(self, document: Document, raw: bytes, *, utf16: bool) -> Iterator[Lines]:
        """Give the lines of a JSON document, if there are any; a file without them is no such document after all."""
        if not document.begins:
            return
        if not document.whole:
            cut = not raw.rstrip().endswith((b"}", b"]"))
            reason = f"{document.kind}: the document {'ends' if cut else 'cannot be read'} behind {len(document.begins):,} lines"
            self._skip("INPUT_TRUNCATED" if cut else "INPUT_CORRUPT", f"{reason} (byte {document.end:,})")
        lines = document.lines(raw)
        assert isinstance(self._chain, _Chain)  # an excerpt is no document
        yield from self._chain.read(document.kind, replace(lines, offsets=utf16_offsets(raw, lines.offsets)) if utf16 else lines)

    def _by_name(self, several: Iterable[Lines]) -> Iterator[tuple[str | None, Block]]:
        for lines in several:
            order = np.argsort(lines.names, kind="stable")
            groups = np.split(order, np.flatnonzero(np.diff(lines.names[order])) + 1)
            for number, group in enumerate(groups):
                overlong = lines.overlong if number == 0 else 0
                if len(group) or overlong:
                    code = int(lines.names[group[0]]) if len(group) else -1
                    yield None if code < 0 else self._names.values[code], lines.block(group, overlong=overlong)


def _next_line(raw: bytes, end: int) -> int:
    """Give where the next line begins behind a document; the document's end where something stands on its last line."""
    line_end = raw.find(b"\n", end)
    rest = raw[end:line_end] if line_end >= 0 else raw[end:]
    return end if rest.strip() else line_end + 1 if line_end >= 0 else len(raw)


class _Chain:
    """The layers of envelopes of one file, this one and those within it."""

    def __init__(self, names: Names, worn: set[str], order_limit: int, depth: int = DEEPEST) -> None:
        self._names = names
        self._worn = worn
        self._order_limit = order_limit
        self._depth = depth
        self._layer = Layer(names)
        self._ordering = Ordering(order_limit)
        self._inner: _Chain | None = None

    @property
    def idle(self) -> bool:
        """Whether no envelope was found."""
        return not self._layer.active and self._inner is None

    @property
    def torn(self) -> bool:
        """Whether some lines are not in order for want of memory."""
        return self._ordering.torn or (self._inner is not None and self._inner.torn)

    def envelopes(self) -> list[str]:
        """Give the names of the envelopes recognised so far, from the outside in."""
        return [*self._layer.envelopes, *(self._inner.envelopes() if self._inner else [])]

    def take(self, lines: Lines) -> Iterator[Lines]:
        """Give lines without any envelope, as far as they are whole and their place is known."""
        peeled = self._layer.take(lines)
        if peeled is lines and self._inner is None:
            yield lines
        else:
            yield from self._within(self._ordering.take(peeled))

    def finish(self) -> Iterator[Lines]:
        """Give what was still waited for at the end of the file."""
        last = self._layer.joining.finish()
        if last:
            yield from self._within(self._ordering.take(last))
        yield from self._within(self._ordering.finish())
        if self._inner:
            yield from self._inner.finish()

    def read(self, envelope: str, lines: Lines) -> Iterator[Lines]:
        """Give all lines of a document that was an envelope as a whole."""
        self._layer.envelopes.append(envelope)
        yield from self._within(self._ordering.take(lines, own=True))
        yield from self.finish()

    def _within(self, several: Iterable[Lines]) -> Iterator[Lines]:
        if self._depth == 1:
            yield from several
            return
        for lines in several:
            self._inner = self._inner or _Chain(self._names, self._worn, self._order_limit, self._depth - 1)
            yield from self._inner.take(undressed(lines, self._worn))


def inner(line: bytes) -> bytes:
    """Give the text in one attached line, or in the bytes from a line's offset on, as `unwrap` does where a controller's head is in it.

    The text has line ends of its own where the attached line holds several lines. What is in no envelope comes back as it is.
    """
    text = undress(decoded_utf16(line))
    for _ in range(DEEPEST):
        peeled = Peeler().peel(text)
        if peeled is not None:
            text = undress(peeled.text(text))
            continue
        quoted = next((one for one in _quoted(text) if HEAD.match(one) or Peeler().peel(one)), None) if not HEAD.match(text) else None
        if quoted is None:
            break
        text = undress(quoted)
    return text


def _quoted(line: bytes) -> Iterator[bytes]:
    """Give the string of a JSON document that a line begins with, and the fields of a CSV row."""
    span = string(line)
    if span is not None:
        yield unescaped(line[slice(*span)]).removesuffix(b"\n")
    if b'"' in line:
        yield from csv_texts(line)
