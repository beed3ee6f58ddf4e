"""The side of the lead that scans registries: it lists the images of one, queues them, and says when the last is done.

    registry idle -> scanning     imageScanStart: list the images, put each as scheduled and queue it
    a scanner is free             the image is scanning, then finished with its report in one transaction, or failed, or queued again
    the queue of the registry
    is empty                      Registry scan done: put the registry as idle
    registry scanning -> idle     Registry scan stopped

Source: controller/scan/registry.go `imageScanStart`, `getScanImages`, `scheduleScanImages`, `regScanTask.Handler`,
`checkAndPutImageResult`, `stopScan`.
"""

from __future__ import annotations

import calendar
from collections import deque
from dataclasses import dataclass, field

from logscan.simulate.catalogue import Catalogue
from logscan.simulate.engine import Process, Task
from logscan.simulate.printer import Printer
from logscan.simulate.registry import Image, Registry, started, state, summary
from logscan.simulate.site import Site
from logscan.simulate.slots import Slots

__all__ = ["ImageScan"]

_SCAN = "scan.(*Registry)"
_TASK = "scan.(*regScanTask).Handler.func1"
_RETRIES = 3
_LIMIT = 512 << 10
_PUT_ERROR = "Unexpected response code: 500 (raft apply failed: leadership transfer in progress)"
_VULNERABILITIES = "{Vulnerability:true Signature:false XXX_NoUnkeyedLiteral:{} XXX_unrecognized:[] XXX_sizecache:0}"


@dataclass(kw_only=True)
class Run:
    """A scan of a registry: what of it is still to do, by id of the image with the number of attempts that failed."""

    registry: Registry
    started: int
    left: dict[str, int] = field(default_factory=dict)
    listing: bool = True


