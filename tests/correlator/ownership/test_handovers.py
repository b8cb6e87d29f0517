"""Handovers in the claimed track: one change of owner that stayed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.correlator.ownership.claims import CLAIM, Claims
from arpwatch_k8s.correlator.ownership.handovers import announced_around
from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import A, B, advert, claim, contests, epochs, play, questions, reply


def test_there_and_back_is_two_handovers_not_a_contest() -> None:
    found = play((0, A), (5, B), (9, A))
    assert [owner for owner, *_ in epochs(found)] == ["A", "B", "A"]
    assert (len(found.handovers), found.contests) == (2, ())


def test_tail_of_the_old_owners_burst_is_one_handover() -> None:
    found = play((0, A), (10, B), (10.5, A), (11.1, B), (11.6, A), (16, B), (30, B))
    assert epochs(found) == [("A", 0, 10, "takeover"), ("B", 10, 100, "capture_end")]
    assert [h.tail for h in found.handovers] == [2]
    assert found.contests == ()


def test_changes_far_apart_are_handovers_however_many() -> None:
    found = play(*((20 * i, (A, B)[i % 2]) for i in range(6)), end=200)
    assert (len(found.handovers), found.contests) == (5, ())


def test_both_answering_in_a_handover_that_was_announced_is_its_overlap() -> None:
    found = play(claim(0, A), claim(9.9, B), reply(10.1, A), reply(10.2, B), claim(11, B), asked=questions(10))
    assert found.contests == ()
    assert [(h.time / NS, h.overlap_ns / NS, h.announcements, h.tail) for h in found.handovers] == [
        (9.9, pytest.approx(0.2), 2, 1)
    ]


def test_a_change_of_master_is_no_contest_though_adverts_cross() -> None:
    found = play(
        *(advert(t, A) for t in range(5)), advert(4.5, B), advert(5, A), *(advert(5.5 + t, B) for t in range(20))
    )
    assert (contests(found), len(found.handovers)) == ([], 1)


def test_announcements_of_the_new_owner_are_counted_around_a_handover() -> None:
    found = play((0, A), reply(9.5, B), (10, B), (13.4, B), (13.6, B))
    assert [h.announcements for h in found.handovers] == [2]


def test_a_late_answer_by_the_old_owner_is_overlap_only_if_the_new_one_has_the_last_word() -> None:
    begun = [(0.0, A), (10.0, B), reply(12.0001, B), reply(12.5, A)]
    taken_back = play(*begun, asked=questions(12))
    assert contests(taken_back) == [(12.0001, 12.5)]
    assert [handover.time / NS for handover in taken_back.handovers] == [10]
    stays = play(*begun, (12.6, B), asked=questions(12))
    assert (contests(stays), len(stays.handovers)) == ([], 1)


def test_a_new_owner_whose_first_claim_is_an_answer_beside_the_old_one_takes_nothing_back() -> None:
    found = play((0.0, A), reply(10.0001, A), reply(10.3, B), (10.4, B), (11.5, B), asked=questions(10))
    assert (contests(found), len(found.handovers)) == ([], 1)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3), st.booleans()), min_size=1, max_size=30))
def test_announcements_around_every_run_are_those_that_a_look_at_all_claims_finds(
    said: list[tuple[int, int, bool]],
) -> None:
    rows = np.zeros(len(said), CLAIM)
    for row, (tenths, owner, announces) in zip(rows, sorted(said), strict=True):
        row["time"], row["owner"], row["announces"] = tenths * NS // 2, owner, announces
    held = runs(rows)
    expected = [
        sum(
            bool(row["announces"])
            and row["owner"] == owner
            and start - DEFAULTS.handover_before_ns <= row["time"] <= start + DEFAULTS.handover_after_ns
            for row in rows
        )
        for owner, start in zip(held.owner.tolist(), held.start.tolist(), strict=True)
    ]
    assert announced_around(Claims(rows), held, DEFAULTS).tolist() == expected
