"""Where a line stands, with the folder that all files share said once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.report.places import Folder

NAME = st.text(st.sampled_from("ab.- "), min_size=1).filter(lambda name: name not in (".", ".."))
PATH = st.lists(NAME, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("sources", "folder", "short"),
    [
        (["case/a.log", "case/b.log"], "case", ["a.log", "b.log"]),
        (["case/a.log"], "case", ["a.log"]),
        (["case/x/a.log", "case/y/a.log"], "case", ["x/a.log", "y/a.log"]),
        (["case/a.log", "cases/b.log"], "", ["case/a.log", "cases/b.log"]),
        (["a.log", "case/b.log"], "", ["a.log", "case/b.log"]),
        (["/case/a.log", "case/a.log"], "", ["/case/a.log", "case/a.log"]),
        (["/case/a.log", "/case/b.log"], "/case", ["a.log", "b.log"]),
        (["-"], "", ["-"]),
        (["-", "case/a.log"], "", ["-", "case/a.log"]),
        ([], "", []),
    ],
)
def test_shared_folder(sources: list[str], folder: str, short: list[str]) -> None:
    """The folder is the deepest one that holds every source, and each source is shown without it."""
    shared = Folder(sources)
    assert shared.name == folder
    assert [shared.short(source) for source in sources] == short


def test_line_and_hostile_name() -> None:
    """A line number follows the file after a colon, and a name that acts on a terminal is written out."""
    assert Folder(["case/a\x1b[2J.log"]).short("case/a\x1b[2J.log", 7) == "a\\x1b[2J.log:7"


def test_files_in_the_root_folder() -> None:
    """Files that share nothing but the root of the file system keep their whole path."""
    shared = Folder(["/a.log", "/b/c.log"])
    assert [shared.short("/a.log"), shared.short("/b/c.log", 3)] == ["/a.log", "/b/c.log:3"]


@given(st.lists(PATH, min_size=1, max_size=5))
def test_folder_and_place_make_the_path_again(sources: list[str]) -> None:
    """For any sources, the shared folder and what is shown of a source put together are its name."""
    shared = Folder(sources)
    assert [f"{shared.name}/{shared.short(source)}" if shared.name else shared.short(source) for source in sources] == sources
