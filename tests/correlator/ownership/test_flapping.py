"""Flapping: an owner that changes too often."""

import numpy as np
import pytest

from arpwatch_k8s.correlator.ownership.flapping import flapping_spans
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import A, B, play


@pytest.mark.parametrize(
    ("times", "spans"),
    [
        ([0, 40, 80, 120, 181], []),
        ([0, 40, 80, 120, 180], [(0, 180, 5)]),
        ([0, 40, 80, 120, 180, 200], [(0, 200, 6)]),
        ([0, 1, 2, 3, 4, 500, 501, 502, 503, 504], [(0, 4, 5), (500, 504, 5)]),
        ([0, 1, 2, 3], []),
        ([], []),
    ],
)
def test_five_changes_within_three_minutes_are_flapping(times: list[int], spans: list[tuple[int, int, int]]) -> None:
    found = flapping_spans(np.array(times, np.int64) * NS, DEFAULTS, track="claimed")
    assert [(f.start / NS, f.end / NS, f.changes) for f in found] == spans


def test_the_overlap_of_a_handover_is_one_change_for_flapping() -> None:
    assert play((0, A), (1, B), (2, A), (3, B), (4, A), (5, B), (6, A), (6.5, B)).flapping == ()
