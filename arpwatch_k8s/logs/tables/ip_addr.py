"""Addresses on a host's interfaces: `ip addr`, `ip -br addr`, `ip -o addr`, `ip -j addr`, and `ip link` in its forms.

    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
        link/ether 52:54:00:00:02:16 brd ff:ff:ff:ff:ff:ff
        inet 192.0.2.80/32 scope global deprecated eth0
    eth0             UP             192.0.2.22/24 192.0.2.80/32

The host is named by a prompt, or by a heading that is its name. A line of an address by itself, as grep leaves it, has
its interface at its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.listed import AddressListed
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.reading.documents import Gathering, first_object
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import HEADING, Listings, share
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.logs.tables.ip_entry import JSON_OPENING
from arpwatch_k8s.wording.value import JsonValue

NAME: Final = "ip-addr"
LINK: Final = re.compile(r"\d{1,9}: ([^\s:@]{1,64})(?:@\S{1,64})?: <[A-Z0-9_,-]*> mtu \d")
MAC: Final = re.compile(
    r"\s*link/[\[\]\w-]{1,32} ([0-9a-f]{2}(?::[0-9a-f]{2}){5})(?: |$)|"
    r".{1,400}\\\s+link/[\w-]{1,32} ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) brd "
)
"""On a line of its own, or with -o behind a backslash."""
ADDRESS: Final = re.compile(
    r"\s*inet6? (\S{1,64})(?: metric \d{1,9})?(?: peer \S{1,64})?(?: brd \S{1,64})?(?: scope \w{1,32})?(.*)"
)
ONE_LINE: Final = re.compile(r"\d{1,9}: (\S{1,64})\s+(inet6? .*)")
BRIEF: Final = re.compile(
    r"([^\s@]{1,64})(?:@\S{1,64})?\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|NOTPRESENT|DORMANT|TESTING)(?:\s+(.*))?$"
)
BRIEF_MAC: Final = re.compile(r"([0-9a-f]{2}(?::[0-9a-f]{2}){5}) <[A-Z0-9_,-]+>$")
CONTINUED: Final = re.compile(
    r"\s+(?:valid_lft \w+ preferred_lft|altname \S|link/[\[\]\w-]+(?:\s|$)|alias |[RT]X(?: errors)?: |\d+\s+\d+|"
    r"(?:[\w-]{1,32} )?numtxqueues \d|(?:bridge|bond|vlan|vxlan|veth|tun|macvlan|vrf|dummy|ifb|openvswitch)\b)"
)
"""What stands between an interface's addresses, with -s and -d too."""
NAMES: Final = frozenset(
    {
        "secondary",
        "dynamic",
        "noprefixroute",
        "deprecated",
        "tentative",
        "dadfailed",
        "mngtmpaddr",
        "nodad",
        "temporary",
    }
)
"""Words behind an address that are none of an interface's name (ip/ipaddress.c)."""


