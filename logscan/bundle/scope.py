"""One place in the input: its name, what may still be read there, and where to say what is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from logscan.bundle.limits import Budget, Grace, LimitReached, Meter
from logscan.bundle.names import member_name, visible
from logscan.bundle.skipped import Skipped

__all__ = ["Scope", "Walked"]

_HARMLESS = {"ARCHIVE_UNSAFE_NAME", "ARCHIVE_SPARSE"}


@dataclass(kw_only=True)
class Walked:
    """What all places of one walk share.

    Attributes:
        budget: the account of the case.
        skipped: everything that was not read; the first of each code for each source.
        names: those that sources have, and how often each was asked for.
        codes: of what was said of each source.
    """

    budget: Budget
    skipped: list[Skipped]
    names: dict[str, int] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)

    def alone(self, name: str) -> Walked:
        """Give a walk of its own for what the file of this name holds: it shares the account, and may `join` this one."""
        return Walked(budget=self.budget, skipped=[], names={name: 1})

    def fits(self, other: Walked, name: str) -> bool:
        """Whether another walk, over the file of this name alone, met nothing that has a name which something else in this walk has."""
        names = {*other.names, *other.codes}
        return names.isdisjoint(self.codes) and not any(one != name and one in self.names for one in names)

    def join(self, other: Walked) -> None:
        """Take what another walk met as if this one had met it."""
        self.names |= other.names
        self.codes |= other.codes
        self.skipped += other.skipped

    def unique(self, name: str) -> str:
        """Give a name that nothing else in this walk has: the name itself, or with ` (2)`, ` (3)` behind it."""
        chosen = name
        while chosen in self.names:
            self.names[name] += 1
            chosen = f"{name} ({self.names[name]})"
        self.names[chosen] = 1
        return chosen

    def skip(self, source: str, code: str, reason: str) -> None:
        """Say that something was not read; a hundred wounds of one kind in one source are said once."""
        said = self.codes.setdefault(source, set())
        if code not in said:
            said.add(code)
            self.skipped.append(Skipped(source=source, code=code, reason=reason))

    def said(self, source: str) -> set[str]:
        """Give the codes of what was said of a source."""
        return self.codes.get(source, set())


class Scope:
    """A source or an archive while it is read.

    Args:
        name: as shown to the user.
        walked: what the whole walk shares.
        grace: of the attached file that this stands in.
        meter: the account of the outermost compressed stream that this stands in, None outside of all.
        around: first bytes and size of every archive and compressed stream that this stands in, outermost first.
    """

    def __init__(
        self, name: str, walked: Walked, grace: Grace, meter: Meter | None = None, around: tuple[tuple[bytes, int | None], ...] = ()
    ) -> None:
        self.name = name
        self.grace = grace
        self.meter = meter
        self.budget = walked.budget
        self._walked = walked
        self._around = around

    def skip(self, code: str, reason: str) -> None:
        """Say that something of this source was not read; where a limit stopped reading, that the rest is missing goes without saying."""
        if code == "INPUT_TRUNCATED" and any(said.startswith("LIMIT_") for said in self._walked.said(self.name)):
            return
        self._walked.skip(self.name, code, reason)

    @property
    def troubled(self) -> bool:
        """Whether something of this source could not be read."""
        return not self._walked.said(self.name) <= _HARMLESS

    def enter(self, raw: bytes) -> Scope:
        """Give the scope of a member of this archive, under a name that no other source has.

        Raises:
            LimitReached: `LIMIT_FILES`.
        """
        self.budget.count_file()
        name, unsafe = member_name(raw)
        member = Scope(self._walked.unique(f"{self.name}!{name}"), self._walked, self.grace, self.meter, self._around)
        if unsafe:
            member.skip(
                "ARCHIVE_UNSAFE_NAME", f"the archive calls it `{visible(raw)}`; it is read all the same, nothing is written under that name"
            )
        return member

    def deeper(self, head: bytes, size: int | None) -> Scope:
        """Give the scope for what an archive or compressed stream holds.

        Args:
            head: its first bytes.
            size: its bytes, where known. A folder archived twice, the first archive in it, gives two archives that begin alike; only
                one that holds itself has both the same begin and the same size.

        Raises:
            LimitReached: `LIMIT_DEPTH`, or `ARCHIVE_RECURSIVE` for an archive that holds itself.
        """
        if any(head == other and (size is None or whole is None or size == whole) for other, whole in self._around):
            raise LimitReached("ARCHIVE_RECURSIVE", "it holds itself, without end")
        if len(self._around) >= self.budget.limits.max_depth:
            reason = f"archives inside archives, more than {self.budget.limits.max_depth} deep (--max-depth raises the limit)"
            raise LimitReached("LIMIT_DEPTH", reason)
        return Scope(self.name, self._walked, self.grace, self.meter, (*self._around, (head, size)))

    def again(self) -> Scope:
        """Give the scope for what stands behind a damage of this source: as a source of its own, it has its own name."""
        return Scope(self._walked.unique(self.name), self._walked, self.grace, self.meter, self._around)
