"""What an attempt's outcome is, by the event that ended it or by what never came; `attempts` has the table.

For all attempts at once: an array's place is an attempt's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.events import (
    ACK,
    CLIENT_END,
    NO_WAY,
    REFUSAL,
    RST,
    SERVER_END,
    SERVER_MOVED,
    Events,
)
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, WRAP, AttemptOutcome, AttemptRows
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

BROKEN_AT_ONCE: Final = (AttemptOutcome.RESET_MIDWAY, AttemptOutcome.CLOSED_IN_USE)
"""Outcomes of attempts that had been served until the frame that ended them."""


def conclude(
    made: AttemptRows,
    seen: Events,
    ends: NDArray[np.int32],
    limits: Thresholds,
) -> None:
    """Outcome, time and reporter of the attempts that an event ended."""
    ended = np.flatnonzero(ends >= 0)
    at = ends[ended]
    what, rows = seen.what[at], seen.rows_at(at)
    flags, time, seq = rows["flags"], rows["time"], rows["seq"]
    sent = served_bytes(made, seen, at, ended)
    known = made["isn"][ended] >= 0
    answered = (made["answer_time"][ended] <= time) & (made["answer_event"][ended] >= 0)
    reset, by_server = flags & RST != 0, what == SERVER_END
    made["outcome"][ended] = outcomes(made, ended, what, flags, seq, time, sent, limits)
    made["end"][ended], made["end_event"][ended] = time, at
    closed = by_server | (what == CLIENT_END) & ~reset
    made["server_bytes"][ended] = np.where(answered & known & closed, sent, -1)
    tells = np.flatnonzero((what == NO_WAY) | (what == REFUSAL) | (by_server & reset))
    made["reporter"][ended[tells]] = seen.at("eth_src", at[tells])
    made["reporter_ttl"][ended[tells]] = seen.at("ttl", at[tells])
    made["bare_reset"][ended] = by_server & reset & (flags & ACK == 0)
    made["refused_by_reset"][ended] = by_server & (made["outcome"][ended] == NUMBER[AttemptOutcome.REFUSED])


def outcomes(
    made: AttemptRows,
    ended: NDArray[np.int64],
    what: NDArray[np.int8],
    flags: NDArray[np.uint16],
    seq: NDArray[np.uint32],
    time: NDArray[np.int64],
    sent: NDArray[np.int64],
    limits: Thresholds,
) -> NDArray[np.int64]:
    """The outcome of each attempt (at the places `ended`) that an event ended: what that was, with which flags, when,
    and how many bytes the server had sent by then."""
    answer_time = made["answer_time"][ended]
    answered = (answer_time <= time) & (made["answer_event"][ended] >= 0)
    reset, bare = flags & RST != 0, flags & ACK == 0
    by_server, by_client = what == SERVER_END, what == CLIENT_END
    unseen = ~answered & (by_client & ~bare | by_server & ~reset | by_server & reset & bare & (seq != 0))
    late = answer_time - made["start"][ended] >= limits.unserved_ns
    gave_up = late & (time - answer_time < limits.unserved_ns)
    waited = time - answer_time > limits.unserved_ns
    cases = (
        ((made["isn"][ended] < 0) | unseen, AttemptOutcome.PARTIAL),
        (what == NO_WAY, AttemptOutcome.UNREACHABLE),
        ((what == REFUSAL) | (by_server & ~answered), AttemptOutcome.REFUSED),
        (by_client & ~answered, AttemptOutcome.UNANSWERED),
        (by_server & reset & bare & (sent > 0), AttemptOutcome.RESET_MIDWAY),
        (by_server & reset & (bare | (sent == 0)), AttemptOutcome.RESET_EARLY),
        (by_server, AttemptOutcome.OK),
        (reset & gave_up, AttemptOutcome.UNANSWERED),
        (reset, AttemptOutcome.ABORTED),
        ((sent == 0) & waited, AttemptOutcome.UNSERVED),
    )
    numbers: NDArray[np.int64] = np.select(
        [where for where, _ in cases], [NUMBER[outcome] for _, outcome in cases], NUMBER[AttemptOutcome.OK]
    )
    return numbers


def served_bytes(made: AttemptRows, seen: Events, events: NDArray[Any], of: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes the server had sent, as the numbers of some events tell, each of an attempt (its place); a
    server's by its own, a client's by what it acknowledges."""
    own = among(seen.what[events], (SERVER_END, SERVER_MOVED))
    rows = seen.rows_at(events)
    number = np.where(own, rows["seq"], rows["ack"]).astype(np.int64)
    served: NDArray[np.int64] = (number - made["server_isn"][of] - 1) & WRAP
    return served


def overdue(made: AttemptRows, seen: Events, last_syn: NDArray[np.int32], end: int, limits: Thresholds) -> None:
    """Attempts that nobody answered: until the capture's end, or until the next one with the same ports began. Their
    last SYN shows it, or their first event where there is none."""
    group = seen.group[made["first"]]
    follows = np.append(group[1:] == group[:-1], False)
    until = np.where(follows, np.append(made["start"][1:], 0), end)
    silent = (made["outcome"] == NUMBER[AttemptOutcome.OPEN]) & (made["answer_event"] < 0) & (made["isn"] >= 0)
    silent &= follows | (until - made["start"] >= limits.unanswered_ns)
    made["outcome"][silent] = NUMBER[AttemptOutcome.UNANSWERED]
    made["end"][silent] = np.minimum(until, made["start"] + limits.unanswered_ns)[silent]
    made["end_event"][silent] = np.maximum(last_syn, made["first"])[silent]
    open_ones = made["outcome"] == NUMBER[AttemptOutcome.OPEN]
    made["outcome"][open_ones & (made["isn"] < 0)] = NUMBER[AttemptOutcome.PARTIAL]
    waits = open_ones & (made["isn"] >= 0) & (made["answer_event"] < 0)
    made["outcome"][waits] = NUMBER[AttemptOutcome.PENDING]


def since_when(made: AttemptRows) -> None:
    """Put where it happened what ended attempts that had been served until then."""
    served = among(made["outcome"], [NUMBER[outcome] for outcome in BROKEN_AT_ONCE])
    made["broke"][served] = made["end"][served]
