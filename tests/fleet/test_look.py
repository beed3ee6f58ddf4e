"""What a file is, by its content."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest

from logscan.fleet.look import Look, look
from tests.fleet.archive import POISONS, zipped
from tests.lost_finish import FOLDER, VICTIM, short

LOG = (FOLDER / f"{short(VICTIM)}.log").read_bytes()
ANSWER = next(FOLDER.glob("rest_*.txt")).read_bytes()
DOCKER = b"".join(b'{"log":"' + line + b'\\n","stream":"stdout"}\n' for line in LOG.split(b"\n")[:50])


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.log", LOG, Look.LOG, id="log"),
        pytest.param("a.txt", LOG.decode().encode("utf-16"), Look.LOG, id="utf-16"),
        pytest.param("a.json", DOCKER, Look.LOG, id="docker"),
        pytest.param("a.log.gz", gzip.compress(LOG), Look.LOG, id="gz"),
        pytest.param("a.tgz", gzip.compress(zipped({"a.log": LOG})), Look.ARCHIVE, id="tgz"),
        pytest.param("a.bin", zipped({"a.log": LOG}), Look.ARCHIVE, id="zip-by-another-name"),
        pytest.param("a.bin", POISONS["7z"], Look.ARCHIVE, id="7z"),
        pytest.param("a.zip", POISONS["noise"], Look.ARCHIVE, id="no-zip"),
        pytest.param("a.gz", gzip.compress(LOG)[:12], Look.ARCHIVE, id="cut-gz"),
        pytest.param("a.gz", bz2.compress(b"notes of a meeting\n" * 20), Look.OTHER, id="bz2-of-notes"),
        pytest.param("rest.txt", ANSWER, Look.ANSWER, id="answer"),
        pytest.param("notes.txt", b"nothing of interest\n", Look.OTHER, id="notes"),
        pytest.param("result.json", FOLDER.with_suffix(".expected.json").read_bytes(), Look.OTHER, id="result"),
    ],
)
def test_content_decides(tmp_path: Path, name: str, content: bytes, expected: Look) -> None:
    """A file is what its content says; only what is called an archive and is none counts as one, since it is a broken one."""
    (tmp_path / name).write_bytes(content)
    assert look(str(tmp_path / name)) is expected


def test_what_is_not_there(tmp_path: Path) -> None:
    """What cannot be read is a broken archive where its name says so, and else nothing."""
    assert (look(str(tmp_path / "a.zip")), look(str(tmp_path / "a.log"))) == (Look.ARCHIVE, Look.OTHER)
