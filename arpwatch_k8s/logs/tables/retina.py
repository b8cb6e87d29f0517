"""What Retina keeps of a node beside a capture: `ip-resources.txt`, which has its addresses and its neighbors.

    /usr/sbin/ip -d -j addr show

    [{"ifindex":2,"ifname":"eth0","flags":["UP"],"address":"52:54:00:00:02:16","addr_info":[...]}]
    /usr/sbin/ip -d -j neighbor show

    [{"dst":"192.0.2.80","dev":"eth0","lladdr":"52:54:00:00:02:16","state":["STALE"]}]

A summary of the commands comes first; rules and routes follow, of which nothing is used. Nothing in it has a time. The
node is named by the capture beside it, CAPTURE-NODE-TIME.pcap, where CAPTURE is what Retina takes if nobody names one:
what ends a name that somebody gave, and begins the node's, cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborEntry, NeighborListing
from arpwatch_k8s.logs.details.listed import AddressListed
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.reading.documents import Gathering
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import Listings
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.logs.tables import ip_addr, ip_neigh
from arpwatch_k8s.logs.tables.ip_entry import JSON_OPENING

NAME: Final = "retina"
OPENING: Final = re.compile(rb"Summary:\s+\S{1,200}/ip -d -j addr show\(")
COMMAND: Final = re.compile(r"\S{0,200}/ip -d -j (addr|neighbor) show$")
CAPTURE: Final = re.compile(r"retina-capture-(.{1,253})-\d{14}UTC\.pcap\d*$")
MOST_BESIDE: Final = 10_000
"""Files of the folder that are looked at for the capture."""


def parse(lines: Iterable[str], host: str | None) -> Iterator[Item]:
    """Addresses and neighbors of the node `host`; all else is passed over."""
    addresses = ip_addr.Reading()
    neighbors = Listings(NAME)
    addresses.listings = neighbors
    neighbors.host = host
    listed = ""
    document: Gathering | None = None
    for number, line in enumerate(lines, 1):
        if document is None and listed and JSON_OPENING.match(line):
            document = Gathering()
        if document is not None:
            if document.add(number, line):
                found = addresses.document(document) if listed == "addr" else ip_neigh.documented(neighbors, document)
                yield from found
                document, listed = None, ""
        elif line.strip():
            command = COMMAND.match(line)
            listed = command[1] if command else ""
            yield neighbors.said(number, line, Remark(program=NAME))
    yield from document.lines if document else ()


def recognize(head: bytes) -> float:
    """By its first two lines."""
    return float(OPENING.match(head) is not None)


def read(path: Path, clock: Clock) -> Contents:
    """All of a file."""
    host = node_beside(path)

    def parsed(lines: Iterable[str], clock: Clock) -> Iterator[Item]:  # noqa: ARG001 - as every source has it
        return parse(lines, host)

    return contents(parsed, path, clock)


def node_beside(path: Path) -> str | None:
    """The node's name, by the capture in the same folder; None where there is none, or several of different nodes."""
    found = {match[1] for one in islice(path.parent.iterdir(), MOST_BESIDE) if (match := CAPTURE.match(one.name))}
    return found.pop() if len(found) == 1 else None


SOURCE: Final = LogSource(
    name=NAME, tells=(AddressListed, NeighborEntry, NeighborListing, Remark), recognize=recognize, read=read
)
