"""Detection of a duplicate that somebody answered, and an announcer that does not use the address."""

from pathlib import Path

from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, IPv6
from scapy.layers.l2 import ARP

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import ALL_NODES, ALL_NODES_MAC, OVER_IPV6, Cast, found, verdict, why_not
from tests.diagnosis.cast import USUAL as CAST
from tests.savefiles import BROADCAST, ZERO, Timed

RULE = "dad-failed"


def probe(cast: Cast, seconds: float, node: int = 1) -> Timed:
    """A node asks from no address whether anybody has the VIP."""
    mac = cast.macs[node]
    if cast.is_v6:
        asked = IPv6(src="::", dst="ff02::1:ff00:80", hlim=255) / ICMPv6ND_NS(tgt=cast.vip)
        return cast.at(seconds, asked, mac, "33:33:ff:00:00:80")
    return cast.at(seconds, ARP(op=1, hwsrc=mac, psrc="0.0.0.0", hwdst=ZERO, pdst=cast.vip), mac, BROADCAST)


def found_in_use(cast: Cast, seconds: float, node: int = 0, by: int = 1) -> Timed:
    """The answer of one that has it."""
    mac = cast.macs[node]
    if cast.is_v6:
        told = ICMPv6ND_NA(R=0, S=0, O=1, tgt=cast.vip) / ICMPv6NDOptDstLLAddr(lladdr=mac)
        return cast.at(seconds, IPv6(src=cast.vip, dst=ALL_NODES, hlim=255) / told, mac, ALL_NODES_MAC)
    answer = ARP(op=2, hwsrc=mac, psrc=cast.vip, hwdst=cast.macs[by], pdst="0.0.0.0")
    return cast.at(seconds, answer, mac, cast.macs[by])


def owned(cast: Cast) -> list[Timed]:
    """The first node has the VIP, and is asked."""
    return [cast.announce(0), cast.ask(0.5), cast.reply(0.501), *cast.served(1, 40000)]


def moved(cast: Cast) -> list[Timed]:
    """The second node takes the VIP over while the first still has it: it announces, and does not use it."""
    taken = [probe(cast, 10), found_in_use(cast, 10.0005), *(cast.announce(10.5 + 3 * i, 1) for i in range(12))]
    return [*taken, *cast.served(8, 40001), cast.reply(6, 1, cast.nodes[1]), cast.bystander(20)]


def deaf(cast: Cast) -> list[Timed]:
    """Questions and SYNs to the second node, in vain."""
    asked = [cast.ask(16 + i, to=cast.macs[1]) for i in range(3)]
    return [*cast.lost(12, 41000, node=1), *cast.lost(13, 41001, node=1), *asked]


def test_a_node_that_announces_what_its_kernel_found_in_use_is_the_cause(tmp_path: Path) -> None:
    for cast in (OVER_IPV6, CAST):
        told = verdict(tmp_path, cast, *owned(cast), *moved(cast), *deaf(cast))
        (finding,) = found(told, RULE)
        assert (told.cause, finding.severity, finding.confidence) == (RULE, Severity.CRITICAL, Confidence.HIGH)
        assert finding.failed == 2
        assert ("dadfailed" in finding.confirm) == cast.is_v6
        assert any("answered" in step.text for step in finding.because)


def test_a_node_that_answers_afterwards_uses_it(tmp_path: Path) -> None:
    cast = OVER_IPV6
    used = [cast.ask(30), cast.reply(30.001, 1), *cast.served(31, 40002, node=1)]
    told = verdict(tmp_path, cast, *owned(cast), *moved(cast), *used)
    assert found(told, RULE) == []
    assert "uses it all the same" in why_not(told, RULE)


def test_a_detection_that_nobody_answers_is_none(tmp_path: Path) -> None:
    cast = OVER_IPV6
    frames = [*owned(cast), probe(cast, 10), *(cast.announce(11 + 3 * i, 1) for i in range(6))]
    assert found(verdict(tmp_path, cast, *frames, *cast.served(12, 40001, node=1)), RULE) == []


def test_an_answer_of_its_own_is_none(tmp_path: Path) -> None:
    cast = OVER_IPV6
    frames = [*owned(cast), probe(cast, 10, 0), found_in_use(cast, 10.0005), cast.announce(11)]
    assert found(verdict(tmp_path, cast, *frames, *cast.served(12, 40001)), RULE) == []


def test_who_gives_it_up_then_is_not_to_blame(tmp_path: Path) -> None:
    cast = OVER_IPV6
    frames = [cast.announce(9, 1), probe(cast, 10), found_in_use(cast, 10.0005), *cast.served(12, 40001)]
    told = verdict(tmp_path, cast, *owned(cast), *frames)
    assert found(told, RULE) == []
    assert "announced it no more" in why_not(told, RULE)


def test_where_nobody_asked_it_since_it_is_less_sure(tmp_path: Path) -> None:
    cast = OVER_IPV6
    (finding,) = found(verdict(tmp_path, cast, *owned(cast), *moved(cast)), RULE)
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "nobody whose answers are seen here asked it" in finding.missing[0]


def test_an_announcement_long_afterwards_may_be_of_another_try(tmp_path: Path) -> None:
    cast = OVER_IPV6
    frames = [*owned(cast), probe(cast, 10), found_in_use(cast, 10.0005), cast.announce(60, 1)]
    (finding,) = found(verdict(tmp_path, cast, *frames, *cast.served(12, 40001)), RULE)
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)
