"""What a version of the controller does differently, as far as a scan's status depends on it. DOMAIN 2.7 has the list."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Build", "build"]

_REFUSED = "PopulateVulAsset failed."


@dataclass(frozen=True, kw_only=True)
class Build:
    """A version, and what it does.

    Attributes:
        version: as `main.main: START` prints it.
        arms: a registration that finds a state in the KV store arms the flag of NVSHAS-8590: before 5.3.0.
        chunks: a report of 512 KiB and more is split, and a missing one is said to be missing: from 5.4.5.
        database: how it says that SQLite refused a report: since 5.3.0, in other words from 5.4.0.
        returns: an asset that lost its place in the scan map gets it back when its enforcer describes it again: from 5.4.5.
    """

    version: str
    arms: bool
    chunks: bool
    database: str
    returns: bool


def build(version: str) -> Build:
    """Give what a version does; a build without a release number is taken for one of early 2024, before the flag was removed."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)(-b\d+)?(?:-\w+)?", version)
    if found is None:
        return Build(version=version, arms=True, chunks=False, database=_REFUSED, returns=False)
    number = tuple(int(part) for part in found.groups()[:3])
    later = number >= (5, 4, 5)
    return Build(
        version=version,
        arms=number < (5, 3, 0) or (number == (5, 3, 0) and found[4] is not None),
        chunks=later,
        database=_REFUSED if number < (5, 4, 0) else "Failed to poulate asset to db",
        returns=later,
    )
