"""Which port a switch or a bridge has a MAC behind: Cisco's `show mac address-table`, Linux' `bridge fdb show`.

     200    5254.0000.0216    DYNAMIC     Gi1/0/5
    52:54:00:00:02:16 dev eth3 vlan 200 master br0

Their times are those of headings, as with `ip neigh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.listed import MacPort
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import HEADING, Listings, share
from arpwatch_k8s.logs.source import Clock, LogSource

NAME: Final = "mac-table"
CISCO: Final = re.compile(
    r"(?:[*+~GCR(] ?){0,2}\s*(All|N/A|-|\d{1,4})\s+([0-9a-f]{4})\.([0-9a-f]{4})\.([0-9a-f]{4})"
    r"\s+(dynamic|static|secure)\s(.{1,200})$",
    re.IGNORECASE,
)
FDB: Final = re.compile(r"((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) dev (\S{1,64})(?: (.{1,300}))?$")
HEADER: Final = re.compile(
    r"\s*(?:Mac Address Table|[-+ ]{8,}|Vlan\s+Mac Address\s+Type\s.*|Legend:.*|"
    r"\* - primary entry.*|age - seconds since.*|\(T\) - True.*|Total Mac Addresses for this criterion: \d+|"
    r"Multicast Entries|\S{1,64}[#>] ?(?:sh|show) mac .*)$",
    re.IGNORECASE,
)
SET: Final = frozenset({"permanent", "static", "local"})
VLAN: Final = re.compile(r"\bvlan (\d{1,4})\b")


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """MACs and their ports."""
    listings = Listings(NAME)
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if listings.heading(line, clock):
            yield listings.said(number, line, Remark(program=HEADING))
        elif entry := cisco(text) or fdb(text):
            yield listings.said(number, line, entry, key=(entry.mac, entry.port, entry.vlan, entry.learned))
        elif len(text) < 200 and HEADER.match(text):
            yield listings.said(number, line, Remark(program="switch"))
        elif remark := listings.prompt(line) or listings.named(line):
            yield listings.said(number, line, remark)
        else:
            yield number, line


def cisco(text: str) -> MacPort | None:
    """A row of a Cisco switch's table: its last word is the port."""
    match = CISCO.match(text)
    if match is None:
        return None
    digits = "".join(match.group(2, 3, 4))
    mac = parse_mac(":".join(digits[at : at + 2] for at in range(0, 12, 2)))
    vlan = int(match[1]) if match[1].isdecimal() else None
    return MacPort(mac=mac, port=match[6].split()[-1], vlan=vlan, learned=match[5].lower() == "dynamic")


def fdb(text: str) -> MacPort | None:
    """A line of `bridge fdb`; behind a VXLAN device the remote address is a part of the port."""
    match = FDB.match(text)
    if match is None:
        return None
    rest = match[3] or ""
    words = rest.split()
    remote = f" dst {words[words.index('dst') + 1]}" if "dst" in words[:-1] else ""
    vlan = VLAN.search(rest)
    return MacPort(
        mac=parse_mac(match[1]),
        port=match[2] + remote,
        vlan=int(vlan[1]) if vlan else None,
        learned=not SET.intersection(words),
    )


SOURCE: Final = LogSource(
    name=NAME, tells=(MacPort, Remark), recognize=partial(share, parse), read=partial(contents, parse)
)
