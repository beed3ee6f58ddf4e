"""A headless Chromium for the tests of the page: the machine's own, which makes no request of itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; the test is skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[dev]'")
    path = os.environ.get("LOGSCAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium on PATH: apt-get install chromium, or LOGSCAN_CHROMIUM=PATH")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no other way to run it
    with api.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()
