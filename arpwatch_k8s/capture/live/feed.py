"""One interface's frames as batches of evidence, made by a thread of its own: the savefile scan, reading from a tap.

The scan asks for bytes when it has seen all that it was given: that is where its rows are handed on, and where it
waits. A receiver that falls behind keeps the thread waiting; frames then stay in the kernel's buffer, which counts what
it has to drop.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.ring import Ring
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Counts, Tap
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.state import ENDPOINT_SLOTS
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.evidence.builder import Builder
from arpwatch_k8s.evidence.table import Evidence, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

HAND_OVER_S: Final = 0.1
SURVEY_S: Final = 1.0
"""How often what is not evidence by the frame is handed over: flows that go on, counts of addresses."""
NO_LIMIT: Final = 1 << 62
"""TCP rows: those who take the batches bound them."""
MOST_BATCHES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What an interface counted so far. flows: `FLOW` records of connections that go on, cumulative; endpoints:
    `ENDPOINT` counts."""

    frames: int
    counts: Counts
    first_ns: int | None
    last_ns: int | None
    undecoded: dict[str, int]
    cut_frames: int
    backwards: int
    flows: NDArray[Any]
    endpoints: NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What interface number `interface` gave: rows, and `FLOW` records of connections that left the flow table.

    read_to: by when the host's clock (ns UTC) all frames are in this batch or one before; a host that is busy gives
    them late. failed: why it gives no more, whatever was raised; last: there is no more.
    """

    interface: int
    evidence: Evidence
    read_to: int
    flows: tuple[NDArray[Any], ...] = ()
    survey: Survey | None = None
    failed: BaseException | None = None
    last: bool = False


@dataclass(slots=True)
class Wishes:
    """What the thread is to do next time: another filter, other VIPs."""

    passing: Passing | None = None
    wanted: Any = field(default=None)


class Feed:
    """A thread that scans what `tap`, interface `number` of `of`, gives, and puts batches into `batches`.

    With several interfaces their frames share one numbering, in which each has every `of`th number. A `ring` gets
    every frame before it is scanned. `clock`: the host's clocks, the first of
    them in ns UTC.
    """

    def __init__(
        self,
        tap: Tap,
        wanted: Any,  # noqa: ANN401 - a NumPy record array
        batches: queue.Queue[Batch],
        stop: Stop,
        *,
        number: int = 0,
        of: int = 1,
        ring: Ring | None = None,
        clock: Callable[[], tuple[int, ...]],
    ) -> None:
        self._tap = tap
        self._batches = batches
        self._stop = stop
        self._number, self._of = number, of
        self._ring = ring
        self._clock = clock
        self._is_empty = False
        self._asked = 0
        """Whether the tap had no frame when it was asked last, and when that was, ns UTC."""
        self._sink = Sink(0, wanted, NO_LIMIT)
        self._wishes = Wishes()
        self._header = tap.header
        self._handed = self._surveyed = 0.0
        self._moved: float | None = None
        """When it asked for frames last, s, monotonic; None before it begins, and when it is over."""
        self.name = f"scan {tap.name}"
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def silent_s(self, now: float) -> float:
        """For how long it has not asked for frames, at `now` (s, monotonic): it does so several times a second."""
        moved = self._moved
        return 0.0 if moved is None else now - moved

    def ends_within(self, seconds: float) -> bool:
        """Whether the thread is over, which is waited for so long; from then on nobody uses the tap. It must be told
        by `stop`, and somebody take what it still hands over."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def look_for(self, passing: Passing, wanted: Any) -> None:  # noqa: ANN401 - a NumPy record array
        """From the next bytes on, let pass and keep other frames."""
        self._wishes = Wishes(passing=passing, wanted=wanted)

    def _run(self) -> None:
        failed: BaseException | None = None
        try:
            pcap_scan.read(Window(self._read_into), self._sink, self._tap.name)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the last batch
            failed = error
        self._moved = None
        try:
            self._hand_over(failed=failed, last=True)
        except BaseException as error:  # noqa: BLE001 - what was found is lost then, but not that it was the last
            end = failed or error
            last = Batch(interface=self._number, evidence=gather([]), read_to=self._asked, failed=end, last=True)
            self._batches.put(last)

    def _read_into(self, view: memoryview) -> int:
        """As a stream's: the dump's header, then its records as they come; 0 when the end is asked for."""
        self._moved = time.monotonic()
        if self._header:
            view[: len(self._header)] = self._header
            got, self._header = len(self._header), b""
            return got
        if self._stop.is_over(idle=False):
            return 0
        if time.monotonic() - self._handed > HAND_OVER_S:
            self._hand_over()
        self._obey()
        while not (got := self._ask(view)):
            if self._stop.is_over(idle=True):
                return 0
            self._hand_over()
            self._tap.wait(self._stop)
            self._moved = time.monotonic()
            self._obey()
        if self._ring is not None:
            self._ring.put(view[:got])
        return got

    def _ask(self, view: memoryview) -> int:
        """Bytes of the tap, 0 where it has none just now."""
        self._asked, *_ = self._clock()
        got = self._tap.read_into(view)
        self._is_empty = not got
        return got

    def _obey(self) -> None:
        """Do what was wished for."""
        wishes, self._wishes = self._wishes, Wishes()
        if wishes.passing is not None:
            self._tap.let_pass(wishes.passing)
        if wishes.wanted is not None:
            self._sink.wanted = wishes.wanted

    def _hand_over(self, *, failed: BaseException | None = None, last: bool = False) -> None:
        """Hand on what was found since the last time."""
        now = time.monotonic()
        self._handed = now
        sink = self._sink
        sink.flush()
        newest = None if self._is_empty else sink.latest()
        survey = None
        if last or now - self._surveyed > SURVEY_S:
            survey, self._surveyed = self._survey(over=last), now
        evidence = sink.builder.finish()
        if not len(evidence) and survey is None and not len(sink.ended):
            return
        ended, sink.builder = sink.ended.taken(), Builder(0)
        for flows in ended:
            self._renumber(flows, "first_frame", "last_frame")
        self._renumber(evidence.columns, "frame")
        self._batches.put(
            Batch(
                interface=self._number,
                evidence=evidence if len(evidence) else gather([]),
                read_to=self._asked if newest is None else min(self._asked, newest),
                flows=tuple(ended),
                survey=survey,
                failed=failed,
                last=last,
            )
        )

    def _renumber(self, table: Any, *frames: str) -> None:  # noqa: ANN401 - columns, or records
        """Put the interface into rows of this scan, and their frames into the numbering of all."""
        table["interface"][:] = self._number
        if self._of > 1:
            for name in frames:
                table[name][:] = table[name] * self._of - (self._of - 1 - self._number)

    def _survey(self, *, over: bool) -> Survey:
        """How things stand; where all is over the scan has handed out the flows that were open."""
        sink, state = self._sink, self._sink.state
        open_ones = state["flows"][:-1][(state["tags"] != 0) & (not over)]
        flows = open_ones[(open_ones["payload"] > 0).any(axis=1)]
        self._renumber(flows, "first_frame", "last_frame")
        endpoints = sink.endpoints
        if len(endpoints) > ENDPOINT_SLOTS // 2:
            state["endpoints"][:] = np.zeros((), state["endpoints"].dtype)
        first, last = sink.times()
        counts = self._tap.counts()
        if self._ring is not None:
            self._ring.counted(counts)
        return Survey(
            frames=int(state["frame"]),
            counts=counts,
            first_ns=first,
            last_ns=last,
            undecoded=sink.undecoded(),
            cut_frames=int(state["cut_frames"]),
            backwards=int(state["backwards"]),
            flows=flows,
            endpoints=endpoints,
        )
