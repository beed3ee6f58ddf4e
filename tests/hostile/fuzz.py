"""Coverage-guided fuzzing of everything that reads a stranger's bytes: `python tests/hostile/fuzz.py MINUTES [TARGET...]`.

The minutes are shared by the targets, each of which runs in a process of its own. Seeds are made by `inputs.py`; nothing is kept. What
is found is printed as a Python literal, to become a case there. Needs atheris, which is no dependency of the tests.
"""

from __future__ import annotations

import io
import operator
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent.parent))

__all__ = ["OPERATIONS", "TARGETS", "freeing", "main"]

ONE = "--one"
BYTES = 64 << 10
MEGABYTES = 2048
SECONDS = 20  # for one input; the slowest honest one takes a hundredth of that
WORDS = (
    *(
        b"\x1f\x8b\x08",
        b"BZh9",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"PK\x07\x08",
        b"PK\x06\x06",
    ),
    *(b"ustar\x0000", b"ustar  \0", b"././@LongLink", b"././@PaxHeader", b"GNU.sparse.major=1", b" path=", b" size="),
    *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\r\n", b"\x1b[31m", b"|DEBU|CTL|", b"cache.scanStateHandler: - key=", b" type=modify"),
    *(
        b"stdout F ",
        b"stderr P ",
        b'{"log":"',
        b'\\n","stream":"stdout","time":"',
        b"[pod/",
        b'{"message":"',
        b'"podName":"',
        b"controller-1  | ",
    ),
    *(
        b'{"workloads":[',
        b'"scan_summary":{"status":"',
        b'"events":[{"timestamp":',
        b'{"data":{"result":[{"stream":{}',
        b'"values":[["1',
        b"\\ud800",
    ),
)
Target = Callable[[bytes], None]
Comparison = Callable[[object, object, int, int, bool], object]  # left, right, operation, place in the code, whether left is constant
OPERATIONS: dict[str, Callable[[Any, Any], object]] = {  # as Python numbers them
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}


def _extract() -> Target:
    """The reader: every line is counted as exactly one kind."""
    from logscan.parse.catalog import Catalog
    from logscan.parse.extract import extract

    catalog = Catalog.load()

    def target(data: bytes) -> None:
        found = extract(io.BytesIO(data), catalog)
        coverage = found.coverage
        assert coverage.lines == coverage.understood + sum(coverage.foreign.values())
        assert coverage.understood == found.rows.num_rows
        assert coverage.lines == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")

    return target


def _unwrap() -> Target:
    """The envelopes, in small blocks and in large ones, and each line stripped alone: nothing raises."""
    from logscan.bundle.envelope import inner, unwrap

    def target(data: bytes) -> None:
        for size in (300, 1 << 16):
            for _, block in unwrap(io.BytesIO(data), block_bytes=size):
                assert len(block.starts) == len(block.ends)
                assert (block.starts <= block.ends).all()
        for line in data.split(b"\n"):
            inner(line)

    return target


def _walk() -> Target:
    """The archives: every member is read to its end, within small limits."""
    from logscan.bundle.limits import Limits
    from logscan.bundle.walk import walk

    limits = Limits(max_bytes=4 << 20, max_files=100, max_depth=5)
    folder = Path(tempfile.mkdtemp())

    def target(data: bytes) -> None:
        (folder / "case").write_bytes(data)
        total = 0
        for member in walk([str(folder / "case")], limits, []):
            while chunk := member.stream.read(1 << 16):
                total += len(chunk)
        assert total <= limits.max_bytes + len(data) + (1 << 20)
        assert [path.name for path in folder.iterdir()] == ["case"]

    return target


def _snapshot() -> Target:
    """The answers of REST: nothing but what a person can act on is raised."""
    from logscan.errors import LogscanError
    from logscan.snapshot.read import looks_like_snapshot, read_snapshots

    def target(data: bytes) -> None:
        looks_like_snapshot(data)
        try:
            read_snapshots(io.BytesIO(data), "answer")
        except LogscanError:
            return

    return target


def _case() -> Target:
    """Everything, from the bytes of a file to the document."""
    import logscan
    from logscan.errors import LogscanError
    from logscan.report.document import document, to_json

    folder = Path(tempfile.mkdtemp())

    def target(data: bytes) -> None:
        (folder / "case").write_bytes(data)
        try:
            to_json(document(logscan.open(folder / "case"), pairs=True))
        except LogscanError:
            return

    return target


TARGETS: dict[str, Callable[[], Target]] = {"extract": _extract, "unwrap": _unwrap, "walk": _walk, "snapshot": _snapshot, "case": _case}


def main(arguments: list[str]) -> int:
    """Fuzz for some minutes; give 1 when something was found."""
    from tests.hostile.inputs import seeds

    seconds, names = float(arguments[0]) * 60, arguments[1:] or list(TARGETS)
    found = 0
    with tempfile.TemporaryDirectory() as place:
        corpus, dictionary = Path(place, "corpus"), Path(place, "words")
        dictionary.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in WORDS), "ascii")
        for name in names:
            own, finds = corpus / name, Path(place, "found", name)
            for folder in (own, finds):
                folder.mkdir(parents=True)
            for number, seed in enumerate(seeds()):
                (own / str(number)).write_bytes(seed)
            options = [
                f"-max_total_time={int(seconds / len(names))}",
                f"-max_len={BYTES}",
                f"-rss_limit_mb={MEGABYTES}",
                f"-timeout={SECONDS}",
                "-verbosity=0",
                "-print_final_stats=1",  # peak_rss_mb is no less than the peak of this process, which makes the seeds
            ]
            command = [sys.executable, __file__, ONE, name, str(own), f"-dict={dictionary}", f"-artifact_prefix={finds}/", *options]
            run = subprocess.run(command, env={**os.environ, "TMPDIR": place}, check=False)
            sys.stdout.write(f"{name}: {'nothing found' if run.returncode == 0 else f'exit {run.returncode}'}\n")
            for find in sorted(finds.iterdir()):
                sys.stdout.write(f"  {find.name}: {find.read_bytes()!r}\n")
            found += run.returncode != 0
    return int(found > 0)


