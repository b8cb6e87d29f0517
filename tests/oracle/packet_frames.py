"""Packets of IPv4, TCP, ICMP and VRRP whose headers, errors and upper layers are the point."""

import struct

from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_NOP, IPOption_RR
from scapy.layers.inet6 import (
    ICMPv6ND_NS,
    IPv6,
)
from scapy.layers.l2 import GRE
from scapy.layers.vrrp import VRRP, VRRPv3
from scapy.packet import Raw

from tests.oracle.link_frames import ARP_BYTES, SYN, SYN6, V6_A, V6_VIP, ethernet
from tests.savefiles import CLIENT, NODE_A, NODE_B, VIP

AH, TCP_NUMBER, ICMP_NUMBER, ICMPV6_NUMBER, VRRP_NUMBER = 51, 6, 1, 58, 112
OPENING = TCP(sport=40000, dport=443, flags="S", seq=0x01020304, ack=0x05060708)
TCP_BYTES = bytes(IP(src=CLIENT, dst=VIP) / OPENING)[20:]
TCP6_BYTES = bytes(IPv6(src=V6_A, dst=V6_VIP) / OPENING)[40:]


def ipv4(protocol: int, payload: bytes, **fields: int) -> bytes:
    """An IPv4 packet by scapy, whose fields may be set to anything."""
    return bytes(IP(src=NODE_A, dst=CLIENT, proto=protocol, **fields) / Raw(payload))


def ipv6(next_header: int, payload: bytes, **fields: int) -> bytes:
    """An IPv6 packet by scapy, whose fields may be set to anything."""
    return bytes(IPv6(src=V6_A, dst=V6_VIP, nh=next_header, **fields) / Raw(payload))


def segment(flags: str | int, *, data: bytes = b"", **fields: int) -> bytes:
    """An IPv4 packet of a TCP segment."""
    return bytes(IP(src=CLIENT, dst=VIP) / TCP(sport=40000, dport=443, flags=flags, seq=5, ack=9, **fields) / data)


def tcp_packets() -> dict[str, bytes]:
    """Segments of every kind."""
    options = [("MSS", 1460), ("SAckOK", b""), ("Timestamp", (1, 2)), ("NOP", None), ("WScale", 7)]
    packets = {f"flags {flags:03x}": segment(flags) for flags in range(0x200)}
    packets |= {
        "options": bytes(IP(src=CLIENT, dst=VIP) / TCP(flags="S", options=options)),
        "SYN with data": segment("S", data=b"GET /"),
        "FIN with data": segment("FA", data=b"x" * 700),
        "RST with a reason": segment("R", data=b"go away"),
        "reserved bits": segment("S", reserved=7),
        "header of 16 bytes": segment("S", dataofs=4),
        "header of 0 bytes": segment("S", dataofs=0),
        "header beyond the packet": segment("S", dataofs=15),
        "port 0": bytes(IP(src=CLIENT, dst=VIP) / TCP(sport=0, dport=0, flags="S")),
        "total length 0": bytes(IP(src=CLIENT, dst=VIP, len=0) / TCP(flags="F") / Raw(b"z" * 100)),
        "UDP": bytes(IP(src=CLIENT, dst=VIP) / UDP(sport=1, dport=2)),
    }
    return packets


