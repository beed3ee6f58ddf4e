"""Breaks the model and the verdict rules on purpose, one change at a time, and tells which changes no test notices: `make mutants`.

The tests first run on the tree as it is, which tells what each of them runs and costs. Then every mutant is made in a fork of this
process, which holds all tests collected, and meets those that run its line: first those that killed its neighbours, then the tests of its
own module, then the cheap ones. Most die of the first; that is why all of them can be tried. The tree is copied first, so that it can be
edited meanwhile. The same tree gives the same result: hypothesis draws no lots.

All 10,900 would take some five hours on two cores; a sample of 300 takes ten minutes.

`mutants.py --only model/steps.py --only analysis/rules.py:75` looks at a file, or at one of its lines; `--sample 500 --seed 7` takes so
many by lot.

Own code instead of mutmut, which leaves alone what stands outside functions (here the tables and the costs), and of cosmic-ray, which
edits the files in place, starts Python anew for each mutant, and takes no statement away.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import inspect
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TextIO

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.equivalent import KNOWN_EQUIVALENT
from tests.mutation import Mutant, mutants_of
from tests.probes import PROBE, Line, probed, statements

CHECKOUT = Path(__file__).parent.parent
COPIED = ("logscan", "parsers", "fixtures", "tests", "pyproject.toml")
BROKEN = ("model", "analysis")
NOTICING = (
    "tests/model/test_*.py",
    "tests/analysis/**/test_*.py",
    "tests/report/test_*.py",
    "tests/test_fixtures.py",
    "tests/test_case.py",
    "tests/simulate/test_oracle.py",
)
SECONDS = 60  # of CPU time for one test; none needs a tenth of it, unless the mutant runs in circles
BYTES = 4 << 30  # a mutant that eats more fails
FATES = ("killed", "survived", "undecided", "timed out")
UNDECIDED = 2  # the exit code of a process whose budget was spent before a test failed
UNCHANGEABLE = {"__dict__", "__doc__", "__module__", "__slots__", "__weakref__"}


@dataclass(frozen=True, kw_only=True)
class _Ran:
    """The statements of the broken files that a test ran, each by the line where it begins; and the CPU time that it took, in seconds."""

    lines: frozenset[Line]
    seconds: float


def take_place(file: str, code: CodeType) -> None:
    """Let changed code take the place of a loaded module, and of whatever others have imported from it.

    Functions and classes stay the objects that they are, for others hold them, and get what the changed code makes of them. So do values
    that the change leaves equal; others are put wherever they stand under their name. What other modules made of them while they were
    loaded stays as it was.
    """
    module = _module(file)
    here, before = vars(module), dict(vars(module))
    exec(code, here)  # noqa: S102 our own code, changed in one place
    remade = {here[name]: old for name, old in before.items() if isinstance(old, type) and old.__module__ == module.__name__}
    for name, old in before.items():
        new = here[name]
        if isinstance(old, FunctionType) and isinstance(new, FunctionType):
            old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
            here[name] = old
        elif isinstance(old, type) and old.__module__ == module.__name__:
            _remake(old, new)
            here[name] = old
        elif not name.startswith("__"):
            if type(new) in remade:
                object.__setattr__(new, "__class__", remade[type(new)])
            if _equal(old, new):
                here[name] = old
                continue
            for other in (vars(one) for one in list(sys.modules.values()) if hasattr(one, "__dict__")):
                if other.get(name) is old and old is not new:
                    other[name] = new


def _forget() -> None:
    """Let all that is broken, and all that tests share, be worked out anew: whoever only looks at it would be thought not to run it."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("tests.", *(f"logscan.{part}." for part in BROKEN))):
            for value in list(vars(module).values()):
                getattr(value, "cache_clear", int)()


def _equal(old: object, new: object) -> bool:
    try:
        return type(old) is type(new) and bool(old == new)
    except ValueError:  # arrays
        return False


def _module(file: str) -> ModuleType:
    return importlib.import_module(f"logscan.{file.removesuffix('.py').replace('/', '.')}")


