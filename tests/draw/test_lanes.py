"""The swim-lane: bars for what copies answer, marks for what they were told, and nothing upon anything else."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from logscan.draw.lanes import MARKS, Bar, Lane, Mark, Swimlane, signs
from logscan.schema import STATUSES
from tests.draw.pictures import bars, elements, sound, words

GOOD = Lane(
    name="alpha",
    note="lead",
    bars=[Bar(begin=0, end=1_000, status="scanning"), Bar(begin=1_000, end=60_000, status="finished")],
    marks=[Mark(at=0, what="registered", said="registered"), Mark(at=1_000, what="applied", said="notified modify", step="9", to="L-9")],
    until=60_000,
    ends=[("finished", False), ("REST finished", False)],
)
WRONG = Lane(
    name="bravo",
    bars=[Bar(begin=10, end=1_200, status="scanning"), Bar(begin=1_200, end=70_000, status="scanning", wrong=True)],
    marks=[Mark(at=1_200, what="lost", said="DROPPED", step="3", to="L-3"), Mark(at=1_200, what="early", said="again")],
    until=70_000,
    ends=[("scanning", True)],
)
ABSENT = Lane(name="delta", ends=[("REST finished", False)])
DRAWN = Swimlane(asset="shop/web", lanes=[GOOD, WRONG, ABSENT], ident="F-1", moment=1_200)


def test_what_it_says() -> None:
    """Controllers, roles, statuses, steps, times and ends are written, so that nothing is said by colour alone."""
    said = words(sound(DRAWN.svg()))
    assert {"alpha", "lead", "bravo", "delta", "scanning", "finished", "REST finished", "no log at hand", "9", "3"} <= {*said}
    assert "00:00:01.200" in said
    assert any(one.startswith("1 min") for one in said)


def test_the_wrong_stretch() -> None:
    """What is wrong is a bar of its own that begins at the moment of the loss, where a line crosses all lanes."""
    root = sound(DRAWN.svg())
    ((begin, _),) = bars(root, "wrong")
    (line,) = elements(root, "path", "moment")
    (lost,) = elements(root, "path", "lost")
    assert (line.get("d") or "").startswith(f"M{begin:g} ")
    assert (lost.get("d") or "").startswith(f"M{begin:g} ")
    assert "Lost: bravo at 00:00:01.200." in (root[1].text or "")


def test_bars_adjoin() -> None:
    """A copy that answers something else begins to where it ended."""
    root = sound(DRAWN.svg())
    (first, second), (third, fourth) = bars(root)[:2], bars(root)[2:]
    assert first[1] == second[0]
    assert abs(third[1] - fourth[0]) < 0.2


def test_marks_of_one_moment_stand_side_by_side() -> None:
    """Two marks of the same millisecond are both to be seen, and both can be hit."""
    links = ET.fromstring(DRAWN.links())  # noqa: S314 - made here
    assert [one.get("href") for one in links] == ["#L-9", "#L-3"]
    assert all(one.get("tabindex") == "-1" for one in links)
    assert links.get("aria-hidden") == "true"
    lost, early = (elements(sound(DRAWN.svg()), "path", "mark", what)[0] for what in ("lost", "early"))
    places = [float((one.get("d") or "")[1:].split()[0]) for one in (lost, early)]
    assert places[1] - places[0] >= 10


def test_nothing_known() -> None:
    """An asset of which no log tells anything is a sentence, not an empty picture."""
    assert words(sound(Swimlane(asset="x", lanes=[ABSENT], ident="x").svg())) == ["No log tells anything of it."]


def test_signs() -> None:
    """Every mark has a sign with its meaning, each drawn differently."""
    assert [said for _, said in signs()] == list(MARKS.values())
    assert len({sign.replace(what, "") for (sign, _), what in zip(signs(), MARKS, strict=True)}) >= len(MARKS) - 1  # two differ by filling


MANY = st.lists(st.tuples(st.integers(0, 10**10), st.sampled_from(sorted(MARKS)), st.sampled_from(STATUSES)), max_size=120)


@given(MANY, st.text(max_size=20))
def test_any_history(events: list[tuple[int, str, str]], name: str) -> None:
    """However much happened, the picture is sound, its marks are in order, and it stays small."""
    events = sorted(events)
    marks = [Mark(at=at, what=what, said="x") for at, what, _ in events]  # type: ignore[arg-type]
    drawn = [Bar(begin=one[0], end=then[0], status=one[2]) for one, then in pairwise(events)]
    made = Swimlane(asset=name, lanes=[Lane(name=name, bars=drawn, marks=marks, until=10**10)], ident="x").svg()
    root = sound(made)
    assert len(made) < 40_000
    places = [float((one.get("d") or "")[1:].split()[0]) for one in elements(root, "path", "mark")]
    assert places == sorted(places)
