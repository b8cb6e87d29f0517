"""Which incident is in which file, from when to when, and what becomes of it where the disk does not do its part."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from arpwatch_k8s.changes.cost import Suspicion
from arpwatch_k8s.changes.incident import IncidentUpdated, Revision
from arpwatch_k8s.changes.recording import Recorded, RecordingEnd, RecordingFailure
from arpwatch_k8s.monitor.recordings.recorder import MOST_WAITING, Recorder
from arpwatch_k8s.monitor.recordings.settings import Recordings
from tests.capture.live.taps import FakeTap
from tests.capture.live.test_ring import records
from tests.changes.samples import SAMPLES
from tests.monitor.recordings.driven import Desk, span
from tests.monitor.recordings.playing import names, watched
from tests.monitor.watching import MOVE, Clock, Looks
from tests.savefiles import NS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One that is closed in the end."""
    made = Desk(tmp_path)
    yield made
    made.recorder.close()
    made.folder.close()


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


def test_a_cause_is_cited_in_the_file_of_the_incident_of_its_vip_that_is_open(desk: Desk) -> None:
    (cause,) = [replace(change, frames=(1, 12, 15)) for change in SAMPLES if isinstance(change, Suspicion)]
    desk.frames(*span(0, 20))
    assert desk.recorder.hear(cause) is cause
    state = desk.opened(15, cause.vip)
    desk.recorder.step()
    desk.hear()
    told, other = desk.recorder.hear(cause), replace(cause, vip="192.0.2.99")
    assert isinstance(told, Suspicion)
    assert told.recorded == Recorded(name="19700101T000015Z-192.0.2.80.pcapng", frames=(12 - 5, 15 - 5))
    assert desk.recorder.hear(other) is other
    desk.resolved(state, 20)
    assert desk.recorder.hear(cause) is cause


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


def test_one_that_ends_where_it_is_full_is_not_called_complete(tmp_path: Path) -> None:
    desk = Desk(tmp_path, keep_bytes=2000)
    desk.recorder.tick(0)
    desk.recorder.rings[0].put(memoryview(b"".join(records(second * NS) for second in range(40))))
    state = desk.opened(35)
    desk.recorder.step()
    desk.recorder.close()
    closed = desk.hear()
    assert (closed.ending, state.recorded) == (RecordingEnd.FULL, Recorded(name=Path(closed.path).name))


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


def test_the_end_waits_for_a_disk_that_hangs_no_longer_than_it_may(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write, hangs, may_go_on = os.write, Event(), Event()

    def hang(descriptor: int, data: bytes) -> int:
        hangs.set()
        assert may_go_on.wait(60)
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", hang)
    monkeypatch.setattr("arpwatch_k8s.monitor.recordings.recorder.CLOSE_S", 0.1)
    desk.frames(*span(0, 20))
    desk.opened(15)
    assert hangs.wait(30)
    desk.recorder.close()
    assert "the last recording is left incomplete" in caplog.text
    may_go_on.set()
    assert desk.hear().ending is RecordingEnd.STOPPED


def test_a_fault_of_the_recorder_ends_the_watch_and_is_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Recorder) -> bool:
        raise ValueError("a fault")

    monkeypatch.setattr(Recorder, "_take", fail)
    with pytest.raises(ValueError, match="a fault"):
        watched([FakeTap(MOVE, ends=False)], Recordings(folder=tmp_path / "rec"), Clock(), Looks())
