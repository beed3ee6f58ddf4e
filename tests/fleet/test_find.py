"""Where cases lie."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from logscan.errors import UsageError
from logscan.fleet.find import LIST_BYTES, find, grouped
from logscan.fleet.folder import Fleet
from logscan.fleet.look import Look
from tests.fleet.archive import zipped
from tests.lost_finish import FOLDER, VICTIM, short

LOG = (FOLDER / f"{short(VICTIM)}.log").read_bytes()
POD = "neuvector-controller-pod-5d9c7-k2x8w"
L, A, R, N = Look.LOG, Look.ARCHIVE, Look.ANSWER, Look.OTHER


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"notes.txt": N, "rest.txt": R}, []),
        ({"a.log": L, "b.log": L, "rest.txt": R}, [("",)]),
        ({"x.zip": A, "2024/y.zip": A}, [("2024/y.zip",), ("x.zip",)]),
        ({"t/a.log": L, "t/b.log": L, "u/a.log": L}, [("t",), ("u",)]),
        ({"t/a.log": L, "t/more/b.log": L, "t/rest.zip": A}, [("t",)]),
        ({f"t/nv/{POD}/logs.txt": L, "t/nv/enforcer/logs.txt": N}, [("t/nv",)]),
        ({f"t/{POD}/controller/logs/current.log": L, "u.zip": A}, [("t",), ("u.zip",)]),
        ({f"{POD}/logs.txt": L}, [("",)]),
        ({f"{POD}/logs.txt": L, "u.zip": A}, [(POD,), ("u.zip",)]),
        ({"a.log": L, "rest.txt": R, "notes": N, "u.zip": A, "v/b.log": L}, [("a.log", "rest.txt"), ("u.zip",), ("v",)]),
    ],
)
def test_files_are_grouped(files: dict[str, Look], expected: list[tuple[str, ...]]) -> None:
    """A case is an archive, or the topmost folder that holds logs, or folders called as controllers are."""
    assert grouped(list(files.items())) == expected


def names(*sources: Path | str) -> list[str]:
    """Give the names of the cases, without the folder that all lie in."""
    return [Path(one.name).name for one in find([str(source) for source in sources])]


def test_every_kind_of_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, files, patterns and lists give cases, each once, by name; results of a batch are no cases."""
    for place in ("t/a.log", "u/b.log"):
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_bytes(LOG)
    (tmp_path / "x.zip").write_bytes(zipped({"a.log": LOG}))
    (tmp_path / "out").mkdir()
    with Fleet.held(tmp_path / "out") as fleet:
        fleet.write("a.log", LOG)
    (tmp_path / "list").write_bytes(b"# of cases\n\nx.zip\r\nt\nnowhere\n")
    (tmp_path / "link").symlink_to(tmp_path / "u")
    assert names(tmp_path) == ["t", "u", "x.zip"]
    assert names(tmp_path / "x.zip", tmp_path, tmp_path / "t" / "a.log") == ["t", "a.log", "u", "x.zip"]
    assert names(tmp_path / "[tu]", tmp_path / "*.zip") == ["t", "u", "x.zip"]
    assert [(Path(one.name).name, one.missing != "") for one in find([str(tmp_path / "list")])] == [
        ("nowhere", True),
        ("t", False),
        ("x.zip", False),
    ]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{tmp_path}/u\n".encode())))
    assert names("-") == ["u"]


@pytest.mark.parametrize("source", ["nowhere", "nowhere/*.zip", "notes", "x" * 5_000, "huge"])
def test_what_is_no_source_is_refused(tmp_path: Path, source: str) -> None:
    """A source that does not exist, matches nothing, or lists nothing that exists, is an error that says so."""
    (tmp_path / "notes").write_bytes(b"nothing\nof interest\n" + b"x" * 5_000)
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LIST_BYTES + 1)
    with pytest.raises(UsageError, match=source.split("/", maxsplit=1)[0]):
        find([str(tmp_path / source)])
