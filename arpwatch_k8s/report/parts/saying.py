"""What a frame says, in a few words, as Wireshark's info column does: from its row of evidence.

ICMP's codes are IANA's registry; of ICMPv6 RFC 4443 sections 3.1 and 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.row import (
    ARP_ANNOUNCEMENT,
    ARP_OTHER,
    ARP_PROBE,
    ARP_REPLY,
    ARP_REQUEST,
    HAS_ICMP,
    HAS_NA,
    HAS_PRIORITY,
    HAS_QUOTED,
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_TCP,
    HAS_TTL,
    ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED,
    ICMP_UNREACHABLE,
    NA,
    ND_REDIRECT,
    NS,
    TCP_FLOW,
    VRRP,
)
from arpwatch_k8s.wording.kinds import KINDS

if TYPE_CHECKING:
    from arpwatch_k8s.evidence import Evidence

TCP: Final = 6
IPV6: Final = ":"
FLAGS: Final = ((2, "SYN"), (16, "ACK"), (1, "FIN"), (4, "RST"), (8, "PSH"))
ARP_REPLIES: Final = 2
OVERRIDE: Final = 1
SOLICITED: Final = 2
UNREACHABLE_V4: Final = {
    0: "network unreachable",
    1: "host unreachable",
    2: "protocol unreachable",
    3: "port unreachable",
    4: "fragmentation needed",
    9: "network prohibited",
    10: "host prohibited",
    13: "communication prohibited",
}
UNREACHABLE_V6: Final = {
    0: "no route",
    1: "administratively prohibited",
    3: "address unreachable",
    4: "port unreachable",
    5: "source address failed policy",
    6: "route rejected",
}


class Said:
    """One row of evidence, and the words for what it holds."""

    def __init__(self, rows: Evidence, row: int) -> None:
        self.rows, self.row = rows, row
        self.present = int(rows["present"][row])

    def number(self, column: str) -> int:
        """A column's value."""
        return int(self.rows[column][self.row])

    def address(self, column: str) -> str:
        """An address as text; "?" where the frame has none."""
        return self.rows.addresses.text(self.number(column)) or "?"

    def mac(self, column: str) -> str:
        """A MAC as text; "?" where the frame has none."""
        return mac_text(self.number(column)) or "?"

    def has(self, bit: int) -> bool:
        """Whether something is in the frame."""
        return bool(self.present & bit)


def saying(rows: Evidence, row: int) -> str:
    """What the frame of one row says."""
    said = Said(rows, row)
    kind = said.number("kind")
    if kind in (ARP_REQUEST, ARP_PROBE, ARP_REPLY, ARP_ANNOUNCEMENT, ARP_OTHER):
        return resolution(said, kind)
    if kind in (NS, NA):
        return discovery(said, kind)
    if kind in (ICMP_UNREACHABLE, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, ND_REDIRECT):
        return f"{trouble(said, kind)}{quoted(said)}"
    if kind == VRRP:
        priority = f", priority {said.number('priority')}" if said.has(HAS_PRIORITY) else ""
        return f"{'VRRP' if said.number('vrrp_version') else 'CARP'} advertisement, id {said.number('vrid')}{priority}"
    if kind == TCP_FLOW:
        return "last segment of a connection"
    return segment(said) if said.has(HAS_TCP) else KINDS[kind]


def resolution(said: Said, kind: int) -> str:
    """ARP."""
    if kind == ARP_OTHER:
        return f"ARP operation {said.number('opcode')}"
    if kind == ARP_PROBE:
        return f"who has {said.address('target_ip')}? (probe)"
    if kind == ARP_REQUEST:
        return f"who has {said.address('target_ip')}? tell {said.address('sender_ip')}"
    how = ""
    if kind == ARP_ANNOUNCEMENT:
        how = f" (announced by {'reply' if said.number('opcode') == ARP_REPLIES else 'request'})"
    return f"{said.address('sender_ip')} is at {said.mac('sender_mac')}{how}"


def discovery(said: Said, kind: int) -> str:
    """Neighbor solicitations and advertisements."""
    if kind == NS:
        return f"who has {said.address('target_ip')}?"
    flags = said.number("na_flags") if said.has(HAS_NA) else 0
    names = [name for bit, name in ((SOLICITED, "solicited"), (OVERRIDE, "override")) if flags & bit]
    behind = f" ({', '.join(names)})" if names else ""
    mac = mac_text(said.number("target_mac"))
    return f"{said.address('target_ip')} is {f'at {mac}' if mac else 'here'}{behind}"


def trouble(said: Said, kind: int) -> str:
    """What an ICMP message reports."""
    if kind == ND_REDIRECT:
        return f"redirect for {said.address('target_ip')}"
    if not said.has(HAS_ICMP):
        return KINDS[kind]
    code = said.number("icmp_code")
    if kind == ICMP_REDIRECT:
        return f"redirect to {said.address('gateway')}"
    if kind == ICMP_TIME_EXCEEDED:
        return "time exceeded"
    names = UNREACHABLE_V6 if IPV6 in said.address("ip_src") else UNREACHABLE_V4
    return names.get(code, f"unreachable, code {code}")


def quoted(said: Said) -> str:
    """The packet that an ICMP message is about."""
    if not said.has(HAS_QUOTED):
        return ""
    ports = said.has(HAS_QUOTED_PORTS)
    source, target = said.address("quoted_src"), said.address("quoted_dst")
    if ports:
        source = endpoint(source, said.number("quoted_sport"))
        target = endpoint(target, said.number("quoted_dport"))
    what = flags_of(said.number("quoted_flags")) if said.has(HAS_QUOTED_FLAGS) else ""
    what = what or ("TCP" if said.number("quoted_proto") == TCP else f"protocol {said.number('quoted_proto')}")
    return f", quotes {what} {source} > {target}, TTL {said.number('quoted_ttl')}"


def segment(said: Said) -> str:
    """A TCP segment."""
    source = endpoint(said.address("ip_src"), said.number("sport"))
    target = endpoint(said.address("ip_dst"), said.number("dport"))
    ttl = f", TTL {said.number('ttl')}" if said.has(HAS_TTL) else ""
    return f"{flags_of(said.number('flags')) or 'segment'} {source} > {target}{ttl}"


def endpoint(address: str, port: int) -> str:
    """An address with a port."""
    return f"[{address}]:{port}" if IPV6 in address else f"{address}:{port}"


def flags_of(flags: int) -> str:
    """The names of TCP flags: "SYN-ACK"."""
    return "-".join(name for bit, name in FLAGS if flags & bit)
