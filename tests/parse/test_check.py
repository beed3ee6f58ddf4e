"""What is said of samples that do not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.parse.catalog import Catalog
from logscan.parse.check import complaints
from logscan.parse.definition import load

DEFINITION = r"""emitter = "cache.scanDone"
about   = "A report was applied."
[[line]]
event   = "scan.done"
keys    = ["id", "key", "type"]
asset   = { key = "key", pattern = 'scan/(?:state|data)/(?P<asset>[a-z]+)' }
map     = { kind = "type", change = "id" }
values  = { kind = { HOST = "host", CONTAINER = "workload" } }
[[line.sample]]
text   = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: - id=add key=scan/state/abc type=HOST"
expect = { event = "scan.done", kind = "host", asset = "abc", change = "add" }
[[line]]
message = "gone"
[[line.sample]]
text = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: gone"
[[line]]
event   = "scan.any"
message = "*"
keys    = ["error"]
[[line.sample]]
text   = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone: any - error=x"
expect = { event = "scan.any" }
"""
PRINTED = "2024-03-05T10:15:02.417|DEBU|CTL|cache.scanDone:"


def complained(folder: Path, good: str, bad: str) -> list[str]:
    """Give what is said of the definition of this page with one thing changed."""
    assert DEFINITION.count(good) == 1
    path = folder / "scanDone.toml"
    path.write_text(DEFINITION.replace(good, bad))
    return [str(error) for error in complaints(Catalog([load(path, "scanDone.toml")]))]


def test_samples_that_hold_are_not_complained_of(tmp_path: Path) -> None:
    """No news is good news."""
    assert complained(tmp_path, "about   =", "about =") == []


def test_a_complaint_says_what_where_why_and_how_far_each_line_got(tmp_path: Path) -> None:
    """The offending text, the reason and each [[line]]'s own reason stand under the file and line of the sample."""
    assert complained(tmp_path, "- id=add key=scan/state/abc type=HOST", "- id=add key=scan/state/123 type=HOST") == [
        (
            "a sample does not give what it expects\n"
            "  --> scanDone.toml:9\n"
            f"  why: {PRINTED} - id=add key=scan/state/123 type=HOST\n"
            "  why: no [[line]] reads it: it has message `` and keys ['id', 'key', 'type']\n"
            "  why: scanDone.toml:3: the pattern on `key` fits `scan/state/` and stops at `123`: scan/(?:state|data)/(?P<asset>[a-z]+)\n"
            "  why: scanDone.toml:12: the message is not `gone`\n"
            "  why: scanDone.toml:16: the sample has no key error; the sample has more keys: id, key, type\n"
            "  try: correct the [[line]] or the sample, then: logscan parsers test"
        )
    ]


@pytest.mark.parametrize(
    ("good", "bad", "reason", "attempt"),
    [
        ('asset = "abc"', 'asset = "abd"', "asset: expected 'abd', got 'abc'", "scanDone.toml:3: reads it"),
        (
            "type=HOST",
            "type=VM",
            "no [[line]] reads it: it has message `` and keys ['id', 'key', 'type']",
            "scanDone.toml:3: `values` does not know the kind `VM`; it knows CONTAINER, HOST",
        ),
        (
            "id=add",
            "id=create",
            "no [[line]] reads it: it has message `` and keys ['id', 'key', 'type']",
            "scanDone.toml:3: a word is none that its column takes (kind, change, status)",
        ),
        (
            "id=add key=scan/state/abc type=HOST",
            "id=add type=HOST",
            "no [[line]] reads it: it has message `` and keys ['id', 'type']",
            "scanDone.toml:3: the sample has no key key",
        ),
        (
            "type=HOST",
            "type=HOST zone=1",
            "no [[line]] reads it: it has message `` and keys ['id', 'key', 'type', 'zone']",
            "scanDone.toml:3: the sample has more keys: zone",
        ),
        (
            "any - error=x",
            "gone",
            "no [[line]] reads it: it has message `gone` and keys []",
            "scanDone.toml:12: reads it, and gives no row",
        ),
        (
            "key=scan/state/abc",
            "key=scan/state/a\\u001bc",
            "no [[line]] reads it: it has message `` and keys ['id', 'key', 'type']",
            "scanDone.toml:3: the pattern on `key` fits `scan/state/a` and stops at `\\x1bc`: scan/(?:state|data)/(?P<asset>[a-z]+)",
        ),
    ],
)
def test_each_line_says_its_own_reason(tmp_path: Path, good: str, bad: str, reason: str, attempt: str) -> None:
    """Message, keys, patterns, translated words and the words of columns each have their sentence."""
    [said] = complained(tmp_path, good, bad)
    lines = said.split("\n")
    assert lines[3] == f"  why: {reason}"
    assert f"  why: {attempt}" in lines


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        (f"{PRINTED} gone", "gone", "expected a known statement that gives no row, got a line that begins like nothing known"),
        (
            f"{PRINTED} any",
            PRINTED.replace("scanDone", "scanGone") + " any",
            "the line is of emitter `cache.scanGone`, the definition of `cache.scanDone`",
        ),
    ],
)
def test_a_line_of_another_kind_is_not_held_against_each_line(tmp_path: Path, good: str, bad: str, reason: str) -> None:
    """Without a header, or of another emitter, no [[line]] was tried, and none is shown."""
    [said] = complained(tmp_path, good, bad)
    assert said.count("  why: ") == 2
    assert f"  why: {reason}\n" in said


def test_a_long_sample_is_shown_to_a_screens_width(tmp_path: Path) -> None:
    """A controller's line can have 4,000 characters; the complaint shows enough to find it."""
    [said] = complained(tmp_path, "any - error=x", "any - errors=" + "x" * 4_000)
    assert f"  why: {PRINTED} any - errors=" + "x" * (160 - len(PRINTED) - len(" any - errors=")) + " ...\n" in said