def _one(name: str, options: list[str]) -> None:
    """Fuzz one target; does not come back."""
    import atheris.core_with_libfuzzer  # type: ignore[import-untyped, import-not-found, unused-ignore]  # nothing else needs it

    with atheris.instrument_imports(include=["logscan"]):
        target = TARGETS[name]()
    core = atheris.core_with_libfuzzer
    core._trace_cmp = freeing(core._trace_cmp, atheris.version_dependent.CMP_OP_SHIFT_AMOUNT)  # noqa: SLF001  # Fuzz() takes it from here
    atheris.Setup([sys.argv[0], *options], target, internal_libfuzzer=True)
    atheris.Fuzz()


def freeing(traced: Comparison, shift: int) -> Comparison:
    """Give atheris' comparison for what it learns from, numbers, bytes and strings, and Python's own for anything else.

    That of atheris 3.0.0 takes one reference too many to its result, which is then never freed. Of numbers, bytes and strings that is a
    bool; of arrays it is an array, and the process grows by 20 MB a second. How far an operation is shifted depends on Python's version.
    """
    operations = tuple(OPERATIONS.values())

    def compare(left: object, right: object, operation: int, place: int, constant: bool) -> object:
        if isinstance(left, (int, bytes, str)) and isinstance(right, (int, bytes, str)):
            return traced(left, right, operation, place, constant)
        return operations[operation >> shift](left, right)

    return compare


if __name__ == "__main__":
    if sys.argv[1:2] == [ONE]:
        _one(sys.argv[2], sys.argv[3:])
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(TARGETS):
        sys.exit(f"fuzz.py MINUTES [TARGET...]: the targets are {', '.join(TARGETS)}")
    sys.exit(main(sys.argv[1:]))
