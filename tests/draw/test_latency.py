"""How long deliveries took."""

from __future__ import annotations

from logscan.draw.latency import BOUNDS, Delays, Row, latency
from tests.draw.pictures import elements, sound, words

NONE = Delays(counts=[0] * (len(BOUNDS) + 1))


def some(**counts: int) -> Delays:
    """Give durations of 12 ms at the median and 11 s at most; `of_3=4` puts four of them into stretch 3."""
    places = {int(name.removeprefix("of_")): count for name, count in counts.items()}
    return Delays(counts=[places.get(place, 0) for place in range(len(BOUNDS) + 1)], median=12, most=11_000)


def test_what_it_shows() -> None:
    """Each stretch that holds any has a bar, the fullest the highest, and the median its mark."""
    root = sound(latency([Row(name="alpha", delivered=some(of_16=100, of_64=1), applied=NONE)], ident="l"))
    (bars,) = elements(root, "path", "count")
    assert (bars.get("d") or "").count("M") == 2
    assert "v-22h" in (bars.get("d") or "")
    assert "v-2.2h" in (bars.get("d") or "")
    assert len(elements(root, "path", "mark")) == 1
    assert [word for word in words(root) if word.startswith(("12 ms", "not"))] == ["12 ms, 11.0 s", "not known"]


def test_what_it_says() -> None:
    """Whoever does not see it is told the same."""
    about = sound(latency([Row(name="alpha", delivered=some(of_1=1), applied=NONE)], ident="l"))[1].text
    assert about == "alpha: delivery 12 ms, longest 11.0 s; apply not known."


def test_the_measure_is_the_same_for_all() -> None:
    """Every decade has its tick, whatever was measured, and what lies at the ends stays inside."""
    ends = Delays(counts=[1, *[0] * (len(BOUNDS) - 1), 1], median=9_999_999, most=9_999_999)
    root = sound(latency([Row(name="alpha", delivered=ends, applied=NONE)], ident="l"))
    assert words(root)[:6] == ["1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s"]
    assert (BOUNDS[15], BOUNDS[31]) == (10, 100)