class Reading:
    """A listing as far as it is read: which interface lines are about, and its MAC."""

    def __init__(self) -> None:
        self.listings = Listings(NAME)
        self.interface: str | None = None
        self.mac: int | None = None

    def line(self, number: int, line: str) -> Iterator[Item]:
        """What a line says."""
        line = self.listings.behind_name(line) or line
        if match := LINK.match(line):
            self.interface, self.mac = match[1], None
            mac = MAC.match(line)
            if mac and mac[2]:
                self.mac = parse_mac(mac[2])
                yield self.told(number, line, match[1], None)
            else:
                yield self.listings.said(number, line, Remark(program="ip"))
        elif (match := MAC.match(line)) and match[1] and self.interface:
            self.mac = parse_mac(match[1])
            yield self.told(number, line, self.interface, None)
        elif match := ADDRESS.match(line):
            yield self.address(number, line, self.interface or last_name(match[2]), match[1])
        elif match := ONE_LINE.match(line):
            inner = ADDRESS.match(match[2])
            self.interface = self.mac = None
            yield self.address(number, line, match[1], inner[1] if inner else "")
        elif match := BRIEF.match(line):
            yield from self.brief(number, line, match[1], match[2] or "")
        elif self.interface and CONTINUED.match(line):
            yield self.listings.said(number, line, Remark(program="ip"))
        else:
            yield number, line

    def address(self, number: int, line: str, interface: str | None, text: str) -> Item:
        """The address of a line, on its interface."""
        parts = prefixed(text)
        return self.told(number, line, interface, *parts) if interface and parts else (number, line)

    def brief(self, number: int, line: str, interface: str, rest: str) -> Iterator[Item]:
        """Addresses, or the MAC, of an interface on one line."""
        self.interface = self.mac = None
        if mac := BRIEF_MAC.match(rest.strip()):
            self.mac = parse_mac(mac[1])
            yield self.told(number, line, interface, None)
            return
        words = [word for word in rest.split() if "." in word or ":" in word]
        parts = [prefixed(word) for word in words]
        if None in parts:
            yield number, line
        elif not parts:
            yield self.listings.said(number, line, Remark(program="ip"))
        for part in parts if None not in parts else ():
            yield self.told(number, line, interface, *part) if part else (number, line)

    def told(
        self, number: int, line: str, interface: str | None, address: str | None, prefix: int | None = None
    ) -> Item:
        """An interface, and an address of it."""
        detail = AddressListed(
            address=address, interface=interface or "", mac=self.mac, host=self.listings.host, prefix=prefix
        )
        return self.listings.said(number, line, detail, key=(interface, address, prefix))

    def document(self, gathered: Gathering) -> Iterator[Item]:
        """The interfaces of what -j prints; what is no such list is lines that cannot be read."""
        number = gathered.lines[0][0]
        try:
            found = [part for item in json_list(gathered.value()) for part in json_link(item)]
        except ValueError:
            yield from gathered.lines
            return
        for interface, mac, address, prefix in found:
            self.mac = mac
            yield self.told(number, json.dumps([interface, address]), interface, address, prefix)
        self.interface = self.mac = None


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Addresses, each with its interface, the MAC and the host as far as they are told."""
    reading = Reading()
    gathered: Gathering | None = None
    for number, line in enumerate(lines, 1):
        if gathered is None and JSON_OPENING.match(line):
            gathered = Gathering()
        if gathered is not None:
            if gathered.add(number, line):
                yield from reading.document(gathered)
                gathered = None
        elif not line.strip():
            continue
        elif reading.listings.heading(line, clock):
            yield reading.listings.said(number, line, Remark(program=HEADING))
        elif remark := reading.listings.prompt(line) or reading.listings.named(line):
            reading.interface = reading.mac = None
            yield reading.listings.said(number, line, remark)
        else:
            yield from reading.line(number, line)
    yield from gathered.lines if gathered else ()


def last_name(rest: str) -> str | None:
    """The interface at the end of an address's line; None where there is none."""
    words = rest.split()
    return words[-1].partition(":")[0] if words and words[-1] not in NAMES else None


def prefixed(text: str) -> tuple[str, int | None] | None:
    """An address and the length of its prefix; None where a text is none."""
    address, _, length = text.partition("/")
    try:
        return number_text(address_number(address)), int(length) if length.isdecimal() and len(length) < 4 else None
    except ValueError:
        return None


def json_list(document: JsonValue) -> list[dict[str, JsonValue]]:
    """The interfaces of what -j prints; ValueError where it is no list of them."""
    if not isinstance(document, list):
        raise ValueError("no list of interfaces")
    links = [item for item in document if isinstance(item, dict) and item]
    if not all(isinstance(link.get("ifname"), str) for link in links):
        raise ValueError("no list of interfaces")
    return links


def json_link(link: dict[str, JsonValue]) -> Iterator[tuple[str, int | None, str | None, int | None]]:
    """Name, MAC, address and prefix of an interface: first by itself, then with each of its addresses."""
    name, mac = str(link["ifname"]), link.get("address")
    number = parse_mac(mac) if isinstance(mac, str) and len(mac) == 17 else None
    yield name, number, None, None
    found = link.get("addr_info")
    for item in found if isinstance(found, list) else ():
        local = item.get("local") if isinstance(item, dict) else None
        length = item.get("prefixlen") if isinstance(item, dict) else None
        if isinstance(local, str):
            yield name, number, number_text(address_number(local)), length if isinstance(length, int) else None


def recognize(head: bytes) -> float:
    """A JSON listing by its first interface, any other by its lines."""
    link = first_object(head)
    if link is not None:
        return 1.0 if {"ifindex", "ifname", "flags"} <= set(link) else 0.0
    return share(parse, head)


def read(path: Path, clock: Clock) -> Contents:
    """All of a file."""
    return contents(parse, path, clock)


SOURCE: Final = LogSource(name=NAME, tells=(AddressListed, Remark), recognize=recognize, read=read)
