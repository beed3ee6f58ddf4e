"""What lay behind URLs when a batch looked last."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.fleet.folder import Fleet
from logscan.fleet.seen import SOURCES, Content, Seen

WHOLE = (("hash", 3), True)


def unread() -> tuple[Content, bool]:
    """Fail: nothing was to be read."""
    raise AssertionError


def kept(out: Path, seen: Seen) -> Seen:
    """Write down what is seen, and read it again."""
    with Fleet.held(out) as fleet:
        seen.keep(fleet)
    return Seen.read(out)


def test_the_same_tag_is_the_same_content(tmp_path: Path) -> None:
    """What has the tag that it had is known without being read, in this batch and in later ones; another place or tag is read."""
    seen = Seen()
    assert seen.content("s3://a", "t", lambda: WHOLE) == ("hash", 3)
    for _ in range(2):
        seen = kept(tmp_path / "out", seen)
        assert seen.content("s3://a", "t", unread) == ("hash", 3)
    again = kept(tmp_path / "out", seen)
    for place, tag in (("s3://b", "t"), ("s3://a", "u"), ("s3://a", "")):
        assert again.content(place, tag, lambda: (("other", 4), True)) == ("other", 4)


@pytest.mark.parametrize(("tag", "whole"), [("", True), ("t", False)])
def test_what_tells_nothing_is_not_kept(tag: str, whole: bool, tmp_path: Path) -> None:
    """Without a tag, or where something could not be read, nothing is written down, and what was there goes."""
    seen = Seen()
    seen.content("s3://a", "t", lambda: WHOLE)
    kept(tmp_path / "out", seen)
    unclear = Seen()
    unclear.content("s3://a", tag, lambda: (("hash", 3), whole))
    kept(tmp_path / "out", unclear)
    assert not (tmp_path / "out" / SOURCES).exists()


@pytest.mark.parametrize(
    "damaged", [b"", b"[]", b"3", b'{"s3://a": ["t"]}', b'{"s3://a": null}', b'{"s3://a": ["t", "hash", "x"]}', b"\xff"]
)
def test_a_file_that_is_damaged_is_none(damaged: bytes, tmp_path: Path) -> None:
    """What was written down and cannot be read costs time and nothing else."""
    (tmp_path / SOURCES).write_bytes(damaged)
    assert Seen.read(tmp_path).content("s3://a", "t", lambda: WHOLE) == ("hash", 3)
