"""Questions: who asked who has an address, which of them more than one owner answered, and answers that nobody asked
for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import MULTICAST_BIT, Claims
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_PROBE, ARP_REPLY, ARP_REQUEST, NA, NS
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUESTION: Final = np.dtype(
    [
        ("time", "i8"),
        ("mac", "u8"),
        ("target_mac", "u8"),
        ("frame", "i8"),
        ("capture", "i4"),
        ("asker", "i4"),
        ("to_all", "?"),
    ]
)
"""asker: address code of who asked, by `mac`; target_mac: of ARP, 0 in what a Linux kernel asks; to_all: not only the
one neighbor whom the asker already believes in."""


def questions(evidence: Evidence, vips: Collection[int]) -> dict[tuple[int, Segment], NDArray[Any]]:
    """`QUESTION` records about each VIP (address code) on each segment, in time order."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_PROBE, NS)
    rows = rows.take(np.isin(rows["target_ip"], np.array(sorted(vips), np.int32)))
    table = np.zeros(len(rows), QUESTION)
    for name in ("time", "capture", "frame", "target_mac"):
        table[name] = rows[name]
    nd = rows["kind"] == NS
    table["asker"] = np.where(nd, rows["ip_src"], rows["sender_ip"])
    table["mac"] = np.where(rows["eth_src"] != 0, rows["eth_src"], rows["sender_mac"])
    table["to_all"] = (rows["eth_dst"] == 0) | (rows["eth_dst"] & MULTICAST_BIT != 0)
    index, found = segments(rows)
    return {
        (vip, segment): table[mine]
        for vip in np.unique(rows["target_ip"]).tolist()
        for number, segment in enumerate(found)
        if (mine := (rows["target_ip"] == vip) & (index == number)).any()
    }


@dataclass(frozen=True, slots=True)
class Doubled:
    """Questions in a row that several owners answered each: from the first answer to the last, ns UTC; `answers` are
    indices of claims."""

    start: int
    end: int
    owners: tuple[int, ...]
    answers: NDArray[np.int64]


def doubled(claims: Claims, asked: NDArray[Any], limits: Thresholds) -> list[Doubled]:
    """Where two owners or more answered one question within a second; such questions with none between them that one
    owner alone answered to all are one."""
    replies, question = answers(claims, asked, limits)
    if not len(replies):
        return []
    owners = claims["owner"][replies]
    distinct = np.unique(np.stack([question, owners]), axis=1)
    which, voices = np.unique(distinct[0], return_counts=True)
    relevant = asked["to_all"][which] | (voices > 1)
    which, voices = which[relevant], voices[relevant]
    found: list[Doubled] = []
    edges = np.flatnonzero(np.diff((voices > 1).astype(np.int8), prepend=0, append=0))
    for begin, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        low, high = np.searchsorted(question, [which[begin], which[after - 1] + 1])
        mine = np.sort(replies[low:high])
        times = claims["time"][mine]
        who = tuple(dict.fromkeys(claims["owner"][mine].tolist()))
        found.append(Doubled(int(times[0]), int(times[-1]), who, mine))
    return found


def answers(claims: Claims, asked: NDArray[Any], limits: Thresholds) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the claims that answer a question, and the index of that question, which rises: the asker's last one
    before, not longer ago than an answer takes."""
    replies = np.flatnonzero(((claims["kind"] == ARP_REPLY) | (claims["kind"] == NA)) & ~claims["announces"])
    question: NDArray[np.int64] = np.full(len(replies), -1)
    asker = claims["peer"][replies]
    time = claims["time"][replies]
    for who in np.unique(asker).tolist():
        theirs = np.flatnonzero(asked["asker"] == who)
        if len(theirs):
            mine = np.flatnonzero(asker == who)
            at = np.searchsorted(asked["time"][theirs], time[mine], side="right") - 1
            valid = at >= 0
            soon = time[mine] - asked["time"][theirs[np.maximum(at, 0)]] <= limits.answer_ns
            question[mine] = np.where(valid & soon, theirs[np.maximum(at, 0)], -1)
    order = np.argsort(question, kind="stable")
    order = order[np.searchsorted(question[order], 0) :]
    return replies[order], question[order]


def unasked(claims: Claims, asked: NDArray[Any], limits: Thresholds) -> NDArray[np.bool_]:
    """Which claims are replies to no question: nobody asked, or the same MAC had answered it already."""
    found: NDArray[np.bool_] = ((claims["kind"] == ARP_REPLY) | (claims["kind"] == NA)) & ~claims["announces"]
    replies, question = answers(claims, asked, limits)
    order = np.lexsort((replies, claims["mac"][replies], question))
    replies, question = replies[order], question[order]
    mac = claims["mac"][replies]
    again = (question[1:] == question[:-1]) & (mac[1:] == mac[:-1])
    found[replies[np.concatenate([[True], ~again])[: len(replies)]]] = False
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Questions in a row that a capturing host asked and nobody answered: from the first to the last, ns UTC."""

    start: int
    end: int
    mac: int
    asker: int
    frames: tuple[FrameRef, ...]


def unanswered(claims: Claims, asked: NDArray[Any], hosts: Collection[int], limits: Thresholds) -> list[Unanswered]:
    """What the capturing hosts (MACs) asked all at least three times over two seconds without any answer; answers to
    others are unicast, so of their questions nothing is known. What is asked of one neighbor alone shows that this one
    is gone, not that nobody would answer: a kernel asks all next (RFC 4861 section 7.3.3)."""
    answered = np.zeros(len(asked), bool)
    answered[answers(claims, asked, limits)[1]] = True
    found: list[Unanswered] = []
    for mac in sorted(hosts):
        mine = np.flatnonzero((asked["mac"] == mac) & asked["to_all"])
        times = asked["time"][mine]
        ends = answered[mine[:-1]] | answered[mine[1:]] | (np.diff(times) > limits.asking_gap_ns)
        for row in np.split(mine, np.flatnonzero(ends) + 1):
            first, last = int(asked["time"][row[0]]) if len(row) else 0, int(asked["time"][row[-1]]) if len(row) else 0
            if len(row) >= limits.asked_times and last - first >= limits.asked_ns and not answered[row].any():
                found.append(
                    Unanswered(
                        start=first,
                        end=last,
                        mac=mac,
                        asker=int(asked["asker"][row[0]]),
                        frames=tuple(FrameRef(*place) for place in asked[["capture", "frame"]][row].tolist()),
                    )
                )
    return found
