"""Which number a frame has in a file, and that one that is not there has none."""

import pytest

from arpwatch_k8s.monitor.recordings import numbers
from arpwatch_k8s.monitor.recordings.numbers import Numbers


def test_frames_of_one_interface_follow_each_other() -> None:
    found = Numbers(1)
    found.add(0, 100, 5)
    found.add(0, 105, 5)
    assert [found.of(0, frame) for frame in (99, 100, 104, 105, 109, 110)] == [None, 1, 5, 6, 10, None]


def test_frames_of_two_interfaces_have_one_numbering() -> None:
    found = Numbers(2)
    found.add(0, 10, 2)
    found.add(1, 7, 3)
    found.add(0, 12, 1)
    assert [found.of(0, frame) for frame in (10, 11, 12)] == [1, 2, 6]
    assert [found.of(1, frame) for frame in (6, 7, 9, 10)] == [None, 3, 5, None]


def test_frames_that_were_lost_have_none_and_shift_nobody() -> None:
    found = Numbers(1)
    found.add(0, 1, 2)
    found.add(0, 10, 2)
    assert [found.of(0, frame) for frame in (2, 3, 9, 10, 11)] == [2, None, None, 3, 4]


def test_what_is_beyond_the_bound_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_RUNS", 2)
    found = Numbers(2)
    for i in range(5):
        found.add(0, i + 1, 1)
        found.add(1, i + 1, 1)
    assert [found.of(0, frame) for frame in range(1, 6)] == [1, 3, None, None, None]
    assert [found.of(1, frame) for frame in range(1, 6)] == [2, 4, None, None, None]
