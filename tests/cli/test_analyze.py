"""`logscan analyze`: the first screen, the JSON document, exit codes, widths, colour, and what hostile text can do (nothing)."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, ESCAPE, LOST, Run, golden, in_terminal, logscan
from tests.cli.hostile import ACTING, EVIL, bundle
from tests.lost_finish import ASSET, FINDING, FOLDER, LEAD, MENDED, NAME, TRUTH, VICTIM, address, at, short

PODS = sorted(TRUTH["versions"])
DROPPED = f"{short(VICTIM)}.log:{at(VICTIM, 'scanStateHandler', ASSET)[-1]}"
WRITTEN = f"{short(LEAD)}.log:{at(LEAD, 'cluster.Put:', ASSET, 'finished')[-1]}"
REST = f"{LOST}/rest_{address(VICTIM)}_{short(VICTIM)}.txt"
STYLING = re.compile(r"\x1b\[[0-9;]*m")
GAP = re.compile(r"\s+")


@pytest.fixture(scope="module")
def screen() -> Run:
    """What the command prints for the fixture, piped."""
    return logscan("analyze", LOST)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the fixture, to be changed."""
    return Path(shutil.copytree(CHECKOUT / LOST, tmp_path / "case"))


def test_first_screen(screen: Run) -> None:
    """The first screen is the golden one, with nothing on stderr, exit 0, and 80 columns at most, none of them a trailing blank."""
    golden("analyze.txt", screen.out)
    assert (screen.code, screen.err) == (0, "")
    assert max(map(len, screen.out.split("\n"))) <= 80
    assert [line for line in screen.out.split("\n") if line != line.rstrip()] == []


def test_the_first_line_answers(screen: Run) -> None:
    """The first line says what is wrong, of how many assets, and where: on no other controller."""
    first = screen.out.split("\n")[0]
    assert first.startswith("STALE")
    assert [word for word in ("1 asset", *map(short, PODS)) if word in first] == ["1 asset", short(VICTIM)]


@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_pipe_is_80_columns_wide(columns: str, screen: Run) -> None:
    """Piped output does not depend on the terminal that it was started from."""
    assert logscan("analyze", LOST, variables={"COLUMNS": columns}) == screen


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_terminal_loses_nothing(columns: int, screen: Run) -> None:
    """At any width, no line is wider than the terminal, no line ends in blanks, and every number and name is there in full."""
    shown = STYLING.sub("", in_terminal("analyze", LOST, columns=columns).out)
    lines = shown.split("\n")
    assert max(map(len, lines)) <= columns
    assert [line for line in lines if line != line.rstrip()] == []
    assert "…" not in shown
    joined = GAP.sub("", shown)
    assert [word for word in (FINDING, ASSET[:12], NAME, DROPPED, WRITTEN) if word not in joined] == []
    assert columns != 80 or shown == screen.out


def test_colour_is_for_terminals(screen: Run) -> None:
    """Colour comes on a terminal, and only there; the words without it are the same."""
    coloured = in_terminal("analyze", LOST)
    assert f"{ESCAPE}[1;31mSTALE" in coloured.out
    assert STYLING.sub("", coloured.out) == screen.out
    assert ESCAPE not in screen.out


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [(["--color", "never"], {}), ([], {"TERM": "dumb"}), (["--color", "never"], {"FORCE_COLOR": "1"})],
    ids=["--color never", "TERM=dumb", "--color never, FORCE_COLOR"],
)
def test_no_escape_on_a_terminal(arguments: list[str], variables: dict[str, str], screen: Run) -> None:
    """Asked for plain text, or on a terminal that knows no colour, not one escape is printed."""
    assert in_terminal("analyze", LOST, *arguments, variables=variables).out == screen.out


def test_no_color_prints_no_colour(screen: Run) -> None:
    """With NO_COLOR a terminal gets bold and dim at most."""
    shown = in_terminal("analyze", LOST, variables={"NO_COLOR": "1"}).out
    assert set(STYLING.findall(shown)) <= {f"{ESCAPE}[1m", f"{ESCAPE}[2m", f"{ESCAPE}[0m"}
    assert STYLING.sub("", shown) == screen.out


def test_colour_can_be_forced_into_a_pipe(screen: Run) -> None:
    """`--color always` colours a pipe too, for `less -R`."""
    forced = logscan("analyze", LOST, "--color", "always").out
    assert f"{ESCAPE}[1;31mSTALE" in forced
    assert STYLING.sub("", forced) == screen.out


def test_json_is_the_expected_result() -> None:
    """The document of the fixture is, to the byte, the reviewed one beside it."""
    run = logscan("analyze", LOST, "--json", "--pairs")
    assert run.out == FOLDER.with_suffix(".expected.json").read_text("utf-8"), "`make fixtures` writes it anew"
    assert (run.code, run.err) == (0, "")


