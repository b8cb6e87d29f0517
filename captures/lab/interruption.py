"""Ctrl-C and SIGTERM, noticed between two steps and never in the middle of one.

A handler that raised could hit the moment between starting a program and noting that it runs. So the
handler only writes the signal's number into a pipe, and every wait of the lab is a wait on that pipe.
"""

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Self

from captures.lab.errors import InterruptionError

WATCHED = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """While entered, signals are kept until the next `wait`."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._before = {number: signal.getsignal(number) for number in WATCHED}

    def __enter__(self) -> Self:
        for number in WATCHED:
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Sleep, or raise `InterruptionError` at once when a signal has come."""
        readable, _, _ = select.select([self._read], [], [], max(0.0, seconds))
        if readable:
            raise InterruptionError(os.read(self._read, 1)[0])

    def _note(self, number: int, _frame: FrameType | None) -> None:
        os.write(self._write, bytes([number]))
