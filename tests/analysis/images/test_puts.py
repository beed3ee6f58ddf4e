"""What was put for registries and images, and what became of it."""

from __future__ import annotations

from logscan.analysis.images.puts import Put, Puts
from tests.logs import A, B, ms
from tests.registries import IMAGE, NAME, scene


def of(story: str, asset: str = f"{NAME}/{IMAGE}") -> tuple[Puts, list[Put], int]:
    """Give all puts of a story, those for one asset, and a history of that."""
    told = scene(story)
    history = next(one for one in told.shelf.lines.histories if told.histories.assets[int(told.histories.asset[one])][1] == asset)
    return told.shelf.puts, told.shelf.puts.of(history), history


def test_whoever_put_it() -> None:
    """Puts of an asset by all controllers stand in the order of time, each with who put it."""
    _, puts, _ = of("alpha 3:put=scheduled 5:put=finished\nbravo 4:put=scanning")
    names = sorted((A, B))
    assert [(put.ms, put.status, names[put.controller]) for put in puts] == [
        (ms(3), "scheduled", A),
        (ms(4), "scanning", B),
        (ms(5), "finished", A),
    ]


def test_what_the_store_did_not_take() -> None:
    """What could not be put was not stored, and the line that says so names the error; one that comes long after belongs to another."""
    puts, every, history = of("alpha 3:put=scheduled 4:lost=finished")
    assert [(put.status, put.stored) for put in every] == [("scheduled", True), ("finished", False)]
    last = puts.last(history)
    assert last is not None
    assert last.status == "scheduled"
    assert (puts.error(every[0]), puts.error(every[1])) == (None, "Unexpected response code: 500 (No cluster leader)")
    _, every, _ = of("alpha 3:put=scheduled 40:image-not-put")
    assert every[0].stored


def test_a_report_that_is_too_big() -> None:
    """The report belongs to the state that is put behind it, and to no later one."""
    _, puts, _ = of("alpha 3:put=scheduled 5:big 7:put=scheduled 9:put=finished")
    assert [put.refused >= 0 for put in puts] == [False, True, False, False]


def test_waiting() -> None:
    """A registry waits as long as an image of it is scheduled, or nobody knows what it is."""
    assert len(of("alpha 3:put=scheduled")[0].waiting) == 1
    assert len(of("alpha 3:image")[0].waiting) == 1
    assert of("alpha 3:put=scheduled 4:put=scanning")[0].waiting == set()


def test_runs() -> None:
    """The last line with which any controller began to scan a registry."""
    puts, _, _ = of("alpha 1:begun 3:put=scheduled 9:begun\nbravo 5:begun")
    assert [begin.ms for begin in puts.runs.values()] == [ms(9)]


def test_without_report() -> None:
    """A controller of a federation names the image of which it finds no report."""
    puts, _, history = of("alpha 3:image 3.001:no-report")
    assert len(puts.without_report(history)) == 1
    puts, _, history = of("alpha 3:image")
    assert puts.without_report(history) == []
