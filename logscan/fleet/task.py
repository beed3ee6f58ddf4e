"""What is to be analysed, and what came of it: values that travel between processes and machines as JSON and bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Failure", "Options", "Outcome", "Share", "Task"]

GIB = 1 << 30


@dataclass(frozen=True, kw_only=True)
class Options:
    """How every case of a batch is analysed; all of it but `memory`, `seconds` and `split` is part of what results are known by.

    Attributes:
        assume_tz: the zone in which the logs' times are written.
        parsers: folders of further definitions, absolute.
        timeline: keep the rows of the timeline, too.
        html: keep a page for people, too.
        memory: bytes that analysing one case may take; where several share in it, each of them.
        seconds: how long it may take, likewise.
        split: bytes, unpacked, that one worker of several reads of a case, about; a case of less is read by one. 0 for any number.
    """

    assume_tz: str = "UTC"
    parsers: tuple[str, ...] = ()
    timeline: bool = False
    html: bool = False
    memory: int = 4 * GIB
    seconds: int = 3600
    split: int = GIB // 2

    @property
    def limits(self) -> dict[str, int]:
        """What a case that met a limit may be tried again with, once it is more."""
        return {"memory": self.memory, "seconds": self.seconds}

    @property
    def shaping(self) -> dict[str, Any]:
        """What the results depend on; of the folders of definitions their content, which is hashed elsewhere."""
        return {"assume_tz": self.assume_tz, "timeline": self.timeline, "html": self.html}


@dataclass(frozen=True, kw_only=True)
class Share:
    """Which part of a case is read: the number of a share, from 0, and of how many."""

    number: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """One case to be analysed, or a share of one to be read.

    Attributes:
        case: its id.
        base: the folder in which it is read, a path or a URL; nothing of it stands in the result.
        parts: names of files and folders there.
        remote: whether `base` is a URL.
        size: bytes of its files as they lie there, where somebody knows.
        share: what of it is to be read, and nothing judged; all of it when None.
        answers: path of a file with what others have read of it (`logscan.fleet.shares`), empty where nobody has.
        options: of the batch.
    """

    case: str
    base: str
    parts: tuple[str, ...]
    remote: bool = False
    size: int = 0
    share: Share | None = None
    answers: str = ""
    options: Options = field(default_factory=Options)

    def to_json(self) -> bytes:
        """Give it as bytes; names that are no text in this locale survive."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def of_json(cls, text: bytes) -> Task:
        """Give it back."""
        read = json.loads(text)
        options = Options(**{**read["options"], "parsers": tuple(read["options"]["parsers"])})
        share = read["share"] and Share(**read["share"])
        return cls(**{**read, "parts": tuple(read["parts"]), "share": share, "options": options})


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why there is no result: the code of the contract, and the reason for people.

    Attributes:
        passing: another try may go better, though neither the case nor logscan has changed.
    """

    code: str
    error: str
    passing: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a task: files by name, or why there are none.

    Attributes:
        files: result documents and tables.
        failure: None where all went well.
        peak: bytes that the process had at most, 0 where nobody knows.
    """

    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    failure: Failure | None = None
    peak: int = 0
