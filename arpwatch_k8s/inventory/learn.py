"""What a capture shows of names: a node's own address, and who advertises for a virtual MAC.

A node's own address is the one, other than a VIP, that its MAC claims in ARP or neighbor discovery, or sends ICMP
errors from. Addresses that a virtual MAC claims name nobody. Nor does an address that a MAC only tells unasked while
another MAC asks from it (forged), that it answers for as it does for several other hosts' (proxy ARP), or that is of a
host behind it (a router hands errors on, with a TTL that is no host's first). A node given by an address that is a VIP
is whoever held it first: its own address was taken for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.behalf import askers, on_behalf
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.parts import pair_parts
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    ICMP_REDIRECT,
    ICMP_UNREACHABLE,
    MAC_PRESENT,
    NA,
    NS,
    VRRP,
)
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.evidence.unasked import subjects, told, unasked
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.inventory.given import Known
from arpwatch_k8s.inventory.nodes import BY_ADDRESS, Held, Inventory, Node
from arpwatch_k8s.inventory.unsigned import without_mac
from arpwatch_k8s.thresholds import NS as NS_PER_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

VIRTUAL_V4: Final = MAC_PRESENT | 0x00005E000100
VIRTUAL_V6: Final = MAC_PRESENT | 0x00005E000200
V4_HIGH: Final = 0xFFFF
FIRST_TTLS: Final = (64, 128, 255)
"""What hosts send with (Linux and BSD, Windows, network gear): any other was lowered by a router on the way."""
MOST_MACS: Final = 8
"""MACs that one node had one after the other, at most: more that claim one address are a storm."""
OVERLAP_NS: Final = 1 * NS_PER_SECOND
"""How long a node's old MAC may still be heard beside its new one: frames under way, and a bond's own announcements."""
NEVER: Final = np.iinfo(np.int64).max
"""Beyond all times."""
Owned = dict[int, list[int]]
"""Addresses (codes) of each MAC, the most used first."""


def learn(evidence: Evidence, vips: Collection[int], known: Known = Known()) -> Inventory:  # noqa: B008 - frozen
    """The inventory of a capture: names that are known first, then learned ones. `vips` are address codes."""
    own = own_addresses(evidence, set(vips))
    text = {code: evidence.addresses.text(code) or "" for codes in own.values() for code in codes}
    asking = {text[code]: theirs for code, theirs in askers(evidence).items() if code in text} if known.nodes else {}
    macs, addresses = given(known, own, text, asking)
    vip_codes = {evidence.addresses.text(code): code for code in vips}
    for name in [name for name, node_macs in macs.items() if not node_macs]:
        theirs = [vip_codes[address] for address in addresses.get(name, ()) if address in vip_codes]
        others = {mac for node_macs in macs.values() for mac in node_macs}
        macs[name] += [mac for mac in first_holders(evidence, theirs) if mac not in others][:1]
    nodes = [
        Node(
            name=name,
            macs=tuple(dict.fromkeys(node_macs)),
            addresses=tuple(
                dict.fromkeys([*addresses.get(name, ()), *(text[c] for m in node_macs for c in own.get(m, ()))])
            ),
            given=True,
        )
        for name, node_macs in macs.items()
        if node_macs
    ]
    taken = {mac for node in nodes for mac in node.macs}
    named = {address for node in nodes for address in node.addresses}
    nodes += [
        Node(
            name=text[own[macs[0]][0]],
            macs=macs,
            addresses=tuple(dict.fromkeys(text[code] for mac in macs for code in own[mac])),
            given=False,
        )
        for macs in one_after_the_other(evidence, {mac: codes for mac, codes in own.items() if mac not in taken})
    ]
    seen = {mac for node in nodes for mac in node.macs}
    nodes += [
        Node(name=address, macs=(mac,), addresses=(address,), given=False)
        for address, mac in dict(known.neighbors).items()
        if mac not in seen and address not in vip_codes.keys() | named
    ]
    adverts = evidence.of_kinds(VRRP)
    nodes += unnamed_hosts(adverts, nodes)
    names = Inventory(tuple(nodes), {mac: node for node in reversed(nodes) for mac in node.macs})
    held = holders(adverts, names)
    by_mac = names.by_mac | without_mac(evidence, set(vips), names, known.listed)
    return replace(names, by_mac=by_mac, held=held, services=known.services)


def given(
    known: Known, own: Owned, text: Mapping[int, str], asking: Mapping[str, set[int]]
) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """The MACs and the addresses of nodes that are known by name; `text`: addresses by their codes, `asking`: the MACs
    that ask from each address.

    Where a node's MAC was given, another MAC is its own only if it asks from the node's address, which the given one
    never uses. Who merely answers for it may be a duplicate or a proxy: that is a claim about the node, not of it.
    """
    macs: dict[str, list[int]] = {}
    addresses: dict[str, list[str]] = {}
    for entry in known.nodes:
        node_macs = macs.setdefault(entry.name, [])
        if entry.mac is not None:
            node_macs.append(entry.mac)
        if entry.address is not None:
            addresses.setdefault(entry.name, []).append(entry.address)
            node_macs += [mac for address, mac in known.neighbors if address == entry.address]
    for name, theirs in addresses.items():
        told = set(macs[name])
        for address in theirs:
            using = [mac for mac, codes in own.items() if address in (text[code] for code in codes)]
            if told:
                using = [] if told & set(using) else [mac for mac in using if mac in asking.get(address, ())]
            macs[name] += using
    return macs, addresses


def own_addresses(evidence: Evidence, vips: set[int]) -> Owned:
    """Addresses of each MAC, other than VIPs: first those that it asks from, then those it answers for, then those it
    announces; of each the most used first, and link-local ones last.

    Who answers for several may do so on others' behalf. Where it asks from none, the one that it sends errors from,
    which may be of a host behind it, comes before them.
    """
    asked = counts(evidence.of_kinds(ARP_REQUEST), "sender_mac", "sender_ip", vips)
    add(asked, counts(evidence.of_kinds(NS), "sender_mac", "ip_src", vips))
    answered = counts(evidence.of_kinds(ARP_REPLY), "sender_mac", "sender_ip", vips)
    add(answered, counts(evidence.of_kinds(NA), "target_mac", "target_ip", vips))
    drop_forged(answered, asked, evidence)
    for mac, held in on_behalf(evidence).items():
        answered[mac] = {code: n for code, n in answered.get(mac, {}).items() if code not in held}
    announced = counts(evidence.of_kinds(ARP_ANNOUNCEMENT), "sender_mac", "sender_ip", vips)
    errors = evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT)
    handed_on = ~np.isin(errors["ttl"], FIRST_TTLS)  # or not known to be its sender's own
    sent = counts(errors.take(~handed_on), "eth_src", "ip_src", vips)
    for mac, codes in counts(evidence.of_kinds(VRRP), "eth_src", "ip_src", vips).items():
        sent.setdefault(mac, codes)
    number = evidence.addresses.number
    owned: Owned = {}
    for mac in sorted(set().union(asked, answered, announced, sent)):
        first, others = asked.get(mac, {}), (answered.get(mac, {}), announced.get(mac, {}))
        claimed = {*others[0], *others[1]}
        if not first and (not claimed or (len(claimed) > 1 and len(sent.get(mac, {})) == 1)):
            first = sent.get(mac, {})
        ranked: dict[int, tuple[bool, int, int, int]] = {}
        for rank, some in enumerate((first, *others)):
            for code, n in some.items():
                ranked.setdefault(code, (is_link_local(number(code)), rank, -n, number(code)))
        if ranked and not is_virtual_mac(mac):
            owned[mac] = sorted(ranked, key=ranked.__getitem__)
    return owned


def one_after_the_other(evidence: Evidence, own: Owned) -> list[tuple[int, ...]]:
    """The MACs of `own`, those together that one node had one after the other: they have the same own address, and each
    was silent from when the next began. A machine that was made anew, a bond that takes its active interface's MAC."""
    by_address: dict[int, list[int]] = defaultdict(list)
    for mac, codes in own.items():
        by_address[codes[0]].append(mac)
    few = [macs for macs in by_address.values() if 1 < len(macs) <= MOST_MACS]
    spans = heard_between(evidence, [mac for macs in few for mac in macs])
    groups: dict[int, tuple[int, ...]] = {mac: (mac,) for mac in own}
    for macs in few:
        heard = sorted((*spans[mac], mac) for mac in macs)
        if all(one[1] <= other[0] + OVERLAP_NS for one, other in pairwise(heard)):
            together = tuple(mac for _, _, mac in heard)
            groups[together[0]] = together
            for mac in together[1:]:
                del groups[mac]
    return [groups[mac] for mac in own if mac in groups]


