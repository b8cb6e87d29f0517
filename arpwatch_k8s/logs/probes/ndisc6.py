"""What ndisc6 printed: which MACs answered for an IPv6 address.

    Soliciting 2001:db8::80 (2001:db8::80) on eth0...
    Target link-layer address: 52:54:00:00:02:16
     from 2001:db8::80

It stops at the first answer unless -m is given. It prints no time: one in front of each line is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.belief import Conflict, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpSilence
from arpwatch_k8s.logs.reading.lines import Item, line_source
from arpwatch_k8s.logs.reading.run import Runs, probed
from arpwatch_k8s.logs.source import Clock

NAME: Final = "ndisc6"
START: Final = re.compile(r"Soliciting \S{1,255} \(([0-9A-Fa-f:.]{2,64})(?:%\S{1,32})?\) on (\S{1,32}?)\.\.\.$")
ANSWER: Final = re.compile(r"Target link-layer address: ((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})$")
FROM: Final = re.compile(r"\s*from [0-9A-Fa-f:.]{2,64}(?:%\S{1,32})?$")
SILENCE: Final = frozenset({"Timed out.", "No response."})


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """Answers and silences of each run."""
    return probed(Runs(NAME), lines, clock, begins, told)


def begins(text: str) -> tuple[str | None, Remark] | None:
    """The address that a run asks for, where a line begins one; None for any other."""
    start = START.match(text)
    return (canonical(start[1]), Remark(program="ndisc6")) if start else None


def told(text: str, target: str | None) -> Detail | None:
    """What a line says of `target`; None where it says nothing known."""
    if match := ANSWER.match(text):
        return ArpAnswer(address=target, mac=parse_mac(match[1]))
    if text in SILENCE and target:
        return ArpSilence(address=target) if text == "Timed out." else Remark(program="ndisc6")
    return Remark(program="ndisc6") if target and FROM.match(text) else None


SOURCE: Final = line_source(NAME, tells=(ArpAnswer, ArpSilence, Conflict, Remark), parse=parse)
