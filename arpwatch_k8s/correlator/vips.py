"""Which addresses are VIPs: those given, or those that behave like one.

An on-link address (one that ARP or neighbor discovery asked for or claimed, or that a redirect calls a neighbor) is a
VIP when it is announced, claimed by two MACs, named by a node as the destination of an ICMP error or redirect, or
answered by a MAC that owns another address and receives SYNs for this one, or while a kernel asks for this one in vain.
A host that first probes for an address and then announces it has just been given its own, and the first address that a
kernel announces among several is its own; where another announces it as well, it is a VIP that the host was given. An
address to which nobody connects is the own one of a node with several interfaces, where these announce another address
together. Virtual MACs say nothing about "another address", and who answers on others' behalf claims nothing by that.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import REQUEST
from arpwatch_k8s.correlator.ownership.questions import PACE_NS
from arpwatch_k8s.evidence import Addresses, Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, V4
from arpwatch_k8s.evidence.behalf import on_behalf
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.endpoint import EndpointRows
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    ICMP_REDIRECT,
    ICMP_UNREACHABLE,
    MAC_PRESENT,
    MULTICAST_BIT,
    NA,
    VRRP,
)
from arpwatch_k8s.evidence.virtual import is_virtual_mac

if TYPE_CHECKING:
    from numpy.typing import NDArray

IPV4_BITS: Final = 32
LOOPBACK, FIRST_MULTICAST = 127, 224
"""First bytes of IPv4 addresses: RFC 1122 section 3.2.1.3, RFC 5771; above multicast there are reserved ones alone."""
LOOPBACK_V6: Final = 1
PORT_UNREACHABLE = 3
AT_ONCE_NS = 10_000_000
"""How far apart a kernel announces the addresses of an interface: Linux net/ipv4/devinet.c, in one loop; measured 12 us
for four."""
NA_TO_ALL_NODES = "ff02::1"


@dataclass(slots=True)
class Seen:
    """What the capture shows of addresses; each by its code."""

    on_link: set[int] = field(default_factory=set)
    """Asked for or claimed by ARP or neighbor discovery, or called a neighbor by a redirect."""
    announced: set[int] = field(default_factory=set)
    """Announced by somebody."""
    unprobed: set[int] = field(default_factory=set)
    """Announced by one who had not probed for it, though another had."""
    probed: set[int] = field(default_factory=set)
    """Probed for."""
    announcers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The MACs that announced each."""
    claimants: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The MACs that claimed each."""
    owned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The addresses that each MAC claimed or sent errors from."""
    initiated: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    """How often each MAC began to talk from each of its addresses."""
    reported: set[int] = field(default_factory=set)
    """Named by somebody else as a destination that cannot be reached, or is better reached otherwise."""
    asked_for_service: set[int] = field(default_factory=set)
    """Those that SYNs were sent to."""


def find(text: str, addresses: Addresses) -> int | None:
    """The code of an address given as text, None where the capture never shows it. ValueError: not an address."""
    code = addresses.find(text)
    return None if code == NO_ADDRESS else code


def discover(evidence: Evidence, endpoints: EndpointRows) -> list[int]:
    """Numbers of the addresses that behave like VIPs, the most telling first: those that failed, that several claim,
    that somebody connected to. `endpoints` are `ENDPOINT` counts."""
    seen = Seen()
    note_arp(evidence, seen)
    note_nd(evidence, seen)
    leave_aside_proxies(evidence, seen)
    note_errors(evidence, seen)
    note_connections(evidence.addresses, endpoints, seen)
    codes = {code for code in seen.announced if code not in seen.probed} | seen.unprobed
    codes -= primaries(evidence)
    several = {code for code, macs in seen.claimants.items() if len(macs) > 1 and code not in seen.probed}
    # the source of an advertisement is an interface's own address (RFC 9568 section 5.1.1.1)
    several -= values(evidence.of_kinds(VRRP)["ip_src"])
    codes |= several - shared_by_interfaces(seen, several)
    codes |= seen.reported & seen.on_link
    codes |= second_addresses(seen)
    told = [
        (code not in seen.reported, len(seen.claimants[code]) < 2, code not in seen.asked_for_service, number)
        for code in codes
        if is_one_hosts(number := evidence.addresses.number(code))
    ]
    return [number for *_, number in sorted(told)]


