"""The fields of a frame, as tshark names them, to the frame: values by field, outermost first."""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

from arpwatch_k8s.capture.text.arp import packet as arp_packet
from arpwatch_k8s.capture.text.packets import TTL, packet
from arpwatch_k8s.capture.text.printed import ARP, IPV4, IPV6, NO_QUOTE, NO_TTL, Printed
from arpwatch_k8s.capture.text.tcp import HEADER, header
from arpwatch_k8s.capture.text.tokens import IPV4_BYTES, address, mac

Fields: TypeAlias = dict[str, list[str]]
"""Values by field's name."""

USED: Final = (
    "frame.time_epoch", "frame.time_relative", "frame.len", "eth.src", "eth.dst", "vlan.id", "sll.src.eth",
    "arp.opcode", "arp.src.hw_mac", "arp.src.proto_ipv4", "arp.dst.hw_mac", "arp.dst.proto_ipv4",
    "ip.src", "ip.dst", "ip.ttl", "ip.proto", "ipv6.src", "ipv6.dst", "ipv6.hlim",
    "icmp.type", "icmp.code", "icmp.redir_gw", "icmpv6.type", "icmpv6.code", "icmpv6.nd.ns.target_address",
    "icmpv6.nd.na.target_address", "icmpv6.nd.na.flag.r", "icmpv6.nd.na.flag.s", "icmpv6.nd.na.flag.o",
    "icmpv6.opt.linkaddr", "icmpv6.opt.type", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.seq",
    "tcp.ack", "tcp.flags", "tcp.len", "vrrp.version", "vrrp.virt_rtr_id", "vrrp.prio", "vrrp.ip_addr",
)  # fmt: skip
KNOWN: Final = {name.replace(".", "_"): name for name in USED}


def first(found: Fields, name: str, at: int = 0) -> str:
    """A field's value; nothing where there is none."""
    some = found.get(name, ())
    return some[at] if len(some) > at else ""


def integer(found: Fields, name: str, at: int = 0, bits: int = 32) -> int | None:
    """A field's number, decimal or hexadecimal; None where there is none that fits."""
    text = first(found, name, at).strip()
    if text in ("True", "False"):
        return int(text == "True")
    try:
        value = int(text[:20], 16 if text.startswith("0x") else 10)
    except ValueError:
        return None
    return value if 0 <= value < 1 << bits else None


def fill(frame: Printed, found: Fields) -> None:
    """Fill in what the fields say."""
    frame.source, frame.target = mac(first(found, "eth.src")), mac(first(found, "eth.dst"))
    if frame.source is None:
        frame.source = mac(first(found, "sll.src.eth"))
    vlans = [integer(found, "vlan.id", at, 12) for at in range(min(len(found.get("vlan.id", ())), 4))]
    frame.vlans = tuple(vlan for vlan in vlans if vlan is not None)
    if is_tunnelled(found):
        return
    if found.get("arp.opcode"):
        arp(frame, found)
        return
    version = "ip" if found.get("ip.src") else "ipv6"
    ends = ends_of(found, version, 0)
    upper = None if ends is None else upper_of(frame, found, version)
    if ends is None or upper is None:
        return
    protocol, data, size = upper
    ttl = integer(found, "ip.ttl" if version == "ip" else "ipv6.hlim", 0, 8)
    frame.missing |= NO_TTL if ttl is None else 0
    frame.packet = packet(ends, protocol, TTL if ttl is None else ttl, data, size)
    frame.ethertype = IPV4 if len(ends[0]) == IPV4_BYTES else IPV6


def is_tunnelled(found: Fields) -> bool:
    """Whether what is told of is inside another packet, and so not on this segment: what an error quotes is there."""
    packets = len(found.get("ip.src", ())) + len(found.get("ipv6.src", ()))
    if len(found.get("eth.src", ())) > 1 or (packets and found.get("arp.opcode")):
        return True
    quotes = first(found, "icmp.type") or first(found, "icmpv6.type")
    return packets > 1 and not quotes


def arp(frame: Printed, found: Fields) -> None:
    """ARP, with all that it has."""
    macs = [mac(first(found, f"arp.{end}.hw_mac")) for end in ("src", "dst")]
    hosts = [address(first(found, f"arp.{end}.proto_ipv4")) for end in ("src", "dst")]
    opcode = integer(found, "arp.opcode", 0, 16)
    if None in macs or None in hosts or opcode is None or any(len(host or b"") != IPV4_BYTES for host in hosts):
        return
    frame.ethertype = ARP
    frame.packet = arp_packet(opcode, macs[0] or b"", hosts[0] or b"", macs[1] or b"", hosts[1] or b"")


