"""What else than a backend may refuse: a node that lacks the rules, a policy that tells clients apart.

Fooled by: session affinity, which ties clients to pods as a policy by source would; backends on the node's own network,
which answer from as near as its kernel.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import forms_hidden, several_programs
from arpwatch_k8s.diagnosis.signs.failures import begun, over
from arpwatch_k8s.diagnosis.signs.handshakes import usual_ttl
from arpwatch_k8s.wording.counts import INITIAL_TTLS, NOT_SHOWN

CHOOSES: Final = 6
"""Refusals, and answers to others meanwhile, from which on it is no chance that no client has both."""
SHORT: Final = (
    "The rules of the Service were away on {label}: its own kernel refused, one hop nearer than the pods that serve; "
    "what decides: kube-proxy's log there at the times above"
)
CHOSEN: Final = (
    "rejected-by-firewall: who is refused is never served, and who is served never refused, so that a policy by source "
    "or an affinity to one pod tells them apart; what decides: the rules on {label} for those clients"
)
TWO: Final = (
    "two-controllers: two programs announce the address from {label}, and its own kernel refused, as where one of them "
    "removes the rules of the Service; what decides: kube-proxy's log there at the times above, and kubectl get svc -A "
    "-o yaml --show-managed-fields"
)


def instead(case: Case, record: VipRecord, owner: int, refused: Connections, served: Connections) -> tuple[str, ...]:
    """Who else than a backend may have refused at an owner's port, and what decides."""
    found = []
    if refused_by_node(refused) and (several_programs(case, record, owner) or forms_hidden(record, owner)):
        found.append(TWO)
    elif refused_by_node(refused) and usual_ttl(served) not in (None, *INITIAL_TTLS):
        found.append(SHORT)
    if by_source(refused, served):
        found.append(CHOSEN)
    return tuple(words.format(label=case.inventory.label(owner)) for words in found)


def refused_by_node(refused: Connections) -> bool:
    """Whether some resets come from as near as the node's own kernel, or may, as their TTL is not shown."""
    ttls = refused.column("reporter_ttl")[refused.column("refused_by_reset")]
    return bool(np.isin(ttls, (NOT_SHOWN, *INITIAL_TTLS)).any())


def by_source(refused: Connections, served: Connections) -> bool:
    """Whether those whom a port refuses are others than those whom it serves all that time: a rule, or an affinity, by
    the client's address tells them apart, not whether a backend listens."""
    meanwhile = served.begun_within(begun(refused), over(refused))
    if min(len(refused), len(meanwhile)) < CHOOSES:
        return False
    return not np.isin(refused.column("client"), served.column("client")).any()
