"""What people type in Python: the examples in the docstrings of everything that is public, and what a session promises."""

from __future__ import annotations

import doctest
import importlib
import inspect
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pandas as pd
import pytest

import logscan
from logscan.analysis.findings import Finding
from logscan.analysis.replay import Replay
from logscan.case import Case
from logscan.errors import LogscanError
from logscan.fleet.changes import Changes
from logscan.pictures.drawn import DrawnStory
from logscan.pictures.picture import Picture
from logscan.schema import TABLES, arrow_schema
from tests.lost_finish import ASSET, FOLDER

CHECKOUT = Path(__file__).parent.parent
MODULES = ("logscan", "logscan.case")
FRAMES = {name: columns for name, columns in TABLES.items() if name != "differences"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every example in a docstring gives what stands below it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(CHECKOUT / "fixtures")  # examples write beside it
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 0


def _public() -> Iterator[tuple[str, object]]:
    """Give what the package offers, and what its objects do."""
    yield from ((name, getattr(logscan, name)) for name in logscan.__all__)
    for kind in (Case, DrawnStory, Picture, Changes, Replay):
        yield from (
            (f"{kind.__name__}.{name}", value) for name, value in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")
        )


@pytest.mark.parametrize(("name", "value"), [*_public()], ids=lambda value: value if isinstance(value, str) else "")
def test_everything_is_typed_and_told(name: str, value: object) -> None:
    """Every public name has a docstring, and every parameter and result of a function a type."""
    assert inspect.getdoc(value), name
    if inspect.isfunction(value):
        wanted = set(inspect.signature(value).parameters) - {"self", "cls"}
        assert wanted | {"return"} <= set(value.__annotations__), name


@pytest.mark.parametrize("name", sorted({"open", "analyze", "compare"}))
def test_what_one_calls_first_has_an_example(name: str) -> None:
    """What a session begins with is shown in its docstring."""
    assert ">>> " in (inspect.getdoc(getattr(logscan, name)) or "")


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_columns_are_documented_and_backed_by_arrow(name: str) -> None:
    """Every table has the columns that `logscan schema` describes, words as categories and all else as Arrow has it."""
    table = getattr(logscan.open(FOLDER), name)
    schema = arrow_schema(FRAMES[name])
    assert list(table.columns) == schema.names
    for field, kind in zip(schema, table.dtypes, strict=True):
        assert isinstance(kind, pd.CategoricalDtype) or kind == pd.ArrowDtype(field.type)


def test_it_is_typed() -> None:
    """Type checkers are told that the package has types, and the hints of its functions can be read."""
    assert (CHECKOUT / "logscan" / "py.typed").exists()
    assert get_type_hints(logscan.open, {"Mapping": dict, "PathLike": os.PathLike, "Case": Case})["return"] is Case


def _shown() -> Iterator[object]:
    case = logscan.open(FOLDER)
    finding: Finding = case.found[0]
    yield from (case, case.asset(ASSET), finding, case.replay("both"), case.asset(ASSET).swimlane(), case.matrix(), case.plot_latency())
    yield from (logscan.compare(case, case), logscan.analyze(case.timeline), logscan.open("/nowhere"), logscan.open("\ud800\x1b[31m<b>"))


def test_every_repr_is_cheap_and_short() -> None:
    """What a session shows of an object takes less than a tenth of a second, never raises, and fills no screen."""
    for one in _shown():
        begin = time.process_time()
        said = repr(one)
        assert time.process_time() - begin < 0.1, said
        assert said.encode()
        assert "\x1b" not in said
        assert len(said) < 2_000


def test_in_any_order() -> None:
    """Whatever is asked first, the answers are the same: nothing that is asked changes what comes after."""
    names = [*FRAMES, "clusters", "comparison"]
    one, other = logscan.open(FOLDER), logscan.open(FOLDER)
    before = {name: getattr(one, name) for name in names}
    after = {name: getattr(other, name) for name in reversed(names)}
    for name in FRAMES:
        pd.testing.assert_frame_equal(before[name], after[name])
        assert getattr(one, name) is before[name]


def test_an_error_is_one_of_ours() -> None:
    """What cannot be opened is said when it is asked for, by an error that says what to try."""
    case = logscan.open("/nowhere")
    with pytest.raises(LogscanError, match="no such file or folder"):
        _ = case.timeline
