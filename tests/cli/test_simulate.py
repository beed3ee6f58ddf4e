"""`logscan simulate`: a folder that `logscan analyze` can be pointed at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logscan.errors import ExitCode
from logscan.simulate.damage import DAMAGES
from logscan.simulate.scenario import scenarios
from tests.cli.command import logscan


def test_list() -> None:
    """`--list` prints every scenario with what it teaches, and every kind of damage with what it does."""
    run = logscan("simulate", "--list")
    lines = run.out.rstrip("\n").split("\n")
    told = dict(line.split("  ", 1) for line in lines if line)
    assert {name: says.strip() for name, says in told.items()} == {
        **{plan.name: plan.teaches for plan in scenarios().values()},
        **{f"--damage {one.name}": one.does for one in DAMAGES.values()},
    }
    assert (run.code, run.err) == (0, "")


def test_a_simulation_can_be_analysed(tmp_path: Path) -> None:
    """What is written, `analyze` reads: each controller, and at least one copy that is stale because of NVSHAS-8590."""
    run = logscan("simulate", "--scenario", "lost-finish", "--seed", "7", "-o", str(tmp_path / "box"))
    assert (run.code, run.out, run.err) == (0, "", "")
    result = json.loads(logscan("analyze", "--json", str(tmp_path / "box")).out)
    truth = json.loads((tmp_path / "box" / "truth.json").read_text())
    assert sorted(one["name"] for one in result["controllers"]) == sorted(truth["versions"])
    stale = {(pair["controller"], pair["asset"]) for pair in truth["pairs"] if pair["verdict"] == "stale"}
    assert {(one["controller"], one["asset"]) for one in result["findings"] if one["verdict"] == "stale"} == stale


def test_damage(tmp_path: Path) -> None:
    """`--damage` hurts the logs; the seed decides which."""
    for name, more in (("whole", []), ("hurt", ["--damage", "missing"])):
        assert logscan("simulate", "--scenario", "healthy", "-o", str(tmp_path / name), *more).code == 0
    whole, hurt = ({path.name for path in (tmp_path / name).glob("*.log")} for name in ("whole", "hurt"))
    assert hurt < whole
    assert len(whole - hurt) == 1


def test_megabytes(tmp_path: Path) -> None:
    """`--megabytes` goes on until the logs are as large as asked for."""
    assert logscan("simulate", "--scenario", "healthy", "--megabytes", "1", "-o", str(tmp_path / "box")).code == 0
    assert sum(path.stat().st_size for path in (tmp_path / "box").glob("*.log")) >= 1 << 20


def test_a_folder_is_not_replaced_unasked(tmp_path: Path) -> None:
    """An existing folder is an error; with `--force` a simulation is replaced, and nothing else ever is."""
    box, other = tmp_path / "box", tmp_path / "other"
    assert logscan("simulate", "--scenario", "healthy", "-o", str(box)).code == 0
    before = {path.name for path in box.iterdir()}
    run = logscan("simulate", "--scenario", "healthy", "--seed", "2", "-o", str(box))
    assert (run.code, "--force" in run.err) == (ExitCode.USAGE, True)
    assert {path.name for path in box.iterdir()} == before
    assert logscan("simulate", "--scenario", "healthy", "--seed", "2", "-o", str(box), "--force").code == 0
    assert {path.name for path in box.iterdir()} & before == {"truth.json"}
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    assert logscan("simulate", "-o", str(other), "--force").code == ExitCode.USAGE
    assert (other / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--scenario", "healthy"], "-o DIR"),
        (["--scenario", "helthy", "-o", "box"], "lost-finish"),
        (["--damage", "fire", "-o", "box"], "head-cut"),
        (["--damage", "gap", "--megabytes", "1", "-o", "box"], "do not go together"),
    ],
)
def test_usage(tmp_path: Path, arguments: list[str], says: str) -> None:
    """A command that cannot be understood ends with 2, says what to type, and writes nothing."""
    run = logscan("simulate", *arguments, cwd=tmp_path)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert says in run.err
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A folder that cannot be made ends with 5 and the reason."""
    (tmp_path / "file").write_text("")
    run = logscan("simulate", "-o", str(tmp_path / "file" / "box"))
    assert run.code == ExitCode.OUTPUT
    assert "Not a directory" in run.err
