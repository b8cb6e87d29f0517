"""What was tried at one VIP: how it ended, how long the server's answer took, and when it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.times import rfc3339

if TYPE_CHECKING:
    from arpwatch_k8s.correlator.connections.connections import Connections
    from arpwatch_k8s.correlator.correlate import VipRecord
    from arpwatch_k8s.wording.value import JsonValue

MOST_PORTS: Final = 64
MOST_BINS: Final = 128
SHORTEST_NS: Final = NS // 512
"""A bin is this long, or a power of two of it: bins of two documents then fit into each other, and one of a second and
more has no fraction."""


def connections(record: VipRecord) -> JsonValue:
    """Connections by outcome, partial ones included; `answered` and `retried` are of the attempts: those whose SYN had
    an answer, and those that had to send it more than once. `handshake_ns`: from the first SYN to its answer; null
    where none was answered."""
    tried = record.attempts
    answered = tried.where(tried.column("answer_event") >= 0)
    taken = np.sort(answered.column("answer_time") - answered.column("start"))
    return {
        "attempts": len(tried),
        "failed": len(record.failed),
        "answered": len(answered),
        "retried": int(np.count_nonzero(tried.column("tries") > 1)),
        "handshake_ns": {name: int(taken[round(part * (len(taken) - 1))]) for name, part in PARTS.items()}
        if len(taken)
        else None,
        "ports": ports(tried),
        "outcomes": dict[str, "JsonValue"](record.outcomes()),
    }


def ports(tried: Connections) -> list[JsonValue]:
    """The VIP's ports that most attempts were made at: each with how many there were, and how many of them failed."""
    port = tried.column("vip_port").astype(np.int64)
    n, k = np.bincount(port), np.bincount(port[tried.is_failed], minlength=int(port.max(initial=0)) + 1)
    found = sorted(np.flatnonzero(n).tolist(), key=lambda one: (-int(n[one]), one))
    return [[one, int(n[one]), int(k[one])] for one in found[:MOST_PORTS]]


PARTS: Final = {"median": 0.5, "p95": 0.95, "most": 1.0}
"""Which of the handshakes, from the fastest to the slowest, is told."""


def over_time(tried: Connections, shown: tuple[int, int] | None) -> JsonValue:
    """Attempts in bins from the begin of what can be shown (ns UTC); a bin is its number, how many there were in it,
    and how many of them failed. One that failed lies where it did, another where it began. Null where nobody tried."""
    if shown is None or not len(tried):
        return None
    start, end = shown
    bin_ns = SHORTEST_NS
    while (end - start) // bin_ns >= MOST_BINS:
        bin_ns *= 2
    lost = tried.is_failed
    times = np.clip(np.where(lost, tried.column("broke"), tried.column("start")), start, end)
    place = (times - start) // bin_ns
    n, k = np.bincount(place), np.bincount(place[lost], minlength=int(place.max()) + 1)
    found = np.flatnonzero(n)
    bins: list[JsonValue] = [
        list(one) for one in zip(found.tolist(), n[found].tolist(), k[found].tolist(), strict=True)
    ]
    return {"start": rfc3339(start), "bin_ns": bin_ns, "bins": bins}
