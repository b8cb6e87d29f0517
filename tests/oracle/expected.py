"""The rows that our evidence should have of what Wireshark sees in a capture.

Nothing of the package is used here. Which packet is the outermost one is told from `frame.protocols` alone: link
layers, then ARP or IP, then extension headers, then the upper layer; whatever else stands in between is a tunnel, and
what an ICMP error quotes comes behind the `icmp` that ends this list.
"""

import ipaddress
from collections.abc import Sequence
from typing import Final

from tests.oracle.tshark import Fields, protocols

Value = int | str | tuple[str, ...] | None
Row = dict[str, Value]
"""A row of evidence: column -> value, None where there is none."""

LINKS: Final = frozenset({"ethertype", "vlan", "ieee8021ad", "llc"})
FIRST_LINKS: Final = frozenset({"eth", "sll", "raw", "null", "loop"})
EXTENSIONS: Final = frozenset({"ah", "ipv6.hopopts", "ipv6.routing", "ipv6.fraghdr", "ipv6.dstopts"})
UPPER: Final = frozenset({"tcp", "icmp", "icmpv6", "vrrp", "carp"})
PROTOCOL_NUMBERS: Final = {"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58, "vrrp": 112, "sctp": 132}
TYPES: Final = ("eth.type", "vlan.etype", "sll.etype", "llc.type")
RARP: Final = "0x8035"
FIN, SYN, RST, ACK = 1, 2, 4, 16
ALL_FLAGS: Final = 0x1FF


def outermost(path: str) -> list[str]:
    """[network layer, upper layer, what comes behind it]: empty where a tunnel or nothing known comes first."""
    names = path.split(":")
    at = 1 if names[0] in FIRST_LINKS else 0
    while at < len(names) and names[at] in LINKS:
        at += 1
    if at == len(names) or names[at] not in ("arp", "ip", "ipv6"):
        return []
    if names[at] == "arp":
        return ["arp"]
    network = names[at]
    at += 1
    while at < len(names) and names[at] in EXTENSIONS:
        at += 1
    return [network, *names[at:]] if at < len(names) and names[at] in UPPER else []


def nanoseconds(text: str) -> int:
    """Seconds with their decimals as nanoseconds."""
    seconds, _, decimals = text.partition(".")
    return int(seconds) * 1_000_000_000 + int(decimals.ljust(9, "0")[:9]) * (-1 if text.startswith("-") else 1)


def number(values: Sequence[str], at: int = 0) -> int | None:
    """A number at one occurrence, None where there is none."""
    return int(values[at], 0) if at < len(values) else None


def text(values: Sequence[str], at: int = 0) -> str | None:
    """A text at one occurrence, None where there is none."""
    return values[at] if at < len(values) else None


def address(values: Sequence[str], at: int = 0) -> str | None:
    """An address at one occurrence, canonical (RFC 5952 but for its section 5: ::600:0, not ::6.0.0.0)."""
    return str(ipaddress.ip_address(values[at])) if at < len(values) else None


def first_mac(values: Sequence[str]) -> str | None:
    """The first link-layer address that is a MAC."""
    return next((value for value in values if len(value) == 17), None)


def vlan(fields: Fields) -> str:
    """VLAN ids, outer first, in the order that `frame.protocols` has the tags; two 0x88a8 in a row are one layer."""
    left = {"vlan": list(fields["vlan.id"]), "ieee8021ad": list(fields["ieee8021ad.id"])}
    ids = []
    for name in protocols(fields).split(":"):
        if left.get(name):
            ids.append(left[name].pop(0))
        elif name == "ieee8021ad":
            ids += [*fields["ieee8021ad.svid"], *fields["ieee8021ad.cvid"]]
        elif name in ("arp", "ip", "ipv6"):
            break
    return ".".join(ids)


def is_ipv4_over_ethernet(fields: Fields) -> bool:
    """Whether an ARP packet is for IPv4 over Ethernet."""
    form = [number(fields[name]) for name in ("arp.proto.type", "arp.hw.size", "arp.proto.size")]
    return form == [0x0800, 6, 4] and number(fields["arp.hw.type"]) in (1, 6)


def arp_kind(fields: Fields) -> str:
    """The kind of an ARP packet, from Wireshark's fields."""
    if not is_ipv4_over_ethernet(fields) or RARP in {text(fields[name]) for name in TYPES}:
        return "arp_other"
    opcode = number(fields["arp.opcode"])
    spa, tpa = text(fields["arp.src.proto_ipv4"]), text(fields["arp.dst.proto_ipv4"])
    tha = text(fields["arp.dst.hw_mac"])
    if opcode == 1:
        return "arp_probe" if spa == "0.0.0.0" else "arp_announcement" if spa == tpa else "arp_request"
    if opcode == 2:
        nobody = (text(fields["arp.src.hw_mac"]), "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00")
        return "arp_announcement" if spa == tpa != "0.0.0.0" and tha in nobody else "arp_reply"
    return "arp_other"


def arp(fields: Fields) -> Row:
    """ARP columns; addresses only of ARP for IPv4 over Ethernet."""
    row: Row = {"kind": arp_kind(fields), "opcode": number(fields["arp.opcode"])}
    if is_ipv4_over_ethernet(fields):
        row |= {
            "sender_mac": text(fields["arp.src.hw_mac"]),
            "sender_ip": text(fields["arp.src.proto_ipv4"]),
            "target_mac": text(fields["arp.dst.hw_mac"]),
            "target_ip": text(fields["arp.dst.proto_ipv4"]),
        }
    return row


def quoted(fields: Fields, outer: str, behind: list[str]) -> Row:
    """Columns of the packet that an ICMP error quotes; `behind` are the protocols behind `icmp` or `icmpv6`."""
    if not behind or behind[0] not in ("ip", "ipv6"):
        return {}
    version = behind[0]
    at = 1 if version == outer else 0  # its fields are the second occurrence where both have the same version
    upper = next((name for name in behind[1:] if name not in EXTENSIONS), "")
    extended = len(behind) > 1 and behind[1] in EXTENSIONS
    row: Row = {
        "quoted_src": address(fields[f"{version}.src"], at),
        "quoted_dst": address(fields[f"{version}.dst"], at),
        "quoted_ttl": number(fields["ip.ttl" if version == "ip" else "ipv6.hlim"], at),
        "quoted_proto": PROTOCOL_NUMBERS.get(upper)
        if extended and upper in PROTOCOL_NUMBERS
        else number(fields["ip.proto" if version == "ip" else "ipv6.nxt"], at),
    }
    if upper in ("tcp", "udp", "sctp"):
        row |= {"quoted_sport": number(fields[f"{upper}.srcport"]), "quoted_dport": number(fields[f"{upper}.dstport"])}
    if upper == "tcp":
        flags = number(fields["tcp.flags"])
        row |= {
            "quoted_seq": number(fields["tcp.seq"]),
            "quoted_flags": None if flags is None else flags & ALL_FLAGS,
        }
    return row


def icmp(fields: Fields, layers: list[str]) -> Row | None:
    """Columns of an ICMP error or redirect."""
    kinds = {3: "icmp_unreachable", 5: "icmp_redirect", 11: "icmp_time_exceeded"}
    type_ = number(fields["icmp.type"])
    if type_ not in kinds:
        return None
    return {
        "kind": kinds[type_],
        "icmp_type": type_,
        "icmp_code": number(fields["icmp.code"]),
        "gateway": address(fields["icmp.redir_gw"]),
        **quoted(fields, layers[0], layers[2:]),
    }


def icmpv6(fields: Fields, layers: list[str]) -> Row | None:
    """Columns of an ICMPv6 error or of neighbor discovery."""
    kinds = {1: "icmp_unreachable", 3: "icmp_time_exceeded", 135: "ns", 136: "na", 137: "nd_redirect"}
    type_ = number(fields["icmpv6.type"])
    if type_ not in kinds:
        return None
    row: Row = {"kind": kinds[type_], "icmp_type": type_, "icmp_code": number(fields["icmpv6.code"])}
    if type_ in (1, 3):
        return row | quoted(fields, layers[0], layers[2:])
    row |= {
        "sender_mac": first_mac(fields["icmpv6.opt.src_linkaddr"]),
        "target_mac": first_mac(fields["icmpv6.opt.target_linkaddr"]),
    }
    if type_ == 135:
        row["target_ip"] = address(fields["icmpv6.nd.ns.target_address"])
    elif type_ == 136:
        flags = number(fields["icmpv6.nd.na.flag"])
        row["target_ip"] = address(fields["icmpv6.nd.na.target_address"])
        row["na_flags"] = None if flags is None else flags >> 29
    else:
        row["gateway"] = address(fields["icmpv6.nd.rd.target_address"])
        row["target_ip"] = address(fields["icmpv6.rd.na.destination_address"])
        row |= quoted(fields, layers[0], layers[2:])
    return row


def tcp(fields: Fields) -> Row | None:
    """Columns of a segment with FIN, SYN or RST."""
    flags = number(fields["tcp.flags"])
    if flags is None or not flags & (FIN | SYN | RST):
        return None
    if flags & RST:
        kind = "tcp_rst"
    elif flags & SYN:
        kind = "tcp_synack" if flags & ACK else "tcp_syn"
    else:
        kind = "tcp_fin"
    return {
        "kind": kind,
        "sport": number(fields["tcp.srcport"]),
        "dport": number(fields["tcp.dstport"]),
        "seq": number(fields["tcp.seq_raw"]),
        "ack": number(fields["tcp.ack_raw"]),
        "flags": flags & ALL_FLAGS,
        "payload_len": number(fields["tcp.len"]),
    }


def vrrp(fields: Fields) -> Row:
    """Columns of a VRRP or CARP advertisement."""
    if fields["carp.vhid"]:
        return {"kind": "vrrp", "vrrp_version": 0, "vrid": number(fields["carp.vhid"])}
    return {
        "kind": "vrrp",
        "vrrp_version": number(fields["vrrp.version"]),
        "vrid": number(fields["vrrp.virt_rtr_id"]),
        "priority": number(fields["vrrp.prio"]),
        "vrrp_addresses": tuple(
            str(ipaddress.ip_address(value)) for value in fields["vrrp.ip_addr"] or fields["vrrp.ipv6_addr"]
        )
        or None,
    }


def upper_row(fields: Fields, layers: list[str]) -> Row | None:
    """Columns of the upper layer, None where it proves nothing."""
    match layers[1]:
        case "tcp":
            return tcp(fields)
        case "icmp":
            return icmp(fields, layers)
        case "icmpv6":
            return icmpv6(fields, layers)
        case _:
            return vrrp(fields)


def expected(fields: Fields) -> Row | None:
    """The row that our evidence should have for a frame, None for a frame that is none of this segment's."""
    layers = outermost(protocols(fields))
    if not layers:
        return None
    row = arp(fields) if layers == ["arp"] else upper_row(fields, layers)
    if row is None:
        return None
    if layers[0] == "ip":
        row |= {
            "ip_src": address(fields["ip.src"]),
            "ip_dst": address(fields["ip.dst"]),
            "ttl": number(fields["ip.ttl"]),
        }
    elif layers[0] == "ipv6":
        row |= {
            "ip_src": address(fields["ipv6.src"]),
            "ip_dst": address(fields["ipv6.dst"]),
            "ttl": number(fields["ipv6.hlim"]),
        }
    cooked = protocols(fields).startswith("sll")
    return row | {
        "frame": number(fields["frame.number"]),
        "time": nanoseconds(fields["frame.time_epoch"][0]) if fields["frame.time_epoch"] else None,
        "frame_len": number(fields["frame.len"]),
        "captured_len": number(fields["frame.cap_len"]),
        "interface": number(fields["frame.interface_id"]) or 0,
        "ifindex": number(fields["sll.ifindex"]) or 0,
        "eth_src": text(fields["sll.src.eth" if cooked else "eth.src"]),
        "eth_dst": text(fields["eth.dst"]),
        "vlan": vlan(fields),
    }