def ipv4_packets() -> dict[str, bytes]:
    """IPv4 headers, fragments and tunnels."""
    authentication = struct.pack(">BBHII", TCP_NUMBER, 4, 0, 1, 2) + bytes(12)
    vrrp_authentication = struct.pack(">BBHII", VRRP_NUMBER, 4, 0, 1, 2) + bytes(12)
    advertisement = vrrp_2()
    erspan = struct.pack(">HHHHII", 0x1000, 0x88BE, 0, 1, 0x10010001, 0) + ethernet(0x0806, ARP_BYTES)
    vxlan = struct.pack(">HHHHII", 40000, 4789, 16 + len(ARP_BYTES) + 14, 0, 0x08000000, 0x100)
    geneve = struct.pack(">HHHHHHI", 40000, 6081, 16 + len(ARP_BYTES) + 14, 0, 0, 0x6558, 0x100)
    return {
        "options": bytes(IP(src=CLIENT, dst=VIP, options=[IPOption_NOP(), IPOption_RR()]) / OPENING),
        "options that lie": b"\x46" + ipv4(ICMP_NUMBER, b"\7\1\0\0\3\1" + bytes(6) + SYN)[1:],
        "total length below the header": ipv4(TCP_NUMBER, TCP_BYTES, len=10),
        "total length within TCP": ipv4(TCP_NUMBER, TCP_BYTES, len=30),
        "total length beyond the frame": ipv4(TCP_NUMBER, TCP_BYTES, len=400),
        "total length 20": ipv4(TCP_NUMBER, TCP_BYTES, len=20),
        "header of 16 bytes": ipv4(TCP_NUMBER, TCP_BYTES, ihl=4),
        "header beyond the packet": ipv4(TCP_NUMBER, TCP_BYTES, ihl=15),
        "version 5": ipv4(TCP_NUMBER, TCP_BYTES, version=5),
        "first fragment": ipv4(TCP_NUMBER, TCP_BYTES, flags=1),
        "first fragment of 8 bytes": ipv4(TCP_NUMBER, TCP_BYTES[:8], flags=1),
        "first fragment of 16 bytes": ipv4(TCP_NUMBER, TCP_BYTES[:16], flags=1),
        "later fragment": ipv4(TCP_NUMBER, TCP_BYTES, frag=185),
        "last fragment": ipv4(ICMP_NUMBER, b"\3\1" + bytes(40), frag=1, flags=0),
        "reserved flag": ipv4(TCP_NUMBER, TCP_BYTES, flags=4),
        "AH and TCP": ipv4(AH, authentication + TCP_BYTES),
        "AH and VRRP": ipv4(AH, vrrp_authentication + advertisement),
        "AH beyond the packet": ipv4(AH, struct.pack(">BBHII", TCP_NUMBER, 200, 0, 1, 2) + TCP_BYTES),
        "AH cut": ipv4(AH, authentication[:4]),
        "AH in AH": ipv4(AH, struct.pack(">BBHII", AH, 4, 0, 1, 2) + bytes(12) + authentication + TCP_BYTES),
        "AH of length 0": ipv4(AH, struct.pack(">BBHI", TCP_NUMBER, 0, 0, 1) + TCP_BYTES),
        "ESP": ipv4(50, bytes(8) + TCP_BYTES),
        "IP in IP": ipv4(4, SYN),
        "IPv6 in IP": ipv4(41, SYN6),
        "GRE": bytes(IP(src=NODE_A, dst=NODE_B) / GRE(proto=0x0800) / Raw(SYN)),
        "GRE with Ethernet": bytes(IP(src=NODE_A, dst=NODE_B) / GRE(proto=0x6558) / Raw(ethernet(0x0806, ARP_BYTES))),
        "ERSPAN": ipv4(47, erspan),
        "VXLAN": ipv4(17, vxlan + ethernet(0x0806, ARP_BYTES)),
        "Geneve": ipv4(17, geneve + ethernet(0x0806, ARP_BYTES)),
        "ICMPv6 in IPv4": ipv4(ICMPV6_NUMBER, bytes(ICMPv6ND_NS(tgt=V6_VIP))),
        "hop-by-hop in IPv4": ipv4(0, struct.pack(">BB6x", TCP_NUMBER, 0) + TCP_BYTES),
    }


def quoting(type_: int, code: int, quoted: bytes, rest: int = 0) -> bytes:
    """An ICMP error about a packet."""
    return ipv4(ICMP_NUMBER, struct.pack(">BBHI", type_, code, 0, rest) + quoted)


def icmp_packets() -> dict[str, bytes]:
    """ICMP errors and what they quote."""
    packets = {f"type {type_}": quoting(type_, 1, SYN) for type_ in range(20)}
    packets |= {f"unreachable, code {code}": quoting(3, code, SYN) for code in range(18)}
    packets |= {f"redirect, code {code}": quoting(5, code, SYN, 0xC0000250) for code in range(5)}
    packets |= {f"quote of {n} bytes": quoting(3, 1, SYN[:n]) for n in range(len(SYN))}
    udp = bytes(IP(src=CLIENT, dst=VIP) / UDP(sport=5, dport=53) / Raw(b"query"))
    extension = struct.pack(">BBHHBBI", 0x20, 0, 0, 8, 1, 1, 0x00012345)
    packets |= {
        "IP options around": bytes(
            IP(src=NODE_A, dst=CLIENT, options=[IPOption_RR()]) / ICMP(type=3, code=1) / Raw(SYN)
        ),
        "IP options quoted": quoting(3, 1, bytes(IP(src=CLIENT, dst=VIP, options=[IPOption_RR()]) / OPENING)),
        "first fragment quoted": quoting(11, 1, bytes(IP(src=CLIENT, dst=VIP, flags=1) / OPENING)),
        "later fragment quoted": quoting(11, 1, bytes(IP(src=CLIENT, dst=VIP, frag=100, proto=6) / Raw(TCP_BYTES))),
        "UDP quoted": quoting(3, 3, udp),
        "SCTP quoted": quoting(
            3, 2, bytes(IP(src=CLIENT, dst=VIP, proto=132) / Raw(bytes.fromhex("0b590b5900000001")))
        ),
        "ICMP quoted": quoting(3, 1, bytes(IP(src=CLIENT, dst=VIP) / ICMP(type=8, id=3, seq=4))),
        "ICMP error quoted": quoting(3, 1, quoting(3, 1, SYN)),
        "GRE quoted": quoting(3, 2, bytes(IP(src=CLIENT, dst=VIP) / GRE(proto=0x0800) / Raw(SYN))),
        "IP in IP quoted": quoting(3, 1, ipv4(4, SYN)),
        "AH quoted": quoting(3, 1, ipv4(AH, struct.pack(">BBHII", TCP_NUMBER, 4, 0, 1, 2) + bytes(12) + TCP_BYTES)),
        "IPv6 quoted": quoting(3, 1, SYN6),
        "quoted header of 16 bytes": quoting(3, 1, b"\x44" + SYN[1:]),
        "quoted header beyond the packet": quoting(3, 1, b"\x4f" + SYN[1:]),
        "quoted total length 28": quoting(3, 1, SYN[:2] + struct.pack(">H", 28) + SYN[4:]),
        "quoted total length 0": quoting(3, 1, SYN[:2] + bytes(2) + SYN[4:]),
        "quoted total length below the header": quoting(3, 1, SYN[:2] + struct.pack(">H", 8) + SYN[4:]),
        "quoted total length beyond the quote": quoting(3, 1, SYN[:2] + struct.pack(">H", 1500) + SYN[4:]),
        "quoted version 0": quoting(3, 1, b"\0" + SYN[1:]),
        "RFC 4884 with MPLS labels": quoting(11, 0, SYN.ljust(128, b"\0") + extension, 32 << 16),
        "RFC 4884 of 28 bytes": quoting(11, 0, SYN[:28].ljust(128, b"\0") + extension, 32 << 16),
        "RFC 4884 of 28 bytes, length 7": quoting(11, 0, SYN[:28] + extension, 7 << 16),
        "RFC 4884 by an old router": quoting(11, 0, SYN.ljust(128, b"\0") + extension),
        "in a first fragment": ipv4(ICMP_NUMBER, b"\3\1" + bytes(6) + SYN, flags=1),
        "in a later fragment": ipv4(ICMP_NUMBER, b"\3\1" + bytes(6) + SYN, frag=3),
        "in IPv6": ipv6(ICMP_NUMBER, b"\3\1" + bytes(6) + SYN),
    }
    return packets


