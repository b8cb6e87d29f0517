"""Whether a node was heard at all in a span: by rows, by what its connections carried, by any other frame of it.

That nothing came from it means something only where it would have been heard: its other traffic is in the capture (a
filter did not take it away), and it is never as quiet. What it sends on connections of the VIP does not count for that:
a node that drops SYNs sends none either.

Fooled by: a router's MAC, which many hosts have behind it; forged senders; traffic that comes in bursts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.life import life
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.row import TCP_RST, TCP_SYN
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMARKABLE: Final = 3
"""How many times its longest pause a silence must last to be remarkable."""
LEAST_SECONDS: Final = 10
"""Seconds in which a node must have been heard beside the VIP's connections, before its pauses say anything."""
LEAST_SPAN_NS: Final = 30 * NS
"""How long it must have been watched for that."""
MOST_SECONDS: Final = 1 << 20
"""Seconds of one stretch that are looked at: twelve days."""
MOST: Final = 6
"""Frames that are named."""


def heard(case: Case, record: VipRecord, owner: int, start: int, end: int) -> Observation:
    """Whether a node was heard in [start, end], ns UTC."""
    known = life(case, record, owner)
    frames = tuple(known.frames(start, end)[:MOST])
    if frames or known.within(start, end):
        return Seen(frames, "frames of it are in the capture then")
    otherwise = seconds_heard(case, record, owner)
    if ((otherwise >= start // NS + 1) & (otherwise < end // NS)).any():
        return Seen((), "it sent frames of other kinds then")
    outside = otherwise[(otherwise < start // NS) | (otherwise > end // NS)]
    return quiet(outside, start, end)


def quiet(outside: NDArray[np.int64], start: int, end: int) -> Observation:
    """What a silence in [start, end] (ns UTC) means; `outside`: the other seconds in which the node was heard."""
    if len(outside) < LEAST_SECONDS:
        return Blind("what it sends beside the VIP's connections is not in the capture: it may have been there")
    before = outside[outside < start // NS]
    after = outside[outside > end // NS]
    pauses = [np.diff(part) for part in (before, after) if len(part) > 1]
    longest = int(max((part.max() for part in pauses), default=0))
    watched = sum(int(part[-1] - part[0]) for part in (before, after) if len(part) > 1) * NS
    if watched < LEAST_SPAN_NS or not longest:
        return Blind("it was heard for too short a time to say how quiet it usually is")
    if end - start < REMARKABLE * longest * NS:
        return Blind(f"it was as quiet as this at other times: for up to {seconds(longest * NS)}")
    return Unseen(
        f"in {plural(len(outside), 'other second')} it was heard, and never quiet for longer than "
        f"{seconds(longest * NS)}"
    )


def seconds_heard(case: Case, record: VipRecord, owner: int) -> NDArray[np.int64]:
    """The seconds (since 1970, rising) in which a node was heard by frames that are none of the VIPs' connections."""
    captures = [capture for vantage in case.views[record.view].vantages for capture in vantage]
    node = case.inventory.by_mac.get(owner)
    macs = np.array(node.macs if node else (owner,), np.uint64)
    there = case.presence[np.isin(case.presence["mac"], macs) & np.isin(case.presence["capture"], captures)]
    rows = case.views[record.view].evidence
    beside = np.isin(rows["eth_src"], macs) & ~of_connections(rows, [one.code for one in case.vips])
    spans = [np.arange(one["first"], min(one["last"], one["first"] + MOST_SECONDS) + 1) for one in there]
    found: NDArray[np.int64] = np.unique(np.concatenate([rows["time"][beside] // NS, *spans]).astype(np.int64))
    return found


def of_connections(rows: Evidence, vips: list[int]) -> NDArray[np.bool_]:
    """Which rows are of the VIPs' connections."""
    found: NDArray[np.bool_] = (rows["kind"] >= TCP_SYN) & (rows["kind"] <= TCP_RST) & np.isin(rows["ip_src"], vips)
    return found
