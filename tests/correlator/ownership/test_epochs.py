"""Epochs: who held a track from when to when."""

import pytest

from arpwatch_k8s.correlator.ownership.epochs import holder, sighted_epochs
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import A, B, C, play, sightings


def test_every_change_counts_on_the_tracks_used_and_serving() -> None:
    found = sighted_epochs(sightings((0, A), (1, A), (2, B), (3, A)), "used", C, 10 * NS)
    assert [(e.owner, e.start / NS, e.end / NS, e.claims, e.ends_by) for e in found] == [
        (A, 0, 2, 2, "takeover"),
        (B, 2, 3, 1, "takeover"),
        (A, 3, 10, 1, "capture_end"),
    ]


@pytest.mark.parametrize(("time", "owner"), [(0, A), (4.9, A), (5, B), (500, B)])
def test_holder_is_whose_half_open_epoch_covers_the_time(time: float, owner: int) -> None:
    held = holder(play((0, A), (5, B)).epochs, round(time * NS))
    assert held is not None
    assert held.owner == owner


def test_nobody_holds_before_the_first_claim_and_in_a_contest() -> None:
    found = play((1, A), (10, B), (13, A), (17, B), (19, A), (21, B))
    assert holder(found.epochs, 0) is None
    assert holder(found.epochs, 15 * NS) is None
