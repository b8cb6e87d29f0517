"""Which incident is in which file, from when to when, and what becomes of it where the disk does not do its part."""

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import (
    Ending,
    IncidentOpened,
    IncidentResolved,
    IncidentState,
    IncidentUpdated,
    Revision,
)
from arpwatch_k8s.changes.recording import Recorded, RecordingClosed, RecordingEnd, RecordingFailure
from arpwatch_k8s.monitor.recordings.recorder import MOST_WAITING, Recorder
from arpwatch_k8s.monitor.recordings.recording import Described
from arpwatch_k8s.monitor.recordings.settings import Recordings
from tests.capture.live.test_ring import records
from tests.changes.samples import CAUSE, INCIDENT
from tests.metamorphic.recording import read
from tests.monitor.recordings.playing import held, names
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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One that is closed in the end."""
    made = Desk(tmp_path)
    yield made
    made.recorder.close()
    made.folder.close()


def span(first: int, last: int) -> Sequence[int]:
    """Seconds from one to another."""
    return range(first, last + 1)


def test_it_begins_so_long_before_an_incident_and_ends_so_long_after_it(desk: Desk) -> None:
    desk.frames(*span(0, 30))
    state = desk.opened(25)
    desk.frames(*span(31, 40))
    over = desk.resolved(state, 38)
    desk.frames(41, 42)
    assert desk.said.empty()
    desk.frames(43)
    closed = desk.hear()
    assert desk.times(Path(closed.path).name) == [*span(15, 43)]
    assert (closed.ending, closed.wanted_ns, closed.held_ns) == (RecordingEnd.OVER, 15 * NS, None)
    assert over.recorded is not None
    assert over.recorded.name == Path(closed.path).name


def test_incidents_that_overlap_share_a_file(desk: Desk) -> None:
    desk.frames(*span(0, 20))
    first, second = desk.opened(15), desk.opened(20, "192.0.2.81")
    assert first.recorded == second.recorded
    desk.resolved(first, 16)
    desk.frames(*span(21, 40))
    assert desk.said.empty()
    desk.resolved(second, 30)
    third = desk.opened(40, "192.0.2.82")
    if third.recorded == first.recorded:  # it came before the file was ended
        desk.resolved(third, 40)
        desk.frames(45)
    assert desk.hear().ending is RecordingEnd.OVER


def test_the_next_incident_has_a_file_of_its_own(desk: Desk) -> None:
    desk.frames(*span(0, 20))
    first = desk.opened(15)
    desk.resolved(first, 15)
    desk.frames(21)
    desk.hear()
    second = desk.opened(21)
    desk.resolved(second, 21)
    desk.frames(26)
    assert desk.times(Path(desk.hear().path).name) == [*span(11, 21), 26]
    assert len(names(desk.path)) == 2


def test_only_frames_that_are_in_it_are_cited(desk: Desk) -> None:
    desk.frames(*span(0, 20))
    state = desk.opened(15)
    desk.recorder.step()
    desk.hear()
    over = desk.resolved(state, 20)
    assert over.cause is not None
    assert over.cause.frames == (1, 12, 15)
    assert over.recorded == Recorded(name="19700101T000015Z-192.0.2.80.pcapng", frames=(12 - 5, 15 - 5))


def test_what_is_recorded_is_ended_with_the_watch(desk: Desk) -> None:
    desk.frames(*span(0, 20))
    state = desk.opened(15)
    desk.recorder.close()
    closed = desk.hear()
    assert (closed.ending, desk.times(Path(closed.path).name)) == (RecordingEnd.STOPPED, [*span(5, 20)])
    assert state.recorded == Recorded(name=Path(closed.path).name)


def test_a_step_of_the_clock_ends_it_and_nothing_of_before_is_in_the_next(desk: Desk) -> None:
    desk.frames(*span(0, 20))
    desk.opened(15)
    desk.recorder.step()
    assert desk.hear().ending is RecordingEnd.STOPPED
    desk.frames(3, 4)
    desk.opened(4)
    desk.recorder.close()
    assert desk.times(Path(desk.hear().path).name) == [3, 4]


def test_an_incident_that_opens_before_the_last_file_is_ended_has_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, may_go_on = os.write, Event()

    def hang(descriptor: int, data: bytes) -> int:
        assert may_go_on.wait(60)
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", hang)
    desk.frames(*span(0, 20))
    first = desk.opened(15)
    desk.recorder.step()
    desk.frames(3, 4)
    second = desk.opened(4)
    may_go_on.set()
    assert desk.times(Path(desk.hear().path).name)[:16] == [*span(5, 20)]
    desk.recorder.close()
    assert desk.times(Path(desk.hear().path).name) == [3, 4]
    assert first.recorded != second.recorded


def test_no_more_files_wait_for_a_disk_that_hangs_than_may(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write, may_go_on = os.write, Event()

    def hang(descriptor: int, data: bytes) -> int:
        assert may_go_on.wait(60)
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", hang)
    recorded = []
    for second in range(12):
        desk.frames(second)
        recorded.append(desk.opened(second).recorded)
        desk.recorder.step()
    may_go_on.set()
    there = [each.name for each in recorded if each is not None]
    assert MOST_WAITING <= len(there) <= MOST_WAITING + 1  # the first may be in hand already
    assert [Path(desk.hear().path).name for _ in there] == there


def test_a_recording_that_is_full_ends_and_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, keep_bytes=2000)
    desk.frames(*span(0, 100))
    state = desk.opened(100)
    for second in span(101, 200):
        desk.frames(second)
    closed = desk.hear()
    assert (closed.ending, closed.size_bytes < 2500) == (RecordingEnd.FULL, True)
    assert b"full: " in Path(closed.path).read_bytes()
    update = IncidentUpdated(time=0, told=0, state=state, revision=Revision.NAMED)
    told = desk.recorder.hear(update)
    assert isinstance(told, IncidentUpdated)
    assert told.state.recorded is not None
    assert told.state.recorded.name == Path(closed.path).name
    desk.recorder.close()


def test_a_full_disk_is_told_once_and_ends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write, tried = os.write, Event()
    attempts: list[int] = []

    def refuse(*_: object) -> int:
        attempts.append(1)
        if len(attempts) > 5:
            tried.set()
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.frames(*span(0, 20))
    monkeypatch.setattr(os, "write", refuse)
    state = desk.opened(15)
    assert tried.wait(30)
    failure = desk.said.get(timeout=30)
    assert isinstance(failure, RecordingFailure)
    assert "No space left on device" in failure.why
    assert desk.said.empty()
    monkeypatch.setattr(os, "write", write)
    desk.resolved(state, 20)
    desk.frames(25)
    closed = desk.hear()
    assert desk.times(Path(closed.path).name) == [*span(5, 20), 25]


def test_one_that_cannot_be_ended_stays_incomplete_and_says_what_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.frames(*span(0, 20))

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    state = desk.opened(15)
    desk.resolved(state, 15)
    failure = desk.said.get(timeout=30)
    assert isinstance(failure, RecordingFailure)
    assert "it ends incomplete, 0 frames are not in it" in failure.why
    (name,) = names(desk.path)
    assert name.endswith(".pcapng.incomplete")
    assert desk.times(name) == [*span(5, 20)]


def test_a_disk_that_hangs_keeps_nobody_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write, hangs, may_go_on = os.write, Event(), Event()

    def hang(descriptor: int, data: bytes) -> int:
        hangs.set()
        assert may_go_on.wait(60)
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", hang)
    desk.frames(*span(0, 20))
    state = desk.opened(15)
    assert hangs.wait(30)
    desk.frames(*span(21, 30))
    over = desk.resolved(state, 30)
    assert over.recorded == Recorded(name="19700101T000015Z-192.0.2.80.pcapng")
    desk.frames(35)
    may_go_on.set()
    assert desk.times(Path(desk.hear().path).name) == [*span(5, 30), 35]
