"""What is true of one asset on one controller, in the words of the contract.

A verdict says whether the copy is right, a signature why, or what else is wrong. Where a scan came to a bad end and every copy holds that
end, the copies are `consistent`, and the signature names the scan's fault: `requeue-exhausted` where REST shows `failed`,
`report-too-big` where it goes on to show an older result, `two-writers`, `manual-scan-ignored`. `stuck` is for what no copy can show as
final, because nobody will bring it to an end.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Pair"]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is true of one asset on one controller.

    Attributes:
        controller: pod name.
        kind: of the asset.
        asset: its id: of a registry its name, of an image `REGISTRY/IMAGEID`.
        registered: it has its place in the scan map, or lost it only with its enforcer; or its registry is known.
        removed: it had, and was removed.
        status: what REST answers; of a removed asset, nothing.
        value: what the KV store holds, or None.
        verdict: a word of the contract; None where there is nothing to say.
        signature: the pattern behind it, or None.
        simulated: the status that the registration read and applied, or None.
        outcomes: how often notifications were applied, or dropped for which reason, while the asset lived.
        outdated: the copy holds an older value than the store, though both may be the same word: it missed a rescan.
        provable: the logs hold what it takes to see the verdict.
        overtaken: the controller's log ends before the last thing happened to the asset: it may show, rightly, something else.
    """

    controller: str
    kind: str
    asset: str
    registered: bool
    removed: bool
    status: str | None
    value: str | None
    verdict: str | None
    signature: str | None
    simulated: str | None
    outcomes: dict[str, int]
    outdated: bool = False
    provable: bool = True
    overtaken: bool = False
