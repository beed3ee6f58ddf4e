"""Pictures to explore: zoom, and see what a mark stands for. They need Altair, `pip install logscan[notebook]`.

    import logscan.altair
    logscan.altair.swimlane(case, "59d6")

The pictures of a case itself (`Case.plot_coverage` and the others) are static, need nothing, and are what one hands on. Each of these is an
Altair chart with its rows in it, to be changed, layered and saved like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from logscan.analysis import tables
from logscan.analysis.exposure import over_time
from logscan.arrow import int64
from logscan.case import Case
from logscan.clock import iso
from logscan.draw.svg import printable
from logscan.errors import UsageError
from logscan.pictures.whole import strips

if TYPE_CHECKING:
    import altair as alt

__all__ = ["coverage", "divergence", "swimlane"]

WIDTH = 720
STATUSES = {"idle": "#b0b7bf", "scheduled": "#8fb8de", "scanning": "#f0b429", "finished": "#4c9f70", "failed": "#c8553d"}
LEVELS = {"DEBUG": "#4c9f70", "without DEBUG": "#d9dde2"}


def swimlane(case: Case, asset: str) -> alt.LayerChart:
    """Give what each controller answered about an asset over time, and what happened to its copy.

    Args:
        case: of one cluster.
        asset: four characters or more of its id.

    Raises:
        UsageError: Altair is not installed.
        UnknownName, AmbiguousName: no asset, or more than one, begins like that.
    """
    vega = _altair()
    story = case.asset(asset)
    shown = vega.Chart(vega.Data(values=list(_tracks(case, story.asset)))).mark_bar(height=18)
    bars = shown.encode(
        x=_time(vega, "since"),
        x2="until:T",
        y=vega.Y("controller:N", title=None),
        color=_color(vega, "status", STATUSES),
        tooltip=["controller:N", "status:N", _tip(vega, "since"), _tip(vega, "until"), "where:N"],
    )
    events = [
        {"controller": case.words.short(one.controller), "at": iso(one.ms), "says": printable(one.text.strip()), "lost": one.lost}
        for one in story.events
    ]
    marks = (
        vega.Chart(vega.Data(values=[{**one, "where": f"line {event.line}"} for one, event in zip(events, story.events, strict=True)]))
        .mark_tick(thickness=2, size=26)
        .encode(
            x=_time(vega, "at"),
            y="controller:N",
            color=vega.condition("datum.lost", vega.value("#c8553d"), vega.value("#30363d")),
            tooltip=["controller:N", _tip(vega, "at"), "says:N", "where:N"],
        )
    )
    made: alt.LayerChart = vega.layer(bars, marks).properties(width=WIDTH, title=printable(story.head())).interactive()
    return made


def divergence(case: Case) -> alt.LayerChart:
    """Give about how many assets controllers answered differently over time, and how likely an answer was wrong.

    Raises:
        UsageError: Altair is not installed.
    """
    vega = _altair()
    table = over_time(case.measured)
    columns = (int64(table, "ts").tolist(), table.column("diverging").to_pylist(), table.column("probability").to_pylist())
    rows = [{"at": iso(ms), "assets": count, "wrong": share} for ms, count, share in zip(*columns, strict=True)]
    base = vega.Chart(vega.Data(values=rows)).encode(x=_time(vega, "at"))
    counts = base.mark_area(interpolate="step-after", opacity=0.5).encode(
        y=vega.Y("assets:Q", title="assets answered differently"),
        tooltip=[_tip(vega, "at"), "assets:Q", vega.Tooltip("wrong:Q", format=".1%")],
    )
    shares = base.mark_line(interpolate="step-after", color="#c8553d").encode(
        y=vega.Y("wrong:Q", title="share of wrong answers", axis=vega.Axis(format="%"))
    )
    made: alt.LayerChart = vega.layer(counts, shares).resolve_scale(y="independent").properties(width=WIDTH).interactive(bind_y=False)
    return made


def coverage(case: Case) -> alt.LayerChart:
    """Give what each log covers, at which level, and when copies went wrong.

    Raises:
        UsageError: Altair is not installed.
    """
    vega = _altair()
    drawn = strips(case.scene, case.words, case.found)
    spoken = [
        {"controller": one.name, "from": iso(begin), "to": iso(end), "level": "DEBUG" if debug else "without DEBUG"}
        for one in drawn
        for begin, end, debug in one.spoken
    ]
    wrong = [{"controller": one.name, "at": iso(ms)} for one in drawn for ms in one.since]
    bars = (
        vega.Chart(vega.Data(values=spoken))
        .mark_bar(height=16)
        .encode(
            x=_time(vega, "from"),
            x2="to:T",
            y=vega.Y("controller:N", title=None),
            color=_color(vega, "level", LEVELS),
            tooltip=["controller:N", "level:N", _tip(vega, "from"), _tip(vega, "to")],
        )
    )
    marks = (
        vega.Chart(vega.Data(values=wrong))
        .mark_tick(thickness=2, size=22, color="#c8553d")
        .encode(
            x=_time(vega, "at"), y="controller:N", tooltip=["controller:N", vega.Tooltip("at:T", title="a copy goes wrong", format=_CLOCK)]
        )
    )
    made: alt.LayerChart = vega.layer(bars, marks).properties(width=WIDTH).interactive()
    return made


_CLOCK = "%Y-%m-%d %H:%M:%S.%L"


def _altair() -> Any:  # noqa: ANN401 - the module
    try:
        import altair as alt
    except ImportError as error:
        raise UsageError("interactive pictures need Altair, which is not installed", hint="pip install logscan[notebook]") from error
    return alt


def _tracks(case: Case, asset: str) -> Iterator[dict[str, Any]]:
    """Give the statuses of one asset on every controller, as rows; an open end is that of the log."""
    until = {one.name: one.debug_last for one in case.read.controllers}
    table = tables.tracks(case.scene)
    columns: list[Sequence[Any]] = [table.column(name).to_pylist() for name in ("asset", "controller", "status", "source", "line")]
    since, ends = int64(table, "since").tolist(), table.column("until")
    for row, (own, controller, status, source, line) in enumerate(zip(*columns, strict=True)):
        if own == asset:
            end = int64(table.slice(row, 1), "until")[0] if ends[row].is_valid else until[controller]
            yield {
                "controller": case.words.short(controller),
                "status": status,
                "since": iso(since[row]),
                "until": iso(None if end is None else int(end)),
                "where": printable(f"{source}:{line}"),
            }


def _time(vega: Any, field: str) -> Any:  # noqa: ANN401 - what Altair gives
    return vega.X(f"{field}:T", title="UTC", scale=vega.Scale(type="utc"))


def _tip(vega: Any, field: str, title: str | None = None) -> Any:  # noqa: ANN401 - likewise
    return vega.Tooltip(f"{field}:T", title=title or field, format=_CLOCK)


def _color(vega: Any, field: str, colors: dict[str, str]) -> Any:  # noqa: ANN401 - likewise
    return vega.Color(f"{field}:N", title=None, scale=vega.Scale(domain=list(colors), range=list(colors.values())))
