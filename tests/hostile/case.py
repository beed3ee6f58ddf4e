"""What a case of hostile or broken input is: the files, how the run must end, what it must say, and which lines must survive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.stories import files, pod

__all__ = ["ALL", "CODES", "ESCAPED", "LOGS", "PODS", "STRANGER", "Case", "Files", "nothing"]

STORY = """
alpha    1:register 1.1:put=scheduled 1.2:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished
bravo    1:add 2:modify 2.5:register=scanning 3.1:modify
charlie  1:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished
"""
LOGS = {name.removesuffix(".log"): text.encode() for name, text in files(STORY).items()}
"""The good bundle that every case packs, breaks or hides: `web` is stale on bravo, and all else is well."""

ALL = tuple(LOGS)
PODS = {pod(name): log for name, log in LOGS.items()}
STRANGER = files("delta 1:register=finished")["delta.log"].encode()
"""A log of another cluster, which lies outside the input and must never be read."""

ESCAPED = "/logscan-escaped"
"""Where hostile names point; nothing may ever be there."""

CODES = frozenset(
    {f"ARCHIVE_{word}" for word in ("UNSAFE_NAME", "LINK_SKIPPED", "SPECIAL_SKIPPED", "SPARSE", "OVERLAP", "RECURSIVE")}
    | {"ARCHIVE_ENCRYPTED", "ARCHIVE_UNSUPPORTED"}
    | {f"LIMIT_{word}" for word in ("BYTES", "RATIO", "DEPTH", "FILES", "LINE")}
    | {f"INPUT_{word}" for word in ("TRUNCATED", "CORRUPT", "EMPTY", "UNREADABLE")}
    | {"DUPLICATE_FILE", "DUPLICATE_OVERLAP", "MULTI_SOURCE", "MIXED_VERSIONS", "CLOCK_BACKWARD"}
)
"""The codes of the contract."""

Files = Callable[[], Mapping[str, bytes]]


def nothing(folder: Path) -> None:
    """Add nothing to the input."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One input, and what logscan must make of it.

    Attributes:
        name: `tar/link-outside`; the part before the slash is the group. A case without a name is what others are made from.
        files: the files of the input by name.
        also: adds to the input folder what is no file: links, FIFOs; beside the folder lies `outside/stranger.log`.
        given: the arguments; a name stands for a file of the input, `.` for the folder, `-` for stdin, which is the file `stdin`.
        options: options behind the arguments.
        exits: how the run may end.
        codes: codes that must be said, separated by blanks; `A|B` wants one of the two.
        may: codes that may be said beside them; any other is a false alarm.
        whole: controllers of which every line must have been read, and none twice.
        extra: how many lines a case adds to such a log.
        least: controllers of which a part must have been read: at least so many lines.
        empty: controllers whose log is known to be there and empty.
        says: words that must stand on stderr or in a reason.
        same: every pair and finding must be that of the good bundle; off where the case changes the story.
        terminal: run it in a terminal too, since it holds text that would act there.
        seconds: how long it may take.
    """

    name: str = ""
    files: Files = dict
    also: Callable[[Path], None] = nothing
    given: tuple[str, ...] = (".",)
    options: tuple[str, ...] = ()
    exits: tuple[int, ...] = (0,)
    codes: str = ""
    may: str = ""
    whole: tuple[str, ...] = ALL
    extra: Mapping[str, int] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    same: bool = True
    terminal: bool = False
    seconds: float = 20

    @property
    def required(self) -> list[set[str]]:
        """The codes that must be said, each as the set of its alternatives."""
        return [set(one.split("|")) for one in self.codes.split()]

    @property
    def allowed(self) -> set[str]:
        """All codes that may be said; lines that a case puts into a log may step back in time."""
        return {"CLOCK_BACKWARD", *self.may.split()}.union(*self.required)
