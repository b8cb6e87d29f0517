"""Another node serves and nobody announced it, and all that looks like it."""

from pathlib import Path

from scapy.layers.inet import IP, TCP

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import COOKED_CAST, verdict
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.fights import asks, causes, finding, lost, own, result, served, told, why_not
from tests.diagnosis.hangs import ROUTER, router
from tests.savefiles import CLIENT, MAC_A, MAC_B, MAC_C, MAC_CLIENT, NODE_A, NODE_B, VIP, Timed, at, ether, segment
from tests.speakers.programs import advert, metallb

RULE = "missed-announcement"
BROADCAST_OF_ANOTHER = own(22, MAC_C, "192.0.2.99")


def test_a_change_that_nobody_announced(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), BROADCAST_OF_ANOTHER, *served(30, 50, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert told(found) == [RULE]
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.INFO, Confidence.MEDIUM)
    assert "vrrp_garp_master_refresh" in one.remedy


def test_failures_until_then_make_it_a_cause(tmp_path: Path) -> None:
    frames = [
        *metallb(),
        *served(0, 20),
        BROADCAST_OF_ANOTHER,
        *lost(21, 49000),
        *lost(25, 49001),
        *served(30, 50, MAC_B, port=50000),
    ]
    found = result(tmp_path, frames)
    assert causes(found) != []
    assert set(causes(found)) <= {RULE, "owner-silent"}


def test_adverts_of_vrrp_are_no_announcement(tmp_path: Path) -> None:
    adverts = [
        *(at(i, advert(MAC_A, NODE_A)) for i in range(20)),
        *(at(i, advert(MAC_B, NODE_B)) for i in range(25, 50)),
    ]
    frames = [*metallb(ticks=1), *adverts, *served(0, 20), BROADCAST_OF_ANOTHER, *served(30, 50, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert RULE in told(found)
    assert "routers, not caches" in finding(found, RULE).against[0]


def test_a_kernel_s_question_turns_caches_as_well(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), asks(29.9, MAC_B), BROADCAST_OF_ANOTHER, *served(30, 50, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    one = finding(found, RULE)
    assert (one.severity, one.confidence) == (Severity.INFO, Confidence.LOW)
    assert "turns caches as well" in one.summary


def test_where_no_broadcast_reaches_the_capture_nothing_can_be_said(tmp_path: Path) -> None:
    frames = [*served(0, 20), *served(30, 50, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert RULE not in told(found)
    assert "may not reach it" in why_not(found, RULE)


def test_an_announced_change_is_a_handover(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), *metallb(MAC_B, 29.5), *served(30, 50, MAC_B, port=50000)]
    assert told(result(tmp_path, frames)) == ["handover"]


def test_an_announcement_that_senders_heeded_late_was_not_missed(tmp_path: Path) -> None:
    frames = [*metallb(), *metallb(MAC_B, 10), *served(0, 20), *served(30, 50, MAC_B, port=50000)]
    assert RULE not in told(result(tmp_path, frames))


def test_a_router_by_which_answers_come_back_took_nothing_over(tmp_path: Path) -> None:
    frames = [f for n in range(4) for f in CAST.served(2 + n, 41000 + n)]
    frames += [f for n in range(4) for f in CAST.served(12 + n, 42000 + n, back=ROUTER)]
    said = verdict(tmp_path, CAST, CAST.announce(0), *router(CAST), CAST.bystander(11), *frames)
    assert [f.rule for f in said.findings] == ["return-path"]
    assert "the way back changed" in "; ".join(out.why for out in said.ruled_out if out.rule == RULE)


def test_a_cooked_capture_tells_it_by_the_ttl(tmp_path: Path) -> None:
    cast = COOKED_CAST
    frames = [f for n in range(4) for f in cast.served(2 + n, 41000 + n)]
    for number in range(4):
        later = cast.served(12 + number, 42000 + number, back=ROUTER)
        later[1] = cast.back(12.001 + number, "SA", 42000 + number, 9000, 1001, node=ROUTER, ttl=63)
        frames += later
    said = verdict(tmp_path, cast, cast.announce(0), *router(cast), cast.bystander(11), *frames)
    assert RULE not in [f.rule for f in said.findings]


def test_answers_of_several_nodes_by_turns_change_nothing(tmp_path: Path) -> None:
    frames = [*metallb(), BROADCAST_OF_ANOTHER]
    for i in range(30):
        by, port = (MAC_A, MAC_B, MAC_C)[i % 3], 45000 + i
        frames += [
            at(10 + i, segment("S", port=port, seq=77)),
            at(10.001 + i, from_node("RA" if 15 < i < 25 and by == MAC_B else "SA", port, by)),
        ]
    assert RULE not in told(result(tmp_path, frames))


def from_node(flags: str, port: int, mac: str) -> bytes:
    """An answer that does not come from where the SYN went (direct server return)."""
    packet = IP(src=VIP, dst=CLIENT, ttl=63) / TCP(sport=443, dport=port, flags=flags, seq=900, ack=78)
    return ether(packet, mac, MAC_CLIENT)


def refused(seconds: float, port: int, mac: str) -> list[Timed]:
    """An attempt that is refused."""
    return [
        at(seconds, segment("S", port=port, seq=77, to=mac)),
        at(seconds + 0.001, segment("RA", port=port, seq=0, ack=78, to=mac, server=True, ttl=63)),
    ]


def test_refusals_are_not_for_want_of_an_announcement(tmp_path: Path) -> None:
    down = [frame for i in range(4) for frame in refused(21 + i, 49000 + i, MAC_A)]
    frames = [*metallb(), *served(0, 20), BROADCAST_OF_ANOTHER, *down, *served(30, 50, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert RULE not in causes(found)
