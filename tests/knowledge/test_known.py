"""What is known before any log is read: signatures, issues, and which version has the flag."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.knowledge.known import (
    Issue,
    Sight,
    Signature,
    candidates,
    has_flag,
    issue,
    issues,
    letters,
    release,
    says_why_no_report,
    signature,
    signatures,
    versions_of,
)
from logscan.knowledge.versions import version
from logscan.simulate.run import simulate
from logscan.simulate.scenario import scenario, scenarios
from logscan.simulate.truth import Truth

SIGNATURES = {  # the names are a contract
    "S1": "swallowed-after-early-notification",
    "S2": "swallowed-first-sight",
    "S3": "swallowed-coalesced",
    "S4": "swallowed-concurrent",
    "S5": "latent-armed-flag",
    "S6": "harmless-swallow",
    "S7": "late-simulated-overwrite",
    "S8": "finished-without-report",
    "S9": "report-too-big",
    "S10": "state-put-failed",
    "S11": "orphan-after-delete",
    "S12": "purged-by-enforcer",
    "S13": "requeue-exhausted",
    "S14": "no-scanner",
    "S15": "lead-change-mid-scan",
    "S16": "watch-stalled",
    "S17": "restart-mid-scan",
    "S18": "bad-state-value",
    "S19": "controller-frozen",
    "S20": "slow-apply",
    "S21": "scanner-slot-leak",
    "S22": "manual-scan-ignored",
    "S23": "registry-stuck",
    "S24": "image-state-missed",
    "S25": "two-writers",
    "": "unexplained-drop",
}
ISSUES = {  # every known problem of the domain
    *(f"NVSHAS-{number}" for number in (5225, 6531, 6577, 6767, 7439, 8075, 8304, 8555, 8590, 8591, 8613, 8624, 8636, 9189, 9227)),
    *(f"NVSHAS-{number}" for number in (9592, 9667, 9681, 9810, 9826, 9884, 9960, 9964, 10018, 10116)),
    *(f"GH #{number}" for number in (438, 907, 1010, 1101, 1479, 1490, 1683, 2103)),
    "commit 7f856d6e",
    "neuvector-helm #191",
    "neuvector-helm #576",
}
FLAG = ("swallowed-after-early-notification", "swallowed-first-sight", "swallowed-coalesced", "swallowed-concurrent")
ALONE = {"latent": "latent-armed-flag", "healed": "harmless-swallow"}  # verdicts that only one signature explains
NOTHING_TO_LOOK_FOR = {"NVSHAS-9667"}  # it shows by lines that are missing
CONFIDENCES = ("none", "low", "medium", "high", "certain")
EACH = pytest.mark.parametrize("one", signatures().values(), ids=lambda one: one.name)
EACH_ISSUE = pytest.mark.parametrize("one", issues().values(), ids=lambda one: one.id)


@cache
def truth(name: str) -> Truth:
    """What is true of a scenario, lived through once."""
    return simulate(scenario(name), 1).truth


def test_the_catalogue_is_whole() -> None:
    """Every signature has its number and name of the contract, in the order of the numbers, and every known problem is there."""
    assert [(one.id, one.name) for one in signatures().values()] == list(SIGNATURES.items())
    assert [(name, one.name) for name, one in signatures().items()] == [(name, name) for name in SIGNATURES.values()]
    assert issues().keys() == ISSUES
    assert signature("swallowed-coalesced") is not None
    assert signature("swallowed-coalesced") == signatures()["swallowed-coalesced"]


@pytest.mark.parametrize("name", ["", "no-such", "../issues", "NO-SCANNER"])
def test_no_such_signature(name: str) -> None:
    """A name that is none of the catalogue's is an error, whatever file it would lead to."""
    with pytest.raises(KeyError):
        signature(name)


@EACH
def test_a_signature_says_everything(one: Signature) -> None:
    """A signature says what to look for, what stands there otherwise, what it betrays, what to do, and what else it could be."""
    assert all([one.sequence, one.healthy, one.betrays, one.remedy, one.reference, one.rivals, one.grounds])
    assert not one.betrays.endswith(".")
    assert not one.remedy.endswith(".")
    assert one.note == "" or one.note.endswith(".")
    assert one.known_from in ("logs", "reports", "source") if one.id else one.known_from == "nothing"
    assert all(part.on and part.lines for part in one.sequence)