def test_json_keeps_the_contract() -> None:
    """The document is ASCII, its keys are sorted, and `logscan schema` accepts it, with and without the optional part."""
    schema = json.loads(logscan("schema").out)
    for more in ([], ["--pairs"], ["--include", "healed,latent"]):
        printed = logscan("analyze", LOST, "--json", *more).out
        document = json.loads(printed)
        jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
        assert printed.isascii()
        assert printed == json.dumps(document, sort_keys=True, indent=2) + "\n"
        assert ("pairs" in document) == (more == ["--pairs"])
        assert [one["verdict"] for one in document["findings"]] == ["stale"] + ["healed"] * ("--include" in more)


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
)
@pytest.mark.parametrize("arguments", [["--json", "--pairs"], []], ids=["json", "screen"])
def test_same_input_same_bytes(arguments: list[str], variables: dict[str, str]) -> None:
    """Neither the hash seed, the time zone nor the locale changes a byte."""
    assert logscan("analyze", LOST, *arguments, variables=variables) == logscan("analyze", LOST, *arguments)


def test_order_and_depth_of_the_paths_do_not_matter(case: Path) -> None:
    """The files in another order, or in deeper folders, give the same findings but for the names of the files."""
    there = sorted(f"{LOST}/{file.name}" for file in (CHECKOUT / LOST).iterdir())
    forth, back = logscan("analyze", *there, "--json"), logscan("analyze", *reversed(there), "--json")
    assert forth == back
    (case / "a" / "b").mkdir(parents=True)
    (case / f"{short(VICTIM)}.log").rename(case / "a" / "b" / "c.log")
    moved = logscan("analyze", str(case), "--json").out
    assert [one["id"] for one in json.loads(moved)["findings"]] == [one["id"] for one in json.loads(forth.out)["findings"]]


def test_stdin() -> None:
    """`-` reads one controller from a pipe, and evidence points into it."""
    run = logscan("analyze", "-", "--json", "--include", "healed", stdin=(FOLDER / f"{short(MENDED[0])}.log").read_bytes())
    document = json.loads(run.out)
    assert [one["path"] for one in document["inputs"]] == ["-"]
    assert {evidence["source"] for one in document["findings"] for evidence in one["evidence"]} == {"-"}
    assert run.code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["stale"], 1),
        (["known-issue"], 1),
        (["any"], 1),
        (["stuck"], 0),
        (["inconclusive"], 0),
        (["stuck", "stale"], 1),
        (["stuck", "inconclusive"], 0),
    ],
)
def test_fail_on(words: list[str], code: int, screen: Run) -> None:
    """`--fail-on` makes findings of that kind an exit code, says so in one line on stderr, and prints the same screen."""
    run = logscan("analyze", LOST, *(part for word in words for part in ("--fail-on", word)))
    assert (run.code, run.out) == (code, screen.out)
    assert re.fullmatch(r"logscan: 1 .*--fail-on .*\n" if code else "", run.err)


