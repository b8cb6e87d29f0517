"""The words of a packet, as tcpdump prints them behind what stands before it, to the packet's bytes."""

from __future__ import annotations

import re
import struct
from typing import Final

from arpwatch_k8s.capture.text import arp, icmp, icmpv6, vrrp
from arpwatch_k8s.capture.text.numbers import Numbers
from arpwatch_k8s.capture.text.printed import (
    IPV4,
    IPV6,
    NO_FLAGS,
    NO_QUOTE,
    NO_QUOTED_SOURCE,
    NO_TTL,
    Printed,
)
from arpwatch_k8s.capture.text.tcp import HEADER, Segment
from arpwatch_k8s.capture.text.tokens import IPV4_BYTES, address, endpoint, number

ICMP_PROTOCOL, TCP_PROTOCOL, ICMPV6_PROTOCOL, VRRP_PROTOCOL = 1, 6, 58, 112
TTL: Final = 64
"""What stands for one that is not printed, until it is taken out."""
PARENTHESIS: Final = r"\((?:tos|class|flowlabel|hlim)[^()]{0,300}(?:\([^()]{0,80}\)[^()]{0,300}){0,6}\)"
HEAD: Final = re.compile(
    r"(?:(?:truncated-ip6? - \d{1,6} bytes missing ?!? ?)?IP6? |truncated-ip6? - \d{1,6} bytes missing ?!? ?)?"
    rf"({PARENTHESIS})?,? ?(\S{{1,160}}) > (\S{{1,160}}): ?"
)
QUOTE: Final = re.compile(rf", length \d{{1,5}}.{{0,80}}?({PARENTHESIS})")
QUOTE6: Final = re.compile(rf"({PARENTHESIS})")
TTLS: Final = re.compile(r"(?:ttl|hlim) (\d{1,3})")
OFFSET: Final = re.compile(r"offset (\d{1,6})")
PROTO: Final = re.compile(r"(?:proto|next-header) [^()]{1,40}\((\d{1,3})\)")
ICMP6_WORDS: Final = re.compile(r"(?:\[[^\]]{1,40}\] ?)?ICMP6, ")


