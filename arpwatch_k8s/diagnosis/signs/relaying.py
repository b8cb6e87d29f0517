"""What becomes of SYNs at a host that is not the VIP's: it sends them on, or never serves them.

Sending on shows by a redirect, by the same SYN leaving with a lower TTL, or by an answer from another MAC than the SYN
went to.

Fooled by: an old owner that forwards for a while after a move; a node whose answers leave by another interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.dealings import owners_asked, served_by
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, ND_REDIRECT, TCP_SYN

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST: Final = 3
"""SYNs from which on it is no accident that none was accepted."""
MOST: Final = 6
"""Frames that are named."""


def sent_on(case: Case, record: VipRecord, mac: int) -> list[FrameRef]:
    """Redirects of a MAC about the VIP, and SYNs that it got and that left it again with a lower TTL."""
    rows = case.views[record.view].evidence
    redirects = rows.take(
        np.isin(rows["kind"], (ICMP_REDIRECT, ND_REDIRECT))
        & (rows["eth_src"] == mac)
        & ((rows["quoted_dst"] == record.code) | (rows["gateway"] == record.code))
    )
    syns = rows.take((rows["kind"] == TCP_SYN) & (rows["ip_dst"] == record.code))
    got, left = syns.take(syns["eth_dst"] == mac), syns.take(syns["eth_src"] == mac)
    return [*redirects.frames()[:MOST], *pairs(got, left), *answered_by_another(case, record, mac)]


def answered_by_another(case: Case, record: VipRecord, mac: int) -> list[FrameRef]:
    """SYNs that went to a MAC, and their SYN-ACKs that came from another owner: somebody handed them on."""
    tried = record.attempts
    if not len(tried):
        return []
    tried = tried.where((tried.at("last_try", "eth_dst") == mac) & (tried.column("answer_event") >= 0))
    answering = case.inventory.owners(tried.column("answer_mac"), tried.column("answer_time"), record.segment)
    by_others = tried.where(answering != case.inventory.owner(mac))
    return [frame for one in by_others[:MOST] for frame in (one.tries[-1].frame, one.answer_frame) if frame is not None]


def not_accepted(case: Case, record: VipRecord, owner: int) -> list[FrameRef]:
    """SYNs to an owner on ports that it never served and others did, where there are some."""
    if not len(record.failed) or served_by(case, record, owner):
        return []
    failed = record.failed.where(owners_asked(case, record, record.failed) == owner)
    others = distinct(record.connections.column("vip_port")[record.connections.column("answer_event") >= 0])
    failed = failed.where(np.isin(failed.column("vip_port"), others))
    return [one.tries[-1].frame for one in failed[:MOST] if one.tries] if len(failed) >= LEAST else []


def pairs(got: Evidence, left: Evidence) -> list[FrameRef]:
    """SYNs that came, and the same SYNs that went on with a TTL lowered by one."""
    if not len(got) or not len(left):
        return []
    _, here, there = np.intersect1d(same_syn(got), same_syn(left), return_indices=True)
    lower = got["ttl"][here].astype(np.int64) - left["ttl"][there] == 1
    return [
        frame
        for one, other in zip(here[lower][:MOST].tolist(), there[lower][:MOST].tolist(), strict=True)
        for frame in (*got.take(np.array([one])).frames(), *left.take(np.array([other])).frames())
    ]


def same_syn(rows: Evidence) -> NDArray[np.int64]:
    """What tells one SYN from others."""
    found: NDArray[np.int64] = (
        rows["ip_src"].astype(np.int64) << 48 ^ rows["sport"].astype(np.int64) << 32 ^ rows["seq"].astype(np.int64)
    )
    return found