def is_one_hosts(number: int) -> bool:
    """Whether an address can be one host's: not unspecified, of 0/8, loopback, multicast or broadcast."""
    if number >> IPV4_BITS == V4 >> IPV4_BITS:
        first = number >> 24 & 0xFF
        return 0 < first < FIRST_MULTICAST and first != LOOPBACK
    return number > LOOPBACK_V6 and number >> 120 != 0xFF


def note_arp(evidence: Evidence, seen: Seen) -> None:
    """Claims, probes and announcements of ARP; addresses listed by VRRP."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_PROBE, ARP_ANNOUNCEMENT)
    seen.on_link |= values(rows["sender_ip"]) | values(rows["target_ip"])
    seen.probed |= values(rows.of_kinds(ARP_PROBE)["target_ip"])
    claims = rows.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT)
    note_claims(claims, "sender_mac", "sender_ip", seen)
    announcements, probes = rows.of_kinds(ARP_ANNOUNCEMENT), rows.of_kinds(ARP_PROBE)
    seen.announced |= values(announcements["sender_ip"])
    announcers = [(mac, code) for mac, code, _ in pair_counts(announcements["sender_mac"], announcements["sender_ip"])]
    for mac, code in announcers:
        if mac:
            seen.announcers[code].add(mac)
    by_host = {(mac, code) for mac, code, _ in pair_counts(probes["sender_mac"], probes["target_ip"])}
    for mac, code in announcers:
        if (mac, code) not in by_host and code in seen.probed:
            seen.unprobed.add(code)
    requests = rows.of_kinds(ARP_REQUEST)
    for mac, sender, n in pair_counts(requests["sender_mac"], requests["sender_ip"]):
        if sender != NO_ADDRESS and mac:
            seen.initiated[mac][sender] += n
    seen.asked_for_service |= asked_in_vain(requests)
    for group in values(evidence.of_kinds(VRRP)["vrrp_addresses"]):
        listed = evidence.addresses.groups[group]
        seen.announced.update(listed)
        seen.on_link.update(listed)


def asked_in_vain(requests: Evidence) -> set[int]:
    """Addresses that some kernel asked all for again and again, at its own pace, as one does that is not answered: its
    programs wanted to connect to them."""
    to_all = (requests["eth_dst"] == 0) | (requests["eth_dst"] & MULTICAST_BIT != 0)
    rows = requests.take(to_all)
    asker = np.where(rows["eth_src"] != 0, rows["eth_src"], rows["sender_ip"].astype(np.uint64))
    order = np.lexsort((rows["time"], rows["target_ip"], asker))
    rows, asker = rows.take(order), asker[order]
    again = (asker[1:] == asker[:-1]) & (rows["target_ip"][1:] == rows["target_ip"][:-1])
    again &= (np.diff(rows["time"]) >= PACE_NS[0]) & (np.diff(rows["time"]) <= PACE_NS[1])
    return values(rows["target_ip"][2:][again[1:] & again[:-1]])


def primaries(evidence: Evidence) -> set[int]:
    """Addresses that were only announced as the first of those that a kernel announces at once: interfaces' own."""
    rows = evidence.of_kinds(ARP_ANNOUNCEMENT)
    rows = rows.take(np.lexsort((rows["frame"], rows["time"], rows["sender_mac"])))
    kernel = (rows["opcode"] == REQUEST) & (rows["target_mac"] == MAC_PRESENT)
    close = (rows["sender_mac"][1:] == rows["sender_mac"][:-1]) & (np.diff(rows["time"]) <= AT_ONCE_NS)
    close &= kernel[1:] & kernel[:-1] & (rows["sender_ip"][1:] != rows["sender_ip"][:-1])
    first = np.append(close, False)[: len(rows)] & ~np.insert(close, 0, False)[: len(rows)]
    return values(rows["sender_ip"][first]) - values(rows["sender_ip"][~first])


