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
    open        client FIN after > 1 s without a server byte  unserved
    open        client sends the same for 3 s, no server byte unserved
    open        FIN, or RST that a process sent               ok
    -           the capture began later, or saw one way only  partial
    open        bytes that are never acknowledged any more    stalled_midway
    opening     the capture ends                              pending
    open        the capture ends                              open

A *bare* RST has no ACK flag: the sender knows no such connection (RFC 9293 section 3.10.7.1). It never answers a SYN,
which has no acknowledgment to take its number from: where no answer was seen before, the capture missed it (partial).
Two cases look back.
Where the server's FIN crosses with another node's bare RST, all had been sent, and the outcome is ok. Where the server
closed, the client sent more than a TLS close_notify all the same, and was reset, it is closed_in_use: the keep-alive
race. A client that closes with an ACK, or sends on, was answered, whether the capture saw that or not. An error or a
reset in place of an answer ends nothing where the client sent its SYN again and was answered: it came late.

All of it is done for all attempts at once: events are in order of connection and time, so an attempt is a stretch of
them, and its first event of some sort a minimum over that stretch. What looks back is in `hindsight`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.carried import Carried
from arpwatch_k8s.correlator.connections.endings import conclude, overdue, since_when
from arpwatch_k8s.correlator.connections.events import (
    ACK,
    CLIENT_END,
    CLIENT_MOVED,
    NO_WAY,
    REFUSAL,
    RST,
    SERVER_END,
    SERVER_MOVED,
    SYN_ACK,
    SYN_SENT,
    Events,
    first_of,
    quoted_sequence,
)
from arpwatch_k8s.correlator.connections.hindsight import (
    crossed,
    half_seen,
    left_waiting,
    raced,
    stalled_midway,
    teardown_unseen,
)
from arpwatch_k8s.correlator.connections.outcomes import ATTEMPT, MODULUS, NEVER, NUMBER, AttemptOutcome, AttemptRows
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNSCALED_WINDOW: Final = 1 << 16


def attempts(seen: Events, end: int, limits: Thresholds, carried: Carried) -> AttemptRows:
    """`ATTEMPT` records of all connections, in the order of their events; `end` is the last time seen, ns UTC."""
    begins = beginnings(seen)
    first = np.flatnonzero(begins)
    if not len(first):
        return np.zeros(0, ATTEMPT)
    which = np.cumsum(begins, dtype=np.int32) - 1
    made = np.zeros(len(first), ATTEMPT)
    made["first"], made["last"] = first, np.append(first[1:], len(seen)) - 1
    begin(made, seen)
    times, what = seen.column("time"), seen.what
    answer(made, seen, which, times)
    served = served_bytes(made, seen, which)
    decisive = terminal(made, seen, which)
    ends = first_of(decisive, first)
    conclude(made, seen, ends, served, times, limits)
    tried = (what == SYN_SENT) & ~late_syn(made, which, what)
    made["tries"] = np.add.reduceat(tried, first)
    made["last_try"] = np.maximum.reduceat(np.where(tried, np.arange(len(seen)), -1), first)
    made["flow"] = carried.of(made)
    half_seen(made, seen, carried)
    teardown_unseen(made, seen, carried)
    left_waiting(made, carried, limits)
    stalled_midway(made, seen, carried, limits)
    overdue(made, seen, end, times, limits)
    crossed(made, seen, which, served, times, limits)
    raced(made, seen, which, carried, limits)
    since_when(made)
    made["moved"] = moved(seen, which, len(made))
    return made


def beginnings(seen: Events) -> NDArray[np.bool_]:
    """Which events begin an attempt: the first of a connection, and a SYN whose number is not the last SYN's."""
    is_syn = seen.what == SYN_SENT
    number = seen.column("seq").astype(np.int64)
    new_group = np.diff(seen.group, prepend=-1) != 0
    place = np.flatnonzero(is_syn)
    before = np.full(len(place), -1, np.int64)
    same = seen.group[place[1:]] == seen.group[place[:-1]]
    before[1:][same] = number[place[:-1]][same]
    begins: NDArray[np.bool_] = new_group.copy()
    begins[place[before != number[place]]] = True
    return begins


def begin(made: AttemptRows, seen: Events) -> None:
    """Who asked whom, when, with which number."""
    first = made["first"]
    is_syn = seen.what[first] == SYN_SENT
    from_client = is_syn | (seen.what[first] == CLIENT_END) | (seen.what[first] == CLIENT_MOVED)
    source, destination = seen.column("eth_src")[first], seen.column("eth_dst")[first]
    made["start"] = made["broke"] = seen.column("time")[first]
    made["client"], made["vip"] = seen.client[first], seen.vip[first]
    made["client_port"], made["vip_port"] = seen.client_port[first], seen.vip_port[first]
    made["segment"] = seen.segment[first]
    made["sender_mac"] = np.where(from_client, source, destination)
    made["isn"] = np.where(is_syn, seen.column("seq").astype(np.int64)[first], -1)
    made["server_isn"], made["server_bytes"], made["answer_event"], made["end_event"] = -1, -1, -1, -1
    made["answer_time"], made["end"] = NEVER, NEVER
    made["outcome"] = NUMBER[AttemptOutcome.OPEN]


