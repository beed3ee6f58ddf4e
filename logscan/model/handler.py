"""The scan-state handler of a controller, as a value: what becomes of a notification, and why.

The handler keeps, per asset, whether the asset is registered and whether a flag is armed. The flag is NVSHAS-8590: while it registers
an asset, a controller reads the asset's state from the KV store and calls its own handler with it; then it arms the flag, "to avoid
that the handler is processed again", and the next real notification is thrown away, on the assumption that it carries what was just
read. The assumption is wrong when that value had come before, or when the next one is newer. From 5.3.0 on the flag is gone.

    registered  flag    notified of     becomes                      flag afterwards
    ----------  ------  --------------  ---------------------------  ---------------
    any         any     delete          dropped: deleted             as before
    no          any     add, modify     dropped: unregistered        as before
    yes         clear   add, modify     applied                      clear
    yes         armed   add, modify     dropped: armed-flag          clear

Source: controller/cache/scan.go, `scanStateHandler` and `scanMapAdd`; flag removed by commit 50db3c05.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["FIXED", "FLAGGED", "Asset", "Handler", "Outcome"]


class Outcome(StrEnum):
    """What becomes of a notification that entered the handler."""

    APPLIED = "applied"
    UNREGISTERED = "unregistered"
    ARMED_FLAG = "armed-flag"
    DELETED = "deleted"
    UNKNOWN = "unknown"  # the log shows what this model does not allow


@dataclass(frozen=True)
class Asset:
    """What a controller's handler keeps of one asset."""

    registered: bool = False
    armed: bool = False


@dataclass(frozen=True, kw_only=True)
class Handler:
    """One of the two handlers that were ever released.

    Attributes:
        name: `flagged` up to 5.3.0-b3, `fixed` from 5.3.0.
        arms: registering an asset whose state is in the KV store arms the flag.
    """

    name: str
    arms: bool

    def register(self, asset: Asset, *, state_in_kv: bool) -> Asset:
        """Give the asset after `scanMapAdd`, which handles the state it finds in the KV store itself."""
        return replace(asset, registered=True, armed=self.arms and state_in_kv)

    def remove(self, asset: Asset) -> Asset:
        """Give the asset after `scanMapDelete`: nothing is kept."""
        return replace(asset, registered=False, armed=False)

    def notify(self, asset: Asset, change: str) -> tuple[Asset, Outcome]:
        """Give the asset after a notification from the watch, and what became of the notification."""
        if change == "delete":
            return asset, Outcome.DELETED
        if not asset.registered:
            return asset, Outcome.UNREGISTERED
        if asset.armed:
            return replace(asset, armed=False), Outcome.ARMED_FLAG
        return asset, Outcome.APPLIED


FLAGGED = Handler(name="flagged", arms=True)
FIXED = Handler(name="fixed", arms=False)
