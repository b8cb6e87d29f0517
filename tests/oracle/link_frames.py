"""Frames whose link layers are the point: tags, LLC, ARP on other hardware, cooked, raw and loopback headers."""

import struct

from scapy.layers.inet import IP, TCP
from scapy.layers.inet6 import ICMPv6ND_NS, IPv6
from scapy.layers.l2 import ARP

from tests.savefiles import BROADCAST, CLIENT, MAC_A, MAC_CLIENT, NODE_A, VIP, ZERO

DOT1Q, DOT1AD, QINQ = 0x8100, 0x88A8, 0x9100
V6_A, V6_VIP = "2001:db8::a", "2001:db8::80"

ARP_BYTES = bytes(ARP(op=1, hwsrc=MAC_A, psrc=VIP, hwdst=BROADCAST, pdst=VIP))
RARP_BYTES = bytes(ARP(op=3, hwsrc=MAC_A, psrc="0.0.0.0", hwdst=MAC_A, pdst="0.0.0.0"))
SYN = bytes(IP(src=CLIENT, dst=VIP) / TCP(sport=40000, dport=443, flags="S", seq=77))
SYN6 = bytes(IPv6(src=V6_A, dst=V6_VIP) / TCP(sport=40000, dport=443, flags="S", seq=77))
NS = bytes(IPv6(src=V6_A, dst="ff02::1:ff00:80", hlim=255) / ICMPv6ND_NS(tgt=V6_VIP))

PAYLOADS = {0x0806: ARP_BYTES, 0x0800: SYN, 0x86DD: NS, 0x8035: RARP_BYTES}
NAMES = {0x0806: "arp", 0x0800: "syn", 0x86DD: "ns", 0x8035: "rarp"}


def mac_bytes(text: str) -> bytes:
    """Six bytes of a MAC."""
    return bytes.fromhex(text.replace(":", ""))


def ethernet(ethertype: int, payload: bytes, *, src: str = MAC_A, dst: str = MAC_CLIENT) -> bytes:
    """A frame; its type may be a length as well."""
    return mac_bytes(dst) + mac_bytes(src) + struct.pack(">H", ethertype) + payload


def tagged(tags: list[tuple[int, int]], ethertype: int, payload: bytes) -> bytes:
    """A frame with (tag type, control field) tags, outer first."""
    types = [kind for kind, _ in tags[1:]] + [ethertype]
    inner = b"".join(struct.pack(">HH", control, after) for (_, control), after in zip(tags, types, strict=True))
    return ethernet(tags[0][0], inner + payload)


def snap(oui: int, ethertype: int, payload: bytes) -> bytes:
    """An LLC/SNAP header and what it carries."""
    return b"\xaa\xaa\x03" + oui.to_bytes(3, "big") + struct.pack(">H", ethertype) + payload


def arp_of(hardware: int, protocol: int, hlen: int, plen: int, opcode: int) -> bytes:
    """An ARP packet of any form, its addresses counted up."""
    addresses = bytes(i % 255 + 1 for i in range(2 * (hlen + plen)))
    return struct.pack(">HHBBH", hardware, protocol, hlen, plen, opcode) + addresses


