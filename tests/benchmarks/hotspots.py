"""Shows where the time goes while a log is read: `make profile`, or `hotspots.py sparse 100`.

Own time of functions, NumPy's and Arrow's among them. Python's profiler makes calls slower and leaves loops inside NumPy as they are: what
is called often looks worse here than it is.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from logscan.bundle.sources import Bundle
from logscan.parse.catalog import Catalog
from logscan.reading import read
from tests.benchmarks.inputs import MIXES, log, packed
from tests.benchmarks.measure import CHECKOUT

SHOWN = 25


def spent(file: Path) -> Counter[str]:
    """Give the own seconds of every function while a file is read."""
    catalog = Catalog.load()
    profile = cProfile.Profile()
    profile.runcall(read, Bundle([str(file)]), catalog)
    found = Counter[str]()
    for (path, line, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        place = Path(path)
        where = place.relative_to(CHECKOUT).as_posix() if place.is_relative_to(CHECKOUT / "logscan") else place.name
        found[f"{where}:{line} {name}" if line else name] += own
    return found


def main() -> None:
    """Read one log of each mix, plain and packed, and print what took longest."""
    mixes, size = sys.argv[1:2] or [*MIXES], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    for mix in mixes:
        for file in (log(mix, size), packed(log(mix, size))):
            found = spent(file)
            total = found.total()
            print(f"{file.name}: {total:.2f} s")
            for name, own in found.most_common(SHOWN):
                print(f"{own / total:7.1%}  {name}")
            print()


if __name__ == "__main__":
    main()