def vrrp_2(**fields: object) -> bytes:
    """A VRRPv2 advertisement with its authentication data."""
    return bytes(VRRP(**({"vrid": 51, "priority": 100, "addrlist": [VIP]} | fields)))


def vrrp_packets() -> dict[str, bytes]:
    """VRRP, CARP and other first-hop redundancy."""
    carp = struct.pack(">BBBBBBHII", 0x21, 1, 0, 7, 0, 1, 0xABCD, 1, 2) + bytes(range(20))
    hsrp = struct.pack(">HHHH", 1985, 1985, 28, 0) + bytes([0, 0, 16, 3, 10, 100, 1, 0]) + b"cisco\0\0\0" + bytes(4)
    version_3 = VRRPv3(vrid=7, priority=200, addrlist=[VIP, NODE_A])
    addresses = b"".join(bytes.fromhex(f"20010db8{i:024x}") for i in range(3))
    over_6 = struct.pack(">BBBBHH", 0x31, 9, 150, 3, 100, 0) + addresses
    many = [f"192.0.2.{i}" for i in range(1, 256)]
    return {
        "v2": ipv4(VRRP_NUMBER, vrrp_2()),
        "v2 that gives up": ipv4(VRRP_NUMBER, vrrp_2(priority=0)),
        "v2 with a password": ipv4(VRRP_NUMBER, vrrp_2(authtype=1, auth1=0x31323334, auth2=0x35363738)),
        "v2 with 7 addresses": ipv4(VRRP_NUMBER, vrrp_2(addrlist=many[:7])),
        "v2 with 255 addresses": ipv4(VRRP_NUMBER, vrrp_2(addrlist=many)),
        "v2 without addresses": ipv4(VRRP_NUMBER, vrrp_2(addrlist=[])),
        "v2 with a count that lies": ipv4(VRRP_NUMBER, vrrp_2(ipcount=9)),
        "v2 of type 2": ipv4(VRRP_NUMBER, b"\x22" + vrrp_2()[1:]),
        "v2 in a later fragment": ipv4(VRRP_NUMBER, vrrp_2(), frag=1),
        "v3": ipv4(VRRP_NUMBER, bytes(IP(src=NODE_A, dst="224.0.0.18") / version_3)[20:]),
        "v3 over IPv6": ipv6(VRRP_NUMBER, over_6),
        "v3 over IPv6 with a count that lies": ipv6(VRRP_NUMBER, over_6[:3] + b"\x09" + over_6[4:]),
        "v2 over IPv6": ipv6(VRRP_NUMBER, b"\x21" + over_6[1:]),
        "version 4": ipv4(VRRP_NUMBER, b"\x41" + vrrp_2()[1:]),
        "version 0": ipv4(VRRP_NUMBER, b"\x01" + vrrp_2()[1:]),
        "header alone": ipv4(VRRP_NUMBER, vrrp_2()[:8]),
        "CARP": ipv4(VRRP_NUMBER, carp),
        "CARP over IPv6": ipv6(VRRP_NUMBER, carp),
        "CARP behind another protocol number": ipv4(96, carp),
        "HSRP": ipv4(17, hsrp),
    }
