"""How a request failed, by the error's number in Linux or by the words that C libraries have for it."""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.logs.details.detail import UpstreamFailure

BY_ERRNO: Final = {
    113: UpstreamFailure.NO_ROUTE,
    101: UpstreamFailure.NO_NETWORK,
    111: UpstreamFailure.REFUSED,
    104: UpstreamFailure.RESET,
    110: UpstreamFailure.TIMED_OUT,
}
"""Linux' numbers: EHOSTUNREACH, ENETUNREACH, ECONNREFUSED, ECONNRESET, ETIMEDOUT."""
BY_WORDS: Final = {
    "no route to host": 113,
    "host is unreachable": 113,
    "network is unreachable": 101,
    "network unreachable": 101,
    "connection refused": 111,
    "connection reset by peer": 104,
    "connection timed out": 110,
    "operation timed out": 110,
}
"""glibc's words, and musl's where they are others: images of Alpine Linux have them."""
WORDS: Final = re.compile("|".join(word.replace(" ", "[ _]") for word in BY_WORDS), re.IGNORECASE)


def errno_of(text: str) -> int | None:
    """The error's number that a text has words for; None where it has none."""
    match = WORDS.search(text)
    return BY_WORDS[match[0].lower().replace("_", " ")] if match else None