@EACH
def test_grounds(one: Signature) -> None:
    """With more to see a signature is as sure or surer; each combination is told once, holds this controller's log, and says why."""
    assert [CONFIDENCES.index(grounds.confidence) for grounds in one.grounds] == sorted(
        CONFIDENCES.index(grounds.confidence) for grounds in one.grounds
    )
    assert len({grounds.given for grounds in one.grounds}) == len(one.grounds)
    assert one.grounds[0].given == ("own",)
    assert all(set(grounds.given) <= set(get_args(Sight)) and "own" in grounds.given and grounds.because for grounds in one.grounds)
    assert one.grounds[-1].confidence not in ("none", "low")


@EACH
def test_rivals(one: Signature) -> None:
    """A rival that is another signature is called by its name; each says when it is not the right one."""
    named = {rival.explanation for rival in one.rivals if " " not in rival.explanation}
    assert named <= signatures().keys() - {one.name}
    assert len({rival.explanation for rival in one.rivals}) == len(one.rivals)
    assert all(rival.rejected_when for rival in one.rivals)


@EACH
def test_sequences_are_written_in_letters(one: Signature) -> None:
    """Every capital that stands alone or before a bracket in a sequence is a letter that the catalogue explains."""
    known = {letter.letter for letter in letters()} | {"A", "N"}  # a scanner, a number
    plain = re.sub(r"`[^`]*`", "", " ".join([*(part.lines for part in one.sequence), one.healthy]))
    assert set(re.findall(r"\b[A-Z]\b", plain)) <= known
    assert all(quotes % 2 == 0 for quotes in (part.lines.count("`") for part in one.sequence))


@EACH
def test_versions_of_signatures(one: Signature) -> None:
    """The versions of a signature are those of the issue that it is, or its own, never both; some bound is known."""
    own = (one.first_bad, one.fixed_in, *one.patched_in)
    assert (one.issue is None) or not any(own)
    held = versions_of(one)
    assert held.first_bad or held.fixed_in
    assert held is (issues()[one.issue] if one.issue is not None else one)


@EACH
def test_issues_of_signatures_exist(one: Signature) -> None:
    """Every issue that a signature names is known; the one that it is has both ends, as results print them."""
    assert {*one.related} <= issues().keys()
    assert one.issue not in one.related
    known = issue(one.name)
    assert (known is None) == (one.issue is None)
    assert known is None or (known.first_bad and known.fixed_in)
    assert [found.id for found in candidates(one.name)] == [name for name in (one.issue, *one.related) if name]


@EACH
def test_scenarios_show_the_signature(one: Signature) -> None:
    """Each scenario that a signature names exists, promises it, and holds it in truth."""
    assert {*one.scenarios} <= scenarios().keys()
    for name in one.scenarios:
        promised = {ALONE.get(word, word) for promise in scenario(name).promises for word in promise.split("/")}
        assert one.name in promised, name
        assert truth(name).holds(one.name), name


@EACH_ISSUE
def test_an_issue_says_everything(one: Issue) -> None:
    """An issue has title, cause, reference, and lines to look for, unless a signature says what to look for."""
    assert all([one.title, one.cause, one.reference])
    assert not one.title.endswith(".")
    shown = any(one.id in (which.issue, *which.related) for which in signatures().values())
    assert one.lines or shown or one.id in NOTHING_TO_LOOK_FOR


@EACH_ISSUE
def test_versions_of_issues(one: Issue) -> None:
    """Versions of an issue are release numbers, the fix behind the first bad one; a patch is one of an older release."""
    first, fixed = version(one.first_bad), version(one.fixed_in)
    assert (first is None, fixed is None) == (one.first_bad is None, one.fixed_in is None)
    assert first is None or fixed is None or first.place < fixed.place
    for patch in map(version, one.patched_in):
        assert patch is not None
        assert patch.series == "p"
        assert fixed is not None
        assert patch.place < fixed.place


@pytest.mark.parametrize("name", [*FLAG, "latent-armed-flag", "harmless-swallow"])
def test_issue_of_the_flag(name: str) -> None:
    """All that the flag does points to NVSHAS-8590, bad from 5.0.0 on and good from 5.3.0 on."""
    found = issue(name)
    assert found is not None
    assert (found.id, found.first_bad, found.fixed_in) == ("NVSHAS-8590", "5.0.0", "5.3.0")
    assert "1191" in found.reference


