"""What every sink can do, and the state that it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How things stand."""

    time: int
    """When, ns UTC."""

    result: Result
    """What all rows up to then come to."""


class Sink(Protocol):
    """Takes what the watch has to say; all three are called by one thread, which is the sink's own.

    What a sink raises ends the watch: one that may fail and be none the worse (a server that does not answer) handles
    that itself. A sink that takes too long loses the changes that find no room, and only itself.
    """

    @property
    def name(self) -> str:
        """What it is called where it is counted or complained about."""

    def tell(self, change: Change) -> None:
        """Take one change; they come in the order in which they became known."""

    def show(self, state: State) -> None:
        """Take the newest state; one that is slow is not shown all of them. The last one is always shown."""

    def close(self) -> None:
        """There is no more: finish, and let go of everything."""
