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
    closes_unseen,
    crossed,
    half_seen,
    hardly_waited,
    left_waiting,
    raced,
    stalled_midway,
    teardown_unseen,
)
from arpwatch_k8s.correlator.connections.openings import answer, asked_before_answer, begin, beginnings, served_bytes
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, WRAP, AttemptRows
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNSCALED_WINDOW: Final = 1 << 16


def attempts(seen: Events, end: int, limits: Thresholds, carried: Carried) -> AttemptRows:
    """The attempts of all connections, in the order of their events; `end` is the last time seen, ns UTC."""
    begins = beginnings(seen)
    first = np.flatnonzero(begins)
    if not len(first):
        return AttemptRows(0)
    which = np.cumsum(begins, dtype=np.int32) - 1
    made = AttemptRows(len(first))
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
    closes_unseen(made, seen, limits)
    hardly_waited(made, carried, limits)
    left_waiting(made, carried, limits)
    stalled_midway(made, seen, carried, limits)
    overdue(made, seen, end, times, limits)
    crossed(made, seen, which, served, times, limits)
    raced(made, seen, which, carried, limits)
    since_when(made)
    made["moved"] = moved(seen, first)
    return made


def terminal(made: AttemptRows, seen: Events, which: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which events can end their attempt: of an error and a reset in place of an answer, those that are about it."""
    answered = made["answer_event"][which]
    place = np.arange(len(seen))
    open_ = (answered >= 0) & (place > answered)
    opening = ~open_
    isn = made["isn"][which]
    error = ((seen.what == NO_WAY) | (seen.what == REFUSAL)) & opening
    told = np.flatnonzero(error)
    quoted = quoted_sequence(seen, told)
    error[told] = (quoted < 0) | (quoted == isn[told])
    flags = seen.column("flags")
    to_syn = np.where(
        flags & ACK == 0, seen.column("seq") == 0, seen.column("ack").astype(np.int64) == (isn + 1) & WRAP
    )
    reset = (seen.what == SERVER_END) & opening & (flags & RST != 0) & to_syn
    in_vain = place > asked_before_answer(made, seen, which)[which]
    error &= in_vain
    reset &= in_vain
    missed = (seen.what == SERVER_END) & opening & (flags & (RST | ACK) == RST) & (seen.column("seq") != 0)
    missed |= (seen.what == SERVER_END) & opening & (flags & RST == 0) & acknowledges(seen, isn)
    gives_up = (seen.what == CLIENT_END) & opening & ~rejects(seen, isn)
    closes = ((seen.what == SERVER_END) | (seen.what == CLIENT_END)) & open_
    known = isn >= 0
    begun_before = ~known & ((seen.what == SERVER_END) | (seen.what == CLIENT_END))
    found: NDArray[np.bool_] = ((error | reset | missed | gives_up | closes) & known) | begun_before
    return found


def acknowledges(seen: Events, isn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What acknowledges the attempt's SYN, or more: an older connection's numbers lie before it, as they rise (RFC
    6528)."""
    beyond = (seen.column("ack").astype(np.int64) - isn - 1) & WRAP
    found: NDArray[np.bool_] = (seen.column("flags") & ACK != 0) & (beyond < MODULUS // 4)
    return found


def rejects(seen: Events, isn: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Client resets that reject an answer to an older connection with the same ports, and leave the attempt as it is.

    One whose server side still remembers it (TIME-WAIT, or half open) acknowledges that one; the client resets what was
    acknowledged, and sends its SYN again (RFC 9293 section 3.10.7.3). What an attempt may have sent before it was
    answered is at most an unscaled window.
    """
    flags = seen.column("flags")
    beyond = (seen.column("seq").astype(np.int64) - isn) & WRAP >= UNSCALED_WINDOW
    found: NDArray[np.bool_] = (flags & RST != 0) & (flags & ACK == 0) & beyond
    return found


def late_syn(made: AttemptRows, which: NDArray[np.int32], what: NDArray[np.int8]) -> NDArray[np.bool_]:
    """SYNs that came after the attempt had ended: no tries of it."""
    ended = made["end_event"][which]
    late: NDArray[np.bool_] = (what == SYN_SENT) & (ended >= 0) & (np.arange(len(what)) > ended)
    return late


def moved(seen: Events, first: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Attempts whose server side sent from more than one MAC; `first`: the first event of each."""
    mac = seen.column("eth_src")
    from_server = among(seen.what, (SYN_ACK, SERVER_END, SERVER_MOVED)) & (mac != 0)
    low = np.minimum.reduceat(np.where(from_server, mac, np.iinfo(np.uint64).max), first)
    high = np.maximum.reduceat(np.where(from_server, mac, np.uint64(0)), first)
    changed: NDArray[np.bool_] = (high > 0) & (low != high)
    return changed
