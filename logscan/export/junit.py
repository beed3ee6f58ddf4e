"""Findings as JUnit XML: one suite for each cluster, one test for each signature and controller.

A test fails where a copy is wrong for that reason. It passes only where the controller's log can tell: what it cannot tell, or what may
still come, makes all its other tests skipped, with the reason. Where copies show a signature and are right all the same, the test says how
many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
    suites = [(one.name, list(_tests(one))) for one in case.clusters]
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="logscan">\n')
    for name, tests in suites:
        count = Counter(outcome for outcome, _ in tests)
        about = attribute(name=name, tests=len(tests), failures=count["failure"], errors=0, skipped=count["skipped"])
        out.write(f"  <testsuite{about}>\n")
        out.writelines(test for _, test in tests)
        out.write("  </testsuite>\n")
    out.write("</testsuites>\n")


def _tests(case: Case) -> Iterator[tuple[str, str]]:
    """Give how each test ended, `failure`, `skipped` or `passed`, and its element."""
    found = reported(case)
    right = Counter((case.scene.controller(one.history).name, one.signature) for one in case.judgements.told if one.verdict in RIGHT)
    rules = dict.fromkeys([*signatures(), *(one.signature or one.verdict for one in found if one.verdict in FAILS)])
    for pod in (one.name for one in case.read.controllers):
        own = [one for one in found if one.controller == pod]
        unknown = [_told(case, one) for one in own if one.verdict not in FAILS]
        for rule in rules:
            wrong = [one for one in own if one.verdict in FAILS and (one.signature or one.verdict) == rule]
            outcome, inside = "passed", ""
            if wrong:
                says = [_told(case, one) for one in wrong]
                message = says[0] if len(says) == 1 else f"{len(says)} copies are wrong"
                outcome, inside = "failure", f"<failure{attribute(type=wrong[0].verdict, message=message)}>{text(*says)}</failure>"
            elif unknown:
                outcome, inside = "skipped", f"<skipped{attribute(message=' '.join(unknown))}/>"
            if copies := right[pod, rule]:
                they = "copy shows this and is" if copies == 1 else "copies show this and are"
                inside += f"<system-out>{copies} {they} right at the end.</system-out>"
            yield outcome, f"    <testcase{attribute(classname=pod, name=rule)}>{inside}</testcase>\n"


def _told(case: Case, one: Finding) -> str:
    return f"{case.words.explanation(one)} ({one.id})"
