"""What is known before any log is read: signatures, issues, and which version has the flag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.knowledge.known import Issue, has_flag, issue, release, signature, signatures

SIGNATURES = {  # the names are a contract
    "S1": "swallowed-after-early-notification",
    "S2": "swallowed-first-sight",
    "S3": "swallowed-coalesced",
    "S4": "swallowed-concurrent",
    "S5": "latent-armed-flag",
    "S6": "harmless-swallow",
    "S7": "late-simulated-overwrite",
    "S8": "finished-without-report",
    "S10": "state-put-failed",
    "S11": "orphan-after-delete",
    "S12": "purged-by-enforcer",
    "S16": "watch-stalled",
    "": "unexplained-drop",
}
FLAG = ("swallowed-after-early-notification", "swallowed-first-sight", "swallowed-coalesced", "swallowed-concurrent")


def test_signatures() -> None:
    """Every signature has its number and name of the contract, says what it betrays, and what to do."""
    assert {one.id: one.name for one in signatures().values()} == SIGNATURES
    assert all(one.betrays and one.remedy for one in signatures().values())
    assert signature("swallowed-coalesced").id == "S3"


@pytest.mark.parametrize("name", [*FLAG, "latent-armed-flag", "harmless-swallow"])
def test_issue_of_the_flag(name: str) -> None:
    """All that the flag does points to NVSHAS-8590, bad from 5.0.0 on and good from 5.3.0 on."""
    found = issue(name)
    assert found is not None
    assert (found.id, found.first_bad, found.fixed_in) == ("NVSHAS-8590", "5.0.0", "5.3.0")
    assert "1191" in found.reference


def test_issue_of_the_purge() -> None:
    """A purge by an enforcer points to its own issue."""
    assert issue("purged-by-enforcer") == Issue(
        id="NVSHAS-9960",
        title="assets are not scanned any more after an enforcer restart",
        first_bad="5.1.0",
        fixed_in="5.4.5",
        reference="commit 0e7758c4",
    )


@pytest.mark.parametrize("name", [None, "unexplained-drop", "late-simulated-overwrite", "watch-stalled", "orphan-after-delete"])
def test_no_issue(name: str | None) -> None:
    """What no known issue explains points to none."""
    assert issue(name) is None


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
        ("interim/master.5073", None, None),
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
