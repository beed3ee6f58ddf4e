"""`--cache`, and `logscan cache`: the same answer sooner, and nothing kept that nobody asked for."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from tests.cli.command import CHECKOUT, LOST, Run, environment, logscan
from tests.lost_finish import ASSET

VERBS = (
    ("analyze", LOST),
    ("analyze", LOST, "--json", "--pairs"),
    ("explain", ASSET[:8], LOST),
    ("timeline", LOST, "--format", "csv"),
)


@cache
def plain(*verb: str) -> Run:
    """Give what a verb prints without a cache."""
    return logscan(*verb)


def run(home: Path, *arguments: str, **variables: str) -> Run:
    """Run the command with its cache below a folder."""
    return logscan(*arguments, variables={"XDG_CACHE_HOME": str(home), **variables})


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_the_same_answer(verb: tuple[str, ...], tmp_path: Path) -> None:
    """A verb that reads a bundle prints the same with a new cache, with a full one, and without."""
    for _ in range(2):
        assert run(tmp_path, *verb, "--cache") == plain(*verb)
        assert list(tmp_path.glob("logscan/*.entry"))


def test_nothing_is_kept_unasked(tmp_path: Path) -> None:
    """Customers' data is kept when someone says so, with an option or once and for all, and not otherwise."""
    verb = ("analyze", LOST)
    for more, variables in (((), {}), (("--no-cache",), {"LOGSCAN_CACHE": "1"}), ((), {"LOGSCAN_CACHE": "0"})):
        assert run(tmp_path, *verb, *more, **variables) == plain(*verb)
        assert list(tmp_path.iterdir()) == []
    assert run(tmp_path, *verb, LOGSCAN_CACHE="1") == plain(*verb)
    assert (tmp_path / "logscan").is_dir()


def test_refresh(tmp_path: Path) -> None:
    """`--refresh` reads again and keeps that, and with `--no-cache` there is nothing to refresh."""
    assert run(tmp_path, "analyze", LOST, "--refresh") == plain("analyze", LOST)
    assert (tmp_path / "logscan").is_dir()
    refused = run(tmp_path, "analyze", LOST, "--refresh", "--no-cache")
    assert (refused.code, refused.out) == (ExitCode.USAGE, "")
    assert "nothing to refresh" in refused.err


def test_a_cache_that_cannot_be_used(tmp_path: Path) -> None:
    """A cache that cannot be written is one line on stderr; the answer and the exit code are as ever."""
    (tmp_path / "logscan").write_bytes(b"")
    got = run(tmp_path, "analyze", LOST, "--cache")
    assert (got.code, got.out) == (plain("analyze", LOST).code, plain("analyze", LOST).out)
    assert got.err == "logscan: the cache cannot be read: Not a directory\n"


def test_info_and_clear(tmp_path: Path) -> None:
    """`cache info` says where the cache is and how large (each content is an entry, and the answer), and `cache clear` empties it."""
    place = tmp_path / "logscan"
    empty = {"folder": str(place), "entries": 0, "bytes": 0, "most_bytes": 7 << 20, "oldest": None, "newest": None}
    assert json.loads(run(tmp_path, "cache", "info", "--json", LOGSCAN_CACHE_MIB="7").out) == empty
    assert run(tmp_path, "cache", "info").out == f"{place}\n0 entries, 0 of 1,073,741,824 bytes\n"
    run(tmp_path, "analyze", LOST, "--cache")
    kept = len({one.read_bytes() for one in (CHECKOUT / LOST).iterdir()}) + 1
    known = json.loads(run(tmp_path, "cache", "info", "--json").out)
    assert known["entries"] == kept
    assert known["bytes"] == sum(one.stat().st_size for one in place.glob("*.entry"))
    assert known["oldest"] <= known["newest"]
    assert f"\n{kept} entries, {known['bytes']:,} of" in run(tmp_path, "cache", "info").out
    assert run(tmp_path, "cache", "clear").out == f"{kept} entries, {known['bytes']:,} bytes removed from {place}\n"
    assert json.loads(run(tmp_path, "cache", "info", "--json", LOGSCAN_CACHE_MIB="7").out) == empty


def test_a_cache_that_cannot_be_looked_into(tmp_path: Path) -> None:
    """`cache info` and `cache clear` say why they cannot do what they are asked for."""
    (tmp_path / "logscan").write_bytes(b"")
    for verb in ("info", "clear"):
        got = run(tmp_path, "cache", verb)
        assert (got.code, got.out) == (ExitCode.OUTPUT, "")
        assert "Not a directory" in got.err


def test_its_size_is_limited(tmp_path: Path) -> None:
    """LOGSCAN_CACHE_MIB limits the cache, and what is no number is a mistake."""
    assert run(tmp_path, "analyze", LOST, "--cache", LOGSCAN_CACHE_MIB="0") == plain("analyze", LOST)
    assert json.loads(run(tmp_path, "cache", "info", "--json").out)["entries"] == 0
    assert run(tmp_path, "analyze", LOST, "--cache", LOGSCAN_CACHE_MIB="much").code == ExitCode.USAGE


PYTHON = f"""
import logscan
print(*(logscan.open("{LOST}", OPTIONS).findings["id"]))
"""


def test_in_python(tmp_path: Path) -> None:
    """`logscan.open` keeps nothing unless it is told to, and gives the same either way."""
    printed = []
    for options, kept in (("", False), ("cache=True", True), ("cache=True", True), ("refresh=True", True)):
        command = [sys.executable, "-c", PYTHON.replace("OPTIONS", options)]
        variables = environment({"XDG_CACHE_HOME": str(tmp_path)})
        printed.append(subprocess.run(command, cwd=CHECKOUT, env=variables, capture_output=True, check=True).stdout)
        assert (tmp_path / "logscan").exists() == kept
    assert len({*printed}) == 1
    assert printed[0].startswith(b"F-")


@pytest.mark.parametrize("verb", VERBS[:3], ids=" ".join)
def test_an_answer_is_kept(verb: tuple[str, ...], tmp_path: Path) -> None:
    """The second time the answer itself is there, in each width and colour for itself; with `--refresh` it is worked out again."""
    first = run(tmp_path, *verb, "--cache")
    kept = len(list(tmp_path.glob("logscan/*.entry")))
    for entry in tmp_path.glob("logscan/*.entry"):
        text = entry.read_bytes()
        if text.startswith(b"logscan answer"):
            forged = b"something else\n"
            entry.write_bytes(text[:17] + hashlib.sha256(forged).digest() + forged)
    assert run(tmp_path, *verb, "--cache").out == "something else\n"  # it was taken from there
    assert run(tmp_path, *verb, "--refresh") == first
    assert run(tmp_path, *verb, "--cache") == first
    assert run(tmp_path, *verb, "--cache", COLUMNS="90").code == 0
    assert len(list(tmp_path.glob("logscan/*.entry"))) == kept + 1


def test_what_went_wrong_is_said_again(tmp_path: Path) -> None:
    """An answer with an exit code or a complaint is not kept: both come again."""
    cut = tmp_path / "a.log.gz"
    cut.write_bytes(gzip.compress((CHECKOUT / LOST / "svq8n.log").read_bytes())[:-100])
    first = run(tmp_path, "analyze", str(cut), "--cache")
    assert first.code == ExitCode.PARTIAL
    assert run(tmp_path, "analyze", str(cut), "--cache") == first
    matched = run(tmp_path, "analyze", LOST, "--cache", "--fail-on", "stale")
    assert matched.code == ExitCode.MATCHED
    assert run(tmp_path, "analyze", LOST, "--cache", "--fail-on", "stale") == matched
