"""What was not read, and why: the code is a contract, the reason is for people."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Skipped"]


_UNREAD = ("INPUT_UNREADABLE", "INPUT_TRUNCATED", "INPUT_CORRUPT", "ARCHIVE_UNSUPPORTED", "ARCHIVE_ENCRYPTED")


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Something in the input that was not read: where, the code of the contract, and the reason in words."""

    source: str
    code: str
    reason: str

    @property
    def unread(self) -> bool:
        """Whether it says that something could not be read, or not to its end."""
        return self.code in _UNREAD or self.code.startswith("LIMIT_")
