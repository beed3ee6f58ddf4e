"""What is made of a value alone is what is made of the line that it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.parse.catalog import Catalog, Row
from logscan.parse.templates import Beginning
from tests.parse.anylog import catalogs, statements, values

HEAD = b"2024-01-25T23:44:58.39 |DEBU|CTL|"


def told(catalog: Catalog, line: bytes) -> object:
    """Give what is made of a line's last value, behind what is in front of it; None where that is for the whole line to say."""
    front, sign, value = line.rpartition(b"=")
    opened = catalog.open(front + sign) if sign else None
    read = Beginning(*opened).told(value) if opened else None
    if read is None or not isinstance(read.outcome, Row) or read.fields is None:
        return read and read.outcome
    return read.outcome._replace(fields=read.fields)


@given(statements, values, st.integers(0, 2), st.integers(0, 40))
def test_equals_the_plain_parser(statement: str, value: str, which: int, cut: int) -> None:
    """Whatever a line is, and whatever its last value is, the value alone gives the row of the line, or is not asked."""
    line = statement[: statement.rfind("=") + 1] + value if cut % 2 else statement[: len(statement) - cut // 2]
    raw = line.encode("utf-8", "surrogatepass")
    got = told(catalogs()[which], raw)
    assert got is None or got == catalogs()[which].read(raw)


def test_every_sample_with_a_value_is_told() -> None:
    """Of the lines that definitions carry, nearly all that have fields are told by their last value."""
    shipped = catalogs()[0]
    lines = [sample.text.encode() for one in shipped.definitions.values() for line in one.lines for sample in line.samples]
    having = [line for line in lines if b" - " in line]
    assert sum(told(shipped, line) == shipped.read(line) for line in having) > 0.9 * len(having)


@pytest.mark.parametrize(
    "front",
    [
        pytest.param(b"* a=", id="no header"),
        pytest.param(HEAD.replace(b"CTL", b"AGT") + b"cache.scanStateHandler: - key=", id="another module"),
        pytest.param(HEAD + b"rest.other: - key=", id="another emitter"),
        pytest.param(HEAD + b"cache.scanStateHandler: no field=", id="a message"),
        pytest.param(HEAD + b"cache.scanStateHandler: - zone=", id="another statement"),
    ],
)
def test_what_nothing_reads_is_not_opened(front: bytes) -> None:
    """What no definition knows by its exact keys is for the plain parser."""
    assert catalogs()[0].open(front) is None


def test_settled() -> None:
    """Where a value says nothing, that is known before it is seen; where it decides, it is not."""
    shipped = catalogs()[0]
    lock = shipped.open(HEAD + b"cluster.Put: - key=state/dist_lock/policy value=")
    put = shipped.open(HEAD + b"cluster.Put: - key=scan/state/report/host/a value=")
    assert lock is not None
    assert put is not None
    assert (lock[1].settled, put[1].settled) == (True, False)
