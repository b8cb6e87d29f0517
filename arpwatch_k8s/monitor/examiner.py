"""The examiner: a thread that feeds the Analyzer and looks at what it makes of the rows, as often as can be afforded.

A look at a full window may take seconds; meanwhile the loop takes in batches and tells moves. At most a share of the
time is spent on looks. VIPs that were not given are discovered here, as many as can be watched.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from arpwatch_k8s.analysis.analyzer import Analyzer, nothing
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.live.feed import Batch, Survey
from arpwatch_k8s.capture.live.kernel_filter import MOST_VIPS
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import IncidentResolved
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.inventory import Known
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.monitor.differences import Told, differences
from arpwatch_k8s.monitor.incidents import Incidents
from arpwatch_k8s.monitor.look import Left, Look
from arpwatch_k8s.monitor.memory import Thrift
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.thresholds import Thresholds
from arpwatch_k8s.wire.link import NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROWS: Final = 50_000
"""What an Analyzer holds live: hours of a quiet segment, minutes of a busy proxy, seconds of a storm."""
MOST_WAITING: Final = 2 * MOST_ROWS
"""Rows that wait for a look to end, the newest: more than an Analyzer would hold of them."""
MOST_FLOWS: Final = 20_000
SHARE: Final = 3.0
"""A look that took a second is followed by three without one."""
NEWS_S: Final = 0.25
IDLE_S: Final = 3.0
"""How soon a look follows news; how long none is made without any, since what is unanswered is news, too."""


class Examiner:
    """Rows in, looks out (`looks`). `interfaces`: names by number; `given`: VIPs as texts, none: discover them."""

    name: ClassVar[str] = "examiner"

    def __init__(
        self,
        interfaces: Sequence[str],
        linktypes: Sequence[int],
        vips: Sequence[int],
        given: Sequence[str],
        known: Known,
        limits: Thresholds,
        *,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self.looks: SimpleQueue[Look] = SimpleQueue()
        self.vips = tuple(vips)
        self._interfaces = tuple(interfaces)
        self._linktypes = tuple(linktypes)
        self._given = tuple(given)
        self._known = known
        self._limits = limits
        self._most_rows = most_rows
        self._told = Told()
        self._incidents = Incidents(interfaces)
        self._steps: list[int] = []
        """When the clock was set, by its new time, ns UTC, and no look has followed yet."""
        self._lock = Lock()
        self._inbox: deque[Evidence] = deque()
        self._waiting = 0
        self.left_out = 0
        """Rows that came while a look took long, and found no room."""
        self._ended: list[NDArray[Any]] = []
        self._surveys: dict[int, Survey] = {}
        self._logs: tuple[Log, ...] = ()
        self._now = self._seen_to = 0
        self._since: int | None = None
        self._analyzer = self._new()
        self._is_judged_anew = False
        """Whether the Analyzer is to go by other VIPs, names or thresholds, which the next look has it do."""
        self._wake, self._end = Event(), Event()
        self._moved: float | None = None
        """When the look at hand moved on last, s, monotonic; None between looks."""
        self._thread = Thread(target=self._run, name=self.name, daemon=True)
        self._failed: BaseException | None = None

    def _new(self) -> Analyzer:
        return Analyzer(self.vips, known=self._known, thresholds=self._limits, most_rows=self._most_rows)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def take(self, batch: Batch, rows: Evidence, now: int, seen_to: int) -> None:
        """Rows of a batch that were let in, and what else it says, at `now`, ns UTC; `seen_to` (ns UTC): by then, no
        frame waits to be read."""
        with self._lock:
            self._now, self._seen_to = now, seen_to
            if len(rows):
                self._inbox.append(rows)
                self._waiting += len(rows)
            while self._waiting > MOST_WAITING:
                self._waiting -= len(self._inbox[0])
                self.left_out += len(self._inbox.popleft())
            self._ended += batch.flows
            if sum(map(len, self._ended)) > 2 * MOST_FLOWS:
                self._bounded_flows()
            if batch.survey is not None:
                self._surveys[batch.interface] = batch.survey
        self._wake.set()

    def tell(self, logs: tuple[Log, ...], now: int) -> None:
        """What the kernel's table says, at `now`, ns UTC."""
        with self._lock:
            self._logs, self._now = logs, now

    def begin_anew(self, vips: Sequence[int], now: int) -> None:
        """Forget all rows: the clock was set, it is `now` (ns UTC), and times before and after have no common order."""
        with self._lock:
            self._inbox.clear()
            self._waiting = 0
            self._ended.clear()
            self._logs = ()
            self._now = self._seen_to = self._since = now
            self.vips = tuple(vips)
            self._analyzer = self._new()
            self._told = Told()
            self._steps.append(now)

    def judge_by(self, vips: Sequence[int], given: Sequence[str], known: Known, limits: Thresholds) -> None:
        """From the next look on, look at these VIPs, of which those `given` (texts) were named; with these names, by
        these thresholds. Causes that do not stand any more by them are not told of as refuted."""
        with self._lock:
            self.vips, self._given = tuple(vips), tuple(given)
            self._known, self._limits = known, limits
            self._is_judged_anew = True
        self._wake.set()

    def close(self) -> Result:
        """End the thread; the result of all rows, whose look is the last of `looks`. What ended the thread before is
        raised."""
        self._end.set()
        self._wake.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        last = self.look()
        self.looks.put(last)
        return last.result

    def _run(self) -> None:
        took, at, thrift = 0.0, 0.0, Thrift()
        try:
            while not self._end.is_set():
                news = self._wake.wait(IDLE_S)
                self._wake.clear()
                self._end.wait(max(NEWS_S if news else 0.0, at + SHARE * took - time.monotonic()))
                if self._end.is_set():
                    return
                began = self._moved = time.monotonic()
                self.looks.put(self.look(self._move_on))
                self._moved = None
                at = time.monotonic()
                took = at - began
                thrift.give_back()
        except Left:
            return
        except BaseException as error:  # noqa: BLE001 - raised again where it belongs
            self._failed = error

    def _move_on(self) -> None:
        """Between steps of a look: leave it once the end is asked for, as the last one sees the same rows, and those
        that came since."""
        self._moved = time.monotonic()
        if self._end.is_set():
            raise Left

    def silent_s(self, now: float) -> float:
        """For how long a look has not moved on, at `now` (s, monotonic); 0 between looks."""
        moved = self._moved
        return 0.0 if moved is None else now - moved

    @property
    def failed(self) -> bool:
        """Whether the thread ended by a fault."""
        return self._failed is not None

    def look(self, pause: Callable[[], None] = nothing) -> Look:
        """Feed what has come, and see what it amounts to; `pause` is called between steps, and may raise `Left`."""
        with self._lock:
            analyzer, told, logs = self._analyzer, self._told, self._logs
            now, seen_to = self._now, self._seen_to
            rows, surveys = list(self._inbox), dict(self._surveys)
            self._inbox.clear()
            self._waiting = 0
            ended = self._bounded_flows()
            known, given = self.vips, self._given
            if self._is_judged_anew:
                self._is_judged_anew = False
                analyzer.judge_by(known, self._known, self._limits)
                told.standing.clear()
                told.missing.clear()
        # at once: to let go of rows batch by batch would cost more than all the rest of a look
        analyzer.feed(gather(rows))
        rows.clear()
        if seen_to:
            analyzer.advance(seen_to)
        found, too_many = ((), 0) if given else self._discovered(analyzer, surveys, known)
        origin = Origin(
            captures=(self._info(surveys, seen_to),),
            flows=np.concatenate([ended, *(survey.flows for survey in surveys.values())]),
            endpoints=np.concatenate([np.zeros(0, ENDPOINT), *(survey.endpoints for survey in surveys.values())]),
            logs=logs,
            asked_for=given,
        )
        try:
            result = analyzer.snapshot(origin, pause)
        except Left:
            if not self._is_judged_anew:
                self.vips = known  # those found are not told of yet
            raise
        changes = self._changes(result, told, now, seen_to)
        return Look(changes=changes, result=result, found=found, too_many=too_many)

    def _changes(self, result: Result, told: Told, now: int, seen_to: int) -> tuple[Change, ...]:
        """What is new: incidents that open before what they consist of, those that are over behind it."""
        with self._lock:
            steps, self._steps = self._steps, []
            is_of_today = told is self._told
        ended = [change for step in steps for change in self._incidents.step(step)]
        incidents = list(self._incidents.look(result, now, seen_to)) if is_of_today else []
        over = [change for change in incidents if isinstance(change, IncidentResolved)]
        first = [change for change in incidents if not isinstance(change, IncidentResolved)]
        return (*ended, *first, *differences(result, told, self._interfaces, now, seen_to), *over)

    def _bounded_flows(self) -> NDArray[Any]:
        """Flows that have ended, the newest."""
        flows = np.concatenate([np.zeros(0, FLOW), *self._ended])[-MOST_FLOWS:]
        self._ended = [flows]
        return flows

    def _discovered(
        self, analyzer: Analyzer, surveys: dict[int, Survey], known: tuple[int, ...]
    ) -> tuple[tuple[int, ...], int]:
        """VIPs that behave like one since now, those that are asked for service first; and how many are too many."""
        counts = np.concatenate([np.zeros(0, ENDPOINT), *(survey.endpoints for survey in surveys.values())])
        new = [vip for vip in discover(analyzer.rows, counts) if vip not in known]
        asked = {int(hi) << 64 | int(lo) for hi, lo in zip(*(counts[n].tolist() for n in ("hi", "lo")), strict=True)}
        new.sort(key=lambda vip: (vip not in asked, vip))
        found = tuple(new[: MOST_VIPS - len(known)])
        with self._lock:
            if self.vips != known:
                return (), 0  # others are to be watched since
            self.vips = (*known, *found)
        analyzer.also(found)
        return found, max(0, len(new) - len(found))

    def _info(self, surveys: dict[int, Survey], seen_to: int) -> CaptureInfo:
        """All interfaces as the one capture that they are."""
        every = list(surveys.values())
        undecoded: dict[str, int] = {}
        for survey in every:
            for reason, count in survey.undecoded.items():
                undecoded[reason] = undecoded.get(reason, 0) + count
        return CaptureInfo(
            name="+".join(self._interfaces),
            path=",".join(self._interfaces),
            format="live",
            compression=None,
            compression_fault=None,
            link_types=tuple(dict.fromkeys(NAMES.get(n, f"link type {n}") for n in self._linktypes)),
            sections=(),
            frames=sum(survey.frames for survey in every),
            first_ns=self._since or min((s.first_ns for s in every if s.first_ns is not None), default=None),
            # a clock that was set leaves times behind that are no longer any
            last_ns=seen_to if self._since else max((s.last_ns for s in every if s.last_ns is not None), default=None),
            undecoded=undecoded,
            drops=sum(survey.counts.dropped for survey in every),
            cut_frames=sum(survey.cut_frames for survey in every),
            backwards=0,
            flows_kept=bool(self.vips),
            presence_kept=False,
        )
