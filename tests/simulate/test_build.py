"""What versions do differently."""

from __future__ import annotations

import pytest

from logscan.simulate.build import build


@pytest.mark.parametrize(
    ("version", "arms", "chunks"),
    [
        ("v5.0.0", True, False),
        ("v5.2.4", True, False),
        ("v5.2.4-s6", True, False),
        ("v5.3.0-b3", True, False),
        ("interim/master.4321", True, False),
        ("v5.3.0", False, False),
        ("v5.3.1-b1", False, False),
        ("v5.4.4", False, False),
        ("v5.4.5", False, True),
        ("v5.10.0", False, True),
    ],
)
def test_what_a_version_does(version: str, arms: bool, chunks: bool) -> None:
    """The flag is there before 5.3.0, its betas included; chunked reports, and assets that come back, from 5.4.5."""
    known = build(version)
    assert (known.version, known.arms, known.chunks, known.returns) == (version, arms, chunks, chunks)


@pytest.mark.parametrize(("version", "said"), [("v5.3.0-b2", "PopulateVulAsset failed."), ("v5.4.0", "Failed to poulate asset to db")])
def test_how_a_version_says_that_the_database_refused(version: str, said: str) -> None:
    """The words changed with 5.4.0, and their spelling is upstream's."""
    assert build(version).database == said
