"""What was put for registries and images, and what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from logscan.analysis.images.puts import Put, Puts
from logscan.analysis.scene import Scene
from logscan.parse.catalog import shipped_parsers
from tests.logs import A, B, ms, timeline
from tests.registries import IMAGE, NAME, files, scene


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


@pytest.mark.parametrize(
    ("steps", "stored"),
    [
        ("3:put=scheduled 13:image-not-put", [False]),
        ("3:put=scheduled 13.001:image-not-put", [True]),
        ("3:put=scheduled 4:put=scanning 5:image-not-put", [True, False]),
        ("3:put=scheduled 20:put=scanning 21:image-not-put", [True, False]),
        ("2:image-not-put 3:put=scheduled", [True]),
        ("3:put=scheduled 3.5:report-not-put", [True]),
        ("3:put=scheduled 3.5:image", [True]),
    ],
)
def test_what_a_refusal_belongs_to(steps: str, stored: list[bool]) -> None:
    """A line that says that a state could not be put belongs to the put before it, if that is ten seconds old at most."""
    _, every, _ = of(f"alpha {steps}")
    assert [put.stored for put in every] == stored


def test_a_report_that_is_too_big() -> None:
    """The report belongs to the state that is put behind it, and to no later one."""
    _, puts, _ = of("alpha 3:put=scheduled 5:big 7:put=scheduled 9:put=finished")
    assert [put.refused >= 0 for put in puts] == [False, True, False, False]
    _, puts, _ = of("alpha 5:too-big 9:put=finished")  # the state behind it is missing, and the next report is not too big
    assert [put.refused >= 0 for put in puts] == [False]
    _, puts, _ = of("alpha 5:state-too-big 9:put=failed")  # no report
    assert [put.refused >= 0 for put in puts] == [False]


def test_what_own_definitions_keep_changes_nothing(tmp_path: Path) -> None:
    """Whoever keeps the key of a report, or of a notification, does not make it one that was too big, or could not be put."""
    kept = {
        "cluster/ClusterTransact.PutBinary.toml": (
            'event   = "image.report_put"',
            'event   = "image.report_put"\nmap     = { key = "key" }',
        ),
        "cache/registryImageStateHandler.toml": ('{ change = "type" }', '{ change = "type", key = "key" }'),
    }
    for name, (before, after) in kept.items():
        shipped = (shipped_parsers() / name).read_text()
        assert before in shipped
        (tmp_path / Path(name).name).write_text(shipped.replace(before, after))
    told = Scene(timeline(files("alpha 3:put=finished 3.1:image"), parsers=(tmp_path,)), {})
    assert [told.shelf.lines.text(row).count('"key":"scan/') for row in told.histories.rows.tolist()] == [1, 0, 1, 0]
    ((put,),) = (puts for puts in told.shelf.puts.all.values() if puts)
    assert (put.refused, put.failed) == (-1, -1)


def test_waiting() -> None:
    """A registry waits as long as an image of it is scheduled, or nobody knows what it is."""
    assert len(of("alpha 3:put=scheduled")[0].waiting) == 1
    assert len(of("alpha 3:image")[0].waiting) == 1
    assert len(of("alpha 3:lost=scanning")[0].waiting) == 1
    assert of("alpha 3:put=scheduled 4:put=scanning")[0].waiting == set()


def test_runs() -> None:
    """The last line with which any controller began to scan a registry."""
    puts, _, _ = of("alpha 1:begun 3:put=scheduled 9:begun\nbravo 5:begun")
    assert [begin.ms for begin in puts.runs.values()] == [ms(9)]


def test_without_report() -> None:
    """A controller of a federation names the image of which it finds no report."""
    puts, _, history = of("alpha 3:image 3.001:no-report 4:known")
    assert len(puts.without_report(history)) == 1
    puts, _, history = of("alpha 3:image")
    assert puts.without_report(history) == []
