"""Contests in the claimed track: fights for the address."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.correlator.ownership.claims import Claim
from arpwatch_k8s.correlator.ownership.contests import MOST_FRAMES
from arpwatch_k8s.evidence.row import ARP_REQUEST
from arpwatch_k8s.thresholds import NS
from tests.correlator.conversation import A, B, C, advert, claim, contests, epochs, play, questions, reply


def test_old_owner_that_goes_on_beyond_its_burst_contests() -> None:
    found = play((0, A), (10, B), (13, A), (16, B), (17, A), (19, B))
    assert [(c.start / NS, c.end / NS, c.changes) for c in found.contests] == [(10, 19, 5)]
    assert epochs(found) == [("A", 0, 10, "contest"), ("B", 19, 100, "capture_end")]
    assert found.handovers == ()


def test_three_owners_in_quick_turn_contest() -> None:
    found = play((0, A), (1, B), (2, C), (3, A))
    assert [c.owners for c in found.contests] == [(A, B, C)]


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


def test_both_answering_without_any_announcement_is_a_contest() -> None:
    found = play(claim(0, A), reply(10.1, A), reply(10.2, B), reply(30.1, B), asked=questions(10, 30))
    assert contests(found) == [(10.1, 10.2)]


def test_two_sources_of_one_vrrp_group_contest_after_three_intervals() -> None:
    said = [advert(t, mac) for t in range(6) for mac in (A, B)]
    assert contests(play(advert(-1, A), *said)) == [(0, 5)]


def test_two_vrrp_groups_are_not_each_others_sources() -> None:
    said = [advert(t, mac, vrid=vrid) for t in range(2) for mac, vrid in ((A, 1), (B, 2))]
    assert play(*said).contests == ()


def test_contests_that_overlap_are_one() -> None:
    found = play((0, A), (1, B), (8, A), (9, B), reply(9.1, A), reply(9.2, B), asked=questions(9.05))
    assert contests(found) == [(1, 9.2)]


def test_a_storms_contest_keeps_its_first_and_its_last_frames() -> None:
    claims = [(at / 100, A if at % 2 else B) for at in range(3000)]
    (fight,) = play(*claims).contests
    assert (fight.changes, len(fight.frames)) == (2999, MOST_FRAMES)
    assert (fight.frames[0].frame, fight.frames[-1].frame) == (10, 29990)


def burst(start: float, mac: int, *, ticks: int = 5, every: float = 1.1) -> list[tuple[float, int]]:
    """Announcements at a pace."""
    return [(start + tick * every, mac) for tick in range(ticks)]


def stream(mac: int, seconds: int) -> list[Claim]:
    """Replies that nobody asked for, one a second."""
    return [reply(float(second), mac) for second in range(seconds)]


def in_time(*said: Claim) -> list[Claim]:
    return sorted(said, key=lambda one: one.time)


def test_one_answer_amid_claims_that_never_pause_is_a_contest() -> None:
    found = play(*in_time(*stream(A, 30), reply(15.3004, B)), asked=questions(15.3))
    assert (len(found.contests), found.handovers, found.flapping) == (1, (), ())


def test_questions_in_the_address_s_name_amid_a_stream_are_no_moves() -> None:
    asks = [
        claim(time, B, kind=ARP_REQUEST, announces=False, overrides=False) for time in (5.3, 14.3, 23.3, 32.3, 39.3)
    ]
    found = play(*in_time(*stream(A, 42), *asks))
    assert (len(found.contests), found.handovers, found.flapping) == (1, (), ())


def test_complete_bursts_by_turns_are_moves_however_quick() -> None:
    found = play(*(said for n in range(8) for said in burst(5 * n, (A, B)[n % 2])))
    assert (len(found.handovers), found.contests) == (7, ())
    assert [spell.changes for spell in found.flapping] == [7]


def test_a_turn_that_was_not_announced_makes_it_a_contest() -> None:
    assert len(play(*burst(0, A), *burst(5, B), reply(12, A), *burst(15, B)).contests) == 1


def test_an_owner_that_gives_up_and_returns_between_changes_is_one_of_them() -> None:
    said = (claim(2, A), advert(4, B), advert(4.3, C), advert(4.6, C, withdraws=True), advert(8.6, C), claim(8.9, A))
    found = play(*said)
    assert [contest.owners for contest in found.contests] == [(A, B, C)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.3, 1.0, 2.0, 4.0]),
            st.sampled_from([A, B, C]),
            st.sampled_from(["announce", "up", "down", "reply"]),
        ),
        max_size=9,
    )
)
def test_any_conversation_has_epochs_in_order(steps: list[tuple[float, int, str]]) -> None:
    said: list[Claim] = []
    time = 0.0
    for wait, mac, what in steps:
        time += wait
        if what == "announce":
            said.append(claim(time, mac))
        elif what == "reply":
            said.append(reply(time, mac))
        else:
            said.append(advert(time, mac, withdraws=what == "down"))
    found = play(*said)
    spans = [(epoch.start, epoch.end) for epoch in found.epochs]
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
