"""The page: what it says, in which order, and how large it may become."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from logscan.case import Case
from logscan.report.html import page as module
from logscan.report.html.anchors import Anchors
from logscan.report.html.entry import Desk, entry
from logscan.report.html.page import page, story
from tests.box import beside, box
from tests.box import tell as boxes
from tests.cli.command import golden
from tests.fixture import FOLDERS, opened
from tests.lost_finish import ASSET, FINDING, FOLDER, LEAD, NAME, VICTIM, WELL, at, moment, short
from tests.report.html.dom import faults, parsed
from tests.stories import tell

SECTIONS = ["verdict", "coverage", "findings", "assets", "rest", "exposure", "divergence", "method"]
WROTE = "alpha{0} 1:register 1:put=scheduled 1.1:add=scheduled 2:put=scanning 2.1:modify=scanning 3:put=finished 3.1:modify=finished\n"
LOST = WROTE + "bravo{0} 1.2:add 2.1:modify 2.5:register=scanning 3.1:modify\n"


@cache
def made(folder: Path = FOLDER) -> str:
    """The page of a fixture."""
    return page(opened(folder.name), command=f"logscan report fixtures/{folder.name}")


def sections(html: str) -> dict[str, str]:
    """Give the sections of a page by id, in their order."""
    return {found[1]: found[2] for found in re.finditer(r'<section[^>]* id="([^"]*)"[^>]*>(.*?)</section>', html, flags=re.DOTALL)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_fixture(folder: Path) -> None:
    """The page of every case is sound, has the finding of every id that it is to have, and says them as the JSON does."""
    html = made(folder)
    assert faults(html) == []
    expected = json.loads(folder.with_suffix(".expected.json").read_bytes())
    ids = parsed(html).ids()
    assert [one["id"] for one in expected["findings"] if one["id"] not in ids] == []
    lines = {f"{Path(line['source']).name}:{line['line']}" for one in expected["findings"] for line in one["evidence"]}
    assert [one for one in lines if f">{one}</a>" not in html] == []


def test_golden() -> None:
    """The page of the small fixture, to the byte, without style and script, which have tests of their own."""
    html = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", made(), flags=re.DOTALL)
    html = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-...", html)
    golden("report.html", html.replace(str(FOLDER), "fixtures/lost-finish"))


def test_same_case_same_bytes() -> None:
    """Made twice, the page is the same."""
    assert page(Case([str(FOLDER)]), command="logscan report fixtures/lost-finish") == made()


def test_order() -> None:
    """The verdict comes first, then what the logs cover, the findings, everything behind them, and last how it was made."""
    assert list(sections(made())) == SECTIONS


def test_the_verdict_is_a_sentence() -> None:
    """The headline answers, and the title of the page does."""
    text = parsed(made()).text
    assert text["h1"] == f"1 asset with a wrong scan status on {short(VICTIM)}."
    assert text["title"].startswith(f"STALE: {text['h1']}")


def test_the_proof() -> None:
    """Each line of the proof stands there as it stands in the log, under an id, and the lost one stands out."""
    findings = sections(made())["findings"]
    assert f'id="{FINDING}"' in findings
    assert NAME in findings
    evidence = opened().finding(FINDING).evidence
    shown = re.findall(r'<a class="place"[^>]*>(\w+)\.log:(\d+)</a><code>(.*?)</code>', findings)
    for log, number, line in shown:
        assert line == (FOLDER / f"{log}.log").read_text("utf-8").split("\n")[int(number) - 1].replace('"', "&#34;")
    places = opened().places([one.row for one in evidence])
    assert {str(one.line) for one in places.values()} == {number for _, number, _ in shown}
    (lost,) = re.findall(r'class="lost">([^<]*)<a', findings)
    assert "and no applied line follows" in lost
    assert ": a contradiction." in findings
    assert "NVSHAS-8590" in findings
    assert "<b>healed</b>, if the log of " in findings
    assert "was never notified? <span>No: its own log shows the notification entering the handler.</span>" in findings


def test_every_picture_has_its_table() -> None:
    """Whatever a picture shows stands in a table as well."""
    for name in ("coverage", "assets", "divergence"):
        section = sections(made())[name]
        assert section.count('<svg class="ls" role') <= section.count("<table")
    events = re.findall(r'<tr id="[^"]*-e\d+"[^>]*><td>([\d:.]+)</td><td>(\w+)</td>', sections(made())["findings"])
    for number in at(LEAD, "scanStateHandler", ASSET, "type="):
        assert (moment(LEAD, number)[11:].ljust(12, "0"), short(LEAD)) in events


def test_rest_stands_beside_the_logs() -> None:
    """What each controller answered over REST is compared with its log, and what is to be said of the answers is said."""
    rest = sections(made())["rest"]
    case = Case([str(FOLDER)])
    assert len(case.taken) == 3
    for one in case.taken:
        cells = f'<td class="n">{len(one.snapshot.entries)}</td><td class="n">{one.blank}</td><td class="n">{one.agree}</td>'
        assert f"{case.words.short(one.controller or '')}</th>{cells}" in rest
    assert "The answers carry no time" in rest


def test_answers_alone_are_no_reason_to_say_that_all_is_well(tmp_path: Path) -> None:
    """Where there is no log, the page says that nothing can be said."""
    for answer in FOLDER.glob("rest_*"):
        (tmp_path / answer.name).write_bytes(answer.read_bytes())
    html = page(Case([str(tmp_path)]), command="logscan")
    assert faults(html) == []
    assert "Nothing can be said: no log shows any scan status." in sections(html)["findings"]
    assert "There is no log of any controller." in sections(html)["coverage"]
    assert "Nothing to report" not in html


def test_the_run(tmp_path: Path) -> None:
    """The page says what it was made of: version, command, every file with its size and hash, and what was left out."""
    for log in FOLDER.glob("*.log"):
        (tmp_path / log.name).write_bytes(log.read_bytes())
    (tmp_path / "note.txt").write_text("nothing of ours\n")
    case = Case([str(tmp_path)])
    method = sections(page(case, command="logscan report 'a b'"))["method"]
    assert "<code>logscan report &#39;a b&#39;</code>" in method
    assert [one.sha256 for one in case.inputs if one.sha256 not in method or f"{one.size:,}" not in method] == []
    assert "UNRECOGNISED" in method


def test_no_more_than_a_browser_can_open(tmp_path: Path) -> None:
    """Behind the cap findings are counted, not drawn, and the page says where they are."""
    case = Case([str(tell(tmp_path, "".join(LOST.format(of) for of in ("", "/api", "/db", "/web2")), until=1_200))])
    with patch.object(module, "MOST", 3):
        html = page(case, command="logscan")
    assert faults(html) == []
    assert html.count("<article") == 3
    assert "1 more finding is not drawn." in html
    with patch.object(module, "BYTES", 1):
        html = page(case, command="logscan")
    assert html.count("<article") == 1
    assert "3 more findings are not drawn." in html
    assert "logscan analyze PATH... --json has all of them" in html


def test_several_clusters(tmp_path: Path) -> None:
    """Each cluster has its own verdict and findings, under one headline, and no id is there twice."""
    two = beside(**{"case/east": box("healthy", 1), "case/west": box("coalesced", 2)})
    html = page(Case([str(boxes(tmp_path, two) / "case")]), command="logscan")
    assert faults(html) == []
    assert "2 clusters in the input" in parsed(html).text["h1"]
    assert [one for one in sections(html) if one.endswith("verdict")] == ["c1-verdict", "c2-verdict"]
    assert ">OK</span>" in sections(html)["c1-verdict"]
    assert ">STALE</span>" in sections(html)["c2-verdict"]
    assert parsed(html).text["title"].startswith("OK: No wrong status found")
    with patch.object(module, "MOST", 0):
        html = page(Case([str(tmp_path / "case")]), command="logscan")
    assert "Nothing to report" in sections(html)["c1-findings"]
    assert "Nothing to report" not in sections(html)["c2-findings"]
    assert "more findings are not drawn." in sections(html)["c2-findings"]


def test_a_finding_that_two_clusters_have() -> None:
    """Two findings of the same id, as of two clusters with pods of the same names, have two ids on the page."""
    case = Case([str(FOLDER)])
    anchors, found = Anchors(), [case.finding(FINDING)]
    first, second = (entry(Desk.of(case, anchors, found), found) for _ in range(2))
    ids = [parsed(one).ids() for one in (first, second)]
    assert not {*ids[0]} & {*ids[1]}
    assert (ids[0][0], ids[1][0]) == (FINDING, f"{FINDING}.2")


@pytest.mark.parametrize(("asset", "word"), [(ASSET, "stale"), (WELL, "consistent"), ("platform", "healed")])
def test_one_asset(asset: str, word: str) -> None:
    """The page of one asset tells its story, with its finding or without one."""
    case = Case([str(FOLDER)])
    told = case.asset(asset)
    html = story(case, told, command=f"logscan explain {asset[:4]} fixtures/lost-finish")
    assert faults(html) == []
    assert list(sections(html)) == ["verdict", "coverage", "findings", "method"]
    assert f">{word}</span>" in sections(html)["verdict"]
    assert html.count("<tr id=") == len(told.events) * max(len({one.verdict for one in told.findings}), 1)


def test_the_incident(incident: Path) -> None:
    """The page of the real incident proves its 19 stale copies, and more, in less than 600 kB."""
    html = page(Case([str(incident)]), command="logscan report")
    assert len(html.encode()) < 600_000
    assert faults(html) == []
    case = Case([str(incident)])
    ids = parsed(html).ids()
    stale = [one.id for one in case.found if one.verdict == "stale"]
    assert len(stale) == 19
    assert [one for one in stale if one not in ids] == []
