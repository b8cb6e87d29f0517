"""The window gives a stream's bytes in order, however they come and whoever reads them."""

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.capture.window import Window
from arpwatch_k8s.compiled import RECORD_BYTES

DATA = bytes(range(251)) * 40


def pieces(sizes: list[int]) -> Callable[[memoryview], int]:
    """A stream of DATA in pieces of these sizes, again and again."""

    def each() -> Iterator[bytes]:
        at, number = 0, 0
        while at < len(DATA):
            size = sizes[number % len(sizes)]
            yield DATA[at : at + size]
            at, number = at + size, number + 1

    stream = each()

    def read_into(view: memoryview) -> int:
        piece = next(stream, b"")
        view[: len(piece)] = piece
        return len(piece)

    return read_into


def readers() -> int:
    """Reading threads that are alive."""
    return sum(thread.name == "read ahead" for thread in threading.enumerate())


@pytest.mark.parametrize("ahead", [False, True])
@settings(deadline=None, max_examples=40)
@given(sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=5), left=st.integers(0, 400))
def test_nothing_is_lost_or_doubled_between_pieces(ahead: bool, sizes: list[int], left: int) -> None:
    seen = b""
    with Window(pieces(sizes), ahead=ahead) as window:
        while True:
            consumed = max(0, window.have - left)
            seen += window.take(0, consumed)
            if not window.fill(consumed):
                break
            assert window.base == len(seen)
        assert window.fill(0) == 0
        assert seen + bytes(window.view) == DATA
    assert readers() == 0


@pytest.mark.parametrize("ahead", [False, True])
def test_need_and_skip_go_over_pieces(ahead: bool) -> None:
    with Window(pieces([100]), ahead=ahead) as window:
        assert window.need(950)
        assert window.take(900, 50) == DATA[900:950]
        assert window.skip(3333) == 3333
        assert window.need(1)
        assert window.take(0, 1) == DATA[3333:3334]
        assert window.skip(len(DATA)) == len(DATA) - 3333
        assert not window.need(1)


def test_as_much_as_the_largest_record_may_be_left() -> None:
    def endless(view: memoryview) -> int:
        view[:] = bytes([7]) * len(view)
        return len(view)

    with Window(endless, ahead=True) as window:
        window.fill(0)
        window.drop(window.have - RECORD_BYTES)
        before = window.have
        assert window.fill(0) > 0
        assert window.have > before
        assert set(bytes(window.view)) == {7}


@pytest.mark.parametrize("ahead", [False, True])
def test_an_error_is_raised_where_it_stands_in_the_stream(ahead: bool) -> None:
    good = pieces([1000])
    calls = 0

    def failing(view: memoryview) -> int:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise OSError(5, "broken disk")
        return good(view)

    with Window(failing, ahead=ahead) as window:
        for _ in range(3):
            assert window.fill(0) == 1000
        assert bytes(window.view) == DATA[:3000]
        with pytest.raises(OSError, match="broken disk"):
            window.fill(0)
    assert readers() == 0


def test_leaving_early_ends_the_reading_thread() -> None:
    def interrupted() -> None:
        with Window(pieces([10]), ahead=True) as window:
            window.fill(0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert readers() == 0
