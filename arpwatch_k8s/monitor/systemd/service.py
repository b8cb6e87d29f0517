"""How the watch stands, for systemd: ready, a line of status, at work, loading anew, ending.

That it is at work is said by the loop, and only while all that it relies on moves: the thread of each interface, and
the one that looks. One that hangs would leave a process that lives and sees nothing; systemd then starts it again.
What systemd does not take at once is said with the next round.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved
from arpwatch_k8s.monitor.systemd.notify import Notify
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

log = logging.getLogger("arpwatch_k8s")

INTERVAL, WHOSE = "WATCHDOG_USEC", "WATCHDOG_PID"
US_PER_S: Final = 1_000_000
OFTEN: Final = 4
"""How often within the interval it is said that all is at work; half of it is advised."""
STATUS_APART_S: Final = 1.0
READY, ENDING = "READY=1", "STOPPING=1"


class Part(Protocol):
    """What the loop relies on."""

    @property
    def name(self) -> str:
        """What it is called."""

    def silent_s(self, now: float) -> float:
        """For how long it has been at something without a sign of life, at `now` (s, monotonic); 0 while it rests."""


def interval_s(environment: Mapping[str, str] = os.environ) -> float | None:
    """Within how many seconds systemd wants to hear that all is at work; None where it does not."""
    text, whose = environment.get(INTERVAL, ""), environment.get(WHOSE, "")
    if not (text.isascii() and text.isdecimal()) or (whose and whose != str(os.getpid())):
        return None
    return int(text) / US_PER_S or None


class Service:
    """What is said by way of `notify`, None: nothing. `watchdog_s`: within how long that all is at work."""

    def __init__(
        self,
        notify: Notify | None = None,
        watchdog_s: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._notify = notify
        self._watchdog_s = watchdog_s
        self._clock = clock
        self._due: dict[str, str] = {}
        """What is not said yet: of each kind the newest."""
        self._status = ""
        self._next_status = self._next_beat = float("-inf")
        self._open: set[str] = set()
        self._stalled: tuple[str, ...] = ()
        self._is_ending = False

    def ready(self) -> None:
        """Frames are read from now on."""
        self._say("state", READY)

    @contextmanager
    def reloading(self) -> Iterator[None]:
        """Settings are read anew meanwhile."""
        self._say("state", f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")
        try:
            yield
        finally:
            self.ready()

    def ending(self) -> None:
        """The end was asked for: what is left to do is bounded by systemd's own limit."""
        if not self._is_ending:
            self._is_ending = True
            self._due["status"] = "STATUS=ending: the last look, then the report"
            self._say("state", ENDING)

    def follow(self, change: Change) -> None:
        """Count the incidents that are open."""
        match change:
            case IncidentOpened():
                self._open.add(change.state.id)
            case IncidentResolved():
                self._open.discard(change.state.id)
            case _:
                pass

    def stand(self, *, vips: int, frames: int, dropped: int) -> None:
        """How things stand, which is said once in a while where it has changed."""
        parts = [plural(vips, "VIP"), f"{plural(len(self._open), 'incident')} open", plural(frames, "frame")]
        self._status = f"STATUS={', '.join(parts)}, {dropped:,} dropped"

    def beat(self, parts: Sequence[Part]) -> None:
        """One round of the loop: say what is due."""
        if self._notify is None:
            return
        now = self._clock()
        if self._status and now >= self._next_status and not self._is_ending:
            self._due["status"], self._status = self._status, ""
            self._next_status = now + STATUS_APART_S
        if self._watchdog_s is not None and now >= self._next_beat:
            self._next_beat = now + self._watchdog_s / OFTEN
            self._look_at(parts, now, self._watchdog_s / 2)
        self._flush()

    def _look_at(self, parts: Sequence[Part], now: float, most_s: float) -> None:
        """Say that all is at work where it is, and else whose fault it is that this is not said."""
        stalled = tuple(plain(part.name) for part in parts if part.silent_s(now) > most_s)
        if not stalled:
            self._due["watchdog"] = "WATCHDOG=1"
        else:
            self._due.pop("watchdog", None)
        if stalled and stalled != self._stalled:
            log.error("no sign of life for %.0f s: %s; systemd's watchdog is not fed", most_s, ", ".join(stalled))
        self._stalled = stalled

    def _say(self, kind: str, line: str) -> None:
        self._due[kind] = line
        self._flush()

    def _flush(self) -> None:
        """Say what is due, in one datagram."""
        if self._notify is not None and self._due and self._notify.send(*self._due.values()):
            self._due.clear()
