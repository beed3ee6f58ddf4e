"""The story of one asset: side by side where there is room, one below the other where there is none, then the proof."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from logscan.case import Case
from logscan.report.explain import about, explain
from logscan.report.proof import LONGEST, Proofs
from logscan.report.terminal import console, show
from tests import lost_finish
from tests.fixture import opened
from tests.lost_finish import FOLDER, LEAD, TRUTH, VICTIM, at, lines, short
from tests.report.printed import printed, too_wide, words
from tests.stories import tell

GAP = re.compile(r"\s+")
STALE, HEALED, WELL = lost_finish.ASSET, lost_finish.MENDED[1], lost_finish.WELL


def told(asset: str, *, width: int = 80, of: Case | None = None) -> str:
    """Give the story of an asset as text."""
    of = of or opened()
    terminal = console(color="never", width=width)
    terminal.file = io.StringIO()
    show(terminal, explain(of, of.asset(asset), width=width))
    return terminal.file.getvalue()


def numbers(text: str) -> list[int]:
    """Give the line numbers that a story shows, in its order."""
    return [int(number) for number in re.findall(r"^\d\d:\d\d:\d\d\.\d{3} +(?:[a-z0-9]{5} +)?(\d+) ", text, flags=re.MULTILINE)]


def test_side_by_side_and_below_each_other() -> None:
    """With room every controller has a column, without it a line names it; the events and their order are the same."""
    wide, narrow = told(STALE, width=120), told(STALE, width=40)
    assert re.search(rf"^Time +{' +'.join(sorted(map(short, TRUTH['versions'])))}$", wide, flags=re.MULTILINE)
    assert "Time" not in narrow
    assert numbers(wide) == numbers(narrow)
    assert {*at(VICTIM, "scanStateHandler", STALE), *at(LEAD, "scanStateHandler", STALE)} <= {*numbers(wide)}


@pytest.mark.parametrize("asset", sorted({STALE, HEALED, WELL, "platform"}))
@pytest.mark.parametrize("width", [30, 40, 80, 120, 200])
def test_any_width(asset: str, width: int) -> None:
    """No line but that of a path is wider than the screen, none ends in blanks, and no character is cut out, whatever the width."""
    shown = told(asset, width=width)
    assert too_wide(shown, width) == []
    assert [line for line in shown.split("\n") if line != line.rstrip()] == []
    assert "…" not in shown


def test_the_lost_delivery_stands_out() -> None:
    """The delivery that was swallowed is marked by a word, not by colour alone, and no other is."""
    assert told(STALE, width=200).count("DROPPED") == 1
    assert "DROPPED" not in told(WELL, width=200)


@pytest.mark.parametrize(("asset", "says"), [(STALE, "a contradiction"), (HEALED, "HEALED"), (WELL, "At the end")])
def test_what_is_proved(asset: str, says: str) -> None:
    """A wrong copy gets a proof, a healed one its explanation, a consistent one only what happened."""
    shown = GAP.sub(" ", told(asset))
    assert says in shown
    assert ("a contradiction" in shown) == (asset == STALE)
    assert ("Considered and rejected" in shown) == (asset == STALE)


def test_every_step_shows_its_line() -> None:
    """Each step with a line shows where it stands, and the line itself, as it is in that file."""
    shown = told(STALE, width=400)
    steps = re.findall(r"^ +(\w+\.log):(\d+)\n +(\S.*)$", shown, flags=re.MULTILINE)
    assert len(steps) == len(opened().asset(STALE).findings[0].evidence)
    for name, number, line in steps:
        assert (FOLDER / name).read_text("utf-8").split("\n")[int(number) - 1] == line


def test_rest_stands_beside_the_log() -> None:
    """What REST answered for the asset is told behind what the logs show."""
    end = next(line for line in told(STALE, width=400).split("\n") if line.startswith("At the end"))
    assert re.search(rf"{short(VICTIM)} scanning.*REST of {short(VICTIM)} scanning", end)


@pytest.mark.parametrize(("more", "cut"), [(0, False), (1, False), (3_000, True)])
def test_a_long_line_is_cut_visibly(more: int, cut: bool, tmp_path: Path) -> None:
    """A line of the proof is shown whole up to a limit; beyond it, the number of characters that are not shown stands in their place."""
    for log in FOLDER.glob("*.log"):
        (tmp_path / log.name).write_bytes(log.read_bytes().replace(b'"finished"}', b'"finished","note":"' + b"x" * more + b'"}'))
    shown = told(STALE, width=400, of=Case([str(tmp_path)]))
    assert ("more characters]" in shown) == cut
    assert GAP.sub("", shown).count("x" * 100) < 2 * LONGEST


def test_places_are_short(tmp_path: Path) -> None:
    """The folder or archive that all files share is said once, and no other line repeats it."""
    deep = tmp_path / "customer" / "pods"
    deep.mkdir(parents=True)
    for log in FOLDER.glob("*.log"):
        (deep / log.name).write_bytes(log.read_bytes())
    shown = told(STALE, width=1_000, of=Case([str(tmp_path)]))
    assert shown.count(str(tmp_path)) == 1
    assert f"\nFiles are in {deep}\n" in shown
    assert f"\n{short(VICTIM)}: line numbers of {short(VICTIM)}.log\n" in shown


def test_where_a_step_follows_from() -> None:
    """The last step says which steps it follows from, and where the log ends up to which it is so."""
    shown = told(STALE, width=400)
    proof = next(one for one in Proofs(opened(), opened().asset(STALE).findings).all if one.finding.verdict == "stale")
    first, last = proof.steps[-1][0].follows[0], proof.steps[-1][0].follows[-1]
    assert f"\n     from {first} to {last}\n" in shown
    assert f"\n     {short(VICTIM)}.log:{len(lines(VICTIM)) - 1} where the log ends\n" in shown


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ("lost-finish", "from 5 to 9"),
        ("watch-stalled", "from 3 and 4"),
        ("image-state-missed", "from 2, 3 and 5"),
        ("scanner-slot-leak", "from 4"),
    ],
)
def test_numbers_of_steps(story: str, says: str) -> None:
    """Few numbers are told one by one, longer runs by their ends."""
    of = Case([str(FOLDER.parent / story)])
    found = next(one for one in of.found if one.verdict in ("stale", "stuck"))
    assert f" {says}\n" in told(found.asset or "", of=of)


def test_what_would_change_it() -> None:
    """Behind the rivals stands what would make it another verdict, with the lines that would be there; then what to do."""
    shown = GAP.sub(" ", told(STALE, width=200))
    change = shown.partition("What would change the verdict")[2]
    assert f"- healed, if the log of {short(VICTIM)} showed that it was told of finished later, and applied that, behind " in change
    assert f"scanStateHandler: - key=scan/state/report/workload/{STALE} status=finished" in change
    assert "- lost-then-removed, if " in change
    assert shown.index("Considered and rejected") < shown.index("What would change") < shown.index(" Next ")


def test_about_a_controller(tmp_path: Path) -> None:
    """A finding about a whole controller says why nothing can be said, with lines for example, and what decides."""
    of = Case([str(tell(tmp_path, "bravo 1.2:add 1.3:register=scheduled 3.1:modify\n"))])
    (found,) = of.found
    shown = printed(about(of, found))
    assert shown.startswith(f"INCONCLUSIVE  {found.id}")
    assert "whatever that shows, once it is there: collect the log of the lead" in words(shown)
    assert re.findall(r"^(\S+\.log):\d+\n  2024-", shown, flags=re.MULTILINE) == ["bravo.log"] * len(found.evidence)
    assert too_wide(shown, 80) == []
