"""What stands for a name: made of the name and a key that nobody else has, of the same shape, and never the name of anything else.

    payments-prod -> kqtbwzfa-ylrn    q8m2x -> 83d0c    4e71b20c -> 1f07c94a    10.2.0.54 -> 10.171.9.203

Without the key nothing leads back: a plain hash of an address is undone by trying all addresses.
"""

from __future__ import annotations

import hmac
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import count, islice

__all__ = ["PREFIX", "Pseudonyms"]

PREFIX = 12  # hexadecimal digits by which people and docker shorten an id: ids that begin alike, end up beginning alike
TRIES = 200  # of a name that is so short that all pseudonyms of its shape may be taken
SUFFIX = b"2456789bcdfghjklmnpqrstvwxz"  # of which Kubernetes makes the ends of names
KEPT_BYTES = 256  # a longer word is replaced, but not noted

_HEX = re.compile(rb"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{3,}|(?=.*[0-9])(?=.*[A-F])[0-9A-F]{4,}|[0-9a-f]{32,}")
_BASE32 = re.compile(rb"[A-Z2-7]{4}")
_LOWER, _UPPER, _DIGIT = b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
_LOWER_HEX, _UPPER_HEX = b"0123456789abcdef", b"0123456789ABCDEF"


class Pseudonyms:
    """Gives each name its pseudonym.

    Args:
        key: secret.
        pairs: pseudonyms by name, that were given before and stay.
        never: words that are no pseudonym, for they stand for themselves.

    Attributes:
        pairs: all that were given.
        names: all names that are to be hidden, also those not seen yet: none of them is a pseudonym of another.
    """

    def __init__(self, key: bytes, pairs: Mapping[bytes, bytes], never: AbstractSet[bytes]) -> None:
        self.pairs = dict(pairs)
        self.names: set[bytes] = set(pairs)
        self._key = key
        self._never = never
        self._taken = set(self.pairs.values())

    def word(self, name: bytes) -> bytes:
        """Give the pseudonym of a word: a digit for a digit, a letter for a letter; of hexadecimal digits, such."""
        if (known := self.pairs.get(name)) is not None:
            return known
        if len(name) > KEPT_BYTES:
            return _spelt(name, next(self._chances(name, b"word")))
        if len(name) > PREFIX and _HEX.fullmatch(name) and _HEX.fullmatch(name[:PREFIX]):
            head, shape = self.word(name[:PREFIX]), name[PREFIX:]
            return self._given(name, (head + _spelt(shape, chance, like=name) for chance in self._chances(name, b"word")))
        return self._given(name, (_spelt(name, chance) for chance in self._chances(name, b"word")))

    def address(self, dotted: bytes) -> bytes:
        """Give the pseudonym of an IPv4 address: one of 10.0.0.0/8."""
        numbers = (b"10.%d.%d.%d" % (chance[0], chance[1], 1 + chance[2] % 254) for chance in self._chances(dotted, b"address"))
        return self.pairs.get(dotted) or self._given(dotted, numbers)

    def hardware(self, mac: bytes) -> bytes:
        """Give the pseudonym of a MAC address: a locally administered one."""
        spelt = (b"02:" + chance[:5].hex(":").encode() for chance in self._chances(mac, b"hardware"))
        return self.pairs.get(mac) or self._given(mac, spelt)

    def uuid(self, uuid: bytes) -> bytes:
        """Give the pseudonym of a UUID, which is one whatever letters and digits it has."""
        spelt = (chance[:16].hex().encode() for chance in self._chances(uuid, b"uuid"))
        grouped = (b"-".join((one[:8], one[8:12], one[12:16], one[16:20], one[20:])) for one in spelt)
        return self.pairs.get(uuid) or self._given(uuid, (one.upper() if uuid.isupper() else one for one in grouped))

    def suffixes(self, names: Iterable[bytes]) -> None:
        """Give words that Kubernetes puts into names of pods such ones, those of one length in the order in which the words stand.

        Of several lines that prove the same, the one of the first controller is shown, so controllers stay in their order.
        """
        of_length: dict[int, list[bytes]] = {}
        for name in sorted(set(names) - self.pairs.keys() - self._never):
            of_length.setdefault(len(name), []).append(name)
        for own in of_length.values():
            drawn: set[bytes] = set()
            for name in own:
                chances = (bytes(SUFFIX[one % len(SUFFIX)] for one in chance[: len(name)]) for chance in self._chances(name, b"suffix"))
                drawn.add(next(one for one in islice(chances, TRIES) if self._free(one) and one not in drawn))
            for name, chosen in zip(own, sorted(drawn), strict=True):
                self._note(name, chosen)

    def in_order(self, names: Iterable[bytes]) -> None:
        """Give words pseudonyms that stand between the words that stay where they stand, and in the order in which they stand.

        Keys of a line are known by their order, and a value may have ` name=` in it: the line must be read like the one that it was.
        """
        rooms: dict[bytes, list[bytes]] = {}
        stay = sorted(self._never)
        for name in sorted(set(names) - self.pairs.keys() - self._never):
            place = bisect_left(stay, name)
            rooms.setdefault(stay[place - 1] if place else b"A", []).append(name)
        for before, own in rooms.items():
            drawn: set[int] = set()
            for name in own:
                chances = (int.from_bytes(chance[:8]) % 10**9 for chance in self._chances(name, b"order"))
                drawn.add(next(one for one in chances if one not in drawn and self._free(b"%b0%09d" % (before, one))))
            for name, number in zip(own, sorted(drawn), strict=True):
                self._note(name, b"%b0%09d" % (before, number))

    def number(self, what: bytes, below: int) -> int:
        """Give a number that only the key decides."""
        return int.from_bytes(hmac.digest(self._key, b"number\0" + what, "sha256")) % below

    def _given(self, name: bytes, candidates: Iterator[bytes]) -> bytes:
        chosen = b""
        for attempt, chosen in enumerate(candidates):
            if self._free(chosen) and chosen != name:
                break
            if attempt >= TRIES and chosen not in self._taken and chosen not in self._never:
                break  # it is so short that all others are taken, or somebody's name
            if attempt >= 2 * TRIES and (chosen := b"x" + chosen) not in self._taken:
                break
        self._note(name, chosen)
        return chosen

    def _free(self, pseudonym: bytes) -> bool:
        return pseudonym not in self._taken and pseudonym not in self._never and pseudonym not in self.names

    def _note(self, name: bytes, pseudonym: bytes) -> None:
        self.pairs[name] = pseudonym
        self.names.add(name)
        self._taken.add(pseudonym)

    def _chances(self, name: bytes, kind: bytes) -> Iterator[bytes]:
        """Give what the key makes of a name, as many bytes as it has and 32 at least, again and again."""
        for attempt in count():
            seed = hmac.digest(self._key, b"%b\0%d\0%b" % (kind, attempt, name), "sha256")
            yield (
                seed
                if len(name) <= len(seed)
                else b"".join(hmac.digest(seed, b"%d" % block, "sha256") for block in range(1 + len(name) // len(seed)))
            )


def _spelt(name: bytes, chance: bytes, *, like: bytes = b"") -> bytes:
    """Write chance in the shape of a name; `like` is the whole that it is a part of."""
    whole = like or name
    base32 = _BASE32.fullmatch(whole) is not None
    if _HEX.fullmatch(whole):
        digits = b"ABCDEF234567" if base32 else _UPPER_HEX if any(byte in b"ABCDEF" for byte in whole) else _LOWER_HEX
        return bytes(digits[one % len(digits)] for one in chance[: len(name)])
    numbers = b"234567" if base32 else _DIGIT
    spelt = bytearray()
    for byte, one in zip(name, chance, strict=False):
        symbols = numbers if byte in _DIGIT else _UPPER if byte in _UPPER else _LOWER
        spelt.append(symbols[one % len(symbols)])
    return bytes(spelt)
