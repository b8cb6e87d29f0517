"""Which addresses are VIPs: those given, or those that behave like one.

An on-link address (one that ARP or neighbor discovery asked for or claimed, or that a redirect calls a neighbor) is a
VIP when it is announced, claimed by two MACs, named by a node as the destination of an ICMP error or redirect, or
answered by a MAC that owns another address and receives SYNs for this one. A host that first probes for an address and
then announces it has just been given its own. Virtual MACs say nothing about "another address".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arpwatch_k8s.evidence import Addresses, Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    ICMP_REDIRECT,
    ICMP_UNREACHABLE,
    MAC_PRESENT,
    NA,
    VRRP,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

VIRTUAL_MAC_PREFIXES = (0x00005E0001, 0x00005E0002, 0x00000C07AC, 0x00005E0000)
KUBE_VIP_OUI = 0x00006C
PORT_UNREACHABLE = 3
NA_TO_ALL_NODES = "ff02::1"


def is_virtual_mac(mac: int) -> bool:
    """Whether a MAC is one that moves between nodes: VRRP (RFC 9568 section 7.3), CARP, HSRP, kube-vip's macvlan."""
    number = mac & (MAC_PRESENT - 1)
    return number >> 8 in VIRTUAL_MAC_PREFIXES or number >> 24 == KUBE_VIP_OUI


@dataclass(slots=True)
class Seen:
    """What the capture shows of addresses, by code."""

    on_link: set[int] = field(default_factory=set)
    announced: set[int] = field(default_factory=set)
    probed: set[int] = field(default_factory=set)
    claimants: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    owned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    initiated: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    reported: set[int] = field(default_factory=set)
    asked_for_service: set[int] = field(default_factory=set)


def find(text: str, addresses: Addresses) -> int | None:
    """The code of an address given as text, None where the capture never shows it. ValueError: not an address."""
    code = addresses.find(text)
    return None if code == NO_ADDRESS else code


def discover(evidence: Evidence, endpoints: NDArray[Any]) -> list[int]:
    """Numbers of the addresses that behave like VIPs, rising; `endpoints` are `ENDPOINT` counts."""
    seen = Seen()
    note_arp(evidence, seen)
    note_nd(evidence, seen)
    note_errors(evidence, seen)
    note_connections(evidence.addresses, endpoints, seen)
    found = {code for code in seen.announced if code not in seen.probed}
    found |= {code for code, macs in seen.claimants.items() if len(macs) > 1 and code not in seen.probed}
    found |= seen.reported & seen.on_link
    found |= second_addresses(seen)
    return sorted(evidence.addresses.number(code) for code in found)


def note_arp(evidence: Evidence, seen: Seen) -> None:
    """Claims, probes and announcements of ARP; addresses listed by VRRP."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_PROBE, ARP_ANNOUNCEMENT)
    for kind, mac, sender, target in rows.lists("kind", "sender_mac", "sender_ip", "target_ip"):
        seen.on_link.update(code for code in (sender, target) if code != NO_ADDRESS)
        if kind == ARP_PROBE:
            seen.probed.add(target)
            continue
        if sender == NO_ADDRESS:
            continue
        seen.claimants[sender].add(mac)
        seen.owned[mac].add(sender)
        if kind == ARP_ANNOUNCEMENT:
            seen.announced.add(sender)
        elif kind == ARP_REQUEST:
            seen.initiated[mac][sender] += 1
    for (group,) in evidence.of_kinds(VRRP).lists("vrrp_addresses"):
        listed = evidence.addresses.groups[group] if group != NO_ADDRESS else ()
        seen.announced.update(listed)
        seen.on_link.update(listed)


def note_nd(evidence: Evidence, seen: Seen) -> None:
    """Claims of neighbor advertisements; unsolicited ones announce."""
    everyone = find(NA_TO_ALL_NODES, evidence.addresses)
    for mac, target, destination in evidence.of_kinds(NA).lists("target_mac", "target_ip", "ip_dst"):
        if target == NO_ADDRESS:
            continue
        seen.on_link.add(target)
        if mac:
            seen.claimants[target].add(mac)
            seen.owned[mac].add(target)
        if destination == everyone and mac:
            seen.announced.add(target)


def note_errors(evidence: Evidence, seen: Seen) -> None:
    """Destinations that somebody else calls unreachable or better reached otherwise."""
    rows = evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT)
    for mac, source, quoted, code, gateway in rows.lists("eth_src", "ip_src", "quoted_dst", "icmp_code", "gateway"):
        if gateway == quoted != NO_ADDRESS:
            seen.on_link.add(gateway)  # RFC 1122 section 3.2.2.2: the destination itself is the better first hop
        if source != NO_ADDRESS:
            seen.initiated[mac][source] += 1
            seen.owned[mac].add(source)
        if quoted not in (NO_ADDRESS, source) and code != PORT_UNREACHABLE:
            seen.reported.add(quoted)


def note_connections(addresses: Addresses, endpoints: NDArray[Any], seen: Seen) -> None:
    """Which addresses connections were asked of."""
    asked = endpoints[endpoints["syn"] > 0]
    for hi, lo in zip(asked["hi"].tolist(), asked["lo"].tolist(), strict=True):
        seen.asked_for_service.add(addresses.intern(hi << 64 | lo))


def second_addresses(seen: Seen) -> set[int]:
    """Addresses that receive SYNs at a MAC whose own address is another one: its own is what it begins talks with."""
    found: set[int] = set()
    for mac, codes in seen.owned.items():
        if is_virtual_mac(mac) or len(codes) < 2 or not seen.initiated.get(mac):
            continue
        own = max(seen.initiated[mac].items(), key=lambda item: (item[1], -item[0]))[0]
        found |= {code for code in codes if code != own} & seen.asked_for_service & seen.claimants.keys()
    return found
