"""The track *cluster*: which node the cluster's programs said held each address, from their logs, leases and objects.

A node's own log speaks for that node: it holds from its first word to the one that takes it back, whatever others say,
so that two who both announce show as two. A lease and a Service's status are one object: who has it next ends who had
it. Where a log breaks off and another node then gains the same lease, the lease has passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import Believed, ClusterEpoch, Voice
from arpwatch_k8s.correlator.testimony.services import Services, is_object
from arpwatch_k8s.correlator.testimony.standing import HOLDS, Pairs, held_by, together
from arpwatch_k8s.correlator.testimony.writers import BY_KUBECTL, Writers
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Leading
from arpwatch_k8s.logs.event import Log, LogEvent, log_span

Key = tuple[str, str, Voice]
"""Address, program, and on which word."""


def believed(logs: Sequence[Log], inventory: Inventory, end: int | None, *, dated: bool = True) -> Believed:
    """What logs and listings say of who holds each address; `end` (ns UTC): of what was captured, None without frames;
    `dated` False: their times are on another axis than the frames', and only what is held is told."""
    writers = Writers(logs, inventory)
    services = Services(logs, inventory, writers)
    held = tuple(held_by(logs, writers, services))
    if not dated:
        return Believed(held=held)
    spoken = [
        (event.time, number, event.line, event.part, event)
        for number, log in enumerate(logs)
        for event in log.events
        if isinstance(event.detail, Belief | Leadership) and not writers.is_repeated(number, event)
    ]
    spoken.sort(key=lambda item: item[:4])
    telling = Telling(writers, services, together(logs, writers))
    for _, number, _, _, event in spoken:
        telling.hear(number, event)
    spans = (log_span(log) for log in logs)
    last = max((span[1] for span in spans if span), default=0)
    return Believed(epochs=tuple(telling.epochs(max(last, end or 0))), held=held)


@dataclass(slots=True)
class Open:
    """An epoch as far as it was heard."""

    node: str
    """Who holds it."""
    start: int
    """Since when, ns UTC."""
    width: int
    """The resolution of that."""
    said: LineRef
    """Where that is said."""
    source: str
    """The source of that log."""
    lines: int
    """How often it was said."""
    last: int
    """When last."""
    heard: int = 0
    """Up to when it is known that it was so, where that is later."""
    foreign: bool = False
    """Whether another than the node itself says it."""
    end: int | None = None
    """Up to when; None as long as nothing ended it."""
    ends_by: EndsBy = EndsBy.CAPTURE_END
    """What ended it."""
    ended: LineRef | None = None
    """The line that did."""
    reason: str | None = None
    """Why."""


