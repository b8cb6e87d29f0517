"""What handshakes tell: SYNs that were sent again, SYN-ACKs that were, and by which MACs both went.

A SYN is sent again because no answer came; a SYN-ACK although one came, because the client's acknowledgment did not.

Fooled by: a capture that has each frame twice (one sent again comes a second later, not at once); a server that waits
for the first bytes before it takes a connection (TCP_DEFER_ACCEPT), which repeats its SYN-ACK to a client that sends
none, or whose queue of accepted connections is full (Linux, tcp_abort_on_overflow=0), which repeats it to whoever goes
on; a router whose virtual MAC is asked and that answers by its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import ACK, CLIENT_END, NO_WAY, REFUSAL, RST, SERVER_END
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.flow import TO_VIP
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.wording.counts import INITIAL_TTLS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENT_AGAIN_NS: Final = 900_000_000
"""How much later than the first a SYN is another one: RFC 6298 section 2.1, one second, less a tenth for how exactly
timers and stamps hold it."""


def retried(some: Connections) -> NDArray[np.bool_]:
    """On which connections the SYN was sent again, because nothing had come, or a SYN-ACK that was lost further on."""
    found: NDArray[np.bool_] = (some.column("tries") > 1) & (waited_to_ask(some) >= SENT_AGAIN_NS)
    return found & ~told_otherwise(some) if found.any() else found


def told_otherwise(some: Connections) -> NDArray[np.bool_]:
    """On which connections something else than a SYN-ACK came between two SYNs, so that none of the two was lost: a
    reset, an ICMP error, or what the client rejected by a reset of its own, as a server answers that still remembers an
    older connection with the same ports (RFC 9293 section 3.10.7.3)."""
    seen = some.source.seen
    closes = np.flatnonzero(seen.what == CLIENT_END)
    rejects = closes[seen.at("flags", closes) & (RST | ACK) == RST]
    events = np.union1d(np.flatnonzero(among(seen.what, (SERVER_END, NO_WAY, REFUSAL))), rejects)
    found: NDArray[np.bool_] = np.searchsorted(events, some.column("last_try")) > np.searchsorted(
        events, some.column("first")
    )
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


def went_well(case: Case, record: VipRecord, owner: int, bent: Connections) -> bool:
    """Whether other connections that took the same two ways as some that an owner answered by another way went well:
    the ways pass what keeps no other from completing."""
    tried = record.attempts.where(~record.attempts.is_failed)
    tried = tried.where(crooked(case, record, tried))
    owners = case.inventory.owners(tried.column("answer_mac"), tried.column("answer_time"), record.segment)
    same = (owners == owner) & np.isin(asked_of(case, record, tried), asked_of(case, record, bent))
    return bool(same.any())


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


def from_endpoints(some: Connections) -> NDArray[np.bool_]:
    """Which connections' resets came from as far as their SYN-ACKs, and not from a node itself: from the endpoint,
    which may have forgotten them by itself."""
    ttls = some.column("reporter_ttl")
    same = (some.column("answer_event") >= 0) & (ttls == some.at("answer_event", "ttl"))
    found: NDArray[np.bool_] = same & ~np.isin(ttls, INITIAL_TTLS)
    return found
