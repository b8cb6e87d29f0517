"""The kernel's own log: addresses in use twice, packets from where they should not come, links and bonds that change.

    Nov 22 20:15:23 node2 kernel: [ 1234.567890] IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0
    [Sun Nov 22 20:15:23 2026] IPv6: eth0: IPv6 duplicate address 2001:db8::80 used by 52:54:00:00:02:16 detected!
    2026-11-22T20:15:23,567890+00:00 bond0: making interface eth1 the new active one

By syslog, by `dmesg -T` and by `dmesg --time-format=iso`. Plain `dmesg` gives seconds since the host started: such a
line has no time of day, and is not read. A martian's MAC stands in the line after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.host import HostChange, HostNotice
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.reading.lines import line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.reading.syslog import entry, moment
from arpwatch_k8s.logs.reading.wrapped_forms import SYSLOG, YEAR, ZONED
from arpwatch_k8s.logs.source import Clock

NAME: Final = "kernel"
PROGRAM: Final = "kernel"
Said = Conflict | HostNotice | Remark
"""What a line can say."""

SINCE_START: Final = re.compile(r"\[ *\d{1,10}\.\d{6}\](?:\[ *[TC]\d{1,10}\])? ?")
DMESG: Final = re.compile(
    r"(?:\w+ *: ?\w+ *: )?\[([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})\] "
    r"(?!\[(?:\w+:)?(?:emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] )(.*)",
    re.DOTALL,
)
"""`dmesg -T`, `dmesg -Tx`; what has a level in brackets behind its time is Apache's."""
ISO: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d) (.*)", re.DOTALL)
MARTIAN: Final = re.compile(
    r"(?:IPv4: )?martian (source|destination) (?:[\d.]{7,15} from (?P<by>[\d.]{7,15}), (?:on )?dev \S"
    r"|\(src=(?P<src>[\d.]{7,15}), dst=[\d.]{7,15}, dev=\S)"
)
"""By kernels of long, and by those of 2026 on; the address before `from` is where it was to go."""
HEADER: Final = re.compile(
    r"ll header: (?:0{8}: )?(?:[0-9a-f]{2}[ :]){6}((?:[0-9a-f]{2}[ :]){5}[0-9a-f]{2})[ :]08[ :]0[06]"
)
DUPLICATE: Final = re.compile(
    r"(?:IPv6: )?\S{1,64}: IPv6 duplicate address ([0-9A-Fa-f:.]{2,45})(?: used by ([0-9a-f:]{17}))? detected!"
)
TAKEN: Final = re.compile(r"arp: ([0-9a-f:]{11,17}) is using my IP address ([\d.]{7,15}) on \S{1,64}!")
"""How the BSDs put it."""
BOND: Final = r"(?:bonding: )?\S{1,64}: (?:\(slave (\S{1,64})\): )?"
NOTICES: Final = (
    (HostChange.BOND_ACTIVE, re.compile(BOND + r"making interface (\S{1,64} )?the new active one")),
    (HostChange.LINK_DOWN, re.compile(BOND + r"link status definitely down(?: for interface ([^\s,]{1,64}))?")),
    (HostChange.LINK_UP, re.compile(BOND + r"link status definitely up(?: for interface ([^\s,]{1,64}))?")),
    (HostChange.LINK_UP, re.compile(r"(?:IPv6: )?ADDRCONF\(NETDEV_CHANGE\): ([^\s:]{1,64}): link becomes ready")),
    (HostChange.LINK_DOWN, re.compile(r"(?:\S{1,64} ){0,4}?([^\s:]{1,64}) NIC Link is Down")),
    (HostChange.LINK_UP, re.compile(r"(?:\S{1,64} ){0,4}?([^\s:]{1,64}) NIC Link is Up")),
    (HostChange.LINK_DOWN, re.compile(r"(?:\S{1,64} ){0,4}?([^\s:]{1,64}): (?:NIC )?[Ll]ink (?:is )?[Dd]own\b")),
    (HostChange.LINK_UP, re.compile(r"(?:\S{1,64} ){0,4}?([^\s:]{1,64}): (?:NIC )?[Ll]ink (?:is )?[Uu]p\b")),
    (HostChange.LOOP, re.compile(r"\S{1,64}: received packet on (\S{1,64}) with own address as source address")),
    (HostChange.NEIGHBORS_FULL, re.compile(r"(?:\S{1,64}: ){0,2}[Nn]eighbou?r table overflow")),
)
"""What tells of a change, with the interface."""


