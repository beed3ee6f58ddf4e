"""How much may come out of an input, and one account for a whole case that every reader charges.

A small file can unpack into a disk full of zeros, and one archive can hold another without end. What a log needs is far below these
limits, so they are only met by accident or by malice; each message names the option that raises its limit.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Budget", "Grace", "LimitReached", "Limits", "Meter"]

_AFTER_A_STOP = 8 << 20  # enough for the next member to show that it is an honest one; half as much after each further stop


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one case may cost.

    Attributes:
        max_bytes: decompressed bytes, of all layers together; plain files cost nothing.
        max_ratio: decompressed bytes for each compressed one. Deflate ends at 1,032; a log that repeats one line with a new time
            reaches 50 to 400.
        ratio_grace: bytes of each attached file beyond that ratio: small things may be as repetitive as they like.
        max_depth: layers of archives and compression inside one another; `a.tar.gz` has two.
        max_files: files and archive members.
        max_spool: bytes of one archive that must be kept in a temporary file, because it can only be read from its end.
    """

    max_bytes: int = 64 << 30
    max_ratio: int = 500
    ratio_grace: int = 64 << 20
    max_depth: int = 8
    max_files: int = 100_000
    max_spool: int = 4 << 30


class LimitReached(Exception):
    """Reading one source ends here; never leaves `logscan.bundle`, where it becomes a `Skipped`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Budget:
    """What a case has cost so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.made = 0
        self.files = 0

    def count_file(self) -> None:
        """Charge one file, member, link or empty compressed stream.

        Raises:
            LimitReached: `LIMIT_FILES`.
        """
        if self.files >= self.limits.max_files:
            raise LimitReached(
                "LIMIT_FILES", f"more than {self.limits.max_files:,} files: the rest is not read (--max-files raises the limit)"
            )
        self.files += 1

    @property
    def enough(self) -> bool:
        """Whether nothing was stopped by it so far."""
        return self.made <= self.limits.max_bytes and self.files < self.limits.max_files

    def charge(self, made: int, files: int) -> bool:
        """Charge what was read at another time; False, and nothing charged, where reading it now would be stopped."""
        fits = self.made + made <= self.limits.max_bytes and self.files + files <= self.limits.max_files
        if fits:
            self.made += made
            self.files += files
        return fits


class Grace:
    """Bytes of one attached file for which the ratio does not matter, to be shared by everything in it."""

    def __init__(self, limits: Limits) -> None:
        self.left = limits.ratio_grace


class Meter:
    """The account of a compressed stream that stands in no other, and of all that stand in it.

    The ratio of what is nested is taken against the outermost stream, not against the layer above: two layers of 1:1,000 are
    1:1,000,000. Streams beside one another have accounts of their own, so that an honest one does not pay for a bomb.
    """

    def __init__(self, budget: Budget, grace: Grace) -> None:
        self._budget = budget
        self._grace = grace
        self._eaten = 0
        self._credit = 0
        self._stops = 0

    def read_up_to(self, offset: int) -> None:
        """Note how far the compressed stream was read; reading a part again earns nothing."""
        fresh = max(0, offset - self._eaten)
        self._eaten += fresh
        self._credit += fresh * self._budget.limits.max_ratio

    def made(self, count: int) -> None:
        """Charge decompressed bytes.

        Raises:
            LimitReached: `LIMIT_BYTES` or `LIMIT_RATIO`; the bytes charged are still good. What is nested beside a stream that was
                stopped starts with a small credit: the first ones may be honest, but a thousand bombs must not cost more than a few.
        """
        budget = self._budget
        budget.made += count
        self._credit -= count
        if budget.made > budget.limits.max_bytes:
            raise LimitReached(
                "LIMIT_BYTES", f"more than {size(budget.limits.max_bytes)} decompressed: reading stops here (--max-bytes raises the limit)"
            )
        if self._credit < 0:
            help_given = min(-self._credit, self._grace.left)
            self._grace.left -= help_given
            self._credit += help_given
        if self._credit < 0 or (self._stops and self._credit == 0):
            self._credit = _AFTER_A_STOP >> self._stops
            self._stops += 1
            raise LimitReached(
                "LIMIT_RATIO",
                f"decompresses to more than {budget.limits.max_ratio:,} times its size, and its file to more than "
                f"{size(budget.limits.ratio_grace)} beyond that: reading stops here (--max-ratio raises the limit)",
            )


def size(count: int) -> str:
    """Give a number of bytes as people say it: `256 MiB`."""
    for unit in ("bytes", "KiB", "MiB"):
        if count < 1024:
            return f"{count:,} {unit}"
        count //= 1024
    return f"{count:,} GiB"
