"""The side of the controller that scans: a queue, scanners that take one task at a time, reports, and what goes wrong with them.

Every controller can do this; the lead does, and any other that is asked for a scan by hand. Source: controller/cache/scan.go
`scanTask.Handler`, `rpcScanRunning`, `updateScanState`; DOMAIN 3.3 says who puts what when.
"""

from __future__ import annotations

from collections import deque

from logscan.simulate.build import Build
from logscan.simulate.copy import Copy
from logscan.simulate.engine import Process, Task
from logscan.simulate.names import Asset
from logscan.simulate.printer import Printer
from logscan.simulate.record import UNREADABLE
from logscan.simulate.site import Site
from logscan.simulate.slots import Slots

__all__ = ["Scanning"]

_RPC = "cache.(*scanTask).rpcScanRunning"
_NEVER = "0001-01-01T00:00:00Z"
_RETRIES = 5
_LIMIT = 512 << 10
_PUT_ERROR = "Unexpected response code: 500 (raft apply failed: leadership transfer in progress)"
_DEADLINE_MS = 180_000
_LATE = "rpc error: code = DeadlineExceeded desc = context deadline exceeded"
_GONE = "rpc error: code = Unavailable desc = error reading from server: EOF"
_RESULTS = ("succeeded",) * 12 + ("unsupported OS", "network error", "package error")


