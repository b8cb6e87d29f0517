"""Sightings of one owner without another's between them."""

import numpy as np

from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import NAMES, A, B, sightings

SEEN = sightings((0, A), (1, A), (5, B), (6, A), (7, A))


def told(*ends: int) -> list[tuple[str, float, float, int]]:
    """Owner, start, end and rows of each run, where some rows end theirs."""
    found = runs(SEEN, np.isin(np.arange(len(SEEN)), ends) if ends else None)
    columns = (found.owner, found.start / NS, found.end / NS, found.count)
    return [(NAMES[owner], *rest) for owner, *rest in zip(*(column.tolist() for column in columns), strict=True)]


def test_another_owner_parts_them() -> None:
    assert told() == [("A", 0, 1, 2), ("B", 5, 5, 1), ("A", 6, 7, 2)]


def test_a_row_that_gives_up_is_the_last_of_its_run() -> None:
    assert told(0, 4) == [("A", 0, 0, 1), ("A", 1, 1, 1), ("B", 5, 5, 1), ("A", 6, 7, 2)]


def test_frames_are_those_of_the_rows() -> None:
    found = runs(SEEN)
    assert found.frame(int(found.last[0])) == FrameRef(0, 1000)
    assert found.frames(found.first) == [FrameRef(0, 0), FrameRef(0, 5000), FrameRef(0, 6000)]


def test_nothing_seen_is_no_run() -> None:
    assert len(runs(SEEN[:0])) == 0