def said(message: str) -> Said:
    """What a message says."""
    message = SINCE_START.sub("", message, count=1) if message.startswith("[") else message
    if match := MARTIAN.match(message):
        return conflict(f"martian_{match[1]}", match["by"] or match["src"], None)
    if match := DUPLICATE.match(message):
        return conflict("duplicate_address", match[1], match[2])
    if match := TAKEN.match(message):
        return conflict("duplicate_address", match[2], match[1])
    for kind, form in NOTICES:
        if match := form.match(message):
            named = (name for name in match.groups() if name)
            return HostNotice(kind=kind, interface=next(named, "").strip() or None)
    return Remark(program=PROGRAM)


def conflict(kind: str, address: str, mac: str | None) -> Conflict | Remark:
    """An address in conflict; a remark where the text is no address."""
    try:
        text = number_text(address_number(address))
        number = parse_mac(mac) if mac else None
    except ValueError:
        return Remark(program=PROGRAM)
    return Conflict(kind=kind, address=text, mac=number)


def parse(lines: Iterable[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Events of a log; lines that have none of its forms, or no time of day."""
    held: LogEvent | None = None
    for number, line in numbered(lines):
        if not line.strip():
            continue
        stamp, message, host = parted(line)
        when = moment(stamp, clock) if stamp else None
        if held is not None:
            yield with_mac(held, message) if number == held.line + 1 else held
            held = None
        if when is None:
            yield number, line
            continue
        detail = said(message)
        event = LogEvent(time=when[0], width_ns=when[1], source=NAME, line=number, text=line, detail=detail, host=host)
        if isinstance(event.detail, Conflict) and event.detail.kind.startswith("martian"):
            held = event
        else:
            yield event
    if held is not None:
        yield held


def parted(line: str) -> tuple[str, str, str | None]:
    """Time, message and host; empty where the line has none of the forms."""
    if match := DMESG.match(line):
        return match[1], match[2], None
    if (found := entry(line)) and found.tag == "kernel":
        return found.stamp, found.message, found.host
    if (match := ISO.match(line)) and not isinstance(said(match[2]), Remark):
        return match[1], match[2], None
    return "", "", None


def with_mac(martian: LogEvent, message: str) -> LogEvent:
    """A martian with the MAC that the next message names as its frame's source."""
    match = HEADER.search(message[:200])
    if match is None or not isinstance(martian.detail, Conflict):
        return martian
    return replace(martian, detail=replace(martian.detail, mac=parse_mac(match[1].replace(" ", ":"))))


PASSING: Final = Passing(
    forms=((PROGRAM, rf"\[[A-Z][a-z]{{2}} {SYSLOG} {YEAR}\] (?!\[[\w:]+\] )"),),
    bare_forms=((PROGRAM, rf"(?:{SYSLOG}|{ZONED}) [A-Za-z0-9][A-Za-z0-9._-]{{0,252}} kernel: "),),
    telling=(
        "martian",
        "ll header",
        "IPv6 duplicate address",
        "is using my IP address",
        "the new active one",
        "link status definitely",
        "link becomes ready",
        *(f"ink {word}{how}" for word in ("", "is ") for how in ("Up", "up", "Down", "down")),
        "with own address as source address",
        "eighbor table overflow",
        "eighbour table overflow",
    ),
    has_remarks=True,
)
SOURCE: Final = line_source(NAME, tells=(Conflict, HostNotice, Remark), parse=parse, passing=PASSING)
