"""What this vantage shows at all: whether a kind of frame would have been in the capture, had it been sent.

A filter, a cooked link layer, the place of the capture and its two ends each hide something. What they hide is no
argument; a rule that needs it is blind. Each answer names frames of the same kind that are there.

Fooled by: a filter that changes in the middle of a capture; a switch that floods for a while.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_PROBE, ARP_REQUEST, NA, NS
from arpwatch_k8s.evidence.segment import segments
from arpwatch_k8s.wording.counts import plural, seconds

MOST: Final = 4
"""Frames that are named."""


def claims_visible(case: Case, record: VipRecord, start: int, end: int) -> Observation:
    """Whether a claim of the VIP in [start, end] (ns UTC) would have been seen: ARP or neighbor discovery of anybody on
    its segment is in the capture, not longer before or after than neighbor caches ask again. Never `Unseen`."""
    rows = case.views[record.view].evidence
    index, found = segments(rows)
    here = found.index(record.segment) if record.segment in found else -1
    told = np.flatnonzero((rows["kind"] <= NA) & (index == here))
    if not len(told):
        return Blind("no ARP or neighbor discovery is in the capture")
    near = case.thresholds.broadcasts_ns
    times = rows["time"][told]
    inside = told[(times >= start - near) & (times <= end + near)]
    if not len(inside):
        return Blind(f"no ARP or neighbor discovery of anybody is in the capture within {seconds(near)} of it")
    places = rows.take(inside[:MOST]).frames()
    return Seen(tuple(places), f"{plural(len(inside), 'frame')} of ARP or discovery")


def unsigned(case: Case, record: VipRecord) -> bool:
    """Whether ARP or neighbor discovery is there without any MAC of its sender, as a print without -e has it: claims
    are then not told from each other."""
    rows = case.views[record.view].evidence.of_kinds(ARP_REQUEST, ARP_PROBE, ARP_ANNOUNCEMENT, NS, NA)
    told = np.where(rows["kind"] == NA, rows["target_mac"], rows["sender_mac"])
    return bool(((rows["eth_src"] | told) == 0).any())


def rivals(case: Case, record: VipRecord, owner: int, start: int, end: int) -> Observation:
    """Whether anybody but `owner` claimed the VIP or answered SYNs for it in [start, end], ns UTC.

    `Unseen` says what would have shown another: claims where ARP is visible, and SYN-ACKs.
    """
    near = record.claims.between(start, end)
    low, high = np.searchsorted(record.answers["time"], [start, end + 1])
    answers = record.answers[low:high]
    others = answers[(answers["owner"] != owner) & (answers["owner"] != 0)]  # a frame without a MAC may be the owner's
    seen = [
        FrameRef(capture, frame)
        for rows in (near[(near["owner"] != owner) & ~near["withdraws"]], others)
        for capture, frame in rows[["capture", "frame"]].tolist()
    ]
    if seen:
        return Seen(tuple(sorted(seen)), "another node claimed or served it")
    visible = claims_visible(case, record, start, end)
    parts = []
    if isinstance(visible, Seen):
        parts.append(f"{plural(len(near), 'claim')} and {visible.detail}")
    if len(answers):
        parts.append(plural(len(answers), "SYN-ACK"))
    if not parts:
        return Blind("neither ARP nor an answer to a SYN is in the capture then")
    return Unseen(" and ".join(parts), visible.frames if isinstance(visible, Seen) else ())


def one_owner(case: Case, record: VipRecord, owner: int, start: int, end: int) -> str:
    """In words, that nobody but `owner` is known to have held the VIP in [start, end], ns UTC: only of what could have
    been seen. To be said where `rivals` has seen none."""
    label = case.inventory.label(owner)
    low, high = np.searchsorted(record.answers["time"], [start, end + 1])
    served = f"answered SYNs to {record.vip}" if high > low else ""
    visible = claims_visible(case, record, start, end)
    if isinstance(visible, Blind):
        return f"Nobody but {label} {served or 'is seen'} then (claims are unseen: {visible.why})"
    return f"One owner: no MAC but {label} claimed {record.vip}" + (f" or {served}" if served else "")
