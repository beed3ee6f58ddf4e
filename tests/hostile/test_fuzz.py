"""What the fuzzer does around atheris, which the tests do without."""

from __future__ import annotations

import dis

import numpy as np
import pytest

from tests.hostile.fuzz import OPERATIONS, freeing

WHERE = (7, True)  # the place of a comparison in the code, and whether its left side is constant


def _traced(left: object, right: object, operation: int, place: int, constant: bool) -> object:
    return "traced", left, right, operation, place, constant


@pytest.mark.parametrize("shift", [0, 4, 5])
@pytest.mark.parametrize("sign", OPERATIONS)
def test_comparing(sign: str, shift: int) -> None:
    """Arrays are compared as Python does, on either side; numbers, bytes and strings are left to atheris, with all that it is told."""
    number = dis.cmp_op.index(sign) << shift
    compare, array = freeing(_traced, shift), np.arange(3)
    assert np.array_equal(compare(array, 1, number, *WHERE), eval(f"array {sign} 1"))  # type: ignore[arg-type]  # noqa: S307
    assert np.array_equal(compare(1, array, number, *WHERE), eval(f"1 {sign} array"))  # type: ignore[arg-type]  # noqa: S307
    for one, other in ((1, 2), (b"1", b"2"), ("1", "2")):
        assert compare(one, other, number, *WHERE) == ("traced", one, other, number, *WHERE)
