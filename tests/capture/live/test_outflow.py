"""Whoever does not read keeps nobody from ending; whoever reads gets all, in order."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from arpwatch_k8s.capture.live import outflow
from arpwatch_k8s.capture.live.outflow import Outflow
from arpwatch_k8s.capture.live.stop import Stop

PIPE_BYTES = 1 << 16
"""Linux pipe(7): the capacity of a pipe."""


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Its two ends."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_slow_reader_gets_all_in_order(pipe: tuple[int, int]) -> None:
    theirs, ours = pipe
    sent = bytes(range(256)) * 4096
    got = bytearray()

    def read() -> None:
        while len(got) < len(sent):
            got.extend(os.read(theirs, 1000))

    reader = Thread(target=read)
    reader.start()
    with Stop() as stop:
        assert Outflow(ours, stop).write(sent) == len(sent)
    reader.join()
    assert bytes(got) == sent


def test_a_reader_who_stopped_is_waited_for_until_the_end_is_asked_for(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = pipe
    monkeypatch.setattr(outflow, "LOOK_S", 0.01)
    monkeypatch.setattr(outflow, "PATIENCE_S", 0.05)
    raised: list[BaseException] = []

    def write(stream: Outflow) -> None:
        try:
            stream.write(bytes(2 * PIPE_BYTES))
        except TimeoutError as error:
            raised.append(error)

    with Stop() as stop:
        stream = Outflow(ours, stop)
        writer = Thread(target=write, args=(stream,))
        writer.start()
        writer.join(0.5)
        assert writer.is_alive()
        stop.request()
        writer.join(10)
        assert not writer.is_alive()
        assert [str(error) for error in raised] == ["[Errno 110] nobody reads it"]
        # what was begun is not whole: nothing may follow it, even if somebody reads again
        assert len(os.read(theirs, PIPE_BYTES)) == PIPE_BYTES
        with pytest.raises(TimeoutError):
            stream.write(b"more")


def test_a_reader_who_left_and_a_full_disk_are_what_the_system_says(pipe: tuple[int, int]) -> None:
    with Stop() as stop, Path("/dev/full").open("wb", buffering=0) as full:
        with pytest.raises(OSError, match="No space"):
            Outflow(full.fileno(), stop).write(b"x")
        theirs, ours = os.pipe()
        os.close(theirs)
        with pytest.raises(BrokenPipeError):
            Outflow(ours, stop).write(b"x")
        os.close(ours)
