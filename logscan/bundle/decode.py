"""Compressed streams, decompressed as far as they can be.

A compressed file is a row of streams ("members", "frames"), read to the last one: `cat a.gz b.gz` is a gzip file, and a rotated log
often is one. What stands in front of a cut or a damage is kept to the last byte. Behind a damage the next stream is looked for, by the
bytes that begin one and that are hardly ever met by chance. What comes from there is a source of its own: how much is missing between
the two nobody knows, and a line must not be made of the halves of two.
"""

from __future__ import annotations

from collections.abc import Iterator

from logscan.bundle.codec import TOO_WIDE, crc32, errors, too_wide
from logscan.bundle.formats import Damage, Format, Total
from logscan.bundle.limits import LimitReached, Meter
from logscan.bundle.scope import Scope
from logscan.bundle.streams import CHUNK, Lookahead, Stream

__all__ = ["Decoded"]

_STEP = 1 << 18  # bytes that are decompressed at once
_START = 32  # bytes by which the begin of a stream is known again
_OVERRUN = 1 << 16  # bytes of the next stream that a codec may have taken for its own before it noticed
_PADDING = 1 << 12


class Decoded(Stream):
    """What a compressed file decompresses to; it ends early, and says so, at a damage and where a limit is reached."""

    def __init__(self, source: Lookahead, kind: Format, scope: Scope) -> None:
        self._source = source
        self._format = kind
        self._scope = scope
        self._outermost = scope.meter is None
        self._meter = scope.meter = scope.meter or Meter(scope.budget, scope.grace)
        self._pieces = self._content()
        self._piece = memoryview(b"")
        self._latest = (b"", b"")
        self._damage: Damage | None = None

    def find_next(self) -> bool:
        """Stand, in the source, at the stream behind the damage at which this one ended; False where there is no damage, or no stream."""
        if self._damage is None or self._format.alone:
            return False
        if self._damage.inside:
            here = self._source.tell()
            if self._source.rewind():
                self._source.skip(max(1, here - self._source.tell() - _OVERRUN))
        given = b"".join(self._latest)
        while window := self._source.peek(CHUNK):
            for found in self._format.start.finditer(window):
                start = window[found.start() : found.start() + _START]
                if start not in given:  # else it is content: an archive that was compressed twice holds what begins a stream
                    self._source.skip(found.start())
                    return True
            if len(window) < CHUNK:
                break
            self._source.skip(CHUNK - _START)
        return False

    def _into(self, view: memoryview) -> int:
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        taken = min(len(view), len(self._piece))
        view[:taken] = self._piece[:taken]
        self._piece = self._piece[taken:]
        return taken

    def _content(self) -> Iterator[bytes]:
        try:
            self._meter.made(0)  # where there is nothing left to spend, nothing is decoded
            for piece in self._streams():
                self._latest = (self._latest[1], piece)
                yield piece
                self._meter.made(len(piece))
        except Damage as damage:
            self._damage = damage
            self._scope.skip(damage.code, damage.reason)
        except LimitReached as limit:
            self._scope.skip(limit.code, limit.reason)

    def _streams(self) -> Iterator[bytes]:
        """Give the content of all streams, one after the other.

        Raises:
            Damage: one is cut or damaged, or what stands behind the last one is none.
        """
        yield from self._stream()
        while not self._format.alone and self._format.begins(self._next()):
            yield from self._stream()
        if not self._format.alone and self._source.peek(1):
            raise Damage("INPUT_CORRUPT", f"what stands behind the {self._format.name} stream does not belong to it")

    def _stream(self) -> Iterator[bytes]:
        """Give the content of one stream.

        Raises:
            Damage: the stream is cut or damaged; whatever could be decoded was given.
        """
        self._source.mark()
        codec = self._format.begin(self._source, exact=False)
        total, given = Total(), b""
        while not codec.eof:
            hungry = codec.needs_input
            data = self._source.chunk() if hungry else b""
            given = data or given
            if self._outermost:
                self._meter.read_up_to(self._source.tell())
            try:
                piece = codec.decompress(data, _STEP)
            except errors() as error:
                if too_wide(error):
                    raise LimitReached("ARCHIVE_UNSUPPORTED", TOO_WIDE) from error
                self._source.unread(given)
                yield from self._lost(total)
                raise Damage("INPUT_CORRUPT", f"damaged inside the {self._format.name} stream", inside=True) from error
            if piece:
                yield self._added(total, piece)
            elif hungry and not data and not codec.eof:
                self._source.unread(given)
                yield from self._lost(total)
                raise Damage("INPUT_TRUNCATED", f"cut inside the {self._format.name} stream", inside=True)
        self._source.unread(codec.unused_data)
        if total.made == 0:
            self._scope.budget.count_file()  # a file of nothing but empty streams has an end, too
        try:
            self._format.finish(self._source, total)
        except Damage as damage:
            if damage.inside:
                raise
            self._scope.skip(damage.code, damage.reason)  # nothing is missing, and the next stream may begin here

    def _lost(self, total: Total) -> Iterator[bytes]:
        """Give what a codec could have decoded in front of a cut or a damage, but did not give: decode again, byte by byte at the end."""
        if not self._source.rewind():
            return
        codec = self._format.begin(self._source, exact=True)
        again, found = total.made, bytearray()
        try:
            while not codec.eof and len(found) < 2 * _STEP:
                hungry = codec.needs_input
                data = self._source.chunk(CHUNK if again else 1) if hungry else b""
                piece = codec.decompress(data, min(again, _STEP) or 1)
                if hungry and not data and not piece:
                    break
                found += b"" if again else piece
                again -= min(again, len(piece))
        except errors():
            pass
        if found:
            yield self._added(total, bytes(found))

    def _added(self, total: Total, piece: bytes) -> bytes:
        if self._format.summed:
            total.crc = crc32(piece, total.crc)
        total.made += len(piece)
        return piece

    def _next(self) -> bytes:
        """Pass over the zeros that fill up a tape or a block, and give the first bytes behind them."""
        while window := self._source.peek(_PADDING):
            zeros = len(window) - len(window.lstrip(b"\0"))
            self._source.skip(zeros)
            if zeros < len(window):
                return window[zeros:]
        return b""
