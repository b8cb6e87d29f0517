"""A line of text a change, for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import ClassVar, TextIO

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.line import line
from arpwatch_k8s.monitor.sinks.brief import Brief
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.monitor.systemd.journal import unmarked


class Lines:
    """Writes to `stream`; times of day are those of `zone`. `mark`: what stands before a line."""

    name: ClassVar[str] = "lines"

    def __init__(self, stream: TextIO, zone: tzinfo, mark: Callable[[Change], str] = unmarked) -> None:
        self._stream = stream
        self._mark = mark
        self._zone = zone
        self._brief = Brief()

    def tell(self, change: Change) -> None:
        """One more line, where people are told of it."""
        if self._brief.shows(change):
            self._stream.write(self._mark(change) + line(change, self._zone) + "\n")
            self._stream.flush()

    def show(self, state: State) -> None:
        """Lines tell changes only."""

    def close(self) -> None:
        """The stream belongs to whoever opened it."""
