r"""Long lines that a container runtime wrote in parts, whole again.

2024-01-26T19:15:04.819123456Z stdout P 2024-01-26T19:15:04.81 |DEBU|CTL|rest.handlerX: begin of a long line
2024-01-26T19:15:04.819123999Z stderr F another stream in between
2024-01-26T19:15:04.819124101Z stdout F and its end
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from logscan.blocks import LINE_LIMIT
from logscan.bundle.lines import I64, Bool, Lines, assembled, gathered

__all__ = ["Joining"]


@dataclass
class _Begun:
    """The parts of a line whose last part has not come yet, and where its first one stood."""

    number: int
    offset: int
    name: int
    size: int = 0
    parts: list[bytes] = field(default_factory=list)
    given_up: bool = False


class Joining:
    """Joins the parts of each stream of a file; a joined line stands where its last part stood, with the place of its first."""

    def __init__(self) -> None:
        self._begun: dict[int, _Begun] = {}
        self._held = 0  # bytes of all parts; together they may be as long as one line

    def take(self, lines: Lines, parts: Bool, streams: I64) -> Lines:
        """Give the lines that are whole now.

        Args:
            lines: the next lines of the file.
            parts: which of them go on in the next line of their stream.
            streams: the stream of each.
        """
        if not self._begun and not parts.any():
            return lines
        order = np.argsort(streams, kind="stable")
        stream, whole = streams[order], ~parts[order]
        begins = np.flatnonzero(np.append(True, whole[:-1] | (stream[1:] != stream[:-1])))
        ends = np.append(begins[1:], len(order))
        complete = whole[ends - 1]
        first, last = order[begins], order[ends - 1]
        group = np.repeat(np.arange(len(begins)), ends - begins)
        earlier = self._earlier(streams[first], complete)
        for one in np.flatnonzero(~complete).tolist():
            begun = self._begun.setdefault(int(streams[first[one]]), _begun(lines, int(first[one])))
            for line in order[begins[one] : ends[one]].tolist():
                self._add(begun, lines.line(line))
        return _joined(lines, order, group, np.where(complete, last, -1), earlier)

    def _add(self, begun: _Begun, part: bytes) -> None:
        if begun.given_up:
            return
        self._held += len(part)
        begun.size += len(part)
        begun.parts.append(part)
        if self._held > LINE_LIMIT:
            self._held -= begun.size
            begun.parts.clear()
            begun.given_up = True

    def _earlier(self, streams: I64, complete: Bool) -> dict[int, _Begun]:
        """Take out the lines that end here, by the index of their group."""
        found = {}
        for stream in list(self._begun):
            groups = np.flatnonzero(streams == stream)
            if len(groups) and complete[groups[0]]:
                begun = found[int(groups[0])] = self._begun.pop(stream)
                self._held -= 0 if begun.given_up else begun.size
        return found

    def finish(self) -> Lines | None:
        """Give the lines whose last part never came; None when there are none."""
        begun = sorted(self._begun.values(), key=lambda one: one.number)
        self._begun, self._held = {}, 0
        kept = [one for one in begun if not one.given_up]
        if not begun:
            return None
        data, bounds = assembled(np.zeros(0, np.uint8), [b"".join(one.parts) for one in kept])
        return Lines(
            data=data,
            starts=bounds[:-1],
            ends=bounds[1:],
            numbers=np.array([one.number for one in kept], np.int64),
            offsets=np.array([one.offset for one in kept], np.int64),
            names=np.array([one.name for one in kept], np.int64),
            overlong=len(begun) - len(kept),
        )


def _begun(lines: Lines, line: int) -> _Begun:
    return _Begun(number=int(lines.numbers[line]), offset=int(lines.offsets[line]), name=int(lines.names[line]))


def _joined(lines: Lines, order: I64, group: I64, done: I64, earlier: dict[int, _Begun]) -> Lines:
    """Give the groups of lines that are done, each as one line.

    Args:
        lines: the parts.
        order: the parts, group by group.
        group: the group of each part in that order.
        done: for each group the line that completes it, -1 where none does.
        earlier: by group, what came of it in earlier blocks.
    """
    sizes = np.bincount(group, (lines.ends - lines.starts)[order]).astype(np.int64)
    for one, begun in earlier.items():
        sizes[one] += LINE_LIMIT + 1 if begun.given_up else begun.size
    rank = np.full(len(done), -1, np.int64)
    wanted = np.flatnonzero((done >= 0) & (sizes <= LINE_LIMIT))
    wanted = wanted[np.argsort(done[wanted])]
    rank[wanted] = np.arange(len(wanted))
    before = [one for one in earlier if rank[one] >= 0]
    data, bounds = assembled(lines.data, [b"".join(earlier[one].parts) for one in before])
    pieces = np.concatenate([order, np.arange(len(lines), len(lines) + len(before))])
    owner = np.concatenate([rank[group], rank[np.array(before, np.int64)]])
    here = np.flatnonzero(owner >= 0)
    at_first = np.concatenate([np.arange(1, len(order) + 1), np.zeros(len(before), np.int64)])
    sorted_ = here[np.lexsort((at_first[here], owner[here]))]
    text, places = gathered(data, np.concatenate([lines.starts, bounds[:-1]]), np.concatenate([lines.ends, bounds[1:]]), pieces[sorted_])
    edges = np.searchsorted(owner[sorted_], np.arange(len(wanted) + 1))
    first = order[np.searchsorted(group, wanted)]
    numbers, offsets, names = lines.numbers[first], lines.offsets[first], lines.names[first]
    for one in before:
        numbers[rank[one]], offsets[rank[one]] = earlier[one].number, earlier[one].offset
    return replace(
        lines,
        data=text,
        starts=places[edges[:-1]],
        ends=places[edges[1:]],
        numbers=numbers,
        offsets=offsets,
        names=names,
        times=None if lines.times is None else lines.times[first],
        overlong=lines.overlong + int(np.count_nonzero(done >= 0)) - len(wanted),
    )
