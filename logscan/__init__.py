"""Proves from NeuVector controller logs which controller shows a wrong scan status, since when, and why.

The whole program is four nouns and the arrows between them:

    bundle -> timeline                  `bundle` names byte streams, `parse` reads them, `timeline` joins them
    timeline -> deliveries and tracks   `model` explains the history of each asset on each controller
    deliveries and tracks -> findings   `analysis` judges, and names its witnesses
    findings -> report                  `report` and `cli` say it to people and programs

    >>> import logscan
    >>> case = logscan.open("fixtures/lost-finish")  # reads lazily; a saved case, an archive, or what else was sent
    >>> case
    <logscan.Case fixtures/lost-finish>
    >>> case.findings[["verdict", "status", "expected"]].values.tolist()[0]  # plain DataFrames, backed by Arrow
    ['stale', 'scanning', 'finished']
    >>> case.asset("4f91").swimlane()  # pictures: SVG in a notebook, words elsewhere
    What each controller was told of shop/shop-frontend-v4pkzct5kf-jkr97/shop-frontend
    At the end crlms: finished, REST finished; svq8n: finished, REST finished; tvz6l: scanning, REST scanning. Lost: tvz6l at 09:30:21.313.
    >>> case.replay(handler="fixed")  # what if?
    <logscan.Replay with the fixed handler: 15 copies, 1 would show another status>
    >>> logscan.compare(case, "fixtures/healthy").findings["change"].tolist()  # did it help?
    ['gone']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import logscan.started  # noqa: F401 - before anything else
from logscan.errors import LogscanError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    import pandas as pd
    import pyarrow as pa

    from logscan.case import AssetStory, Case
    from logscan.fleet.changes import Changes

__all__ = ["AssetStory", "Case", "LogscanError", "analyze", "compare", "open"]


def open(  # noqa: A001, PLR0913 - it is what one does with a case; and whatever people can say of one, as on the command line
    *paths: str | PathLike[str],
    snapshots: Mapping[str, str | PathLike[str]] | None = None,
    assume_tz: str = "UTC",
    parsers: tuple[str | PathLike[str], ...] = (),
    cluster: str | None = None,
    offsets: Mapping[str, int] | None = None,
    cache: bool = False,
    refresh: bool = False,
    jobs: int | None = None,
) -> Case:
    """Give the case that some logs and REST snapshots make; nothing is read until something is asked for.

        >>> case = logscan.open("fixtures/lost-finish", offsets={"tvz6l": 1500})
        >>> case.exposure[["lost", "registered"]].sum().tolist()
        [2, 15]

    Args:
        paths: log files, snapshots, folders and archives that hold them, or `-` for stdin; or one saved case (`Case.save`).
        snapshots: REST answers by controller (pod name, its last five characters, or address), for files whose name does not tell.
        assume_tz: the zone in which the logs' times are written.
        parsers: folders of further definitions.
        offsets: how far the clock of a controller is ahead, in ms, by its name, last characters or address; in place of what is measured.
        cluster: one of several clusters in the input, by its name or by a controller of it; see `Case.clusters`.
        cache: keep what reading a file gives in the user's cache, and take from there what was read before; the result is the same.
        refresh: likewise, but read all files again.
        jobs: how many processes may read; as many as pay when omitted. The result is the same.

    Raises:
        UsageError: a path does not exist, or no such zone.
        DefinitionError: a definition does not load.
    """
    from logscan.case import Case

    if cache or refresh:
        from logscan.cache.use import of_user

    return Case(
        [str(path) for path in paths],
        snapshots={controller: str(path) for controller, path in (snapshots or {}).items()},
        assume_tz=assume_tz,
        parsers=[str(folder) for folder in parsers],
        cluster=cluster,
        offsets=offsets,
        cache=of_user(refresh=refresh) if cache or refresh else None,
        jobs=jobs,
    )


def analyze(timeline: pd.DataFrame | pa.Table, *, coverage: pd.DataFrame | pa.Table | Case | None = None) -> Case:
    """Give the case that timeline rows make which you have in hand: cut, joined with others, or loaded from Parquet.

    Rows may be cut to controllers and to a stretch of time; then the case is that of logs which were cut like that, or not collected, and
    verdicts on what the rows do not reach stay open. REST answers are not in a timeline. The text of lines is not either.

        >>> import pandas as pd
        >>> case = logscan.open("fixtures/lost-finish")
        >>> early = case.timeline[case.timeline["ts"] < pd.Timestamp("2024-03-05T09:30:21.32Z")]
        >>> sorted(set(logscan.analyze(early).findings["verdict"]))  # who is stale in the end is not, or not yet
        ['healed', 'inconclusive', 'pending']

    Args:
        timeline: rows with the columns of `Case.timeline`, in any order; further columns are left out, and repeated rows count once.
        coverage: what the logs cover from which the rows are: the case, its `coverage` or its `timeline`. Omitted, it is taken from the
            rows, where they carry it still (`attrs` of a DataFrame, the metadata of a table or of a Parquet file).

    Raises:
        MissingColumns: columns are not there; the error names them.
        UsageError: a column holds something else than it has to; nothing tells what the logs cover; or rows are missing between others,
            as where one asset or some events were chosen: that a line is not there is what most verdicts are made of.
        NothingUsable: no rows are left.
    """
    from logscan.case import Case
    from logscan.saved.carried import find
    from logscan.saved.given import given

    known = coverage.carried if isinstance(coverage, Case) else find(timeline if coverage is None else coverage)
    return Case.made_of(given(timeline, known))


def compare(before: str | PathLike[str] | Case, after: str | PathLike[str] | Case) -> Changes:
    """Give what has changed between two cases, as `logscan diff` says it: findings gone, new, and still there, and whether it helped.

        >>> changes = logscan.compare("fixtures/lost-finish", "fixtures/healthy")
        >>> changes.findings[["change", "verdict", "status", "expected"]].values.tolist()
        [['gone', 'stale', 'scanning', 'finished']]
        >>> changes.answer  # two copies of fifteen lost a notification before, none after: that may have been chance
        'chance'

    Args:
        before: a case, or the path of one, of its result (`logscan analyze --json`), of a saved case, or of what `logscan batch` wrote.
        after: the same, later.

    Raises:
        UsageError: a path does not exist, or a fleet is not whole.
        NothingUsable: one holds neither a controller's log nor a snapshot.
    """
    from logscan.case import Case
    from logscan.fleet import compare as sides
    from logscan.fleet.changes import Changes

    one, other = (sides.side_of(each) if isinstance(each, Case) else sides.side([str(each)]) for each in (before, after))
    return Changes(sides.compare(one, other))


def __getattr__(name: str) -> object:
    """Load what needs Arrow only when it is asked for: `import logscan` stays quick."""
    if name in ("AssetStory", "Case"):
        import logscan.case

        return getattr(logscan.case, name)
    raise AttributeError(f"module 'logscan' has no attribute '{name}'")
