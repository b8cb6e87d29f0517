"""kube-vip: who leads, which address it adds, announces, removes; up to 0.8.9 by logrus, then by slog, klog between.

    time="2026-11-22T20:15:23Z" level=info msg="(svcs) adding VIP [192.0.2.80] via eth0 for [web/ingress]"
    2026/11/22 20:15:23 INFO (svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress
    I1122 20:15:22.875001       1 leaderelection.go:271] successfully acquired lease kube-system/plndr-svcs-lock

Whole seconds; slog's without a zone. It logs no ARP. `leader lost "new leader"=node1` names who lost, whatever the key
says (0.8.10 to 1.0.4); the winner is in `new leader elected`. A node's log tells its name when it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.logs.cluster.klog import LINE as KLOG_LINE
from arpwatch_k8s.logs.cluster.klog import TEXT_FORM, WORTH, read_line
from arpwatch_k8s.logs.cluster.kube_vip_words import NAME, State, detail_of, in_pairs
from arpwatch_k8s.logs.cluster.leases import LEASE_WORDS
from arpwatch_k8s.logs.cluster.pairs import message_and_pairs, unquoted
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Reconcile
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.reading.lines import Item, line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.reading.wrapped_forms import ISO, TIME, YEAR, month_day
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

WIDTH_NS: Final = NS
SLOG: Final = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) (?:DEBUG|INFO|WARN|ERROR)(?:[+-]\d{1,3})? ", re.ASCII)
LOGRUS: Final = re.compile(r'time="([^"\s]{19,35})" level=[a-z]{4,7} msg=', re.ASCII)
OWN: Final = re.compile(
    r"kube-?vip|plndr-|\(svcs?\)|\(svc election\)|\[(?:ARP manager|VIP|LOADBALANCER|endpoints?|service|k8s client)\]"
    r"|layer 2 broadcaster|Broadcasting (?:ARP|NDP) update|Gratuitous Arp|new leader elected|leader lost"
    r"|services election\]|becoming a follower|leadership of the cluster|services watcher|external addresses"
    r"|using node name (?:name=|\[)",
    re.IGNORECASE,
)
"""What kube-vip says; once it was said, other lines of the form are its own, too."""
CILIUM: Final = " subsys="
"""What Cilium's lines have, which have logrus' form, too."""
TELLING: Final = (
    "leader lost",
    "ew leader",
    "eadership",
    "election]",
    "membership",
    "node name",
    "adding VIP",
    "successful add IP",
    "over VIP",
    "Re-appl",
    "broadcast",
    "Broadcast",
    "ARP/NDP instance",
    "deleted address",
    "preserved VIP",
    "Virtual IP",
    "balancer has changed",
    *LEASE_WORDS,
)
"""A line without any of these says nothing: a cheap look."""


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What kube-vip's lines say."""
    reader = Reader(clock)
    for number, line in numbered(lines):
        if line and not line.isspace():
            yield reader.item(line, number)


class Reader:
    """What earlier lines of each pod said."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_known = False
        self._states: dict[str | None, State] = {}

    def item(self, line: str, number: int) -> Item:
        """What a line is."""
        found = SLOG.match(line) or LOGRUS.match(line)
        if found is None:
            return self._between(line, number)
        is_slog = found.re is SLOG
        if not (self._is_known or OWN.search(line, found.end())) or (not is_slog and CILIUM in line):
            return number, line
        stamp = f"{found[1]}-{found[2]}-{found[3]} {found[4]}" if is_slog else found[1]
        time = self._clock.read(stamp)
        if time is None:
            return number, line
        self._is_known = True
        rest = line[found.end() :] if is_slog else line[found.end() - 4 :]
        if not any(map(rest.__contains__, TELLING)):
            return Passed(NAME, time)
        return self._told(rest, is_slog, line, number, time)

    def _told(self, rest: str, is_slog: bool, line: str, number: int, time: int) -> Item:
        """What a message says that looks as if it said something."""
        state = self._state()
        message, pairs = message_and_pairs(rest)
        if not is_slog:
            message, pairs = in_pairs(unquoted(pairs.get("msg", "")).strip())
        detail = detail_of(message, pairs, state)
        if detail is None:
            return Passed(NAME, time)
        return LogEvent(
            time=time, width_ns=WIDTH_NS, source=NAME, line=number, text=line, detail=detail, host=state.node
        )

    def _between(self, line: str, number: int) -> Item:
        """A line of klog, once it is sure whose log it is."""
        if not self._is_known:
            if not KLOG_LINE.match(line) or not OWN.search(line):
                return number, line
            self._is_known = True
        item = read_line(line, number, self._clock, source=NAME, program=NAME)
        if isinstance(item, LogEvent):
            return replace(item, host=self._state().node)
        return (number, line) if item is None else item

    def _state(self) -> State:
        """What the pod whose line is read said before."""
        host = self._clock.host
        if host not in self._states:
            if len(self._states) >= State.MOST:
                self._states.clear()
            self._states[host] = State()
        return self._states[host]


PASSING: Final = Passing(
    forms=(
        (
            NAME,
            rf"{YEAR}/{month_day('/')} {TIME} (?:DEBUG|INFO|WARN|ERROR)(?:[+-]\d{{1,3}})? |{TEXT_FORM}"
            rf'|time="{ISO}(?:Z|[+-]\d\d:?\d\d)" level=[a-z]{{4,7}} msg=',
        ),
    ),
    telling=(*TELLING, CILIUM, *WORTH),
)
SOURCE: Final = line_source(NAME, tells=(Belief, Leadership, Reconcile), parse=parse, passing=PASSING)
