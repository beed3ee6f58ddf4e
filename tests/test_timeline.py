"""Many logs as one timeline: boots, order, Parquet, zones."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from logscan.clock import Zone, iso
from logscan.schema import TIMELINE, arrow_schema
from logscan.timeline import read_parquet, write_parquet
from tests.logs import START, A, B, column, controller, itself, log, ms, notified, only, seen, timeline

# ---- boots


@pytest.mark.parametrize(
    ("lines", "boots", "numbers"),
    [
        pytest.param(
            [(1, START.format("v5.2.4")), (2, notified()), (9, "rest.ping:")], [(0, "v5.2.4", 1, 9, True)], [0, 0], id="begins with START"
        ),
        pytest.param([(1, "rest.ping:"), (2, notified()), (9, notified())], [(0, None, 1, 9, False)], [0, 0], id="the head is cut"),
        pytest.param(
            [(1, notified()), (2, notified()), (5, START.format("v5.3.0")), (6, notified()), (9, notified())],
            [(0, None, 1, 2, False), (1, "v5.3.0", 5, 9, True)],
            [0, 0, 1, 1, 1],
            id="the head is cut, and a restart",
        ),
        pytest.param(
            [(1, START.format("v5.2.4")), (3, START.format("v5.2.4")), (4, START.format("v5.3.0")), (5, notified())],
            [(0, "v5.2.4", 1, 1, True), (1, "v5.2.4", 3, 3, True), (2, "v5.3.0", 4, 5, True)],
            [0, 1, 2, 2],
            id="crash loop",
        ),
        pytest.param([(1, "rest.ping:"), (2, "rest.ping:")], [(0, None, 1, 2, False)], [], id="no row at all"),
    ],
)
def test_boots(lines: list[tuple[float, str]], boots: list[tuple[int, str | None, int, int, bool]], numbers: list[int]) -> None:
    """Each START begins a boot; what stands before the first is a boot whose begin was cut off."""
    built = timeline({"c.log": log(*lines)})
    found = [(boot.boot, boot.version, boot.first, boot.last, boot.started) for boot in only(built).boots]
    assert found == [(number, version, ms(first), ms(last), started) for number, version, first, last, started in boots]
    assert column(built, "boot") == numbers


@pytest.mark.parametrize("names", list(permutations(["1.log", "2.log", "0.log"])))
def test_rotated_files_join_in_time_order(names: tuple[str, ...]) -> None:
    """The files of one controller are read in the order of their times, whatever their names; a boot goes on from file to file."""
    parts = [
        log((1, START.format("v5.2.4")), (2, itself(A)), (3, notified("1"))),
        log((4, notified("2")), (5, itself(A))),
        log((6, START.format("v5.3.0")), (7, itself(A)), (8, notified("3"))),
    ]
    built = timeline(dict(zip(names, parts, strict=True)))
    assert [(boot.version, boot.first, boot.last) for boot in only(built).boots] == [("v5.2.4", ms(1), ms(5)), ("v5.3.0", ms(6), ms(8))]
    assert [asset for asset in column(built, "asset") if asset] == ["1", "2", "3"]
    assert column(built, "boot") == [0, 0, 0, 0, 0, 1, 1, 1]
    assert column(built, "source") == [names[0]] * 3 + [names[1]] * 2 + [names[2]] * 3
    assert column(built, "line") == [1, 2, 3, 1, 2, 1, 2, 3]
    assert (only(built).first, only(built).last, only(built).debug_last) == (ms(1), ms(8), ms(8))


def test_file_order_wins_inside_a_controller() -> None:
    """Times that step back by milliseconds inside a log stay in the order of its lines."""
    built = timeline({"c.log": log((1.020, notified("1")), (1.003, notified("2")))})
    assert column(built, "asset") == ["1", "2"]
    assert only(built).logs[0].coverage.backward_ms == 17


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(log((1, "agent.x:"), module="AGT"), "an enforcer or a scanner did", id="enforcer"),
        pytest.param(log((1, "scan.x:"), module="SCN"), "an enforcer or a scanner did", id="scanner"),
        pytest.param(b"2024/01/26 00:03:55 http: EOF\n" * 3 + b"\n", "4 lines, mostly go", id="another program"),
        pytest.param(b"\x00\x01\x02", "1 lines, mostly unreadable", id="binary"),
    ],
)
def test_file_of_no_controller_is_skipped(data: bytes, reason: str) -> None:
    """A file without a line of a controller is left out, and said to be what it is."""
    built = timeline({"odd": data})
    assert (built.controllers, built.table.num_rows) == ((), 0)
    assert [(item.source, item.code, item.reason) for item in built.skipped] == [
        ("odd", "UNRECOGNISED", f"no controller printed it: {reason}")
    ]


# ---- the table


def test_no_sources() -> None:
    """Nothing gives an empty timeline of the right schema."""
    built = timeline({})
    assert (built.controllers, built.skipped, built.table.num_rows) == ((), (), 0)
    assert built.table.schema == arrow_schema(TIMELINE)


def test_order_of_sources_does_not_matter() -> None:
    """The same logs in any order are the same timeline; its rows stand controller by controller."""
    logs = {"one.log": log((1, itself(A)), (2, seen(B)), (4, notified())), "two.log": log((1, itself(B)), (3, notified()))}
    forth, back = timeline(logs), timeline(dict(reversed(logs.items())))
    assert forth.table.equals(back.table)
    assert [controller.name for controller in forth.controllers] == [controller.name for controller in back.controllers] == [B, A]
    assert column(forth, "controller") == [B, B, A, A, A]


@pytest.mark.parametrize("lines", [[], [(1, itself(A)), (2.5, seen(B)), (3, notified()), (4, notified("a1b2"))]])
def test_parquet_round_trip(lines: list[tuple[float, str]], tmp_path: Path) -> None:
    """What is read back is what was written: every value, and every type of the contract."""
    table = timeline({"one.log": log(*lines)} if lines else {}).table
    write_parquet(table, tmp_path / "timeline.parquet")
    back = read_parquet(tmp_path / "timeline.parquet")
    assert back.schema == table.schema == arrow_schema(TIMELINE)
    assert back.to_pylist() == table.to_pylist()
    back.validate(full=True)


def test_log_given_twice_counts_once() -> None:
    """The same log under two names gives its rows once; the second name is skipped."""
    data = log((1, itself(A)), (3, notified()))
    built = timeline({"one.log": data, "two.log": data})
    assert column(built, "source") == ["one.log", "one.log"]
    assert [(item.source, item.code) for item in built.skipped] == [("two.log", "DUPLICATE_FILE")]


# ---- zones


def test_zone_moves_every_time() -> None:
    """The zone of the logs moves rows, boots, coverage, gaps and leads to UTC alike."""
    lines = [(0, START.format("v5.2.4")), (1, itself(A)), (2, seen(B, leader=True)), (7_202, "rest.ping:"), (7_203, notified())]
    utc, moved = timeline({"one.log": log(*lines)}), timeline({"one.log": log(*lines)}, Zone.named("+02:00"))
    offset = timedelta(hours=2)
    assert column(moved, "ts") == [at - offset for at in column(utc, "ts") if isinstance(at, datetime)]
    here, there = controller(utc, A), controller(moved, A)
    shift = 7_200_000
    assert [(boot.first, boot.last) for boot in there.boots] == [(boot.first - shift, boot.last - shift) for boot in here.boots]
    covered, moved_covered = here.logs[0].coverage, there.logs[0].coverage
    assert (covered.gaps, covered.debug_gaps) == ([(ms(2), ms(7_202))], [])
    assert moved_covered.gaps == [(ms(2) - shift, ms(7_202) - shift)]
    assert (there.first, there.last, there.debug_last) == (ms(0) - shift, ms(7_203) - shift, ms(7_203) - shift)
    assert controller(moved, B).lead == ((ms(2) - shift, None),)


def test_zone_over_a_clock_change() -> None:
    """Where the clock springs from 2 to 3 in the morning two minutes have passed, which is no gap."""
    lines = [b"2024-03-31T%b:00    |DEBU|CTL|%b\n" % (clock, notified().encode()) for clock in (b"01:59", b"03:01")]
    built = timeline({"one.log": b"".join(lines)}, Zone.named("Europe/Berlin"))
    coverage = only(built).logs[0].coverage
    assert [iso(coverage.first), iso(coverage.last)] == ["2024-03-31T00:59:00.000Z", "2024-03-31T01:01:00.000Z"]
    assert coverage.gaps == []