class Packets:
    """Reads the packets of one print, in order."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._questions = arp.Questions()
        self.named = 0
        """Packets of protocols that are read whose hosts are printed as names."""

    def read(self, frame: Printed, words: str) -> None:
        """Fill in what a frame's words say; one that says nothing of use stays a frame of another kind."""
        words = words.removeprefix("ARP, ")
        if not arp.read(frame, words, self._questions):
            self._ip(frame, words)
            if arp.SHORT.match(words) or "who-has" in words[:60]:
                self.named += 1

    def _ip(self, frame: Printed, words: str) -> None:
        """A packet of IP."""
        found = HEAD.match(words)
        if found is None:
            return
        inside, source, target = found.groups()
        body = words[found.end() :]
        ttl = TTLS.search(inside) if inside else None
        if inside and (offset := OFFSET.search(inside)) and number(offset[1]):
            return
        if body.startswith("Flags ["):
            upper = self._segment(source, target, body)
        else:
            upper = self._message(frame, source, target, body)
        if upper is None:
            return
        if ttl is None:
            frame.missing |= NO_TTL
        protocol, data, size, ends = upper
        hops = number(ttl[1], 8) if ttl else TTL
        frame.packet = packet(ends, protocol, hops, data, size)
        frame.ethertype = IPV4 if len(ends[0]) == IPV4_BYTES else IPV6

    def _segment(self, source: str, target: str, body: str) -> Upper | None:
        """A segment of TCP."""
        one, other = endpoint(source), endpoint(target)
        if one is None or other is None or len(one[0]) != len(other[0]):
            self.named += 1
            return None
        try:
            segment = Segment(body)
        except ValueError:
            return None
        data = segment.header(one, other, self._numbers)
        return TCP_PROTOCOL, data, HEADER + segment.length, (one[0], other[0])

    def _message(self, frame: Printed, source: str, target: str, body: str) -> Upper | None:
        """ICMP, neighbor discovery or VRRP."""
        one, other = address(source), address(target)
        if one is None or other is None or len(one) != len(other):
            self.named += body.startswith(("ICMP", "VRRP"))
            return None
        if body.startswith("ICMP "):
            return self._error(frame, (one, other), body[5:])
        if found := ICMP6_WORDS.match(body):
            return self._error_v6(frame, (one, other), body[found.end() :])
        if data := vrrp.message(body, len(one)):
            return VRRP_PROTOCOL, data, len(data), (one, other)
        return None

    def _error(self, frame: Printed, ends: Ends, words: str) -> Upper | None:
        """A message of ICMP, with what it quotes."""
        told = icmp.read(words)
        if told is None:
            return None
        data = struct.pack(">BBHI", told.type, told.code, 0, 0)
        if told.gateway is not None:
            data = data[:4] + told.gateway
        found = QUOTE.search(words)
        data += self._quote(frame, words[found.start(1) :] if found else "", told.about, IPV4_BYTES)
        return ICMP_PROTOCOL, data, len(data), ends

    def _error_v6(self, frame: Printed, ends: Ends, words: str) -> Upper | None:
        """A message of ICMPv6, with what it quotes."""
        told = icmpv6.read(words)
        if told is None:
            return None
        if not told.flags_shown:
            frame.missing |= NO_FLAGS
        data = told.data
        if told.quotes:
            found = QUOTE6.search(words)
            data += self._quote(frame, words[found.start(1) :] if found else "", told.about, len(ends[0]))
        return ICMPV6_PROTOCOL, data, len(data), ends

    def _quote(self, frame: Printed, words: str, about: bytes | None, size: int) -> bytes:
        """A quoted packet; where it is not printed, one that has the destination that the message itself names."""
        found = HEAD.match(words) if words else None
        if found is not None and found[1]:
            quoted = self._quoted(found[1], found[2], found[3], words[found.end() :])
            if quoted is not None and len(quoted[3][0]) == size:
                protocol, data, length, ends = quoted
                ttl = TTLS.search(found[1])
                if ttl is None:
                    frame.missing |= NO_QUOTE
                return packet(ends, protocol, number(ttl[1], 8) if ttl else TTL, data, length)
        if about is None or len(about) != size:
            return b""
        frame.missing |= NO_QUOTE | NO_QUOTED_SOURCE
        return packet((bytes(size), about), 0xFF, TTL, b"", 0)

    def _quoted(self, inside: str, source: str, target: str, body: str) -> Upper | None:
        """The upper layer of a quoted packet, as far as it is printed."""
        protocol = PROTO.search(inside)
        what = number(protocol[1], 8) if protocol else 0
        one, other = endpoint(source), endpoint(target)
        if what == TCP_PROTOCOL and one is not None and other is not None and body.startswith("Flags ["):
            try:
                segment = Segment(body)
            except ValueError:
                return None
            return TCP_PROTOCOL, segment.header(one, other, self._numbers), HEADER + segment.length, (one[0], other[0])
        if one is not None and other is not None:
            return what, struct.pack(">HH", one[1], other[1]), 4, (one[0], other[0])
        ends = address(source), address(target)
        return None if ends[0] is None or ends[1] is None else (what, b"", 0, (ends[0], ends[1]))


Ends = tuple[bytes, bytes]
Upper = tuple[int, bytes, int, Ends]
"""Protocol, bytes, how many they were on the wire, and the packet's two ends."""


def packet(ends: Ends, protocol: int, ttl: int, data: bytes, size: int) -> bytes:
    """A packet of IP; `size` is that of its data on the wire."""
    if len(ends[0]) == IPV4_BYTES:
        total = min(20 + size, 0xFFFF)
        return struct.pack(">BBHHHBBH4s4s", 0x45, 0, total, 0, 0, ttl, protocol, 0, *ends) + data
    return struct.pack(">IHBB16s16s", 6 << 28, min(size, 0xFFFF), protocol, ttl, *ends) + data
