"""Versions: their order, and what their number decides."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from logscan.knowledge.known import FLAG_REMOVED, has_flag, issues, signatures
from logscan.knowledge.versions import NEWEST, Version, Versions, affects, is_newer, release, version

PARSERS = Path(__file__).parent.parent.parent / "parsers"
CHUNKED = Versions(first_bad="5.1.0", fixed_in="5.4.5", patched_in=("5.4.1-p1", "5.4.4-p1"))
UNKNOWN_START = Versions(fixed_in="5.4.3")
NO_FIX = Versions(first_bad="5.3.0-b2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v5.3.0", Version(numbers=(5, 3, 0))),
        ("5.3.0", Version(numbers=(5, 3, 0))),
        ("v10.0.12", Version(numbers=(10, 0, 12))),
        ("v5.3.0-b3", Version(numbers=(5, 3, 0), series="b", step=3)),
        ("v5.2.4-s6", Version(numbers=(5, 2, 4), series="s", step=6)),
        ("v5.4.4-p1", Version(numbers=(5, 4, 4), series="p", step=1)),
        ("v5.4.4-hotfix", Version(numbers=(5, 4, 4))),
        ("interim/master.4321", None),
        ("v5.3", None),
        ("v5.3.0\n", None),
        ("v\u0665.3.0", None),
        ("v" + "9" * 5000 + ".0.0", None),
        ("", None),
        (None, None),
    ],
)
def test_version(text: str | None, expected: Version | None) -> None:
    """A version is its numbers, its series and its step; a build without a release number is none."""
    assert version(text) == expected


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        (CHUNKED, "v5.0.9", False),
        (CHUNKED, "v5.1.0-b1", None),
        (CHUNKED, "v5.1.0", True),
        (CHUNKED, "v5.4.1", True),
        (CHUNKED, "v5.4.1-s1", True),
        (CHUNKED, "v5.4.1-p1", False),
        (CHUNKED, "v5.4.1-p2", False),
        (CHUNKED, "v5.4.2", True),
        (CHUNKED, "v5.4.2-p1", True),
        (CHUNKED, "v5.4.4-s3", True),
        (CHUNKED, "v5.4.4-p1", False),
        (CHUNKED, "v5.4.5-b1", True),
        (CHUNKED, "v5.4.5", False),
        (CHUNKED, "v5.4.5-s1", False),
        (CHUNKED, "v5.10.0", False),
        (CHUNKED, "interim/master.4321", None),
        (CHUNKED, None, None),
        (UNKNOWN_START, "v5.4.2", None),
        (UNKNOWN_START, "v5.4.3", False),
        (NO_FIX, "v5.3.0-b1", False),
        (NO_FIX, "v5.3.0-b2", True),
        (NO_FIX, "v6.0.0", True),
        (Versions(), "v5.4.3", None),
        (Versions(first_bad="5.3.0-b2", fixed_in="5.3.0-b3"), "v5.3.0-b2", True),
        (Versions(first_bad="5.3.0-b2", fixed_in="5.3.0-b3"), "v5.3.0-b3", False),
        (Versions(first_bad="5.4.4", fixed_in="5.4.5", patched_in=("5.4.4-p2",)), "v5.4.4-p1", True),
    ],
)
def test_affects(what: Versions, text: str | None, expected: bool | None) -> None:
    """From the first bad version until the fix or its patch it is there; where the number does not decide, None."""
    assert affects(what, text) is expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (CHUNKED, "5.1.0 until 5.4.5, 5.4.1-p1, 5.4.4-p1"),
        (UNKNOWN_START, "until 5.4.3"),
        (NO_FIX, "5.3.0-b2 and later"),
        (Versions(), "not known"),
    ],
)
def test_in_words(what: Versions, expected: str) -> None:
    """As text, the versions are a phrase that holds for what is known of them."""
    assert str(what) == expected


numbers = st.tuples(st.just(5), st.integers(0, 6), st.integers(0, 6))
suffixes = st.sampled_from(["", "-b1", "-b2", "-s1", "-p1", "-p2"])
texts = st.builds(lambda parts, suffix: "v{}.{}.{}".format(*parts) + suffix, numbers, suffixes)


@given(texts)
def test_the_flag_is_its_issue(text: str) -> None:
    """From 5.0.0 on, whether a version has the flag is whether NVSHAS-8590 affects it."""
    assume(not text.startswith("v5.0.0-b"))
    assert has_flag(text) is affects(issues()["NVSHAS-8590"], text)
    assert release(issues()["NVSHAS-8590"].fixed_in) == FLAG_REMOVED


@given(texts, texts)
def test_a_fix_is_never_taken_back(one: str, other: str) -> None:
    """What the line of releases has mended stays mended in every later version."""
    first, second = version(one), version(other)
    assert first is not None
    assert second is not None
    line = Versions(first_bad="5.1.0", fixed_in="5.4.5")
    if first.numbers >= (5, 2, 0) and first.place <= second.place and affects(line, one) is False:
        assert affects(line, other) is False


@given(st.text())
def test_any_text(text: str) -> None:
    """Whatever a log calls its version, an answer is given, and it is None exactly where there is no number."""
    assert (affects(CHUNKED, text) is None) == (version(text) is None)


@pytest.mark.parametrize(
    ("text", "newer"),
    [
        (NEWEST, False),
        (f"v{NEWEST}-b2", False),
        (f"v{NEWEST}-p1", False),
        ("v5.4.9", False),
        ("v5.6.1", True),
        ("v5.7.0-b1", True),
        ("v6.0.0", True),
        ("interim/master.9999", False),
        ("", False),
        (None, False),
    ],
)
def test_newer(text: str | None, newer: bool) -> None:
    """Only a release, or a beta of one, behind the newest known is newer; a build without a number is not."""
    assert is_newer(text) is newer


def test_the_newest_is_the_newest() -> None:
    """No issue, signature or definition speaks of a version newer than the newest known, and some speak of that one."""
    told = [text for one in (*issues().values(), *signatures().values()) for text in (one.first_bad, one.fixed_in, *one.patched_in)]
    for file in PARSERS.rglob("*.toml"):
        told += [line.get(key) for line in tomllib.loads(file.read_text("utf-8")).get("line", []) for key in ("since", "until")]
    assert [text for text in told if is_newer(text)] == []
    assert NEWEST in told
