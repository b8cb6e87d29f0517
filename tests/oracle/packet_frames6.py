"""Packets of IPv6: extension headers, neighbor discovery, errors."""

import struct

from scapy.layers.inet import UDP
from scapy.layers.inet6 import (
    ICMPv6DestUnreach,
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6ND_Redirect,
    ICMPv6TimeExceeded,
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
)
from scapy.packet import Packet, Raw

from tests.oracle.link_frames import SYN, SYN6, V6_A, V6_VIP, mac_bytes
from tests.oracle.packet_frames import AH, ICMPV6_NUMBER, OPENING, TCP6_BYTES, TCP_NUMBER, ipv6
from tests.savefiles import MAC_A, MAC_B


def link_layer(kind: int, mac: str, length: int = 1) -> bytes:
    """A link-layer address option of `length` times 8 bytes."""
    return (bytes([kind, length]) + mac_bytes(mac)).ljust(8 * length, b"\0")


def neighbor(message: Packet, options: bytes = b"", **fields: int) -> bytes:
    """A neighbor-discovery packet whose options are raw bytes."""
    body = bytes(message) + options
    return ipv6(ICMPV6_NUMBER, body, **({"hlim": 255} | fields))


def neighbor_packets() -> dict[str, bytes]:
    """Neighbor discovery and its options."""
    source, target = link_layer(1, MAC_A), link_layer(2, MAC_B)
    nonce = bytes([14, 1]) + b"nonce."
    packets = {
        "NS without options": neighbor(ICMPv6ND_NS(tgt=V6_VIP)),
        "NS": neighbor(ICMPv6ND_NS(tgt=V6_VIP), source),
        "NS to detect duplicates": bytes(
            IPv6(src="::", dst="ff02::1:ff00:80", hlim=255) / ICMPv6ND_NS(tgt=V6_VIP) / Raw(nonce)
        ),
        "NS with hop limit 64": neighbor(ICMPv6ND_NS(tgt=V6_VIP), source, hlim=64),
        "NA with both options": neighbor(ICMPv6ND_NA(tgt=V6_VIP), source + target),
        "NA with a nonce between": neighbor(ICMPv6ND_NA(tgt=V6_VIP), nonce + target + nonce),
        "NA with two target options": neighbor(ICMPv6ND_NA(tgt=V6_VIP), target + link_layer(2, MAC_A)),
        "NA with an option of length 0": neighbor(ICMPv6ND_NA(tgt=V6_VIP), bytes([2, 0]) + mac_bytes(MAC_A)),
        "NA with an option of length 0 behind": neighbor(ICMPv6ND_NA(tgt=V6_VIP), target + bytes(8)),
        "NA with an option of 16 bytes": neighbor(ICMPv6ND_NA(tgt=V6_VIP), link_layer(2, MAC_A, 2)),
        "NA with an option of 24 bytes": neighbor(ICMPv6ND_NA(tgt=V6_VIP), link_layer(2, MAC_A, 3)),
        "NA with an option beyond the packet": neighbor(ICMPv6ND_NA(tgt=V6_VIP), bytes([2, 9]) + mac_bytes(MAC_A)),
        "NA with an option cut": neighbor(ICMPv6ND_NA(tgt=V6_VIP), target[:5]),
        "NA with an unknown option": neighbor(ICMPv6ND_NA(tgt=V6_VIP), bytes([253, 2]) + bytes(14) + target),
        "NA in a fragment header": ipv6(
            44, struct.pack(">BBHI", ICMPV6_NUMBER, 0, 0, 7) + bytes(ICMPv6ND_NA(tgt=V6_VIP)) + target
        ),
        "NA of 23 bytes": neighbor(Raw(bytes(ICMPv6ND_NA(tgt=V6_VIP))[:23])),
        "redirect": neighbor(ICMPv6ND_Redirect(tgt="fe80::1", dst=V6_VIP)),
        "redirect with everything": neighbor(
            ICMPv6ND_Redirect(tgt="fe80::1", dst=V6_VIP), target + bytes([4, 1 + 8]) + bytes(6) + SYN6.ljust(64, b"\0")
        ),
        "redirect quoting half a packet": neighbor(
            ICMPv6ND_Redirect(tgt="fe80::1", dst=V6_VIP), bytes([4, 4]) + bytes(6) + SYN6[:24]
        ),
    }
    packets |= {
        f"NA with flags {flags}": neighbor(ICMPv6ND_NA(tgt=V6_VIP, R=flags >> 2, S=flags >> 1 & 1, O=flags & 1), target)
        for flags in range(8)
    }
    packets |= {f"ICMPv6 type {type_}": ipv6(ICMPV6_NUMBER, bytes([type_]) + bytes(47)) for type_ in range(256)}
    return packets


def error6(message: Packet, quoted: bytes) -> bytes:
    """An ICMPv6 error about a packet."""
    return ipv6(ICMPV6_NUMBER, bytes(message) + quoted)