@pytest.mark.parametrize(
    ("name", "version", "known"),
    [
        ("swallowed-coalesced", None, "NVSHAS-8590"),
        ("swallowed-coalesced", "v5.2.4-s6", "NVSHAS-8590"),
        ("swallowed-coalesced", "interim/master.4321", "NVSHAS-8590"),
        ("swallowed-coalesced", "v5.3.0", None),
        ("purged-by-enforcer", "v5.4.4", "NVSHAS-9960"),
        ("purged-by-enforcer", "v5.4.5", None),
        ("report-too-big", "v5.4.4", "NVSHAS-9964"),
        ("report-too-big", "v5.4.4-p1", None),
        ("report-too-big", "v5.0.3", None),
        ("unexplained-drop", None, None),
        ("late-simulated-overwrite", "v5.3.4", None),
        (None, None, None),
    ],
)
def test_issue(name: str | None, version: str | None, known: str | None) -> None:
    """A signature is its known issue, but not on a version that has the fix, or not yet the fault."""
    found = issue(name, version)
    assert (found.id if found is not None else None) == known


@pytest.mark.parametrize(
    ("name", "version", "inside", "outside"),
    [
        ("requeue-exhausted", "v5.2.1", {"NVSHAS-8304", "GH #1490"}, {"GH #1683", "NVSHAS-5225"}),
        ("requeue-exhausted", "v5.4.0", {"GH #1683"}, {"NVSHAS-8304"}),
        ("controller-frozen", "v5.4.2", {"NVSHAS-9810"}, set()),
        ("controller-frozen", "v5.4.3", set(), {"NVSHAS-9810"}),
        ("slow-apply", "v5.3.0-b3", {"NVSHAS-8636"}, {"NVSHAS-8624"}),
    ],
)
def test_candidates(name: str, version: str, inside: set[str], outside: set[str]) -> None:
    """What can be behind a signature depends on the version: not what it has mended, nor what came later."""
    found = {one.id for one in candidates(name, version)}
    assert inside <= found
    assert not outside & found


def test_letters() -> None:
    """Each letter stands once, with its meaning, and all but the end of the log with the line that it stands for."""
    assert len({one.letter for one in letters()}) == len(letters())
    assert [one.letter for one in letters() if not one.line] == ["END"]
    assert all(one.means for one in letters())


@pytest.mark.parametrize(
    ("version", "parts", "flag"),
    [
        ("v5.0.0", (5, 0, 0, 1), True),
        ("v5.2.4", (5, 2, 4, 1), True),
        ("v5.2.4-s6", (5, 2, 4, 1), True),
        ("v5.3.0-b1", (5, 3, 0, 0), True),
        ("v5.3.0-b3", (5, 3, 0, 0), True),
        ("v5.3.0", (5, 3, 0, 1), False),
        ("5.3.0", (5, 3, 0, 1), False),
        ("v5.3.0-s1", (5, 3, 0, 1), False),
        ("v5.3.1-b1", (5, 3, 1, 0), False),
        ("v5.4.1-p1", (5, 4, 1, 1), False),
        ("v10.0.0", (10, 0, 0, 1), False),
        ("interim/master.4321", None, None),
        ("v5.3", None, None),
        ("", None, None),
        (None, None, None),
        ("v5.3.0\n", None, None),
    ],
)
def test_versions(version: str | None, parts: tuple[int, int, int, int] | None, flag: bool | None) -> None:
    """Betas come before their release, patches behind it; a build without a number tells nothing."""
    assert (release(version), has_flag(version)) == (parts, flag)


numbers = st.integers(min_value=0, max_value=99)


@given(st.tuples(numbers, numbers, numbers), st.tuples(numbers, numbers, numbers))
def test_releases_compare_as_numbers(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    """A version is newer than another exactly when its numbers are: 5.10 comes behind 5.9, and a fix is never taken back."""
    names = ["v{}.{}.{}".format(*version) for version in (one, other)]
    first, second = release(names[0]), release(names[1])
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)
    if one <= other and has_flag(names[1]):
        assert has_flag(names[0])


@given(st.text())
def test_any_version_text(text: str) -> None:
    """Whatever a log calls its version, it is a release or it is not; nothing is raised."""
    assert (release(text) is None) == (has_flag(text) is None)


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("v5.4.5", True),
        ("v5.4.4-p1", True),
        ("v5.4.1-p1", True),
        ("v5.5.0", True),
        ("v5.4.4", None),
        ("v5.3.4", None),
        ("interim/master.5073", None),
        (None, None),
    ],
)
def test_says_why_no_report(version: str | None, says: bool | None) -> None:
    """Of a report that cannot be read newer versions say why; older ones may have said it, for all that is known."""
    assert says_why_no_report(version) is says
