"""How connection attempts end, and the record of one: what judging them fills in."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class AttemptOutcome(StrEnum):
    """How an attempt ended for the one who felt it; the first eight are the VIP's failure."""

    UNREACHABLE = "unreachable"
    """An ICMP error said that there is no way."""
    REFUSED = "refused"
    """A reset answered the SYN, or an ICMP error said that nobody listens."""
    UNANSWERED = "unanswered"
    """Nothing came until the client gave up, or for as long as it waits."""
    RESET_EARLY = "reset_early"
    """A reset came before the server had sent a byte."""
    RESET_MIDWAY = "reset_midway"
    """A reset by one that knew no such connection came after that."""
    CLOSED_IN_USE = "closed_in_use"
    """The server closed while the client went on, and was reset."""
    UNSERVED = "unserved"
    """The handshake was all that the client got."""
    STALLED_MIDWAY = "stalled_midway"
    """Bytes of one side were never acknowledged any more, whoever then closed."""
    OK = "ok"
    """Everything else that ended."""
    ABORTED = "aborted"
    """The client reset it."""
    PENDING = "pending"
    """Its SYN had no answer yet where the capture ends: neither ok nor failed."""
    OPEN = "open"
    """It had not ended where the capture does."""
    PARTIAL = "partial"
    """It began before the capture, or one way alone was captured, or no connection's close."""


OUTCOMES: Final = tuple(AttemptOutcome)
"""By the number that stands for each in `ATTEMPT` records."""
NUMBER: Final = {name: number for number, name in enumerate(OUTCOMES)}
FAILED: Final = frozenset(OUTCOMES[: NUMBER[AttemptOutcome.OK]])
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
        ("last_answer", "i8"),
        ("broke", "i8"),
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
        ("answers", "i4"),
        ("client_port", "u2"),
        ("vip_port", "u2"),
        ("outcome", "i1"),
        ("reporter_ttl", "u1"),
        ("moved", "?"),
        ("refused_by_reset", "?"),
        ("bare_reset", "?"),
        ("close_unseen", "?"),
    ]
)
"""One attempt. Times are ns UTC; `first` to `last` are its events, `answer_event`, `end_event`, `last_try` (its last
SYN) and `last_answer` (of its `answers`, SYN-ACKs) some of them; `flow` is the index of its `FLOW` record; these,
numbers and bytes are -1 where there is none; `outcome` is an index into `OUTCOMES`. `broke`: since when it was failing,
if it did: since its start, or later where it had been served until then. `close_unseen`: it
is open, or a reset ended it that may be what follows a close, in a capture that holds no close."""
NEVER: Final = (1 << 63) - 1
MODULUS: Final = 1 << 32
WRAP: Final = MODULUS - 1
"""`number & WRAP` is `number % MODULUS` of columns in a tenth of the time."""


class AttemptRows:
    """Attempts: each field of `ATTEMPT` as an array of its own, zeros at first.

    In an array of records a field stands a hundred bytes from the next one's, and whoever reads it all, as every rule
    about attempts does, waits for memory.
    """

    def __init__(self, n: int) -> None:
        self._n = n
        self.columns: dict[str, NDArray[Any]] = {name: np.zeros(n, ATTEMPT[name]) for name in ATTEMPT.names or ()}

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __setitem__(self, name: str, values: NDArray[Any] | int) -> None:
        self.columns[name][:] = values
