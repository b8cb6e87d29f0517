"""A line of JSON a change, for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TextIO

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.document import ndjson
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.monitor.systemd.journal import unmarked


class Ndjson:
    """Writes to `stream`. `mark`: what stands before a line."""

    name: ClassVar[str] = "ndjson"

    def __init__(self, stream: TextIO, mark: Callable[[Change], str] = unmarked) -> None:
        self._stream = stream
        self._mark = mark

    def tell(self, change: Change) -> None:
        """One more line."""
        self._stream.write(self._mark(change) + ndjson(change) + "\n")
        self._stream.flush()

    def show(self, state: State) -> None:
        """Lines tell changes only."""

    def close(self) -> None:
        """The stream belongs to whoever opened it."""
