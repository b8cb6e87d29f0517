"""Tshark's default columns, and the packet summary lines that Wireshark exports as plain text.

They print addresses and what the last protocol says of itself. MACs are names where tshark resolved them (-n does not),
TCP's numbers are counted from 0, and what an error quotes is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.capture.text import icmp, tcp
from arpwatch_k8s.capture.text.arp import Questions, reply, request
from arpwatch_k8s.capture.text.hexdump import Dump, is_bytes
from arpwatch_k8s.capture.text.icmpv6 import ADVERTISEMENT, OVERRIDE, ROUTER, SOLICITATION, SOLICITED, ipv6, neighbor
from arpwatch_k8s.capture.text.packets import TTL, packet
from arpwatch_k8s.capture.text.printed import IPV4, IPV6, NO_GATEWAY, NO_TARGET_MAC, NO_TTL, Printed
from arpwatch_k8s.capture.text.stamps import Clock, Stamp, of_day, passed_since
from arpwatch_k8s.capture.text.tokens import BROADCAST, IPV4_BYTES, address, mac, number

LINE: Final = re.compile(
    r"\s*(\d{1,12})\s+(?:(?:(\d{4}-\d\d-\d\d) )?(\d\d):(\d\d):(\d\d)[.,](\d{1,9})Z?|(-?\d{1,12})[.,](\d{1,9}))\s+"
    r"(\S{1,64})\s+(?:(?:→|->|⇒)\s+)?(\S{1,64})\s+(\w[\w./-]{0,30}(?: [A-Z][\w./-]{0,30})?)\s+(\d{1,7})(?:\s+(.*))?$"
)
"""Number, date, time of day or seconds, source, destination, protocol, length, what it says."""
HEADER: Final = re.compile(r"\s*No\.\s+Time\s+Source\s+Destination\s+Protocol\s+")
DETAILS: Final = re.compile(r"Frame \d{1,12}: \d{1,7} bytes on wire")
"""What the details of a frame begin with, which Wireshark exports below its line."""
CELL: Final = re.compile(r'"((?:[^"]|""){0,2000})"')
ARP_FORMS: Final = (
    re.compile(r"Who has (\S{1,40})\? +(?:Tell (\S{1,40})|\((ARP Probe)\))"),
    re.compile(r"(?:ARP Announcement|Gratuitous ARP) for (\S{1,40})(?: \((Request|Reply)\))?"),
    re.compile(r"(\S{1,40}) is at (\S{1,40})"),
)
SEGMENT: Final = re.compile(
    r"(?:\[[^\]]{1,60}\] ?){0,4}(\d{1,5}) (?:→|->|>|⇒) (\d{1,5}) \[([A-Z, ]{1,50})\] Seq=(\d{1,10})(?: Ack=(\d{1,10}))?"
    r"(?: Win=(\d{1,10}))?(?: Len=(\d{1,9}))?"
)
REUSED: Final = "Port numbers reused"
NEIGHBOR: Final = re.compile(
    r"Neighbor (?:Solicitation for (\S{2,64})(?: from (\S{11,17}))?"
    r"|Advertisement (\S{2,64}) \(([a-z, ]{1,30})\)(?: is at (\S{11,17}))?)"
)
ERRORS: Final = {
    "Network unreachable": (3, 0),
    "Host unreachable": (3, 1),
    "Protocol unreachable": (3, 2),
    "Port unreachable": (3, 3),
    "Fragmentation needed": (3, 4),
    "Network administratively prohibited": (3, 9),
    "Host administratively prohibited": (3, 10),
    "Communication administratively filtered": (3, 13),
    "Redirect for network": (5, 0),
    "Redirect for host": (5, 1),
    "Time to live exceeded in transit": (11, 0),
}
NAMES: Final = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32, "ECE": 64, "ECN": 64, "CWR": 128}
MOST_ARP: Final = 90
"""Bytes of a frame of ARP: a longer one is within a tunnel (VXLAN adds 50), not on this segment."""
REUSE_STEP: Final = 1 << 20
PROBED: Final = bytes(4)


def stamp_of(lines: Iterable[str]) -> Stamp | None:
    """How times are printed, if these are such lines; None where they are not."""
    some = summaries(lines)
    found = [match for line in some if (match := LINE.match(line)) is not None]
    headed = any(HEADER.match(line) for line in some)
    arrows = sum("→" in line or " -> " in line for line in some)
    if not found or 2 * len(found) < len(some) - 1 or not (headed or 2 * arrows >= len(found)):
        return None
    _, date, hours, _, _, _, seconds, _, *_ = found[0].groups()
    if date is not None:
        return Stamp.DATED
    if hours is not None:
        return Stamp.OF_DAY
    if len(seconds) >= 9:
        return Stamp.UNIX
    return passed_since([span(match[7], match[8]) for match in found if match[7] is not None])


def summaries(lines: Iterable[str]) -> list[str]:
    """Lines without the bytes and details that may stand below each."""
    some = []
    beside = False
    for text in map(plain, lines):
        beside = (beside or DETAILS.match(text) is not None) and not LINE.match(text) and not HEADER.match(text)
        if text.strip() and not beside and not is_bytes(text):
            some.append(text)
    return some


def span(seconds: str, decimals: str) -> int:
    """What passed, as ns; it is less than nothing where a frame was printed late."""
    passed = of_day("0", "0", seconds.removeprefix("-"), decimals)
    return -passed if seconds.startswith("-") else passed


def plain(text: str) -> str:
    """A line as tshark prints it, of one that Wireshark exported as CSV."""
    return "\t".join(CELL.findall(text)) if text.startswith('"') else text


def filled(frame: Printed, words: str, dump: Dump) -> Printed:
    """A frame of which all lines are there: its bytes, where they are printed below it, say more than its words."""
    if dump.data:
        dump.fill(frame, words)
    return frame


class Columns:
    """Frames of one print."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._questions = Questions()
        self._reused: dict[tuple[bytes, int, bytes, int], int] = {}
        self.frames = 0
        self.named = 0
        self.odd: list[tuple[int, str]] = []
        self.odd_n = 0
        self.drops: int | None = None

    def read(self, lines: Iterable[tuple[int, str]]) -> Iterator[Printed]:
        """The frames that lines tell of, in order."""
        frame: Printed | None = None
        words, dump, beside = "", Dump(), False
        for line, printed in lines:
            text = plain(printed)
            found = LINE.match(text)
            time = None if found is None else self._time(found)
            if found is None or time is None:
                beside = beside or DETAILS.match(text) is not None
                if not (beside or dump.add(text) or HEADER.match(text)) and text.strip():
                    self.odd_n += 1
                    self.odd += [(line, text[:200])] if not self.odd else []
                continue
            if frame is not None:
                yield filled(frame, words, dump)
            self.frames += 1
            words, dump, beside = text[:1000], Dump() if dump.data else dump, False
            frame = Printed(line=line, time=time, length=number(found[12], 24))
            self._fill(frame, found[9], found[10], found[11], found[13] or "")
        if frame is not None:
            yield filled(frame, words, dump)

    def _time(self, found: re.Match[str]) -> int | None:
        """The time of a line."""
        _, date, hours, minutes, seconds, decimals, whole, part, *_ = found.groups()
        if whole is not None:
            if self._clock.form is Stamp.UNIX:
                return self._clock.unix(whole, part)
            return self._clock.undated(span(whole, part))
        ns = of_day(hours, minutes, seconds, decimals)
        return self._clock.undated(ns) if date is None else self._clock.dated(date, ns)

    def _fill(self, frame: Printed, source: str, target: str, protocol: str, words: str) -> None:
        """Fill in what a line says."""
        if protocol == "ARP":
            if frame.length <= MOST_ARP:
                self._arp(frame, mac(source), mac(target), words)
            return
        one, other = address(source), address(target)
        if one is None or other is None or len(one) != len(other):
            self.named += protocol in ("TCP", "ICMP", "ICMPv6")
            return
        found = SEGMENT.match(words)
        if found is not None:
            frame.packet = packet((one, other), 6, TTL, *self._segment(one, other, found, words))
        elif protocol == "ICMP" and len(one) == IPV4_BYTES:
            what = next((ERRORS[name] for name in ERRORS if f"({name})" in words[:100]), None)
            if what is None:
                return
            frame.missing |= NO_GATEWAY
            frame.packet = packet((one, other), 1, TTL, bytes((*what, 0, 0, 0, 0, 0, 0)), 8)
        elif protocol == "ICMPv6" and (data := discovery(words)):
            frame.packet = packet((one, other), 58, TTL, data, len(data))
        else:
            return
        frame.ethertype = IPV4 if len(one) == IPV4_BYTES else IPV6
        frame.missing |= NO_TTL

    def _segment(self, one: bytes, other: bytes, found: re.Match[str], words: str) -> tuple[bytes, int]:
        """A segment's header, and its length; ports that are used again begin new numbers."""
        sport, dport, flags, seq, ack, window, length = found.groups()
        bits = sum(NAMES.get(name, 0) for name in flags.replace(" ", "").split(","))
        ends = (one, number(sport, 16), other, number(dport, 16))
        both = min(ends, (ends[2], ends[3], ends[0], ends[1]))
        if REUSED in words[:80]:
            self._reused[both] = self._reused.get(both, 0) + REUSE_STEP
        more = self._reused.get(both, 0)
        first, second = ((number(text) + more) % (1 << 32) for text in (seq, ack))
        size = min(number(length), 0xFFFF)
        return tcp.header(ends[1], ends[3], first, second, bits, number(window) & 0xFFFF), tcp.HEADER + size

    def _arp(self, frame: Printed, source: bytes | None, target: bytes | None, words: str) -> None:
        """ARP."""
        if source is not None and target is not None:
            frame.source, frame.target = source, target
        asks, announces, tells = (form.match(words) for form in ARP_FORMS)
        if asks is not None:
            request(frame, icmp.ipv4(asks[1]), None, PROBED if asks[3] else icmp.ipv4(asks[2]), self._questions)
            frame.missing |= NO_TARGET_MAC
        elif announces is not None and announces[2] == "Reply":
            frame.target = target or BROADCAST
            reply(frame, icmp.ipv4(announces[1]), source, self._questions)
        elif announces is not None:
            subject = icmp.ipv4(announces[1])
            request(frame, subject, None, subject, self._questions)
            frame.missing |= NO_TARGET_MAC
        elif tells is not None:
            reply(frame, icmp.ipv4(tells[1]), mac(tells[2]), self._questions)
        if frame.ethertype == 0 and (asks or announces or tells):
            self.named += 1


def discovery(words: str) -> bytes | None:
    """Neighbor discovery; None where it is none."""
    found = NEIGHBOR.match(words)
    if found is None:
        return None
    asked, asker, told, flags, at = found.groups()
    if asked is not None:
        option = mac(asker) if asker else None
        message = neighbor(SOLICITATION, 0, asked, "")
        return None if message is None else message.data + (b"\1\1" + option if option else b"")
    if ipv6(told) is None:
        return None
    bits = ROUTER * ("rtr" in flags) | SOLICITED * ("sol" in flags) | OVERRIDE * ("ovr" in flags)
    option = mac(at) if at else None
    message = neighbor(ADVERTISEMENT, bits, told, "")
    return None if message is None else message.data + (b"\2\1" + option if option else b"")