def tag_frames() -> dict[str, bytes]:
    """Tags of every kind and depth."""
    stacks = {
        "8100": [(DOT1Q, 200)],
        "88a8": [(DOT1AD, 200)],
        "9100": [(QINQ, 200)],
        "88a8-8100": [(DOT1AD, 100), (DOT1Q, 200)],
        "8100-8100": [(DOT1Q, 100), (DOT1Q, 200)],
        "9100-8100": [(QINQ, 100), (DOT1Q, 200)],
        "8100-88a8": [(DOT1Q, 100), (DOT1AD, 200)],
        "88a8-88a8": [(DOT1AD, 100), (DOT1AD, 200)],
        "3-deep": [(DOT1AD, 1), (DOT1Q, 2), (DOT1Q, 3)],
        "3-deep-mixed": [(QINQ, 1), (DOT1AD, 2), (DOT1Q, 3)],
        "4-deep": [(DOT1Q, 1), (DOT1Q, 2), (DOT1Q, 3), (DOT1Q, 4094)],
        "4-deep-mixed": [(DOT1AD, 1), (DOT1AD, 2), (QINQ, 3), (DOT1Q, 4)],
        "5-deep": [(DOT1Q, 1), (DOT1Q, 2), (DOT1Q, 3), (DOT1Q, 4), (DOT1Q, 5)],
        "priority-only": [(DOT1Q, 7 << 13)],
        "priority-and-dei": [(DOT1Q, 7 << 13 | 1 << 12 | 200)],
        "9200": [(0x9200, 200)],
        "88e7": [(0x88E7, 200)],
    }
    return {
        f"{NAMES[ethertype]} behind tags {name}": tagged(stack, ethertype, payload)
        for name, stack in stacks.items()
        for ethertype, payload in PAYLOADS.items()
    }


def llc_frames() -> dict[str, bytes]:
    """IEEE 802.3 frames."""
    frames = {}
    for ethertype, payload in PAYLOADS.items():
        for oui in (0, 0xF8, 0x080007, 0x00000C, 0x0080C2):
            body = snap(oui, ethertype, payload)
            frames[f"{NAMES[ethertype]} in SNAP of OUI {oui:06x}"] = ethernet(len(body), body)
        body = snap(0, ethertype, payload)
        frames[f"{NAMES[ethertype]} in SNAP, padded"] = ethernet(len(body), body + bytes(20))
        frames[f"{NAMES[ethertype]} in SNAP, length too small"] = ethernet(len(body) - 10, body)
        frames[f"{NAMES[ethertype]} in SNAP, length too large"] = ethernet(len(body) + 10, body)
        frames[f"{NAMES[ethertype]} in SNAP behind a tag"] = tagged([(DOT1Q, 5)], len(body), body)
        frames[f"{NAMES[ethertype]} in SNAP, a tag inside"] = ethernet(
            len(body) + 4, snap(0, DOT1Q, struct.pack(">HH", 5, ethertype) + payload)
        )
    frames["IP behind LLC SAP 06"] = ethernet(3 + len(SYN), b"\x06\x06\x03" + SYN)
    frames["SNAP with another source"] = ethernet(8 + len(SYN), b"\xaa\xab\x03" + bytes(3) + b"\x08\x00" + SYN)
    frames["SNAP with the poll bit"] = ethernet(8 + len(SYN), b"\xaa\xaa\x13" + bytes(3) + b"\x08\x00" + SYN)
    frames["IP behind LLC SAP 06, response"] = ethernet(3 + len(SYN), b"\x06\x07\x03" + SYN)
    frames["LLC of spanning tree"] = ethernet(38, b"\x42\x42\x03" + bytes(35))
    frames["SNAP with control f3"] = ethernet(8 + len(SYN), b"\xaa\xaa\xf3" + bytes(3) + b"\x08\x00" + SYN)
    frames["length field 1501"] = ethernet(1501, snap(0, 0x0806, ARP_BYTES))
    frames["length field 0"] = ethernet(0, snap(0, 0x0806, ARP_BYTES))
    return frames


