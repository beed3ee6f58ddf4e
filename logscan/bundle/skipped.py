"""What was not read, and why: the code is a contract, the reason is for people."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Skipped"]


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """Something in the input that was not read: where, the code of the contract, and the reason in words."""

    source: str
    code: str
    reason: str
