"""A VIP behind a router, and one on the segment that ARP happens not to name."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import Cast, found, verdict, why_not
from tests.savefiles import Timed

RULE = "not-visible-here"
FAR = Cast(vip="198.51.100.80")
NEAR = Cast()


def routed(cast: Cast) -> list[Timed]:
    """The client asks for its router, which is the first node here, and connects to the VIP by that."""
    return [cast.ask(0, of="192.0.2.1"), cast.reply(0.001, 0, "192.0.2.1"), *cast.served(1, 40000)]


def test_a_vip_of_another_network_by_a_neighbors_mac_is_behind_a_router(tmp_path: Path) -> None:
    told = verdict(tmp_path, FAR, *routed(FAR))
    (finding,) = found(told, RULE)
    assert (told.outcome, finding.severity, finding.confidence) == (Outcome.HEALTHY, Severity.INFO, Confidence.LOW)
    assert "the router 192.0.2.1" in finding.remedy


def test_a_mac_that_carries_further_networks_makes_it_surer(tmp_path: Path) -> None:
    other = Cast(vip=FAR.vip, nodes=("203.0.113.7",))
    (finding,) = found(verdict(tmp_path, FAR, *routed(FAR), other.error(5, "host", 40000, 1000, flags="R")), RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_a_neighbors_vip_whose_entry_was_fresh_is_not(tmp_path: Path) -> None:
    told = verdict(tmp_path, NEAR, *routed(NEAR))
    assert found(told, RULE) == []
    assert "not known to be a router's" in why_not(told, RULE)


def test_a_vip_that_arp_names_is_visible(tmp_path: Path) -> None:
    assert found(verdict(tmp_path, FAR, *routed(FAR), FAR.announce(0.5)), RULE) == []


def test_without_any_arp_it_cannot_be_told(tmp_path: Path) -> None:
    told = verdict(tmp_path, FAR, *FAR.served(1, 40000))
    assert (told.outcome, found(told, RULE)) == (Outcome.INCONCLUSIVE, [])
    assert "no ARP at all" in why_not(told, RULE)


def test_the_router_is_whom_syns_go_to_and_not_who_answers(tmp_path: Path) -> None:
    """The node answers by itself, and says who it is before the router does."""
    early = [FAR.ask(-0.5, 1, of=FAR.client)]
    (finding,) = found(verdict(tmp_path, FAR, *early, *routed(FAR)[:2], *FAR.served(1, 40000, back=1)), RULE)
    assert "the router 192.0.2.1" in finding.remedy
    assert "1 SYN and SYN-ACK frame of" in finding.because[0].text
