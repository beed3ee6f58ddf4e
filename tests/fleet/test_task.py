"""What travels between processes."""

from __future__ import annotations

from dataclasses import replace

from logscan.fleet.task import Options, Share, Task


def test_a_task_comes_back() -> None:
    """A task survives the way as bytes, with a name that is no text, and a share of one, too."""
    options = Options(assume_tz="+02:00", parsers=("/own",), timeline=True, memory=1, seconds=2, split=3)
    task = Task(case="C-1", base="/archive", parts=("caf\udce9.zip", "b"), remote=True, size=4, answers="/own/answers", options=options)
    assert Task.of_json(task.to_json()) == task
    share = replace(task, share=Share(number=1, of=2))
    assert Task.of_json(share.to_json()) == share


def test_limits_do_not_shape_a_result() -> None:
    """What a case may take, and who reads how much of it, is not part of what its result is known by; how it is read is."""
    assert Options(memory=1, seconds=1, split=1).shaping == Options().shaping
    assert Options(timeline=True).shaping != Options().shaping
    assert Options(assume_tz="+02:00").shaping != Options().shaping
