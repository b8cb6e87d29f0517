"""Which frames are claims, by whom, and what each does."""

from pathlib import Path

import numpy as np
import pytest
from scapy.layers.inet import IP
from scapy.layers.inet6 import (
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
)
from scapy.layers.l2 import ARP
from scapy.layers.vrrp import VRRP

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.correlator.ownership.claims import (
    CLAIM,
    OVERRIDE,
    SOURCE_OPTION,
    TARGET_OPTION,
    Claim,
    Claims,
    claims,
)
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.unasked import SOLICITED
from arpwatch_k8s.inventory import learn
from tests.savefiles import (
    BROADCAST,
    CLIENT,
    MAC_A,
    MAC_B,
    MAC_CLIENT,
    NODE_A,
    NODE_B,
    NS,
    VIP,
    ZERO,
    announcement,
    answer,
    arp,
    ether,
    pcap,
    question,
    save,
)

VIP6, ALL6 = "2001:db8::80", "33:33:00:00:00:01"
VIRTUAL = "00:00:5e:00:01:33"


def said(tmp_path: Path, *frames: bytes, vip: str = VIP) -> list[Claim]:
    """Claims in frames a second apart."""
    loaded = read([save(tmp_path / "x.pcap", pcap((i * NS, frame) for i, frame in enumerate(frames)))], [vip])
    code = loaded.evidence.addresses.find(vip)
    found = claims(loaded.evidence, [code], learn(loaded.evidence, [code]))
    assert len(found) <= 1
    return [claim for part in found.values() for claim in part]


def advertisement(mac: str, *, to_all: bool = True, override: int = 1, option: bool = True) -> bytes:
    packet = IPv6(src="fe80::a", dst="ff02::1" if to_all else "fe80::10", hlim=255)
    packet /= ICMPv6ND_NA(tgt=VIP6, R=0, S=0 if to_all else 1, O=override)
    return ether(packet / ICMPv6NDOptDstLLAddr(lladdr=mac) if option else packet, mac, ALL6 if to_all else MAC_CLIENT)


def solicitation(mac: str, *, option: bool = True) -> bytes:
    packet = IPv6(src=VIP6, dst="ff02::1:ff00:10", hlim=255) / ICMPv6ND_NS(tgt="2001:db8::10")
    return ether(packet / ICMPv6NDOptSrcLLAddr(lladdr=mac) if option else packet, mac, "33:33:ff:00:00:10")


def vrrp(mac: str, source: str, *, priority: int = 100, vip: str = VIP) -> bytes:
    packet = IP(src=source, dst="224.0.0.18", ttl=255) / VRRP(vrid=0x33, priority=priority, addrlist=[vip])
    return ether(packet, mac, "01:00:5e:00:00:12")


