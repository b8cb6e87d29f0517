"""Claims that are another's over again: a bridge puts its own MAC on the frames of a host behind it.

A Wi-Fi card that bridges virtual machines, or a tap before and behind such a one, shows each frame of a guest twice:
with the guest's MAC, and microseconds later with the card's. Answers of two hosts to one question come as close; but a
question that one asks in the address's name no other host asks at the same moment.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import ARP_REQUEST, NS

AT_ONCE_NS: Final = 1_000_000
"""How soon a bridge passes a frame on: measured 5 to 30 us; a millisecond is long for it, and short for chance."""


def echoes(claims: Claims) -> dict[int, int]:
    """MACs all whose claims repeat at once what another one has just said, a question among them; by that other one."""
    rows = claims.rows
    asks = (rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)
    if not asks.any():
        return {}
    again = np.zeros(len(rows), bool)
    again[1:] = np.diff(rows["time"]) <= AT_ONCE_NS
    for name in ("kind", "opcode", "peer"):
        again[1:] &= rows[name][1:] == rows[name][:-1]
    again[1:] &= rows["mac"][1:] != rows["mac"][:-1]
    # one that ever speaks for itself is no echo
    mute = np.setdiff1d(distinct(rows["mac"][again & asks]), distinct(rows["mac"][~again]))
    found: dict[int, int] = {}
    for mac in mute.tolist():
        before = distinct(rows["mac"][np.flatnonzero(rows["mac"] == mac) - 1])
        if len(before) == 1:
            found[mac] = int(before[0])
    return found


def without_echoes(claims: Claims) -> tuple[Claims, dict[int, int]]:
    """Claims but those that are another's over again, and whose these are."""
    found = echoes(claims)
    return (claims.take(~np.isin(claims["mac"], list(found))) if found else claims), found
