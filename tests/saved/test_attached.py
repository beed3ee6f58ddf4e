"""A saved case, reopened without the logs."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import logscan
from logscan.bundle.limits import Limits
from logscan.case import Case
from logscan.errors import LogscanError, NothingUsable, OutputError, UsageError
from logscan.report import markdown, proof
from logscan.report.checklist import checklist
from logscan.report.document import document, to_json
from logscan.report.html.page import page, story
from logscan.saved.container import read, write
from tests.box import box
from tests.fixture import FOLDERS, opened
from tests.hostile.inputs import CASES
from tests.hostile.inputs import write as lay_out
from tests.lost_finish import ASSET, FINDING, FOLDER

PACKED = ("zip/deflated", "twice/begin", "twice/file", "several/one-behind-the-other", "envelope/loki-newest-first", "text/invalid-utf-8")
FRAMES = ("timeline", "deliveries", "tracks", "pairs", "findings", "controllers", "coverage", "snapshots", "scanners", "exposure")


def everything(case: Case) -> Iterator[object]:
    """Give all that a case says, in every form."""
    yield page(case, command="logscan report")
    yield checklist(case)
    for one in case.clusters:
        yield to_json(document(one, include=("healed", "latent", "consistent"), pairs=True))
        yield markdown.analysis(one, full=True)
        for asset in sorted({found.asset for found in one.found if found.asset is not None}):
            told = one.asset(asset)
            yield story(one, told, command="logscan explain")
            yield proof.document(one, told)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the saved case of fixtures/lost-finish."""
    path = tmp_path_factory.mktemp("saved") / "case.logscan.zip"
    logscan.open(FOLDER).save(path)
    return path


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_it_says_the_same(folder: Path, tmp_path: Path) -> None:
    """Report, result, checklist and every proof are the same to the last byte, and saved once more it is the same file."""
    case = opened(folder.name)
    case.save(tmp_path / "a.logscan.zip")
    again = logscan.open(tmp_path / "a.logscan.zip")
    assert list(everything(again)) == list(everything(case))
    again.save(tmp_path / "b.logscan.zip")
    assert (tmp_path / "b.logscan.zip").read_bytes() == (tmp_path / "a.logscan.zip").read_bytes()


@pytest.mark.parametrize("name", PACKED)
def test_however_the_logs_were_packed(name: str, tmp_path: Path) -> None:
    """Archives, copies, overlaps, several controllers in a file and bytes that are no text come back as they were."""
    case = logscan.open(*lay_out(CASES[name], tmp_path))
    case.save(tmp_path / "a.logscan.zip")
    assert list(everything(logscan.open(tmp_path / "a.logscan.zip"))) == list(everything(case))


def test_several_clusters(tmp_path: Path) -> None:
    """All clusters of a bundle are saved together, and one of them alone if one was chosen."""
    for number, scenario in enumerate(("lost-finish", "first-sight")):
        for name, content in box(scenario, number, nodes=f"n{number}").items():
            path = tmp_path / "both" / scenario / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    case = logscan.open(tmp_path / "both")
    case.save(tmp_path / "all.logscan.zip")
    again = logscan.open(tmp_path / "all.logscan.zip")
    assert [one.name for one in again.clusters] == ["first-sight", "lost-finish"]
    assert list(everything(again)) == list(everything(case))
    case.clusters[1].save(tmp_path / "one.logscan.zip")
    one = logscan.open(tmp_path / "one.logscan.zip")
    assert ([each.name for each in one.clusters], one.bunch.of) == (["lost-finish"], 2)
    assert page(one, command="") == page(case.clusters[1], command="")


def test_the_frames_are_equal(saved: Path) -> None:
    """Every table is the same, in values and types, whatever order one asks in."""
    case, again = logscan.open(FOLDER), logscan.open(saved)
    for name in reversed(FRAMES):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(case, name))


def test_everything_else_is_there(saved: Path) -> None:
    """Stories, pictures, what-if and selections are those of the logs."""
    case, again = logscan.open(FOLDER), logscan.open(saved)
    assert str(again.asset(ASSET)) == str(case.asset(ASSET))
    assert again.asset(ASSET).swimlane().svg == case.asset(ASSET).swimlane().svg
    assert again.plot_coverage().svg == case.plot_coverage().svg
    assert again.replay("both").arrow.to_pylist() == case.replay("both").arrow.to_pylist()
    assert again.select(asset=ASSET).to_pylist() == case.select(asset=ASSET).to_pylist()
    assert again.finding(FINDING) == case.finding(FINDING)


