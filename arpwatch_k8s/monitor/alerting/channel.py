"""What every receiver of alerts can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from arpwatch_k8s.monitor.alerting.notice import Notice


class UndeliveredError(Exception):
    """Notices were not heard; its text says why, without any secret."""


class Channel(Protocol):
    """A receiver. `send` is called by one thread, and may take as long as it takes."""

    @property
    def name(self) -> str:
        """What it is called where it is counted or complained about: no secret is in it."""

    @property
    def repeat_ns(self) -> int | None:
        """How often it is to be told again what stands, ns, since it forgets; None: it is told once."""

    @property
    def most_at_once(self) -> int:
        """How many notices it takes at once."""

    def send(self, notices: Sequence[Notice], now: int) -> None:
        """Have notices heard, at `now`, ns UTC. UndeliveredError: they were not, or maybe not."""
