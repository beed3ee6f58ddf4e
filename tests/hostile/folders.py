"""Folders and plain files: links, what is no file, what is empty or cannot be read, what is there twice, several logs in one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from tests.hostile.case import ALL, LOGS, PODS, Case, nothing
from tests.hostile.forge import gzip_member
from tests.stories import files, pod

__all__ = ["CASES", "good", "lines_of", "log_files"]


def good(more: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Give the files of the good bundle, with some more."""
    return {**log_files(LOGS), **(more or {})}


def log_files(logs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give logs as files."""
    return {f"{name}.log": log for name, log in logs.items()}


def lines_of(log: bytes) -> list[bytes]:
    r"""Give the lines of a log, each with its `\n`."""
    return [line + b"\n" for line in log.split(b"\n")[:-1]]


def _overlapping(log: bytes) -> tuple[bytes, bytes]:
    """Give a log as the log of a former container and the present one, which share a stretch."""
    lines = lines_of(log)
    return b"".join(lines[: len(lines) * 2 // 3]), b"".join(lines[len(lines) // 3 :])


def _link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


def _forbidden(*names: str) -> Callable[[Path], None]:
    def forbid(folder: Path) -> None:
        for name in names:
            (folder / name).chmod(0)

    return forbid


def _interleaved() -> bytes:
    """Give the lines of all logs in the order of time, with nothing that tells them apart."""
    lines: list[bytes] = [line for log in LOGS.values() for line in lines_of(log)]
    lines.sort(key=lambda line: line[:23])
    return b"".join(lines)


def _stepping_back() -> bytes:
    """Give charlie's log with a clock that goes back by two hours before its last quarter: a zone, not the disorder of goroutines."""
    lines = lines_of(LOGS["charlie"])
    turn = len(lines) * 3 // 4
    return b"".join([*lines[:turn], *(line.replace(b"T10:", b"T08:", 1) for line in lines[turn:])])


def _versions() -> dict[str, bytes]:
    newer = files("charlie 1:register 1.2:add=scheduled 2.1:modify=scanning 3.1:modify=finished", version="v5.3.0")
    return {**good(), "charlie.log": newer["charlie.log"].encode()}


_LINK = Case(codes="ARCHIVE_LINK_SKIPPED")
_SPECIAL = Case(codes="ARCHIVE_SPECIAL_SKIPPED")
_BRAVO = lines_of(LOGS["bravo"])

CASES = (
    Case(name="folder/good", files=good),
    Case(name="folder/deep", files=lambda: {f"{'d/' * depth}{name}.log": log for depth, (name, log) in enumerate(LOGS.items(), 20)}),
    Case(name="folder/same-name", files=lambda: {f"{name}/controller.log": log for name, log in LOGS.items()}),
    Case(name="folder/one-by-one", files=good, given=("charlie.log", "alpha.log", "bravo.log", "alpha.log")),
    replace(_LINK, name="folder/link-outside", files=good, also=_link("more.log", "../outside/stranger.log")),
    replace(_LINK, name="folder/link-outside-folder", files=good, also=_link("more", "../outside")),
    replace(_LINK, name="folder/link-inside", files=good, also=_link("again.log", "bravo.log")),
    replace(_LINK, name="folder/link-loop", files=good, also=_link("loop", ".")),
    replace(_LINK, name="folder/link-to-itself", files=good, also=_link("loop.log", "loop.log")),
    replace(_LINK, name="folder/link-to-nothing", files=good, also=_link("gone.log", "no-such-file")),
    replace(_LINK, name="folder/link-to-a-device", files=good, also=_link("zero.log", "/dev/zero")),
    Case(
        name="folder/hard-link",
        files=good,
        also=lambda folder: (folder / "again.log").hardlink_to(folder / "bravo.log"),
        codes="ARCHIVE_LINK_SKIPPED|DUPLICATE_FILE",
    ),
    replace(_SPECIAL, name="special/fifo", files=good, also=lambda folder: os.mkfifo(folder / "fifo.log")),
    replace(_SPECIAL, name="special/socket", files=good, also=lambda folder: os.mknod(folder / "listener", stat.S_IFSOCK | 0o600)),
    replace(_SPECIAL, name="special/endless-device", files=good, given=(".", "/dev/zero")),
    replace(_SPECIAL, name="special/only-a-fifo", also=lambda folder: os.mkfifo(folder / "fifo"), given=("fifo",), exits=(4,), whole=()),
    Case(name="empty/folder", also=nothing, exits=(4,), codes="INPUT_EMPTY", whole=()),
    Case(name="empty/folders", also=lambda folder: (folder / "a" / "b").mkdir(parents=True), exits=(4,), codes="INPUT_EMPTY", whole=()),
    Case(name="empty/file", files=lambda: {"alpha.log": b""}, exits=(4,), codes="INPUT_EMPTY", whole=()),
    Case(
        name="empty/log",
        files=lambda: {**good(), "bravo.log": b"", f"{pod('bravo')}.log": b""},
        codes="INPUT_EMPTY",
        whole=("alpha", "charlie"),
        empty=("bravo",),
        same=False,
    ),
    Case(
        name="unreadable/file", files=lambda: good({"more.log": b"x\n"}), also=_forbidden("more.log"), exits=(3,), codes="INPUT_UNREADABLE"
    ),
    Case(name="unreadable/folder", files=lambda: good({"d/x.log": b"x\n"}), also=_forbidden("d"), exits=(3,), codes="INPUT_UNREADABLE"),
    Case(name="unreadable/input-error", files=good, given=(".", "/proc/self/mem"), exits=(0, 3), codes="INPUT_UNREADABLE|INPUT_EMPTY"),
    Case(name="unreadable/all", files=good, also=_forbidden(*good()), exits=(4,), codes="INPUT_UNREADABLE", whole=()),
    Case(name="twice/file", files=lambda: good({"copy of bravo.log": LOGS["bravo"]}), codes="DUPLICATE_FILE"),
    Case(name="twice/compressed", files=lambda: good({"bravo.log.gz": gzip_member(LOGS["bravo"])}), codes="DUPLICATE_FILE"),
    Case(
        name="twice/previous",
        files=lambda: {**good(), **dict(zip(("bravo-previous.log", "bravo.log"), _overlapping(LOGS["bravo"]), strict=True))},
        codes="DUPLICATE_OVERLAP",
    ),
    Case(name="twice/begin", files=lambda: good({"a.log": b"".join(_BRAVO[:30])}), codes="DUPLICATE_OVERLAP", may="DUPLICATE_FILE"),
    Case(name="twice/cut-in-a-line", files=lambda: good({"a.log": LOGS["bravo"][:4000]}), codes="DUPLICATE_OVERLAP", may="DUPLICATE_FILE"),
    Case(name="twice/middle", files=lambda: good({"a.log": b"".join(_BRAVO[10:30])}), codes="DUPLICATE_OVERLAP", may="DUPLICATE_FILE"),
    Case(
        name="twice/genuine",  # one log says the same again and again, in one millisecond: that is no duplicate
        files=lambda: {**good(), "bravo.log": b"".join([*_BRAVO, *_BRAVO[-1:] * 50])},
        extra={"bravo": 50},
    ),
    Case(
        name="twice/alike",  # the same lines but for the pod: two controllers in agreement
        files=lambda: {name: log.replace(b"5.2.4", b"5.2.5") if name == "bravo.log" else log for name, log in good().items()},
        may="MIXED_VERSIONS",
    ),
    Case(name="several/one-behind-the-other", files=lambda: {"all.log": b"".join(LOGS.values())}, codes="MULTI_SOURCE"),
    Case(name="several/in-one-stream", files=lambda: {"stdin": b"".join(LOGS.values())}, given=("-",), codes="MULTI_SOURCE"),
    Case(
        name="several/mixed-with-prefix",
        files=lambda: {
            "all.log": b"".join(
                line
                for _, line in sorted(
                    (
                        (line[:23], b"[pod/" + name.encode() + b"/neuvector-controller-pod] " + line)
                        for name, log in PODS.items()
                        for line in lines_of(log)
                    ),
                    key=itemgetter(0),  # lines of one moment keep the order in which their controller printed them
                )
            )
        },
        codes="MULTI_SOURCE",
    ),
    Case(
        name="several/mixed-without-prefix",
        files=lambda: {"all.log": _interleaved()},
        exits=(4,),
        codes="MULTI_SOURCE",
        whole=(),
        least=dict.fromkeys(ALL, 0),
        same=False,
    ),
    Case(name="versions/mixed", files=_versions, codes="MIXED_VERSIONS", whole=("alpha", "bravo"), least={"charlie": 40}, same=False),
    Case(name="clock/backward", files=lambda: {**good(), "charlie.log": _stepping_back()}, codes="CLOCK_BACKWARD", same=False),
)
