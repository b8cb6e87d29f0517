"""Who held a track, for whole columns of times."""

from collections.abc import Callable

import numpy as np
import pytest

from arpwatch_k8s.correlator.ownership.holders import NOBODY, fights_at, owners_at, places
from arpwatch_k8s.correlator.ownership.ownership import Ownership
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import NAMES, A, B, advert, play


def at(*seconds: float) -> np.ndarray:
    """Times as columns have them."""
    return np.array([round(second * NS) for second in seconds], np.int64)


def owners(found: Ownership, *seconds: float) -> list[str | None]:
    """By letters."""
    return [NAMES.get(owner) for owner in owners_at(found.epochs, at(*seconds)).tolist()]


MOVED = play((10, A), (20, B))


def test_an_epoch_holds_from_its_start_to_before_its_end() -> None:
    assert owners(MOVED, 9.999, 10, 19.999, 20) == [None, "A", "A", "B"]


def test_what_the_capture_s_end_alone_ended_holds_beyond_it() -> None:
    assert owners(MOVED, 100, 5000) == ["B", "B"]


def test_in_a_gap_nobody_holds_it() -> None:
    gap = play(advert(0, A), advert(2, A, withdraws=True), advert(6, B))
    assert owners(gap, 1, 3, 6) == ["A", None, "B"]


def test_in_a_contest_nobody_holds_it_and_both_ends_are_of_the_contest() -> None:
    fought = play((0, A), (10, B), (13, A), (16, B), (17, A), (19, B))
    assert owners(fought, 9, 12, 19) == ["A", None, "B"]
    assert fights_at(fought.contests, at(9.999, 10, 19, 19.001)).tolist() == [NOBODY, 0, 0, NOBODY]


@pytest.mark.parametrize("look_up", [places, owners_at, fights_at])
def test_where_nothing_is_known_nobody_is(look_up: Callable[[tuple[()], np.ndarray], np.ndarray]) -> None:
    assert look_up((), at(0, 1)).tolist() == [NOBODY, NOBODY]
