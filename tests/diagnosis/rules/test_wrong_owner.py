"""A MAC that never serves the VIP, and owners that fail for reasons of their own."""

from pathlib import Path

from arpwatch_k8s.diagnosis.rules.wrong_owner import MOST_OWNERS, judge
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import asked, finding, lost, result, served, told, why_not
from tests.savefiles import MAC_A, MAC_B, MAC_C, Timed
from tests.speakers.programs import kube_vip, metallb

RULE = "wrong-owner"


def in_vain(start: float, times: int, mac: str = MAC_C, port: int = 50000) -> list[Timed]:
    """Attempts at a MAC that nobody answers."""
    return [frame for i in range(times) for frame in lost(start + 2 * i, port + i, mac)]


def test_syns_to_a_mac_that_never_served_between_two_that_were_served(tmp_path: Path) -> None:
    frames = [
        *metallb(),
        *asked(9, MAC_A),
        *served(0, 15),
        *in_vain(20, 5),
        *asked(33, MAC_A),
        *served(40, 60, port=45000),
    ]
    one = finding(result(tmp_path, frames), RULE)
    assert (one.severity, one.confidence, one.failed) == (Severity.CRITICAL, Confidence.MEDIUM, 5)
    assert "--inventory" in one.missing[-1]


def test_where_claims_are_not_in_the_capture_it_is_less_certain(tmp_path: Path) -> None:
    frames = [*served(0, 15), *in_vain(20, 5), *served(40, 60, port=45000)]
    one = finding(result(tmp_path, frames), RULE)
    assert one.confidence is Confidence.LOW
    assert "How it came in" in one.missing[0]


def test_two_lost_attempts_are_an_accident(tmp_path: Path) -> None:
    assert RULE not in told(
        result(tmp_path, [*metallb(), *served(0, 15), *in_vain(20, 2), *served(40, 60, port=45000)])
    )


def test_an_old_owner_that_served_before_is_none(tmp_path: Path) -> None:
    frames = [*metallb(MAC_C), *served(0, 15, MAC_C), *metallb(MAC_A, 18), *in_vain(20, 5), *served(40, 60, port=45000)]
    assert RULE not in told(result(tmp_path, frames))


def test_a_new_owner_that_a_program_gave_the_address_is_none(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 15), *kube_vip(MAC_C, 18, 5), *in_vain(22, 5), *metallb(MAC_A, 38)]
    found = result(tmp_path, [*frames, *served(40, 60, port=45000)])
    assert RULE not in told(found)
    assert "was given the address by a program" in why_not(found, RULE)


def test_a_node_that_was_named_is_none(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 15), *in_vain(20, 5), *served(40, 60, port=45000)]
    found = result(tmp_path, frames, nodes={"node1": MAC_A, "node2": MAC_B, "node3": MAC_C})
    assert RULE not in told(found)
    assert "is a node that was named" in why_not(found, RULE)


def test_a_virtual_mac_of_vrrp_moves_between_nodes(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 15), *in_vain(20, 5, "00:00:5e:00:01:33"), *served(40, 60, port=45000)]
    found = result(tmp_path, frames)
    assert RULE not in told(found)
    assert "moves between nodes" in why_not(found, RULE)


def test_of_very_many_those_asked_most_are_judged_and_the_others_counted(tmp_path: Path) -> None:
    macs = [f"02:00:00:00:01:{number:02x}" for number in range(MOST_OWNERS + 6)]
    tried = [f for at, mac in enumerate(macs) for f in in_vain(20 + 10 * at, 3 if at < 6 else 4, mac, 50000 + 5 * at)]
    found = result(tmp_path, [*served(0, 15), *tried, *served(800, 820, port=45000)])
    findings, ruled_out = judge(found.case)
    assert [mac_text(one.owner or 0) for one in findings] == macs[6:]
    assert [one.why for one in ruled_out] == ["6 other MACs asked in vain, less often, are not judged one by one"]
