"""What every verb shares: help, streams, `-`, the ways a process can end, and what is loaded for it."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
import typer

import logscan.cli
from logscan.cli.options import open_case
from logscan.errors import ExitCode, UsageError
from tests.cli.command import CHECKOUT, LOST, environment, golden
from tests.cli.command import logscan as run_logscan
from tests.lost_finish import ASSET, VICTIM, short

VERBS: tuple[list[str], ...] = (
    [],
    ["analyze"],
    ["check"],
    ["report"],
    ["timeline"],
    ["explain"],
    ["save"],
    ["excerpt"],
    ["export"],
    ["redact"],
    ["replay"],
    ["batch"],
    ["sql"],
    ["diff"],
    ["snapshot"],
    ["snapshot", "diff"],
    ["snapshot", "take"],
    ["schema"],
    ["parsers"],
    ["parsers", "list"],
    ["parsers", "test"],
    ["parsers", "todo"],
    ["parsers", "new"],
    ["signatures"],
    ["signatures", "list"],
    ["signatures", "show"],
    ["cache"],
    ["cache", "info"],
    ["cache", "clear"],
    ["simulate"],
    ["man"],
)
LOADED = (
    "import sys, logscan.cli\nsys.argv[0] = 'logscan'\ntry:\n    logscan.cli.main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
)
PRINTING = (
    ["analyze", LOST],
    ["analyze", LOST, "--json"],
    ["timeline", LOST],
    ["explain", ASSET[:4], LOST],
    ["export", LOST, "--to", "perfetto"],
    ["snapshot", "diff", LOST],
    ["schema"],
    ["parsers", "list"],
    ["signatures", "list"],
)


def loaded(*arguments: str) -> set[str]:
    """Give the packages that a command has loaded when it ends."""
    command = [sys.executable, "-c", LOADED, *arguments]
    run = subprocess.run(command, cwd=CHECKOUT, env=environment(), capture_output=True, text=True, check=True)
    return {module.partition(".")[0] for module in run.stderr.split()}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb) or "logscan")
def test_help(verb: list[str]) -> None:
    """`--help` and `-h` of every verb print the golden help on stdout and end with 0."""
    run = run_logscan(*verb, "--help")
    golden(f"help.{'-'.join(verb) or 'logscan'}.txt", run.out.replace("python -m logscan", "logscan"))
    assert (run.code, run.err) == (0, "")
    assert run_logscan(*verb, "-h") == run


def test_every_verb_has_its_help_tested() -> None:
    """The list of verbs above is the list of verbs that there are."""
    command = typer.main.get_command(logscan.cli.app)
    found: list[list[str]] = [[]]
    for name, verb in command.commands.items():  # type: ignore[attr-defined]
        found += [[name], *([name, under] for under in getattr(verb, "commands", {}))]
    assert sorted(found) == sorted(list(verb) for verb in VERBS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["analyze", "--help"],
        ["explain", "-h"],
        ["batch", "-h"],
        ["export", "--list"],
        ["--version"],
        ["schema", "timeline"],
        ["signatures", "list"],
    ],
    ids=" ".join,
)
def test_what_needs_no_data_loads_no_library_for_it(arguments: list[str]) -> None:
    """Help, the version and the columns of a table load neither pandas, pyarrow, numpy, jinja2 nor rich."""
    assert loaded(*arguments) & {"pandas", "pyarrow", "numpy", "rich", "jinja2"} == set()


@pytest.mark.parametrize(
    "arguments",
    [["analyze", LOST], ["analyze", LOST, "--json"], ["explain", ASSET[:4], LOST], ["timeline", LOST]],
    ids=" ".join,
)
def test_no_verb_loads_pandas(arguments: list[str]) -> None:
    """The verbs work on Arrow and NumPy; pandas is for notebooks."""
    assert {"pandas", "pyarrow"} & loaded(*arguments) == {"pyarrow"}


def test_runs_from_any_folder(tmp_path: Path) -> None:
    """The command finds its definitions wherever it is started, and a folder of that name there does not matter."""
    (tmp_path / "parsers").mkdir()
    run = run_logscan("analyze", str(CHECKOUT / LOST), cwd=tmp_path)
    assert run.code == 0
    assert run.out.startswith("STALE")


@pytest.mark.parametrize(
    ("given", "expected"),
    [(["q8m2x=a.json"], {"q8m2x": "a.json"}), (["a=b=c", "d=e"], {"a": "b=c", "d": "e"}), ([], {})],
)
def test_snapshots_are_given_by_controller(given: list[str], expected: dict[str, str]) -> None:
    """`--snapshot CONTROLLER=FILE` is cut at the first `=`, and may be repeated; nothing is read yet."""
    case = open_case(["x.log"], snapshot=given)
    assert repr(case) == " ".join(["<logscan.Case x.log", *expected.values()]) + ">"


@pytest.mark.parametrize("given", ["q8m2x", "q8m2x=", ""])
def test_a_snapshot_needs_a_file(given: str) -> None:
    """`--snapshot` without a file is a usage error that shows how it is written."""
    with pytest.raises(UsageError, match=r"--snapshot q8m2x=answer\.json"):
        open_case(["x.log"], snapshot=[given])


@pytest.mark.parametrize(
    ("given", "says"),
    [("q8m2x", "names no controller"), ("=5s", "names no controller"), ("q8m2x=5", "not a duration"), ("q8m2x=", "not a duration")],
)
def test_an_offset_needs_a_controller_and_a_time(given: str, says: str) -> None:
    """`--offset` without one of the two is a usage error that says which."""
    with pytest.raises(UsageError, match=says):
        open_case(["x.log"], offset=[given])


@pytest.mark.parametrize("verb", [["analyze"], ["explain", ASSET[:4]], ["replay"]], ids=" ".join)
def test_offsets_of_unknown_controllers(verb: list[str]) -> None:
    """Every verb that compares times takes offsets, and refuses one of a controller that is not there, or two of one."""
    run = run_logscan(*verb, LOST, "--offset", "nobody=1s")
    assert (run.code, "no controller is called `nobody`" in run.err) == (ExitCode.USAGE, True)
    run = run_logscan(*verb, LOST, "--offset", f"{VICTIM}=1s", "--offset", f"{short(VICTIM)}=2s")
    assert (run.code, f"two offsets of {VICTIM}" in run.err) == (ExitCode.USAGE, True)


def offered(verb: str) -> list[str]:
    """Give the parameters of a verb, in the order of its help."""
    command = typer.main.get_command(logscan.cli.app)
    return [one.name for one in command.commands[verb].params]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("verb", "not_shared"),
    [
        ("analyze", ()),
        ("check", ()),
        ("explain", ()),
        ("excerpt", ()),
        ("export", ()),
        ("redact", ("snapshot", "controller", "cluster", "offset", "assume_tz")),
        ("replay", ("controller",)),
        ("timeline", ("controller", "offset", "snapshot")),
    ],
)
def test_what_to_read_is_said_the_same_way(verb: str, not_shared: tuple[str, ...]) -> None:
    """Every verb that works on a case takes what says what to read, and how, behind its own options, and in one order."""
    shared = [name for name in signature(open_case).parameters if name not in not_shared]
    assert offered(verb)[-len(shared) + 1 :] == shared[1:]
    assert "paths" in offered(verb)


@pytest.mark.parametrize("verb", [["analyze"], ["check"], ["explain", ASSET[:4]], ["replay"], ["timeline"]], ids=lambda verb: verb[0])
@pytest.mark.parametrize("limit", ["--max-bytes", "--max-files"])
def test_limits_hold_for_every_verb(verb: list[str], limit: str, tmp_path: Path) -> None:
    """What an archive holds beyond a limit is not read, whichever verb reads it, and the exit code says so."""
    with zipfile.ZipFile(tmp_path / "case.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((CHECKOUT / LOST).iterdir()):
            archive.write(file, file.name)
        archive.writestr("zeros.log", bytes(1 << 16))
    size = sum(file.stat().st_size for file in (CHECKOUT / LOST).iterdir())
    run = run_logscan(*verb, str(tmp_path / "case.zip"), limit, {"--max-bytes": str(size), "--max-files": "6"}[limit])
    assert run.code == ExitCode.PARTIAL
    assert "part of the input could not be read" in run.err


@pytest.mark.parametrize("verb", [["analyze"], ["explain", ASSET[:4]]], ids=" ".join)
def test_a_given_offset_is_marked(verb: list[str]) -> None:
    """What someone says of a clock is shown as that."""
    run = run_logscan(*verb, LOST, "--offset", f"{short(VICTIM)}=-90s")
    assert (run.code, run.err) == (0, "")
    assert f"Clock of {short(VICTIM)}: 1 min 30 s behind, as given." in run.out


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_leaves(arguments: list[str]) -> None:
    """`| head -1` ends the command in silence."""
    with subprocess.Popen(
        [sys.executable, "-m", "logscan", *arguments], cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        complaint = process.stderr.read()
    assert complaint == b""
    assert process.returncode in (0, -signal.SIGPIPE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_stdout_on_a_full_disk(arguments: list[str]) -> None:
    """Whatever prints to a full disk ends with 5 and says why in one sentence."""
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "logscan", *arguments], cwd=CHECKOUT, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert run.returncode == ExitCode.OUTPUT
    assert run.stderr.decode() == f"logscan: the output could not be written\n  why: {os.strerror(errno.ENOSPC)}\n"


def test_interrupted() -> None:
    """Control-C while reading a pipe ends with 130 within seconds, with one sentence and no traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "logscan", "analyze", "-"],
        cwd=CHECKOUT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        for _ in range(4):  # more than a pipe holds: once it is written, the command is reading
            process.stdin.write(b"2024-01-25T23:44:58.39 |DEBU|CTL|main.main: START\n" * 2_000)
            process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (ExitCode.INTERRUPTED, b"", b"logscan: interrupted\n")


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test run `main()` in this process, with `sys.argv` of its own, and puts the signal back that it sets."""
    before = signal.getsignal(signal.SIGPIPE)
    yield monkeypatch
    signal.signal(signal.SIGPIPE, before)


def broken(*_: object, **__: object) -> None:
    """Fail as only a bug does."""
    raise ZeroDivisionError("secret of a log")


@pytest.mark.parametrize("verb", ["analyze", "timeline"])
def test_internal_error(verb: str, main: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A bug ends with 70, and says so without a traceback and without quoting data."""
    main.setattr("logscan.case.Case.read", property(broken))
    main.setattr(sys, "argv", ["logscan", verb, str(CHECKOUT / LOST)])
    with pytest.raises(SystemExit) as leaving:
        logscan.cli.main()
    printed = capsys.readouterr()
    assert (leaving.value.code, printed.out) == (ExitCode.INTERNAL, "")
    assert printed.err.startswith("logscan: internal error: ZeroDivisionError")
    assert "--debug" in printed.err
    assert "Traceback" not in printed.err
    assert "secret" not in printed.err


