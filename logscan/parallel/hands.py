"""Processes that help to read.

Each is a Python of its own that is started like a program, and asked through its stdin: so it makes no difference whether logscan runs as
a command, in a notebook, or in a script that comes through a pipe, and nothing of the caller is run twice. The asking process reads, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from logscan.errors import HelperLost
from logscan.parallel.message import digest, range_question, read_answer, receive, send
from logscan.parallel.ranges import Range, Ranged
from logscan.parse.catalog import Catalog

__all__ = ["START", "Hands", "Work"]

START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from logscan.helper import main; main()"


class Hands:
    """Those that help to read one input: started when there is something for them, and gone at the end.

    Args:
        jobs: how many processes may read, this one among them.
        folders: of the user's definitions.
    """

    def __init__(self, jobs: int, folders: Sequence[Path] = ()) -> None:
        self._jobs = jobs
        self._folders = folders
        self._helpers: list[_Helper] = []

    def __enter__(self) -> Self:
        """Start nobody yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End those that were started."""
        for helper in self._helpers:
            helper.end()
        self._helpers.clear()

    @property
    def pay(self) -> bool:
        """Whether a large file is read sooner with their help."""
        return self._jobs > 1

    def read(self, ranges: Sequence[Range], catalog: Catalog, own: Callable[[Range], Ranged | None]) -> list[Ranged | None]:
        """Give what ranges hold, in order.

        Args:
            ranges: of one file.
            catalog: the definitions.
            own: reads a range in this process.

        Raises:
            HelperLost: a helper ended before its time.
        """
        work = self.share([range_question(one) for one in ranges], catalog)
        found: dict[int, Ranged | None] = {}
        while (number := work.next()) is not None:
            found[number] = own(ranges[number])
        return [found[number] if number in found else read_answer(work.wait(number)) for number in range(len(ranges))]

    def share(self, questions: Sequence[bytes], catalog: Catalog) -> Work:
        """Let helpers begin to answer questions, the last one first; who asks may take some of them, too."""
        self._start(min(self._jobs, len(questions)) - 1, catalog)
        work = Work(questions)
        for helper in self._helpers:
            threading.Thread(target=helper.work, args=(work,), daemon=True).start()
        return work

    def known(self, question: bytes) -> list[memoryview] | None:  # noqa: ARG002 - who can answer at once says what
        """Give an answer that is there already; None where there is none."""
        return None

    def _start(self, several: int, catalog: Catalog) -> None:
        known = digest(catalog) if several > len(self._helpers) else ""
        while len(self._helpers) < several:
            self._helpers.append(_Helper(self._folders, known))


class Work:
    """Questions that nobody has taken yet, and the answers to others."""

    def __init__(self, questions: Sequence[bytes]) -> None:
        self.questions = questions
        self._left = dict.fromkeys(range(len(questions)))
        self._answers: dict[int, list[memoryview]] = {}
        self._lost: HelperLost | None = None
        self._changed = threading.Condition()

    def next(self) -> int | None:
        """Take the first question that is left; None where there is none.

        Raises:
            HelperLost: a helper ended before its time.
        """
        with self._changed:
            self._raise()
            number = next(iter(self._left), None)
            self._left.pop(number, None)  # type: ignore[arg-type]
            return number

    def last(self) -> int | None:
        """Take the last question that is left; None where there is none."""
        with self._changed:
            return self._left.popitem()[0] if self._left else None

    def take(self, number: int) -> bool:
        """Take a question; False where somebody has it already."""
        with self._changed:
            return self._left.pop(number, ()) is None

    def answer(self, number: int, parts: list[memoryview]) -> None:
        """Give the answer to a question."""
        with self._changed:
            self._answers[number] = parts
            self._changed.notify_all()

    def lose(self, lost: HelperLost) -> None:
        """Say that a helper is gone, and what it had taken has no answer."""
        with self._changed:
            self._lost = lost
            self._changed.notify_all()

    def wait(self, number: int) -> list[memoryview]:
        """Give the answer to a question that somebody has taken.

        Raises:
            HelperLost: a helper ended before its time.
        """
        with self._changed:
            while number not in self._answers:
                self._raise()
                self._changed.wait()
            return self._answers.pop(number)

    def _raise(self) -> None:
        if self._lost is not None:
            raise self._lost


class _Helper:
    def __init__(self, folders: Sequence[Path], known: str) -> None:
        own = str(Path(__file__).resolve().parents[2])
        path = [own, *(one for one in sys.path if one and one != own)]  # never the folder that somebody happens to stand in
        command = [sys.executable, "-P", "-c", START, json.dumps(path)]
        self._process = subprocess.Popen(  # noqa: S603 - it is this Python, and what it runs stands above
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._known = known
        self._folders = [str(folder.absolute()) for folder in folders]
        self._greeted = False
        self._busy = threading.Lock()

    def work(self, work: Work) -> None:
        """Let the process answer questions until none is left; not while it answers others, and one that cannot start is done without."""
        if not self._busy.acquire(blocking=False):
            return
        number = None
        questions, answers = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)
        try:
            if not self._greeted:
                send(questions, json.dumps(self._folders).encode())
                self._greeted = bytes(receive(answers)[0]).decode() == self._known
            while self._greeted and (number := work.last()) is not None:
                send(questions, work.questions[number])
                work.answer(number, receive(answers))
        except (EOFError, OSError, ValueError):
            if number is not None:
                work.lose(self._said())
        finally:
            self._busy.release()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with suppress(OSError):
            cast("BinaryIO", self._process.stdin).close()
        self._process.wait()
        cast("BinaryIO", self._process.stdout).close()

    def _said(self) -> HelperLost:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        code = self._process.poll()
        why = f"signal {-code} ended it: it may have needed more memory than there is" if code and code < 0 else f"it ended with {code}"
        return HelperLost("a process that helped to read is gone", why=why, hint="--jobs 1 reads everything in one process")
