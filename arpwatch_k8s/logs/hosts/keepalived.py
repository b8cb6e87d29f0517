"""keepalived: which router leads a VRRP instance, whom else it hears, what it announces.

    Nov 22 20:15:23 node2 Keepalived_vrrp[754]: (VI_1) Entering MASTER STATE
    Sun Nov 22 20:15:23 2026: (VI_1) Entering MASTER STATE
    Sun Nov 22 20:15:23.412345678 2026: (VI_1) Entering MASTER STATE

By syslog, on the console (`--log-console`), and in a file of its own (`--log-file`). 1.x begins a message with
`VRRP_Instance(VI_1)`. What goes into a notify FIFO (`INSTANCE "VI_1" MASTER 150`) is read behind any of these times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading, Remark
from arpwatch_k8s.logs.details.host import RivalAdvert
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.logs.reading.lines import line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.reading.syslog import entry, moment
from arpwatch_k8s.logs.reading.wrapped_forms import SYSLOG, YEAR, ZONED
from arpwatch_k8s.logs.source import Clock

NAME: Final = "keepalived"
PROGRAM: Final = "keepalived"
Said = Leadership | Belief | RivalAdvert | Remark
"""What a line can say."""

TAG: Final = re.compile(r"Keepalived(?:_\w+)?")
CONSOLE: Final = re.compile(
    r"([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}): (.*)", re.DOTALL
)
FIFO_LINE: Final = re.compile(r"\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]? (.*)")
OWN: Final = re.compile(r"Starting (?:Keepalived|VRRP|Healthcheck)|Keepalived|VRRP|gratuitous ARP|Netlink reflector")
"""What no other program's console says."""
INSTANCE: Final = re.compile(r"(VRRP_Instance|VRRP_Group)?\(([^()\s]{1,255})\) (.*)", re.DOTALL)
FIFO: Final = re.compile(r'(?:INSTANCE|GROUP) "([^"]{1,255})" ([A-Z_]{1,32})(?: (\d{1,3}))?$')
STATE: Final = re.compile(r"(?:Entering|Now in) (MASTER|BACKUP|FAULT) STATE(?: \((init)\))?")
RIVAL: Final = re.compile(
    r"(?:Master )?[Rr]eceived (?:advert|(higher|lower) prio advert)(?: from (\S{1,64}))?"
    r"(?: with (higher|lower|same) priority \d{1,3})?"
)
ANNOUNCES: Final = re.compile(
    r"(?:(?:VRRP_Instance|VRRP_Group)?\([^()\s]{1,255}\) )?"
    r"Sending(?:/queueing)? (?:gratuitous ARPs?|[Uu]nsolicited N[AeE]\S*(?: \S+)?) on (\S+) for (\S{1,64})"
)
REFLECTED: Final = re.compile(r"Netlink reflector reports IP (\S{1,64}) (added|removed)")
MOST_HOSTS: Final = 10_000
"""Hosts, and instances of one, that are remembered: whoever writes into a log chooses how many there are."""
LEADS: Final = frozenset({"MASTER", "MASTER_RX_LOWER_PRI", "MASTER_PRIORITY"})
LEADS_NOT: Final = frozenset({"BACKUP", "FAULT", "STOP", "DELETED"})


