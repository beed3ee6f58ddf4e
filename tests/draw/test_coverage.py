"""The strips of what logs cover."""

from __future__ import annotations

from logscan.draw.coverage import Strip, coverage, signs
from tests.draw.pictures import elements, sound, words

HOUR = 3_600_000
FULL = Strip(name="alpha", note="lead", spoken=[(0, HOUR, True)], boots=[0, HOUR // 2], led=[(0, None)])
HOLED = Strip(name="bravo", spoken=[(0, 600_000, True), (1_200_000, HOUR, False)], since=[600_000, 600_050, 3_000_000])
GONE = Strip(name="delta", missing="its log is not in the bundle")


def test_what_it_shows() -> None:
    """Each stretch is one bar by its level, a gap is a gap, and starts, leads and losses have their marks."""
    root = sound(coverage([FULL, HOLED, GONE], ident="c"))
    assert [len(elements(root, "rect", kind)) for kind in ("debug", "no-debug", "lead", "absent")] == [2, 1, 1, 1]
    assert len(elements(root, "path", "boot")) == 2
    (since,) = elements(root, "path", "since")
    assert (since.get("d") or "").count("M") == 2  # the two that nobody could tell apart are one
    assert "its log is not in the bundle" in words(root)


def test_what_it_says() -> None:
    """Whoever does not see it is told the same."""
    about = sound(coverage([FULL, HOLED, GONE], ident="c"))[1].text or ""
    assert "alpha: 00:00:00 to 01:00:00 at DEBUG; 2 starts." in about
    assert "bravo: 00:00:00 to 00:10:00 at DEBUG, 00:20:00 to 01:00:00 without DEBUG; 3 copies go wrong." in about
    assert about.endswith("delta: its log is not in the bundle.")


def test_no_log_at_all() -> None:
    """Where there is no log there is no axis of time either."""
    assert words(sound(coverage([GONE], ident="c"))) == ["delta", "its log is not in the bundle"]


def test_signs() -> None:
    """Everything that a strip can show has its sign."""
    drawn = "".join(sign for sign, _ in signs())
    assert [kind for kind in ("debug", "no-debug", "absent", "lead", "boot", "since") if f'class="{kind}"' not in drawn] == []
