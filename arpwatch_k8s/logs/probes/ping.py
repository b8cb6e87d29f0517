"""What ping printed, of iputils, busybox and BSD: who answered for an address, who sent errors instead.

    [1795378523.181601] From 192.0.2.22 icmp_seq=1 Destination Host Unreachable
    From 192.0.2.22: icmp_seq=2 Redirect Host(New nexthop: 192.0.2.80)
    64 bytes from 192.0.2.80: icmp_seq=3 ttl=64 time=0.41 ms (DUP!)

With -D it prints the time; another in front of each line is read too. Many a VIP never answers a ping, and need not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import Echo, EchoResult
from arpwatch_k8s.logs.reading.lines import Item, line_source
from arpwatch_k8s.logs.reading.run import Runs, probed
from arpwatch_k8s.logs.source import Clock

NAME: Final = "ping"
HOST: Final = r"(?:\S{1,255} \(([0-9A-Fa-f:.%\w]{2,80})\)|(\S{1,255}?))"
START: Final = re.compile(
    r"PING6? ?\(?\S{1,255}?\)? ?\(?([0-9A-Fa-f:.]{2,64})?(?:%\w+)?\)?(?: \(\S{1,64}\))?[ :].{0,120}(?:bytes|-->)"
)
REPLY: Final = re.compile(rf"\d{{1,9}} bytes from {HOST}[:,] (?:icmp_)?seq=(\d{{1,9}}) .{{0,80}}?( ?\(DUP!\))?$")
ERROR: Final = re.compile(rf"From {HOST}:? icmp_seq=(\d{{1,9}}) (.{{1,400}})$")
BSD_ERROR: Final = re.compile(
    rf"\d{{1,9}} bytes from {HOST}: ([A-Z][A-Za-z ]{{1,60}}(?:\(New addr: \S{{1,64}}\))?.{{0,40}})$"
)
NEXT_HOP: Final = re.compile(r"\(New (?:nexthop|addr): ([0-9A-Fa-f:.]{2,64})\)")
SILENT: Final = re.compile(r"(?:no answer yet for icmp_seq=|Request timeout for icmp_seq )(\d{1,9})$")
REMARK: Final = re.compile(
    r"--- \S{1,255} ping6? statistics ---$|\d{1,9} packets transmitted, \d{1,9} (?:packets )?received|rtt min/avg|"
    r"round-trip min/avg/max|ping6?: \S|Vr HL TOS|\s?\d  \d  [0-9a-f]{2} [0-9a-f]{4} |\^C$|pipe \d+$|WARNING: "
)


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What came of each request."""
    return probed(Runs(NAME), lines, clock, begins, told)


def begins(text: str) -> tuple[str | None, Remark] | None:
    """The address that a run asks for, where a line begins one; None for any other."""
    start = START.match(text) if text.startswith("PING") else None
    return (target_of(text, start), Remark(program="ping")) if start else None


def target_of(text: str, start: re.Match[str]) -> str | None:
    """The address that a run pings: in parentheses behind its name, or in place of it."""
    found = re.findall(r"[0-9A-Fa-f:.]{2,64}", text[: start.end()][5:])
    return next((address for part in found if (address := canonical(part.rstrip(".:")))), None)


def told(text: str, target: str | None) -> Detail | None:
    """What a line says of a request to `target`; None where it says nothing known."""
    if match := REPLY.match(text):
        sender = address(match[1] or match[2])
        kind = Echo.DUPLICATE if match[4] else Echo.ANSWERED
        return EchoResult(kind=kind, address=target or sender, sender=sender, sequence=int(match[3]))
    if match := ERROR.match(text):
        return failure(target, address(match[1] or match[2]), int(match[3]), match[4])
    if match := SILENT.match(text):
        return EchoResult(kind=Echo.SILENT, address=target, sender=None, sequence=int(match[1]))
    if match := BSD_ERROR.match(text):
        return failure(target, address(match[1] or match[2]), None, match[3])
    return Remark(program="ping") if REMARK.match(text) else None


def failure(target: str | None, sender: str | None, sequence: int | None, words: str) -> EchoResult:
    """What an error says in words. Older iputils begins the line again before it says where a redirect sends."""
    hop = NEXT_HOP.search(words)
    kind = Echo.UNREACHABLE if "nreachable" in words else Echo.OTHER
    kind = Echo.REDIRECT if words.startswith("Redirect") else kind
    return EchoResult(
        kind=kind, address=target, sender=sender, sequence=sequence, gateway=canonical(hop[1]) if hop else None
    )


def address(text: str) -> str | None:
    """A sender's address, without its zone; None where it is told by name."""
    return canonical(text.partition("%")[0])


SOURCE: Final = line_source(NAME, tells=(EchoResult, Remark), parse=parse)
