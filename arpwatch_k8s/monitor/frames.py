"""Who takes the frames themselves beside the analysis: those who record them, or pass them on."""

from __future__ import annotations

from typing import Protocol

from arpwatch_k8s.capture.live.ring import Ring
from arpwatch_k8s.changes.change import Change


class FrameTaker(Protocol):
    """Has a ring for each interface, which its thread reads; the loop calls, and waits for nothing."""

    @property
    def rings(self) -> tuple[Ring, ...]:
        """One an interface, in their order: each frame is put in before it is looked at."""

    @property
    def fault(self) -> BaseException | None:
        """What ended its thread, a fault of the program; None while it works."""

    def start(self) -> None:
        """Begin."""

    def tick(self, now: int) -> None:
        """It is `now`, ns UTC."""

    def step(self) -> None:
        """The clock was set."""

    def hear(self, change: Change) -> Change:
        """Take note of what a look brought; the change as others are to be told it."""

    def close(self) -> None:
        """No frame comes any more."""
