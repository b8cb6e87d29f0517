"""The loop: batches in, changes out, until it is told to stop.

Everything that may take long is done by somebody else: interfaces are read by a thread each (`capture.live.feed`), the
whole is judged by another, and each sink has its own (`outlet.py`). The loop itself only tells who takes what from
whom, so that a move is on the screen within the blink that the kernel takes to hand its frames over.
"""

from __future__ import annotations

import queue
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.live.feed import MOST_BATCHES, Batch, Feed
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Tap
from arpwatch_k8s.changes.discovery import UnwatchedVips, VipFound
from arpwatch_k8s.changes.exposure import ClockStep, Drops, Flood
from arpwatch_k8s.changes.run import WatchEnd
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.monitor.clock import Clock, StepDetector, clocks
from arpwatch_k8s.monitor.config import WatchConfig
from arpwatch_k8s.monitor.examiner import Examiner
from arpwatch_k8s.monitor.frames import FrameTaker
from arpwatch_k8s.monitor.intake import Intake
from arpwatch_k8s.monitor.kernel_table import KernelTable
from arpwatch_k8s.monitor.look import Look
from arpwatch_k8s.monitor.moves import Moves, Names, codes_of
from arpwatch_k8s.monitor.outlet import Notices, Outlets
from arpwatch_k8s.monitor.reach import Reach
from arpwatch_k8s.monitor.reload import Reload
from arpwatch_k8s.monitor.sinks.sink import Sink, State
from arpwatch_k8s.monitor.systemd.service import Service
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted

TICK_S: Final = 0.1
JOIN_S: Final = 0.02
TOLD_APART_NS: Final = 10_000_000_000
"""How often drops, floods, and addresses that are too many to watch are told, at most."""