def ends_of(found: Fields, version: str, at: int) -> tuple[bytes, bytes] | None:
    """Source and destination of the packet, or (`at` 1) of the one that it quotes."""
    one, other = address(first(found, f"{version}.src", at)), address(first(found, f"{version}.dst", at))
    return None if one is None or other is None or len(one) != len(other) else (one, other)


def upper_of(frame: Printed, found: Fields, version: str) -> tuple[int, bytes, int] | None:
    """Protocol, bytes and size of what a packet carries; None where it is nothing of use."""
    kind = integer(found, "icmp.type", 0, 8)
    if kind in (3, 5, 11):
        gateway = address(first(found, "icmp.redir_gw")) or bytes(4)
        data = struct.pack(">BBH4s", kind, integer(found, "icmp.code", 0, 8) or 0, 0, gateway[:4])
        data += quoted(frame, found, version)
        return 1, data, len(data)
    kind = integer(found, "icmpv6.type", 0, 8)
    if kind is not None:
        told = discovery(frame, found, kind)
        return None if told is None else (58, told, len(told))
    if found.get("vrrp.virt_rtr_id"):
        data = advertisement(found, 4 if version == "ip" else 16)
        return 112, data, len(data)
    return segment(found, 0) if found.get("tcp.flags") else None


def segment(found: Fields, at: int) -> tuple[int, bytes, int] | None:
    """A segment of TCP."""
    ports = integer(found, "tcp.srcport", at, 16), integer(found, "tcp.dstport", at, 16)
    flags = integer(found, "tcp.flags", at, 16)
    if ports[0] is None or ports[1] is None:
        return None
    if flags is None:  # the quoted packet was cut behind its first 8 bytes
        return 6, struct.pack(">HHI", ports[0], ports[1], integer(found, "tcp.seq_raw", at) or 0), HEADER
    seq = integer(found, "tcp.seq_raw", at) or integer(found, "tcp.seq", at) or 0
    ack = integer(found, "tcp.ack_raw", at) or integer(found, "tcp.ack", at) or 0
    size = min(integer(found, "tcp.len", at) or 0, 0xFFFF)
    return 6, header(ports[0], ports[1], seq, ack, flags), HEADER + size


def quoted(frame: Printed, found: Fields, version: str) -> bytes:
    """What an error quotes, as far as it is there."""
    ends = ends_of(found, version, 1)
    if ends is None:
        return b""
    ttl = integer(found, "ip.ttl" if version == "ip" else "ipv6.hlim", 1, 8)
    told = integer(found, "ip.proto" if version == "ip" else "ipv6.nxt", 1, 8)
    if ttl is None or (told is None and not found.get("tcp.srcport")):
        frame.missing |= NO_QUOTE
    protocol, data, size = segment(found, 0) or (0xFF if told is None else told, b"", 0)
    return packet(ends, protocol, TTL if ttl is None else ttl, data, size)


def discovery(frame: Printed, found: Fields, kind: int) -> bytes | None:
    """Neighbor discovery and errors."""
    if kind in (1, 3):
        return struct.pack(">BBHI", kind, integer(found, "icmpv6.code", 0, 8) or 0, 0, 0) + quoted(frame, found, "ipv6")
    if kind not in (135, 136):
        return None
    name = "ns" if kind == 135 else "na"
    target = address(first(found, f"icmpv6.nd.{name}.target_address"))
    if target is None or len(target) != 16:
        return None
    bits = [integer(found, f"icmpv6.nd.na.flag.{letter}") or 0 for letter in "rso"]
    flags = (bits[0] and 4 | 0) | (bits[1] and 2) | (bits[2] and 1)
    option = mac(first(found, "icmpv6.opt.linkaddr"))
    which = integer(found, "icmpv6.opt.type", 0, 8) or kind - 134
    tail = b"" if option is None else bytes([which, 1]) + option
    return struct.pack(">BBHI", kind, 0, 0, flags << 29) + target + tail


def advertisement(found: Fields, size: int) -> bytes:
    """An advertisement of VRRP."""
    listed = [address(text) for text in found.get("vrrp.ip_addr", ())]
    some = [one for one in listed if one is not None and len(one) == size][:255]
    version = integer(found, "vrrp.version", 0, 4) or 2
    group, priority = integer(found, "vrrp.virt_rtr_id", 0, 8) or 0, integer(found, "vrrp.prio", 0, 8) or 0
    return struct.pack(">BBBBHH", version << 4 | 1, group, priority, len(some), 0, 0) + b"".join(some)
