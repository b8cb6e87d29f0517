"""A recorder that a test drives, without a watch."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import Ending, IncidentOpened, IncidentResolved, IncidentState
from arpwatch_k8s.changes.recording import RecordingClosed
from arpwatch_k8s.monitor.recordings.recorder import Recorder
from arpwatch_k8s.monitor.recordings.recording import Described
from arpwatch_k8s.monitor.recordings.settings import Recordings
from tests.capture.live.test_ring import records
from tests.changes.samples import CAUSE, INCIDENT
from tests.metamorphic.recording import read
from tests.monitor.recordings.playing import held
from tests.savefiles import NS


class Desk:
    """A recorder that a test drives: frames come a second apart, from second 0 on."""

    def __init__(self, path: Path, *, keep_bytes: int = 1 << 30) -> None:
        self.said: SimpleQueue[Change] = SimpleQueue()
        self.path = path / "rec"
        settings = Recordings(
            folder=self.path, before_ns=10 * NS, after_ns=5 * NS, keep_bytes=keep_bytes, reports=False
        )
        self.folder = held(settings)
        self.recorder = Recorder(settings, self.folder, [Described(name="eth0", linktype=1)], self.said.put)
        self.recorder.start()

    def frames(self, *seconds: int) -> None:
        """Frames come, and it is the last one's time."""
        for second in seconds:
            self.recorder.rings[0].put(memoryview(records(second * NS)))
        self.recorder.tick(seconds[-1] * NS)

    def opened(self, second: int, vip: str = "192.0.2.80") -> IncidentState:
        """An incident opens; as it is told."""
        state = replace(INCIDENT, id=f"{vip} {second}", vip=vip, start=second * NS, end=second * NS)
        told = self.recorder.hear(IncidentOpened(time=state.start, told=state.start, state=state))
        assert isinstance(told, IncidentOpened)
        return told.state

    def resolved(self, state: IncidentState, second: int, ending: Ending = Ending.QUIET) -> IncidentState:
        """One is over; as it is told."""
        over = replace(state, end=second * NS, cause=replace(CAUSE, frames=(1, 12, 15)))
        told = self.recorder.hear(IncidentResolved(time=over.end, told=over.end, state=over, ending=ending))
        assert isinstance(told, IncidentResolved)
        return told.state

    def hear(self) -> RecordingClosed:
        """What is said next, which is that a recording is whole."""
        change = self.said.get(timeout=30)
        assert isinstance(change, RecordingClosed)
        return change

    def times(self, name: str) -> list[int]:
        """The seconds of a recording's frames."""
        return [frame.time_ns // NS for frame in read(self.path / name).frames]


def span(first: int, last: int) -> Sequence[int]:
    """Seconds from one to another."""
    return range(first, last + 1)
