"""Listings of a kernel's neighbor table by older means: `arp -n`, `arp -a`, of BSD and macOS too, /proc/net/arp.

    192.0.2.80               ether   52:54:00:00:02:16   C                     eth0
    ? (192.0.2.80) at 52:54:00:00:02:16 [ether] on eth0
    ? (192.0.2.80) at 52:54:0:0:2:16 on en0 ifscope [ethernet]
    192.0.2.80       0x1         0x2         52:54:00:00:02:16     *        eth0

None of them says how fresh an entry is. Their times are those of headings, as with `ip neigh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import Listings, share
from arpwatch_k8s.logs.source import Clock, LogSource

NAME: Final = "arp"
MAC: Final = r"((?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2})"
TABLE: Final = re.compile(
    rf"(\S{{1,64}})\s+(?:ether\s+{MAC}\s+([A-Z*!]{{1,8}})|(\(incomplete\)))\s+(?:\S{{1,64}}\s+)?(\S{{1,64}})$"
)
ALL: Final = re.compile(
    rf"\S{{1,255}} \(([^()\s]{{1,64}})\) at (?:{MAC}|[<(]incomplete[>)])"
    r"(?: \[ether\])?( PERM)?(?: PUP)? on (\S{1,64})(.*)$"
)
PROC: Final = re.compile(
    rf"(\S{{1,64}})\s+0x([0-9a-f]{{1,8}})\s+0x([0-9a-f]{{1,8}})\s+{MAC}\s+\S{{1,64}}\s+(\S{{1,64}})$"
)
HEADER: Final = re.compile(
    r"Address\s+HWtype\s+HWaddress\s+Flags\s+Mask\s+Iface$|IP address\s+HW type\s+Flags\s+HW address\s+Mask\s+Device$"
    r"|Entries: \d+\s+Skipped: \d+\s+Found: \d+$"
)
COMPLETE: Final = 0x02
PERMANENT: Final = 0x04
"""Linux include/uapi/linux/if_arp.h: ATF_COM, ATF_PERM."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Entries of each listing, after an event of its own for a listing whose time is known."""
    listings = Listings(NAME)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if listings.heading(line, clock):
            yield listings.said(number, line, NeighborListing())
        elif remark := listings.prompt(line) or listings.named(line):
            yield listings.said(number, line, remark)
        elif HEADER.match(line.strip()):
            yield listings.said(number, line, Remark(program="arp"))
        elif entry := listed(line.strip()) or listed((listings.behind_name(line) or "").strip()):
            yield listings.said(number, line, entry, key=(entry.address, entry.interface))
        else:
            yield number, line


def listed(line: str) -> NeighborEntry | None:
    """The entry that a line lists; None where it lists none, or names the neighbor without its address."""
    if match := ALL.match(line):
        address, mac, permanent, interface, rest = match.groups()
        lasts = bool(permanent) or " permanent" in rest
    elif match := TABLE.match(line):
        address, mac, flags, _, interface = match.groups()
        lasts = "M" in (flags or "")
    elif match := PROC.match(line):
        flag = int(match[3], 16)
        address, mac, interface = match[1], match[4] if flag & COMPLETE else None, match[5]
        lasts = bool(flag & PERMANENT)
    else:
        return None
    try:
        return NeighborEntry(
            address=number_text(address_number(address)),
            interface=interface,
            mac=parse_mac(mac) if mac else None,
            state="PERMANENT" if lasts else None,
        )
    except ValueError:
        return None


SOURCE: Final = LogSource(
    name=NAME,
    tells=(NeighborEntry, NeighborListing, Remark),
    recognize=partial(share, parse),
    read=partial(contents, parse),
)
