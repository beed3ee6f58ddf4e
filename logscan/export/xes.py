"""An XES log (IEEE 1849-2016) for process mining: one trace for each asset on each controller, its events in the order of the log."""

from __future__ import annotations

from itertools import groupby
from typing import TextIO

from logscan.case import Case
from logscan.clock import iso
from logscan.export.activities import Activity, activities
from logscan.export.markup import attribute
from logscan.report.places import Folder

__all__ = ["write"]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace"><string key="concept:name" value=""/></global>
  <global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>
  <classifier name="Activity" keys="concept:name"/>
"""


def write(case: Case, out: TextIO) -> None:
    """Write the log, cluster by cluster; times are on the common clock."""
    folder, scenes = Folder(case.reading.sources), [one.scene for one in case.clusters]  # if they cannot be, nothing is written
    out.write(_HEAD)
    for one, scene in zip(case.clusters, scenes, strict=True):
        for (controller, kind, asset), events in groupby(activities(one), key=lambda event: (event.controller, event.kind, event.asset)):
            out.write("  <trace>\n")
            about = {"concept:name": f"{controller}|{asset}", "controller": controller, "kind": kind, "asset": asset}
            name = scene.names.get(asset)
            about |= {} if name is None else {"name": name}
            out.writelines(f"    <string{attribute(key=key, value=value)}/>\n" for key, value in about.items())
            out.writelines(_event(event, folder) for event in events)
            out.write("  </trace>\n")
    out.write("</log>\n")


def _event(event: Activity, folder: Folder) -> str:
    when = (iso(event.ms) or "").replace("Z", "+00:00")
    name = f"<string{attribute(key='concept:name', value=event.what)}/>"
    time = f"<date{attribute(key='time:timestamp', value=when)}/>"
    place = f"<string{attribute(key='place', value=folder.short(event.source, event.line))}/>"
    return f"    <event>{name}{time}{place}</event>\n"
