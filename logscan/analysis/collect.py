"""The commands that collect what is missing, by the cause that an inconclusive finding names: to be copied into a shell.

`$TOKEN` is that of a login to the REST API (`POST /v1/auth`). Names come from a stranger's cluster, so they are quoted for the shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping

from logscan.analysis.findings import Finding
from logscan.analysis.words import short
from logscan.cluster import Controller

__all__ = ["COMMANDS", "commands"]

_WHICH = "kubectl get pods -n neuvector -o wide  # which of them has the address {address}?"
_LOG = "kubectl logs -n neuvector {pod} > {file}.log"
_PREVIOUS = "kubectl logs -n neuvector {pod} --previous > {file}.previous.log"
_REST = 'curl -sk -H "X-Auth-Token: $TOKEN" https://{address}:10443/v1/workload > rest_{address}_{file}.json'
_DEBUG = (
    'curl -sk -H "X-Auth-Token: $TOKEN" -H "Content-Type: application/json" -X PATCH https://{address}:10443/v1/system/config '
    """-d '{{"config":{{"controller_debug":["cpath","scan"]}}}}'"""
)
_TAKE = "logscan snapshot take --kubernetes --insecure --repeat 3 --logs -o again.zip"
COMMANDS: dict[str, tuple[str, ...]] = {
    "log-absent": (_LOG,),
    "log-empty": (_LOG,),
    "no-debug": (_DEBUG, "# let a scan run, then", _LOG),
    "no-debug-then": (_PREVIOUS, _REST),
    "head-missing": (_PREVIOUS, _REST),
    "final-value-unknown": ("{lead}", _REST),
    "clock-unknown": ("logscan analyze PATH... --offset {file}=+60s  # by how much it is ahead",),
    "delivery-not-in-log": (_LOG, _REST),
    "end-not-covered": (_LOG, _REST),
    "rest-differs": (_LOG, _REST),
    "unexplained": (_TAKE,),
    "purged": (_REST,),
    "not-covered": (_LOG, _PREVIOUS, _REST),
    "hangs": ("kubectl describe pod -n neuvector {pod}", "# restart it, let a scan run, then", _LOG),
    "status-not-in-log": ("{lead}",),
    "registry-not-in-log": (_PREVIOUS,),
}
"""`{pod}` and `{address}` are those of the controller, `{file}` its short name, `{lead}` the command for the log of the lead."""


def commands(findings: Iterable[Finding], controllers: Mapping[str, Controller]) -> tuple[str, ...]:
    """Give the commands that collect what findings lack: those of which nothing could be said, or whose log ends too soon; each once.

    Args:
        findings: of any verdict.
        controllers: all controllers, by name.
    """
    return tuple(dict.fromkeys(one for finding in findings for one in _of(finding, controllers)))


def _of(finding: Finding, controllers: Mapping[str, Controller]) -> Iterable[str]:
    templates = (_LOG,) if finding.verdict == "pending" else COMMANDS[finding.cause] if finding.cause is not None else ()
    one = controllers[finding.controller]
    for template in templates:
        if template == "{lead}":
            yield from (_said(_LOG, lead, controllers) for lead in controllers.values() if lead.lead and lead.lead[-1][1] is None)
        elif "{address}" not in template or one.address:
            if "{pod}" in template and one.name == one.address:
                yield _said(_WHICH, one, controllers)
            yield _said(template, one, controllers)


def _said(template: str, one: Controller, controllers: Mapping[str, Controller]) -> str:
    name = f"pod/{one.name}" if one.name.startswith("-") else one.name  # else it would be an option
    pod = "POD" if one.name == one.address else shlex.quote(name)
    file = re.sub(r"[^A-Za-z0-9._-]", "_", short(one.name, controllers))
    return template.format(pod=pod, address=shlex.quote(one.address or ""), file=file)
