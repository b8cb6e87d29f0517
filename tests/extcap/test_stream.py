"""Frames on their way into a pipe: in order, whole, with notes, whoever reads."""

import os
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.extcap import fifo
from arpwatch_k8s.extcap.notes import Note
from arpwatch_k8s.extcap.stream import Stream
from arpwatch_k8s.monitor.recordings.recording import Described
from tests.savefiles import MAC_A, MAC_B, NS, announcement

ETH0 = Described(name="eth0", linktype=1)


def record(time_ns: int, data: bytes) -> memoryview:
    """A frame as a tap gives it."""
    return memoryview(struct.pack("=IIII", *divmod(time_ns, NS), len(data), len(data)) + data)


@pytest.fixture
def ends() -> Iterator[list[int]]:
    """A pipe: where it is read, where it is written."""
    pair = list(os.pipe())
    yield pair
    for descriptor in pair:
        os.close(descriptor)


def fields(path: Path, *names: str) -> list[list[str]]:
    """What tshark says of each frame."""
    wanted = [word for name in names for word in ("-e", name)]
    done = subprocess.run(
        ["tshark", "-r", str(path), "-T", "fields", *wanted], capture_output=True, text=True, check=True
    )
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.mark.tshark
def test_frames_are_passed_on_whole_with_their_notes_and_what_was_lost(ends: list[int], tmp_path: Path) -> None:
    frames = [announcement(MAC_A), announcement(MAC_B), announcement(MAC_A)]
    with Stop() as stop:
        stream = Stream(ends[1], stop, ETH0, about="a test")
        for number, data in enumerate(frames, 1):
            stream.rings[0].put(record(number * NS, data))
        stream.put(Note(text="taken", frames=(2,)))
        stream.start()
        stream.finish()
        assert stop.requested
    assert stream.fault is None
    path = tmp_path / "x.pcapng"
    path.write_bytes(os.read(ends[0], 1 << 16))
    assert fields(path, "frame.number", "frame.comment", "eth.src") == [
        ["1", "", MAC_A],
        ["2", "taken", MAC_B],
        ["3", "", MAC_A],
    ]


def test_a_reader_who_leaves_ends_it_though_no_frame_comes() -> None:
    read, write = os.pipe()
    with Stop() as stop:
        stream = Stream(write, stop, ETH0, about="a test")
        stream.start()
        os.close(read)
        until = time.monotonic() + 20
        while not stop.requested and time.monotonic() < until:
            stop.wait(0.1)
        assert stop.requested
        stream.finish()
    os.close(write)
    assert stream.fault is None


def test_frames_that_a_slow_reader_left_no_room_for_are_counted() -> None:
    with Path(os.devnull).open("wb") as nowhere, Stop() as stop:
        stream = Stream(nowhere.fileno(), stop, ETH0, about="a test", size=2 << 20)
        many = b"".join(record(NS, announcement(MAC_A)) for _ in range(60_000))
        stream.rings[0].put(memoryview(many))  # some 4.5 MB, before anybody takes them
        stream.start()
        stream.finish()
    assert stream.fault is None
    assert 0 < stream._lost < 60_000


def test_a_pipe_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with Stop() as stop:
        for name in ("file", "missing"):
            with pytest.raises(OutputError, match="--fifo"):
                fifo.opened(str(tmp_path / name), stop)
