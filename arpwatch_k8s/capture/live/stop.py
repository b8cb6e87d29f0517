"""Signals become an end that every waiting loop sees: SIGINT, SIGTERM and SIGHUP (a terminal that is gone) ask for it,
nothing is raised anywhere.

What was on the wire before is still to come then: the kernel hands frames on in blocks, and may hold many. Loops ask
`is_over`, and go on reading until then.
"""

from __future__ import annotations

import os
import select
import signal
import time
from types import FrameType, TracebackType
from typing import Final, Self

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BLOCK_S: Final = 0.1
"""How long the kernel may collect frames before it hands them on."""
SETTLE_S: Final = 1.5 * BLOCK_S
DRAIN_S: Final = 5.0
"""How long to go on where frames never cease: more than the kernel's buffer holds in a storm."""
GLANCE_S: Final = 0.02


class Stop:
    """While entered, an ending signal asks for the end, and does nothing else.

    `by` is the signal that came first, None where `request` ended it, or nothing did.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._before = {number: signal.getsignal(number) for number in ENDING}
        self.requested = False
        self._since = 0.0
        self.by: signal.Signals | None = None

    def __enter__(self) -> Self:
        for number in ENDING:
            if number != signal.SIGHUP or self._before[number] != signal.SIG_IGN:  # under nohup it stays ignored
                signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def request(self) -> None:
        """End it."""
        if not self.requested:
            self._since = time.monotonic()
            self.requested = True
            os.write(self._write, b".")

    def is_over(self, *, idle: bool) -> bool:
        """Whether to end now, when there is nothing to read (`idle`) or still something."""
        return self.requested and time.monotonic() - self._since > (SETTLE_S if idle else DRAIN_S)

    def wait_for(self, *sources: int, most_s: float) -> None:
        """Until one of some descriptors is readable, for a moment at most, or until the end is asked for; once it was,
        for a glance."""
        waiting = select.poll()
        for source in (*sources, *(() if self.requested else (self._read,))):
            waiting.register(source, select.POLLIN)
        waiting.poll((GLANCE_S if self.requested else most_s) * 1000)

    def wait(self, seconds: float) -> None:
        """Sleep, or less where the end is asked for."""
        select.select([self._read], [], [], max(0.0, seconds))

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.by = self.by or signal.Signals(number)
        self.request()
