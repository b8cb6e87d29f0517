"""Connection attempts to a VIP, and how each ended for the one who felt it.

An attempt runs from a SYN to its outcome, which is the first terminal event in capture order; later events never change
it. How many bytes the server had sent is read off sequence numbers (RFC 9293 section 3.4).

    state       event                                         outcome
    opening     ICMP 3/0, 3/1, 3/9, 3/10, 3/13 and kin        unreachable
    opening     ICMP 3/2, 3/3, or RST that answers the SYN    refused
    opening     nothing for 3 s, or until the client gives up unanswered
    open        bare RST, before or after a server byte       reset_early, reset_midway
    open        other server RST before a server byte         reset_early
    open        client RST                                    aborted
    open        client FIN > 1 s after its last, no answer    unserved
    open        client sends the same for 3 s, no server byte unserved
    open        FIN, or RST that a process sent               ok
    -           the capture began later, or saw one way only  partial
    open        bare RST, and no FIN of any was captured      partial
    open        bytes that are never acknowledged any more    stalled_midway
    opening     the capture ends                              pending
    open        the capture ends                              open

A *bare* RST has no ACK flag: the sender knows no such connection (RFC 9293 section 3.10.7.1). It never answers a SYN,
which has no acknowledgment to take its number from: where no answer was seen before, the capture missed it (partial).
So did it where the server closes what it was not seen to accept. Two cases look back.
Where the server's FIN crosses with another node's bare RST, all had been sent, and the outcome is ok. Where the server
closed, the client sent more than a TLS close_notify all the same, and was reset, it is closed_in_use: the keep-alive
race. A client that closes with an ACK, or sends on, was answered, whether the capture saw that or not. An error or a
reset in place of an answer ends nothing where the client sent its SYN again and was answered: it came late. Where the
client's bytes were not captured, it is taken to have asked when it was accepted.

Where each begins, and which events answer and end it, one `walk` over the events tells. The rest is done for all at
once: an array's place is an attempt's. What looks back is in `hindsight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.carried import Carried
from arpwatch_k8s.correlator.connections.endings import conclude, overdue, since_when
from arpwatch_k8s.correlator.connections.events import CLIENT_END, CLIENT_MOVED, SYN_SENT, Events
from arpwatch_k8s.correlator.connections.hindsight import (
    closes_unseen,
    crossed,
    half_seen,
    hardly_waited,
    left_waiting,
    raced,
    stalled_midway,
    teardown_unseen,
)
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, AttemptOutcome, AttemptRows
from arpwatch_k8s.correlator.connections.walk import walked
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

FROM_CLIENT: Final = (SYN_SENT, CLIENT_END, CLIENT_MOVED)


def attempts(seen: Events, end: int, limits: Thresholds, carried: Carried) -> AttemptRows:
    """The attempts of all connections, in the order of their events; `end` is the last time seen, ns UTC."""
    found = walked(seen)
    made = AttemptRows(len(found))
    if not len(found):
        return made
    begin(made, seen, found)
    answer(made, seen, found)
    conclude(made, seen, found["end"], limits)
    for name in ("tries", "last_try", "moved"):
        made[name] = found[name]
    made["flow"] = carried.of(made)
    half_seen(made, seen, carried)
    teardown_unseen(made, seen, carried)
    closes_unseen(made, seen, limits)
    hardly_waited(made, carried, limits)
    left_waiting(made, carried, limits)
    stalled_midway(made, seen, carried, limits)
    overdue(made, seen, found["last_syn"], end, limits)
    crossed(made, seen, limits)
    raced(made, seen, carried, limits)
    since_when(made)
    return made


def begin(made: AttemptRows, seen: Events, found: NDArray[Any]) -> None:
    """Who asked whom, when, with which number."""
    made["first"], made["last"] = found["first"], found["last"]
    first = made["first"]
    what, rows = seen.what[first], seen.rows_at(first)
    made["start"] = made["broke"] = rows["time"]
    made["client"], made["vip"] = seen.client[first], seen.vip[first]
    made["client_port"], made["vip_port"] = seen.client_port[first], seen.vip_port[first]
    made["segment"] = seen.segment[first]
    made["sender_mac"] = np.where(among(what, FROM_CLIENT), rows["eth_src"], rows["eth_dst"])
    made["isn"] = np.where(what == SYN_SENT, rows["seq"].astype(np.int64), -1)
    made["server_bytes"], made["end_event"], made["end"] = -1, -1, NEVER
    made["outcome"] = NUMBER[AttemptOutcome.OPEN]


def answer(made: AttemptRows, seen: Events, found: NDArray[Any]) -> None:
    """The SYN-ACK: the first that acknowledges the attempt's number."""
    made["answers"], made["last_answer"], made["answer_event"] = found["answers"], found["last_answer"], found["answer"]
    made["answer_time"], made["server_isn"] = NEVER, -1
    there = np.flatnonzero(found["answer"] >= 0)
    rows = seen.rows_at(made["answer_event"][there])
    made["answer_time"][there] = rows["time"]
    made["answer_mac"][there] = rows["eth_src"]
    made["server_isn"][there] = rows["seq"]
