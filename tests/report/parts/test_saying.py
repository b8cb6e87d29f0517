"""What frames say, in words."""

from pathlib import Path

import pytest
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, IPv6

import arpwatch_k8s as aw
from arpwatch_k8s.report.parts.saying import saying
from tests.savefiles import (
    CLIENT,
    MAC_A,
    MAC_B,
    MAC_CLIENT,
    NS,
    VIP,
    announcement,
    answer,
    arp,
    ether,
    icmp,
    pcap,
    question,
    save,
    segment,
)

V6 = "2001:db8::80"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (question(), f"who has {VIP}? tell {CLIENT}"),
        (arp(1, MAC_A, "0.0.0.0", "00:00:00:00:00:00", VIP), f"who has {VIP}? (probe)"),
        (answer(MAC_B), f"{VIP} is at {MAC_B}"),
        (announcement(MAC_A), f"{VIP} is at {MAC_A} (announced by request)"),
        (arp(2, MAC_A, VIP, "ff:ff:ff:ff:ff:ff", VIP), f"{VIP} is at {MAC_A} (announced by reply)"),
        (segment("S", port=5, seq=1), f"SYN {CLIENT}:5 > {VIP}:443, TTL 64"),
        (segment("SA", port=5, seq=1, server=True), f"SYN-ACK {VIP}:443 > {CLIENT}:5, TTL 64"),
        (segment("RA", port=5, seq=1, server=True), f"ACK-RST {VIP}:443 > {CLIENT}:5, TTL 64"),
        (icmp(3, 1, port=5, seq=1), "host unreachable, quotes "),
        (icmp(3, 3, port=5, seq=1), "port unreachable, quotes "),
        (icmp(3, 15, port=5, seq=1), "unreachable, code 15, quotes "),
        (icmp(11, 0, port=5, seq=1), "time exceeded, quotes "),
        (
            ether(IPv6(src="fe80::1", dst="ff02::1:ff00:80") / ICMPv6ND_NS(tgt=V6), MAC_CLIENT, "33:33:ff:00:00:80"),
            f"who has {V6}?",
        ),
        (
            ether(
                IPv6(src=V6, dst="ff02::1") / ICMPv6ND_NA(tgt=V6, R=0, S=0, O=1) / ICMPv6NDOptDstLLAddr(lladdr=MAC_A),
                MAC_A,
                "33:33:00:00:00:01",
            ),
            f"{V6} is at {MAC_A} (override)",
        ),
    ],
)
def test_a_frame_says_in_a_few_words(frame: bytes, said: str, tmp_path: Path) -> None:
    evidence = aw.analyze(save(tmp_path / "x.pcap", pcap([(NS, frame)])), vip=[VIP, V6]).result.case.evidence
    told = saying(evidence, 0)
    assert told == said if not said.endswith("quotes ") else told.startswith(said)


def test_a_quoted_packet_is_named_with_its_ttl(tmp_path: Path) -> None:
    made = aw.analyze(save(tmp_path / "x.pcap", pcap([(NS, icmp(3, 1, port=5, seq=1))])), vip=VIP)
    told = saying(made.result.case.evidence, 0)
    assert f"{CLIENT}:5 > {VIP}:443, TTL " in told
