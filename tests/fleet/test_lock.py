"""One batch at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from logscan.errors import OutputError
from logscan.fleet.lock import locked

HOLD = """
import sys
from pathlib import Path
from logscan.fleet.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_holder_is_named(tmp_path: Path) -> None:
    """Whoever comes second is told which process holds the lock; when that was killed, however hard, the lock is free."""
    file = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(OutputError, match=f"process {holder.pid} on "), locked(file):
            pass
        holder.kill()
        holder.wait()
        with locked(file):
            assert file.read_text("utf-8").startswith(f"process {os.getpid()} ")
    assert file.read_bytes() == b""
