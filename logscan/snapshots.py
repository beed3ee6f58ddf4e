"""REST answers alone, without logs: read, given to the controllers that gave them, and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, cast

from logscan.bundle.limits import Limits
from logscan.bundle.names import shown
from logscan.bundle.skipped import Skipped
from logscan.bundle.sources import Bundle, Input
from logscan.errors import LogscanError, NothingUsable
from logscan.snapshot.assign import Identity, called, owner, told_by_name
from logscan.snapshot.comparison import Comparison, compare_answers
from logscan.snapshot.entries import Member, Snapshot
from logscan.snapshot.read import HEAD_BYTES, looks_like_snapshot, read_snapshots

__all__ = ["Snapshots"]


@dataclass(kw_only=True, eq=False)
class Snapshots:
    """The REST answers in some files.

    Attributes:
        paths: of files, archives and folders.
        named: the controller that gave an answer, by the path of the file, where someone knows it.
        limits: how much may come out of them.
    """

    paths: Sequence[str]
    named: Mapping[str, str]
    limits: Limits | None = None

    @cached_property
    def bundle(self) -> Bundle:
        """The files."""
        return Bundle([*self.paths, *self.named], self.limits)

    @cached_property
    def _read(self) -> tuple[list[Snapshot], list[Skipped]]:
        found: list[Snapshot] = []
        skipped = self.bundle.skipped
        for member in self.bundle.members():
            if member.name not in self._given and not looks_like_snapshot(member.stream.peek(HEAD_BYTES)):
                skipped.append(Skipped(source=member.name, code="UNRECOGNISED", reason="no REST answer: nothing of it is compared"))
                continue
            try:
                found += read_snapshots(cast("BinaryIO", member.stream), member.name)
            except LogscanError as error:
                skipped.append(Skipped(source=member.name, code="LIMIT_BYTES", reason=error.what))
        return found, skipped

    @cached_property
    def _given(self) -> dict[str, str]:
        return {shown(path): name for path, name in self.named.items()}

    @cached_property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was in the files and is no answer, or could not be read."""
        return tuple(sorted(self._read[1], key=lambda one: (one.source, one.code)))

    @property
    def snapshots(self) -> Sequence[Snapshot]:
        """What was read of the answers, damage and all."""
        return self._read[0]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files as they were given; to be asked for once they have been read."""
        return self.bundle.inputs

    @cached_property
    def answered(self) -> tuple[tuple[Snapshot, str], ...]:
        """The snapshots, each with what its controller is called.

        Raises:
            NothingUsable: there is no REST answer in the files.
        """
        read = [one for one in self._read[0] if one.entries or one.origin or one.members or one.counts or one.skipped]
        if not read:
            raise NothingUsable(
                "no REST answer in the input",
                where=", ".join(map(shown, [*self.paths, *self.named])),
                why="\n".join(f"{one.source}: {one.reason}" for one in self.skipped[:5]),
                hint="ask each controller itself: logscan snapshot take, or curl https://IP:10443/v1/workload",
            )
        known = _identities(read)
        return tuple((one, self._owner(one, known)) for one in read)

    @cached_property
    def comparison(self) -> Comparison:
        """The answers side by side."""
        return compare_answers(self.answered)

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """What is known of each controller that answered, by what it is called."""
        known = dict.fromkeys(member for one, _ in self.answered for member in (*((one.origin.who,) if one.origin else ()), *one.members))
        for one, name in self.answered:
            told = told_by_name(one.source) if one.origin is None else None
            known |= {Member(name=name, address=told.address): None} if told and told.address else {}
        found: dict[str, Member] = {}
        for _, name in self.answered:
            fits = [one for one in known if name in (one.name, one.address)] or [one for one in known if one.name.endswith(f"-{name}")]
            found[name] = max(fits, key=lambda one: sum(map(bool, (one.name, one.address, one.id, one.version)))) if fits else Member()
        return found

    def _owner(self, snapshot: Snapshot, known: Sequence[Identity]) -> str:
        given = self._given.get(snapshot.source)
        if given is not None:
            fits = [one.name for one in known if one.name.endswith(given) or one.address == given]
            return fits[0] if len(fits) == 1 else given
        return owner(snapshot, known) or called(snapshot)


def _identities(read: Sequence[Snapshot]) -> list[Identity]:
    """Give the controllers that the answers name; of two of one name or address, none that is without the other."""
    members = [member for one in read for member in (*one.members, *((one.origin.who,) if one.origin else ()))]
    pairs = Counter((member.name or member.address, member.address) for member in members if member.name or member.address)
    whole = {name: address for name, address in sorted(pairs) if address}
    return [Identity(name=name, address=whole.get(name) or None) for name in sorted({name for name, _ in pairs})]
