"""What handshakes tell: SYNs that were sent again, SYN-ACKs that were, and by which MACs both went.

A SYN is sent again because no answer came; a SYN-ACK although one came, because the client's acknowledgment did not.

Fooled by: a capture that has each frame twice (one sent again comes a second later, not at once); a server that waits
for the first bytes before it takes a connection (TCP_DEFER_ACCEPT), which repeats its SYN-ACK to a client that sends
none; a router whose virtual MAC is asked and that answers by its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.flow import TO_VIP
from arpwatch_k8s.evidence.virtual import is_virtual_mac

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENT_AGAIN_NS: Final = 900_000_000
"""How much later than the first a SYN is another one: RFC 6298 section 2.1, one second, less a tenth for how exactly
timers and stamps hold it."""


def retried(some: Connections) -> NDArray[np.bool_]:
    """On which connections the SYN was sent again, because nothing had come."""
    found: NDArray[np.bool_] = (some.column("tries") > 1) & (waited_to_ask(some) >= SENT_AGAIN_NS)
    return found


def waited_to_ask(some: Connections) -> NDArray[np.int64]:
    """How long after the first SYN the last one was sent, ns."""
    found: NDArray[np.int64] = some.at("last_try", "time") - some.column("start")
    return found


def waited(some: Connections) -> NDArray[np.int64]:
    """How long after the first SYN the answer came, ns; of those that have one."""
    found: NDArray[np.int64] = some.column("answer_time") - some.column("start")
    return found


def unheard(some: Connections) -> NDArray[np.bool_]:
    """On which connections the SYN-ACK was sent again though the client had sent data on it already: nothing that the
    client sent after its SYN arrived."""
    flows, known = some.carried()
    repeated = (some.column("answers") > 1) & (some.column("answer_event") >= 0)
    late = some.at("last_answer", "time") >= some.column("answer_time") + SENT_AGAIN_NS
    sent = known & (flows["payload"][:, TO_VIP] > 0)
    sent &= flows["payload_first"][:, TO_VIP] < some.at("last_answer", "time")
    found: NDArray[np.bool_] = repeated & late & sent
    return found


def asked_of(case: Case, record: VipRecord, some: Connections) -> NDArray[np.int64]:
    """The owner of the MAC that each connection's last SYN went to; of a cooked capture all alike."""
    return case.inventory.owners(some.at("last_try", "eth_dst"), some.at("last_try", "time"), record.segment)


def crooked(case: Case, record: VipRecord, some: Connections) -> NDArray[np.bool_]:
    """On which connections another host answered than the one whose MAC the SYN was sent to; a virtual MAC's owner
    answers by its own."""
    asked, answered = some.at("last_try", "eth_dst"), some.column("answer_mac")
    known = (some.column("answer_event") >= 0) & (asked != 0) & (answered != 0)
    virtual = are_virtual(asked) | are_virtual(answered)
    answering = case.inventory.owners(answered, some.column("answer_time"), record.segment)
    other = asked_of(case, record, some) != answering
    found: NDArray[np.bool_] = known & ~virtual & other
    return found


def are_virtual(macs: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which MACs are no host's own."""
    every, index = numbered(macs)
    found: NDArray[np.bool_] = np.array([is_virtual_mac(mac) for mac in every.tolist()], bool)[index]
    return found


def usual_ttl(some: Connections) -> int | None:
    """The TTL that most of their SYN-ACKs came with; None where they have none, or it is not shown."""
    answered = some.where(some.column("answer_event") >= 0)
    seen = answered.at("answer_event", "ttl")
    ttls, many = np.unique(seen[seen > 0], return_counts=True)
    return int(ttls[np.argmax(many)]) if len(ttls) else None
