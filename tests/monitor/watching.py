"""What tests of watch share: batches of evidence from frames, changes as words, a sink that keeps them, clocks that a
test moves, and the whole of watch over taps that it holds."""

import json
from collections.abc import Callable, Iterable, Sequence
from queue import SimpleQueue
from threading import Lock, Semaphore
from typing import ClassVar, TypeVar

from jsonschema import Draft202012Validator

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture import pcap_scan
from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.sink import Sink as RowSink
from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.document import document
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.monitor.config import WatchConfig
from arpwatch_k8s.monitor.outlet import Notices
from arpwatch_k8s.monitor.sinks.report import Report, WriteReport
from arpwatch_k8s.monitor.sinks.sink import Sink, State
from arpwatch_k8s.monitor.watch import Watch
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted
from tests.capture.live.taps import FakeTap
from tests.changes.samples import SCHEMA
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, pcap

NUMBER = address_number(VIP)
Kind = TypeVar("Kind")
T0 = 1_790_000_000 * NS


def rows(frames: Iterable[Timed], vips: Sequence[int] = (NUMBER,)) -> Evidence:
    """Frames as a batch of evidence."""
    left = [pcap(frames)]

    def read_into(view: memoryview) -> int:
        piece = left.pop() if left else b""
        view[: len(piece)] = piece
        return len(piece)

    sink = RowSink(0, wanted(CONTROL | COUNT | VIP_TCP, vips), 1 << 20)
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


class Clock:
    """Both clocks, which a test moves: by `beat` at each look."""

    def __init__(self, *, beat: int = 20_000_000) -> None:
        self.wall, self.steady, self.beat = T0, 5 * NS, beat
        self._lock = Lock()

    def __call__(self) -> tuple[int, int]:
        with self._lock:  # the loop asks, and each interface
            self.wall += self.beat
            self.steady += self.beat
            return self.wall, self.steady


class Looks:
    """Waits for the examiner: what it was given before has been looked at, and told, when `wait` returns."""

    def __init__(self) -> None:
        self._seen = Semaphore(0)

    def note(self, _: State) -> None:
        self._seen.release()

    def wait(self) -> None:
        while self._seen.acquire(blocking=False):
            pass
        for _ in range(3):  # one may have begun before, and one batch may wait in the queue
            assert self._seen.acquire(timeout=60)


def config(vips: Sequence[int] = (NUMBER,), *, control_only: bool = False) -> WatchConfig:
    """What to watch for, on a tap that a test holds."""
    return WatchConfig(interfaces=("eth0",), passing=Passing(vips=tuple(vips), control_only=control_only))


def watched(
    *taps: FakeTap,
    looks: Looks | None = None,
    vips: Sequence[int] = (NUMBER,),
    clock: Clock | None = None,
    report: WriteReport | None = None,
    control_only: bool = False,
) -> tuple[list[Change], Result]:
    """What is told of what taps give, all of it in keeping with the schema; and the result."""
    kept = Kept((looks or Looks()).note)
    notices: Notices = SimpleQueue()
    sinks: list[Sink] = [] if report is None else [Report(report, notices.put)]
    what = config(vips, control_only=control_only)
    with Stop() as stop:
        watch = Watch(taps, what, [*sinks, kept], notices=notices, clock=clock or Clock())  # type: ignore[arg-type]
        result = watch.run(stop)
    validate(kept.changes)
    return kept.changes, result


def validate(changes: Sequence[Change]) -> None:
    """Hold each change against the schema that is shipped."""
    for change in changes:
        Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(document(change))))


def at(seconds: float, frame: bytes) -> Timed:
    """A frame that long after `T0`."""
    return T0 + round(seconds * NS), frame


MOVE = [
    [at(0.0, announcement(MAC_A))],
    exchange(T0 + NS // 100, 40000),
    [at(0.05, announcement(MAC_B))],
    exchange(T0 + 6 * NS // 100, 40001, mac=MAC_B),
]