def test_too_little_memory(main: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """That the memory is too small is no bug, and something can be tried."""

    def too_large(*_: object) -> None:
        raise MemoryError

    main.setattr("logscan.case.Case.read", property(too_large))
    main.setattr(sys, "argv", ["logscan", "timeline", str(CHECKOUT / LOST)])
    with pytest.raises(SystemExit) as leaving:
        logscan.cli.main()
    printed = capsys.readouterr().err
    assert leaving.value.code == ExitCode.INTERNAL
    assert printed.startswith("logscan: there is not enough memory")
    assert "try: --jobs 1" in printed
    assert "bug" not in printed


def test_debug_shows_the_bug(main: pytest.MonkeyPatch) -> None:
    """With `--debug` the error itself comes out, for a traceback."""
    main.setattr("logscan.case.Case.read", property(broken))
    main.setattr(sys, "argv", ["logscan", "--debug", "analyze", str(CHECKOUT / LOST)])
    with pytest.raises(ZeroDivisionError):
        logscan.cli.main()


def test_a_full_disk_under_an_output_file(main: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A disk that fills while `-o` is written ends with 5, and leaves neither the file nor a part of it."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    main.setattr("os.fsync", full)
    main.setattr(sys, "argv", ["logscan", "timeline", str(CHECKOUT / LOST), "-o", str(tmp_path / "rows.txt")])
    with pytest.raises(SystemExit) as leaving:
        logscan.cli.main()
    assert leaving.value.code == ExitCode.OUTPUT
    assert capsys.readouterr().err == f"logscan: cannot write {tmp_path}/rows.txt\n  why: {os.strerror(errno.ENOSPC)}\n"
    assert list(tmp_path.iterdir()) == []


def test_an_error_is_text(main: pytest.MonkeyPatch) -> None:
    """What an error quotes is written out before it reaches the terminal, line by line."""
    said = io.StringIO()
    main.setattr(sys, "stderr", said)
    logscan.cli.complain(UsageError("odd \x1b[2J name", where="a\u202eb", why="one\ntwo", hint="\x9b"))
    assert said.getvalue() == "logscan: odd \\x1b[2J name\n  --> a\\u202eb\n  why: one\n  why: two\n  try: \\x9b\n"