def heard_between(evidence: Evidence, macs: Collection[int]) -> dict[int, tuple[int, int]]:
    """When each of some MACs was heard first and last, ns UTC; zeros where it never was."""
    wanted = np.array(sorted(macs), np.uint64)
    first, last = np.full(len(wanted), NEVER, np.int64), np.zeros(len(wanted), np.int64)
    for name in ("eth_src", "sender_mac") if len(wanted) else ():
        column = evidence[name]
        at = np.minimum(np.searchsorted(wanted, column), len(wanted) - 1)
        mine = np.flatnonzero(wanted[at] == column)
        np.minimum.at(first, at[mine], evidence["time"][mine])
        np.maximum.at(last, at[mine], evidence["time"][mine])
    first[first == NEVER] = 0
    return dict(zip(wanted.tolist(), zip(first.tolist(), last.tolist(), strict=True), strict=True))


def drop_forged(answered: dict[int, dict[int, int]], asked: dict[int, dict[int, int]], evidence: Evidence) -> None:
    """Take away addresses that a MAC only tells unasked, where another MAC asks from them: those are the other's."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_PROBE, NS, NA)
    forged = unasked(rows)
    askers: dict[int, set[int]] = defaultdict(set)
    for mac, codes in asked.items():
        for code in codes:
            askers[code].add(mac)
    mine = rows.take(forged)
    for mac, code, n in pair_counts(told(mine), subjects(mine)):
        if answered.get(mac, {}).get(code) == n and askers[code] - {mac}:
            del answered[mac][code]


def first_holders(evidence: Evidence, vips: list[int]) -> list[int]:
    """The MACs that asked from one of some VIPs or answered for it, without announcing it, the first before others."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_REPLY, NS, NA)
    kind = rows["kind"]
    address = np.select([kind == NA, kind == NS], [rows["target_ip"], rows["ip_src"]], rows["sender_ip"])
    macs = np.where(kind == NS, rows["eth_src"], told(rows))[np.isin(address, vips)]
    seen, first = np.unique(macs, return_index=True)
    return [mac for mac in seen[np.argsort(first)].tolist() if mac and not is_virtual_mac(mac)]


