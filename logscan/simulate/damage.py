"""What happens to logs on the way to the ticket: pure functions from the lines of each controller to files.

Each kind of damage decides by its own dice which controller it hits, and where, so that a seed says it all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from logscan.errors import UnknownName
from logscan.simulate.printer import Line

__all__ = ["DAMAGES", "Damage", "Part", "damage"]

Logs = Mapping[str, Sequence[Line]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file: its name, whose lines it holds, and how they end. Of one controller the oldest part comes first."""

    name: str
    pod: str
    lines: Sequence[Line]
    ending: str = "\n"

    def bytes(self) -> bytes:
        """Give the content."""
        return "".join(f"{line.text}{self.ending}" for line in self.lines).encode()


@dataclass(frozen=True, kw_only=True)
class Damage:
    """A kind of damage: its name, what it does in a sentence, and how."""

    name: str
    does: str
    _hurt: Callable[[Random, Logs], list[Part]] = field(repr=False)

    def apply(self, logs: Logs, *, seed: int) -> tuple[dict[str, list[Line]], dict[str, bytes]]:
        """Give the lines that are left of each controller, each once, and the files.

        Args:
            logs: all lines of each controller, by pod name.
            seed: decides who is hit, and where.
        """
        parts = self._hurt(Random(f"{self.name}/{seed}"), logs)  # noqa: S311 - a history must be repeatable, and keeps no secret
        kept: dict[str, list[Line]] = {pod: [] for pod in logs}
        for part in parts:
            known = set(kept[part.pod])
            kept[part.pod] += [line for line in part.lines if line not in known]
        return kept, {part.name: part.bytes() for part in parts}


def damage(name: str) -> Damage:
    """Give a kind of damage by its name.

    Raises:
        UnknownName: there is none of that name.
    """
    if name not in DAMAGES:
        raise UnknownName(f"no damage is called `{name}`", hint="one of: " + ", ".join(DAMAGES))
    return DAMAGES[name]


def _file(pod: str, lines: Sequence[Line]) -> Part:
    return Part(name=f"{pod}.log", pod=pod, lines=lines)


def _older(pod: str, lines: Sequence[Line]) -> Part:
    return Part(name=f"{pod}-previous.log", pod=pod, lines=lines)


def _one(hurt: Callable[[Random, str, Sequence[Line]], list[Part]]) -> Callable[[Random, Logs], list[Part]]:
    """Hit one controller, and leave the others as they are."""

    def apply(random: Random, logs: Logs) -> list[Part]:
        victim = random.choice(sorted(logs))
        parts = []
        for pod, lines in logs.items():
            parts += hurt(random, pod, lines) if pod == victim else [_file(pod, lines)]
        return parts

    return apply


def _all(hurt: Callable[[Random, str, Sequence[Line]], list[Part]]) -> Callable[[Random, Logs], list[Part]]:
    """Hit every controller."""

    def apply(random: Random, logs: Logs) -> list[Part]:
        return [part for pod, lines in logs.items() for part in hurt(random, pod, lines)]

    return apply


def _somewhere(random: Random, lines: Sequence[Line]) -> int:
    """Give a place in a log, most often among the lines about assets, where it hurts."""
    places = [at for at, line in enumerate(lines) if line.about] if random.random() < 0.8 else []
    return random.choice(places or range(len(lines)))


def _head(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    return [_file(pod, lines[_somewhere(random, lines) :])]


def _tail(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    return [_file(pod, lines[: _somewhere(random, lines) + 1])]


def _gap(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    begin, end = sorted((_somewhere(random, lines), random.randrange(len(lines))))
    return [_file(pod, [*lines[:begin], *lines[end:]])]


def _missing(_random: Random, _pod: str, _lines: Sequence[Line]) -> list[Part]:
    return []


def _empty(_random: Random, pod: str, _lines: Sequence[Line]) -> list[Part]:
    return [_file(pod, [])]


def _info(_random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    return [_file(pod, [line for line in lines if line.level != "DEBU"])]


def _info_for_a_while(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    begin, end = sorted((_somewhere(random, lines), random.randrange(len(lines))))
    return [_file(pod, [line for at, line in enumerate(lines) if line.level != "DEBU" or not begin <= at < end])]


def _twice(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    cut = _somewhere(random, lines)
    return [_older(pod, lines[: cut + 1]), _file(pod, lines[max(0, cut - random.randint(5, 80)) :])]


def _previous(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    starts = [at for at, line in enumerate(lines) if "|MON|/usr/local/bin/monitor starts" in line.text]
    cut = starts[-1] or _somewhere(random, lines)
    return [_older(pod, lines[:cut]), _file(pod, lines[cut:])]


def _rotated(random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    first, second = sorted((_somewhere(random, lines), random.randrange(len(lines))))
    pieces = ((".2", lines[:first]), (".1", lines[first:second]), ("", lines[second:]))
    return [Part(name=f"{pod}.log{age}", pod=pod, lines=piece) for age, piece in pieces if piece]


def _crlf(_random: Random, pod: str, lines: Sequence[Line]) -> list[Part]:
    return [Part(name=f"{pod}.log", pod=pod, lines=lines, ending="\r\n")]


DAMAGES = {
    one.name: one
    for one in (
        Damage(name="head-cut", does="One log begins in the middle.", _hurt=_one(_head)),
        Damage(name="tail-cut", does="One log ends early.", _hurt=_one(_tail)),
        Damage(name="all-cut", does="Every log ends early, each somewhere else.", _hurt=_all(_tail)),
        Damage(name="gap", does="A piece of one log is missing.", _hurt=_one(_gap)),
        Damage(name="missing", does="One controller's log was never collected.", _hurt=_one(_missing)),
        Damage(name="empty", does="One log is a file of no bytes.", _hurt=_one(_empty)),
        Damage(name="info", does="One controller did not log at DEBUG.", _hurt=_one(_info)),
        Damage(name="all-info", does="No controller logged at DEBUG.", _hurt=_all(_info)),
        Damage(name="info-for-a-while", does="One controller was switched to INFO and back.", _hurt=_one(_info_for_a_while)),
        Damage(name="twice", does="The end of the older log is the begin of the newer one.", _hurt=_one(_twice)),
        Damage(name="previous", does="Previous and current container log are two files.", _hurt=_all(_previous)),
        Damage(name="rotated", does="Each log comes in up to three parts.", _hurt=_all(_rotated)),
        Damage(name="crlf", does="A tool has put a carriage return behind every line.", _hurt=_all(_crlf)),
    )
}
