"""Who kept its pace across another's claim, and who had paused."""

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.correlator.ownership.rhythm import returns
from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.thresholds import DEFAULTS
from tests.correlator.conversation import A, B, claim, questions, reply


def told(*said: Claim, asked: tuple[float, ...] = ()) -> list[str]:
    """Of each run how its owner came to it."""
    claims = Claims.of(said)
    found = returns(claims, runs(claims.rows), questions(*asked), DEFAULTS)
    assert not np.any(found.went_on & found.paused)
    pairs = zip(found.went_on.tolist(), found.paused.tolist(), strict=True)
    return ["went on" if went_on else "paused" if paused else "" for went_on, paused in pairs]


def test_one_that_keeps_its_pace_across_anothers_claim_went_on() -> None:
    assert told(claim(0, A), claim(3, A), claim(4, B), claim(6, A)) == ["", "", "went on"]


def test_one_that_was_silent_for_longer_paused() -> None:
    assert told(claim(0, A), claim(3, A), claim(4, B), claim(9, A)) == ["", "", "paused"]


def test_half_a_pace_more_is_still_the_pace() -> None:
    assert told(claim(0, A), claim(2, A), claim(3, B), claim(5, A)) == ["", "", "went on"]
    assert told(claim(0, A), claim(2, A), claim(3, B), claim(5.1, A)) == ["", "", "paused"]


def test_one_claim_has_no_pace() -> None:
    assert told(claim(0, A), claim(4, B), claim(6, A)) == ["", "", ""]


def test_claims_of_one_burst_are_no_pace() -> None:
    assert told(claim(0, A), claim(0.1, A), claim(0.2, B), claim(0.3, A)) == ["", "", ""]


def test_a_pace_slower_than_a_contests_pause_is_none() -> None:
    assert told(claim(0, A), claim(11, A), claim(12, B), claim(22, A)) == ["", "", ""]


def test_a_stream_without_pauses_has_a_pace_of_its_own() -> None:
    stream = [claim(0.1 * i, A) for i in range(12)]
    assert told(*stream, claim(1.15, B), claim(1.2, A)) == ["", "", "went on"]
    assert told(*stream, claim(1.15, B), claim(2, A)) == ["", "", "paused"]


def test_answers_have_the_pace_of_who_asks() -> None:
    said = reply(0.1, A), reply(3.1, A), claim(4, B), reply(6.1, A)
    assert told(*said, asked=(0, 3, 6)) == ["", "", ""]
    assert told(*said) == ["", "", "went on"]


def test_each_owner_has_a_pace_of_its_own() -> None:
    said = claim(0, A), claim(1, A), claim(1.5, B), claim(2, A), claim(3, A), claim(9.5, B)
    assert told(*said, claim(10, B), claim(20, A)) == ["", "", "went on", "paused", "paused"]


def test_nothing_claimed_is_no_run() -> None:
    assert told() == []
