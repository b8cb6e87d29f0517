"""Listings of the kernel's neighbor table: `ip neigh`, plain, -s, -d or -j, once or again under headings of time.

    ## 2026-11-22T20:15:24+0000
    192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE

Without a heading nobody knows when it was listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.reading.documents import Gathering, first_object
from arpwatch_k8s.logs.reading.lines import Item, contents, likeness
from arpwatch_k8s.logs.reading.listing import Listings, share
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.logs.tables.ip_entry import JSON_OPENING, is_unmistakable, json_entries, printed_entry

NAME: Final = "ip-neigh"
MONITORED: Final = "Timestamp: "
"""`ip -t monitor neigh` begins the line before an entry with it: what follows is of that source."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Entries of each listing, after an event of its own for a listing whose time is known."""
    listings = Listings(NAME)
    document: Gathering | None = None
    is_monitored = False
    for number, line in enumerate(lines, 1):
        if document is None and JSON_OPENING.match(line):
            document = Gathering()
        if document is not None:
            if document.add(number, line):
                yield from documented(listings, document)
                document = None
        elif line.strip():
            if is_monitored or line.startswith(MONITORED):
                yield number, line
            else:
                yield plain(listings, clock, number, line)
            is_monitored = line.startswith(MONITORED)
    yield from document.lines if document else ()


def plain(listings: Listings, clock: Clock, number: int, line: str) -> Item:
    """What a line by itself says."""
    if listings.heading(line, clock):
        return listings.said(number, line, NeighborListing())
    if remark := listings.prompt(line) or listings.named(line):
        return listings.said(number, line, remark)
    entry = printed_entry(line)
    if entry is None and (rest := listings.behind_name(line)):
        entry = printed_entry(rest)
    is_change = entry is not None and (entry.deleted or clock.outer is not None) and not listings.dated
    if entry is None or is_change:
        return number, line
    mac = None if entry.deleted else entry.mac
    detail = NeighborEntry(
        address=entry.address, interface=entry.interface, mac=mac, state=entry.state, updated_s=entry.updated_s
    )
    return listings.said(number, line, detail, key=(entry.address, entry.interface))


def documented(listings: Listings, document: Gathering) -> Iterator[Item]:
    """The entries of a JSON document; one that is no listing is lines that cannot be read."""
    number, line = document.lines[0]
    try:
        entries = json_entries(document.value())
    except ValueError:
        yield from document.lines
        return
    if not entries:
        yield listings.said(number, line, NeighborListing())
    for entry, text in entries:
        yield listings.said(number, text, entry, key=(entry.address, entry.interface))


def recognize(head: bytes) -> float:
    """A JSON listing by its first entry, any other by its lines; headings and nothing else are listings of nothing."""
    entry = first_object(head)
    if entry is not None:
        return float({"dst", "state"} <= set(entry))
    return share(parse, head) or float(likeness(only_headings, head) == 1.0)


def only_headings(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """The headings of listings; whatever else there is cannot be read."""
    listings = Listings(NAME)
    for number, line in enumerate(lines, 1):
        if line.strip():
            is_heading = listings.heading(line, clock)
            yield listings.said(number, line, NeighborListing()) if is_heading else (number, line)


def read(path: Path, clock: Clock) -> Contents:
    """All of a file."""
    return contents(parse, path, clock)


SOURCE: Final = LogSource(
    name=NAME,
    tells=(NeighborEntry, NeighborListing, Remark),
    recognize=recognize,
    read=read,
    is_unmistakable=is_unmistakable,
)
