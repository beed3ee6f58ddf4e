"""The private map: the key, and every name with its pseudonym. Whoever has it can undo what was done, so it stays with its owner.

{"schema": "logscan.redact/1", "key": "9f0c...", "names": {"payments": "kqtbwzfa", ...}}
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from logscan.errors import UsageError

__all__ = ["PrivateMap"]

SCHEMA = "logscan.redact/1"
KEY_BYTES = 32


@dataclass(kw_only=True)
class PrivateMap:
    """A key, and pseudonyms by name; bytes that are no UTF-8 are kept as surrogates in the file."""

    key: bytes
    names: dict[bytes, bytes] = field(default_factory=dict)

    @classmethod
    def new(cls) -> PrivateMap:
        """Give one with a key that nobody has."""
        return cls(key=secrets.token_bytes(KEY_BYTES))

    @classmethod
    def read(cls, path: Path) -> PrivateMap:
        """Read one, so that another bundle of the same case gets the same pseudonyms.

        Raises:
            UsageError: it cannot be read, or is something else.
        """
        try:
            return cls.of(path.read_bytes(), path)
        except OSError as error:
            raise UsageError(f"cannot read {path}", why=error.strerror or "") from error

    @classmethod
    def of(cls, content: bytes, path: Path) -> PrivateMap:
        """Give the one that a file holds; else like `read`."""
        hint = "another place makes a new map; the one that was written for this case goes on with its pseudonyms"
        try:
            said = json.loads(content)
            names = {_bytes(name): _bytes(pseudonym) for name, pseudonym in said["names"].items()}
            found, schema = cls(key=bytes.fromhex(said["key"]), names=names), said["schema"]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(f"{path} is no private map", why="it was not written by logscan redact", hint=hint) from error
        if schema != SCHEMA or len(found.key) != KEY_BYTES:
            raise UsageError(f"{path} is no private map of this version", why=f"it is not {SCHEMA}", hint=hint)
        return found

    def json(self) -> str:
        """Give it as it is written: the same map, the same bytes."""
        names = {_text(name): _text(pseudonym) for name, pseudonym in sorted(self.names.items())}
        return json.dumps({"schema": SCHEMA, "key": self.key.hex(), "names": names}, indent=0) + "\n"


def _text(word: bytes) -> str:
    return word.decode("utf-8", "surrogateescape")


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")
