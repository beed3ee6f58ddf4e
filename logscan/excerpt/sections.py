r"""An excerpt as bytes: for each controller a heading, then its lines, and above each run of lines where it comes from.

What is read of it again is `bundle.excerpted`'s business; the words in the headings are for people.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from logscan.bundle.excerpted import COMMENT, CONTROLLER, FIRST_LINE, REST
from logscan.bundle.names import visible
from logscan.cluster import Controller
from logscan.excerpt.gather import Line

__all__ = ["Answer", "Headings", "apart", "packed", "written"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a controller answered over REST about one asset: the row `<id> <status>`, and the file that it comes from."""

    controller: str
    row: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Headings:
    """What is said above the lines, for people.

    Attributes:
        about: sentences for the top.
        logs: sentences about the logs of each controller, by its index.
        place: shows the name of a file.
    """

    about: Sequence[str] = ()
    logs: Mapping[int, Sequence[str]] = field(default_factory=dict)
    place: Callable[[str], str] = str


def written(controllers: Sequence[Controller], lines: Sequence[Line], answers: Sequence[Answer], headings: Headings | None = None) -> bytes:
    """Give an excerpt as one file.

    Args:
        controllers: of the cluster.
        lines: what they printed, in order.
        answers: what they answered.
        headings: what is said above.
    """
    above = headings or Headings()
    said = [FIRST_LINE, *map(_comment, above.about)]
    for number, controller in enumerate(controllers):
        own = [line for line in lines if line.controller == number]
        if own:
            said += [CONTROLLER + _shown(controller.name), *map(_comment, above.logs.get(number, ()))]
        for _, run in groupby(enumerate(own), lambda at: (at[1].source, at[1].number - at[0])):
            together = [line for _, line in run]
            said += [_comment(_origin(together, above)), *(line.text for line in together)]
        for one in (answer for answer in answers if answer.controller == controller.name):
            said += [REST + _shown(controller.name), _comment(f"from {above.place(one.source)}"), one.row.encode()]
    return b"".join(line + b"\n" for line in said)


def apart(
    controllers: Sequence[Controller], lines: Sequence[Line], answers: Sequence[Answer], headings: Headings | None = None
) -> dict[str, bytes]:
    """Give an excerpt as one file for each controller that has a line or an answer in it, by name; else like `written`."""
    files = {}
    for number, controller in enumerate(controllers):
        own = [line for line in lines if line.controller == number]
        rest = [one for one in answers if one.controller == controller.name]
        if own or rest:
            files[f"{_file(controller.name)}.log"] = written(controllers, own, rest, headings)
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """Give files as a zip archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.external_attr = 0o600 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return out.getvalue()


def _origin(lines: Sequence[Line], headings: Headings) -> str:
    first, last = lines[0], lines[-1]
    where = f"line {first.number}" if first is last else f"lines {first.number}-{last.number}"
    return f"from {headings.place(first.source)}, {where}"


def _comment(words: str) -> bytes:
    return COMMENT + _shown(words)


def _shown(words: str) -> bytes:
    return visible(words.encode("utf-8", "backslashreplace")).encode()


def _file(controller: str) -> str:
    """Give a name of a file that unpacks as one wherever that is."""
    return "".join(one if one.isalnum() or one in "-_." else "_" for one in controller).lstrip(".") or "_"
