"""The zip of a saved case."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from logscan.bundle.limits import Limits
from logscan.saved.container import MANIFEST, SCHEMA, is_saved, read, write
from logscan.saved.values import Wrong

MEMBERS = {"case.json": b"{}", "timeline.parquet": b"PAR1"}


def saved(path: Path, members: dict[str, bytes] | None = None) -> Path:
    """Write some members."""
    with path.open("wb") as out:
        write(out, MEMBERS if members is None else members)
    return path


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> str:
    """Write a zip of somebody else."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return str(path)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Members come back as they were, and the same members are the same bytes."""
    path = saved(tmp_path / "a")
    assert read(str(path), Limits()) == MEMBERS
    assert saved(tmp_path / "b").read_bytes() == path.read_bytes()


def test_the_manifest_comes_first(tmp_path: Path) -> None:
    """Its first member names the schema, who wrote it, and the size and hash of every other."""
    path = saved(tmp_path / "a")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [MANIFEST, *MEMBERS]
        about = json.loads(archive.read(MANIFEST))
    assert (about["schema"], about["tool"]["name"], about["members"]["case.json"]["bytes"]) == (SCHEMA, "logscan", 2)
    assert is_saved(str(path))


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (b"{}", "no saved case"),
        (b"[1]", "no saved case"),
        (b"\xff", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"schema": "logscan.case/2"}', "upgrade"),
        (b'{"schema": "logscan.case/1"}', "no object of"),
        (b'{"schema": "logscan.case/1", "tool": {}, "members": {"x": {"bytes": 1, "sha256": ""}}}', "missing or damaged"),
    ],
)
def test_other_manifests(manifest: bytes, reason: str, tmp_path: Path) -> None:
    """What the manifest of a saved case does not say is refused, with the reason."""
    with pytest.raises(Wrong, match=reason):
        read(packed(tmp_path / "a", {MANIFEST: manifest}), Limits())


def test_other_zips(tmp_path: Path) -> None:
    """A zip without a manifest, one that is packed in another way, and what is no zip, are refused."""
    with pytest.raises(Wrong, match="holds no logscan"):
        read(packed(tmp_path / "a", MEMBERS), Limits())
    with pytest.raises(Wrong, match="packed in a way"):
        read(packed(tmp_path / "b", MEMBERS, zipfile.ZIP_LZMA), Limits())
    (tmp_path / "c").write_bytes(b"no zip")
    with pytest.raises(Wrong, match="cut or damaged"):
        read(str(tmp_path / "c"), Limits())


def test_a_bomb(tmp_path: Path) -> None:
    """What unpacks to more than its size allows is not unpacked."""
    path = packed(tmp_path / "a", {MANIFEST: bytes(4 << 20)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(Wrong, match="more than its size allows"):
        read(path, Limits(ratio_grace=1 << 20, max_ratio=10))


def test_two_of_one_name(tmp_path: Path) -> None:
    """Two members of one name are refused: readers do not agree which of them counts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    (tmp_path / "a").write_bytes(out.getvalue())
    with pytest.raises(Wrong, match="two of one name"):
        read(str(tmp_path / "a"), Limits())


def test_what_is_no_file_is_none(tmp_path: Path) -> None:
    """A folder, a missing file and a name that no file can have are no saved cases."""
    assert [is_saved(name) for name in (str(tmp_path), str(tmp_path / "x.logscan.zip"), "a\0b", "-")] == [False] * 4
