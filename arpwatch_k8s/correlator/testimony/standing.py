"""What objects of the cluster say that stands without a time of its own: who holds an address, and which status objects
were there at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.correlator.testimony.believed import MOST_AT_ONCE, ClusterHeld, Voice
from arpwatch_k8s.correlator.testimony.services import Services
from arpwatch_k8s.correlator.testimony.writers import Writers
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.cluster.kube_words import lease_program
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading
from arpwatch_k8s.logs.details.listed import LeaseListed
from arpwatch_k8s.logs.event import Log, everything

HOLDS: Final = frozenset({Holding.ANNOUNCED, Holding.ADDED})
"""What says that a node holds an address; the others that it does no more."""
BY_JSON: Final = "kubectl-json"
"""The source in which a status object's end is told from another's beginning."""
Pairs = set[tuple[str, frozenset[str]]]
"""A Service, `namespace/name`, and two nodes."""


def together(logs: Sequence[Log], writers: Writers) -> Pairs:
    """Pairs of nodes of which one file has status objects of a Service that were there at once."""
    found: Pairs = set()
    for log in logs:
        states = [
            (said.line, detail)
            for said in everything(log)
            if said.source.startswith(BY_JSON) and isinstance(detail := said.detail, Belief) and detail.reason is None
        ]
        there: dict[str, dict[str, None]] = {}
        for _, detail in sorted(states, key=lambda item: item[0]):
            nodes = there.setdefault(detail.service or "", {})
            node = writers.node(detail.node or "")
            nodes.pop(node, None)
            if detail.kind in HOLDS:
                found.update((detail.service or "", frozenset((node, other))) for other in list(nodes)[-MOST_AT_ONCE:])
                nodes[node] = None
    return found


def held_by(logs: Sequence[Log], writers: Writers, services: Services) -> Iterator[ClusterHeld]:
    """Who is said to hold an address without a time: each node once, by the last line that says it."""
    for number, log in enumerate(logs):
        held: dict[tuple[str, str, Voice, str | None, str], LineRef] = {}
        for said in log.undated:
            keys: list[tuple[str, str, Voice, str | None, str]]
            match said.detail:
                case Belief(node=str(node)) as detail:
                    vips = (detail.address,) if detail.address else services.of(detail.service)
                    keys = [(vip, detail.program, Voice.OBJECT, None, writers.node(node)) for vip in vips]
                    is_held = detail.kind in HOLDS
                case Leadership(node=str(node)) | LeaseListed(node=str(node)) as detail:
                    program = detail.program if isinstance(detail, Leadership) else lease_program(detail.lease)
                    vips = services.of_lease(detail.lease, program or "", "")
                    keys = [(vip, program or "", Voice.LEASE, detail.lease, writers.node(node)) for vip in vips]
                    is_held = not isinstance(detail, Leadership) or detail.kind is not Leading.LOST
                case _:
                    continue
            for key in keys:
                held.pop(key, None)
                if is_held:
                    held[key] = LineRef(number, said.line)
        for (vip, program, voice, lease, node), line in held.items():
            owner = writers.owner(node)
            yield ClusterHeld(vip=vip, owner=owner, node=node, program=program, voice=voice, lease=lease, said=line)
