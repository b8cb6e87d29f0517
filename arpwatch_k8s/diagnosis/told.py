"""What lines of logs say by themselves, in words, where nothing can tie them to frames: belief, and not proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.writing import CLOCKS_NS, NAMES, addresses_of
from arpwatch_k8s.logs.details.belief import Belief, Holding, Manager, Reconcile, Reconciling, Remark
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.details.host import HostChange, HostNotice
from arpwatch_k8s.logs.event import Cut, Log, LogEvent, everything, telling
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, plural, times

MOST_TOLD: Final = 6
"""Kinds, services or nodes that one note names."""
MOST_HELD_UP: Final = 64
"""Epochs of what is said, and of what is claimed, that are held against each other."""
LOOP_NS: Final = 5 * NS
"""Writes this close together on average are a loop: a controller that has nothing to do writes none (metallb#2177)."""
LOOPS: Final = 2
"""Writes from which on it is told that Services are written again and again."""


def told(case: Case) -> Iterator[str]:
    """What each log says of VIPs and Services; of proxies' errors only where no frame has a time to tie them to."""
    untied = not case.captures or any(info.dateless for info in case.captures)
    for log in case.logs:
        if untied:
            yield from failures(log)
        yield from rewrites(log)
        yield from silent(log)
        if untied:
            yield from beliefs(case, log)
    yield from managers(case)
    yield from disagreements(case)
    yield from full(case)


def failures(log: Log) -> Iterator[str]:
    """How a proxy says that its upstreams failed, by kind."""
    errors = list(telling(log.events, UpstreamError))
    for address in dict.fromkeys(error.address for _, error in errors):
        mine = [(event, error) for event, error in errors if error.address == address]
        kinds = Counter((error.kind.value.replace("_", " "), error.errno) for _, error in mine)
        words = (
            f"{count:,} {kind} ({errno})" if errno else f"{count:,} {kind}"
            for (kind, errno), count in kinds.most_common(MOST_TOLD)
        )
        when = lasted([event for event, _ in mine])
        where = address or "upstreams without an address"
        yield f"{log.name}: {plural(len(mine), 'error')} at {where} {when}: {', '.join(words)}"


def rewrites(log: Log) -> Iterator[str]:
    """That one program wrote Services again and again: two that do are a finding."""
    writes = [(event, detail) for event, detail in telling(log.events, Reconcile) if detail.kind is Reconciling.UPDATED]
    programs = {detail.program for _, detail in writes}
    if len(writes) < LOOPS or len(programs) > 1:
        return
    cuts = [cut for cut in log.cuts if cut.kind == Reconciling.UPDATED.value]
    number = len(writes) + sum(cut.number for cut in cuts)
    services = list(dict.fromkeys(detail.service for _, detail in writes if detail.service))
    which = listed(services[:MOST_TOLD]) if services else "Services"
    more = f" and {len(services) - MOST_TOLD} more" if len(services) > MOST_TOLD else ""
    events = [event for event, _ in writes]
    first, last = outermost(events, cuts)
    loop = ""
    if number * LOOP_NS >= last - first:
        again = number > len(services)
        loop = ": a tight loop" if again else ": the pace of a tight loop, or of one pass over all Services"
    yield (
        f"{log.name}: {listed(sorted(programs))} wrote to {which}{more}, {times(number)} {lasted(events, cuts)} (first "
        f"in line {writes[0][0].line}){loop}; whether another writes them, too, it does not say: kubectl get svc -A -o "
        "yaml --show-managed-fields does"
    )


def silent(log: Log) -> Iterator[str]:
    """That a log has nothing to say here, though it was read."""
    if (
        log.lines
        and not log.tallies
        and not log.cuts
        and all(isinstance(one.detail, Remark) for one in everything(log))
    ):
        yield f"{log.name} ({log.source}) says nothing of VIPs, leaders or nodes: another matter, or another time"


def managers(case: Case) -> Iterator[str]:
    """That the status of a Service whose address nobody tells has several writers: of others it is a finding."""
    known = addresses_of(case)
    for _, log in case.logs_telling(Manager):
        writers: dict[str, list[str]] = {}
        for said in everything(log):
            if isinstance(said.detail, Manager) and said.detail.fields == "status" and said.detail.service not in known:
                names = writers.setdefault(said.detail.service, [])
                if said.detail.manager not in names:
                    names.append(said.detail.manager)
        for service, names in writers.items():
            if len(names) > 1:
                yield f"{log.name}: the status of {service}, which has no address here, is written by {listed(names)}"


def beliefs(case: Case, log: Log) -> Iterator[str]:
    """Who is said to hold each address, where it has no track of its own for that."""
    tracks = {epoch.vip for epoch in case.cluster} | {item.vip for item in case.cluster_held}
    held: dict[str, list[str]] = {}
    for said in everything(log):
        detail = said.detail
        if isinstance(detail, Belief) and detail.address and detail.kind in (Holding.ANNOUNCED, Holding.ADDED):
            node = detail.node or said.host
            if node and detail.address not in tracks and node not in held.setdefault(detail.address, []):
                held[detail.address].append(node)
    for address, nodes in list(held.items())[:MOST_TOLD]:
        if nodes:
            yield f"{log.name}: {address} is said to be held by {listed(nodes[:MOST_TOLD])}"


def disagreements(case: Case) -> Iterator[str]:
    """Nodes that claimed a VIP while a program said that another one holds it, once for each such two."""
    for record in case.vips:
        told = [epoch for epoch in case.cluster if epoch.vip == record.vip and epoch.owner is not None][:MOST_HELD_UP]
        found: dict[tuple[int, str, str], str] = {}
        for epoch, claimed in product(told, record.ownership.epochs[:MOST_HELD_UP]):
            start = max(epoch.start + epoch.start_width, claimed.start) + CLOCKS_NS
            end = min(epoch.heard, claimed.end) - CLOCKS_NS
            also = {other.owner for other in told if other.start <= end and other.heard >= start}
            if end > start and claimed.owner not in also:
                who, program = case.inventory.label(claimed.owner), NAMES.get(epoch.program, epoch.program)
                found.setdefault(
                    (claimed.owner, epoch.node, epoch.program),
                    f"{who} claimed {record.vip} while {program} said that {epoch.node} holds it "
                    f"({case.logs[epoch.said.log].name}, line {epoch.said.line})",
                )
        yield from found.values()


def full(case: Case) -> Iterator[str]:
    """Hosts whose tables of neighbors have no room."""
    for _, log in case.logs_telling(HostNotice):
        lines = [
            event.line for event, said in telling(log.events, HostNotice) if said.kind is HostChange.NEIGHBORS_FULL
        ]
        if lines:
            yield (
                f"{log.name}: a host's neighbor table had no room, {times(len(lines))} (first in line {lines[0]}): "
                "what it does not know it cannot reach, whoever owns the VIP (sysctl net.ipv4.neigh.default.gc_thresh3)"
            )


def outermost(events: Sequence[LogEvent], cuts: Sequence[Cut]) -> tuple[int, int]:
    """The first and the last time of some events, ns UTC, with what of their kind is counted alone."""
    first = min([event.time for event in events] + [cut.first for cut in cuts])
    return first, max([event.time + event.width_ns for event in events] + [cut.last for cut in cuts])


def lasted(events: Sequence[LogEvent], cuts: Sequence[Cut] = ()) -> str:
    """From when to when, with what of their kind is counted alone."""
    first, last = outermost(events, cuts)
    day = datetime.fromtimestamp(first // NS, UTC)
    return f"within {max(1, (last - first) // NS):,} s from {day:%Y-%m-%d %H:%M:%S} UTC on"