def test_options_are_kept(tmp_path: Path) -> None:
    """Zone, offsets and who gave an answer are settled when a case is saved; an offset may be given anew."""
    answer = next(FOLDER.glob("rest_*"))
    shutil.copy(answer, tmp_path / "answer.json")
    logs = sorted(str(path) for path in FOLDER.glob("*.log"))
    case = logscan.open(*logs, snapshots={"tvz6l": tmp_path / "answer.json"}, assume_tz="+02:00", offsets={"crlms": 1_500})
    case.save(tmp_path / "a.logscan.zip")
    again = logscan.open(tmp_path / "a.logscan.zip")
    assert list(everything(again)) == list(everything(case))
    assert again.options == case.options == ("--assume-tz +02:00", "--offset crlms=+1500ms")
    assert again.opened_with == case.opened_with == (*logs, "--snapshot", f"tvz6l={tmp_path / 'answer.json'}")
    assert logscan.open(tmp_path / "a.logscan.zip", offsets={"crlms": 0}).attached.ahead == {"crlms": 0}


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """Files whose names are no UTF-8 are saved under the names that people are shown."""
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/c\xff\x1b[31m"))
    shutil.copytree(FOLDER, odd)
    case = logscan.open(odd)
    case.save(tmp_path / "a.logscan.zip")
    again = logscan.open(tmp_path / "a.logscan.zip")
    assert list(everything(again)) == list(everything(case))
    assert "".join(again.opened_with).encode()


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    """To open a damaged file costs nothing, and its name can be shown; what is asked of it says what is wrong."""
    (tmp_path / "a.logscan.zip").write_bytes(b"PK")
    case = logscan.open(tmp_path / "a.logscan.zip")
    assert repr(case) == f"<logscan.Case {tmp_path / 'a.logscan.zip'}>"
    with pytest.raises(NothingUsable, match="cannot be opened as a saved case"):
        _ = case.findings


def test_it_is_known_by_its_content(saved: Path, tmp_path: Path) -> None:
    """Under any other name it is opened too; among logs it is named, and left out."""
    other = shutil.copy(saved, tmp_path / "attachment.bin")
    assert [one.id for one in logscan.open(other).found_of(["stale"])] == [FINDING]
    shutil.copytree(FOLDER, tmp_path / "case")
    shutil.copy(saved, tmp_path / "case" / "old.zip")
    (left,) = [one for one in logscan.open(tmp_path / "case").skipped if one.source.endswith("old.zip")]
    assert (left.code, "a saved case" in left.reason) == ("ARCHIVE_UNSUPPORTED", True)


def test_what_it_does_not_hold(saved: Path) -> None:
    """It stands alone, takes nothing that was settled, and says that the logs are needed for their text."""
    with pytest.raises(UsageError, match="stands alone"):
        logscan.open(saved, FOLDER)
    with pytest.raises(UsageError, match="settled"):
        logscan.open(saved, assume_tz="+01:00")
    case = logscan.open(saved)
    with pytest.raises(LogscanError, match="is not here"):
        _ = case.bundle
    with pytest.raises(LogscanError, match="is not here"), next(iter(case.reading.sources.values())).open():
        pass


def test_an_existing_file_stays(saved: Path) -> None:
    """It is replaced only where someone says so."""
    with pytest.raises(OutputError, match="exists"):
        logscan.open(FOLDER).save(saved)
    logscan.open(FOLDER).save(saved, force=True)


# ---- what strangers send

WEIRD: tuple[object, ...] = (None, True, -1, 0, 10**30, -(10**15), 2**53, "", "\ud800", "x" * 100, [], {}, [[]], 1.5)


def _resaved(path: Path, **changed: bytes) -> bytes:
    """Give the file with other members, whose hashes are right."""
    out = io.BytesIO()
    write(out, {**read(str(path), Limits()), **{name.replace("_", "."): content for name, content in changed.items()}})
    return out.getvalue()


def _ask(path: Path, content: bytes) -> None:
    """Open a file and ask for everything: it answers, or says what is wrong."""
    path.write_bytes(content)
    try:
        for _ in everything(logscan.open(path)):
            pass
    except LogscanError as error:
        assert str(error)  # noqa: PT017 - any answer but a traceback


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_forged_json_is_refused_or_read(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Whatever stands in the place of some values, with right hashes, there is an answer or a clear error."""

    def forged(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 9), label="here?") == 0:
            return data.draw(st.sampled_from(WEIRD), label="in its place")
        if isinstance(value, dict):
            name = data.draw(st.sampled_from(sorted(value)), label="in")
            return {**value, name: forged(value[name])}
        at = data.draw(st.integers(0, len(value) - 1), label="at")
        return [*value[:at], forged(value[at]), *value[at + 1 :]]

    about = json.loads(read(str(saved), Limits())["case.json"])
    _ask(tmp_path / "x.logscan.zip", _resaved(saved, case_json=json.dumps(forged(about)).encode()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_forged_tables_are_refused_or_read(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes of a table are others, with right hashes, there is an answer or a clear error."""
    name = data.draw(st.sampled_from(["timeline.parquet", "lines.parquet"]))
    content = bytearray(read(str(saved), Limits())[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _ask(tmp_path / "x.logscan.zip", _resaved(saved, **{name.replace(".", "_"): bytes(content)}))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_are_refused(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    """A file that was cut, or in which a byte is another, is refused in a sentence, or is as good as whole."""
    content = bytearray(saved.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    _ask(tmp_path / "x.logscan.zip", bytes(content[: data.draw(st.integers(0, len(content)))]))


def test_limits_are_kept(saved: Path) -> None:
    """What unpacks to more than the limits allow is refused."""
    tight = Limits(max_bytes=1_000)
    with pytest.raises(NothingUsable, match="more than its size allows"):
        _ = Case([str(saved)], limits=tight).found
