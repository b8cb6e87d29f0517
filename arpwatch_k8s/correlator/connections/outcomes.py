"""How connection attempts end, and the record of one: what judging them fills in."""

from __future__ import annotations

from typing import Final

import numpy as np

UNREACHABLE, REFUSED, UNANSWERED, RESET_EARLY, RESET_MIDWAY, CLOSED_IN_USE, UNSERVED, OK, ABORTED, OPEN, PARTIAL = (
    "unreachable",
    "refused",
    "unanswered",
    "reset_early",
    "reset_midway",
    "closed_in_use",
    "unserved",
    "ok",
    "aborted",
    "open",
    "partial",
)
OUTCOMES: Final = (
    UNREACHABLE,
    REFUSED,
    UNANSWERED,
    RESET_EARLY,
    RESET_MIDWAY,
    CLOSED_IN_USE,
    UNSERVED,
    OK,
    ABORTED,
    OPEN,
    PARTIAL,
)
NUMBER: Final = {name: number for number, name in enumerate(OUTCOMES)}
FAILED: Final = frozenset(OUTCOMES[: NUMBER[OK]])
"""Outcomes that are the VIP's failure."""

ATTEMPT: Final = np.dtype(
    [
        ("start", "i8"),
        ("end", "i8"),
        ("answer_time", "i8"),
        ("first", "i8"),
        ("last", "i8"),
        ("answer_event", "i8"),
        ("end_event", "i8"),
        ("last_try", "i8"),
        ("sender_mac", "u8"),
        ("answer_mac", "u8"),
        ("reporter", "u8"),
        ("isn", "i8"),
        ("server_isn", "i8"),
        ("server_bytes", "i8"),
        ("flow", "i8"),
        ("client", "i4"),
        ("vip", "i4"),
        ("segment", "i4"),
        ("tries", "i4"),
        ("client_port", "u2"),
        ("vip_port", "u2"),
        ("outcome", "i1"),
        ("reporter_ttl", "u1"),
        ("moved", "?"),
        ("refused_by_reset", "?"),
        ("bare_reset", "?"),
    ]
)
"""One attempt. Times are ns UTC; `first` to `last` are its events, `answer_event`, `end_event` and `last_try` (its last
SYN) some of them; `flow` is the index of its `FLOW` record; these, numbers and bytes are -1 where there is none;
`outcome` is an index into `OUTCOMES`."""

NEVER: Final = (1 << 63) - 1
MODULUS: Final = 1 << 32