def _remake(old: type, new: type) -> None:
    """Give a class what another has; an enumeration keeps its members, which others hold, and these get the other's values."""
    if issubclass(old, Enum) and issubclass(new, Enum):
        for one in old:
            one._value_ = new[one.name].value
        return
    for name, value in vars(new).items():
        if name in UNCHANGEABLE or inspect.ismemberdescriptor(value) or inspect.isgetsetdescriptor(value):
            continue
        setattr(old, name, value)


class Trial:
    """A plugin of pytest that runs the tests again and again: once on the tree as it is, and once for each mutant, until one fails."""

    def __init__(self, mutants: Sequence[Mutant], out: TextIO, jobs: int, budget: float) -> None:
        self.mutants = mutants
        self.out = out
        self.jobs = jobs
        self.budget = budget
        self.items: dict[str, pytest.Item] = {}
        self.failed, self.why = False, ""
        self.broken = True  # until it is known better

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test has failed, and why."""
        if report.failed:
            self.failed, self.why = True, str(report.longrepr)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run mutants instead of tests."""
        self.items = {item.nodeid: item for item in session.items}
        gc.collect()
        gc.freeze()
        ran = self._as_it_is()
        if ran is not None:
            self._report(self._tried(ran))
        return True

    def _as_it_is(self) -> dict[str, _Ran] | None:
        """Give what each test runs; None when one fails on the tree as it is, each file put in its own place."""
        files, found = sorted({mutant.file for mutant in self.mutants}), dict[str, _Ran]()
        pid = os.fork()
        if pid == 0:
            self._limit()
            for name, one in self._probed(files):
                if self.failed:
                    self.out.write(f"{name} fails on the tree as it is: mend that first.\n{self.why}\n")
                    self.out.flush()
                    os._exit(1)
                found[name] = one
            Path("scratch/ran").write_bytes(pickle.dumps(found))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if status:
            return None
        ran: dict[str, _Ran] = pickle.loads(Path("scratch/ran").read_bytes())  # noqa: S301 just written
        return ran

    def _probed(self, files: Iterable[str]) -> Iterator[tuple[str, _Ran]]:
        lines: set[Line] = set()
        for file in files:
            vars(_module(file))[PROBE] = lines.add
            take_place(file, probed(file, Path("logscan", file).read_text("utf-8")))
        for name in self.items:
            lines.clear()
            _forget()
            begin = time.process_time()
            self._run(name)
            yield name, _Ran(lines=frozenset(lines), seconds=time.process_time() - begin)

    def _tried(self, ran: Mapping[str, _Ran]) -> Iterator[tuple[Mutant, str]]:
        """Give what becomes of each mutant, as soon as that is known: killed, survived, timed out, or undecided."""
        waiting, running, kills = list(reversed(self.mutants)), dict[int, Mutant](), Counter[str]()
        running_a_line: dict[Line, list[str]] = {}
        for name, one in ran.items():
            for line in one.lines:
                running_a_line.setdefault(line, []).append(name)
        begins = {file: statements(Path("logscan", file).read_text("utf-8")) for file in {mutant.file for mutant in self.mutants}}
        while waiting or running:
            while waiting and len(running) < self.jobs:
                mutant = waiting.pop()
                folder, _, file = mutant.file.rpartition("/")
                own = f"tests/{folder}/test_{file}"
                met = running_a_line.get((mutant.file, begins[mutant.file].get(mutant.line, 0)), [])
                tests = sorted(met or ran, key=lambda name: (-kills[name], not name.startswith(own), ran[name].seconds))
                pid = os.fork()
                if pid == 0:
                    self._try(mutant, tests)
                running[pid] = mutant
            pid, status = os.wait()
            killer = Path(f"scratch/{pid}")
            if killer.exists():
                kills[killer.read_text("utf-8")] += 1
            fates = {0: "survived", UNDECIDED: "undecided", -signal.SIGPROF: "timed out"}
            yield running.pop(pid), fates.get(os.waitstatus_to_exitcode(status), "killed")

    def _try(self, mutant: Mutant, tests: Sequence[str]) -> None:
        """Test a mutant until a test fails, or the budget is spent; the process ends with that."""
        try:
            self._limit()
            take_place(mutant.file, mutant.compile())
            for name in tests:
                if time.process_time() > self.budget:
                    os._exit(UNDECIDED)
                if self._run(name):
                    Path(f"scratch/{os.getpid()}").write_text(name, "utf-8")
                    os._exit(1)
            os._exit(0)
        finally:  # the broken module cannot be loaded
            os._exit(1)

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        signal.setitimer(signal.ITIMER_PROF, SECONDS)

    def _run(self, name: str) -> bool:
        """Run a test, and say whether any has failed."""
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        item = self.items[name]
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.failed

    def _report(self, fates: Iterator[tuple[Mutant, str]]) -> None:
        """Say what survives as soon as that is known; the count of each file comes last."""
        counts: dict[str, Counter[str]] = {mutant.file: Counter() for mutant in self.mutants}
        for nth, (mutant, fate) in enumerate(fates, 1):
            counts[mutant.file][fate] += 1
            if fate in ("survived", "undecided"):
                self.out.write(f"logscan/{mutant.file}:{mutant.line}: {mutant.change}{' (undecided)' * (fate == 'undecided')}\n")
            if self.out.isatty():
                self.out.write(f"{nth} of {len(self.mutants)}\r")
            self.out.flush()
        self.out.write(f"{'':<28}{'mutants':>10}{''.join(f'{fate:>10}' for fate in FATES)}\n")
        for file, count in [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]:
            self.out.write(f"{file:<28}{count.total():>10}{''.join(f'{count[fate]:>10}' for fate in FATES)}\n")
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.out.write(f"{(spent.ru_utime + spent.ru_stime) / 60:.0f} minutes of CPU time\n")
        self.broken = any(count["survived"] or count["undecided"] for count in counts.values())