def arp_frames() -> dict[str, bytes]:
    """ARP of other hardware, other protocols, other operations."""
    forms = {
        "IEEE 802": (6, 0x0800, 6, 4, 1),
        "Infiniband": (32, 0x0800, 20, 4, 1),
        "token ring by Proteon": (4, 0x0800, 6, 4, 1),
        "ARCNET": (7, 0x0800, 1, 4, 1),
        "frame relay": (15, 0x0800, 2, 4, 8),
        "ATM": (19, 0x0800, 20, 4, 1),
        "AX.25": (3, 0x0800, 7, 4, 1),
        "Ethernet for IPv6": (1, 0x86DD, 6, 16, 1),
        "Ethernet with 8-byte hardware addresses": (1, 0x0800, 8, 4, 1),
        "Ethernet with 16-byte protocol addresses": (1, 0x0800, 6, 16, 1),
        "Ethernet without addresses": (1, 0x0800, 0, 0, 1),
        "Ethernet with lengths of 255": (1, 0x0800, 255, 255, 1),
        "operation 0": (1, 0x0800, 6, 4, 0),
        "InARP request": (1, 0x0800, 6, 4, 8),
        "InARP reply": (1, 0x0800, 6, 4, 9),
        "NAK": (1, 0x0800, 6, 4, 10),
        "operation 65535": (1, 0x0800, 6, 4, 65535),
        "DRARP error": (1, 0x0800, 6, 4, 7),
        "RARP operation": (1, 0x0800, 6, 4, 3),
    }
    frames = {f"ARP: {name}": ethernet(0x0806, arp_of(*form)) for name, form in forms.items()}
    frames |= {f"RARP: {name}": ethernet(0x8035, arp_of(*form)) for name, form in forms.items()}
    atm = arp_of(19, 0x0800, 20, 4, 1)
    frames["ARP: ATM with a target longer than the packet"] = ethernet(0x0806, atm[:11] + b"\xff" + atm[12:])
    for name, packet in {
        "probe": ARP(op=1, hwsrc=MAC_A, psrc="0.0.0.0", hwdst=ZERO, pdst=VIP),
        "probe of nothing": ARP(op=1, hwsrc=MAC_A, psrc="0.0.0.0", hwdst=ZERO, pdst="0.0.0.0"),
        "request": ARP(op=1, hwsrc=MAC_A, psrc=NODE_A, hwdst=ZERO, pdst=VIP),
        "reply": ARP(op=2, hwsrc=MAC_A, psrc=VIP, hwdst=MAC_CLIENT, pdst=CLIENT),
        "reply about itself to another": ARP(op=2, hwsrc=MAC_A, psrc=VIP, hwdst=MAC_CLIENT, pdst=VIP),
        "reply about itself to itself": ARP(op=2, hwsrc=MAC_A, psrc=VIP, hwdst=MAC_A, pdst=VIP),
        "reply about itself to all": ARP(op=2, hwsrc=MAC_A, psrc=VIP, hwdst=BROADCAST, pdst=VIP),
        "reply about itself to nobody": ARP(op=2, hwsrc=MAC_A, psrc=VIP, hwdst=ZERO, pdst=VIP),
        "reply of nothing": ARP(op=2, hwsrc=MAC_A, psrc="0.0.0.0", hwdst=ZERO, pdst="0.0.0.0"),
    }.items():
        frames[f"ARP: {name}"] = ethernet(0x0806, bytes(packet))
        frames[f"ARP: {name}, padded"] = ethernet(0x0806, bytes(packet) + bytes(18))
    return frames


def bare_frames() -> dict[str, bytes]:
    """Frames of nothing but a link layer."""
    return {
        "Ethernet header alone": ethernet(0x0806, b""),
        "EtherType of IPv4 with IPv6 inside": ethernet(0x0800, SYN6),
        "EtherType of IPv6 with IPv4 inside": ethernet(0x86DD, SYN),
        "IP padded": ethernet(0x0800, SYN + bytes(6)),
        "zeros": bytes(60),
        "ISL": bytes.fromhex("01000c000000") + mac_bytes(MAC_A) + bytes([0, 60]) + snap(12, 0, SYN),
        "MPLS": ethernet(0x8847, bytes.fromhex("00064140") + SYN),
        "PPPoE": ethernet(0x8864, bytes.fromhex("11000001") + struct.pack(">HH", len(SYN) + 2, 0x21) + SYN),
        "MACsec": ethernet(0x88E5, bytes(16) + SYN),
    }