class Telling:
    """What was said so far, in order of time."""

    def __init__(self, writers: Writers, services: Services, together: Pairs) -> None:
        self._writers = writers
        self._services = services
        self._together = together
        self._open: dict[Key, dict[str, Open]] = {}
        self._all: dict[Key, list[Open]] = {}
        self._of_writer: dict[tuple[str, str], dict[str, None]] = {}

    def hear(self, log: int, event: LogEvent) -> None:
        """Take in what a line says."""
        where = LineRef(log, event.line)
        writer = self._writers.writer(log, event)
        match event.detail:
            case Belief() as detail:
                self._belief(event, where, writer, detail)
            case Leadership() as detail:
                self._leadership(event, where, writer, detail)

    def epochs(self, end: int) -> Iterator[ClusterEpoch]:
        """All of them, by address, program and voice, then in order of time."""
        for key in sorted(self._all):
            vip, program, voice = key
            told = self._all[key]
            if voice is Voice.LEASE and not any(item.foreign for item in told):
                continue
            for item in told:
                until = max(end, item.last) if item.end is None else item.end
                heard = self._writers.heard(item.node, item.source) if voice is Voice.LOG else item.last
                yield ClusterEpoch(
                    vip=vip,
                    owner=self._writers.owner(item.node),
                    node=item.node,
                    program=program,
                    voice=voice,
                    start=item.start,
                    start_width=item.width,
                    end=until,
                    ends_by=item.ends_by,
                    said=item.said,
                    ended=item.ended,
                    reason=item.reason,
                    lines=item.lines,
                    last=item.last,
                    heard=min(until, max(heard, item.last, item.heard)),
                )

    def _belief(self, event: LogEvent, where: LineRef, writer: str, detail: Belief) -> None:
        """That a node holds an address, or does no more."""
        is_listed = event.source.startswith(BY_KUBECTL)
        voice = Voice.OBJECT if is_listed else Voice.LOG
        node = self._writers.node(detail.node) if detail.node else writer
        if is_listed and detail.node is None:
            return
        for vip in (detail.address,) if detail.address else self._services.of(detail.service):
            key = (vip, detail.program, voice)
            if detail.kind not in HOLDS:
                self._ends(key, node, event.time, EndsBy.WITHDRAWN, where, detail.reason)
                continue
            if voice is Voice.OBJECT:
                self._listed(key, node, event, where, detail.service or "")
            self._holds(key, node, event, where)
            if voice is Voice.OBJECT and len(both := self._open[key]) > 1:
                for item in both.values():
                    item.heard = event.time + event.width_ns + 1

    def _listed(self, key: Key, node: str, event: LogEvent, where: LineRef, service: str) -> None:
        """An object names a node: that ends whom it is not listed together with."""
        for other in list(self._open.get(key, {})):
            if other != node and (service, frozenset((other, node))) not in self._together:
                self._ends(key, other, event.time, EndsBy.TAKEOVER, where, None)

    def _leadership(self, event: LogEvent, where: LineRef, writer: str, detail: Leadership) -> None:
        """That a node leads, or does no more."""
        is_listed = event.source.startswith(BY_KUBECTL)
        node = self._writers.node(detail.node) if detail.node else writer
        if is_listed and detail.node is None:
            return
        vips = (detail.address,) if detail.address else self._services.of_lease(detail.lease, detail.program, writer)
        if not is_listed and detail.kind is Leading.LOST:
            for vip in self._lost(vips, detail, writer):
                self._ends((vip, detail.program, Voice.LOG), writer, event.time, EndsBy.WITHDRAWN, where, None)
        for vip in vips:
            own, lease = (vip, detail.program, Voice.LOG), (vip, detail.program, Voice.LEASE)
            if detail.kind is Leading.LOST:
                if is_object(detail.lease):
                    self._ends(lease, node, event.time, EndsBy.WITHDRAWN, where, None)
                continue
            if node == writer and not is_listed:
                self._holds(own, node, event, where)
            elif not is_listed:
                self._ends(own, writer, event.time, EndsBy.TAKEOVER, where, None)
            if is_object(detail.lease):
                self._passes(own, node, event.time, where, is_own=node == writer and not is_listed)
                if self._writers.is_node(node):
                    for other in [name for name in self._open.get(lease, {}) if name != node]:
                        self._ends(lease, other, event.time, EndsBy.TAKEOVER, where, None)
                    self._holds(lease, node, event, where, foreign=is_listed or node != writer)

    def _lost(self, vips: Sequence[str], detail: Leadership, writer: str) -> Iterable[str]:
        """The addresses that a writer holds no more when it leads no more: where nothing tells which go with it, all
        of whom that is not known, as a claim that it holds them still would be worse."""
        if vips or is_object(detail.lease):
            return vips
        mine = self._of_writer.get((writer, detail.program), {})
        return [vip for vip in mine if not detail.lease or not self._services.is_placed(vip, writer)]

    def _passes(self, own: Key, node: str, time: int, where: LineRef, *, is_own: bool) -> None:
        """A node has a lease: others that had it, and whose logs have ended by then, have lost it. A log of which it is
        not known whose it is may be that node's, unless the node says it in another."""
        for other, item in list(self._open.get(own, {}).items()):
            is_told = other != node and (is_own or self._writers.is_node(other))
            if is_told and self._writers.heard(other, item.source) < time:
                self._ends(own, other, time, EndsBy.TAKEOVER, where, None)

    def _holds(self, key: Key, node: str, event: LogEvent, where: LineRef, *, foreign: bool = False) -> None:
        """A node is said to hold an address."""
        running = self._open.setdefault(key, {})
        item = running.get(node)
        if item is None:
            item = running[node] = Open(node, event.time, event.width_ns, where, event.source, 0, event.time)
            self._all.setdefault(key, []).append(item)
            if key[2] is Voice.LOG:
                self._of_writer.setdefault((node, key[1]), {})[key[0]] = None
        item.lines += 1
        item.last = event.time
        item.foreign = item.foreign or foreign

    def _ends(self, key: Key, node: str, time: int, by: EndsBy, where: LineRef, reason: str | None) -> None:
        """A node holds an address no more, if it did."""
        item = self._open.get(key, {}).pop(node, None)
        if item is not None:
            item.end, item.ends_by, item.ended, item.reason = time, by, where, reason