class ImageScan:
    """Scans registries, for one controller process.

    Args:
        site: the surroundings.
        printer: of the controller.
    """

    def __init__(self, site: Site, printer: Printer) -> None:
        self.is_scanner = False
        self.catalogue = Catalogue(site, printer, self._changed)
        self.runs: dict[str, Run] = {}
        self._site = site
        self._printer = printer
        self._queue: deque[tuple[Run, Image]] = deque()
        self._slots = Slots(site)
        self._tasks: list[Task] = []

    @property
    def at_work(self) -> bool:
        """Some image waits for a scanner that will come, or has one."""
        return any(self.moves(name) for name in self.runs)

    def moves(self, registry: str) -> bool:
        """Say whether the scan of a registry goes on."""
        run = self.runs.get(registry)
        waiting = {image.id for one, image in self._queue if one is run}
        return run is not None and (run.listing or bool(run.left.keys() - waiting) or bool(waiting and not self._slots.hopeless))

    def by_hand(self, registry: Registry) -> Process:
        """Do what someone asks for: let the lead scan a registry now."""
        now = self._printer.clock.moment(self._site.world.now)
        yield from self._put_registry(registry, "scanning", calendar.timegm(now.timetuple()))

    def stop(self) -> None:
        """Let everything that is under way end nowhere: the process has died."""
        self.runs.clear()
        self._queue.clear()
        for task in self._tasks:
            task.stop()

    def _changed(self, registry: Registry, old: str, new: str) -> None:
        """Start or stop at what the store says of a registry, where this controller is the one that scans."""
        if not self.is_scanner or old == new:
            return
        if new == "scanning":
            since = started(self.catalogue.known[registry.name].state)
            refused = self._site.world.chance(self._site.scenario.registry_refused)
            begins = self._refused(registry, since) if refused else self._list(self._run(registry, since))
            self._tasks.append(self._site.world.start(begins, after=1))
        elif self.runs.pop(registry.name, None) is not None:
            self._say(registry, f"stopScan: Registry scan stopped - registry={registry.name}")
        else:
            self._printer.say(f"scan.RegistryStateUpdate: skip stop - not scanning - registry={registry.name}", about=registry.name)

    def _run(self, registry: Registry, since: int) -> Run:
        run = self.runs[registry.name] = Run(registry=registry, started=since)
        return run

    def _refused(self, registry: Registry, since: int) -> Process:
        """Fail to connect: the registry is put as idle at once, with a message."""
        error = f'Get "{registry.url}v2/": dial tcp 10.20.99.7:443: i/o timeout'
        self._printer.say(f"{_SCAN}.startScan: - error={error} registry={registry.name}", level="ERRO", about=registry.name)
        yield from self._put_registry(registry, "idle", since, error="Failed to connect to the registry")

    def _list(self, run: Run) -> Process:
        """Find the images, and queue those that have not been scanned."""
        registry, world = run.registry, self._site.world
        self._say(registry, f"imageScanStart: - registry={registry.name}")
        yield world.between((20, 80))
        repos = list(dict.fromkeys(image.repo for image in registry.images))
        self._say(registry, "getScanImages: - filter=&{Org: Repo:.* Tag:.*}")
        self._say(registry, f"getScanImages: image with tag filter - count={len(repos)}")
        for repo in repos:
            yield world.between((3, 20))
            tags = sum(image.repo == repo for image in registry.images)
            self._say(registry, f"getScanImages: - image=&{{Domain: Repo:{repo} Tag:.* RegMod:}} tags={tags}")
        for image in registry.images:
            yield world.between((3, 20))
            yield from self._schedule(run, image)
        self._say(registry, f"getScanImages: total images - count={len(registry.images)}")
        run.listing = False
        if not run.left:
            yield from self._put_registry(registry, "idle", run.started)
        self._say(registry, f"imageScanStart: Registry scan starts - count={len(run.left)} registry={registry.name}")

    def _schedule(self, run: Run, image: Image) -> Process:
        registry = run.registry
        asset, name = registry.asset(image), registry.name
        found = self.catalogue.known[name].images.get(image.id)
        where = f"{_SCAN}.scheduleScanImages"
        if found is not None:
            self._printer.say(f"{where}: Scanned image - image={image.struct} registry={name} status={found}", about=asset)
        if found == "finished":
            skipped = f"CVEDBVersion=3.412 changed=false image={image.struct} sum.Version=3.412"
            self._printer.say(f"{where}: Skip vuln scan for image - {skipped}", about=asset)
            return
        yield from self._put_image(registry, image, "scheduled")
        required = f"image={image.struct} registry={name} scanTypesRequired={_VULNERABILITIES}"
        self._printer.say(f"{where}: Schedule image scan - {required}", about=asset)
        run.left[image.id] = 0
        self._enqueue(run, image)

    def _enqueue(self, run: Run, image: Image) -> None:
        self._queue.append((run, image))
        self._pump()

    def _pump(self) -> None:
        """Give every scanner that is free a task, as long as there are any."""
        free = self._slots.free
        while free and self._queue:
            scanner, (run, image) = free.pop(0), self._queue.popleft()
            self._slots.take(scanner)
            self._tasks.append(self._site.world.start(self._scan(run, image, scanner), after=self._site.world.between((1, 6))))

    def _scan(self, run: Run, image: Image, scanner: str) -> Process:
        site, registry = self._site, run.registry
        asset = registry.asset(image)
        yield from self._put_image(registry, image, "scanning")
        where = f"registry={registry.name} repo={image.repo} scanner={scanner} tag={image.tag}"
        self._printer.say(f"{_TASK}: Scan start - {where}", about=asset)
        yield site.world.between(site.scenario.scan_ms)
        failed = site.world.chance(site.scenario.scan_error)
        result = "timeout" if failed else "succeeded"
        self._printer.say(f"{_TASK}: Scan done - images=[{image.struct}] result={result} scanner={scanner}", about=asset)
        again = failed and run.left[image.id] < _RETRIES
        if again:
            run.left[image.id] += 1
            retry = f"images=[{image.struct}] retry={run.left[image.id]} scanner={scanner}"
            self._printer.say(f"{_TASK}: requeue - {retry}", about=asset)
        self._slots.give_back(scanner)
        self._printer.say(f"{_TASK}: scan types requested - scanTypesRequested=Vulnerability:true ", about=asset)
        if self.runs.get(registry.name) is not run:
            self._printer.say(f"{_TASK}: Registry scan canceled - registry={registry.url}", about=asset)
        elif again:
            yield from self._put_image(registry, image, "scheduled")
            self._enqueue(run, image)
        else:
            yield from self._result(run, image, failed=failed)
        self._pump()

    def _result(self, run: Run, image: Image, *, failed: bool) -> Process:
        """Put what came of an image; with the last one the registry is done."""
        registry = run.registry
        if failed:
            self._site.outcomes[registry.asset(image)] = "requeue-exhausted"
            yield from self._put_image(registry, image, "failed")
        else:
            yield from self._put_report(registry, image)
        del run.left[image.id]
        if not run.left and not run.listing:
            self._say(registry, f"checkAndPutImageResult: Registry scan done - registry={registry.name}")
            yield from self._put_registry(registry, "idle", run.started)

    def _put_report(self, registry: Registry, image: Image) -> Process:
        """Put report and summary in one transaction; a report that is too big is left out, and the summary says finished all the same."""
        site, asset, printer = self._site, registry.asset(image), self._printer
        transact = "cluster.(*ClusterTransact)"
        if site.world.chance(site.scenario.too_big):
            size = _LIMIT + site.world.between((1, 200_000))
            text = f"{transact}.PutBinary: size too big - key={registry.data_key(image)} len={size}"
            printer.say(text, level="ERRO", about=asset)
            site.outcomes[asset] = "report-too-big"
        else:
            printer.say(f"{transact}.PutBinary: Transact - key={registry.data_key(image)}", about=asset)
            site.outcomes.pop(asset, None)
        now = printer.clock.moment(site.world.now).isoformat(timespec="milliseconds")
        value = summary(registry, image, "finished", f"{now}{site.world.between((100_000, 999_999))}Z")
        printer.say(f"{transact}.Put: Transact - key={registry.state_key(image)} value={value}", about=asset)
        printer.say(f"{transact}.Apply: Transact", about=asset)
        yield site.world.between(site.scenario.put_lag)
        site.intended[asset] = "finished"
        site.store.put(registry.state_key(image), value)

    def _put_image(self, registry: Registry, image: Image, word: str) -> Process:
        asset, value = registry.asset(image), summary(registry, image, word)
        self._printer.say(f"cluster.Put: - key={registry.state_key(image)} value={value}", about=asset)
        self._site.intended[asset] = word
        yield self._site.world.between(self._site.scenario.put_lag)
        self._site.store.put(registry.state_key(image), value)

    def _put_registry(self, registry: Registry, word: str, since: int, *, error: str = "") -> Process:
        site, name, value = self._site, registry.name, state(word, since, error)
        self._printer.say(f"cluster.Put: - key={registry.key} value={value}", about=name)
        site.intended[name] = word
        if word == "idle" and site.world.chance(site.scenario.registry_put_failed):
            for retry in (0, 1):
                yield site.world.between((2, 9))
                self._printer.say(f"cluster.putBinary: {_PUT_ERROR} - retry={retry}", about=name)
            failed = f"cluster.putBinary: Failed to put key - error={_PUT_ERROR} key={registry.key}"
            self._printer.say(failed, level="ERRO", about=name)
            return
        yield site.world.between(site.scenario.put_lag)
        site.store.put(registry.key, value)

    def _say(self, registry: Registry, text: str) -> None:
        self._printer.say(f"{_SCAN}.{text}", about=registry.name)
