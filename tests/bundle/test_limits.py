"""What may come out of an input: the account of a case, and the words when it is spent."""

from __future__ import annotations

import pytest

from logscan.bundle.limits import Budget, Grace, LimitReached, Limits, Meter, size

MIB = 1 << 20
SMALL = Limits(max_bytes=100 * MIB, max_ratio=500, ratio_grace=10 * MIB, max_files=2)


def stop(account: Meter, count: int) -> str:
    """Give the code of the limit that some decompressed bytes reach, empty where they reach none."""
    try:
        account.made(count)
    except LimitReached as limit:
        return limit.code
    return ""


def meter(limits: Limits) -> Meter:
    """Give a fresh account."""
    return Meter(Budget(limits), Grace(limits))


def test_a_repetitive_log_passes() -> None:
    """A log of ratio 450 passes at any size: the ratio limit alone never stops it."""
    account = meter(Limits())
    for number in range(100):
        account.read_up_to((number + 1) * MIB)
        assert stop(account, 450 * MIB) == ""


@pytest.mark.parametrize(
    ("eaten", "made", "code"),
    [
        (1000, 10 * MIB, ""),
        (1000, 11 * MIB, "LIMIT_RATIO"),
        (MIB, 90 * MIB, ""),
        (MIB, 100 * MIB, ""),
        (MIB, 100 * MIB + 1, "LIMIT_BYTES"),
    ],
)
def test_ratio_and_size_count_together(eaten: int, made: int, code: str) -> None:
    """A small thing may have any ratio, a large one must keep it, and nothing may be larger than the whole."""
    account = meter(SMALL)
    account.read_up_to(eaten)
    assert stop(account, made) == code


def test_reading_again_earns_nothing() -> None:
    """A compressed stream counts once, however often it is read."""
    account = meter(SMALL)
    for _ in range(1000):
        account.read_up_to(1000)
    assert stop(account, 11 * MIB) == "LIMIT_RATIO"


def test_an_honest_stream_does_not_pay_for_a_bomb() -> None:
    """Where a bomb has used up what its file may have beyond the ratio, a stream beside it that keeps the ratio is read."""
    budget, grace = Budget(SMALL), Grace(SMALL)
    assert stop(Meter(budget, grace), 11 * MIB) == "LIMIT_RATIO"
    honest = Meter(budget, grace)
    honest.read_up_to(1000)
    assert stop(honest, 400_000) == ""
    assert stop(honest, 400_000) == "LIMIT_RATIO"


def test_a_thousand_nested_bombs_cost_little_more_than_one() -> None:
    """Behind a stop what is nested beside may be honest, behind many it is not."""
    budget = Budget(Limits(ratio_grace=10 * MIB))
    account = Meter(budget, Grace(budget.limits))
    assert stop(account, 11 * MIB) == "LIMIT_RATIO"
    assert stop(account, MIB) == ""
    for _ in range(1000):
        while not stop(account, 1000):
            pass
    assert budget.made < 40 * MIB


def test_files_are_counted() -> None:
    """One file too many is refused, and named."""
    budget = Budget(SMALL)
    budget.count_file()
    budget.count_file()
    with pytest.raises(LimitReached, match="more than 2 files") as caught:
        budget.count_file()
    assert caught.value.code == "LIMIT_FILES"


def test_a_limit_names_the_option_that_raises_it() -> None:
    """Who meets a limit reads what to type."""
    for limits, option in ((Limits(max_bytes=1), "--max-bytes"), (Limits(ratio_grace=1), "--max-ratio")):
        with pytest.raises(LimitReached, match=option):
            meter(limits).made(2)
    with pytest.raises(LimitReached, match="--max-files"):
        Budget(Limits(max_files=0)).count_file()


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (1023, "1,023 bytes"), (2048, "2 KiB"), (256 << 20, "256 MiB"), (5 << 40, "5,120 GiB")]
)
def test_sizes_in_words(count: int, words: str) -> None:
    """A size is said as people say it."""
    assert size(count) == words


def test_what_was_read_at_another_time() -> None:
    """It is charged like what is read now, or not at all where reading it now would be stopped."""
    budget = Budget(Limits(max_bytes=10, max_files=3))
    fits = [budget.charge(made, files) for made, files in ((10, 2), (1, 0), (0, 2), (0, 1))]
    assert (fits, budget.made, budget.files) == ([True, False, False, True], 10, 3)
    with pytest.raises(LimitReached):
        budget.count_file()


@pytest.mark.parametrize(("made", "files", "enough"), [(0, 0, True), (10, 2, True), (11, 0, False), (0, 3, False)])
def test_whether_something_was_stopped(made: int, files: int, enough: bool) -> None:
    """More bytes than allowed, or as many files as allowed, mean that something may not have been read."""
    budget = Budget(Limits(max_bytes=10, max_files=3))
    budget.made, budget.files = made, files
    assert budget.enough == enough
