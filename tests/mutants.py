"""Breaks the model and the verdict rules on purpose, one change at a time, and tells which changes no test notices: `make mutants`.

`mutants.py --only model/steps.py --only analysis/rules.py:75` looks at a file, or at one of its lines; `--sample 100 --seed 7` takes a
hundred mutants by lot. The tree is copied first, so that it can be edited meanwhile, and a mutant is only made in the memory of the process
that tests it: a fork of one that has the slow libraries loaded already. The same tree gives the same result: hypothesis draws no lots.

Own code instead of mutmut, which leaves alone what stands outside functions (here the tables and the costs), and of cosmic-ray, which
edits the files in place, starts Python anew for each mutant, and takes no statement away.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NoReturn

import hypothesis
import pyarrow as pa  # noqa: F401 each fork of this process finds it loaded
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.equivalent import KNOWN_EQUIVALENT
from tests.mutation import Mutant, mutants_of

CHECKOUT = Path(__file__).parent.parent
COPIED = ("logscan", "parsers", "fixtures", "tests", "pyproject.toml")
BROKEN = ("model", "analysis")
# in analysis/: how a verdict is told, not which one it is
TOLD = ("__init__", "alike", "findings", "members", "story", "tables", "unsaid", "words")
NOTICING = ("tests/model/test_*.py", "tests/analysis/**/test_*.py", "tests/simulate/test_oracle.py")
SECONDS = 60  # of CPU time for one test; none needs a tenth of it, unless the mutant runs in circles
BYTES = 4 << 30  # a mutant that eats more fails


class _Loader(SourceFileLoader):
    """Finds and loads one module of logscan, broken."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(f"logscan.{mutant.file.removesuffix('.py').replace('/', '.')}", f"logscan/{mutant.file}")
        self.code = mutant.compile()

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, _fullname: str) -> CodeType:
        return self.code


class _Watch:
    """A plugin of pytest: each test gets its time, and the process dies with a test that needs more."""

    def pytest_runtest_logstart(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)


def _try(mutant: Mutant | None, *, near: bool) -> NoReturn:
    """Test a mutant, or with None the tree as it is, until a test fails; the exit code is pytest's."""
    tests = sorted(str(path) for pattern in NOTICING for path in Path().glob(pattern))
    if mutant is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        sys.meta_path.insert(0, _Loader(mutant))
        folder, _, name = mutant.file.rpartition("/")
        own = f"tests/{folder}/test_{name}"
        tests = [test for test in tests if not near or Path(own).parent in Path(test).parents]
        tests.sort(key=lambda test: (test != own, Path(test).parent != Path(own).parent))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    options = ["-qx", "-pno:cacheprovider", f"--basetemp=scratch/{os.getpid()}", "--hypothesis-profile=mutants"]
    code = pytest.main([*options, "-Wignore::pytest.PytestAssertRewriteWarning", *tests], plugins=[_Watch()])
    shutil.rmtree(f"scratch/{os.getpid()}", ignore_errors=True)
    sys.stdout.flush()
    os._exit(code)


def tried(mutants: Sequence[Mutant | None], *, jobs: int, near: bool) -> Iterator[tuple[Mutant | None, str]]:
    """Give what becomes of each mutant, as soon as that is known: killed, survived or timed out."""
    waiting, running = list(reversed(mutants)), dict[int, Mutant | None]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            pid = os.fork()
            if pid == 0:
                _try(mutant, near=near)
            running[pid] = mutant
        pid, status = os.wait()
        fates = {0: "survived", -signal.SIGPROF: "timed out"}
        yield running.pop(pid), fates.get(os.waitstatus_to_exitcode(status), "killed")


def main() -> int:
    """Give 1 when a mutant survives, or when the tests fail on the tree as it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", default=[], metavar="FILE[:LINE]", help="below logscan/, like model/steps.py:75")
    parser.add_argument("--sample", type=int, metavar="N", help="try so many, drawn by lot")
    parser.add_argument("--seed", type=int, default=0, help="of the lot")
    parser.add_argument("--near", action="store_true", help="only ask the tests that mirror the folder of the broken file")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="so many at once")
    wanted = parser.parse_args()
    hypothesis.settings.register_profile(
        "mutants",
        deadline=None,
        max_examples=50,
        derandomize=True,
        database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # that it fails is enough: nobody reads the example
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for name in COPIED:
            copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
            copy(CHECKOUT / name, Path(folder) / name)
        os.chdir(folder)
        sys.path[:2] = [folder]  # instead of the checkout and its tests/
        Path("scratch").mkdir()
        every = [path for part in BROKEN for path in sorted(Path("logscan", part).rglob("*.py"))]
        files = [path for path in every if path.parts[1] == "model" or path.stem not in TOLD]
        mutants = [one for path in files for one in mutants_of(path.relative_to("logscan").as_posix(), path.read_text("utf-8"))]
        for file, code, change in sorted(KNOWN_EQUIVALENT.keys() - {(one.file, one.code, one.change) for one in mutants}):
            print(f"tests/equivalent.py: {file} has no `{code}` any more to become {change}")
        if wanted.only:
            mutants = [one for one in mutants if {one.file, f"{one.file}:{one.line}"} & set(wanted.only)]
        mutants = [one for one in mutants if (one.file, one.code, one.change) not in KNOWN_EQUIVALENT]
        if wanted.sample is not None:
            mutants = random.Random(wanted.seed).sample(mutants, min(wanted.sample, len(mutants)))  # noqa: S311 a sample, no secret
        if any(fate != "survived" for _, fate in tried([None], jobs=1, near=False)):
            print("The tests fail on the tree as it is: mend that first.")
            return 1
        return _reported(mutants, jobs=wanted.jobs, near=wanted.near)


def _reported(mutants: Sequence[Mutant], *, jobs: int, near: bool) -> int:
    """Try mutants, and say what survives as soon as that is known; the count of each file comes last."""
    fates: dict[str, Counter[str]] = {mutant.file: Counter() for mutant in mutants}
    for nth, (mutant, fate) in enumerate(tried(mutants, jobs=jobs, near=near), 1):
        assert mutant is not None
        fates[mutant.file][fate] += 1
        if fate == "survived":
            print(f"logscan/{mutant.file}:{mutant.line}: {mutant.change}", flush=True)
        if sys.stderr.isatty():
            print(f"{nth} of {len(mutants)}", end="\r", file=sys.stderr, flush=True)
    print(f"{'':<24}{'mutants':>9}{'killed':>9}{'survived':>9}{'timed out':>10}")
    for file, count in sorted(fates.items()):
        print(f"{file:<24}{count.total():>9}{count['killed']:>9}{count['survived']:>9}{count['timed out']:>10}")
    return 1 if any(count["survived"] for count in fates.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
