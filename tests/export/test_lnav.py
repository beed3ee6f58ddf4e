"""The format file, in the hands of lnav itself."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import logscan
from logscan.parse.catalog import Catalog
from tests.box import box, tell
from tests.export.exported import exported, written

LNAV = shutil.which("lnav")
needs_lnav = pytest.mark.skipif(LNAV is None, reason="lnav is not installed here")
COUNTS = "select count(*) as lines, count(asset) as assets, count(log_opid) as opids, min(log_time) as first from neuvector_controller"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home in which lnav knows the format."""
    home = tmp_path / "home"
    formats = home / ".config" / "lnav" / "formats" / "neuvector"
    formats.mkdir(parents=True)
    (formats / "neuvector.json").write_text(exported("lost-finish", "lnav"), "utf-8")
    return home


def lnav(home: Path, *arguments: str) -> str:
    """Run lnav without a screen, and give what it prints."""
    assert LNAV is not None
    known = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    run = subprocess.run([LNAV, *arguments], env=known, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def asked(home: Path, log: Path, question: str) -> dict[str, str]:
    """Give the one row that answers a question to lnav about a log."""
    (row,) = csv.DictReader(io.StringIO(lnav(home, "-n", "-c", f";{question}", "-c", ":write-csv-to -", str(log))))
    return row


@needs_lnav
def test_lnav_takes_it(home: Path) -> None:
    """Lnav finds nothing wrong with the file: every pattern compiles, every sample of every definition fits one."""
    assert lnav(home, "-C") == ""


@needs_lnav
@pytest.mark.parametrize("scenario", ["mixed", "registry-stuck", "lost-finish"])
def test_every_line_is_recognised(scenario: str, home: Path, tmp_path: Path) -> None:
    """Of a log lnav knows every line of the controller and of its monitor; it sees an asset in those in which logscan does."""
    for name, data in box(scenario, 3).items():
        if not name.endswith(".log"):
            continue
        log = tell(tmp_path, {name: data}) / name
        rows = logscan.open(log).timeline
        printed = re.findall(rb"^\d{4}-\d\d-\d\dT[\d:.]+ *\|[A-Z]{3,4}\|", data, flags=re.MULTILINE)
        found = asked(home, log, COUNTS)
        assert int(found["lines"]) == len(printed)
        assert int(found["assets"]) == int(found["opids"]) == int(rows["asset"].notna().sum())


@needs_lnav
def test_fields_and_levels(home: Path, tmp_path: Path) -> None:
    """A line is cut into the fields that its definition names, and its level and milliseconds are understood."""
    log = tmp_path / "a.log"
    log.write_text(
        "2024-03-05T10:15:04.512|ERRO|CTL|cache.scanStateHandler: - key=scan/state/report/workload/60c5 status=finished\n", "utf-8"
    )
    question = "select log_time, log_level, emitter, kind, asset, status from neuvector_controller"
    assert list(asked(home, log, question).values()) == [
        "2024-03-05 10:15:04.512",
        "error",
        "cache.scanStateHandler",
        "workload",
        "60c5",
        "finished",
    ]


def test_a_pattern_for_each_statement_with_an_asset() -> None:
    """Every sample that gives an asset fits a pattern that gives the same one, and not the pattern for other lines."""
    about = json.loads(exported("lost-finish", "lnav"))["neuvector_controller"]
    patterns = {name: re.compile(one["pattern"].replace("(?<", "(?P<").replace("(?P<!", "(?<!")) for name, one in about["regex"].items()}
    other = patterns.pop("other")
    assert len(about["sample"]) == 1 + sum(len(line.samples) for one in Catalog.load().definitions.values() for line in one.lines)
    for one in Catalog.load().definitions.values():
        for sample in (sample for line in one.lines for sample in line.samples):
            found = {
                match["asset"] for pattern in patterns.values() if (match := pattern.match(sample.text)) and "asset" in match.groupdict()
            }
            asset = (sample.expect or {}).get("asset")
            named = asset is not None and asset in sample.text  # that of the platform's own scan is not printed
            assert (other.match(sample.text) is None) == named
            assert not named or asset in found


def test_definitions_of_your_own(tmp_path: Path) -> None:
    """What is read with definitions of one's own is in the file, too."""
    sample = "2024-03-05T10:15:04.5  |DEBU|CTL|cache.somethingNew: - id=60c5"
    (tmp_path / "somethingNew.toml").write_text(
        f'emitter = "cache.somethingNew"\nsource = "x.go"\nabout = "New."\n[[line]]\nevent = "new.thing"\nkeys = ["id"]\n'
        f'map = {{ asset = "id" }}\n[[line.sample]]\ntext = "{sample}"\nexpect = {{ event = "new.thing", asset = "60c5" }}\n',
        "utf-8",
    )
    about = json.loads(written(logscan.open(tmp_path, parsers=(tmp_path,)), "lnav"))["neuvector_controller"]
    assert "new_thing_1" in about["regex"]
    assert {"line": sample} in about["sample"]
