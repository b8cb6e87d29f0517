"""How a connection hangs that was accepted: what the server's kernel said of what the client sent, and whether anybody
behind it lives.

A process that hangs closes nothing: its kernel acknowledges the client's FIN, and no more. One that closes in return at
once was listening, and had nothing to say, as in a long poll, or to a check that asks for nothing. And where nobody
ever saw a port send a byte, it may be one that never does (syslog, metrics, a sink for uploads).

Fooled by: a capture whose acknowledgments were lost; a server that answers late (what it acknowledged has arrived); a
front that lives before a backend that hangs (it closes at once, but then serves nobody meanwhile).
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import RST, SERVER_END
from arpwatch_k8s.correlator.connections.lost import last_asked
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.handshakes import unheard
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.flow import FROM_VIP, SEEN_ACK, TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import Thresholds
from arpwatch_k8s.wording.counts import plural, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEVERAL: Final = 2
"""Clients that wait, of which one alone is an accident."""
CERTAIN: Final = 3
"""Connections from which on it is none."""


class Form(Enum):
    """How connections hang."""

    HUNG = auto()
    """The request was acknowledged."""
    UNHEARD = auto()
    """The SYN-ACK was repeated: the client's acknowledgment never came."""
    LOST = auto()
    """The request was never acknowledged."""
    UNTOLD = auto()
    """Whether it was is not in the capture."""
    MIDWAY = auto()
    """Bytes had come through both ways before."""


def forms_of(waited: Connections) -> NDArray[np.int64]:
    """How each of some connections hangs: values of `Form`."""
    flows, known = waited.carried()
    shown = known & (flows["payload"][:, TO_VIP] > 0)
    return np.select(
        [
            unheard(waited),
            waited.column("outcome") == NUMBER[AttemptOutcome.STALLED_MIDWAY],
            ~shown,
            acknowledged(waited),
        ],
        [Form.UNHEARD.value, Form.MIDWAY.value, Form.UNTOLD.value, Form.HUNG.value],
        Form.LOST.value,
    )


def acknowledged(waited: Connections) -> NDArray[np.bool_]:
    """On which connections the server acknowledged any of the client's bytes."""
    flows, known = waited.carried()
    taken = (flows["acked"][:, FROM_VIP].astype(np.int64) - waited.column("isn") - 1) % MODULUS
    found: NDArray[np.bool_] = known & (flows["seen"][:, FROM_VIP] & SEEN_ACK != 0)
    found &= (taken > 0) & (taken < MODULUS // 2)
    return found


def patience(waited: Connections) -> NDArray[np.int64]:
    """How long the client of each of some connections waited after its last bytes, ns; where those were not captured,
    since it was accepted."""
    flows, known = waited.carried()
    told = known & (flows["payload"][:, TO_VIP] > 0)
    since = np.where(told, np.minimum(last_asked(flows), waited.column("end")), waited.column("answer_time"))
    found: NDArray[np.int64] = waited.column("end") - since
    return found


def closings(waited: Connections) -> NDArray[np.int64]:
    """The FIN (an event) by which the server of each closed after the client had; -1 where it did not."""
    seen, ends = waited.source.seen, waited.column("end_event")
    fins = np.flatnonzero(seen.what == SERVER_END)
    fins = fins[seen.at("flags", fins) & RST == 0]
    if not len(fins):
        return np.full(len(waited), -1, np.int64)
    at = np.searchsorted(fins, ends, side="right")
    event = fins[np.minimum(at, len(fins) - 1)]
    return np.where((ends >= 0) & (at < len(fins)) & (event <= waited.column("last")), event, -1)


def closed_at_once(waited: Connections, limits: Thresholds) -> NDArray[np.bool_]:
    """On which connections the server closed within a round trip of the client's close, so that its process lives."""
    event = closings(waited)
    seen = waited.source.seen
    lag = seen.at("time", np.maximum(event, 0)) - waited.column("end")
    trip = waited.column("answer_time") - waited.at("last_try", "time")
    found: NDArray[np.bool_] = (event >= 0) & (lag <= np.maximum(trip, 0) + limits.crossing_ns)
    return found


def closing_frames(waited: Connections) -> list[FrameRef]:
    """Where the servers closed after their clients had: frames of theirs that acknowledge all they were sent."""
    event = closings(waited)
    event = event[event >= 0]
    seen = waited.source.seen
    pairs = zip(seen.at("capture", event).tolist(), seen.at("frame", event).tolist(), strict=True)
    return sorted(FrameRef(capture, frame) for capture, frame in pairs)


def answering(record: VipRecord, port: int) -> Connections:
    """Connections to a port of a VIP on which its server sent anything."""
    every = record.connections
    flows, known = every.carried()
    sent = (known & (flows["payload"][:, FROM_VIP] > 0)) | (every.column("server_bytes") > 0)
    return every.where((every.column("vip_port") == port) & sent)


def asked_once(waited: Connections, limits: Thresholds) -> NDArray[np.bool_]:
    """Which clients sent all they had to say at once, as one does who waits for an answer; not a stream."""
    flows, known = waited.carried()
    found: NDArray[np.bool_] = known & (last_asked(flows) - flows["payload_first"][:, TO_VIP] < limits.unserved_ns)
    return found


def doubts(case: Case, record: VipRecord, owner: int, port: int, waited: Connections) -> list[str]:
    """Why connections whose bytes arrived, and that got none, may have been as they should be."""
    told, spoke, limits = [], answering(record, port), case.thresholds
    beside = spoke.begun_within(int(waited.column("start").min()), int(waited.column("end").max()))
    owners = case.inventory.owners(beside.column("answer_mac"), beside.column("answer_time"), record.segment)
    served, lives = int((owners == owner).sum()), closed_at_once(waited, limits)
    living, longest = int(lives.sum()), int(patience(waited).max())
    if 2 * living > len(waited) and served >= CERTAIN:
        told.append(
            f"On {living} of {len(waited):,} the server closed as soon as the client did, and it answered "
            f"{plural(served, 'other connection')} meanwhile: its process lives, and had nothing to say perhaps (a "
            "long poll, a check that asks for nothing)"
        )
    hung = waited.where(~lives & asked_once(waited, limits))
    if not len(spoke) and len(hung) < CERTAIN and len(distinct(hung.column("client"))) < SEVERAL:
        told.append(
            f"Port {port} was seen to send no byte on any connection: one that only takes (syslog, metrics, uploads), "
            "or that was asked for nothing, looks the same"
        )
    if len(waited) < SEVERAL and longest < limits.unanswered_ns:
        told.append(f"It was one connection alone, and waited {seconds(longest)}: a slow answer looks the same")
    return told


def sent_bytes(waited: Connections) -> NDArray[np.int64]:
    """What the client asked with on each of some connections: its payload, repeats counted, or, where that was not
    captured, what its numbers tell."""
    flows, known = waited.carried()
    found = np.where(known, flows["payload"][:, TO_VIP], 0).astype(np.int64)
    for at in np.flatnonzero(found == 0).tolist():
        found[at] = waited[at].client_bytes or 0
    return found
