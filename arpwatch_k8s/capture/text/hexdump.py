"""Bytes of a frame as -x, -xx, -X and -XX print them; with one x they begin with the packet, with two with the link."""

from __future__ import annotations

import re
import socket
from typing import Final

from arpwatch_k8s.capture.text.printed import ARP, DOT1Q, IPV4, IPV6, NO_LENGTH, Printed

LINE: Final = re.compile(
    r"\s*(?:0x([0-9a-f]{4,6}):  ?((?:[0-9a-f]{2}(?:[0-9a-f]{2})?(?: |$)){1,8})"
    r"|([0-9a-f]{4,8})  ((?:[0-9a-f]{2}(?: {1,2}|$)){1,16}))"
)
"""Where its bytes begin, and the bytes: tcpdump's, tshark's."""
ETHERNET_LENGTH, SLL_LENGTH, SLL2_LENGTH, TAG = 14, 16, 20, 4
NEEDED: Final = {ARP: 28, IPV4: 20, IPV6: 40}
TYPES: Final = (ARP, IPV4, IPV6)
MOST: Final = 1 << 16


class Dump:
    """The bytes of one frame, as far as they follow each other."""

    __slots__ = ("data",)

    def __init__(self) -> None:
        self.data = bytearray()

    def add(self, text: str) -> bool:
        """Take a line in; whether it is one. One that begins anew takes the place of what was there: options of
        neighbor discovery are printed so before the packet."""
        found = LINE.match(text)
        if found is None:
            return False
        at = int(found[1] or found[3], 16)
        if at == 0:
            self.data.clear()
        if at == len(self.data) < MOST:
            self.data += bytes.fromhex(found[2] or found[4])
        return True

    def fill(self, frame: Printed, words: str) -> bool:
        """Fill a frame in from its bytes, whatever its words said; whether they are enough of it."""
        placed = place(bytes(self.data), words)
        if placed is None or len(self.data) < placed[1] + NEEDED[placed[0]]:
            return False
        ethertype, at = placed
        data = bytes(self.data)
        if at == ETHERNET_LENGTH or (at > ETHERNET_LENGTH and data[12:14] == b"\x81\x00"):
            frame.target, frame.source = data[:6], data[6:12]
            frame.vlans = tuple(int.from_bytes(data[i : i + 2], "big") & 0xFFF for i in range(14, at, TAG))
        if not frame.length and at:
            frame.length = at + size(data[at:], ethertype)
        frame.ethertype, frame.packet = ethertype, data[at:]
        frame.missing = 0 if frame.length else NO_LENGTH
        return True


def is_bytes(text: str) -> bool:
    """Whether a line is one of bytes."""
    return LINE.match(text) is not None


def place(data: bytes, words: str) -> tuple[int, int] | None:
    """Ethernet type of a packet, and where it begins in the bytes; None where that is not to be told.

    A MAC may begin as a packet does: the addresses that the words name decide, and where they are names, what stands in
    front of a packet.
    """
    expected = ARP if any(word in words for word in ("ho-has ", " is-at ", "Announcement ", "Probe ")) else 0
    found = []
    for at in (ETHERNET_LENGTH, ETHERNET_LENGTH + TAG, SLL_LENGTH, SLL2_LENGTH, 0):
        packet = data[at : at + 40]
        for ethertype in TYPES:
            if expected and ethertype != expected:
                continue
            if looks(packet, ethertype) and (at == 0 or named(data, at) == ethertype):
                if sender(packet, ethertype) in words:
                    return ethertype, at
                found.append((ethertype, at))
    return found[0] if found else None


def sender(packet: bytes, ethertype: int) -> str:
    """The sender's address, as words have it."""
    if ethertype == IPV6:
        return socket.inet_ntop(socket.AF_INET6, packet[8:24].ljust(16, b"\0"))
    return socket.inet_ntop(socket.AF_INET, (packet[14:18] if ethertype == ARP else packet[12:16]).ljust(4, b"\0"))


def named(data: bytes, at: int) -> int:
    """The Ethernet type that stands in front of a packet; 0 where none can."""
    if at == SLL2_LENGTH and int.from_bytes(data[:2], "big") in TYPES:
        return int.from_bytes(data[:2], "big")
    if at == ETHERNET_LENGTH + TAG and int.from_bytes(data[12:14], "big") != DOT1Q:
        return 0
    return int.from_bytes(data[at - 2 : at], "big")


def looks(packet: bytes, ethertype: int) -> bool:
    """Whether bytes begin as a packet of a type does."""
    if ethertype == ARP:
        return packet[:6] == b"\0\x01\x08\0\x06\x04"
    return bool(packet) and packet[0] >> 4 == (4 if ethertype == IPV4 else 6) and len(packet) >= 20


def size(packet: bytes, ethertype: int) -> int:
    """Bytes of a packet on the wire."""
    if ethertype == ARP:
        return len(packet)
    return int.from_bytes(packet[2:4], "big") if ethertype == IPV4 else 40 + int.from_bytes(packet[4:6], "big")
