"""Who wrote the status of a Service, and when: two writers by turns undo each other's work, one after the other is a
migration.

An entry of metadata.managedFields tells when its program wrote last, and stays there for as long as something that it
wrote does. So two entries alone may be what a migration left; that each wrote again after the other did is more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.details.belief import Manager, Reconcile, Reconciling
from arpwatch_k8s.logs.details.listed import ServiceListed
from arpwatch_k8s.logs.event import LogEvent, everything, telling
from arpwatch_k8s.speakers.signatures import SIGNATURES
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed

PROGRAMS: Final[Mapping[str, str]] = {
    "controller": "metallb",
    "metallb": "metallb",
    "metallb-controller": "metallb",
    "metallb-speaker": "metallb",
    "speaker": "metallb",
    "kube-vip": "kube-vip",
    "kube-vip-cloud-provider": "kube-vip",
    "cilium-agent": "cilium",
    "cilium-operator": "cilium",
    "cilium-operator-generic": "cilium",
    "openelb": "openelb",
    "openelb-controller": "openelb",
    "openelb-manager": "openelb",
    "purelb": "purelb",
    "allocator": "purelb",
    "lbnodeagent": "purelb",
    "antrea-agent": "antrea",
    "antrea-controller": "antrea",
    "kube-loxilb": "loxilb",
}
"""Managers of fields, which bear the names of their binaries, by the family of programs that they are of."""
NAMES: Final = {signature.family: signature.name for signature in reversed(SIGNATURES)}
TOOLS: Final = (
    "kubectl",
    "helm",
    "flux",
    "kustomize",
    "argocd",
    "terraform",
    "before-first-apply",
    "OpenAPI-Generator",
)
"""How the names of those begin that write what somebody has them write: no controllers of addresses."""
MOST_LETTERS: Final = 128
"""Of a manager's name: as many as the API server takes (apimachinery, FieldManagerMaxLength)."""
CLOCKS_NS: Final = 5 * NS
"""By how much the clocks of two hosts may differ for all we know: ours, well above what chrony and systemd-timesyncd
keep, and etcd's own warning at 1 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A program wrote the status of a Service."""

    program: str
    """Its family, or the name as it was told."""
    name: str
    """Its name as it was told."""
    time: int | None
    """When, ns UTC: not before it; None where that is not told."""
    line: LineRef
    """The line that says so."""
    by_server: bool
    """Whether its time is the API server's, and not the program's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A Service and who wrote its status."""

    service: str
    """`namespace/name`."""
    address: str
    """Its address, canonical text."""
    writes: tuple[Write, ...]
    """In order of time, those without one last."""

    def of(self, program: str) -> list[Write]:
        """Those of one program."""
        return [write for write in self.writes if write.program == program]

    @property
    def programs(self) -> tuple[str, ...]:
        """Who wrote, each once, sorted."""
        return tuple(sorted({write.program for write in self.writes}))


def called(program: str, writes: Sequence[Write] = ()) -> str:
    """What people call a program; with the names under which it wrote, where these are others."""
    others = sorted({write.name for write in writes} - {program})
    return f"{NAMES.get(program, program)}" + (f" (as {listed(others)})" if others else "")


def addresses_of(case: Case) -> dict[str, str]:
    """The address of each Service, where any line tells it."""
    found: dict[str, str] = {}
    for _, log in case.logs_telling(ServiceListed, Manager, Reconcile):
        for said in everything(log):
            match said.detail:
                case ServiceListed(service=service, address=str(address)):
                    found.setdefault(service, address)
                case Manager(service=service, address=str(address)):
                    found.setdefault(service, address)
                case Reconcile(service=str(service), address=str(address)):
                    found.setdefault(service, address)
    return found


def written(case: Case) -> Iterator[Written]:
    """The Services whose status programs are said to write, by the Service itself or by a program's own log, and whose
    address is told."""
    known = addresses_of(case)
    found: dict[str, dict[tuple[str, int | None], Write]] = {}
    for number, log in case.logs_telling(Manager, Reconcile):
        for said in everything(log):
            match said.detail:
                case Manager(service=service, manager=manager, fields="status") if not manager.startswith(TOOLS):
                    name, by_server = manager[:MOST_LETTERS], True
                    program = PROGRAMS.get(name, name)
                case Reconcile(kind=Reconciling.UPDATED, service=str(service), program=program) if (
                    program == said.source
                ):
                    name, by_server = program, False
                case _:
                    continue
            if service in known:
                time = said.time if isinstance(said, LogEvent) else None
                line = LineRef(number, said.line)
                write = Write(program=program, name=name, time=time, line=line, by_server=by_server)
                mine = found.setdefault(service, {})
                earlier = mine.get((program, time))
                if earlier is None or write.line < earlier.line:
                    mine[program, time] = write
    for service, writes in sorted(found.items()):
        ordered = sorted(writes.values(), key=lambda one: (one.time is None, one.time or 0, one.program))
        yield Written(service=service, address=known[service], writes=tuple(ordered))


def changed(case: Case) -> list[Write]:
    """kube-vip's words that a load balancer of some Service was changed, and that it makes it anew."""
    found = []
    for number, log in case.logs_telling(Reconcile):
        for event, detail in telling(log.events, Reconcile):
            if detail.program == event.source == "kube-vip" and detail.kind is Reconciling.BEGUN:
                line = LineRef(number, event.line)
                write = Write(program="kube-vip", name="kube-vip", time=event.time, line=line, by_server=False)
                found.append(write)
    return found


def turns(one: Sequence[Write], other: Sequence[Write]) -> int:
    """How often the word passed between two programs at least, whatever the order of what was written in one second."""
    dated = sorted((w.time // NS, w.program) for w in (*one, *other) if w.time is not None)
    costs: dict[str, int] = {}
    for _, several in groupby(dated, key=lambda item: item[0]):
        here = {program for _, program in several}
        before = costs
        reach = {program: min((n + (last != program) for last, n in before.items()), default=0) for program in here}
        if len(here) == 1:
            costs = reach
        else:
            first, second = sorted(here)
            costs = {first: reach[second] + 1, second: reach[first] + 1}
    return min(costs.values(), default=0)


def shared(one: Sequence[Write], other: Sequence[Write]) -> tuple[int, int] | None:
    """From when to when (ns UTC) both wrote: longer than their clocks may differ by; None where that is not so."""
    mine, theirs = ([w.time for w in writes if w.time is not None] for writes in (one, other))
    if not mine or not theirs:
        return None
    start, end = max(min(mine), min(theirs)), min(max(mine), max(theirs))
    slack = NS if all(w.by_server for w in (*one, *other)) else CLOCKS_NS
    return (start, end) if end - start >= slack else None
