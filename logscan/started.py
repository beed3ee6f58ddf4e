"""When this process began to load logscan: what changed on disk since then may not be what runs."""

from __future__ import annotations

import time

__all__ = ["STARTED_NS"]

STARTED_NS = time.time_ns()
