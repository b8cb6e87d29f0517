"""What tests of watch share: batches of evidence from frames, and changes as words."""

from collections.abc import Iterable, Sequence

from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor.change import Change
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted
from tests.savefiles import VIP, Timed, pcap

NUMBER = address_number(VIP)


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
