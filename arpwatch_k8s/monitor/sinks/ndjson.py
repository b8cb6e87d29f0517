"""A line of JSON a change, for programs."""

from __future__ import annotations

from typing import ClassVar, TextIO

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.document import ndjson
from arpwatch_k8s.monitor.sinks.sink import State


class Ndjson:
    """Writes to `stream`."""

    name: ClassVar[str] = "ndjson"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, change: Change) -> None:
        """One more line."""
        self._stream.write(ndjson(change) + "\n")
        self._stream.flush()

    def show(self, state: State) -> None:
        """Lines tell changes only."""

    def close(self) -> None:
        """The stream belongs to whoever opened it."""
