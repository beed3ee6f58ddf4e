"""One case, analysed: the files of its result. It runs in a process of its own, on whichever machine."""

from __future__ import annotations

import errno
import io
import os
import shlex
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from logscan.building import joined
from logscan.bundle.names import shown
from logscan.bundle.sources import STDIN
from logscan.case import Case
from logscan.errors import LogscanError, NothingUsable
from logscan.fleet.columns import FLEET
from logscan.fleet.rows import rows
from logscan.fleet.task import Failure, Task
from logscan.report.document import document, to_json
from logscan.together import Unlike

__all__ = ["to_parquet", "work"]


def work(task: Task, scratch: Path) -> tuple[dict[str, bytes], Failure | None]:
    """Analyse a case, or read a share of it; give its files by name, or why there are none. It changes the folder it works in.

    Names in the result begin at the case itself, so that it is the same wherever the case lies.

    Args:
        task: the case, and how; of a share the files are what `logscan.fleet.shares` keeps.
        scratch: the folder to which one that is remote is copied.

    Raises:
        MemoryError: it needs more than it may have.
    """
    try:
        if task.remote:
            from logscan.fleet.remote import fetch

            fetch(task.base, task.parts, scratch)
        os.chdir(scratch if task.remote else task.base)
        return (_share if task.share else _files)(task), None
    except LogscanError as error:
        return {}, Failure(code="NOTHING_USABLE" if isinstance(error, NothingUsable) else "USAGE", error=_in_a_line(error))
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise MemoryError from error
        return {}, Failure(code="INPUT_UNREADABLE", error=error.strerror or type(error).__name__, passing=True)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug of ours that one case shows must not cost the others
        return {}, Failure(code="INTERNAL", error=f"internal error: {type(error).__name__}; this is a bug of ours")


def _case(task: Task) -> Case:
    paths = [f"./{part}" if part == STDIN else part for part in task.parts]
    return Case(paths, assume_tz=task.options.assume_tz, parsers=task.options.parsers, jobs=1)


def _share(task: Task) -> dict[str, bytes]:
    from logscan.fleet.shares import read_share

    case = _case(task)
    assert task.share is not None
    return read_share(case.bundle, case.catalog, task.share)


def _files(task: Task) -> dict[str, bytes]:
    options, case = task.options, _case(task)
    if task.answers:
        from logscan.fleet.shares import read_kept

        try:
            case.attached.reading = read_kept(case.bundle, case.catalog, Path(task.answers))
        except Unlike:
            case = _case(task)
    clusters = case.clusters
    files: dict[str, bytes] = {}
    parts: dict[str, list[pa.Table]] = {name: [] for name in FLEET}
    for number, one in enumerate(clusters, 1):
        behind = f".{number}" if number > 1 else ""
        files[f"result{behind}.json"] = to_json(document(one)).encode()
        for name, table in rows(one, task.case + behind).items():
            parts[name].append(table)
    files |= {f"{name}.parquet": to_parquet(joined(tables)) for name, tables in parts.items()}
    if options.timeline:
        files["timeline.parquet"] = to_parquet(case.timeline_arrow)
    if options.html:
        from logscan.report.html.page import page

        files["report.html"] = page(case, command=f"logscan report {shlex.join(map(shown, task.parts))}").encode()
    return files


def to_parquet(table: pa.Table) -> bytes:
    """Give a table as the bytes of a Parquet file; the same rows are the same bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _in_a_line(error: LogscanError) -> str:
    why = error.why.split("\n")[0]
    return f"{error.what}: {why}" if why else error.what
