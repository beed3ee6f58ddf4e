"""Make an archive of many simulated cases, and analyse it in every way that there is: `make archive CASES=1000`.

One case in fifty is poisoned. One process, two, and a Dask cluster of two workers on this machine must give the same bytes, and call each
case what is true of it; a second run with nothing changed must ask for nothing. Printed is what each way took.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from logscan.fleet import store
from logscan.fleet.batch import Batch, batch
from logscan.fleet.cluster import Cluster
from logscan.fleet.engine import Engine, Local
from logscan.fleet.folder import Fleet
from logscan.simulate.scenario import scenarios
from tests.chaos import differences
from tests.fleet.archive import poison, tree, written
from tests.fleet.grid import grid
from tests.simulate.oracle import NOT_JUDGED

MIB = 1 << 20
POISONED = 50  # one case in so many
NAMES = [name for name in scenarios() if name not in NOT_JUDGED]


def made(folder: Path, cases: int) -> dict[str, frozenset[str]]:
    """Write the archive with all processors; give what each case may be called by its place."""
    poisoned = max(1, cases // POISONED)
    true: dict[str, frozenset[str]] = {}
    with ProcessPoolExecutor() as pool:
        true.update(pool.map(partial(_case, folder), range(cases - poisoned), chunksize=8))
    return true | poison(folder, poisoned)


def _case(folder: Path, number: int) -> tuple[str, frozenset[str]]:
    return written(folder, number, NAMES[number % len(NAMES)], number)


def wrong(out: Path, source: Path, true: dict[str, frozenset[str]]) -> list[str]:
    """Say which cases are not called what they may be called."""
    said = store.read(Fleet.of(out), "cases").select(["name", "verdict"]).to_pylist()
    verdicts = {Path(row["name"]).relative_to(source).as_posix(): row["verdict"] for row in said}
    missing = [f"{name} has no row" for name in true if name not in verdicts]
    return missing + [
        f"{name} is called {verdicts[name]}, and is {set(true[name])}" for name in verdicts if verdicts[name] not in true[name]
    ]


def timed(source: Path, out: Path, engine: Callable[[], Engine]) -> tuple[float, Batch]:
    """Run a batch; give its seconds, with those that it took to get ready, and what it did."""
    begin = time.monotonic()
    done = batch([str(source)], out, engine())
    return time.monotonic() - begin, done


def main() -> int:
    """Do it, and say what came of it; 1 when anything differs."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    reader.add_argument("cases", type=int, nargs="?", default=1_000)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="archive-") as above:
        return _measured(Path(above), asked.cases)


def _measured(above: Path, cases: int) -> int:
    source, first = above / "archive", above / "1 process"
    begin = time.monotonic()
    true = made(source, cases)
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    failed = sum(may == {"failed"} for may in true.values())
    print(f"{cases:,} cases of {len(NAMES)} scenarios, {failed} of them poisoned: {size / MIB:,.0f} MiB", end=", ")
    print(f"simulated in {time.monotonic() - begin:,.0f} s\n", flush=True)
    print(f"{'':<16}{'seconds':>9}{'cases/s':>9}{'speed-up':>10}{'largest case':>14}{'verdicts':>12}{'bytes':>12}")
    broken: list[str] = []
    (above / "grid").mkdir()
    with grid(above / "grid") as on:
        ways: dict[str, Callable[[], Engine]] = {
            "1 process": partial(Local, 1),
            "2 processes": partial(Local, 2),
            "Dask, 2 workers": partial(Cluster, on.address),
        }
        alone = 0.0
        for way, engine in ways.items():
            out = above / way
            took, done = timed(source, out, engine)
            alone = alone or took
            others, unlike = wrong(out, source, true), differences(tree(first), tree(out))
            broken += [*others, *(f"{way}: {name} differs" for name in unlike)]
            print(f"{way:<16}{took:>9.1f}{cases / took:>9.1f}{alone / took:>10.2f}{done.peak / MIB:>10.0f} MiB", end="")
            print(f"{f'{len(others)} wrong' if others else 'all right':>12}{'differ' if unlike else 'the same':>12}", flush=True)
            if out != first:
                shutil.rmtree(out)
    before = tree(first)
    took, done = timed(source, first, partial(Local, 2))
    unlike = differences(before, tree(first))
    broken += [*(f"again: {name} differs" for name in unlike), *(f"again: {case} was analysed" for case in done.computed)]
    print(f"{'nothing changed':<16}{took:>9.1f}{cases / took:>9.1f}{'':>36}{'differ' if unlike else 'the same':>12}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"\nResults: {len(before):,} files, {sum(map(len, before.values())) / MIB:,.1f} MiB. ", end="")
    print(f"The process of the batch itself had {own / MIB:,.0f} MiB at most.")
    for one in broken[:20]:
        print(f"  {one}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