CLAIMS = {
    "a gratuitous request": (announcement(MAC_A), VIP, (True, True)),
    "a gratuitous reply to nobody": (arp(2, MAC_A, VIP, BROADCAST, VIP), VIP, (True, False)),
    "a gratuitous reply to itself": (arp(2, MAC_A, VIP, MAC_A, VIP), VIP, (True, True)),
    "a reply": (answer(MAC_A), VIP, (False, False)),
    "a question from the VIP": (arp(1, MAC_A, VIP, ZERO, CLIENT), VIP, (False, False)),
    "a reply from another frame's source": (arp(2, MAC_A, VIP, MAC_CLIENT, CLIENT, src=MAC_B), VIP, (False, False)),
    "an unsolicited advertisement": (advertisement(MAC_A), VIP6, (True, True)),
    "one that does not override": (advertisement(MAC_A, override=0), VIP6, (True, False)),
    "a solicited advertisement": (advertisement(MAC_A, to_all=False), VIP6, (False, True)),
    "one without its option": (advertisement(MAC_A, to_all=False, option=False), VIP6, (False, True)),
    "a solicitation from the VIP": (solicitation(MAC_A), VIP6, (False, True)),
    "an advertisement of VRRP": (vrrp(MAC_A, NODE_A), VIP, (True, False)),
}
NONE = {
    "a question": question(),
    "a probe": arp(1, MAC_A, "0.0.0.0", ZERO, VIP),
    "a claim of another address": announcement(MAC_A, "192.0.2.99"),
    "one by nobody's MAC": arp(2, ZERO, VIP, MAC_CLIENT, CLIENT, src=MAC_A),
    "one by everybody's MAC": arp(2, BROADCAST, VIP, MAC_CLIENT, CLIENT, src=MAC_A),
    "VRRP by one that has no address yet": vrrp(MAC_A, "0.0.0.0"),
    "VRRP for another address": vrrp(MAC_A, NODE_A, vip="192.0.2.99"),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_these_frames_claim_announce_and_override(tmp_path: Path, name: str) -> None:
    frame, vip, (announces, overrides) = CLAIMS[name]
    (claim,) = said(tmp_path, frame, vip=vip)
    assert (mac_text(claim.mac), claim.announces, claim.overrides) == (MAC_A, announces, overrides)


@pytest.mark.parametrize("name", NONE)
def test_these_frames_claim_nothing(tmp_path: Path, name: str) -> None:
    assert said(tmp_path, NONE[name]) == []


def test_priority_zero_gives_up(tmp_path: Path) -> None:
    assert [c.withdraws for c in said(tmp_path, vrrp(MAC_A, NODE_A), vrrp(MAC_A, NODE_A, priority=0))] == [False, True]


def test_a_virtual_mac_is_owned_by_the_source_of_the_last_advertisement(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        answer(MAC_A, NODE_A),
        answer(MAC_B, NODE_B),
        announcement(VIRTUAL),
        vrrp(VIRTUAL, NODE_A),
        announcement(VIRTUAL),
        vrrp(VIRTUAL, NODE_B),
        announcement(VIRTUAL),
    )
    assert [mac_text(claim.owner) for claim in found] == [MAC_A, MAC_A, MAC_A, MAC_B, MAC_B]
    assert {mac_text(claim.mac) for claim in found} == {VIRTUAL}


def test_a_source_that_only_its_address_is_known_of_is_an_owner_of_that_name(tmp_path: Path) -> None:
    loaded = read([save(tmp_path / "x.pcap", pcap([(0, vrrp(VIRTUAL, NODE_A)), (NS, vrrp(VIRTUAL, NODE_B))]))], [VIP])
    code = loaded.evidence.addresses.find(VIP)
    inventory = learn(loaded.evidence, [code])
    (found,) = claims(loaded.evidence, [code], inventory).values()
    assert [inventory.label(claim.owner, claim.mac) for claim in found] == [
        f"{NODE_A} ({VIRTUAL})",
        f"{NODE_B} ({VIRTUAL})",
    ]
    assert [inventory.label(claim.owner) for claim in found] == [NODE_A, NODE_B]


def test_an_asker_with_vlan_tags_is_on_a_segment_of_its_own(tmp_path: Path) -> None:
    tagged = ether(ARP(op=1, hwsrc=MAC_B, psrc=VIP, pdst=VIP), MAC_B, BROADCAST, vlan=200)
    loaded = read([save(tmp_path / "x.pcap", pcap([(0, announcement(MAC_A)), (NS, tagged)]))], [VIP])
    code = loaded.evidence.addresses.find(VIP)
    found = claims(loaded.evidence, [code], learn(loaded.evidence, [code]))
    assert [str(segment) for _, segment in found] == ["0", "0.200"]


def test_lengths_are_those_of_the_untagged_frame_and_unknown_in_cooked_captures(tmp_path: Path) -> None:
    tagged = ether(ARP(op=1, hwsrc=MAC_A, psrc=VIP, hwdst=BROADCAST, pdst=VIP), MAC_A, BROADCAST, vlan=200)
    assert [claim.length for claim in said(tmp_path, announcement(MAC_A), announcement(MAC_A).ljust(60, b"\0"))] == [
        42,
        60,
    ]
    assert [claim.length for claim in said(tmp_path, tagged)] == [42]
    cooked = b"\x00\x01\x00\x01\x00\x06" + bytes(6) + b"\x00\x00\x08\x06" + announcement(MAC_A)[14:]
    loaded = read([save(tmp_path / "c.pcap", pcap([(0, cooked)], linktype=113))], [VIP])
    code = loaded.evidence.addresses.find(VIP)
    (found,) = claims(loaded.evidence, [code], learn(loaded.evidence, [code])).values()
    assert [claim.length for claim in found] == [0]


def test_an_advertisement_says_from_where_with_which_flags_and_option(tmp_path: Path) -> None:
    (claim,) = said(tmp_path, advertisement(MAC_A), vip=VIP6)
    assert (claim.flags, claim.options) == (OVERRIDE, TARGET_OPTION)
    (solicited,) = said(tmp_path, advertisement(MAC_A, to_all=False, override=0, option=False), vip=VIP6)
    assert (solicited.flags, solicited.options) == (SOLICITED, 0)
    (asking,) = said(tmp_path, solicitation(MAC_A), vip=VIP6)
    assert asking.options == SOURCE_OPTION


def test_an_owner_s_claims_are_its_own_in_order_of_time() -> None:
    rows = np.zeros(6, CLAIM)
    rows["owner"], rows["time"] = [3, 1, 3, 2, 1, 3], range(6)
    every = Claims(rows)
    assert [every.of_owner(owner)["time"].tolist() for owner in (1, 2, 3, 4)] == [[1, 4], [3], [0, 2, 5], []]
    assert len(Claims(rows[:0]).of_owner(1)) == 0
