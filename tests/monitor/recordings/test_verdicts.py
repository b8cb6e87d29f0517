"""Captures that are watched and recorded: the file tells what the watch told, and has the frames that it cited."""

from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.recording import Recorded, RecordingClosed, RecordingEnd
from arpwatch_k8s.monitor.recordings.settings import Recordings
from tests.capture.live.taps import FakeTap
from tests.metamorphic.recording import read
from tests.monitor.recordings.playing import names, pace, played, watched
from tests.monitor.watching import Clock, Looks, of
from tests.savefiles import NS

CASES = ["service-not-programmed", "metallb-failover", "owner-silent", "vip-unanswered", "split-brain-metallb"]


@pytest.mark.parametrize("name", CASES)
def test_the_recording_of_an_incident_comes_to_what_the_watch_told(captures: Path, tmp_path: Path, name: str) -> None:
    capture = captures / name / "proxy.pcapng"
    changes, result = played(capture, Recordings(folder=tmp_path / "rec", reports=False))
    (opened,) = of(changes, IncidentOpened)
    (resolved,) = of(changes, IncidentResolved)
    (closed,) = of(changes, RecordingClosed)
    assert opened.state.recorded == Recorded(name=Path(closed.path).name)
    assert resolved.state.recorded is not None
    assert names(tmp_path / "rec") == [resolved.state.recorded.name]
    assert (closed.ending, closed.lost, closed.held_ns) == (RecordingEnd.OVER, 0, None)
    assert resolved.state.cause is not None
    again = aw.analyze(closed.path)
    assert again.result.case.captures[0].frames == closed.frames
    assert again.result.verdict.findings[0].rule == resolved.state.cause.rule
    assert (again.verdict.outcome, again.verdict.cause) == (result.verdict.outcome, result.verdict.cause)


def test_frames_that_are_cited_are_those_of_the_file(captures: Path, tmp_path: Path) -> None:
    capture = captures / "owner-silent" / "proxy.pcapng"
    changes, _ = played(capture, Recordings(folder=tmp_path / "rec", before_ns=4 * NS, reports=False))
    whole = {frame.number: (frame.time_ns, frame.data) for frame in read(capture).frames}
    (closed,) = of(changes, RecordingClosed)
    recorded = {frame.number: (frame.time_ns, frame.data) for frame in read(Path(closed.path)).frames}
    assert 0 < len(recorded) < len(whole)
    for change in (*of(changes, IncidentUpdated), *of(changes, IncidentResolved)):
        assert change.state.cause is not None
        assert change.state.recorded is not None
        cited = [recorded[number] for number in change.state.recorded.frames]
        there = set(recorded.values())
        assert cited == [whole[number] for number in change.state.cause.frames if whole[number] in there]
        assert cited


def test_a_healthy_vip_is_not_recorded(captures: Path, tmp_path: Path) -> None:
    changes, _ = played(captures / "healthy" / "proxy.pcapng", Recordings(folder=tmp_path / "rec"))
    assert of(changes, RecordingClosed) == []
    assert names(tmp_path / "rec") == []


def test_two_interfaces_share_a_file_and_a_numbering(captures: Path, tmp_path: Path) -> None:
    clock, looks = Clock(), Looks()
    whole = read(captures / "owner-silent" / "proxy.pcapng")
    frames = [(frame.time_ns, frame.data) for frame in whole.frames]
    taps = [FakeTap([*pace(frames, clock, looks)]), FakeTap([frames[:50]], name="eth1", ends=False)]
    changes, _ = watched(taps, Recordings(folder=tmp_path / "rec", reports=False), clock, looks)
    (closed,) = of(changes, RecordingClosed)
    recorded = read(Path(closed.path)).frames
    assert {frame.interface for frame in recorded} == {0, 1}
    there = {frame.number: frame for frame in recorded}
    resolved = of(changes, IncidentResolved)[-1]
    assert resolved.state.recorded is not None
    assert resolved.state.cause is not None
    assert len(resolved.state.recorded.frames) == len(resolved.state.cause.frames) > 0
    for live, number in zip(resolved.state.cause.frames, resolved.state.recorded.frames, strict=True):
        assert there[number].interface == (live - 1) % 2
        assert there[number].data == frames[(live - 1) // 2][1]