def values(column: NDArray[Any]) -> set[int]:
    """The codes that occur in a column."""
    return set(distinct(column).tolist()) - {NO_ADDRESS}


def note_claims(rows: Evidence, mac: str, address: str, seen: Seen) -> None:
    """Who claims which address."""
    for claimant, code, _ in pair_counts(rows[mac], rows[address]):
        if code != NO_ADDRESS and claimant:  # a printed request may not say who sent it
            seen.claimants[code].add(claimant)
            seen.owned[claimant].add(code)


def note_nd(evidence: Evidence, seen: Seen) -> None:
    """Claims of neighbor advertisements; unsolicited ones announce."""
    rows = evidence.of_kinds(NA)
    seen.on_link |= values(rows["target_ip"])
    claimed = rows.take(rows["target_mac"] != 0)
    note_claims(claimed, "target_mac", "target_ip", seen)
    everyone = find(NA_TO_ALL_NODES, evidence.addresses)
    if everyone is not None:
        unasked = rows.take(rows["ip_dst"] == everyone)
        # Cilium names its MAC in the source option, which an advertisement should not have (RFC 4861 section 4.4)
        macs = np.select(
            [unasked["target_mac"] != 0, unasked["sender_mac"] != 0],
            [unasked["target_mac"], unasked["sender_mac"]],
            unasked["eth_src"],
        )
        seen.announced |= values(unasked["target_ip"])
        for mac, code, _ in pair_counts(macs, unasked["target_ip"]):
            seen.announcers[code].add(mac)
            seen.claimants[code].add(mac)
            seen.owned[mac].add(code)


def leave_aside_proxies(evidence: Evidence, seen: Seen) -> None:
    """Take back claims by which a MAC answers on others' behalf."""
    for mac, held in on_behalf(evidence).items():
        for code in held:
            seen.claimants[code].discard(mac)
            seen.owned[mac].discard(code)


def note_errors(evidence: Evidence, seen: Seen) -> None:
    """Destinations that somebody else calls unreachable or better reached otherwise."""
    rows = evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT)
    # RFC 1122 section 3.2.2.2: where the gateway is the destination itself, that is on the link
    seen.on_link |= values(rows["gateway"][rows["gateway"] == rows["quoted_dst"]])
    # An error in the name of the address that it is about is an answer, and begins no talk: source NAT may have put the
    # VIP there.
    begun = rows.take(rows["ip_src"] != rows["quoted_dst"])
    for mac, source, n in pair_counts(begun["eth_src"], begun["ip_src"]):
        if source != NO_ADDRESS and mac:
            seen.initiated[mac][source] += n
            seen.owned[mac].add(source)
    no_way = (rows["quoted_dst"] != rows["ip_src"]) & (rows["icmp_code"] != PORT_UNREACHABLE)
    seen.reported |= values(rows["quoted_dst"][no_way])


def note_connections(addresses: Addresses, endpoints: EndpointRows, seen: Seen) -> None:
    """Which addresses connections were asked of."""
    asked = endpoints[endpoints["syn"] > 0]
    seen.asked_for_service |= values(addresses.codes(asked["hi"], asked["lo"], np.ones(len(asked), bool)))


def shared_by_interfaces(seen: Seen, several: set[int]) -> set[int]:
    """Addresses, of those that several MACs claim, that are a node's own by all its interfaces: nobody announces them
    or connects to them, and all who claim them announce one other address together."""
    others = list(seen.announcers.values())
    quiet = several - seen.announced - seen.asked_for_service
    return {code for code in quiet if any(seen.claimants[code] <= macs for macs in others)}


def second_addresses(seen: Seen) -> set[int]:
    """Addresses that receive SYNs at a MAC whose own address is another one: its own is what it begins talks with."""
    addresses: set[int] = set()
    for mac, codes in seen.owned.items():
        if is_virtual_mac(mac) or len(codes) < 2 or not seen.initiated.get(mac):
            continue
        own = max(seen.initiated[mac].items(), key=lambda item: (item[1], -item[0]))[0]
        addresses |= {code for code in codes if code != own} & seen.asked_for_service & seen.claimants.keys()
    return addresses