def cooked_1(arphrd: int, protocol: int, payload: bytes, *, halen: int = 6) -> bytes:
    """A Linux cooked v1 frame."""
    return struct.pack(">HHH", 0, arphrd, halen) + mac_bytes(MAC_A) + b"\0\0" + struct.pack(">H", protocol) + payload


def cooked_2(arphrd: int, protocol: int, payload: bytes, *, halen: int = 6) -> bytes:
    """A Linux cooked v2 frame on interface 7."""
    return struct.pack(">HHIHBB", protocol, 0, 7, arphrd, 0, halen) + mac_bytes(MAC_A) + b"\0\0" + payload


def cooked_frames(version: int) -> dict[str, bytes]:
    """Linux cooked frames of every kind."""
    cooked = cooked_1 if version == 1 else cooked_2
    frames = {}
    hardware = {
        "Ethernet": 1,
        "Infiniband": 32,
        "PPP": 512,
        "tunnel": 768,
        "loopback": 772,
        "SIT": 776,
        "IEEE 802.11": 801,
        "radiotap": 803,
        "netlink": 824,
        "none": 65534,
    }
    for ethertype, payload in PAYLOADS.items():
        for name, arphrd in hardware.items():
            frames[f"{NAMES[ethertype]} on {name}"] = cooked(arphrd, ethertype, payload)
        for halen in (0, 4, 8, 20):
            frames[f"{NAMES[ethertype]} with addresses of {halen}"] = cooked(1, ethertype, payload, halen=halen)
        tag = struct.pack(">HH", 200, ethertype) + payload
        frames[f"{NAMES[ethertype]} behind a tag"] = cooked(1, DOT1Q, tag)
        frames[f"{NAMES[ethertype]} behind two tags"] = cooked(1, DOT1AD, struct.pack(">HH", 100, DOT1Q) + tag)
        frames[f"{NAMES[ethertype]} in SNAP"] = cooked(1, 4, snap(0, ethertype, payload))
        frames[f"{NAMES[ethertype]} behind protocol 1"] = cooked(1, 1, payload)
        frames[f"{NAMES[ethertype]} behind protocol 2"] = cooked(1, 2, ethernet(ethertype, payload))
        frames[f"{NAMES[ethertype]} behind protocol 3"] = cooked(1, 3, payload)
        frames[f"{NAMES[ethertype]} behind a length"] = cooked(1, 100, snap(0, ethertype, payload))
    return frames


def raw_frames() -> dict[str, bytes]:
    """Packets without a link layer."""
    return {
        "IPv4": SYN,
        "IPv6": SYN6,
        "neighbor solicitation": NS,
        "version 5": b"\x50" + SYN[1:],
        "version 0": b"\x00" + SYN[1:],
        "nothing": b"",
    }


def loopback_frames() -> dict[str, bytes]:
    """Packets behind a 4-byte address family, in both byte orders."""
    frames = {"too short": b"\0\0\0", "header alone": b"\2\0\0\0"}
    for family in (0, 1, 2, 7, 10, 24, 26, 28, 30, 33, 0x0800, 0x86DD, 0x0806):
        for name, packet in (("IPv4", SYN), ("IPv6", SYN6)):
            frames[f"{name} in family {family}, little-endian"] = struct.pack("<I", family) + packet
            frames[f"{name} in family {family}, big-endian"] = struct.pack(">I", family) + packet
    frames["IPv4 in a 16-bit family, little-endian"] = b"\2\0\xab\xcd" + SYN
    frames["IPv4 in a 16-bit family, big-endian"] = b"\0\2\xab\xcd" + SYN
    frames["IPv4 in a 16-bit family behind 16 other bits"] = b"\xab\xcd\2\0" + SYN
    frames["IPv4 in family ff03"] = b"\xff\x03\0\x21" + SYN
    return frames
