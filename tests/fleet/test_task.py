"""What travels between processes."""

from __future__ import annotations

from logscan.fleet.task import Options, Task


def test_a_task_comes_back() -> None:
    """A task survives the way as bytes, with a name that is no text."""
    options = Options(assume_tz="+02:00", parsers=("/own",), timeline=True, memory=1, seconds=2)
    task = Task(case="C-1", base="/archive", parts=("caf\udce9.zip", "b"), remote=True, options=options)
    assert Task.of_json(task.to_json()) == task


def test_limits_do_not_shape_a_result() -> None:
    """What a case may take is not part of what its result is known by; how it is read is."""
    assert Options(memory=1, seconds=1).shaping == Options().shaping
    assert Options(timeline=True).shaping != Options().shaping
    assert Options(assume_tz="+02:00").shaping != Options().shaping
