"""Listings of the kernel's neighbor table: `ip neigh` again and again under headings of time.

    ## 2026-11-22T20:15:24+0000
    192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE

A heading is a line that is nothing but a time (of `date`, `date -Is` or `date +%s`), with `#` or `=` around it at will.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.logs.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.ip_entry import printed_entry
from arpwatch_k8s.logs.lines import line_source
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

NAME: Final = "ip-neigh"
WIDTH_NS: Final = NS
"""`date` prints whole seconds, and the listing follows it."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Entries of each listing, after an event of its own for the listing."""
    time: int | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        heading = clock.read(line.strip().strip("#= ").strip())
        time = time if heading is None else heading
        detail = NeighborListing() if heading is not None else listed(line)
        if time is None or detail is None:
            yield number, line
        else:
            yield LogEvent(time=time, width_ns=WIDTH_NS, source=NAME, line=number, text=line, detail=detail)


def listed(line: str) -> NeighborEntry | None:
    """The entry that a line lists; None where it lists none. One that is said to be gone holds no MAC."""
    entry = printed_entry(line)
    if entry is None:
        return None
    mac = None if entry.deleted else entry.mac
    return NeighborEntry(address=entry.address, interface=entry.interface, mac=mac, state=entry.state)


SOURCE: Final = line_source(NAME, tells=(NeighborEntry, NeighborListing), parse=parse)
