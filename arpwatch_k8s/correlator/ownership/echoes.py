"""Claims that are another's over again: a bridge puts its own MAC on the frames of a host behind it.

A Wi-Fi card that bridges virtual machines, or a tap before and behind such a one, shows each frame of a guest twice:
with the guest's MAC, and microseconds later with the card's, or as the capture sorts them. Answers of two hosts to one
question come as close; but a question that one asks in the address's name no other host asks at the same moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import ClaimRows, Claims
from arpwatch_k8s.evidence.pairs import pair_counts
from arpwatch_k8s.evidence.row import ARP_REQUEST, NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

AT_ONCE_NS: Final = 1_000_000
"""How soon a bridge passes a frame on: measured 5 to 30 us; a millisecond is long for it, and short for chance."""
NEARLY_ALL: Final = 0.95
"""One in twenty may be missing, or out of order."""
LEAST: Final = 3
"""Claims from which on that is no chance: a flood in many names has each of them once."""


def echoes(claims: Claims) -> dict[int, int]:
    """MACs nearly all whose claims another MAC makes at once, questions among them; by that other one, which spoke
    first more often."""
    rows = claims.rows
    asks = (rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)
    if not asks.any():
        return {}
    same = np.diff(rows["time"]) <= AT_ONCE_NS
    for name in ("kind", "opcode", "peer"):
        same &= rows[name][1:] == rows[name][:-1]
    first = np.flatnonzero(same & (rows["mac"][1:] != rows["mac"][:-1]))
    pairs = counted(rows, first)
    asked = counted(rows, first[asks[first]])
    total = {mac: n for mac, _, n in pair_counts(rows["mac"], np.zeros(len(rows), np.int64))} if pairs else {}
    found: dict[int, int] = {}
    for (before, after), n in pairs.items():
        told, questions = n + pairs.get((after, before), 0), asked.get((before, after), 0)
        if 2 * n > told and questions and told >= max(LEAST, NEARLY_ALL * total[after]):
            found[after] = before
    return found


def counted(rows: ClaimRows, first: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    """How often the one MAC spoke in one of some rows, and the other in the next."""
    counts = pair_counts(rows["mac"][first], rows["mac"][first + 1])
    return {(before, after): n for before, after, n in counts}


def without_echoes(claims: Claims) -> tuple[Claims, dict[int, int]]:
    """Claims but those that are another's over again, and whose these are."""
    found = echoes(claims)
    return (claims.take(~np.isin(claims["mac"], list(found))) if found else claims), found
