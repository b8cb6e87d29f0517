"""A thread a receiver: says what is to be said, and tries again, ever later, where it is not heard.

Whoever tells it of an incident waits for nothing. A receiver that hangs, refuses or fails is told of once, and once
more when it hears again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

from arpwatch_k8s.monitor.alerting.board import MOST_AN_HOUR, Board
from arpwatch_k8s.monitor.alerting.channel import Channel, UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import IncidentChange, Notice
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

log = logging.getLogger("arpwatch_k8s")

TICK_S: Final = 0.5
"""How soon it is noticed that something has become due by time alone."""
FIRST_PAUSE_NS: Final = 1 * NS
LONGEST_PAUSE_NS: Final = 60 * NS
"""Pauses double from the first to the longest, which is as long as Alertmanager's `repeat` is unless told otherwise: an
alert that stands is not ended by a pause after it hears again."""
CLOSING_NS: Final = 5 * NS
"""How long something more is begun to be said once the end is asked for."""
CLOSE_S: Final = 40.0
"""How long the last of it may take: longer than a command's 30 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How one receiver fares."""

    sink: str
    """Its name."""
    sent: int
    """Notices that it heard."""
    failed: int
    """Times that it did not."""


class Courier:
    """Has incidents said to one receiver. `steady`: the clock that pauses are counted by, ns."""

    def __init__(self, channel: Channel, policy: Policy, *, steady: Callable[[], int] = time.monotonic_ns) -> None:
        self._channel = channel
        self._board = Board(policy, channel.repeat_ns)
        self._steady = steady
        self._news = Condition()
        self._is_new = self._is_crowded = False
        self._closing_at: int | None = None
        self._pause_ns = 0
        self._again_at = 0
        self._thread: Thread | None = None
        self._sent = self._failed = 0
        self.fault: BaseException | None = None
        """What ended the thread."""

    @property
    def name(self) -> str:
        """The receiver's."""
        return self._channel.name

    @property
    def tally(self) -> Tally:
        """How it fares."""
        return Tally(sink=self._channel.name, sent=self._sent, failed=self._failed)

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def tell(self, change: IncidentChange) -> None:
        """Take what became of an incident; returns at once."""
        with self._news:
            self._board.tell(change, time.time_ns(), self._steady())
            self._wake()

    def adopt(self, policy: Policy) -> None:
        """Go by another policy from now on."""
        with self._news:
            self._board.policy = policy
            self._wake()

    def close(self) -> None:
        """Say what waits, if it is heard at once, and end; `join` waits for that."""
        with self._news:
            self._closing_at = self._steady()
            self._wake()

    def join(self) -> None:
        """Wait for the end; gives up on a receiver that hangs."""
        if self._thread is None:
            return
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            log.warning("alerts: %s does not end, and is left behind", self.name)
        waiting = len(self._board.due(time.time_ns(), self._steady()))
        if waiting:
            log.warning("alerts: %s did not hear %s", self.name, plural(waiting, "notice"))
        if self._board.left_out:
            log.warning("alerts: %s found no room for %s", plural(self._board.left_out, "incident"), self.name)

    def _wake(self) -> None:
        """Have the thread look; it begins with the first news, when root has been given away."""
        self._is_new = True
        if self._thread is None:
            self._thread = Thread(target=self._run, name=f"alerts {self.name}", daemon=True)
            self._thread.start()
        self._news.notify()

    def _run(self) -> None:
        try:
            while not self._is_closing():
                self._wait()
                if self._steady() >= self._again_at and not self._is_closing():
                    self._say(self._due())
            self._say(self._due())
            with self._news:
                last = self._board.unwatched()
            self._say(last)
        except BaseException as error:  # noqa: BLE001 - raised again where it belongs
            self.fault = error

    def _is_closing(self) -> bool:
        return self._closing_at is not None

    def _wait(self) -> None:
        """Until there is news, or for a moment where something may become due."""
        with self._news:
            self._news.wait_for(lambda: self._is_new, TICK_S if len(self._board) else None)
            self._is_new = False

    def _due(self) -> list[Notice]:
        with self._news:
            due = self._board.due(time.time_ns(), self._steady())
            was, self._is_crowded = self._is_crowded, self._board.is_crowded(self._steady())
        if self._is_crowded and not was:
            log.warning("alerts: %s was told of %d incidents within an hour; others wait", self.name, MOST_AN_HOUR)
        return due

    def _say(self, notices: Sequence[Notice]) -> None:
        """Say it, until it is not heard."""
        for first in range(0, len(notices), self._channel.most_at_once):
            if self._closing_at is not None and self._steady() - self._closing_at > CLOSING_NS:
                return
            some = notices[first : first + self._channel.most_at_once]
            try:
                self._channel.send(some, time.time_ns())
            except UndeliveredError as error:
                self._missed(error)
                return
            self._heard(some)

    def _heard(self, notices: Sequence[Notice]) -> None:
        if self._pause_ns:
            log.warning("alerts: %s hears again", self.name)
        self._pause_ns = self._again_at = 0
        with self._news:
            self._sent += len(notices)
            self._board.delivered(notices, self._steady())

    def _missed(self, error: UndeliveredError) -> None:
        if not self._pause_ns:
            log.warning("alerts: %s does not hear (%s); it is tried again", self.name, plain(str(error)))
        self._failed += 1
        self._pause_ns = min(max(FIRST_PAUSE_NS, 2 * self._pause_ns), LONGEST_PAUSE_NS)
        self._again_at = self._steady() + self._pause_ns
