"""Names: which node a MAC belongs to, given by the user or learned from the capture.

Learned names are the node's own address: the one, other than a VIP, that its MAC claims in ARP or neighbor discovery,
or sends ICMP errors from. What is given wins, and is told from what was learned, since rules about foreign hosts need
that. An unknown MAC stays a MAC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.evidence import Evidence, mac_text
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, address_number
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, ICMP_REDIRECT, ICMP_UNREACHABLE, NA
from arpwatch_k8s.evidence.table import parse_mac


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A host on the segment; `given` by the user, or else learned."""

    name: str
    macs: tuple[int, ...]
    addresses: tuple[str, ...]
    given: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """Nodes, and which of them each MAC belongs to."""

    nodes: tuple[Node, ...]
    by_mac: dict[int, Node]

    def name(self, mac: int) -> str | None:
        """The node's name; None for a MAC that nothing is known of."""
        node = self.by_mac.get(mac)
        return node.name if node else None

    def owner(self, mac: int) -> int:
        """One MAC that stands for all of its node's."""
        node = self.by_mac.get(mac)
        return node.macs[0] if node else mac

    def label(self, mac: int) -> str:
        """Name and MAC for people to read; the MAC alone where no name is known."""
        name, text = self.name(mac), mac_text(mac) or "unknown MAC"
        return f"{name} ({text})" if name else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One `--node NAME=MAC|IP`."""

    name: str
    mac: int | None
    address: str | None


def parse_node(text: str) -> Given:
    """A `NAME=MAC` or `NAME=IP`; UsageError where it is neither."""
    name, _, value = text.partition("=")
    if name and value:
        try:
            return Given(name=name, mac=parse_mac(value), address=None)
        except ValueError:
            pass
        try:
            address_number(value)
        except ValueError:
            pass
        else:
            return Given(name=name, mac=None, address=value)
    raise UsageError(
        f"--node {text!r}: neither NAME=MAC nor NAME=IP",
        fix="For example: --node node2=52:54:00:12:34:56 or --node node2=192.0.2.22",
    )


def learn(evidence: Evidence, vips: Collection[int], given: Sequence[Given] = ()) -> Inventory:
    """The inventory of a capture: given names first, then learned ones."""
    own = own_addresses(evidence, set(vips))
    macs: dict[str, list[int]] = defaultdict(list)
    for entry in given:
        if entry.mac is not None:
            macs[entry.name].append(entry.mac)
        else:
            macs[entry.name] += [mac for mac, texts in own.items() if entry.address in texts]
    nodes = [
        Node(name=name, macs=tuple(dict.fromkeys(found)), addresses=addresses_of(found, own), given=True)
        for name, found in macs.items()
        if found
    ]
    taken = {mac for node in nodes for mac in node.macs}
    nodes += [
        Node(name=texts[0], macs=(mac,), addresses=tuple(texts), given=False)
        for mac, texts in own.items()
        if mac not in taken
    ]
    return Inventory(tuple(nodes), {mac: node for node in nodes for mac in node.macs})


def addresses_of(macs: Sequence[int], own: dict[int, list[str]]) -> tuple[str, ...]:
    """All addresses of several MACs, each once."""
    return tuple(dict.fromkeys(text for mac in macs for text in own.get(mac, [])))


def own_addresses(evidence: Evidence, vips: set[int]) -> dict[int, list[str]]:
    """Addresses of each MAC, other than VIPs, the most used first."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for mac, sender in evidence.of_kinds(ARP_REQUEST, ARP_REPLY, ARP_ANNOUNCEMENT).lists("sender_mac", "sender_ip"):
        counts[mac][sender] += 1
    for mac, target in evidence.of_kinds(NA).lists("target_mac", "target_ip"):
        counts[mac][target] += 1
    from_errors: dict[int, Counter[int]] = defaultdict(Counter)
    for mac, source in evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT).lists("eth_src", "ip_src"):
        from_errors[mac][source] += 1
    for mac, sources in from_errors.items():
        if not set(counts.get(mac, ())) - vips - {NO_ADDRESS}:
            counts[mac].update(sources)
    return {mac: texts for mac, seen in sorted(counts.items()) if mac and (texts := ranked(seen, vips, evidence))}


def ranked(seen: Counter[int], vips: set[int], evidence: Evidence) -> list[str]:
    """Texts of the codes in `seen` that are no VIPs, most seen first, link-local ones last."""
    codes = [code for code in seen if code not in vips and code != NO_ADDRESS]
    texts = sorted((-seen[code], evidence.addresses.number(code), code) for code in codes)
    named = [evidence.addresses.text(code) or "" for _, _, code in texts]
    return sorted(named, key=lambda text: text.startswith("fe80:"))
