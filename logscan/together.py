"""Reading a bundle with several processes: large plain files range by range, packed ones file by file.

The one who asks goes through the files in order, as `reading.read` does. Meanwhile others read packed files from the end of the list, each
as a walk of its own, which then joins the walk over all of them. Where it does not fit, because names clash or limits are met, the file is
read once more in its turn; so the result is that of one process.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from logscan.bundle.kinds import HEAD_BYTES, recognise
from logscan.bundle.sources import Bundle
from logscan.bundle.streams import drain
from logscan.bundle.walk import Attachment, Member
from logscan.cache.entry import Unreadable
from logscan.cache.kept import Whole, unpack
from logscan.parallel.hands import Hands, Work
from logscan.parallel.message import Named, file_question, member_question
from logscan.parallel.pays import UNPACKED
from logscan.parse.catalog import Catalog
from logscan.reading import Reading, read, read_member

__all__ = ["PACKED_BYTES", "Unlike", "read_together", "to_read"]

PACKED_BYTES = 2 << 20  # of a packed file that is worth the way to another process and back


class Unlike(Exception):
    """What others have read of an archive's member is not what stands there; all must be read anew, without them."""


def to_read(bundle: Bundle) -> int:
    """Give about how many bytes are to be read."""
    return bundle.plain_bytes + (UNPACKED - 1) * sum(one.size for one in _packed(bundle))


def read_together(
    bundle: Bundle, catalog: Catalog, hands: Hands, *, snapshots: Collection[str] = (), files: Sequence[Named] | None = None
) -> Reading:
    """Read a bundle; like `reading.read`, but for the time it takes.

    Args:
        bundle: what was attached.
        catalog: the definitions.
        hands: those that help.
        snapshots: names of sources that are REST answers whatever they look like.
        files: those that others may read as a whole; the packed ones, where there are several, when omitted.

    Raises:
        HelperLost: a process that helps ended before its time.
        Unlike: see there; never of hands that know nothing in advance.
    """
    if not hands.pay:
        return read(bundle, catalog, snapshots=snapshots, hands=hands)
    ahead = _Ahead(bundle, catalog, hands, snapshots, files)
    found = Reading(skipped=bundle.skipped)
    for file in bundle.attachments():
        whole = ahead.take(file)
        if whole is not None and whole.fits(file):
            whole.join(found, file)
        else:
            for member in file.members(file.walked):
                if not ahead.give(member, file, found):
                    read_member(found, bundle, catalog, member, snapshots, hands)
    return found


class _Ahead:
    """The files that others read as a whole, and who reads which."""

    def __init__(self, bundle: Bundle, catalog: Catalog, hands: Hands, snapshots: Collection[str], files: Sequence[Named] | None) -> None:
        self._bundle = bundle
        self._catalog = catalog
        self._hands = hands
        if files is None:
            packed = _packed(bundle)
            files = packed if len(packed) > 1 else []
        self.files = {one.name: number for number, one in enumerate(files)}
        self._work: Work | None = None
        if self.files:
            self._work = hands.share([file_question(one, bundle.limits, snapshots) for one in files], catalog)

    def take(self, file: Attachment) -> Whole | None:
        """Give what another process read of a file, or is about to; None where it is to be read here."""
        number = self.files.get(file.name)
        if number is None or self._work is None or self._work.take(number):
            return None
        entry = bytes(self._work.wait(number)[0])
        try:
            return unpack(entry, file.name, self._bundle, file.walked.alone(file.name), lambda: self._catalog) if entry else None
        except Unreadable:
            return None

    def give(self, member: Member, file: Attachment, found: Reading) -> bool:
        """Add to a reading what somebody has read of an archive's member, whose damages are met here all the same; False where nobody has.

        Raises:
            Unlike: the member ends elsewhere, as where a limit of all has been met.
        """
        path = self._bundle.plain.get(file.name)
        if path is None or member.name == file.name:
            return False
        named = Named.of(str(path), file.name, os.fstat(file.content.fileno()))
        said = self._hands.known(member_question(named, member.name))
        if said is None:
            return False
        drain(member.stream)
        whole = unpack(bytes(said[0]), file.name, self._bundle, file.walked.alone(file.name), lambda: self._catalog)
        if [one.size for one in whole.reading.sources.values()] != [member.stream.tell()]:
            raise Unlike
        found.sources |= whole.reading.sources
        found.parts += whole.reading.parts
        found.skipped += whole.reading.skipped
        return True


def _packed(bundle: Bundle) -> list[Named]:
    """Give the packed files, in the order of their names."""
    found = []
    for name, path in sorted(bundle.plain.items()):
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            if recognise(head) is not None and path.stat().st_size >= PACKED_BYTES:
                found.append(Named.of(str(path), name, path.stat()))
        except OSError:
            continue  # reading it will say why
    return found
