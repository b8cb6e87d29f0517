"""The claimed track as a conversation: who says it owns the address, second by second."""

import pytest

from arpwatch_k8s.correlator.claims import Claim
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.ownership import Ownership, claimed, holder
from arpwatch_k8s.thresholds import DEFAULTS, NS

A, B, C = 1 << 48 | 0xA, 1 << 48 | 0xB, 1 << 48 | 0xC
NAMES = {A: "A", B: "B", C: "C"}


def play(*script: tuple[float, int], end: float = 100) -> Ownership:
    """Claims at seconds by MACs."""
    said = [
        Claim(time=round(t * NS), mac=mac, kind=4, opcode=1, target_mac=0, frame=FrameRef(0, n))
        for n, (t, mac) in enumerate(script, 1)
    ]
    return claimed(said, round(end * NS), lambda mac: mac, DEFAULTS)


def epochs(found: Ownership) -> list[tuple[str, float, float, str]]:
    return [(NAMES[e.owner], e.start / NS, e.end / NS, e.ends_by) for e in found.epochs]


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
    said = [Claim(time=t, mac=mac, kind=4, opcode=1, target_mac=0, frame=FrameRef(0, t)) for t, mac in ((1, A), (2, B))]
    found = claimed(said, 10, lambda _: A, DEFAULTS)
    assert [(e.owner, e.claims) for e in found.epochs] == [(A, 2)]


@pytest.mark.parametrize(("time", "owner"), [(0, A), (4.9, A), (5, B), (500, B)])
def test_holder_is_whose_half_open_epoch_covers_the_time(time: float, owner: int) -> None:
    held = holder(play((0, A), (5, B)).epochs, round(time * NS))
    assert held is not None
    assert held.owner == owner


def test_nobody_holds_before_the_first_claim_and_in_a_contest() -> None:
    found = play((1, A), (10, B), (13, A), (17, B), (19, A), (21, B))
    assert holder(found.epochs, 0) is None
    assert holder(found.epochs, 15 * NS) is None