def answer(made: AttemptRows, seen: Events, which: NDArray[np.int32], times: NDArray[np.int64]) -> None:
    """The SYN-ACK: the first that acknowledges the attempt's number."""
    acknowledged = seen.column("ack").astype(np.int64) == (made["isn"][which] + 1) % MODULUS
    is_answer = (seen.what == SYN_ACK) & acknowledged & (made["isn"][which] >= 0)
    answers = first_of(is_answer, made["first"])
    there = answers >= 0
    made["answers"] = np.add.reduceat(is_answer, made["first"], dtype=np.int32)
    made["last_answer"] = np.maximum.reduceat(np.where(is_answer, np.arange(len(seen)), -1), made["first"])
    made["answer_event"] = answers
    made["answer_time"][there] = times[answers[there]]
    made["answer_mac"][there] = seen.column("eth_src")[answers[there]]
    made["server_isn"][there] = seen.column("seq")[answers[there]]


def served_bytes(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many bytes the server had sent, as each event's numbers tell; a server's by its own, a client's by what it
    acknowledges."""
    own = np.isin(seen.what, (SERVER_END, SERVER_MOVED))
    number = np.where(own, seen.column("seq"), seen.column("ack")).astype(np.int64)
    served: NDArray[np.int64] = (number - made["server_isn"][which] - 1) % MODULUS
    return served


def terminal(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which events can end their attempt: of an error and a reset in place of an answer, those that are about it."""
    answered = made["answer_event"][which]
    place = np.arange(len(seen))
    open_ = (answered >= 0) & (place > answered)
    opening = ~open_
    isn = made["isn"][which]
    quoted = quoted_sequence(seen)
    error = ((seen.what == NO_WAY) | (seen.what == REFUSAL)) & opening & ((quoted < 0) | (quoted == isn))
    flags = seen.column("flags")
    to_syn = np.where(
        flags & ACK == 0, seen.column("seq") == 0, seen.column("ack").astype(np.int64) == (isn + 1) % MODULUS
    )
    reset = (seen.what == SERVER_END) & opening & (flags & RST != 0) & to_syn
    in_vain = place > asked_before_answer(made, seen, which)[which]
    error &= in_vain
    reset &= in_vain
    missed = (seen.what == SERVER_END) & opening & (flags & (RST | ACK) == RST) & (seen.column("seq") != 0)
    gives_up = (seen.what == CLIENT_END) & opening & ~rejects(seen, isn)
    closes = ((seen.what == SERVER_END) | (seen.what == CLIENT_END)) & open_
    known = isn >= 0
    begun_before = ~known & ((seen.what == SERVER_END) | (seen.what == CLIENT_END))
    found: NDArray[np.bool_] = ((error | reset | missed | gives_up | closes) & known) | begun_before
    return found


def asked_before_answer(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.int64]:
    """The last SYN of each attempt before its answer, if that was welcome: what came before that SYN ended nothing. -1
    where there is none, or where the client had given up and resets the answer (it knows no such connection)."""
    place = np.arange(len(seen))
    answered = made["answer_event"][which]
    before = (seen.what == SYN_SENT) & (place < answered)
    found: NDArray[np.int64] = np.maximum.reduceat(np.where(before, place, -1), made["first"])
    next_one = first_of((seen.what == CLIENT_END) & (place > answered) & (answered >= 0), made["first"])
    flags = seen.column("flags")[np.maximum(next_one, 0)]
    found[(next_one >= 0) & (flags & (RST | ACK) == RST)] = -1
    return found


def rejects(seen: Events, isn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Client resets that reject an answer to an older connection with the same ports, and leave the attempt as it is.

    One whose server side still remembers it (TIME-WAIT, or half open) acknowledges that one; the client resets what was
    acknowledged, and sends its SYN again (RFC 9293 section 3.10.7.3). What an attempt may have sent before it was
    answered is at most an unscaled window.
    """
    flags = seen.column("flags")
    beyond = (seen.column("seq").astype(np.int64) - isn) % MODULUS >= UNSCALED_WINDOW
    found: NDArray[np.bool_] = (flags & RST != 0) & (flags & ACK == 0) & beyond
    return found


def late_syn(made: AttemptRows, which: NDArray[np.int32], what: NDArray[np.int8]) -> NDArray[np.bool_]:
    """SYNs that came after the attempt had ended: no tries of it."""
    ended = made["end_event"][which]
    late: NDArray[np.bool_] = (what == SYN_SENT) & (ended >= 0) & (np.arange(len(what)) > ended)
    return late


def moved(seen: Events, which: NDArray[np.int32], n: int) -> NDArray[np.bool_]:
    """Attempts whose server side sent from more than one MAC."""
    mac = seen.column("eth_src")
    from_server = np.isin(seen.what, (SYN_ACK, SERVER_END, SERVER_MOVED)) & (mac != 0)
    place, macs = which[from_server], mac[from_server]
    low, high = np.full(n, np.iinfo(np.uint64).max, np.uint64), np.zeros(n, np.uint64)
    np.minimum.at(low, place, macs)
    np.maximum.at(high, place, macs)
    changed: NDArray[np.bool_] = (high > 0) & (low != high)
    return changed
