"""Advertisements of VRRP that ended: a master that falls silent is replaced by another, which advertises from then on.

A master advertises each interval, for as long as it is master (RFC 9568 section 6.4.3). Where its advertisements ended
for longer than a backup waits and another's took their place, it was not master any more; whether it is gone altogether
they do not say.

Fooled by: a filter that lets one node's advertisements through and not another's; two groups with one number
(`collisions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.contests import advert_interval
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import VRRP

FEWEST: Final = 3
"""Advertisements of a successor from which on it is master, and not only trying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A master whose advertisements ended."""

    last: int
    """The last of them, ns UTC."""
    over: int
    """When a backup had waited for long enough, ns UTC."""
    successor: int
    """Who advertised from then on."""
    frames: tuple[FrameRef, ...]
    """The last of its own, and the first of the successor's."""


def adverts_ended(case: Case, record: VipRecord, owner: int, until: int) -> Ended | None:
    """Where an owner's advertisements for a VIP ended before `until` (ns UTC) and another's took their place; None
    where they did not."""
    rows = record.claims.rows
    adverts = rows[(rows["kind"] == VRRP) & ~rows["withdraws"] & (rows["time"] < until)]
    own = adverts[adverts["owner"] == owner]
    if not len(own):
        return None
    last = own[-1]
    after = adverts[(adverts["time"] > last["time"]) & (adverts["vrid"] == last["vrid"])]
    if len(after) < FEWEST:
        return None
    owners, counts = np.unique(after["owner"], return_counts=True)
    wait = case.thresholds.vrrp_intervals * advert_interval(Claims(adverts))
    over = int(last["time"]) + wait
    if int(after["time"][-1]) <= over:
        return None
    places = [FrameRef(int(row["capture"]), int(row["frame"])) for row in (last, after[0])]
    return Ended(last=int(last["time"]), over=over, successor=int(owners[np.argmax(counts)]), frames=tuple(places))
