"""MetalLB's speakers and controller: who announces a Service's address, withdraws it, why; what the controller does.

    {"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"level":"info",
     "msg":"service has IP, announcing","pool":"p","protocol":"layer2","ts":"2026-11-22T20:15:23Z"}

go-kit's JSON, one object a line. Up to 0.10 without `level`, up to 0.12 in nanoseconds and with the Service's name,
from 0.13 in whole seconds and without it: it is the one that the same pod began to reconcile before. `ip` and `ips`
are a text or a list, empty ones too. A speaker says that it announces on every pass, that it withdraws only where it
has announced. Announcing by BGP holds no address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import ip_address
from typing import Final, NamedTuple

from arpwatch_k8s.logs.cluster.klog import read_line
from arpwatch_k8s.logs.details.belief import Belief, Holding, NodeEvent, Reconcile, Reconciling, Started
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.event import LogEvent, Passed
from arpwatch_k8s.logs.reading.collectors import HINTS
from arpwatch_k8s.logs.reading.lines import Item, line_source, numbered
from arpwatch_k8s.logs.reading.passing import Passing
from arpwatch_k8s.logs.reading.wrapped_forms import ISO
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

NAME: Final = "metallb"
STAMP: Final = re.compile(
    r'.*"ts": ?"?'
    r'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?:Z|[+-]\d\d:?\d\d)(?=")|\d{10}\.\d{1,9}(?=[,}]))',
    re.ASCII | re.DOTALL,
)
"""go-kit's; controller-runtime's between them may be Unix seconds. Where jq wrote the line, there is a blank."""
OWN: Final = re.compile(
    r"""MetalLB|"event":\ ?"(?:service|ipAllocated|create(?:ARP|NDP)Responder|force\ service)|for\ service\ IP"""
    r"""|[a-z]Reconciler|"node\ event":|"component":\ ?"Member[Ll]ist"|"op":\ ?"memberDiscovery\""""
    r"""|"(?:start|end)Update\"""",
    re.VERBOSE,
)
"""What only MetalLB says; once it was said, other lines of the form are its own, too."""
SERVICES: Final = "ServiceReconciler"
ALL_SERVICES: Final = "ServiceReconciler - reprocessAll"
HOLDING: Final = {"serviceAnnounced": Holding.ANNOUNCED, "serviceWithdrawn": Holding.WITHDRAWN}
UPDATES: Final = {"startUpdate": Reconciling.BEGUN, "endUpdate": Reconciling.ENDED}
"""0.9 to 0.12, at level debug."""
UPDATED: Final = "updated service object"
SUSPECT: Final = re.compile(r"memberlist: Suspect (\S{1,253}) has failed")
FAILED: Final = re.compile(r"memberlist: Marking (\S{1,253}) as failed")
STARTING: Final = "MetalLB speaker starting"
WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
TELLING: Final = ('"service', 'Reconciler"', '"node event"', 'Update"', "memberlist: ", "speaker starting")
"""A line without any of these says nothing: a cheap look."""
DECODER: Final = json.JSONDecoder()
MOST_PODS: Final = 10_000


class Entry(NamedTuple):
    """What a line has; None where it has none, or an empty one."""

    event: str | None
    holding: Holding | None
    controller: str | None
    service: str | None
    begun: str | None
    ended: str | None
    said: str | None
    protocol: str | None
    reason: str | None
    addresses: tuple[str, ...]
    node: NodeEvent | None


