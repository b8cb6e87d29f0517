"""Rhythm: whether a claimant went on claiming by itself while another claimed, or had paused and came back.

Programs announce at a pace of their own: MetalLB every 1.1 s while it bursts, kube-vip every 3 s, VRRP every second, a
forger as fast as it likes. One that keeps its pace across another's claim never let go of the address. One that is
silent for longer than its pace and then begins anew had lost it meanwhile. Answers to questions have the pace of who
asks, and say nothing here; neither do questions of a kernel in the address's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.questions import unsolicited
from arpwatch_k8s.correlator.ownership.runs import Runs
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.thresholds import NS, Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

BURST_NS: Final = 150_000_000
"""Claims this close together are one occasion: keepalived sends five in 18 ms (measured), send_arp two in 100 ms
(resource-agents tools/send_arp.libnet.c)."""
STREAM_NS: Final = 1 * NS
"""Claims without as long a pause as `BURST_NS` over this time are a stream: nobody asks for one address more often than
once a second (RFC 1122 section 2.3.2.1), so that nobody is answered more often."""
KEPT: Final = 1.5
"""Up to this many of its usual distances across another's claim a claimant kept its pace: half way to a missed one."""


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """Of each run: whether its owner kept its pace (`went_on`) since its last claim before, though others claimed
    between, or had been silent for longer (`paused`); neither, where its pace is not known; whether it announced in it
    (`announces`), or advertised by VRRP (`advertises`)."""

    went_on: NDArray[np.bool_]
    paused: NDArray[np.bool_]
    announces: NDArray[np.bool_]
    advertises: NDArray[np.bool_]


def returns(claims: Claims, held: Runs, asked: NDArray[Any], limits: Thresholds) -> Returns:
    """How owners came back; `held`: runs of the claims, `asked`: `QUESTION` records."""
    went_on, paused = np.zeros(len(held), bool), np.zeros(len(held), bool)
    rows = np.flatnonzero(of_itself(claims, asked, limits))
    rows = rows[np.argsort(claims["owner"][rows], kind="stable")]
    owner, time = claims["owner"][rows], claims["time"][rows]
    run = np.repeat(np.arange(len(held)), held.count)[rows]
    same = owner[1:] == owner[:-1]
    apart = np.diff(time)
    inside = same & (run[1:] == run[:-1])
    usual = paces(owner, time, inside, apart, limits)
    across = np.flatnonzero(same & ~inside)
    known = across[np.isin(owner[across], list(usual))]
    pace = np.array([usual[who] for who in owner[known].tolist()], np.int64)
    kept = apart[known] <= KEPT * pace
    went_on[run[known + 1][kept]] = True
    paused[run[known + 1][~kept]] = True
    announces, advertises = (in_runs(mask, held) for mask in (claims["announces"], claims["kind"] == VRRP))
    return Returns(went_on, paused, announces, advertises)


def in_runs(rows: NDArray[np.bool_], held: Runs) -> NDArray[np.bool_]:
    """Of each run, whether something is so of one of its claims."""
    found: NDArray[np.bool_] = np.logical_or.reduceat(rows, held.first) if len(held) else np.zeros(0, bool)
    return found


def of_itself(claims: Claims, asked: NDArray[Any], limits: Thresholds) -> NDArray[np.bool_]:
    """Which claims their sender made without being asked: announcements, advertisements, and replies to nothing."""
    found: NDArray[np.bool_] = claims["announces"] | unsolicited(claims, asked, limits)
    return found


def paces(
    owner: NDArray[np.int64],
    time: NDArray[np.int64],
    inside: NDArray[np.bool_],
    apart: NDArray[np.int64],
    limits: Thresholds,
) -> dict[int, int]:
    """The usual distance (ns) between an owner's claims of its own accord, where it is known: by the distances in its
    runs (`inside`: which of `apart` are). A pace slower than the longest pause in a contest is none."""
    steps = np.flatnonzero(inside & (apart > BURST_NS))
    steps = steps[np.lexsort((apart[steps], owner[steps]))]
    who, first, count = np.unique(owner[steps], return_index=True, return_counts=True)
    middle = apart[steps[first + count // 2]] if len(who) else apart[:0]
    found = dict(zip(who.tolist(), middle.tolist(), strict=True))
    begins = np.concatenate([[True], ~(inside & (apart <= BURST_NS))])[: len(time)]
    starts = np.flatnonzero(begins)
    lasted = time[np.append(starts[1:], len(time)) - 1] - time[starts] if len(starts) else time[:0]
    found |= dict.fromkeys(owner[starts[lasted >= STREAM_NS]].tolist(), BURST_NS)
    return {who: pace for who, pace in found.items() if pace <= limits.contest_gap_ns}
