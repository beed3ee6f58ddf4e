"""What happens to a cluster at one moment, if its scenario wants it: restarts, elections, a controller that hangs, scanners that leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logscan.simulate import introduction
from logscan.simulate.controller import Controller
from logscan.simulate.engine import Process
from logscan.simulate.site import Site

__all__ = ["faults"]


def faults(site: Site, controllers: Sequence[Controller]) -> Iterator[Process]:
    """Give what happens in the site's scenario when the moment has come, each as a process that has not begun."""
    scenario = site.scenario
    for wanted, happens in (
        (scenario.restart, _restart),
        (scenario.purge, _purge),
        (scenario.stalled, _stall),
        (scenario.handover, _hand_over),
        (scenario.frozen, _freeze),
        (scenario.scanners_leave, _lose_scanners),
        (scenario.scanners_hang, _hang_scanners),
    ):
        if wanted:
            yield happens(site, controllers)


def _restart(site: Site, controllers: Sequence[Controller]) -> Process:
    """A controller dies, and comes back; if it leads, either another takes its place or it leads again."""
    scenario = site.scenario
    victim = controllers[0] if scenario.restart == "lead" else site.world.random.choice(controllers[1:])
    victim.stop()
    introduction.gone(site, victim.member)
    victim.printer.other(f"{victim.printer.second('%Y-%m-%dT%H:%M:%S')}|MON|Process ctrl exit status 2, pid=7")
    if scenario.restart == "lead":
        site.upset = "lead-change-mid-scan" if scenario.new_lead else "restart-mid-scan"
    if scenario.new_lead:
        yield from _elect(site, controllers[1:], controllers[1:])
    else:
        yield site.world.between((500, 3_000))
    victim.start(scenario.upgrade or victim.version)


def _hand_over(site: Site, controllers: Sequence[Controller]) -> Process:
    """The lead is lost and another elected, and the old one lives on: what it has under way it brings to an end."""
    site.upset = "lead-change-mid-scan"
    yield from _elect(site, controllers, controllers[1:])


def _elect(site: Site, voters: Sequence[Controller], candidates: Sequence[Controller]) -> Process:
    old, site.lead = site.lead, None
    for controller in voters:
        site.world.start(controller.lead_changed(old, None))
        controller.pause()
    yield site.world.between((1_500, 5_500))
    elected = site.world.random.choice(candidates)
    site.lead = elected.member
    for controller in voters:
        site.world.start(controller.lead_changed(old, elected.member), after=site.world.between((1, 40)))
        controller.proceed()
    yield site.world.between((500, 3_000))


def _purge(site: Site, _controllers: Sequence[Controller]) -> Process:
    """The enforcer of a node is deleted, and comes back."""
    enforcer = site.world.random.choice(site.enforcers)
    key = f"object/agent/{enforcer.host}/{enforcer.id}"
    site.store.delete(key)
    yield site.world.between((4_000, 9_000))
    site.store.put(key, "up")


def _stall(site: Site, controllers: Sequence[Controller]) -> Process:
    """The watch of one peer on scan states hangs."""
    site.world.random.choice(controllers[1:]).stalled = True
    yield 0


def _freeze(site: Site, controllers: Sequence[Controller]) -> Process:
    """A controller hangs in a lock for good; its consul does not, so it keeps the lead if it has it."""
    lead = site.scenario.frozen == "lead"
    (controllers[0] if lead else site.world.random.choice(controllers[1:])).freeze()
    if lead:
        site.upset = "controller-frozen"
    yield 0


def _lose_scanners(site: Site, controllers: Sequence[Controller]) -> Process:
    """All scanners leave, one after the other, and what they had under way fails."""
    while site.scanners:
        scanner = site.scanners.pop(0)
        for controller in controllers:
            site.world.start(controller.scanner_left(scanner))
        yield site.world.between((20, 400))


def _hang_scanners(site: Site, controllers: Sequence[Controller]) -> Process:
    """No scanner answers; about once a minute the lead asks, and removes those that did not answer three times."""
    site.hanging.update(site.scanners)
    lead = next(controller for controller in controllers if controller.member is site.lead)
    for _ in range(3):
        yield site.world.between((45_000, 55_000))
        for scanner in site.scanners:
            introduction.unanswered(lead.printer, scanner)
    for scanner in list(site.scanners):
        site.scanners.remove(scanner)
        introduction.removed(lead.printer, scanner)
        for controller in controllers:
            site.world.start(controller.scanner_left(scanner))
