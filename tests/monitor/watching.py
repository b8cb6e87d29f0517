"""What tests of watch share: batches of evidence from frames, changes as words, a sink that keeps them."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted
from tests.savefiles import VIP, Timed, pcap

NUMBER = address_number(VIP)
Kind = TypeVar("Kind")


def rows(frames: Iterable[Timed], vips: Sequence[int] = (NUMBER,)) -> Evidence:
    """Frames as a batch of evidence."""
    left = [pcap(frames)]

    def read_into(view: memoryview) -> int:
        piece = left.pop() if left else b""
        view[: len(piece)] = piece
        return len(piece)

    sink = Sink(0, wanted(CONTROL | COUNT | VIP_TCP, vips), 1 << 20)
    pcap_scan.read(Window(read_into), sink, "a test")
    return sink.builder.finish()


def told(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """Changes as event and words."""
    return [(change.event, change.text) for change in changes]


def of(changes: Iterable[Change], kind: type[Kind]) -> list[Kind]:
    """The changes of one kind."""
    return [change for change in changes if isinstance(change, kind)]


class Kept:
    """A sink that keeps what it is told; `note` hears of each state."""

    name: ClassVar[str] = "kept"

    def __init__(self, note: Callable[[State], None] = lambda _: None) -> None:
        self.changes: list[Change] = []
        self.is_closed = False
        self._note = note

    def tell(self, change: Change) -> None:
        self.changes.append(change)

    def show(self, state: State) -> None:
        self._note(state)

    def close(self) -> None:
        self.is_closed = True
