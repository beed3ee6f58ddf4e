"""JUnit XML, read by a reader of it: what fails, what is skipped, and what passes only because the log can tell."""

from __future__ import annotations

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from logscan.knowledge.known import signatures
from tests.export.exported import case, exported
from tests.fixture import NAMES
from tests.lost_finish import FINDING, LEAD, NAME, VICTIM

S1 = "swallowed-after-early-notification"


def suite(fixture: str) -> TestSuite:
    """Give the one suite of a case of fixtures/."""
    (only,) = JUnitXml.fromstring(exported(fixture, "junit").encode())
    assert isinstance(only, TestSuite)
    return only


def by_rule(fixture: str) -> dict[tuple[str, str], TestCase]:
    """Give the tests by controller and rule."""
    return {(one.classname, one.name): one for one in suite(fixture)}


@pytest.mark.parametrize("fixture", NAMES)
def test_one_test_for_each_rule_and_controller(fixture: str) -> None:
    """Every controller has a test for every signature, not for every asset, and the counts of the suite are right."""
    found, own = by_rule(fixture), suite(fixture)
    assert set(found) >= {(one.name, rule) for one in case(fixture).read.controllers for rule in signatures()}
    assert {pod for pod, _ in found} == {one.name for one in case(fixture).read.controllers}
    assert own.tests == len(found)
    assert own.failures == sum(any(isinstance(each, Failure) for each in one.result) for one in found.values())
    assert own.skipped == sum(any(isinstance(each, Skipped) for each in one.result) for one in found.values())


@pytest.mark.parametrize("fixture", NAMES)
def test_what_fails_and_what_is_skipped(fixture: str) -> None:
    """A test fails where a copy is wrong; of a controller of which something cannot be told, no other test passes."""
    for (pod, rule), one in by_rule(fixture).items():
        own = [each for each in case(fixture).found if each.controller == pod]
        wrong = [
            each for each in own if each.verdict in ("stale", "stuck", "lost-then-removed") and rule == (each.signature or each.verdict)
        ]
        doubts = [each for each in own if each.verdict in ("pending", "inconclusive")]
        assert one.is_failure == bool(wrong)
        assert one.is_skipped == bool(doubts and not wrong)
        if one.is_failure:
            assert all(each.id in (one.result[0].text or "") for each in wrong)


def test_a_failure_says_what_is_wrong() -> None:
    """The test of the wrong copy fails with the finding and its id; the same rule holds on the lead."""
    found = by_rule("lost-finish")
    (failure,) = found[VICTIM, S1].result
    assert isinstance(failure, Failure)
    assert failure.type == "stale"
    assert (failure.message or "").endswith(f"({FINDING})")
    assert NAME in (failure.text or "")
    assert found[LEAD, S1].is_passed


def test_a_missing_log_is_no_pass() -> None:
    """Every test of a controller whose log is missing is skipped, and says that it is missing."""
    (missing,) = [one.name for one in case("missing-lead").read.controllers if one.log == "absent"]
    own = [one for (pod, _), one in by_rule("missing-lead").items() if pod == missing]
    assert all(isinstance(one.result[0], Skipped) and "its log is not in the bundle" in (one.result[0].message or "") for one in own)


def test_what_shows_without_being_wrong() -> None:
    """A test that passes says how many copies have lost something that was made up for."""
    said = [one.system_out for one in by_rule("lost-finish").values() if one.system_out is not None]
    assert said == ["1 copy shows this and is right at the end."]