def add(to: dict[int, dict[int, int]], more: dict[int, dict[int, int]]) -> None:
    """Add counts to others."""
    for mac, codes in more.items():
        for code, n in codes.items():
            to[mac][code] = to[mac].get(code, 0) + n


def is_link_local(number: int) -> bool:
    """Whether an address number is of fe80::/10, which names an interface rather than a node."""
    return number >> 118 == 0xFE80 >> 6


def counts(rows: Evidence, mac: str, address: str, vips: set[int]) -> dict[int, dict[int, int]]:
    """How often each MAC shows with each address that is no VIP."""
    there = (rows[address] != NO_ADDRESS) & (rows[mac] != 0)
    if vips:
        there &= ~np.isin(rows[address], np.array(sorted(vips)))
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    for who, code, n in pair_counts(rows[mac][there], rows[address][there]):
        counted[who][code] = n
    return counted


def holders(rows: Evidence, inventory: Inventory) -> dict[tuple[Segment, int], Held]:
    """Who advertised for each virtual MAC, and when; `rows` are advertisements."""
    held: dict[tuple[Segment, int], Held] = {}
    if not len(rows):
        return held
    sources = inventory.advertisers(rows)
    index, names = segments(rows)
    virtual = virtual_macs(rows)
    for number, mac, of_group in pair_parts(index, virtual):
        changed = of_group[np.flatnonzero(np.diff(sources[of_group], prepend=-1))]
        held[names[number], mac] = Held(tuple(rows["time"][changed].tolist()), tuple(sources[changed].tolist()))
    return held


def virtual_macs(rows: Evidence) -> NDArray[np.uint64]:
    """The virtual MAC of each advertisement's group."""
    codes, index = np.unique(rows["ip_src"], return_inverse=True)
    is_v4 = [code == NO_ADDRESS or rows.addresses.number(code) >> 32 == V4_HIGH for code in codes.tolist()]
    base = np.where(np.array(is_v4)[index], np.uint64(VIRTUAL_V4), np.uint64(VIRTUAL_V6))
    macs: NDArray[np.uint64] = np.bitwise_or(base, rows["vrid"].astype(np.uint64))
    return macs


def unnamed_hosts(rows: Evidence, nodes: Iterable[Node]) -> list[Node]:
    """Nodes for the sources of advertisements that only an address is known of: they came from a virtual MAC."""
    macs = {mac for node in nodes for mac in node.macs}
    addresses = {address for node in nodes for address in node.addresses}
    hosts: dict[int, Node] = {}
    for code, mac, _ in pair_counts(rows["ip_src"], rows["eth_src"]):
        text = rows.addresses.text(code)
        if text is not None and text not in addresses and mac not in macs and (is_virtual_mac(mac) or not mac):
            hosts[code] = Node(name=text, macs=(BY_ADDRESS | code,), addresses=(text,), given=False)
    return list(hosts.values())
