"""Kill a batch at many random moments, and let the disk be full: what is there in the end is what an undisturbed batch writes.

`make chaos KILLS=50 CASES=60`. Each round begins with nothing, is killed with SIGTERM, SIGINT or SIGKILL and started again until it
comes to its end, and is then compared byte by byte with a run that nobody disturbed. For the full disk, which only root can have made, a
small file system is filled: the batch must end with 5 and say why, and go on where it was once there is room.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.cli.command import environment
from tests.fleet.archive import archive, tree

__all__ = ["Tally", "differences", "finished", "full", "killed", "started"]

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
ENDS = (0, 3)  # 3: some cases failed, as the poisoned ones must


@dataclass(kw_only=True)
class Tally:
    """What was done to how many batches, and in how many the end differed."""

    kills: int = 0
    rounds: int = 0
    by_signal: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def started(source: Path, out: Path, jobs: int = 2) -> subprocess.Popen[bytes]:
    """Start a batch."""
    command = [sys.executable, "-m", "logscan", "batch", str(source), "-o", str(out), "--quiet", "--jobs", str(jobs)]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished(source: Path, out: Path, jobs: int = 2) -> tuple[int, str]:
    """Run a batch to its end; give its exit code and what it says on stderr."""
    process = started(source, out, jobs)
    _, said = process.communicate()
    return process.returncode, said.decode()


def killed(source: Path, out: Path, dice: random.Random, tally: Tally, longest: float) -> bool:
    """Run a batch and kill it at some moment; say whether it had come to its end before."""
    process = started(source, out)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(dice.uniform(0.05, longest))
    over = process.poll() in ENDS
    if process.poll() is None:
        how = dice.choice(SIGNALS)
        process.send_signal(how)
        tally.kills += 1
        tally.by_signal[how.name] = tally.by_signal.get(how.name, 0) + 1
    _, said = process.communicate()
    unborn = b"Failed to import the site module" in said  # Python itself had not begun, and ends with 1
    if process.returncode not in (*ENDS, *(-one for one in SIGNALS), 130, 143) and not unborn:
        tally.broken.append(f"ended with {process.returncode}: {said.decode()}")
    return over or process.returncode in ENDS


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Give the names of files that two folders do not both hold with the same bytes."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _tool(name: str) -> str:
    return shutil.which(name) or name


@contextlib.contextmanager
def full(folder: Path, size: int) -> Iterator[Path]:
    """Give a file system of so many bytes in memory; only root can have one made.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir()
    made = subprocess.run([_tool("mount"), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False, capture_output=True)
    if made.returncode:
        raise OSError(made.stderr.decode().strip())
    try:
        yield folder
    finally:
        subprocess.run([_tool("umount"), str(folder)], check=True)


def main() -> int:
    """Do it, and say what came of it."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    reader.add_argument("--kills", type=int, default=50)
    reader.add_argument("--cases", type=int, default=60)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    dice, tally = random.Random(asked.seed), Tally()  # noqa: S311 - a run must be repeatable, and keeps no secret
    with tempfile.TemporaryDirectory(prefix="chaos-") as above:
        source = Path(above, "archive")
        archive(source, asked.cases, max(1, asked.cases // 20))
        begin = time.monotonic()
        finished(source, Path(above, "calm"))
        longest = time.monotonic() - begin
        calm = tree(Path(above, "calm"))
        print(f"{asked.cases} cases, undisturbed in {longest:.1f} s: {len(calm)} files, {sum(map(len, calm.values())):,} bytes")
        while tally.kills < asked.kills:
            out = Path(above, "out")
            while not killed(source, out, dice, tally, longest / 2):
                if tally.kills >= asked.kills:
                    finished(source, out)
                    break
            tally.rounds += 1
            tally.broken += differences(calm, tree(out))
            shutil.rmtree(out)
            print(f"{tally.kills} kills in {tally.rounds} rounds, {tally.by_signal}; {len(tally.broken)} differences", flush=True)
        tally.broken += _full_disk(source, Path(above, "small"), calm)
    for one in tally.broken[:20]:
        print(f"  {one}")
    return 1 if tally.broken else 0


def _full_disk(source: Path, folder: Path, calm: dict[str, bytes]) -> list[str]:
    try:
        with full(folder, sum(len(content) + 4096 for content in calm.values()) // 2) as small:
            code, said = finished(source, small / "out")
            kept = len(list((small / "out" / "cases").iterdir()))
            print(f"full disk: exit {code}, {kept} cases kept: {said.strip()}")
            parts = [name for name in tree(small / "out") if name.startswith("cases/") and tree(small / "out")[name] != calm.get(name)]
            subprocess.run([_tool("mount"), "-o", "remount,size=1g", str(small)], check=True)
            again, _ = finished(source, small / "out")
            wrong = differences(calm, tree(small / "out"))
            print(f"with room: exit {again}, {len(wrong)} differences")
            return [*parts, *wrong, *([f"a full disk ended with {code}"] if code != 5 else [])]
    except OSError as error:
        print(f"no full disk: {error}")
        return []


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
