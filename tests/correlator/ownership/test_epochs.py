"""The claimed track as a conversation: who says it owns the address, second by second."""

import numpy as np
import pytest

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.epochs import Ownership, claimed, flapping, holder, track
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import A, B, C, advert, claim, contests, epochs, play, questions, reply, sightings


def test_no_claim_is_no_epoch() -> None:
    assert play() == Ownership((), (), ())


def test_silence_does_not_end_ownership() -> None:
    assert epochs(play((0, A), (1, A), end=5000)) == [("A", 0, 5000, "capture_end")]


def test_announcement_from_second_mac_starts_new_epoch() -> None:
    found = play((0, A), (5, B))
    assert epochs(found) == [("A", 0, 5, "takeover"), ("B", 5, 100, "capture_end")]
    assert [(h.before, h.after, h.time, h.tail) for h in found.handovers] == [(A, B, 5 * NS, 0)]


def test_there_and_back_is_two_handovers_not_a_contest() -> None:
    found = play((0, A), (5, B), (9, A))
    assert [owner for owner, *_ in epochs(found)] == ["A", "B", "A"]
    assert (len(found.handovers), found.contests) == (2, ())


def test_tail_of_the_old_owners_burst_is_one_handover() -> None:
    found = play((0, A), (10, B), (10.5, A), (11.1, B), (11.6, A), (16, B), (30, B))
    assert epochs(found) == [("A", 0, 10, "takeover"), ("B", 10, 100, "capture_end")]
    assert [h.tail for h in found.handovers] == [2]
    assert found.contests == ()


def test_old_owner_that_goes_on_beyond_its_burst_contests() -> None:
    found = play((0, A), (10, B), (13, A), (16, B), (17, A), (19, B))
    assert [(c.start / NS, c.end / NS, c.changes) for c in found.contests] == [(10, 19, 5)]
    assert epochs(found) == [("A", 0, 10, "contest"), ("B", 19, 100, "capture_end")]
    assert found.handovers == ()


def test_three_owners_in_quick_turn_contest() -> None:
    found = play((0, A), (1, B), (2, C), (3, A))
    assert [c.owners for c in found.contests] == [(A, B, C)]


def test_changes_far_apart_are_handovers_however_many() -> None:
    found = play(*((20 * i, (A, B)[i % 2]) for i in range(6)), end=200)
    assert (len(found.handovers), found.contests) == (5, ())


def test_two_macs_of_one_node_are_one_owner() -> None:
    found = claimed(Claims.of([claim(1, A), claim(2, B, owner=A)]), 10, DEFAULTS)
    assert [(e.owner, e.mac, e.claims) for e in found.epochs] == [(A, A, 2)]


def test_an_owner_that_gives_up_leaves_a_gap_until_the_next_claim() -> None:
    found = play(advert(0, A), advert(1, A), advert(2, A, withdraws=True), advert(2.6, B), advert(3.6, B))
    assert epochs(found) == [("A", 0, 2, "withdrawn"), ("B", 2.6, 100, "capture_end")]
    assert [(h.before, h.after) for h in found.handovers] == [(A, B)]


def test_an_owner_that_gives_up_and_returns_has_two_epochs_and_no_handover() -> None:
    found = play(advert(0, A), advert(1, A, withdraws=True), advert(1.1, A, withdraws=True), advert(5, A))
    assert epochs(found) == [("A", 0, 1.1, "withdrawn"), ("A", 5, 100, "capture_end")]
    assert found.handovers == ()


def test_who_gives_up_what_another_has_taken_claims_nothing() -> None:
    found = play(advert(0, A), advert(1, A), advert(2.6, B), advert(2.7, A, withdraws=True), advert(3.6, B))
    assert epochs(found) == [("A", 0, 2.6, "takeover"), ("B", 2.6, 100, "capture_end")]
    assert [(h.before, h.after, h.tail) for h in found.handovers] == [(A, B, 0)]


def test_two_owners_that_answer_one_question_contest() -> None:
    found = play(reply(10.1, A), reply(10.2, B), asked=questions(10))
    assert contests(found) == [(10.1, 10.2)]
    assert epochs(found) == [("B", 10.2, 100, "capture_end")]
    assert found.handovers == ()


def test_answers_to_question_after_question_by_both_are_one_contest() -> None:
    found = play(
        reply(10.1, A), reply(10.2, B), reply(40.1, B), reply(40.2, A), reply(70.1, A), reply(70.2, B),
        asked=questions(10, 40, 70),
    )  # fmt: skip
    assert contests(found) == [(10.1, 70.2)]


def test_a_question_that_one_answered_alone_parts_two_contests() -> None:
    found = play(
        reply(10.1, A), reply(10.2, B), reply(40.1, A), reply(70.1, A), reply(70.2, B), asked=questions(10, 40, 70)
    )
    assert contests(found) == [(10.1, 10.2), (70.1, 70.2)]


def test_an_answer_more_than_a_second_late_is_no_second_answer() -> None:
    assert play(reply(10.1, A), reply(11.2, B), asked=questions(10)).contests == ()


def test_both_answering_in_a_handover_that_was_announced_is_its_overlap() -> None:
    found = play(claim(0, A), claim(9.9, B), reply(10.1, A), reply(10.2, B), claim(11, B), asked=questions(10))
    assert found.contests == ()
    assert [(h.time / NS, h.overlap_ns / NS, h.announcements, h.tail) for h in found.handovers] == [
        (9.9, pytest.approx(0.2), 2, 1)
    ]


def test_both_answering_without_any_announcement_is_a_contest() -> None:
    found = play(claim(0, A), reply(10.1, A), reply(10.2, B), reply(30.1, B), asked=questions(10, 30))
    assert contests(found) == [(10.1, 10.2)]


def test_two_sources_of_one_vrrp_group_contest_after_three_intervals() -> None:
    said = [advert(t, mac) for t in range(6) for mac in (A, B)]
    assert contests(play(advert(-1, A), *said)) == [(0, 5)]


def test_a_change_of_master_is_no_contest_though_adverts_cross() -> None:
    found = play(
        *(advert(t, A) for t in range(5)), advert(4.5, B), advert(5, A), *(advert(5.5 + t, B) for t in range(20))
    )
    assert (contests(found), len(found.handovers)) == ([], 1)


def test_two_vrrp_groups_are_not_each_others_sources() -> None:
    said = [advert(t, mac, vrid=vrid) for t in range(2) for mac, vrid in ((A, 1), (B, 2))]
    assert play(*said).contests == ()


def test_contests_that_overlap_are_one() -> None:
    found = play((0, A), (1, B), (8, A), (9, B), reply(9.1, A), reply(9.2, B), asked=questions(9.05))
    assert contests(found) == [(1, 9.2)]


def test_announcements_of_the_new_owner_are_counted_around_a_handover() -> None:
    found = play((0, A), reply(9.5, B), (10, B), (13.4, B), (13.6, B))
    assert [h.announcements for h in found.handovers] == [2]


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
    found = flapping(np.array(times, np.int64) * NS, DEFAULTS, name="claimed")
    assert [(f.start / NS, f.end / NS, f.changes) for f in found] == spans


def test_the_overlap_of_a_handover_is_one_change_for_flapping() -> None:
    assert play((0, A), (1, B), (2, A), (3, B), (4, A), (5, B), (6, A), (6.5, B)).flapping == ()


def test_every_change_counts_on_the_tracks_used_and_serving() -> None:
    found = track(sightings((0, A), (1, A), (2, B), (3, A)), "used", C, 10 * NS)
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
