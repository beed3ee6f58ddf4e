"""Why nothing can be said of a controller, and what to collect: by the cause that an inconclusive finding names.

`{it}` stands for the controller, or for all of several, `{one}` for one of them, `{logs}` for the command that collects its log.
"""

from __future__ import annotations

from logscan.analysis.images import words as imagewords

__all__ = ["CAUSES"]

CAUSES = {
    "log-absent": ("its log is not in the bundle", "collect the log of {it}: {logs}"),
    "log-empty": ("its log file has no bytes", "collect the log of {it} again: {logs}"),
    "no-debug": (
        "its log has no DEBUG lines, so no delivery can be seen",
        "switch on controller debug (cpath, scan) on {it}, let a scan run, and collect: {logs}",
    ),
    "no-debug-then": (
        "its log has no lines, or none at DEBUG, when the final value was written",
        "collect the missing part of the log of {it} ({logs} --previous), or ask its REST endpoint",
    ),
    "head-missing": (
        "its log begins after the asset was registered, so what it shows is not known",
        "collect the begin of the log of {it} ({logs} --previous), or ask its REST endpoint",
    ),
    "final-value-unknown": (
        "its last notification was dropped and nothing tells what it carried",
        "collect the log of the lead, or what each controller's REST endpoint answers for these assets",
    ),
    "clock-unknown": (
        "others know something else, and by how much their clocks differ from its own, too little in the logs tells",
        "say how far a clock is ahead (--offset {one}=+60s), or collect the logs of all controllers from the same time",
    ),
    "delivery-not-in-log": (
        "others know a newer value, and its log goes on without showing that it was notified: lines are missing, or its watch stood still",
        "collect the log of {it} again, complete ({logs}), or ask its REST endpoint",
    ),
    "end-not-covered": (
        "a scan had not ended there, and no log of another controller goes on long enough to show whether it has",
        "collect the logs of all controllers again, at the same time ({logs}), or ask their REST endpoints",
    ),
    "rest-differs": (
        "other controllers answer that the scan has ended and its own REST answer does not, which its log does not explain",
        "collect its log and the REST answers again, at the same time: {logs}",
    ),
    "unexplained": (
        "other controllers answer otherwise over REST than it does, and its log shows nothing that explains it",
        "collect its log and all REST answers again, at the same time: logscan snapshot take --repeat 3 --logs",
    ),
    "purged": (
        "they lost their place in the scan map with their enforcer, and its log does not show whether they still run",
        "ask the REST endpoint of {it} for these assets: those that it still knows are not scanned any more",
    ),
    "not-covered": (
        "other controllers hold them, and its log does not show that it ever registered them: it begins late, ends early, or lacks lines",
        "collect the whole log of {it} ({logs}, and {logs} --previous), or ask its REST endpoint",
    ),
    "hangs": (
        "it hangs, and others were told of them since",
        "restart {it}, and everything is learned anew",
    ),
    **imagewords.CAUSES,
}
