"""Changes of the kernel's neighbor table: `ip -ts monitor neigh`, or -t.

    [2026-11-22T20:15:24.482774] 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE

With -t the time is on a line of its own before the entry, without a zone either way. Where there is none, as in
`ip monitor neigh | ts '%FT%.T'`, it is the wrapper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.logs.details.detail import NeighborChange
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.reading.lines import Item, line_source
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.logs.tables.ip_entry import printed_entry

NAME: Final = "ip-monitor-neigh"
WIDTH_NS: Final = 1000
"""iproute2 lib/utils.c, print_timestamp: microseconds."""
STAMP: Final = re.compile(r"\[(\d{4}-\d{2}-\d{2}T[^\]]+)\]\s*(?:\[NEIGH\])?\s*(.*)")
OTHER: Final = re.compile(
    r"(?:\[\d{4}-\d{2}-\d{2}T[^\]]+\]\s*)?"
    r"\[(?:ADDR|LINK|MADDR|MROUTE|NETCONF|NEXTHOP|NEXTHOPBUCKET|NSID|PREFIX|ROUTE|RULE|STATS)\]"
    r"|valid_lft \S+ preferred_lft |link/[\w-]+ [0-9a-f:]+ brd "
)
"""What `ip monitor all` says of other things (iproute2 ip/ipmonitor.c), and lines that continue it."""
LONG_STAMP: Final = re.compile(r"Timestamp: (.+?) (\d{1,6}) usec")


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Changes of the table."""
    time: int | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if long := LONG_STAMP.match(line.strip()):
            time = clock.read(long[1])
            time = None if time is None else time + int(long[2]) * 1000
            continue
        if OTHER.match(line.strip()):
            yield Passed("ip", time)
            continue
        stamped = STAMP.match(line.strip())
        outer = clock.outside() if stamped is None and time is None else None
        when, rest = (clock.read(stamped[1]), stamped[2]) if stamped else (outer.time if outer else time, line)
        detail = None if when is None else change(rest)
        width_ns = outer.width_ns if outer else WIDTH_NS
        if when is None or detail is None:
            yield number, line
        else:
            yield LogEvent(time=when, width_ns=width_ns, source=NAME, line=number, text=line, detail=detail)


def change(text: str) -> NeighborChange | None:
    """The change that a line tells behind its time; None where it tells none."""
    entry = printed_entry(text)
    if entry is None:
        return None
    return NeighborChange(
        address=entry.address, interface=entry.interface, mac=entry.mac, state=entry.state, deleted=entry.deleted
    )


SOURCE: Final = line_source(NAME, tells=(NeighborChange,), parse=parse)