class Scanning:
    """Puts states, dispatches scans and stores their reports, for one controller process.

    Args:
        site: the surroundings.
        printer: of the controller.
        copy: its scan map.
        build: its version.
    """

    def __init__(self, site: Site, printer: Printer, copy: Copy, build: Build) -> None:
        self.is_scanner = False
        self.automatic = False
        self.under_way: list[str] = []  # ids of assets that wait in the queue or are scanned
        self._tasks: list[Task] = []
        self._site = site
        self._printer = printer
        self._copy = copy
        self._build = build
        self._queue: deque[Asset] = deque()
        self._slots = Slots(site)

    @property
    def at_work(self) -> bool:
        """Some scan goes on, or waits for a scanner that will be free."""
        return any(self.moves(asset) for asset in self.under_way)

    @property
    def hopeless(self) -> bool:
        """Something waits, and no scanner will ever be free."""
        return bool(self._queue) and self._slots.hopeless

    def moves(self, asset: str) -> bool:
        """Say whether the scan of an asset goes on."""
        return asset in self.under_way and not (self.hopeless and any(one.id == asset for one in self._queue))

    def new(self, asset: Asset) -> Process:
        """Queue an asset of which the KV store has no state, if it is this controller's turn."""
        if self.is_scanner and (self.automatic or asset.kind == "platform"):
            yield from self.schedule(asset)

    def schedule(self, asset: Asset) -> Process:
        """Put the state `scheduled` and queue the asset."""
        place = self._copy.places.get(asset.id)
        if place is None:
            return
        place.status = 1
        self.under_way.append(asset.id)
        self._site.writes(asset.id, self)
        yield from self._put(asset, "scheduled")
        self._queue.append(asset)
        self.pump()

    def schedule_all(self, *internal: int) -> Process:
        """Queue every asset whose internal status is one of some; give nothing back but print how many."""
        chosen = [place.asset for place in self._copy.places.values() if place.status in internal]
        for asset in chosen:
            yield from self.schedule(asset)
        if chosen:
            self._printer.say(f"cache.enableAutoScan.func1: Queued containers - count={len(chosen)}")

    def take_over(self) -> Process:
        """Queue again what this controller believes to be under way: it is the new lead."""
        self._printer.say("cache.scanBecomeScanner:")
        for asset in [place.asset for place in self._copy.places.values() if place.status]:
            yield from self.schedule(asset)

    def by_hand(self, asset: Asset) -> Process:
        """Do what someone asks for: scan one asset now."""
        self._printer.say(f"cache.scanObject: - id={asset.id}", about=asset.id)
        place = self._copy.places.get(asset.id)
        if place is None:
            self._printer.say(f"cache.scanObject: scan object not found - id={asset.id}", level="ERRO", about=asset.id)
            return
        self._printer.say(f"cache.scanObject: Add task - id={asset.id} type={asset.type}", about=asset.id)
        if place.status == 0:
            yield from self.schedule(asset)
        elif asset in self._queue:  # it is next, and its state is put once more
            self._queue.remove(asset)
            self._queue.appendleft(asset)
            yield from self._put(asset, "scheduled")
        else:
            self._copy.records[asset.id].ignored = True

    def pump(self) -> None:
        """Give every scanner that is free a task, as long as there are any."""
        free = self._slots.free
        while free and self._queue:
            scanner, asset = free.pop(0), self._queue.popleft()
            self._slots.take(scanner)
            self._tasks = [task for task in self._tasks if not task.stopped]
            self._tasks.append(self._site.world.start(self._scan(asset, scanner), after=self._site.world.between((1, 6))))

    def stop(self) -> None:
        """Let everything that is under way end nowhere: the process has died."""
        for asset in self.under_way:
            self._site.rests(asset, self)
        self.under_way.clear()
        for task in self._tasks:
            task.stop()

    def _scan(self, asset: Asset, scanner: str) -> Process:
        site, printer = self._site, self._printer
        place = self._copy.places.get(asset.id)
        if place is None:
            printer.say(f"cache.(*scanTask).Handler: cannot find container - id={asset.id}", level="ERRO", about=asset.id)
        else:
            printer.say(f"cache.(*scanTask).Handler: - id={asset.id} scanner={scanner}", about=asset.id)
            place.armed, place.status = False, 2
            yield from self._put(asset, "scanning")
            yield site.world.between(site.scenario.scan_ms)
            if scanner in site.hanging:
                yield _DEADLINE_MS
            lost = _LATE if scanner in site.hanging else "" if scanner in site.scanners else _GONE
            if lost or site.world.chance(site.scenario.scan_error):
                if self._tried_again(asset, lost or site.world.pick(site.scenario.errors)):
                    self._free(asset, scanner)
                    yield from self.schedule(asset)
                    return
                yield from self._store(asset, "timeout", exhausted=True)
            else:
                yield from self._store(asset, site.world.random.choice(_RESULTS) if site.scenario.mixed_results else "succeeded")
        self._free(asset, scanner)

    def _free(self, asset: Asset, scanner: str) -> None:
        self.under_way.remove(asset.id)
        self._site.rests(asset.id, self)
        self._slots.give_back(scanner)
        self.pump()

    def _tried_again(self, asset: Asset, error: str) -> bool:
        """Print that a scan failed; say whether there is another attempt."""
        place = self._copy.places.get(asset.id)
        self._printer.say(f"{_RPC}: - error={error} id={asset.id}", level="ERRO", about=asset.id)
        if place is None or place.retry >= _RETRIES:
            return False
        place.retry += 1
        text = f"{_RPC}: Got empty response - requeue - id={asset.id} retry={place.retry} type={asset.type}"
        self._printer.say(text, level="ERRO", about=asset.id)
        return True

    def _store(self, asset: Asset, result: str, *, exhausted: bool = False) -> Process:
        """Store the report, then the state; where no attempt was left, the report says so."""
        site, printer = self._site, self._printer
        said = "succeeded" if result == "unsupported OS" else result
        printer.say(f"cache.putScanReportToCluster: - id={asset.id} result={said} type={asset.type}", about=asset.id)
        if site.world.chance(site.scenario.too_big) and not self._build.chunks:
            size = _LIMIT + site.world.between((1, 200_000))
            printer.say(f"cluster.PutBinary: size too big - key={asset.data} size={size}", level="ERRO", about=asset.id)
            printer.say(f"{_RPC}: Fail to put report to cluster - error=size too big", level="ERRO", about=asset.id)
            site.outcomes[asset.id] = "report-too-big"
            yield from self._put(asset, "failed")
            return
        if exhausted:
            site.outcomes[asset.id] = "requeue-exhausted"
        else:
            site.outcomes.pop(asset.id, None)
        printer.say(f"cluster.PutBinary: - key={asset.data}", about=asset.id)
        site.store.put(asset.data, said)
        yield site.world.between((1, 4))
        yield from self._put(asset, "finished")

    def _put(self, asset: Asset, status: str) -> Process:
        site, printer = self._site, self._printer
        printer.say(f"cache.updateScanState: - id={asset.id} status={status}", about=asset.id)
        scanned_at = _NEVER
        if status == "finished":
            now = printer.clock.moment(site.world.now).isoformat(timespec="milliseconds")
            scanned_at = f"{now}{site.world.between((100_000, 999_999))}Z"
        value = f'{{"scanned_at":"{scanned_at}","status":"{status}"}}'
        printer.say(f"cluster.Put: - key={asset.key} value={value}", about=asset.id)
        site.intended[asset.id] = status
        if site.world.chance(site.scenario.put_failed):
            for retry in (0, 1):
                yield site.world.between((2, 9))
                printer.say(f"cluster.putBinary: {_PUT_ERROR} - retry={retry}", about=asset.id)
            printer.say(f"cluster.putBinary: Failed to put key - error={_PUT_ERROR} key={asset.key}", level="ERRO", about=asset.id)
            return
        yield site.world.between(site.scenario.put_lag)
        site.store.put(asset.key, UNREADABLE if site.world.chance(site.scenario.bad_value) else status)
