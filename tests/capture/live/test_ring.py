"""The newest frames of an interface: which are held, from when on, with which numbers, and what a late reader hears."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.capture.live.ring import LEAST_BYTES, STRETCH_NS, STRETCHES, Place, Ring
from arpwatch_k8s.capture.live.tap import Counts
from tests.savefiles import MAC_A, NS, announcement, pcap

FRAME = announcement(MAC_A)
BLOCK_BYTES = 32 + len(FRAME) + -len(FRAME) % 4


def records(*times: int, frame: bytes = FRAME) -> bytes:
    """Records as a tap gives them."""
    return pcap([(time, frame) for time in times])[24:]


def ring(*batches: bytes) -> Ring:
    """A ring that was given some pieces."""
    made = Ring(0, LEAST_BYTES)
    for batch in batches:
        made.put(memoryview(batch))
    return made


def times(held: Ring, place: Place) -> tuple[list[int], int]:
    """The times of all frames from a place on, and how many the reader came too late for."""
    found, lost, number = [], 0, place.frame
    while piece := held.read(place):
        lost += piece.lost
        assert piece.frame == number + piece.lost
        number = piece.frame + piece.frames
        at = 0
        for _ in range(piece.frames):
            size, _, high, low = struct.unpack_from("<IIII", piece.blocks, at + 4)
            found.append(high << 32 | low)
            at += size
        assert at == len(piece.blocks)
        place = piece.next
    return found, lost


def test_it_gives_the_frames_from_a_time_on_with_their_numbers() -> None:
    held = ring(*(records(i * NS) for i in range(10)))
    begin = held.since(6 * NS)
    assert (begin.place.frame, begin.held_ns) == (7, None)
    assert times(held, begin.place) == ([6 * NS, 7 * NS, 8 * NS, 9 * NS], 0)


def test_records_may_end_anywhere() -> None:
    stream = records(*(i * NS for i in range(5)))
    held = ring(*(stream[i : i + 7] for i in range(0, len(stream), 7)))
    assert times(held, held.since(0).place) == ([i * NS for i in range(5)], 0)


def test_a_reader_goes_on_in_the_midst_of_a_stretch() -> None:
    held = ring(records(0, 1000))
    piece = held.read(held.since(0).place)
    assert piece is not None
    assert held.read(piece.next) is None
    held.put(memoryview(records(2000)))
    assert times(held, piece.next) == ([2000], 0)


def test_the_oldest_go_and_it_says_from_when_on_frames_are_held() -> None:
    each = STRETCH_NS // 100
    count = 3 * LEAST_BYTES // BLOCK_BYTES
    held = ring(*(records(*(i * each for i in range(at, at + 500))) for at in range(0, count, 500)))
    begin = held.since(0)
    found, lost = times(held, begin.place)
    assert begin.held_ns is not None
    assert begin.held_ns == found[0] > 0
    assert lost == 0
    assert len(found) * BLOCK_BYTES <= LEAST_BYTES
    assert found[-1] == (count + 499) // 500 * 500 * each - each
    assert held.since(begin.held_ns + NS).held_ns is None


def test_a_reader_who_comes_too_late_hears_how_many_are_gone() -> None:
    held = ring(records(0))
    place = held.since(0).place
    late = 3 * LEAST_BYTES // BLOCK_BYTES
    held.put(memoryview(records(*(NS + i for i in range(late)))))
    found, lost = times(held, place)
    assert 0 < lost == 1 + late - len(found)


def test_stretches_are_bounded_as_bytes_are() -> None:
    held = ring(records(*range(3 * STRETCHES)))
    for i in range(STRETCHES + 10):
        held.put(memoryview(records((i + 1) * NS)))
    begin = held.since(0)
    found, _ = times(held, begin.place)
    assert (len(found), begin.held_ns) == (STRETCHES, found[0])


def test_nothing_of_before_is_held_once_the_clock_was_set() -> None:
    held = ring(records(50 * NS))
    held.forget()
    held.put(memoryview(records(50 * NS + 1)))
    begin = held.since(0)
    assert (begin.place.frame, begin.held_ns) == (2, None)
    assert times(held, begin.place) == ([50 * NS + 1], 0)


def test_an_empty_one_begins_with_what_comes() -> None:
    held = ring()
    place = held.since(0).place
    assert held.read(place) is None
    held.put(memoryview(records(5)))
    assert times(held, place) == ([5], 0)


def test_counters_are_those_of_before_the_first_frame() -> None:
    held = ring(records(0))
    held.counted(Counts(received=1, dropped_by_kernel=3))
    held.put(memoryview(records(NS)))
    held.counted(Counts(received=2, dropped_by_kernel=5))
    assert held.since(NS).counts == Counts(received=1, dropped_by_kernel=3)
    assert held.counts.dropped_by_kernel == 5


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**12), max_size=20), max_size=20), st.integers(1, 400))
def test_however_it_comes_all_is_given_once_and_in_order(batches: list[list[int]], cut: int) -> None:
    stream = b"".join(records(*batch) for batch in batches)
    held = Ring(0, LEAST_BYTES)
    place = Place(at=0, frame=1)
    found: list[int] = []
    for at in range(0, len(stream), cut):
        held.put(memoryview(stream[at : at + cut]))
        more, lost = times(held, place)
        found += more
        assert lost == 0
        while piece := held.read(place):
            place = piece.next
    assert found == [time for batch in batches for time in batch]