def ipv6_packets() -> dict[str, bytes]:
    """Extension headers, lengths and errors."""
    to = IPv6(src=V6_A, dst=V6_VIP)
    generic = struct.pack(">BB6x", TCP_NUMBER, 0)
    jumbo = struct.pack(">BBBBI", TCP_NUMBER, 0, 0xC2, 4, 8 + len(TCP6_BYTES))
    authentication = struct.pack(">BBHII", TCP_NUMBER, 4, 0, 1, 2) + bytes(12)
    udp = bytes(to / UDP(sport=5, dport=53))
    packets = {
        "hop by hop": bytes(to / IPv6ExtHdrHopByHop() / OPENING),
        "destination options": bytes(to / IPv6ExtHdrDestOpt() / OPENING),
        "routing": bytes(to / IPv6ExtHdrRouting(addresses=["2001:db8::1"]) / OPENING),
        "first fragment": bytes(to / IPv6ExtHdrFragment(m=1, id=7) / OPENING),
        "atomic fragment": bytes(to / IPv6ExtHdrFragment(id=7) / OPENING),
        "later fragment": bytes(to / IPv6ExtHdrFragment(offset=8, id=7, nh=TCP_NUMBER) / Raw(TCP6_BYTES)),
        "destination options that lie": ipv6(60, struct.pack(">BBBB4x", TCP_NUMBER, 0, 4, 0x3A) + TCP6_BYTES),
        "AH": ipv6(AH, authentication + TCP6_BYTES),
        "AH beyond the packet": ipv6(AH, struct.pack(">BBHII", TCP_NUMBER, 255, 0, 1, 2) + TCP6_BYTES),
        "all of them": bytes(
            to
            / IPv6ExtHdrHopByHop()
            / IPv6ExtHdrDestOpt()
            / IPv6ExtHdrRouting(addresses=["2001:db8::1"])
            / IPv6ExtHdrFragment(m=1)
            / IPv6ExtHdrDestOpt()
            / OPENING
        ),
        "12 extension headers": ipv6(60, struct.pack(">BB6x", 60, 0) * 11 + generic + TCP6_BYTES),
        "extension header beyond the packet": ipv6(60, struct.pack(">BB6x", TCP_NUMBER, 40) + TCP6_BYTES),
        "extension header cut": ipv6(60, b"\6\0\0"),
        "mobility": ipv6(135, struct.pack(">BBBBHH", TCP_NUMBER, 0, 0, 0, 0, 0) + TCP6_BYTES),
        "HIP": ipv6(139, struct.pack(">BBBBHH", TCP_NUMBER, 4, 1, 0x21, 0, 0) + bytes(32) + TCP6_BYTES),
        "Shim6": ipv6(140, struct.pack(">BBBBI", TCP_NUMBER, 0, 0x80, 0, 0) + TCP6_BYTES),
        "no next header": ipv6(59, TCP6_BYTES),
        "ESP": ipv6(50, bytes(8) + TCP6_BYTES),
        "jumbogram": ipv6(0, jumbo[:4] + struct.pack(">I", 8 + 70000) + TCP6_BYTES.ljust(70000, b"j"), plen=0),
        "jumbogram of less than 64 KiB": ipv6(0, jumbo + TCP6_BYTES, plen=0),
        "jumbogram that lies": ipv6(0, jumbo[:4] + struct.pack(">I", 70000) + TCP6_BYTES, plen=0),
        "payload length 0": ipv6(TCP_NUMBER, TCP6_BYTES, plen=0),
        "payload length too small": ipv6(TCP_NUMBER, TCP6_BYTES, plen=10),
        "payload length too large": ipv6(TCP_NUMBER, TCP6_BYTES, plen=1000),
        "padded": bytes(to / OPENING) + bytes(10),
        "version 4": ipv6(TCP_NUMBER, TCP6_BYTES, version=4),
        "IPv6 in IPv6": ipv6(41, SYN6),
        "IPv4 in IPv6": ipv6(4, SYN),
        "unreachable": error6(ICMPv6DestUnreach(code=3), SYN6),
        "time exceeded": error6(ICMPv6TimeExceeded(), SYN6),
        "UDP quoted": error6(ICMPv6DestUnreach(code=4), udp),
        "ICMPv6 quoted": error6(ICMPv6DestUnreach(code=3), ipv6(ICMPV6_NUMBER, bytes([128, 0]) + bytes(10))),
        "extension header quoted": error6(ICMPv6DestUnreach(code=3), bytes(to / IPv6ExtHdrDestOpt() / OPENING)),
        "first fragment quoted": error6(
            ICMPv6TimeExceeded(code=1), bytes(to / IPv6ExtHdrFragment(m=1, id=7) / OPENING)
        ),
        "later fragment quoted": error6(
            ICMPv6TimeExceeded(code=1), bytes(to / IPv6ExtHdrFragment(offset=8, nh=TCP_NUMBER) / Raw(TCP6_BYTES))
        ),
        "IPv4 quoted": error6(ICMPv6DestUnreach(code=3), SYN),
        "quoted payload length too small": error6(ICMPv6DestUnreach(code=3), SYN6[:4] + b"\0\x08" + SYN6[6:]),
        "quoted payload length 0": error6(ICMPv6DestUnreach(code=3), SYN6[:4] + b"\0\0" + SYN6[6:]),
    }
    packets |= {f"quote of {n} bytes": error6(ICMPv6DestUnreach(code=3), SYN6[:n]) for n in range(len(SYN6))}
    packets |= {f"unreachable, code {code}": error6(ICMPv6DestUnreach(code=code), SYN6) for code in range(9)}
    return packets