def test_fail_on_inconclusive(tmp_path: Path) -> None:
    """A controller whose log is missing is a finding for `--fail-on inconclusive`, and none for `any`."""
    log = str(shutil.copy(FOLDER / f"{short(MENDED[0])}.log", tmp_path))
    assert logscan("analyze", log, "--fail-on", "inconclusive").code == ExitCode.MATCHED
    assert logscan("analyze", log, "--fail-on", "any").code == ExitCode.RAN


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze", "no/such.log"], "no such file or folder: no/such.log"),
        (["analyze", LOST, "--fail-on", "stael"], "stale, stuck, known-issue, any, inconclusive"),
        (["analyze", LOST, "--include", "stale"], "healed, latent"),
        (["analyze", LOST, "--color", "blue"], "auto, always, never"),
        (["analyze", LOST, "--limit", "some"], "--limit"),
        (["analyze", LOST, "--limit", "-1"], "--limit"),
        (["analyze", LOST, "--nonsense"], "--nonsense"),
        (["analyze", LOST, "--snapshot", "peer"], "--snapshot peer"),
        (["analyze", LOST, "--snapshot", f"nobody={REST}"], "no controller is called `nobody`"),
        (["analyze", LOST, "--assume-tz", "Mars/Olympus"], "Mars/Olympus"),
        (["analyze", LOST, "--parsers", "no/such/folder"], "no/such/folder"),
        (["analyze"], "PATH"),
        (["analyse", LOST], "analyse"),
        ([], "Usage: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_usage_errors(arguments: list[str], says: str) -> None:
    """A command that cannot be understood ends with 2, prints nothing on stdout, and names on stderr what is wrong or allowed."""
    run = logscan(*arguments)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err
    assert "Traceback" not in run.err


def test_part_of_the_input_unread(case: Path) -> None:
    """An archive beside the logs ends with 3, and both outputs name it with its code."""
    (case / "more.zip").write_bytes(b"PK\x03\x04")
    run = logscan("analyze", str(case))
    assert run.code == ExitCode.PARTIAL
    assert "INPUT_TRUNCATED" in run.out
    assert run.err == f"logscan: part of the input could not be read: {case}/more.zip\n"
    assert [one["code"] for one in json.loads(logscan("analyze", str(case), "--json").out)["skipped"]] == ["INPUT_TRUNCATED"]


@pytest.mark.parametrize("files", [{}, {"README": b"About\n\nnothing\n"}, {"a.log": b""}, {"a.zip": b"PK\x03\x04"}], ids=str)
def test_nothing_usable(files: dict[str, bytes], tmp_path: Path) -> None:
    """Input without a log or a snapshot ends with 4, names what was found instead and why it is none, and what to collect."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    run = logscan("analyze", str(tmp_path))
    assert (run.code, run.out) == (ExitCode.NOTHING_USABLE, "")
    assert run.err.startswith("logscan: no controller log and no REST snapshot in the input\n")
    assert all(f"  why: {tmp_path / name}: " in run.err for name in files)
    assert "kubectl logs" in run.err


@pytest.mark.parametrize(("options", "name"), [([], "analyze.markdown.txt"), (["--full"], "analyze.full.txt")])
def test_markdown(options: list[str], name: str) -> None:
    """As Markdown the answer is the golden ticket, or with --full the golden post-mortem."""
    run = logscan("analyze", LOST, "--format", "markdown", *options)
    golden(name, run.out)
    assert (run.code, run.err) == (0, "")


def test_a_form_is_a_form() -> None:
    """`--format json` is what `--json` prints, and --full asks for Markdown."""
    assert logscan("analyze", LOST, "--format", "json") == logscan("analyze", LOST, "--json")
    assert "--format markdown" in logscan("analyze", LOST, "--full").err
    assert logscan("analyze", LOST, "--json", "--format", "markdown").code == ExitCode.USAGE


def test_scanners(screen: Run) -> None:
    """`--scanners` adds the scanners in numbers, and nothing else changes."""
    run = logscan("analyze", LOST, "--scanners")
    table = re.search(r"^Scanner +For +Scans.*?^In the queue of .*?\n\n", run.out, flags=re.MULTILINE | re.DOTALL)
    assert table is not None
    assert run.out.replace(table[0], "") == screen.out


def test_limit(screen: Run) -> None:
    """`--limit` cuts the list of findings and says so; 0 shows all."""
    few = logscan("analyze", LOST, "--include", "healed", "--limit", "1").out
    all_of_them = logscan("analyze", LOST, "--include", "healed", "--limit", "0").out
    assert "1 more finding" in few
    assert "more finding" not in all_of_them
    assert few.count("F-") == screen.out.count("F-") == all_of_them.count("F-") - 1


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Hostile names, ids, results and versions reach neither stdout nor stderr raw, markup stays letters, and evidence is not lost."""
    case = bundle(tmp_path)
    for more in ([], ["--json", "--pairs"], ["--color", "never", "--include", "healed,latent"]):
        run = logscan("analyze", str(case), *more)
        assert run.code == ExitCode.PARTIAL  # the .zip
        assert ACTING.findall(run.out + run.err) == []
        assert "[red]x[/red]" in GAP.sub("", run.out)
        assert ":smile:" in GAP.sub("", run.out)
    document = json.loads(logscan("analyze", str(case), "--json").out)
    bare = EVIL.replace("\x1b[31m", "")  # colour is what a collector put around the text
    assert any(bare in one["asset"] for one in document["findings"] if one["asset"])


def test_hostile_text_in_colour(tmp_path: Path) -> None:
    """With colour, the only escapes on the screen are our own: styles, no link, no title, no cursor."""
    coloured = logscan("analyze", str(bundle(tmp_path)), "--color", "always").out
    assert ACTING.findall(STYLING.sub("", coloured)) == []
    assert f"{ESCAPE}[31m" not in coloured


def test_a_huge_line_does_not_flood_the_screen(case: Path) -> None:
    """A line of a megabyte in the evidence stays short on the screen and bounded in JSON."""
    for log in case.glob("*.log"):
        log.write_bytes(log.read_bytes().replace(b'"finished"}', b'"finished","note":"' + b"x" * (1 << 20) + b'"}'))
    assert len(logscan("analyze", str(case)).out) < 8_000
    run = logscan("analyze", str(case), "--json")
    assert "xxxx" in run.out
    assert len(run.out) < 1_000_000
