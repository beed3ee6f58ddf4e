"""What every test may use: the real incident where it is at hand, and how long hypothesis searches."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CHECKOUT = Path(__file__).parent.parent
INCIDENT = CHECKOUT.parent / "shared" / "incidents" / "nvshas-8590"

# No deadline and no complaint about slow data: the machine is shared, and its pace says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", settings.get_profile("patient"), max_examples=30)
settings.register_profile("ci", settings.get_profile("fast"), derandomize=True, database=None, print_blob=True)
settings.register_profile("thorough", settings.get_profile("patient"), max_examples=5_000)  # pytest --hypothesis-profile=thorough
settings.load_profile("ci" if os.environ.get("CI") else "fast")


# Where nothing compiled is kept, each worker compiles every test anew at each run, and so does whatever it starts.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# A shell that starts tests in the background has them ignore Ctrl-C, and all that they start: nothing of that could be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave ten thousand tests out of every later search for garbage: they stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def incident() -> Path:
    """Give the folder of the real incident NVSHAS-8590; without it the test is skipped."""
    if not INCIDENT.is_dir():
        pytest.skip("the logs of NVSHAS-8590 are not public: no ../shared/incidents/nvshas-8590 beside the checkout")
    return INCIDENT
