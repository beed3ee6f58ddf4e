"""A controller log becomes timeline rows and a count of everything else, at about the speed of a grep.

Three passes of falling width: the header of every line (`columns`), the bytes of the lines whose emitter a definition may know
(`texts`), and the plain parser for each distinct template (`templates`), or for each last value behind one. What stands at unusual columns
goes to the plain parser line by line, so the result equals the plain parser's for any bytes at all; the tests hold us to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from logscan.blocks import BLOCK_BYTES, Block, blocks
from logscan.parse.catalog import MODULE, Catalog, Row, Statement
from logscan.parse.columns import Headers, Heads, read_headers
from logscan.parse.coverage import Coverage
from logscan.parse.grammar import SHAPE_BYTES, begins_like_header, foreign_kind, header
from logscan.parse.pieces import I64, copied, numbered
from logscan.parse.probe import Probe
from logscan.parse.rows import Rows
from logscan.parse.templates import ONE_BY_ONE, Templates, Told
from logscan.parse.texts import Groups, Texts

__all__ = ["Extract", "Reader", "extract"]

FEW = 4  # up to so many lines of a text that is new to a block, their last value may be what makes it new
_LEFT, _COUNTED = (-2, -1, -1), (-1, -1, -1)  # codes of lines that are still to be read, and of those that are no rows
_OWN = -2  # the code of an asset that is the id in the line
_AS_SHAPE = np.arange(256, dtype=np.uint8)
_AS_SHAPE[[*b"0123456789"]] = ord("0")


@dataclass(frozen=True, kw_only=True)
class Extract:
    """What one log holds: `rows` in file order (the timeline's columns but controller, boot and source), and its coverage."""

    rows: pa.Table
    coverage: Coverage


def extract(stream: BinaryIO, catalog: Catalog, *, block_bytes: int = BLOCK_BYTES) -> Extract:
    """Read a log to its end, as it stands.

    Memory is bounded by the rows and the distinct words found, whatever the size of the log; time is linear in it.
    """
    reader = Reader(catalog)
    for block in blocks(stream, block_bytes):
        reader.take(block)
    return reader.extract()


class _Found:
    """Rows of one block: lines as indices into the block, and codes of `Rows`."""

    def __init__(self) -> None:
        self._lines: list[I64] = []
        self._meanings: list[I64] = []
        self._assets: list[I64] = []
        self._fields: list[I64] = []

    def add(self, lines: I64, meanings: I64, assets: I64, fields: I64) -> None:
        self._lines.append(lines)
        self._meanings.append(meanings)
        self._assets.append(assets)
        self._fields.append(fields)

    def in_file_order(self) -> tuple[I64, I64, I64, I64]:
        if not self._lines:
            return (np.zeros(0, np.int64),) * 4
        lines, meanings, assets, fields = map(np.concatenate, (self._lines, self._meanings, self._assets, self._fields))
        order = np.argsort(lines, kind="stable")
        return lines[order], meanings[order], assets[order], fields[order]


class Reader:
    """Reads one log, block by block.

    Args:
        catalog: the definitions.
        templates: what was learned of them from another log.
        coverage: takes what the log covers; a new one when omitted.
    """

    def __init__(self, catalog: Catalog, *, templates: Templates | None = None, coverage: Coverage | None = None) -> None:
        self.coverage = coverage or Coverage()
        self.rows = Rows()
        self._catalog = catalog
        self._templates = templates or Templates(catalog)
        self._probe = Probe(catalog.emitters)
        self._passed = 0  # lines of the file so far
        self._minutes: dict[tuple[int, int], int | None] = {}

    def extract(self) -> Extract:
        """Give what was found in all blocks."""
        self.coverage.put_in_order()
        return Extract(rows=self.rows.table(), coverage=self.coverage)

    def take(self, block: Block) -> None:
        """Read one block: every line of it ends as a row or in a count."""
        self.coverage.count("unreadable", block.overlong)
        self.coverage.overlong += block.overlong
        self.coverage.lines += block.overlong
        self._passed += block.overlong
        lines = len(block.starts)
        if lines > 2 * np.count_nonzero(block.starts < block.ends):  # a file of line ends must not cost what lines cost
            block = self._without_blanks(block)
        if len(block.starts):
            self._read(block)
        self.coverage.lines += lines
        self._passed += lines

    def _without_blanks(self, block: Block) -> Block:
        """Count the empty lines of a block, and give the others."""
        rest = np.flatnonzero(block.starts < block.ends)
        self.coverage.count("empty", len(block.starts) - len(rest))
        offsets = block.offset + block.starts if block.offsets is None else block.offsets
        numbers = self._numbers(block, rest)
        return replace(block, starts=block.starts[rest], ends=block.ends[rest], offsets=offsets[rest], numbers=numbers)

    def _read(self, block: Block) -> None:
        heads = Heads(block.data, block.starts)
        headers = read_headers(block, heads, self._minutes)
        candidates = self._probe.may_know(heads, headers.controller)
        self.coverage.count("other-module", int(np.count_nonzero(headers.valid & ~headers.controller)))
        self.coverage.count("other-emitter", int(np.count_nonzero(headers.controller)) - len(candidates))
        found = _Found()
        self._read_templates(block, candidates, found)
        self._read_odd(block, headers, found)
        self.coverage.see(headers.ms[headers.valid], headers.debug[headers.valid])
        lines, meanings, assets, fields = found.in_file_order()
        offsets = block.offset + block.starts[lines] if block.offsets is None else block.offsets[lines]
        self.rows.add(headers.ms[lines], self._numbers(block, lines), offsets, meanings, assets, fields)
        self.coverage.understood += len(lines)

    def _numbers(self, block: Block, lines: I64) -> I64:
        """Give the numbers of some lines of a block in the file as attached."""
        return self._passed + 1 + lines if block.numbers is None else block.numbers[lines]

    def _read_templates(self, block: Block, candidates: I64, found: _Found) -> None:
        """Read the lines whose emitter a definition may know: each distinct template once, and what no template tells one by one."""
        if len(candidates) == 0:
            return
        texts = Texts.of(block, candidates)
        groups, templates = texts.templates()
        several = zip(templates, groups.first, groups.count, strict=True)
        told = [self._templates.find(one, texts.id(at)) if count > FEW else self._templates.get(one) for one, at, count in several]
        texts = texts.some(self._settle(block, texts, groups, told, found))
        texts = texts.some(self._read_values(block, texts, found))
        groups, templates = texts.templates()
        several = zip(templates, groups.first, groups.count, strict=True)
        told = [self._templates.find(one, texts.id(at)) if self._templates.met(one) or count > 1 else None for one, at, count in several]
        self._read_each(block, texts.lines[self._settle(block, texts, groups, told, found)].tolist(), found)

    def _read_values(self, block: Block, texts: Texts, found: _Found) -> I64:
        """Read the lines that differ from others in the value of their last field; give the rest."""
        having, groups, beginnings, value, values = texts.beginnings()
        own = texts.some(having)
        first = value[groups.first]
        differ = np.bincount(groups.of, value != first[groups.of], len(first)) > 0
        asked = zip(beginnings, groups.first, first.tolist(), differ.tolist(), strict=True)
        statements = [
            self._templates.open(one, own.id(at)) if self._templates.varies(one, values[number]) or differs else None
            for one, at, number, differs in asked
        ]
        alike = groups.split(value, np.array([one is not None and not one.settled for one in statements], np.bool_))
        each = zip(groups.of[alike.first].tolist(), value[alike.first].tolist(), strict=True)
        told = [None if (statement := statements[group]) is None else statement.told(values[number]) for group, number in each]
        left = np.ones(len(texts.lines), np.bool_)
        left[having] = False
        left[having[self._settle(block, own, alike, told, found)]] = True
        return np.flatnonzero(left)

    def _settle(self, block: Block, texts: Texts, groups: Groups, told: Sequence[Told | None], found: _Found) -> I64:
        """Give the lines of each group what is told of it, and back those of which nothing is."""
        said = [*self._said(block, texts, groups, told), _LEFT]  # the last one is for lines of no group
        meanings, assets, fields = np.array(said, np.int64).T
        meaning = meanings[groups.of]
        rows = np.flatnonzero(meaning >= 0)
        of = groups.of[rows]
        asset = assets[of]
        fanned = np.flatnonzero(asset == _OWN)
        codes, distinct = texts.assets(rows[fanned])
        asset[fanned] = np.array([self.rows.asset(one.decode()) for one in distinct], np.int64)[codes]
        found.add(texts.lines[rows], meaning[rows], asset, fields[of])
        return np.flatnonzero(meaning == _LEFT[0])

    def _said(self, block: Block, texts: Texts, groups: Groups, told: Sequence[Told | None]) -> Iterator[tuple[int, int, int]]:
        """Give the codes of the meaning, asset and fields of each group's lines; count those that are no rows."""
        rows, before, meaning, asset = self.rows, None, 0, 0
        for number, one in enumerate(told):
            if one is None or one.outcome == ONE_BY_ONE:
                yield _LEFT
                continue
            outcome = one.outcome
            if isinstance(outcome, Row):
                if outcome is not before:
                    before, meaning, asset = outcome, rows.meaning(outcome), _OWN if one.fans else rows.asset(outcome.asset)
                yield meaning, asset, rows.fields(outcome.fields if one.fields is None else one.fields)
                continue
            if isinstance(outcome, Statement):
                self._unread(block, outcome, int(texts.lines[groups.first[number]]), groups.count[number])
            else:
                self.coverage.count(outcome, groups.count[number])
            yield _COUNTED

    def _read_each(self, block: Block, lines: list[int], found: _Found) -> None:
        """Read lines that have a header with the plain parser, one by one."""
        rows: list[tuple[int, int, int, int]] = []
        for line in lines:
            got = self._catalog.read(block.line(line))
            if isinstance(got, Row):
                rows.append((line, self.rows.meaning(got), self.rows.asset(got.asset), self.rows.fields(got.fields)))
            elif isinstance(got, Statement):
                self._unread(block, got, line)
            elif got is not None:
                self.coverage.count(got)
        if rows:
            found.add(*np.array(rows, np.int64).T)

    def _unread(self, block: Block, statement: Statement, line: int, count: int = 1) -> None:
        """Count lines of a statement that nothing reads, of which this is the first in the block."""
        number = int(self._numbers(block, np.array([line], np.int64))[0])
        self.coverage.count_unread(statement, count, number, block.line(line))

    def _read_odd(self, block: Block, headers: Headers, found: _Found) -> None:
        """Read the lines without a header at the usual columns: headers elsewhere one by one, foreign kinds once per shape."""
        odd = np.flatnonzero(~headers.valid)
        if len(odd) == 0:
            return
        starts, ends = block.starts[odd], block.ends[odd]
        shaped, bounds = copied(block.data, starts, np.minimum(ends, starts + SHAPE_BYTES))
        shape, distinct = numbered(_AS_SHAPE[shaped], bounds[:-1], bounds[1:])
        like_header = np.array([begins_like_header(start) for start in distinct], np.bool_)
        real = [line for line in odd[like_header[shape]].tolist() if _note_header(block, headers, line)]
        self._read_each(block, real, found)
        with_header = np.flatnonzero(headers.valid)
        first_header = -1 if self.coverage.first is not None else int(with_header[0]) if len(with_header) else len(headers.valid)
        kinds = [foreign_kind(start) for start in distinct]
        left = ~headers.valid[odd]
        for number, count in enumerate(np.bincount(shape[left], minlength=len(distinct)).tolist()):
            kind = kinds[number]
            if kind is not None:
                self.coverage.count(kind, count)
            elif count:
                after = int(np.count_nonzero((shape == number) & left & (odd > first_header)))
                self.coverage.count("continuation", after)
                self.coverage.count("unreadable", count - after)


def _note_header(block: Block, headers: Headers, line: int) -> bool:
    """Enter a header that stands at unusual columns into the arrays; False when it is none."""
    head = header(block.line(line).removesuffix(b"\r"))
    if head is None:
        return False
    headers.valid[line], headers.debug[line], headers.ms[line] = True, head.module == MODULE and head.level == "DEBU", head.ms
    return True
