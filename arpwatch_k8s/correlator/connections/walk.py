"""One walk over the events of all attempts: where each begins, what answers it, what ends it.

Compiled: an attempt is a handful of events, each of which is looked at for several reasons, and a column for each of
these would be as long as all events together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import from_dtype, types

from arpwatch_k8s.compiled import entry, helper, i8, int64, void
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
)
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, WRAP
from arpwatch_k8s.evidence.row import HAS_QUOTED_SEQ
from arpwatch_k8s.evidence.table import column_type

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNSCALED_WINDOW: Final = 1 << 16
NONE: Final = -1
WALKED: Final = np.dtype(
    [
        ("first", "i4"),
        ("last", "i4"),
        ("answer", "i4"),
        ("last_answer", "i4"),
        ("answers", "i4"),
        ("end", "i4"),
        ("tries", "i4"),
        ("last_try", "i4"),
        ("last_syn", "i4"),
        ("moved", "i4"),
    ]
)
"""One attempt by the places of its events, NONE where there is none: the first and the last of all; the SYN-ACK that
answers, and of as many answers the last; what ends it; its SYNs until then, the last of them, and the last of all.
`moved`: whether its server side sent from several MACs."""
COLUMNS: Final = ("seq", "ack", "flags", "eth_src", "present", "quoted_seq")
"""What is asked of the evidence."""

places_type = types.Array(types.int32, 1, "C", readonly=True)
kinds_type = types.Array(types.int8, 1, "C", readonly=True)


def walked(seen: Events) -> NDArray[Any]:
    """The attempts of all connections, as `WALKED`, in the order of their events."""
    found, count = np.empty(len(seen), WALKED), np.zeros(1, np.int64)
    walk(seen.row, seen.what, seen.group, *(seen.rows[name] for name in COLUMNS), found, count)
    return found[: count[0]]


@helper
def next_begins(at: int, isn: int, row: Any, what: Any, group: Any, seq: Any) -> int:  # noqa: ANN401 - arrays
    """Where the attempt behind the one at `at` begins: with another connection, or a SYN of another number."""
    stop = at + 1
    while stop < len(row) and group[stop] == group[at]:
        if what[stop] == SYN_SENT and int64(seq[row[stop]]) != isn:
            break
        stop += 1
    return stop


@helper
def last_asked(at: int, answer: int, stop: int, row: Any, what: Any, flags: Any) -> int:  # noqa: ANN401 - arrays
    """The last SYN before the answer, if that was welcome: what came before that SYN ended nothing. NONE where there is
    none, or where the client had given up and resets the answer (it knows no such connection)."""
    if answer < 0:
        return NONE
    for event in range(answer + 1, stop):
        if what[event] == CLIENT_END:
            if int64(flags[row[event]]) & (RST | ACK) == RST:
                return NONE
            break
    for event in range(answer - 1, at - 1, -1):
        if what[event] == SYN_SENT:
            return event
    return NONE


@helper
def ends_by_server(isn: int, in_vain: bool, seq: int, ack: int, flags: int) -> bool:
    """Whether a FIN or RST of the server's ends an attempt that nobody has answered: a reset that is about its SYN, or
    what tells of an answer that was not captured.

    An older connection's numbers lie before those of the SYN, as they rise (RFC 6528).
    """
    if flags & RST == 0:
        return flags & ACK != 0 and (ack - isn - 1) & WRAP < MODULUS // 4
    if flags & ACK != 0:
        return in_vain and ack == (isn + 1) & WRAP
    return seq != 0 or in_vain


@helper
def rejects(isn: int, seq: int, flags: int) -> bool:
    """Whether a client's FIN or RST rejects an answer to an older connection with the same ports, and leaves the
    attempt as it is.

    One whose server side still remembers it (TIME-WAIT, or half open) acknowledges that one; the client resets what was
    acknowledged, and sends its SYN again (RFC 9293 section 3.10.7.3). What an attempt may have sent before it was
    answered is at most an unscaled window.
    """
    return flags & (RST | ACK) == RST and (seq - isn) & WRAP >= UNSCALED_WINDOW


@entry(
    void(
        places_type,
        kinds_type,
        places_type,
        *map(column_type, COLUMNS),
        from_dtype(WALKED)[::1],
        i8[::1],
    )
)
def walk(
    row: Any,  # noqa: ANN401 - arrays
    what: Any,  # noqa: ANN401
    group: Any,  # noqa: ANN401
    seq: Any,  # noqa: ANN401
    ack: Any,  # noqa: ANN401
    flags: Any,  # noqa: ANN401
    mac: Any,  # noqa: ANN401
    present: Any,  # noqa: ANN401
    quoted_seq: Any,  # noqa: ANN401
    found: Any,  # noqa: ANN401
    count: Any,  # noqa: ANN401
) -> None:
    """All attempts into `found`, of which `count[0]` are filled. Events are in order of connection and time."""
    at = 0
    while at < len(row):
        isn = int64(seq[row[at]]) if what[at] == SYN_SENT else NONE
        stop = next_begins(at, isn, row, what, group, seq)
        answer, last_answer, answers, server, moved = NONE, NONE, 0, int64(0), 0
        for event in range(at, stop):
            kind, place = what[event], row[event]
            if kind == SYN_ACK and isn >= 0 and int64(ack[place]) == (isn + 1) & WRAP:
                answer = event if answer < 0 else answer
                last_answer = event
                answers += 1
            if kind == SYN_ACK or kind == SERVER_END or kind == SERVER_MOVED:  # noqa: SIM109 - compiled
                sender = int64(mac[place])
                if sender != 0:
                    moved |= int64(server != 0 and server != sender)
                    server = sender
        asked = last_asked(at, answer, stop, row, what, flags)
        end = NONE
        for event in range(at, stop):
            kind, place = what[event], row[event]
            closes = (kind == SERVER_END) | (kind == CLIENT_END)
            if isn < 0 or (answer >= 0 and event > answer):
                ends = closes
            elif kind == SERVER_END:
                ends = ends_by_server(isn, event > asked, int64(seq[place]), int64(ack[place]), int64(flags[place]))
            elif kind == CLIENT_END:
                ends = not rejects(isn, int64(seq[place]), int64(flags[place]))
            elif kind == NO_WAY or kind == REFUSAL:  # noqa: SIM109 - compiled
                about = int64(present[place]) & HAS_QUOTED_SEQ == 0 or int64(quoted_seq[place]) == isn
                ends = about and event > asked
            else:
                ends = False
            if ends:
                end = event
                break
        tries, last_try, last_syn = 0, NONE, NONE
        for event in range(at, stop):
            if what[event] == SYN_SENT:
                last_syn = event
                if end < 0 or event <= end:
                    tries += 1
                    last_try = event
        one = found[count[0]]
        one["first"], one["last"], one["answer"], one["last_answer"] = at, stop - 1, answer, last_answer
        one["answers"], one["end"], one["tries"], one["last_try"] = answers, end, tries, last_try
        one["last_syn"], one["moved"] = last_syn, moved
        count[0] += 1
        at = stop
