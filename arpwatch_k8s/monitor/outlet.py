"""Hands changes and states to sinks without waiting for any: each has a thread, and a queue that is bounded.

Frames must be taken from the kernel whatever becomes of the sinks. A sink that hangs or is slow keeps what waits for it
waiting; what finds no room there is counted and let go of. Of states it gets the newest only.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from queue import SimpleQueue
from threading import Condition, Thread
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.monitor.sinks.sink import Sink, State
from arpwatch_k8s.wording.counts import plural

log = logging.getLogger("arpwatch_k8s")

MOST_WAITING: Final = 10_000
"""Changes that wait for one sink: some MiB, and hours of a cluster in trouble."""

CLOSE_S: Final = 300.0
"""How long a sink may take to end: more than ten times what the report of a full window takes."""

Notices = SimpleQueue[Change]
"""What others than the loop have to say (interfaces, sinks), for the loop to tell; put from any thread."""


class Outlet:
    """One sink, its thread, and what waits for it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: deque[Change] = deque()
        self._state: State | None = None
        self._news = Condition()
        self._is_closing = False
        self._last: Change | None = None
        self._thread = Thread(target=self._run, name=f"sink {sink.name}", daemon=True)
        self.lost = 0
        """Changes that found no room."""
        self.fault: BaseException | None = None
        """What the sink raised."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def tell(self, change: Change) -> None:
        """Have a change told; returns at once."""
        with self._news:
            if len(self._waiting) >= MOST_WAITING:
                self.lost += 1
                return
            self._waiting.append(change)
            self._news.notify()

    def show(self, state: State) -> None:
        """Have a state shown, in place of one that still waits; returns at once."""
        with self._news:
            self._state = state
            self._news.notify()

    def close(self, last: Change | None) -> None:
        """Have told what waits, and `last` as the last, and close the sink; gives up on one that hangs."""
        with self._news:
            self._is_closing, self._last = True, last
            self._news.notify()
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            log.warning("sink %s: does not end, and is left behind", self._sink.name)
        if self.lost:
            log.warning("sink %s: too slow, %s not told", self._sink.name, plural(self.lost, "change"))

    def _run(self) -> None:
        try:
            self._serve()
        except BaseException as error:  # noqa: BLE001 - raised again where it belongs
            self.fault = error

    def _serve(self) -> None:
        try:
            over = False
            while not over:
                with self._news:
                    self._news.wait_for(lambda: self._waiting or self._state or self._is_closing)
                    changes, state, over = list(self._waiting), self._state, self._is_closing
                    self._waiting.clear()
                    self._state = None
                for change in changes:
                    self._sink.tell(change)
                if state is not None:
                    self._sink.show(state)
            if self._last is not None:
                self._sink.tell(self._last)
        finally:
            self._sink.close()


class Outlets:
    """All sinks of a watch. `notices`: what is said by others than the loop."""

    def __init__(self, sinks: Sequence[Sink], notices: Notices) -> None:
        self._outlets = [Outlet(sink) for sink in sinks]
        self._notices = notices

    def start(self) -> None:
        """Begin."""
        for outlet in self._outlets:
            outlet.start()

    def tell(self, change: Change) -> None:
        """Tell them all."""
        for outlet in self._outlets:
            outlet.tell(change)

    def show(self, state: State) -> None:
        """Show them all."""
        for outlet in self._outlets:
            outlet.show(state)

    def pass_on(self) -> None:
        """Tell what others had to say since the last time."""
        while not self._notices.empty():
            self.tell(self._notices.get())

    def close(self, last: Change | None = None) -> None:
        """Close the sinks, one after the other in their order; each hears `last` as its last, and before that what
        those before it said while they ended."""
        for outlet in self._outlets:
            self.pass_on()
            outlet.close(last)

    @property
    def fault(self) -> BaseException | None:
        """What a sink raised, None while all work."""
        return next((outlet.fault for outlet in self._outlets if outlet.fault is not None), None)
