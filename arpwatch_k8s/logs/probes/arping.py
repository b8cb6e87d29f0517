"""What arping printed, of iputils and of Habets: which MACs answered for an address.

    Unicast reply from 192.0.2.80 [52:54:00:00:02:16]  0.731ms
    60 bytes from 52:54:00:00:02:16 (192.0.2.80): index=0 time=731.200 usec

Where a second MAC answers in one run, its first answer is a conflict: two hosts have the address, or it moved. Neither
prints a time: one in front of each line, as `ts` puts it there, is read. After its first answer iputils asks that MAC
alone, unless -b is given: a second owner may not be heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpCount, ArpSilence
from arpwatch_k8s.logs.reading.lines import Item, line_source
from arpwatch_k8s.logs.reading.run import Runs, probed
from arpwatch_k8s.logs.source import Clock

NAME: Final = "arping"
MAC: Final = r"((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})"
START: Final = re.compile(r"ARPING (\S{1,255})(?: \((\S{1,64})\))?(?: from \S{1,64} \S{1,64})?$")
IPUTILS: Final = re.compile(
    rf"(?:Unicast|Broadcast) (?:reply|request) from (\S{{1,64}}) \[{MAC}\](?: for \S{{1,64}}| for \[\S{{1,32}}\])*"
    r"\s+(?:[\d.]{1,20}ms|(UNSOLICITED\?))$"
)
HABETS: Final = re.compile(rf"(\d{{1,9}}) bytes from {MAC} \((\S{{1,64}})\): index=\d+(?: time=[\d.]{{1,20}} \w+)?$")
HABETS_BY_MAC: Final = re.compile(
    rf"(\d{{1,9}}) bytes from (\S{{1,64}}) \({MAC}\): icmp_seq=\d+ time=[\d.]{{1,20}} \w+$"
)
"""Where a MAC was asked for its address, by a broadcast ping."""
SENT: Final = re.compile(r"Sent (\d{1,9}) probes? \(\d+ broadcast\(s\)\)$")
RECEIVED: Final = re.compile(r"Received (\d{1,9}) response\(s\)(?: \(.{1,80}\))?$")
COUNTED: Final = re.compile(
    r"(\d{1,9}) packets transmitted, (\d{1,9}) packets received,\s+\d+% unanswered(?: \((\d{1,9}) extra\))?$"
)
REMARK: Final = re.compile(r"--- \S{1,255} statistics ---$|rtt min/avg/max/std-dev = |\^C|arping: |Interrupted")


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Answers, silences and counts of each run."""
    return probed(Runs(NAME), lines, clock, begins, told)


def begins(text: str) -> tuple[str | None, Remark] | None:
    """The address that a run asks for, where a line begins one; None for any other."""
    start = START.match(text)
    return (canonical(start[2] or start[1]), Remark(program="arping")) if start else None


def told(text: str, target: str | None) -> Detail | None:
    """What a line says of `target`; None where it says nothing known."""
    if match := IPUTILS.match(text):
        return answer(match[1], match[2], unasked=bool(match[3]))
    if match := HABETS.match(text):
        return answer(match[3], match[2], size=int(match[1]))
    if text in ("Timeout", "Timeout."):
        return ArpSilence(address=target)
    if match := SENT.match(text):
        return ArpCount(address=target, asked=int(match[1]), answers=None)
    if match := RECEIVED.match(text):
        return ArpCount(address=target, asked=None, answers=int(match[1]))
    if match := COUNTED.match(text):
        extra = int(match[3]) if match[3] else None
        return ArpCount(address=target, asked=int(match[1]), answers=int(match[2]), extra=extra)
    if HABETS_BY_MAC.match(text) or REMARK.match(text):
        return Remark(program="arping")
    return None


def answer(address: str, mac: str, *, unasked: bool = False, size: int | None = None) -> ArpAnswer | None:
    """An answer; None where its address is none."""
    text = canonical(address)
    return ArpAnswer(address=text, mac=parse_mac(mac), unasked=unasked, frame_bytes=size) if text else None


SOURCE: Final = line_source(NAME, tells=(ArpAnswer, ArpSilence, ArpCount, Conflict, Remark), parse=parse)
