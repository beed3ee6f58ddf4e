"""A case that is too large for one worker is read in shares, by several, and judged by one that is given what they read.

Its files are cut into pieces: a stretch of a large plain file, some logs in an archive, or a file as a whole. Whoever looks at the same
files finds the same pieces, so a share is told by its number alone, and nothing is planned in advance. An answer is known by its
question. What has none, because a share was too large for its limits, or a file is another one by now, is read by the one who judges; so
is what is too small to travel. The result is that of one process, as with `logscan.together`.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from logscan.bundle.kinds import Foreign, begins_saved_case, recognise
from logscan.bundle.limits import Limits
from logscan.bundle.sources import Bundle
from logscan.cache.kept import Whole, pack
from logscan.fleet.task import Share
from logscan.fleet.wire import joined, pieces, views
from logscan.helper import read_file
from logscan.parallel.answered import Answered
from logscan.parallel.message import Named, answer, elsewhere, file_question, member_question, range_question
from logscan.parallel.pays import UNPACKED
from logscan.parallel.ranges import RANGE_BYTES, Range, can_be_cut, cut, read_range
from logscan.parse.catalog import Catalog
from logscan.parse.templates import Templates
from logscan.reading import Reading, read_member
from logscan.snapshot.read import HEAD_BYTES, looks_like_snapshot
from logscan.together import read_together, to_read

__all__ = ["keep", "read_kept", "read_share", "shares"]

WHOLE_BYTES = 256 << 10  # of a file that is worth the way to another process and back
_UNKNOWN = 16 << 20  # bytes that a packed log in an archive is taken for


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A file that is read as a whole, or the stretch of it that begins about `step` times `RANGE_BYTES`.

    Attributes:
        weight: about how many bytes are to be read.
        members: whether it is an archive, of which several shares may read some each.
    """

    file: Named
    weight: int
    step: int | None = None
    members: bool = False


def shares(paths: Sequence[str], size: int, each: int) -> list[Share]:
    """Give the shares in which a case is read, none where it is better read as a whole.

    Args:
        paths: of the case.
        size: bytes of its files as they lie there.
        each: about how many bytes one process reads, unpacked; 0 for any number.
    """
    if not each or size * UNPACKED <= each:
        return []
    of = -(-to_read(Bundle(paths)) // each)
    return [Share(number=number, of=of) for number in range(of)] if of > 1 else []


def read_share(bundle: Bundle, catalog: Catalog, share: Share) -> dict[str, bytes]:
    """Give what a share holds, as answers by their questions."""
    found: dict[bytes, bytes] = {}
    stretches: dict[str, set[int]] = {}
    for piece, part in _own(_pieces(bundle), share):
        if piece.step is not None:
            stretches.setdefault(piece.file.path, set()).add(piece.step)
        elif part.of > 1:
            found |= _members(piece.file, bundle, catalog, part)
        else:
            question = file_question(piece.file, bundle.limits, ())
            if entry := read_file(json.loads(question), catalog):
                found[question] = joined(entry)
    templates = Templates(catalog)
    for path, steps in stretches.items():
        for one in _ranges(path, steps):
            parts = answer(read_range(one, catalog, templates))
            found[range_question(one)] = joined(*(bytes(memoryview(part)) for part in parts))
    return {elsewhere(question).decode(): said for question, said in found.items()}


def keep(answers: Mapping[str, bytes], file: Path) -> None:
    """Write answers to a file, for `read_kept`.

    Raises:
        OSError: it cannot be written.
    """
    with file.open("wb") as out:
        out.writelines(pieces(*(part for question, said in answers.items() for part in (question.encode(), said))))


def read_kept(bundle: Bundle, catalog: Catalog, file: Path) -> Reading:
    """Read a bundle of which others have read most; rows are looked at in the file, where they stand.

    Raises:
        OSError: the file cannot be read.
    """
    with file.open("rb") as kept:
        parts = views(memoryview(mmap.mmap(kept.fileno(), 0, access=mmap.ACCESS_READ)))
    answers = {bytes(question): views(said) for question, said in zip(parts[::2], parts[1::2], strict=True)}
    whole = [piece.file for piece in _pieces(bundle) if piece.step is None]
    return read_together(bundle, catalog, Answered(answers), files=whole)


def _pieces(bundle: Bundle) -> list[_Piece]:
    """Give all pieces, in order; none where a saved case is among the files, which is no log."""
    found: list[_Piece] = []
    for name, path in sorted(bundle.plain.items()):
        try:
            with path.open("rb") as file:
                head, status = file.read(HEAD_BYTES), os.fstat(file.fileno())
        except OSError:
            continue  # reading it will say why
        if begins_saved_case(head):
            return []
        kind, named = recognise(head), Named.of(str(path), name, status)
        if status.st_size < WHOLE_BYTES or isinstance(kind, Foreign):
            continue
        if kind is None and status.st_size > RANGE_BYTES and can_be_cut(head) and not looks_like_snapshot(head):
            begins = range(0, status.st_size, RANGE_BYTES)
            found += [_Piece(file=named, weight=min(RANGE_BYTES, named.size - at), step=at // RANGE_BYTES) for at in begins]
        else:
            packed = kind is not None
            weight = named.size * (UNPACKED if packed else 1)
            found.append(_Piece(file=named, weight=weight, members=packed and _holds_logs(path, bundle.limits)))
    return found


def _own(every: Sequence[_Piece], share: Share) -> Iterator[tuple[_Piece, Share]]:
    """Give the pieces of a share, those whose middle lies in its part of all that is to be read; of an archive its part of that, too."""
    total, before = sum(piece.weight for piece in every), 0
    for piece in every:
        first, middle, last = ((before + at) * share.of // total for at in (0, piece.weight // 2, piece.weight - 1))
        if piece.members and first <= share.number <= last:
            yield piece, Share(number=share.number - first, of=last - first + 1)
        elif not piece.members and middle == share.number:
            yield piece, Share(number=0, of=1)
        before += piece.weight


def _ranges(path: str, steps: Collection[int]) -> list[Range]:
    """Give the ranges that some stretches of a file are; none where it cannot be read."""
    try:
        every = cut(Path(path), Path(path).stat().st_size)
    except OSError:
        return []
    return [one for one in every if -(-one.begin // RANGE_BYTES) in steps]  # each begins with the line that its stretch falls into


def _members(named: Named, bundle: Bundle, catalog: Catalog, part: Share) -> dict[bytes, bytes]:
    """Read some of the logs in an archive: each goes to the share that has the least so far. Answers by questions."""
    found: dict[bytes, bytes] = {}
    loads = [0] * part.of
    own = Bundle([named.path], bundle.limits)
    for file in own.attachments():
        for member in file.members(file.walked):
            size = _UNKNOWN if member.size is None else member.size
            least = loads.index(min(loads))
            loads[least] += size
            if least != part.number or size < WHOLE_BYTES:
                continue
            head = member.stream.peek(HEAD_BYTES)
            if head and not looks_like_snapshot(head):  # only a log is known to be read to its end, with all that is wrong with it
                read = Reading()
                read_member(read, own, catalog, member, ())
                if read.sources and not read.snapshots:
                    whole = Whole(name=file.name, reading=read, walked=file.walked.alone(file.name), made=0, files=0)
                    found[member_question(named, member.name)] = joined(pack(whole))
    return found


def _holds_logs(path: Path, limits: Limits) -> bool:
    """Whether a packed file is an archive, and no single log."""
    return "!" in next((member.name for member in Bundle([str(path)], limits).members()), "")
