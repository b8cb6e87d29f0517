"""What lines of logs say by themselves, in words, where nothing can tie them to frames: belief, and not proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.logs.details.belief import Belief, Holding, Manager, Reconcile, Reconciling
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.event import Cut, Log, LogEvent, everything, telling
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, plural, times

MOST_TOLD: Final = 6
"""Kinds, services or nodes that one note names."""
LOOPS: Final = 2
"""Writes from which on it is told that Services are written again and again."""


def told(case: Case) -> Iterator[str]:
    """What each log says of VIPs and Services; of proxies' errors only where no frame has a time to tie them to."""
    untied = not case.captures or any(info.dateless for info in case.captures)
    for log in case.logs:
        if untied:
            yield from failures(log)
        yield from rewrites(log)
        yield from managers(log)
        if untied:
            yield from beliefs(log)


def failures(log: Log) -> Iterator[str]:
    """How a proxy says that its upstreams failed, by kind."""
    errors = list(telling(log.events, UpstreamError))
    for address in dict.fromkeys(error.address for _, error in errors):
        mine = [(event, error) for event, error in errors if error.address == address]
        kinds = Counter((error.kind.value.replace("_", " "), error.errno) for _, error in mine)
        words = (
            f"{count} {kind} ({errno})" if errno else f"{count} {kind}"
            for (kind, errno), count in kinds.most_common(MOST_TOLD)
        )
        when = lasted([event for event, _ in mine])
        where = address or "upstreams without an address"
        yield f"{log.name}: {plural(len(mine), 'error')} at {where} {when}: {', '.join(words)}"


def rewrites(log: Log) -> Iterator[str]:
    """That Services were written again and again."""
    writes = [(event, detail) for event, detail in telling(log.events, Reconcile) if detail.kind is Reconciling.UPDATED]
    if len(writes) < LOOPS:
        return
    cuts = [cut for cut in log.cuts if cut.kind == Reconciling.UPDATED.value]
    number = len(writes) + sum(cut.number for cut in cuts)
    services = list(dict.fromkeys(detail.service for _, detail in writes if detail.service))
    which = listed(services[:MOST_TOLD]) if services else "Services"
    more = f" and {len(services) - MOST_TOLD} more" if len(services) > MOST_TOLD else ""
    program = listed(sorted({detail.program for _, detail in writes}))
    yield (
        f"{log.name}: {program} wrote to {which}{more}, {times(number)} {lasted([event for event, _ in writes], cuts)} "
        f"(first in line {writes[0][0].line})"
    )


def managers(log: Log) -> Iterator[str]:
    """That a Service's status has more than one writer."""
    writers: dict[str, list[str]] = {}
    for said in everything(log):
        if isinstance(said.detail, Manager) and said.detail.fields == "status":
            names = writers.setdefault(said.detail.service, [])
            if said.detail.manager not in names:
                names.append(said.detail.manager)
    for service, names in writers.items():
        if len(names) > 1:
            yield f"{log.name}: the status of {service} is written by {listed(names)}: two controllers"


def beliefs(log: Log) -> Iterator[str]:
    """Who is said to hold each address."""
    held: dict[str, list[str]] = {}
    for said in everything(log):
        detail = said.detail
        if isinstance(detail, Belief) and detail.address and detail.kind in (Holding.ANNOUNCED, Holding.ADDED):
            node = detail.node or said.host
            if node and node not in held.setdefault(detail.address, []):
                held[detail.address].append(node)
    for address, nodes in list(held.items())[:MOST_TOLD]:
        if nodes:
            yield f"{log.name}: {address} is said to be held by {listed(nodes[:MOST_TOLD])}"


def lasted(events: Sequence[LogEvent], cuts: Sequence[Cut] = ()) -> str:
    """From when to when, with what of their kind is counted alone."""
    first = min([event.time for event in events] + [cut.first for cut in cuts])
    last = max([event.time + event.width_ns for event in events] + [cut.last for cut in cuts])
    day = datetime.fromtimestamp(first // NS, UTC)
    return f"within {max(1, (last - first) // NS):,} s from {day:%Y-%m-%d %H:%M:%S} UTC on"
