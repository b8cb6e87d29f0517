"""The loop: batches in, changes out, until it is told to stop.

Everything that may take long is done by somebody else: interfaces are read by a thread each (`capture.live.feed`), the
whole is judged by another, reports are written by one more. The loop itself only tells who takes what from whom, so
that a move is on the screen within the blink that the kernel takes to hand its frames over.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.capture.live.feed import MOST_BATCHES, Batch, Feed
from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Tap
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.inventory import Inventory, Known
from arpwatch_k8s.monitor.change import CLOCK, DROPS, FLOOD, REPORT, STOPPED, VIP, Change
from arpwatch_k8s.monitor.clock import StepDetector
from arpwatch_k8s.monitor.intake import Intake
from arpwatch_k8s.monitor.judge import Judge, Look
from arpwatch_k8s.monitor.kernel_table import KernelTable
from arpwatch_k8s.monitor.moves import Moves, Names, codes_of
from arpwatch_k8s.thresholds import DEFAULTS, Thresholds
from arpwatch_k8s.wire.wanted import ALL_TCP, CONTROL, COUNT, VIP_TCP, wanted

TICK_S: Final = 0.1
TOLD_APART_NS: Final = 10_000_000_000
"""Drops and floods are told at most this often."""

Emit = Callable[[Change], None]
Clock = Callable[[], tuple[int, int]]
"""The wall clock, and one that nobody sets, in ns."""
WriteReport = Callable[[Result], str]
"""Writes a report somewhere, and says where."""


def clocks() -> tuple[int, int]:
    """This host's."""
    return time.time_ns(), time.monotonic_ns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to watch for: VIPs as numbers, discovered where there are none; names; what passes besides."""

    vips: tuple[int, ...]
    known: Known
    passing: Passing
    thresholds: Thresholds = DEFAULTS


class Watch:
    """Taps to changes. `emit` gets each as it comes, `show` each look; `report` writes one where that is wanted."""

    def __init__(
        self,
        taps: Sequence[Tap],
        what: Wanted,
        emit: Emit,
        *,
        kernel: KernelTable | None = None,
        report: WriteReport | None = None,
        show: Callable[[Look], None] | None = None,
        clock: Clock = clocks,
    ) -> None:
        self.report_wanted = False
        self._taps = tuple(taps)
        self._what = what
        self._emit = emit
        self._kernel = kernel
        self._report = report
        self._show = show
        self._clock = clock
        self._interfaces = [tap.name for tap in taps]
        self._names = Names(what.known, Inventory((), {}))
        self._moves = Moves(self._interfaces, self._names, what.thresholds)
        self._intake = Intake()
        self._steps = StepDetector()
        given = [number_text(vip) for vip in what.vips]
        linktypes = [tap.linktype for tap in taps]
        self._judge = Judge(self._interfaces, linktypes, what.vips, given, what.known, what.thresholds)
        self._vips = what.vips
        self._batches: queue.Queue[Batch] = queue.Queue(MOST_BATCHES)
        self._feeds: list[Feed] = []
        self._dropped = self._left_out = 0
        self._drops_told = self._flood_told = 0
        self._failed: ArpwatchError | None = None
        self._writing: Thread | None = None
        self._written: queue.SimpleQueue[Change] = queue.SimpleQueue()
        self._too_many = 0

    def run(self, stop: Stop) -> Result:
        """Watch until the end is asked for; the result of it all. What ended an interface is raised in the end."""
        mode = self._mode()
        for number, tap in enumerate(self._taps):
            feed = Feed(tap, mode, self._batches, stop, number=number, of=len(self._taps))
            self._feeds.append(feed)
            feed.start()
        self._judge.start()
        alive = len(self._feeds)
        while alive:
            batch = self._next()
            now = self._now()
            if batch is not None:
                self._take(batch, now)
                alive -= batch.last
                if batch.failed is not None:
                    self._failed = batch.failed
                    stop.request()
            self._look_around(now)
            if self._judge.failed:
                stop.request()
        result = self._judge.close()
        self._finish(result)
        if self._failed is not None:
            raise self._failed
        return result

    def _next(self) -> Batch | None:
        """The next batch; None where there is none for a moment."""
        try:
            return self._batches.get(timeout=TICK_S)
        except queue.Empty:
            return None

    def _mode(self) -> object:
        """What scans are to keep."""
        if self._what.passing.control_only:
            return wanted(CONTROL, self._vips)
        return wanted(CONTROL | COUNT | (VIP_TCP if self._vips else ALL_TCP), self._vips)

    def _now(self) -> int:
        """Wall time; where the clock was set, all begins anew."""
        now, steady = self._clock()
        step = self._steps.step(now, steady)
        if step:
            self._intake.begin(now)
            self._judge.begin_anew(self._vips, now)
            way = "forward" if step > 0 else "back"
            text = f"the clock was set {way} by {abs(step) / 1e9:.1f} s: what was seen until now is let go of"
            self._emit(Change(time=now, event=CLOCK, text=text, data={"step_s": step / 1e9}))
        return now

    def _take(self, batch: Batch, now: int) -> None:
        """One batch: moves at once, the rest for the judge."""
        codes = codes_of(batch.evidence, self._vips)
        for change in self._moves.take(batch.evidence, codes):
            self._emit(change)
        rows = self._intake.take(batch.evidence, codes, now)
        self._judge.take(batch, rows, now)
        if batch.survey is not None:
            self._tell_losses(now)

    def _tell_losses(self, now: int) -> None:
        """Say what was lost since that was last said."""
        dropped = sum(tap.last_counts.dropped for tap in self._taps)
        if dropped > self._dropped and now - self._drops_told > TOLD_APART_NS:
            text = f"{dropped - self._dropped:,} frames were dropped before they could be read"
            data = {"frames": dropped - self._dropped, "in_all": dropped}
            self._emit(Change(time=now, event=DROPS, text=text, data=data))
            self._dropped, self._drops_told = dropped, now
        left_out = self._intake.left_out
        if left_out > self._left_out and now - self._flood_told > TOLD_APART_NS:
            text = f"a flood: {left_out - self._left_out:,} frames were counted and not looked at"
            data = {"frames": left_out - self._left_out, "in_all": left_out}
            self._emit(Change(time=now, event=FLOOD, text=text, data=data))
            self._left_out, self._flood_told = left_out, now

    def _look_around(self, now: int) -> None:
        """What there is besides batches: the kernel's table, looks, fights that are over, wishes for a report."""
        if self._kernel is not None and self._kernel.poll(now):
            self._judge.tell(self._kernel.log(self._vips), now)
        while not self._judge.looks.empty():
            self._seen(self._judge.looks.get(), now)
        for change in self._moves.quiet(now):
            self._emit(change)
        while not self._written.empty():
            self._emit(self._written.get())

    def _seen(self, look: Look, now: int) -> None:
        """What a look brought."""
        self._names.inventory = look.result.case.inventory
        if look.found:
            self._watch_for(look.found, look.result, now)
        if look.too_many and look.too_many != self._too_many:
            self._too_many = look.too_many
            text = f"{look.too_many:,} more addresses behave like VIPs than can be watched: name yours with --vip"
            self._emit(Change(time=now, event=FLOOD, text=text, data={"addresses": look.too_many}))
        for change in look.changes:
            self._emit(change)
        if self._show is not None:
            self._show(look)
        if self.report_wanted and self._report is not None and (self._writing is None or not self._writing.is_alive()):
            self.report_wanted = False
            self._writing = Thread(target=self._write, args=(look.result, now), name="report", daemon=True)
            self._writing.start()

    def _watch_for(self, found: Sequence[int], result: Result, now: int) -> None:
        """Watch more VIPs from now on."""
        self._vips = (*self._vips, *found)
        for vip in found:
            text = "behaves like a VIP: watched from now on"
            self._emit(Change(time=now, event=VIP, vip=number_text(vip), text=text, data={"discovered": True}))
        for record in result.case.vips:
            vip = result.case.evidence.addresses.number(record.code)
            if vip in found and record.ownership.epochs:
                epoch = record.ownership.epochs[-1]
                for change in self._moves.begin(vip, record.segment, epoch.mac, epoch.start):
                    self._emit(change)
        passing = Passing(
            vips=self._vips,
            control_only=self._what.passing.control_only,
            full=self._what.passing.full,
            user=self._what.passing.user,
            snaplen=self._what.passing.snaplen,
        )
        for feed in self._feeds:
            feed.look_for(passing, self._mode())
        if self._kernel is not None:
            self._judge.tell(self._kernel.log(self._vips), now)

    def _write(self, result: Result, now: int) -> None:
        """Write a report, and say where; a disk that is full ends nothing."""
        if self._report is None:
            return
        path: str | None = None
        try:
            path = self._report(result)
            text = f"report written: {path}"
        except ArpwatchError as error:
            text = f"no report: {error.what}"
        except OSError as error:
            text = f"no report: {error}"
        self._written.put(Change(time=now, event=REPORT, text=text, data={"path": path}))

    def _finish(self, result: Result) -> None:
        """The last words."""
        now = self._clock()[0]
        if self._writing is not None:
            self._writing.join()
        while not self._judge.looks.empty():
            self._seen(self._judge.looks.get(), now)
        self._write(result, now)
        while not self._written.empty():
            self._emit(self._written.get())
        frames = sum(info.frames for info in result.case.captures)
        dropped = sum(info.drops or 0 for info in result.case.captures)
        text = (
            f"stopped after {frames:,} frames, {dropped:,} dropped; {result.verdict.outcome}: {result.verdict.summary}"
        )
        data = {
            "frames": frames,
            "dropped": dropped,
            "left_out": self._intake.left_out,
            "outcome": result.verdict.outcome.value,
            "cause": result.verdict.cause,
        }
        self._emit(Change(time=now, event=STOPPED, text=text, data=data))