class Watch:
    """Taps to sinks, which are closed in the end, one after the other. `notices`: what taps and sinks have to say."""

    def __init__(
        self,
        taps: Sequence[Tap],
        config: WatchConfig,
        sinks: Sequence[Sink],
        *,
        notices: Notices,
        kernel: KernelTable | None = None,
        service: Service | None = None,
        recorder: FrameTaker | None = None,
        clock: Clock = clocks,
        reload: Reload | None = None,
    ) -> None:
        self._taps = tuple(taps)
        self._config = config
        self._outlets = Outlets(sinks, notices)
        self._kernel = kernel
        self._service = service or Service()
        self._recorder = recorder
        self._clock = clock
        self._reload = reload
        self._interfaces = [tap.name for tap in taps]
        self._names = Names(config.known, Inventory((), {}))
        self._moves = Moves(self._interfaces, self._names, config.thresholds)
        self._intake = Intake()
        self._steps = StepDetector()
        self._vips = config.passing.vips
        given = [number_text(vip) for vip in self._vips]
        linktypes = [tap.linktype for tap in taps]
        self._examiner = Examiner(self._interfaces, linktypes, self._vips, given, config.known, config.thresholds)
        self._batches: queue.Queue[Batch] = queue.Queue(MOST_BATCHES)
        self._feeds: list[Feed] = []
        self._reach = Reach(len(taps))
        self._dropped = self._left_out = self._drops_told = self._flood_told = 0
        self._failed: BaseException | None = None
        self._too_many = self._too_many_told = 0

    def run(self, stop: Stop) -> Result:
        """Watch until the end is asked for; the result of it all. What ended an interface is raised in the end, or what
        a sink raised."""
        self._outlets.start()
        self._outlets.pass_on()
        if self._recorder is not None:
            self._recorder.start()
        if self._reload is not None:
            self._reload.start()
        last = None
        try:
            self._follow(stop)
            result = self._examiner.close()
            last = self._end(result)
        finally:
            if self._recorder is not None:
                self._recorder.close()
            self._outlets.close(last)
        if self._failed is not None:
            raise self._failed
        if self._fault is not None:
            raise self._fault
        return result

    @property
    def _fault(self) -> BaseException | None:
        """What a sink raised, or the recorder; None while all work."""
        return self._outlets.fault or (None if self._recorder is None else self._recorder.fault)

    def _follow(self, stop: Stop) -> None:
        """Take in batches until each interface has given its last. Whatever is raised, no thread uses a tap afterwards:
        libpcap's handles are closed next, and one that is used then takes the process with it."""
        mode = self._mode()
        self._reach.begin(self._clock()[0])
        try:
            for number, tap in enumerate(self._taps):
                ring = None if self._recorder is None else self._recorder.rings[number]
                of = len(self._taps)
                feed = Feed(tap, mode, self._batches, stop, number=number, of=of, ring=ring, clock=self._clock)
                feed.start()
                self._feeds.append(feed)
            self._examiner.start()
            self._service.ready()
            self._take_all(stop)
        finally:
            stop.request()
            for feed in self._feeds:
                while not feed.ends_within(JOIN_S):
                    self._make_room()

    def _take_all(self, stop: Stop) -> None:
        """One batch after the other until each interface has given its last."""
        alive = len(self._feeds)
        while alive:
            batch = self._next()
            now = self._now()
            self._outlets.pass_on()
            if batch is not None:
                self._take(batch, now)
                alive -= batch.last
                if batch.failed is not None:
                    self._failed = batch.failed
                    stop.request()
            self._look_around(now)
            if self._examiner.failed or self._fault is not None:
                stop.request()
            self._serve(stop)

    def _serve(self, stop: Stop) -> None:
        """Tell systemd what is due."""
        if stop.requested:
            self._service.ending()
        self._service.beat((self._examiner, *self._feeds))

    def _make_room(self) -> None:
        """Let go of what nobody takes any more, so that a feed that waits to hand it over can end."""
        while not self._batches.empty():
            self._batches.get()

    def _next(self) -> Batch | None:
        """The next batch; None where there is none for a moment."""
        try:
            return self._batches.get(timeout=TICK_S)
        except queue.Empty:
            return None

    def _mode(self) -> object:
        """What scans are to keep."""
        if self._config.passing.control_only:
            return wanted(CONTROL, self._vips)
        return wanted(CONTROL | COUNT | (VIP_TCP if self._vips else ALL_TCP), self._vips)

    def _now(self) -> int:
        """Wall time; where the clock was set, all begins anew."""
        now, steady = self._clock()
        step = self._steps.step(now, steady)
        if step:
            self._reach.begin(now)
            self._intake.begin(now)
            self._moves.step(step)
            self._drops_told = self._flood_told = self._too_many_told = 0
            self._examiner.begin_anew(self._vips, now)
            self._outlets.tell(ClockStep(time=now, step_ns=step))
            if self._recorder is not None:
                self._recorder.step()
        return now

    def _take(self, batch: Batch, now: int) -> None:
        """One batch: moves at once, the rest for the examiner."""
        self._reach.take(batch)
        codes = codes_of(batch.evidence, self._vips)
        for change in self._moves.take(batch.evidence, codes):
            self._outlets.tell(change)
        rows = self._intake.take(batch.evidence, codes, now)
        self._examiner.take(batch, rows, now, self._reach.at(now))
        if batch.survey is not None:
            self._tell_losses(now)

    def _tell_losses(self, now: int) -> None:
        """Say what was lost since that was last said."""
        dropped = sum(tap.last_counts.dropped for tap in self._taps)
        if dropped > self._dropped and now - self._drops_told > TOLD_APART_NS:
            self._outlets.tell(Drops(time=now, frames=dropped - self._dropped, in_all=dropped))
            self._dropped, self._drops_told = dropped, now
        left_out = self._left()
        if left_out > self._left_out and now - self._flood_told > TOLD_APART_NS:
            self._outlets.tell(Flood(time=now, frames=left_out - self._left_out, in_all=left_out))
            self._left_out, self._flood_told = left_out, now

    def _left(self) -> int:
        """Frames that were counted and not looked at."""
        return self._intake.left_out + self._moves.left_out + self._examiner.left_out

    def _look_around(self, now: int) -> None:
        """What there is besides batches: the kernel's table, looks, fights that are over."""
        if self._kernel is not None and self._kernel.poll(now):
            self._examiner.tell(self._kernel.log(self._vips), now)
        if self._reload is not None and (config := self._reload.next()) is not None:
            with self._service.reloading():
                self._adopt(config, now)
        while not self._examiner.looks.empty():
            self._seen(self._examiner.looks.get(), now)
        seen_to = self._reach.at(now)
        if self._recorder is not None:
            self._recorder.tick(seen_to)
        for change in self._moves.quiet(seen_to):
            self._outlets.tell(change)

    def _seen(self, look: Look, now: int) -> None:
        """What a look brought."""
        self._names.inventory = look.result.case.inventory
        if look.found and not self._config.passing.vips:
            self._watch_for(look.found, look.result, now)
        if look.too_many > self._too_many and now - self._too_many_told > TOLD_APART_NS:
            self._too_many, self._too_many_told = look.too_many, now
            self._outlets.tell(UnwatchedVips(time=now, addresses=look.too_many))
        for change in look.changes:
            self._service.follow(change)
            self._outlets.tell(change if self._recorder is None else self._recorder.hear(change))
        captures = look.result.case.captures
        frames, dropped = sum(info.frames for info in captures), sum(info.drops or 0 for info in captures)
        self._service.stand(vips=len(self._vips), frames=frames, dropped=dropped)
        self._outlets.show(State(time=now, result=look.result))

    def _watch_for(self, found: Sequence[int], result: Result, now: int) -> None:
        """Watch more VIPs from now on."""
        self._vips = (*self._vips, *found)
        for vip in found:
            self._outlets.tell(VipFound(time=now, vip=number_text(vip)))
        for record in result.case.vips:
            vip = result.case.evidence.addresses.number(record.code)
            if vip in found and record.ownership.epochs:
                epoch = record.ownership.epochs[-1]
                for change in self._moves.begin(vip, record.segment, epoch.mac, epoch.start):
                    self._outlets.tell(change)
        self._let_pass(now)

    def _adopt(self, config: WatchConfig, now: int) -> None:
        """Go by other VIPs, names and thresholds from now on; where none are named, those that are watched stay, and
        more are discovered."""
        vips = config.passing.vips
        self._config = replace(
            self._config,
            passing=replace(self._config.passing, vips=vips),
            known=config.known,
            thresholds=config.thresholds,
        )
        self._vips = vips or self._vips
        self._moves.judge_by(config.known, config.thresholds)
        self._examiner.judge_by(self._vips, [number_text(vip) for vip in vips], config.known, config.thresholds)
        self._let_pass(now)

    def _let_pass(self, now: int) -> None:
        """Take in what is about the VIPs that are watched."""
        passing = replace(self._config.passing, vips=self._vips)
        for feed in self._feeds:
            feed.look_for(passing, self._mode())
        if self._kernel is not None:
            self._examiner.tell(self._kernel.log(self._vips), now)

    def _end(self, result: Result) -> WatchEnd:
        """Show what it all comes to, and say so."""
        now = self._clock()[0]
        self._too_many_told = now - TOLD_APART_NS - 1  # what comes now is the last word on it
        while not self._examiner.looks.empty():
            self._seen(self._examiner.looks.get(), now)
        self._outlets.show(State(time=now, result=result))
        return WatchEnd(
            time=now,
            frames=sum(info.frames for info in result.case.captures),
            dropped=sum(info.drops or 0 for info in result.case.captures),
            left_out=self._left(),
            outcome=result.verdict.outcome,
            cause=result.verdict.cause,
            summary=result.verdict.summary,
        )
