"""How exposed a cluster is, in two lines: what users saw of it, and what the armed flag cost each controller."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from logscan.analysed import Analysed
from logscan.clock import span
from logscan.report.safe import visible

__all__ = ["exposure", "percent"]


def exposure(case: Analysed) -> Iterator[Text]:
    """Give a line where controllers answered differently, and one where the armed flag lost something; none where all is well."""
    measured = case.measured
    if measured.wrong_share is not None:
        things = "1 asset, for" if measured.assets == 1 else f"{measured.assets:,} assets, for up to"
        text = f"Controllers answered differently about {things} {span(measured.longest_ms)};"
        yield Text(f"{text} meanwhile {percent(measured.wrong_share)} of all answers were wrong.")
    lost = [(case.words.short(one.controller), percent(one.share)) for one in measured.losses if one.lost and one.share is not None]
    if lost:
        first, *more = (f"{share} {'on' if nth else 'of the assets on'} {who}" for nth, (who, share) in enumerate(lost))
        yield Text(visible(f"{', '.join([first, *more[:-1]])}{f' and {more[-1]}' if more else ''} lost a notification to the armed flag."))


def percent(share: float) -> str:
    """Write a share as people say it: `37 %`, `1.2 %`, `under 0.1 %`."""
    if share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"
