"""ICMP errors and redirects from their words (tcpdump's print-icmp.c)."""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.capture.text.tokens import address

UNREACHABLE, REDIRECT, TIME_EXCEEDED = 3, 5, 11
NET, HOST, PROTOCOL, PORT, FRAGMENTATION, SOURCE_ROUTE = range(6)
WORDS: Final = re.compile(
    r"(?:(net|host) )?(\S{1,80}) (?:(tcp|udp|protocol \d{1,3}) port \S{1,20} |protocol \d{1,3} ()?)?unreachable"
    r"(?: - (need to frag|source route failed|unknown|source host isolated|admin prohibited filter|admin prohibited"
    r"|tos prohibited|host precedence violation|precedence cutoff))?"
)
REDIRECTS: Final = re.compile(r"redirect(-tos)? (\S{1,80}) to (net|host) (\S{1,80})")
CODES: Final = {
    ("net", None): NET,
    ("host", None): HOST,
    (None, "need to frag"): FRAGMENTATION,
    (None, "source route failed"): SOURCE_ROUTE,
    ("net", "unknown"): 6,
    ("host", "unknown"): 7,
    (None, "source host isolated"): 8,
    ("net", "admin prohibited"): 9,
    ("host", "admin prohibited"): 10,
    ("net", "tos prohibited"): 11,
    ("host", "tos prohibited"): 12,
    ("host", "admin prohibited filter"): 13,
    ("host", "host precedence violation"): 14,
    ("host", "precedence cutoff"): 15,
    (None, "precedence cutoff"): 15,
}


class Message:
    """Type, code, the packet's destination that it is about, and where a redirect points."""

    __slots__ = ("about", "code", "gateway", "type")

    def __init__(self, type_: int, code: int, about: bytes | None, gateway: bytes | None = None) -> None:
        self.type = type_
        self.code = code
        self.about = about
        self.gateway = gateway


def read(words: str) -> Message | None:
    """A message; None where it is no error that is read."""
    found = REDIRECTS.match(words)
    if found is not None:
        tos, about, what, gateway = found.groups()
        code = (what == "host") + 2 * bool(tos)
        return Message(REDIRECT, code, ipv4(about), ipv4(gateway.rstrip(",")))
    if words.startswith("time exceeded in-transit"):
        return Message(TIME_EXCEEDED, 0, None)
    if words.startswith("ip reassembly time exceeded"):
        return Message(TIME_EXCEEDED, 1, None)
    found = WORDS.match(words)
    if found is None:
        return None
    what, about, ports, _, why = found.groups()
    if ports:
        return Message(UNREACHABLE, PORT, ipv4(about))
    if found[4] is not None:
        return Message(UNREACHABLE, PROTOCOL, ipv4(about))
    code = CODES.get((what, why))
    return None if code is None else Message(UNREACHABLE, code, ipv4(about))


def ipv4(text: str) -> bytes | None:
    """An address of version 4."""
    found = address(text)
    return found if found is not None and len(found) == 4 else None