class Reader:
    """What earlier lines of each pod said."""

    def __init__(self) -> None:
        self.is_known = False
        """Whether any line was surely MetalLB's."""
        self._open: dict[str | None, dict[str, str]] = {}

    def details(self, entry: Entry, host: str | None) -> Iterator[Detail]:
        """What an entry of a pod says."""
        if entry.holding is not None:
            yield from self._beliefs(entry, entry.holding, self._service(entry, host))
        elif entry.event in UPDATES and entry.service:
            yield reconcile(UPDATES[entry.event], entry.service)
        elif entry.event == "serviceUpdated" and entry.said == UPDATED:
            yield reconcile(Reconciling.UPDATED, self._service(entry, host))
        elif entry.controller in (SERVICES, ALL_SERVICES):
            yield from self._reconciles(entry, entry.controller, host)
        elif (entry.said or "").startswith(STARTING):
            yield Started(program=NAME)
        elif entry.node is not None:
            yield entry.node

    def _beliefs(self, entry: Entry, kind: Holding, service: str | None) -> Iterator[Belief]:
        """A belief for each address, or one without."""
        if entry.protocol not in ("layer2", None):
            return
        for address in entry.addresses or (None,):
            yield Belief(kind=kind, address=address, node=None, service=service, program=NAME, reason=entry.reason)

    def _reconciles(self, entry: Entry, controller: str, host: str | None) -> Iterator[Reconcile]:
        """The beginning or the end of a controller's look at a Service; at all of them it names none."""
        if len(self._open) >= MOST_PODS and host not in self._open:
            self._open.clear()
        held = self._open.setdefault(host, {})
        if entry.begun is not None:
            held[controller] = entry.begun
        elif entry.ended is not None:
            held.pop(controller, None)
        name = entry.begun or entry.ended
        if controller == SERVICES and name is not None:
            yield reconcile(Reconciling.BEGUN if entry.begun is not None else Reconciling.ENDED, name)

    def _service(self, entry: Entry, host: str | None) -> str | None:
        """The Service of an entry: its own word, or the one that its pod alone is looking at."""
        held = self._open.get(host, {})
        return entry.service or (held.get(SERVICES) if ALL_SERVICES not in held else None)


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What MetalLB's lines say."""
    reader = Reader()
    for number, line in numbered(lines):
        if line[:2] != '{"':
            if line and not line.isspace():
                yield between(line, number, clock) if reader.is_known else (number, line)
            continue
        stamp = STAMP.match(line)
        time = clock.read(stamp[1]) if stamp else None
        if stamp is None or time is None or not is_own(line, reader):
            yield number, line
            continue
        if not any(map(line.__contains__, TELLING)):
            yield Passed(NAME, time)
            continue
        start, end = stamp.span(1)
        told = list(reader.details(entry_of(line[:start] + line[end:]), clock.host))
        if not told:
            yield Passed(NAME, time)
        width_ns = 1 if stamp[2] else NS
        for detail in told:
            yield LogEvent(time=time, width_ns=width_ns, source=NAME, line=number, text=line, detail=detail)


@lru_cache(maxsize=1024)
def reconcile(kind: Reconciling, service: str | None) -> Reconcile:
    """A look at a Service; of a loop's thousands the same record."""
    return Reconcile(kind=kind, service=service, program=NAME)


def between(line: str, number: int, clock: Clock) -> Item:
    """A line between MetalLB's own: klog's say nothing here."""
    item = read_line(line, number, clock, source=NAME, program=NAME)
    return Passed(NAME, item.time) if isinstance(item, LogEvent) else item or (number, line)


def is_own(line: str, reader: Reader) -> bool:
    """Whether a line that has a stamp is MetalLB's, or of the libraries that log between its own."""
    if not reader.is_known and OWN.search(line):
        reader.is_known = True
    return reader.is_known and ('"caller":' in line or '"level":' in line)


@lru_cache(maxsize=256)
def entry_of(line: str) -> Entry:
    """The entry of a line without its stamp: of a loop's thousands the same."""
    found = decoded(line)
    event = text(found, "event")
    return Entry(
        event=event,
        holding=HOLDING.get(event or ""),
        controller=text(found, "controller"),
        service=text(found, "service"),
        begun=text(found, "start reconcile"),
        ended=text(found, "end reconcile"),
        said=text(found, "msg"),
        protocol=text(found, "protocol"),
        reason=text(found, "reason"),
        addresses=tuple(addresses(found)),
        node=next(nodes(found), None),
    )


def decoded(line: str) -> dict[str, object]:
    """What a line has, by its keys; nothing where it is cut."""
    try:
        entry, _ = DECODER.raw_decode(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def nodes(entry: dict[str, object]) -> Iterator[NodeEvent]:
    """What the speakers' list of members says of a node."""
    event, node, said = text(entry, "node event"), text(entry, "node name"), text(entry, "msg") or ""
    if event and node:
        yield NodeEvent(kind=WORDS.sub("_", event).lower(), node=node, program=NAME)
    elif found := SUSPECT.search(said):
        yield NodeEvent(kind="node_suspect", node=found[1], program=NAME)
    elif found := FAILED.search(said):
        yield NodeEvent(kind="node_failed", node=found[1], program=NAME)


def addresses(entry: dict[str, object]) -> list[str]:
    """The addresses of an entry, canonical text, each once."""
    found: list[str] = []
    for key in ("ips", "ip"):
        value = entry.get(key)
        for item in value if isinstance(value, list) else [value]:
            try:
                address = str(ip_address(item)) if isinstance(item, str) and item else None
            except ValueError:
                continue
            if address and address not in found:
                found.append(address)
    return found


def text(entry: dict[str, object], key: str) -> str | None:
    """A text of an entry; None where it has none, or an empty one."""
    value = entry.get(key)
    return value if isinstance(value, str) and value else None


PASSING: Final = Passing(
    forms=(
        (
            NAME,
            r'\{"(?:caller":"|[a-zA-Z ]+":"(?=[^\n]*"caller":"))[^\n]*"ts":"'
            rf'{ISO}(?:\.\d{{1,9}})?(?:Z|[+-]\d\d:\d\d)"(?![^\n]*"ts":"\d)',
        ),
    ),
    telling=(*TELLING, *HINTS),
)
SOURCE: Final = line_source(NAME, tells=(Belief, Reconcile, NodeEvent, Started), parse=parse, passing=PASSING)