def main() -> int:
    """Give 1 when a mutant survives, or when the tests fail on the tree as it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", default=[], metavar="FILE[:LINE]", help="below logscan/, like model/steps.py:75")
    parser.add_argument("--sample", type=int, metavar="N", help="try so many, drawn by lot")
    parser.add_argument("--seed", type=int, default=0, help="of the lot")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N", help="so many at once")
    parser.add_argument("--budget", type=float, default=float("inf"), metavar="SECONDS", help="of CPU time for one mutant; then the next")
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
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, os.fdopen(os.dup(1), "w") as out:
        for name in COPIED:
            copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
            copy(CHECKOUT / name, Path(folder) / name)
        os.chdir(folder)
        sys.path[:2] = [folder]  # instead of the checkout and its tests/
        Path("scratch").mkdir()
        mutants = _wanted(wanted, out)
        trial = Trial(mutants, out, wanted.jobs, wanted.budget)
        tests = sorted(str(path) for pattern in NOTICING for path in Path().glob(pattern))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what pytest says
        options = [
            "-pno:cacheprovider",
            "-pno:xdist",
            f"--basetemp={folder}/scratch/tmp",
            "-otmp_path_retention_policy=failed",
        ]
        options += ["--hypothesis-profile=mutants", "-Wignore::pytest.PytestAssertRewriteWarning"]
        code = pytest.main([*options, *tests], plugins=[trial])
        return int(code not in (0, pytest.ExitCode.NO_TESTS_COLLECTED) or trial.broken)


def _wanted(wanted: argparse.Namespace, out: TextIO) -> list[Mutant]:
    """Give the mutants that are asked for, without those that are known to change nothing."""
    files = [path for part in BROKEN for path in sorted(Path("logscan", part).rglob("*.py"))]
    mutants = [one for path in files for one in mutants_of(path.relative_to("logscan").as_posix(), path.read_text("utf-8"))]
    gone = sorted(KNOWN_EQUIVALENT.keys() - {(one.file, one.code, one.change) for one in mutants})
    out.writelines(f"tests/equivalent.py: {file} has no `{code}` any more to become {change}\n" for file, code, change in gone)
    if wanted.only:
        mutants = [one for one in mutants if {one.file, f"{one.file}:{one.line}"} & set(wanted.only)]
    mutants = [one for one in mutants if (one.file, one.code, one.change) not in KNOWN_EQUIVALENT]
    if wanted.sample is not None:
        mutants = random.Random(wanted.seed).sample(mutants, min(wanted.sample, len(mutants)))  # noqa: S311 a sample, no secret
    return mutants


if __name__ == "__main__":
    sys.exit(main())
