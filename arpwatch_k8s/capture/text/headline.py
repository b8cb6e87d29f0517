"""What tcpdump prints before a packet: the frame's number, its time, its interface and its link layer."""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.capture.text.printed import ARP, IPV4, IPV6, Printed
from arpwatch_k8s.capture.text.stamps import Clock, Stamp, of_day
from arpwatch_k8s.capture.text.tokens import mac, number

STAMP: Final = re.compile(
    r"( *)(?:\d{1,12}  )?([ -]?)"
    r"(?:(?:(\d{4}-\d\d-\d\d) )?(\d\d):([0-5]\d):([0-6]\d)[.,](\d{6}(?:\d{3})?)|(\d{8,10})\.(\d{6}(?:\d{3})?)) +(?=\S)"
)
"""Spaces, frame number, one more space (of -ttt and -ttttt; or a minus, of a frame older than that), date, hours,
minutes, seconds, decimals; or seconds since 1970 and decimals."""
MAC: Final = r"(?:[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}|Broadcast)"
OUI: Final = r"(?: \(oui [^()]{0,60}(?:\([^()]{0,40}\))?[^()]{0,40}\))?"
TYPE: Final = r"(?:ethertype )?([\w.-]{1,30}(?: [\w.-]{1,20}){0,3})(?: \(0x([0-9a-f]{4})\))?, length (\d{1,9}): "
"""-q leaves out the first word."""
ETHERNET: Final = re.compile(rf"({MAC}){OUI} > ({MAC}){OUI}, (?:{TYPE}|802\.3, length \d{{1,5}}: )")
INTERFACE: Final = r"[^\s/]{1,40}"
"""A name that the kernel allows; ? where it is gone."""
COOKED: Final = re.compile(
    rf" *(?:({INTERFACE}) +)?(In|Out|B|M|P) +(?:ifindex (\d{{1,10}}) )?(?:({MAC}){OUI} )?(?:{TYPE})?"
)
VLAN: Final = re.compile(r"vlan (\d{1,4}), p \d(?:, DEI)?, (?:ethertype ([\w.-]{1,30}(?: [\w.-]{1,20}){0,3})"
                         r"(?: \(0x([0-9a-f]{4})\))?,? )?")  # fmt: skip
KNOWN: Final = re.compile(
    rf"(?:IP6? (?:\(|truncated|\S{{1,160}} > \S{{1,160}}: )|"
    rf"ARP, (?:Request|Reply|Announcement|Probe|Ethernet|Reverse|Unknown)|arp (?:who-has|reply) |{MAC}{OUI} > {MAC}|"
    rf"(?:{INTERFACE} +)?(?:In|Out|B|M|P) +(?:IP6? (?:\(|\S{{1,160}} > )|ARP, |ifindex \d|{MAC}|ethertype ))"
)
"""What a frame begins with behind its time, and no log does."""
NAMES: Final = {"ARP": ARP, "IPv4": IPV4, "IPv6": IPV6}
MOST_VLANS: Final = 4
MOST_INTERFACES: Final = 1 << 10


class Headlines:
    """Reads what stands before packets; told is how many interfaces were named."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._interfaces: dict[str, int] = {}

    def read(self, line: int, text: str) -> tuple[Printed, str] | None:
        """A frame with what its first line says before its packet, and the rest; None where the line begins none."""
        found = STAMP.match(text)
        if found is None:
            return None
        time = self._time(found)
        if time is None:
            return None
        frame = Printed(line=line, time=time)
        return frame, self._link(frame, text[found.end() :])

    def _time(self, found: re.Match[str]) -> int | None:
        """The time that a stamp says; None where it is of another form than the print's."""
        _, sign, date, hours, minutes, seconds, decimals, unix, decimals_unix = found.groups()
        if unix is not None:
            return self._clock.unix(unix, decimals_unix) if self._clock.form is Stamp.UNIX else None
        ns = of_day(hours, minutes, seconds, decimals)
        if date is not None:
            return self._clock.dated(date, ns)
        if sign == "-":
            ns = -ns
        return None if self._clock.form in (Stamp.UNIX, Stamp.DATED) else self._clock.undated(ns)

    def _link(self, frame: Printed, text: str) -> str:
        """Read the link layer into a frame; what is behind it."""
        found = ETHERNET.match(text)
        if found is not None:
            source, target, name, _, length = found.groups()
            frame.source, frame.target, frame.length = mac(source), mac(target), number(length)
            return self._tagged(frame, text[found.end() :]) if name else ""
        found = COOKED.match(text)
        if found is not None:
            interface, way, index, sender, _, _, length = found.groups()
            frame.to_all = way == "B"
            frame.source = mac(sender) if sender else None
            frame.length = number(length)
            frame.interface = number(index) or self._index(interface)
            return self._tagged(frame, text[found.end() :])
        return text

    def _index(self, name: str | None) -> int:
        """A number for an interface's name."""
        if name is None or len(self._interfaces) >= MOST_INTERFACES:
            return 0 if name is None else self._interfaces.get(name, 0)
        return self._interfaces.setdefault(name, len(self._interfaces) + 1)

    def _tagged(self, frame: Printed, text: str) -> str:
        """Read VLAN tags; what is behind them."""
        while len(frame.vlans) < MOST_VLANS and (found := VLAN.match(text)) is not None:
            frame.vlans = (*frame.vlans, number(found[1]) & 0xFFF)
            text = text[found.end() :]
        return text
