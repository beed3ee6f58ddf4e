"""Findings as JUnit XML: one suite for each cluster, one test for each signature and controller.

A test fails where a copy is wrong for that reason. It passes only where the controller's log can tell: what it cannot tell, or what may
still come, makes all its other tests skipped, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TextIO

from logscan.analysis.findings import Finding
from logscan.case import Case
from logscan.export.markup import attribute, text
from logscan.knowledge.known import signatures
from logscan.report.document import reported

__all__ = ["write"]

FAILS = ("stale", "stuck", "lost-then-removed")
RIGHT = ("healed", "latent", "consistent")


def write(case: Case, out: TextIO) -> None:
    """Write the tests."""
    suites = [(one, list(_tests(one))) for one in case.clusters]
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="logscan">\n')
    for one, tests in suites:
        failed, skipped = (sum(f"<{what} " in each for each in tests) for what in ("failure", "skipped"))
        counts = attribute(name=one.name, tests=len(tests), failures=failed, errors=0, skipped=skipped)
        out.write(f"  <testsuite{counts}>\n")
        out.writelines(tests)
        out.write("  </testsuite>\n")
    out.write("</testsuites>\n")


def _tests(case: Case) -> Iterator[str]:
    found = reported(case)
    right = Counter((case.scene.controller(one.history).name, one.signature) for one in case.judgements.told if one.verdict in RIGHT)
    rules = dict.fromkeys([*signatures(), *(one.signature or one.verdict for one in found if one.verdict in FAILS)])
    for controller in case.read.controllers:
        own = [one for one in found if one.controller == controller.name]
        unknown = [one for one in own if one.verdict not in FAILS]
        for rule in rules:
            wrong = [one for one in own if one.verdict in FAILS and (one.signature or one.verdict) == rule]
            outcome = _outcome(case, wrong, unknown) + _noted(right[controller.name, rule])
            yield f"    <testcase{attribute(classname=controller.name, name=rule)}>{outcome}</testcase>\n"


def _outcome(case: Case, wrong: Sequence[Finding], unknown: Sequence[Finding]) -> str:
    says = [f"{case.words.explanation(one)} ({one.id})" for one in wrong or unknown]
    if wrong:
        of = says[0] if len(wrong) == 1 else f"{len(wrong)} copies are wrong"
        return f"<failure{attribute(type=wrong[0].verdict, message=of)}>{text(*says)}</failure>"
    return f"<skipped{attribute(message=' '.join(says))}/>" if unknown else ""


def _noted(copies: int) -> str:
    return (
        f"<system-out>{copies} {'copy shows' if copies == 1 else 'copies show'} this without being wrong at the end.</system-out>"
        if copies
        else ""
    )