class Router:
    """What one keepalived says, message by message; of instances it knows whether they lead."""

    def __init__(self) -> None:
        self._leading: set[str] = set()

    def said(self, message: str, host: str | None = None) -> Said:
        """What a message says, written by `host`."""
        if match := ANNOUNCES.match(message):
            under = INSTANCE.match(message)
            return self._belief(Holding.ANNOUNCED, match[2], host, under[2] if under else None)
        if match := REFLECTED.match(message):
            return self._belief(Holding.ADDED if match[2] == "added" else Holding.REMOVED, match[1], host)
        if match := FIFO.match(message):
            return self._state(match[1], match[2], host)
        if match := INSTANCE.match(message):
            return self._of_instance(match[2], match[3], host)
        return Remark(program=PROGRAM)

    def _of_instance(self, name: str, message: str, host: str | None) -> Said:
        """What is said of an instance."""
        if match := STATE.match(message):
            if match[2] and name not in self._leading:
                return Remark(program=PROGRAM)
            return self._state(name, match[1], host)
        if message.startswith("sent 0 priority"):
            return self._state(name, "STOP", host)
        if match := RIVAL.match(message):
            above = match[1] == "higher" or match[3] == "higher" or "higher IP address than ours" in message
            if match[1] or match[3] in ("higher", "lower") or above:
                return RivalAdvert(lease=name, rival=canonical(match[2] or ""), is_above=above, program=PROGRAM)
        return Remark(program=PROGRAM)

    def _state(self, name: str, state: str, host: str | None) -> Said:
        """An instance or group is in a state from now on."""
        if state in LEADS:
            is_news = name not in self._leading
            if len(self._leading) >= MOST_HOSTS:
                self._leading.clear()
            self._leading.add(name)
            kind = Leading.GAINED if is_news or state == "MASTER" else None
        else:
            self._leading.discard(name)
            kind = Leading.LOST if state in LEADS_NOT else None
        if kind is None:
            return Remark(program=PROGRAM)
        return Leadership(kind=kind, lease=name, node=host, program=PROGRAM)

    @staticmethod
    def _belief(kind: Holding, address: str, host: str | None, instance: str | None = None) -> Said:
        """An address is announced, or on an interface; a remark where it is none."""
        text = canonical(address.rstrip(",."))
        if text is None:
            return Remark(program=PROGRAM)
        return Belief(kind=kind, address=text, node=host, service=None, program=PROGRAM, instance=instance)


def parse(lines: Iterable[str], clock: Clock) -> Iterator[LogEvent | tuple[int, str]]:
    """Events of a log; lines that have none of its forms. A console's line says nothing known before one of them is
    surely keepalived's."""
    routers: dict[str | None, Router] = {}
    is_own = False
    for number, line in numbered(lines):
        if not line.strip():
            continue
        stamp, host, message, is_sure = parted(line)
        is_own = is_own or is_sure or bool(message and is_known(message))
        when = moment(stamp, clock) if stamp and (is_own or is_sure) else None
        if when is None:
            yield number, line
            continue
        if len(routers) >= MOST_HOSTS and host not in routers:
            routers.clear()
        detail = routers.setdefault(host, Router()).said(message, host)
        yield LogEvent(time=when[0], width_ns=when[1], source=NAME, line=number, text=line, detail=detail, host=host)


def parted(line: str) -> tuple[str, str | None, str, bool]:
    """Time, host, message, and whether it is surely keepalived's; all empty where the line has none of the forms."""
    if match := CONSOLE.match(line):
        return match[1], None, match[2], False
    if (found := entry(line)) and TAG.fullmatch(found.tag):
        return found.stamp, found.host, found.message, True
    if (match := FIFO_LINE.match(line)) and FIFO.match(match[2]):
        return match[1], None, match[2], True
    return "", None, "", False


def is_known(message: str) -> bool:
    """Whether a message is one that no other program writes."""
    match = INSTANCE.match(message)
    return bool(OWN.search(message[:200]) or (match and (STATE.match(match[3]) or RIVAL.match(match[3]))))


PASSING: Final = Passing(
    forms=((PROGRAM, rf"[A-Z][a-z]{{2}} {SYSLOG}(?:\.\d{{1,9}})? {YEAR}: "),),
    bare_forms=(
        (
            PROGRAM,
            rf"(?:{SYSLOG}|{ZONED}) [A-Za-z0-9][A-Za-z0-9._-]{{0,252}} Keepalived(?:_\w+)?(?:\[\d{{1,10}}\])?: ",
        ),
    ),
    telling=(
        "Sending",
        "Netlink reflector reports IP ",
        'INSTANCE "',
        'GROUP "',
        " STATE",
        "sent 0 priority",
        "eceived ",
    ),
    has_remarks=True,
)
SOURCE: Final = line_source(NAME, tells=(Leadership, Belief, RivalAdvert, Remark), parse=parse, passing=PASSING)
