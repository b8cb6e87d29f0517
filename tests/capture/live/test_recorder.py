"""What taps give arrives in pcapng files, however it comes, and whatever the disk does."""

import errno
import os
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.capture.live.recorder import Recorded, Recorder
from arpwatch_k8s.capture.live.rotation import Files, Rotation, SaveFile, compress, numbered
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.errors import OutputError
from tests.capture.live.taps import FakeTap
from tests.savefiles import MAC_A, MAC_B, NS, Timed, announcement, exchange

FRAMES = [(i * NS + 7, announcement(MAC_A if i % 2 else MAC_B)) for i in range(12)] + exchange(100 * NS, 40000)
PIECES = [FRAMES[:5], FRAMES[5:6], [], FRAMES[6:]]


def record(
    target: Path,
    pieces: list[list[Timed]] = PIECES,
    rotation: Rotation | None = None,
    most: int | None = None,
    dropped: int = 0,
) -> Recorded:
    """Record what one tap gives."""
    rotation = rotation or Rotation()
    tap = FakeTap(pieces, dropped=dropped)
    recorder = Recorder([tap], str(target), rotation, Files(str(target), rotation), most=most)  # type: ignore[list-item]
    with Stop() as stop:
        (outcome,) = recorder.run(stop)
    return outcome


def frames(*paths: Path) -> int:
    """Frames in files, all of them whole."""
    loaded = read([str(path) for path in paths])
    assert all(info.complete for info in loaded.captures)
    return sum(info.frames for info in loaded.captures)


def test_every_frame_arrives_with_its_nanoseconds_and_the_drops_are_told(tmp_path: Path) -> None:
    target = tmp_path / "x.pcapng"
    outcome = record(target, dropped=3)
    loaded = read([str(target)], ["192.0.2.80"])
    (info,) = loaded.captures
    assert (info.frames, info.drops, info.format) == (len(FRAMES), 3, "pcapng")
    assert loaded.evidence["time"][:12].tolist() == [time for time, _ in FRAMES[:12]]
    assert (outcome.written, outcome.unwritten, outcome.counts.dropped_by_kernel) == (len(FRAMES), 0, 3)


def test_a_count_ends_it_at_that_frame(tmp_path: Path) -> None:
    record(tmp_path / "x.pcapng", most=3)
    assert frames(tmp_path / "x.pcapng") == 3


def test_several_interfaces_share_a_file(tmp_path: Path) -> None:
    target = tmp_path / "x.pcapng"
    taps = [FakeTap([FRAMES[:2]], name="eth0"), FakeTap([FRAMES[2:5]], name="eth1")]
    with Stop() as stop:
        recorded = Recorder(taps, str(target), Rotation(), Files(str(target), Rotation()))
        recorded._wait = lambda stop: [tap.wait(stop) for tap in taps]  # type: ignore[method-assign]
        each = recorded.run(stop)
    assert [(one.interface, one.written) for one in each] == [("eth0", 2), ("eth1", 3)]
    assert read([str(target)]).evidence["interface"].tolist() == [0, 0, 1, 1, 1]


def test_frames_that_never_cease_do_not_keep_it_from_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.capture.live.stop.DRAIN_S", 0.2)
    tap, target = FakeTap([], endless=FRAMES[:5]), tmp_path / "x.pcapng"
    with Stop() as stop:
        recorder = Recorder([tap], str(target), Rotation(), Files(str(target), Rotation()))  # type: ignore[list-item]
        stop.request()
        (outcome,) = recorder.run(stop)
    assert outcome.written > 5
    assert frames(target) == outcome.written


def test_a_ring_keeps_the_newest_files_each_whole_by_itself(tmp_path: Path) -> None:
    target = tmp_path / "x.pcapng"
    one_a_piece = [[frame] for frame in FRAMES[:10]]
    record(target, one_a_piece, Rotation(most_bytes=1, files=3))
    left = sorted(tmp_path.iterdir())
    assert left == [numbered(target, number) for number in (9, 10, 11)]
    assert frames(*left[:2]) == 2


def test_files_are_compressed_once_they_are_full(tmp_path: Path) -> None:
    record(tmp_path / "x.pcapng", [FRAMES[:6], FRAMES[6:]], Rotation(most_bytes=1, compress=True))
    left = sorted(tmp_path.iterdir())
    assert all(path.name.endswith(".pcapng.zst") for path in left)
    assert frames(*left[:2]) == len(FRAMES)


def test_a_file_that_cannot_be_compressed_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.pcapng"
    path.write_bytes(b"data")
    (tmp_path / f".{path.name}.zst.new").mkdir()
    assert compress(path) is None
    assert path.read_bytes() == b"data"


class Full:
    """os.write on a disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._write = os.write

    def __call__(self, descriptor: int, data: bytes) -> int:
        if descriptor < 3:
            return self._write(descriptor, data)
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self._write(descriptor, bytes(data)[: self.room])
        self.room -= taken
        return taken


def test_a_full_disk_ends_nothing_and_leaves_a_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.pcapng"
    full = Full(600)
    monkeypatch.setattr("arpwatch_k8s.capture.live.rotation.os.write", full)
    monkeypatch.setattr("arpwatch_k8s.capture.live.recorder.RETRY_S", 0.0)
    tap = FakeTap([[frame] for frame in FRAMES[:10]])
    waited = tap.wait

    def wait(stop: Stop) -> None:
        if len(tap._pieces) == 3:
            full.room = 10_000
        waited(stop)

    monkeypatch.setattr(tap, "wait", wait)
    with Stop() as stop:
        (one,) = Recorder([tap], str(target), Rotation(), Files(str(target), Rotation())).run(stop)
    monkeypatch.undo()
    assert one.unwritten > 0
    assert one.written + one.unwritten == 10
    assert frames(target) == one.written


def test_a_file_takes_all_bytes_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SaveFile(tmp_path / "x")
    monkeypatch.setattr("arpwatch_k8s.capture.live.rotation.os.write", Full(5))
    file.write(b"abc")
    with pytest.raises(OSError, match="No space"):
        file.write(b"defg")
    file.close()
    assert (tmp_path / "x").read_bytes() == b"abc"


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to(tmp_path / "victim")
    with pytest.raises(OutputError, match="cannot be written"):
        SaveFile(tmp_path / "x")
    assert not (tmp_path / "victim").exists()


def test_a_folder_that_takes_no_next_file_is_refused_before_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arpwatch_k8s.capture.live.rotation.os.access", lambda *_: False)
    with pytest.raises(OutputError, match="next file"):
        Files(str(tmp_path / "x"), Rotation(every_s=1)).check()
    Files(str(tmp_path / "x"), Rotation()).check()
