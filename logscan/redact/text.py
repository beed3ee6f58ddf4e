r"""Text without names: cut into words, each replaced by what stands for it, and put together again.

    key=scan/state/report/workload/59d6... type=modify        the words of NeuVector stay
    Name:k8s_POD_shop-frontend-v4pkz_shop_0b8f..._0           in compounds, all others go, and the numbers with them
    address 10.2.0.54:18300, ip-10-2-0-54.ec2.internal        an address is a word, however it is written
    size=611480 duration=1.5s                                 a number that stands alone says nothing

Everything that is no word stays where it is: blanks, brackets, line ends. So a line stays a line, and a field a field, in any envelope.
Two texts that are equal stay so, since what a word becomes does not depend on where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from logscan.redact.pseudonyms import Pseudonyms
from logscan.redact.vocabulary import PACKAGES

__all__ = ["NAME", "Redactor", "keys"]

_CHARS = rb"[A-Za-z0-9\x80-\xff]"
TOKEN = re.compile(  # each choice but the last begins with a byte that tells most others off: this is what redacting takes its time for
    rb"("
    rb"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?"  # a time
    rb"|\|[A-Z]{4}\|[A-Z]{2,4}\|[a-z0-9]{1,32}\.[\w.()*]{1,120}:"  # level, module and emitter
    rb"|[Vv]er(?:sion)?(?:[=:]|\": ?\")[\w./-]+"  # a version
    rb"|:\d{10}(?!\d)(?:(?<=At:\d{10})|(?<=_at\":\d{10}))"  # a time, in seconds
    rb"|\\u[0-9A-Fa-f]{4}|\\[nrtbf]"  # an escape in JSON, with a letter that belongs to no word
    rb"|\x1b\[[0-9;]{0,15}[mK]"  # a colour
    rb"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,6}:[0-9A-Fa-f]{1,4}(?!%b)"  # an IPv6 or a MAC address
    rb"|::(?:[0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4}(?!%b)"
    rb"|%b+(?:[-_.]%b+)*"
    rb")" % (_CHARS, _CHARS, _CHARS, _CHARS)
)
NAME = re.compile(rb"%b+" % _CHARS)
_KEY = re.compile(rb"(?<![^ ])([A-Za-z_][\w.-]*)=")
_DOTTED = rb"\d{1,3}(?:\.\d{1,3}){3}"
_IPV4 = re.compile(_DOTTED)
_UUID = rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_INSIDE = re.compile(
    rb"(?<![A-Za-z0-9])(?P<uuid>%b)(?![A-Za-z0-9])"
    rb"|(?<![0-9.])(?P<ip>%b)(?!\.?[0-9])"
    rb"|(?<=ip-)(?P<dashed>\d{1,3}(?:-\d{1,3}){3})(?![0-9])"
    rb"|%b+" % (_UUID, _DOTTED, _CHARS)
)
_AMOUNT = re.compile(rb"\d{1,6}\.\d{1,6}|(?:\d{1,6}(?:\.\d{1,9})?(?:ns|us|\xc2\xb5s|ms|s|m|h))+")
_VERSION = re.compile(rb"v?\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[a-z]{1,3}\d{0,3})?|(?:interim/)?master\.\d{1,6}")
_HEADED = re.compile(rb"[Vv]er(?:sion)?(?:[=:]|\": ?\")")
_SECONDS = (1_420_070_400, 2_051_222_400)  # 2015 to 2035
_HARMLESS_DIGITS = 6
_HARMLESS_ADDRESSES = (b"0.0.0.0", b"127.0.0.1", b"255.255.255.255")  # which name nobody


def keys(text: bytes) -> set[bytes]:
    """Give the words of what looks like the keys of a line, wherever in it."""
    return {word for key in _KEY.findall(text) for word in NAME.findall(key) if not word[:1].isdigit()}


class Redactor(dict[bytes, bytes]):
    """What each token becomes, worked out when it is first met.

    Args:
        pseudonyms: gives words their pseudonyms.
        stays: the words that stay.
        shift: minutes by which all times are moved.
    """

    MOST = 1 << 20  # tokens that are kept; what a word becomes is known to the pseudonyms in any case

    def __init__(self, pseudonyms: Pseudonyms, stays: AbstractSet[bytes], *, shift: int = 0) -> None:
        super().__init__()
        self._pseudonyms = pseudonyms
        self._stays = stays
        self._shift = timedelta(minutes=shift)
        self._days: dict[bytes, bytes] = {}

    def text(self, text: bytes) -> bytes:
        """Give text without names."""
        parts = TOKEN.split(text)
        parts[1::2] = map(self.__getitem__, parts[1::2])
        return b"".join(parts)

    def __missing__(self, token: bytes) -> bytes:
        when = self._when(token)
        if when is not None:  # which hardly comes again
            return when
        if len(self) >= self.MOST:
            self.clear()
        told = self[token] = self._told(token)
        return told

    def _when(self, token: bytes) -> bytes | None:
        """Give a time, moved; None where the token is none."""
        if token[13:14] == b":" and token[4:5] in (b"-", b"/") and token[:4].isdigit():
            return self._time(token)
        if len(token) == 11 and token[:1] == b":" and token[1:].isdigit():
            return b":" + self._epoch(token[1:])
        return self._epoch(token) if len(token) in (13, 19) and token.isdigit() else None

    def _told(self, token: bytes) -> bytes:
        """Give what a token becomes that is no time."""
        first = token[:1]
        if first in (b"\x1b", b"\\"):
            return _escape(token)
        if first == b"|":
            level, module, emitter = token[1:].split(b"|")
            known = {level, module} <= self._stays and emitter.partition(b".")[0] in PACKAGES
            return token if known else self._each(token)
        version = _HEADED.match(token)
        if version is not None:
            number = token[version.end() :]
            return version[0] + (number if _VERSION.fullmatch(number) else self.text(number))
        return self._hardware(token) if b":" in token else self._compound(token)

    def _each(self, token: bytes) -> bytes:
        """Replace each word of a token, as if it stood in a compound."""
        return NAME.sub(lambda found: self._word(found[0], alone=False), token)

    def _compound(self, token: bytes) -> bytes:
        if NAME.fullmatch(token):
            return self._word(token, alone=True)
        if _AMOUNT.fullmatch(token):
            return token
        return _INSIDE.sub(self._part, token)

    def _part(self, found: re.Match[bytes]) -> bytes:
        if found["ip"] is not None:
            return self._address(found["ip"])
        if found["uuid"] is not None:
            return self._pseudonyms.uuid(found["uuid"])
        if found["dashed"] is not None:
            return self._address(found["dashed"].replace(b"-", b".")).replace(b".", b"-")
        return self._word(found[0], alone=False)

    def _word(self, word: bytes, *, alone: bool) -> bytes:
        if word in self._stays and (alone or len(word) > 1):  # one letter in a compound numbers something
            return word
        if alone and ((word.isdigit() and len(word) <= _HARMLESS_DIGITS) or _AMOUNT.fullmatch(word)):
            return word
        return self._pseudonyms.word(word)

    def _address(self, dotted: bytes) -> bytes:
        if any(int(number) > 255 for number in dotted.split(b".")):
            return self._each(dotted)
        return dotted if dotted in _HARMLESS_ADDRESSES else self._pseudonyms.address(dotted)

    def _hardware(self, token: bytes) -> bytes:
        if token.count(b":") == 5 and all(len(pair) == 2 for pair in token.split(b":")):
            return self._pseudonyms.hardware(token)
        return self._each(token)

    def _time(self, token: bytes) -> bytes:
        return self.minute(token[:16]) + token[16:] if self._shift else token

    def minute(self, minute: bytes) -> bytes:
        """Move a minute, `2024-01-25T23:44` or with slashes, by whole minutes."""
        moved = self._days.get(minute)
        if moved is None:
            if len(self._days) >= self.MOST:
                self._days.clear()
            moved = self._days[minute] = self._moved(minute)
        return moved

    def _moved(self, minute: bytes) -> bytes:
        form = f"%Y{chr(minute[4])}%m{chr(minute[7])}%d{chr(minute[10])}%H:%M"
        try:
            when = datetime.strptime(minute.decode(), form)  # noqa: DTZ007 - the zone of a log is not in it
        except ValueError:
            return re.sub(rb"\d", b"0", minute)  # no calendar has it: it may be anything
        return (when + self._shift).strftime(form).encode() if when.year >= 1971 else minute

    def _epoch(self, digits: bytes) -> bytes:
        unit = 10 ** (len(digits) - 10)
        if not _SECONDS[0] <= int(digits) // unit < _SECONDS[1]:
            return self._pseudonyms.word(digits)
        return b"%d" % (int(digits) + int(self._shift.total_seconds()) * unit)


def _escape(token: bytes) -> bytes:
    """Give an escape of a JSON string; one that stands for a letter or a digit, as part of a word, for another."""
    return (
        b"\\u0078" if len(token) == 6 and token[1:2] == b"u" and chr(int.from_bytes(bytes.fromhex(token[2:].decode()))).isalnum() else token
    )
