"""A tap without an interface: it gives what a test says, piece by piece."""

from collections.abc import Callable, Iterable

from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import Counts
from arpwatch_k8s.errors import ArpwatchError
from tests.savefiles import Timed, pcap


class FakeTap:
    """Each piece of `pieces` is there once the one before was read; one that is a function is called, one that is an
    error is raised. After the last the end is asked for, if the tap is to end it. `endless` is there for ever."""

    def __init__(
        self,
        pieces: Iterable[list[Timed] | ArpwatchError | Callable[[], None]],
        *,
        name: str = "eth0",
        dropped: int = 0,
        ends: bool = True,
        endless: list[Timed] | None = None,
    ) -> None:
        self.name = name
        self.linktype = 1
        self.header = pcap([])
        self.is_there = True
        self.passing: list[Passing] = []
        self.last_counts = Counts()
        self._pieces = list(pieces)
        self._left = b""
        self._read = 0
        self._dropped = dropped
        self._ends = ends
        self._endless = pcap(endless or [])[24:]

    def let_pass(self, passing: Passing) -> None:
        self.passing.append(passing)

    def wait(self, stop: Stop) -> None:
        if not self._pieces:
            if self._ends:
                stop.request()
            stop.wait(30)
            return
        piece = self._pieces.pop(0)
        if isinstance(piece, ArpwatchError):
            raise piece
        if callable(piece):
            piece()
            return
        self._read += len(piece)
        self._left = pcap(piece)[24:]

    def read_into(self, view: memoryview) -> int:
        self._left = self._left or self._endless
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def counts(self) -> Counts:
        self.last_counts = Counts(received=self._read, dropped_by_kernel=self._dropped)
        return self.last_counts

    def close(self) -> None:
        """Nothing is open."""
