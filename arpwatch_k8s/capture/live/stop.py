"""Signals become an end that every waiting loop sees: SIGINT and SIGTERM ask for it, nothing is raised anywhere."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Final, Self

ENDING: Final = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """While entered, an ending signal makes `fileno` readable for good, and does nothing else.

    `by` is the signal that came first, None where `request` ended it, or nothing did.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._before = {number: signal.getsignal(number) for number in ENDING}
        self.requested = False
        self.by: signal.Signals | None = None

    def __enter__(self) -> Self:
        for number in ENDING:
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        """What to wait on."""
        return self._read

    def request(self) -> None:
        """End it."""
        if not self.requested:
            self.requested = True
            os.write(self._write, b".")

    def wait(self, seconds: float) -> None:
        """Sleep, or less where the end is asked for."""
        select.select([self._read], [], [], max(0.0, seconds))

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.by = self.by or signal.Signals(number)
        self.request()
