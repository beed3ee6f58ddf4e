"""How sure a verdict is: by the witnesses that it has, and for what stands still by the grounds that the catalogue gives."""

from __future__ import annotations

from typing import Literal

from logscan.analysis.judgement import Judgement
from logscan.analysis.scene import Scene
from logscan.knowledge.known import signature

__all__ = ["Confidence", "confidence"]

Confidence = Literal["certain", "high", "medium", "low"]


def confidence(scene: Scene, judgement: Judgement) -> Confidence:
    """Give how sure a verdict is, by who saw what it rests on."""
    if judgement.verdict in ("healed", "latent", "consistent"):
        return "certain"
    if judgement.verdict == "pending":
        return "medium"
    if judgement.verdict == "stuck" and judgement.signature not in (None, "purged-by-enforcer"):  # of that one no log shows a word more
        led = any(one.lead for one in scene.timeline.controllers if one.debug_last is not None)
        sure = signature(judgement.signature).confidence({"own", "lead"} if led else {"own"})  # of that no peer shows more
        return "low" if sure == "none" else sure
    if not judgement.witnesses:
        return "high" if judgement.clues else "medium"
    if judgement.signature == "unexplained-drop":  # how the value was lost nobody knows: a line that is missing would look the same
        return "medium" if judgement.witnesses[0].kind == "delivery-rule" else "high"
    return "certain" if any(witness.kind != "delivery-rule" for witness in judgement.witnesses) else "high"
