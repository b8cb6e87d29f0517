"""One file: what is in it and around it, and what the disk may do to it."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.capture.live.ring import LEAST_BYTES, Ring
from arpwatch_k8s.capture.live.tap import Counts
from arpwatch_k8s.changes.recording import RecordingEnd
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.numbers import Numbers
from arpwatch_k8s.monitor.recordings.recording import Described, Recording
from tests.capture.live.test_ring import records
from tests.savefiles import NS

NAME = "20260921T141320Z-192.0.2.80.pcapng"
MOST = 1 << 30


def recording(path: Path, *rings: Ring, since: int = 0) -> Recording:
    """One of some rings."""
    described = [Described(name=f"eth{i}", linktype=1) for i in range(len(rings))]
    return Recording(
        Folder(path, keep=9, keep_bytes=MOST),
        NAME,
        interfaces=described,
        rings=rings,
        begins=[ring.since(since) for ring in rings],
        numbers=Numbers(len(rings)),
        since_ns=since,
        why="incident of 192.0.2.80",
    )


def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The disk is full, until the function is called that comes back."""
    write = os.write

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    return lambda: monkeypatch.setattr(os, "write", write)


def test_interfaces_frames_and_drops_are_in_it(tmp_path: Path) -> None:
    first, second = Ring(0, LEAST_BYTES), Ring(1, LEAST_BYTES)
    first.counted(Counts(received=10, dropped_by_kernel=5))
    first.put(memoryview(records(2 * NS)))
    second.put(memoryview(records(NS)))
    first.put(memoryview(records(3 * NS)))
    made = recording(tmp_path, first, second)
    assert made.follow(MOST)
    first.counted(Counts(received=13, dropped_by_kernel=9))
    made.end(RecordingEnd.OVER, "as it should")
    (info,) = read([str(tmp_path / NAME)]).captures
    assert [each.name for each in info.sections[0].interfaces] == ["eth0", "eth1"]
    assert (info.frames, info.drops, info.backwards, made.frames) == (3, 4, 0, 3)
    assert made.size_bytes == (tmp_path / NAME).stat().st_size
    assert [made.numbers.of(0, 1), made.numbers.of(0, 2), made.numbers.of(1, 1)] == [2, 3, 1]
    assert b"incident of 192.0.2.80" in (tmp_path / NAME).read_bytes()
    assert b"over: as it should" in (tmp_path / NAME).read_bytes()


def test_of_a_watch_that_is_killed_all_that_was_written_can_be_read(tmp_path: Path) -> None:
    ring = Ring(0, LEAST_BYTES)
    ring.put(memoryview(records(NS, 2 * NS)))
    made = recording(tmp_path, ring)
    made.follow(MOST)
    (info,) = read([str(tmp_path / f"{NAME}.incomplete")]).captures
    assert (info.frames, info.complete) == (2, True)


def test_a_full_disk_costs_nothing_as_long_as_the_ring_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Ring(0, LEAST_BYTES)
    ring.put(memoryview(records(NS)))
    made = recording(tmp_path, ring)
    made.follow(MOST)
    mend = full(monkeypatch)
    ring.put(memoryview(records(2 * NS)))
    for _ in range(2):
        with pytest.raises(OutputError, match="No space left"):
            made.follow(MOST)
    assert made.waiting == 1
    mend()
    ring.put(memoryview(records(3 * NS)))
    made.follow(MOST)
    made.end(RecordingEnd.OVER, "")
    (info,) = read([str(tmp_path / NAME)]).captures
    assert (info.frames, info.complete, made.lost) == (3, True, 0)
    assert [made.numbers.of(0, frame) for frame in (1, 2, 3)] == [1, 2, 3]


def test_what_a_full_disk_costs_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring(0, LEAST_BYTES)
    ring.put(memoryview(records(NS)))
    made = recording(tmp_path, ring)
    made.follow(MOST)
    mend = full(monkeypatch)
    ring.put(memoryview(records(2 * NS)))
    with pytest.raises(OutputError):
        made.follow(MOST)
    many = LEAST_BYTES // 40
    for at in range(0, many, 1000):
        ring.put(memoryview(records(*(3 * NS + at + i for i in range(1000)))))
    mend()
    made.follow(MOST)
    made.end(RecordingEnd.OVER, "")
    put = 2 + (many + 999) // 1000 * 1000
    (info,) = read([str(tmp_path / NAME)]).captures
    assert made.lost > 0
    assert (info.frames + made.lost, info.drops) == (put, made.lost)
    assert made.numbers.of(0, put) == info.frames
    assert made.numbers.of(0, 3) is None


def test_one_that_cannot_be_begun_leaves_nothing_and_is_begun_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = Ring(0, LEAST_BYTES)
    ring.put(memoryview(records(NS)))
    made = recording(tmp_path, ring)
    mend = full(monkeypatch)
    with pytest.raises(OutputError):
        made.follow(MOST)
    assert list(tmp_path.iterdir()) == []
    mend()
    made.follow(MOST)
    made.end(RecordingEnd.OVER, "")
    assert read([str(tmp_path / NAME)]).captures[0].frames == 1


def test_it_grows_no_further_than_it_may(tmp_path: Path) -> None:
    ring = Ring(0, LEAST_BYTES)
    for i in range(100):
        ring.put(memoryview(records(i * NS)))
    made = recording(tmp_path, ring)
    assert not made.follow(2000)
    made.end(RecordingEnd.FULL, "no more")
    (info,) = read([str(tmp_path / NAME)]).captures
    assert 0 < info.frames < 2000 // 76 + 1
    assert info.complete


def test_it_says_from_when_on_the_ring_held_frames(tmp_path: Path) -> None:
    ring = Ring(0, LEAST_BYTES)
    for at in range(0, 100_000, 1000):
        ring.put(memoryview(records(*((at + i) * NS // 100 for i in range(1000)))))
    made = recording(tmp_path, ring)
    made.follow(MOST)
    assert made.held_ns is not None
    assert b"memory held no frames of before" in (tmp_path / f"{NAME}.incomplete").read_bytes()
