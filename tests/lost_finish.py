"""Who is who in fixtures/lost-finish, looked up in its truth: `make fixtures` may change every name, and no test says one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["ASSET", "FINDING", "FOLDER", "LEAD", "MENDED", "NAME", "TRUTH", "VICTIM", "WELL", "address", "at", "lines", "moment", "short"]

FOLDER = Path(__file__).parent.parent / "fixtures" / "lost-finish"
TRUTH: dict[str, Any] = json.loads(FOLDER.with_suffix(".truth.json").read_bytes())
_FINDING: dict[str, Any] = json.loads(FOLDER.with_suffix(".expected.json").read_bytes())["findings"][0]


def _only(verdict: str) -> tuple[str, str]:
    """Give controller and asset of the one pair with a verdict."""
    ((controller, asset),) = [(pair["controller"], pair["asset"]) for pair in TRUTH["pairs"] if pair["verdict"] == verdict]
    return controller, asset


VICTIM, ASSET = _only("stale")
"""The controller whose copy is wrong, and of which workload."""

MENDED = _only("healed")
"""The controller whose copy had lost something and was repaired, and of which asset."""

LEAD: str = TRUTH["lead"]
WELL: str = min(pair["asset"] for pair in TRUTH["pairs"] if pair["kind"] == "workload" and pair["status"] and pair["asset"] != ASSET)
"""A workload that every controller has right."""

FINDING: str = _FINDING["id"]
NAME: str = _FINDING["name"]


def short(pod: str) -> str:
    """Give the last five characters of a pod's name, as which it is shown."""
    return pod[-5:]


def address(pod: str) -> str:
    """Give the address of a controller, which stands in the name of its REST answer."""
    (answer,) = FOLDER.glob(f"rest_*_{short(pod)}.txt")
    return answer.name.split("_")[1]


def lines(pod: str) -> list[str]:
    """Give the lines of a controller's log."""
    return (FOLDER / f"{short(pod)}.log").read_text("utf-8").split("\n")


def at(pod: str, *words: str) -> list[int]:
    """Give the numbers of the lines in a controller's log that hold all words."""
    return [number for number, line in enumerate(lines(pod), start=1) if all(word in line for word in words)]


def moment(pod: str, number: int) -> str:
    """Give the time of a line, as it is printed there."""
    return lines(pod)[number - 1][:23].rstrip()
