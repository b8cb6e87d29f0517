"""Services none of whose endpoints is ready, or none outside some nodes, by listings of endpoints.

A listing says how it was when somebody looked, seldom when that was: it bears out what frames show, and is a possible
cause where lines tell of failures. Of a watch the last word on each endpoint counts, so that one which is gone for good
may still look ready: that hides a cause, and makes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.signs.writing import addresses_of
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.logs.details.listed import EndpointListed, ServiceListed
from arpwatch_k8s.logs.event import everything
from arpwatch_k8s.wording.counts import listed, plural

ID: Final = "no-local-endpoint"
MOST_CITED: Final = 6
MOST_NAMED: Final = 4

REMEDY: Final = (
    "Find why no endpoint of {service} is ready: kubectl get pods -A -o wide, the readiness probes of its pods. With "
    "externalTrafficPolicy Local the node that holds {vip} needs one of its own."
)
CONFIRM: Final = (
    Proof("", "kubectl get endpointslices -A -o wide"),
    Proof("", "kubectl get svc -A -o wide | grep -F {vip}"),
)


@dataclass(slots=True)
class Endpoints:
    """The endpoints of one Service as they were listed last."""

    ready: dict[str | None, tuple[bool, str | None, LineRef]] = field(default_factory=dict)
    """By their own address: whether it is ready, its node, the line."""
    local: bool = False
    """Whether externalTrafficPolicy is Local."""


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """For each Service with an address and endpoints, where none is ready, or the policy is Local."""
    known = addresses_of(case)
    owners = {node.name: node.owner for node in case.inventory.nodes}
    for service, found in sorted(endpoints(case).items()):
        if service not in known or not found.ready:
            continue
        alive = {node for is_ready, node, _ in found.ready.values() if is_ready}
        lines = some([line for _, _, line in found.ready.values()], MOST_CITED)
        if not alive:
            text = f"None of {plural(len(found.ready), 'endpoint')} of {service} is ready, as listed"
            yield none_ready(case, known[service], service, Step(text, (), lines))
        elif found.local and all(node in owners for node in alive):
            where = listed(sorted(node for node in alive if node)[:MOST_NAMED])
            text = f"externalTrafficPolicy of {service} is Local, and its ready endpoints are listed on {where} alone"
            unless = frozenset(owners[node] for node in alive if node)
            step = Step(text, (), lines)
            yield Heard(vip=known[service], span=None, steps=(step,), lifts_to=Confidence.LOW, unless=unless)


def endpoints(case: Case) -> dict[str, Endpoints]:
    """What listings say of each Service's endpoints last."""
    found: dict[str, Endpoints] = {}
    for number, log in case.logs_telling(EndpointListed, ServiceListed):
        for said in everything(log):
            match said.detail:
                case EndpointListed(service=service, address=address, ready=ready, node=node):
                    mine = found.setdefault(service, Endpoints())
                    mine.ready[address] = ready, node, LineRef(number, said.line)
                case ServiceListed(service=service, local=bool(local)):
                    found.setdefault(service, Endpoints()).local = local
    return found


def none_ready(case: Case, vip: str, service: str, step: Step) -> Heard:
    """What it is that none is ready."""
    harm = felt(case, vip, None)
    alone = None
    if harm is not None:
        alone = Finding(
            rule=ID,
            severity=Severity.WARNING,
            confidence=Confidence.LOW,
            vip=vip,
            start=0,
            end=0,
            dated=False,
            summary=f"No endpoint of {service}, which has {vip}, was ready when that was listed",
            because=(step, harm),
            missing=("When that was listed: while it failed, or after",),
            remedy=REMEDY.format(service=service, vip=vip),
            proofs=filled(CONFIRM, vip=vip),
        )
    return Heard(vip=vip, span=None, steps=(step,), lifts_to=Confidence.LOW, alone=alone)
