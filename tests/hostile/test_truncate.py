"""Bundles cut anywhere, a sample of the positions; `make truncations` tries all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.truncate import FORMATS, complaint, sample

SAMPLE = 40


@pytest.mark.parametrize("name", FORMATS)
def test_a_cut_loses_no_complete_line(name: str, tmp_path: Path) -> None:
    """Cut at any of some positions, every complete line that still decodes is read, and what is lost is said."""
    form = FORMATS[name]
    assert [wrong for position in sample(form, SAMPLE) if (wrong := complaint(form, position, tmp_path))] == []


@pytest.mark.parametrize("name", FORMATS)
def test_uncut(name: str, tmp_path: Path) -> None:
    """The whole bundle gives all lines, and what must be kept of it is all of it: the yardstick is right at its end."""
    form = FORMATS[name]
    assert complaint(form, len(form.whole), tmp_path) == ""
