"""The fixtures: made anew they are the same bytes, each shows what its name says, and logscan says of each what is true."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from fixtures.make import FIXTURES, Fixture, readme
from logscan.analysis.findings import REPORTED
from logscan.case import Case
from logscan.knowledge.known import signatures
from logscan.report.document import document, to_json

CHECKOUT = Path(__file__).parent.parent
FOLDER = CHECKOUT / "fixtures"
LARGEST = 200_000
UNTOLD = {"unexplained-drop": "no handler that is known drops like that, and the simulator knows no other"}
ALL = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources are named as `make fixtures` names them: from the checkout's root."""
    monkeypatch.chdir(CHECKOUT)


@cache
def case(name: str) -> Case:
    """A fixture, analysed once."""
    return Case([f"fixtures/{name}"])


def test_they_are_all_there() -> None:
    """Each name of the table has its folder, truth and expected result, and nothing else lies there."""
    names = {one.name for one in FIXTURES}
    assert len(names) == len(FIXTURES)
    there = {path.name for path in FOLDER.iterdir() if path.name != "__pycache__"}
    assert there == {"README.md", "make.py"} | {f"{name}{end}" for name in names for end in ("", ".truth.json", ".expected.json")}


@ALL
def test_the_same_bytes_each_time(fixture: Fixture) -> None:
    """Made anew, the files and the truth are those that lie there."""
    there = {path.name: path.read_bytes() for path in (FOLDER / fixture.name).iterdir()}
    assert fixture.files == there, "`make fixtures` writes them anew"
    assert fixture.simulation.truth.json() == (FOLDER / f"{fixture.name}.truth.json").read_text("utf-8"), "likewise"


def test_what_is_written(tmp_path: Path) -> None:
    """Writing replaces what an earlier one left in the folder, and puts the truth beside it, where it is no input."""
    one = FIXTURES[0]
    (tmp_path / one.name).mkdir()
    (tmp_path / one.name / "older.log").write_text("old\n")
    one.write(tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / one.name).iterdir()} == one.files
    assert json.loads((tmp_path / f"{one.name}.truth.json").read_bytes())["seed"] == one.seed


def test_the_list_is_up_to_date() -> None:
    """README.md has the line of each fixture, as it follows from the scenario and the truth."""
    assert (FOLDER / "README.md").read_text("utf-8") == readme(), "`make fixtures` writes it anew"


@ALL
def test_each_is_small(fixture: Fixture) -> None:
    """All files of a fixture together are what one can read in an editor."""
    files = [*FOLDER.glob(f"{fixture.name}/*"), *FOLDER.glob(f"{fixture.name}.*")]
    assert sum(path.stat().st_size for path in files) < LARGEST


@ALL
def test_the_expected_result(fixture: Fixture) -> None:
    """The document of a fixture is, to the byte, the reviewed one beside it."""
    expected = (FOLDER / f"{fixture.name}.expected.json").read_text("utf-8")
    assert to_json(document(case(fixture.name), pairs=True)) == expected, "`make fixtures` writes it anew"


@ALL
def test_what_is_said_is_true(fixture: Fixture) -> None:
    """Where the logs show the truth, verdict, signature and status are the true ones; where not, nothing is said that is not so."""
    scene, said = case(fixture.name).scene, {}
    for one in case(fixture.name).judgements:
        kind, asset = scene.histories.assets[int(scene.histories.asset[one.history])]
        said[scene.controller(one.history).name, kind, asset] = one.verdict, one.signature, one.status
    for pair in fixture.simulation.truth.pairs:
        verdict, signature, status = said.pop((pair.controller, pair.kind, pair.asset), (None, None, None))
        if pair.provable and pair.verdict is not None:
            assert (verdict, signature, status) == (pair.verdict, pair.signature, pair.status), pair
        elif verdict not in (None, "pending", "inconclusive"):
            assert verdict == pair.verdict, pair
    assert said == {}


@ALL
def test_what_cannot_be_seen_is_said(fixture: Fixture) -> None:
    """A controller gets an inconclusive finding when its log no longer shows the truth, and only then."""
    truth = fixture.simulation.truth
    hidden = {pair.controller for pair in truth.pairs if not pair.provable}
    assert {one.controller for one in case(fixture.name).found if one.verdict == "inconclusive"} == (hidden if fixture.damage else set())
    assert not hidden or fixture.damage or truth.holds("pending"), "a whole log hides something only where it ends too soon"


@ALL
def test_each_shows_what_its_name_says_and_little_else(fixture: Fixture) -> None:
    """Undamaged, a fixture holds what its scenario promises, findings of one signature only, and healed copies at most beside them."""
    truth = fixture.simulation.truth
    assert [word for word in fixture.plan.promises if not truth.holds(word)] == []
    assert len({pair.signature for pair in truth.pairs if pair.verdict in (*REPORTED, "latent")}) <= 1


def test_no_fixture_is_taken_for_another() -> None:
    """The matrix of confusion is a diagonal: what is said of a fixture names its own signature, and no other fixture's result does."""
    true = {
        one.name: {pair.signature for pair in one.simulation.truth.pairs if pair.verdict is not None and (pair.provable or not one.damage)}
        for one in FIXTURES
    }
    named = {one.name: {judgement.signature for judgement in case(one.name).judgements} for one in FIXTURES}
    confused = {(name, signature) for name, own in named.items() for signature in own - true[name] - {None}}
    unnamed = {(name, signature) for name, own in true.items() for signature in own - named[name] - {None}}
    assert (confused, unnamed) == (set(), set())


def test_every_signature_has_a_scenario() -> None:
    """Each signature of the catalogue names a scenario of the simulator that shows it, or it is said here why none can."""
    assert {name for name, one in signatures().items() if not one.scenarios} == UNTOLD.keys()


def test_every_signature_that_is_named_has_a_fixture() -> None:
    """Each signature that the analyzer can name is shown by some fixture."""
    shown = {pair.signature for one in FIXTURES for pair in one.simulation.truth.pairs}
    assert signatures().keys() - shown == UNTOLD.keys()
