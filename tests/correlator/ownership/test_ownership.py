"""The claimed track as a conversation: who says it owns the address, second by second."""

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.ownership import Ownership, ownership_of
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import A, B, advert, claim, epochs, play


def test_no_claim_is_no_epoch() -> None:
    assert play() == Ownership((), (), ())


def test_silence_does_not_end_ownership() -> None:
    assert epochs(play((0, A), (1, A), end=5000)) == [("A", 0, 5000, "capture_end")]


def test_announcement_from_second_mac_starts_new_epoch() -> None:
    found = play((0, A), (5, B))
    assert epochs(found) == [("A", 0, 5, "takeover"), ("B", 5, 100, "capture_end")]
    assert [(h.before, h.after, h.time, h.tail) for h in found.handovers] == [(A, B, 5 * NS, 0)]


def test_two_macs_of_one_node_are_one_owner() -> None:
    found = ownership_of(Claims.of([claim(1, A), claim(2, B, owner=A)]), 10, DEFAULTS)
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
