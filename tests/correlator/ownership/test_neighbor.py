"""What each form of claim does to the entry of a Linux neighbor cache, as a set of MACs it may hold."""

from typing import Any

import pytest

from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.correlator.ownership.hosts import Host
from arpwatch_k8s.correlator.ownership.neighbor import MOST_HELD, Neighbor, neighbor
from arpwatch_k8s.evidence.row import ARP_REQUEST, MAC_BROADCAST, NA, VRRP
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import ASKER, HOST, NAMES, A, B, C, claim, questions, reply, sightings

ELSEWHERE = 1 << 48 | 0x99


def believe(*said: Claim, asked: Any = None, used: Any = None) -> Neighbor:  # noqa: ANN401 - NumPy record arrays
    return neighbor(
        Claims.of(said),
        questions() if asked is None else asked,
        sightings() if used is None else used,
        100 * NS,
        DEFAULTS,
        host=Host(mac=HOST, sure=True),
        addresses={ASKER},
    )


def sets(found: Neighbor) -> list[tuple[float, str]]:
    """Since when, and which MACs."""
    return [(span.start / NS, "".join(NAMES[mac] for mac in span.macs)) for span in found.expectations]


def lenient(time: float, mac: int) -> Claim:
    """A gratuitous reply to nobody's MAC, as MetalLB's second frame: an entry may refuse it."""
    return claim(time, mac, opcode=2, target_mac=MAC_BROADCAST, overrides=False)


def ordinary(time: float, mac: int, peer: int) -> Claim:
    """Who-has PEER tell VIP."""
    return claim(time, mac, kind=ARP_REQUEST, peer=peer, announces=False, overrides=False)


FORMS = {
    "an announcement that overrides is taken": ([claim(0, A), claim(5, B)], [(0, "A"), (5, "B")]),
    "even within the lock time": ([claim(0, A), claim(5, B), claim(5.1, A)], [(0, "A"), (5, "B"), (5.1, "A")]),
    "another reply may be taken": ([claim(0, A), lenient(5, B)], [(0, "A"), (5, "AB")]),
    "but not within the lock time of a certain change": (
        [claim(0, A), claim(5, B), lenient(5.5, A)],
        [(0, "A"), (5, "B")],
    ),
    "the lock time is not certain at its very end": (
        [claim(0, A), claim(5, B), lenient(5.95, A)],
        [(0, "A"), (5, "B"), (5.95, "BA")],
    ),
    "what may have been refused does not lock": (
        [claim(0, A), lenient(5, B), lenient(5.2, C)],
        [(0, "A"), (5, "AB"), (5.2, "ABC")],
    ),
    "an override settles what was open": ([claim(0, A), lenient(5, B), claim(9, B)], [(0, "A"), (5, "AB"), (9, "B")]),
    "an ordinary request for another may be taken": ([claim(0, A), ordinary(5, B, 9)], [(0, "A"), (5, "AB")]),
    "one for the host itself is taken": ([claim(0, A), ordinary(5, B, ASKER)], [(0, "A"), (5, "B")]),
    "before anything is known a lenient one says nothing": ([lenient(1, A)], []),
    "what was sent to another host is not heard": ([claim(0, A), reply(5, B, eth_dst=ELSEWHERE)], [(0, "A")]),
    "VRRP does nothing to a cache": ([claim(0, A), claim(5, B, kind=VRRP)], [(0, "A")]),
    "an advertisement without the override flag does nothing": (
        [claim(0, A), claim(5, B, kind=NA, opcode=0, overrides=False)],
        [(0, "A")],
    ),
    "the host's own claims do nothing": ([claim(0, A), claim(5, HOST)], [(0, "A")]),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_claims(name: str) -> None:
    said, expected = FORMS[name]
    assert sets(believe(*said)) == expected


def kernels_question(*times: float) -> Any:  # noqa: ANN401 - a NumPy record array
    """As a Linux kernel without an entry asks: to all, for nobody's MAC."""
    return questions(*times)


def test_the_first_answer_to_the_hosts_own_question_is_taken_the_second_refused() -> None:
    found = believe(claim(0, A), reply(10.001, B), reply(10.002, C), asked=kernels_question(10))
    assert sets(found) == [(0, "A"), (10.001, "B")]


def test_an_answer_to_a_unicast_probe_may_be_refused() -> None:
    found = believe(claim(0, A), reply(10.001, B), asked=questions(10, to_all=False))
    assert sets(found) == [(0, "A"), (10.001, "AB")]


def test_where_nothing_was_heard_the_first_frame_shows_what_is_held() -> None:
    assert sets(believe(used=sightings((3, A), (4, B)))) == [(3, "A")]


def test_frames_to_a_mac_that_cannot_be_held_depart_from_the_set() -> None:
    found = believe(claim(0, A), claim(5, B), used=sightings((1, A), (5.005, A), (6, A), (7, A), (8, B), (9, A)))
    assert [(d.start / NS, d.end / NS, NAMES[d.mac], d.expected, d.frames) for d in found.departures] == [
        (6, 7, "A", (B,), 2),
        (9, 9, "A", (B,), 1),
    ]


def test_frames_to_any_of_the_set_do_not_depart() -> None:
    assert believe(claim(0, A), lenient(5, B), used=sightings((6, A), (7, B), (8, A))).departures == ()


def test_a_set_that_anybody_can_make_grow_is_given_up_until_a_claim_settles_it() -> None:
    strangers = [lenient(5 + 2 * n, 0x0200_0000_0000 + n | 1 << 48) for n in range(40)]
    frames = sightings((4, A), (88, B), (91, C))
    found = believe(claim(0, A), *strangers, claim(90, B), used=frames)
    sizes = [len(span.macs) for span in found.expectations]
    assert sizes == [*range(1, MOST_HELD + 1), 0, 1]
    assert [gone.start / NS for gone in found.departures] == [91], "where anything may be held, nothing departs"
