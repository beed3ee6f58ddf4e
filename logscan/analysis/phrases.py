"""What each line of evidence says in a proof, by the part that it plays: `Let ... Then ..., because ... However ...`.

`{it}` is the controller that the finding is about, `{peer}` the one that printed the line. The verbs take two forms, for the first step
says `Let it register`, and a later one `Then it registers`: `{s}`, `{es}`, `{ies}` and `{is}` are their ends.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PHRASES", "Phrase"]


class Phrase(NamedTuple):
    """One step: how it is joined to those before, what it says, and why that is so."""

    word: str
    says: str
    because: str = ""


def _then(says: str, because: str = "") -> Phrase:
    return Phrase("Then", says, because)


def _meanwhile(says: str, because: str = "") -> Phrase:
    return Phrase("Meanwhile", says, because)


def _however(says: str, because: str = "") -> Phrase:
    return Phrase("However", says, because)


PHRASES: dict[tuple[str, ...], Phrase] = {
    # the copy itself
    ("before-registration",): _then(
        "{it} {is} notified{times} of an asset that it does not know yet: that is dropped", "it has no entry to change, which is normal"
    ),
    ("registered",): _then("{it} register{s} the asset"),
    ("simulated", "simulated-applied"): _then(
        "the registration itself call{s} the handler, which applies {simulated}", "that is what the KV store holds for the asset by now"
    ),
    ("simulated",): _then("the registration itself call{s} the handler", "the KV store holds a state for the asset by now"),
    ("simulated-applied",): _then("the registration's own call appl{ies} {simulated}", "that is what it has read in the KV store"),
    ("concurrent", "applied"): _meanwhile("the watch deliver{s} a notification, which is applied"),
    ("concurrent",): _meanwhile("the watch deliver{s} a notification"),
    ("applied",): _then("{it} appl{ies} a later notification"),
    ("registration-ended",): _then("the registration end{s}"),
    ("registration-ended", "armed"): _then(
        "the registration end{s}, and behind it the flag is armed", "the watch is expected to bring what has just been read once more"
    ),
    ("swallowed",): _however("{it} drop{s} a notification: it enters the handler, and no applied line follows", "the flag is armed"),
    ("not-applied",): _however("{it} drop{s} a notification: it enters the handler, and no applied line follows"),
    ("notified",): _then("{it} {is} notified"),
    ("notified", "applied-without-report"): _however("{it} {is} notified and applies {expected}, and no report follows"),
    ("applied-without-report",): _however("{it} appl{ies} {expected}, and no report follows"),
    ("overwrote",): _however(
        "the registration's own call come{s} late and replaces that by {status}", "it has read the KV store before that was written"
    ),
    ("since",): _then("this {is} the last change on {it}"),
    ("since", "purged"): _however("the enforcer go{es}, and the asset loses its place in the scan map of {it}"),
    ("removed",): _then("the asset {is} removed there"),
    # who knows better
    ("wrote",): _meanwhile("{peer} put{s} {final} into the KV store"),
    ("wrote", "failed"): _meanwhile("{peer} tr{ies} to put {final} into the KV store"),
    ("peer-notified", "peer-applied", "peer-done"): _meanwhile(
        "{peer} {is} notified, applies {final}, and then the report: its REST answers {final}"
    ),
    ("peer-notified", "peer-applied"): _meanwhile("{peer} {is} notified, and applies {final}"),
    ("peer-notified",): _meanwhile("{peer} {is} notified"),
    ("peer-applied",): _meanwhile("{peer} appl{ies} {final}"),
    ("peer-done",): _meanwhile("{peer} appl{ies} the report: its REST answers {final}"),
    ("peer-not-applied",): _meanwhile("{peer} {is} notified as well, and does not apply it either"),
    # what is behind it
    ("scan-failed",): _however("the last attempt of {peer} to scan it fail{s}"),
    ("report-stored",): _then("{peer} give{s} up, and stores a report that says so"),
    ("report-refused",): _however("the store do{es} not take the report that {peer} has", "it is too big"),
    ("report-unreadable",): _then("{peer} say{s} why it cannot read the report"),
    ("scan-begun",): _then("{peer} take{s} up a scan of it"),
    ("scan-requested",): _then("{peer} {is} asked to scan it, and queues nothing", "a scan of it is under way"),
    ("scanner-left",): _however("the last scanner leave{s}, as {peer} notes"),
    ("knows-no-scanner",): _however("{peer} start{s} here, and never in its whole log learns of a scanner"),
    ("last-dispatched",): _however("{peer} give{s} a scanner a task; the scanner ends it, and gets no other"),
    ("last-dispatched", "each"): _however("{peer} give{s} {count} scanners a task each; they end it, and get no other"),
    ("lead-changed",): _however("the lead change{s} to {peer}, which puts nothing for this asset from then on"),
    ("restarted",): _however("{peer}, which scans, start{s} anew, and puts nothing for this asset from then on"),
    ("asked", "asked"): _however("{peer} {is} asked by enforcers, does not answer, and prints nothing else any more"),
    ("asked",): _however("{peer} {is} asked by an enforcer, does not answer, and prints nothing else any more"),
    ("database-locked",): _meanwhile("{peer} wait{s} for a database that is locked"),
    ("waits",): _however("{peer} appl{ies} the end of a scan, and its log ends before the report is in the database"),
    # registries and images
    ("before-registry",): _then("{it} {is} notified{times} of {thing} that it does not know yet: what that brings is thrown away"),
    ("registry-known",): _however("only now {it} learn{s} of the registry, as one that is idle and has no images"),
    ("peer-took-in",): _meanwhile("{peer}, which knows the registry, {is} notified as well, and takes that in"),
    ("peer-told",): _meanwhile("{peer} {is} notified"),
    ("notified-last",): _then("{it} {is} notified, and its log ends"),
    ("registry-begun",): _then("{peer} begin{s} to scan the registry"),
    ("not-put",): _however("the store do{es} not take it"),
    ("never-ended",): _however("{peer} give{s} this scanner an image, and never hears of it again"),
    ("last-try",): _then("{peer} send{s} it to be scanned once more"),
    ("gave-up",): _however("that {is} the last try: {peer} gives up and puts failed"),
    ("no-report",): _however("{it} find{s} no report of it"),
}
"""By the parts that consecutive lines of one controller play: the longest that fits is taken."""
