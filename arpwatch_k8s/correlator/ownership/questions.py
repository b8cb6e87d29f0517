"""Questions: who asked who has an address, which of them more than one owner answered, and answers that nobody asked
for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.distinct import in_order
from arpwatch_k8s.evidence.pairs import first_of_pairs
from arpwatch_k8s.evidence.parts import pair_parts, parts
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_PROBE, ARP_REPLY, ARP_REQUEST, MAC_PRESENT, MULTICAST_BIT, NA, NS
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
        ("unsure", "?"),
        ("probe", "?"),
    ]
)
"""asker: address code of who asked, by `mac`; target_mac: of ARP, 0 in what a Linux kernel asks; to_all: not only the
one neighbor whom the asker already believes in; unsure: it may have been that one alone, in a capture without
destinations (cooked); probe: asked from no address (RFC 5227 section 2.1.1, RFC 4862 section
5.4.2), by one that is about to take the address, and hopes for no answer."""
QuestionRows: TypeAlias = "NDArray[np.void]"
"""An array of `QUESTION`."""
NO_QUESTIONS: Final = np.zeros(0, QUESTION)
ADDRESS_BITS: Final = MAC_PRESENT - 1
"""Of a MAC of the table, the address itself."""
NO_FRAMES: Final[Mapping[int, NDArray[np.int64]]] = {}
ASKED_ALONE: Final = 3
"""How often a kernel asks the one neighbor that it knows before it asks all (Linux net/ipv4/arp.c: ucast_solicit)."""
PACE_NS: Final = (900_000_000, 1_300_000_000)
"""How far apart a kernel asks all for a neighbor that does not answer: one second (Linux net/ipv4/arp.c and
net/ipv6/ndisc.c: retrans_time, 1 s; measured up to 1.06 s), and what a busy machine adds."""


def questions(evidence: Evidence, vips: Collection[int]) -> dict[tuple[int, Segment], QuestionRows]:
    """`QUESTION` records about each VIP (address code) on each segment, in time order."""
    rows = evidence.of_kinds(ARP_REQUEST, ARP_PROBE, NS)
    rows = rows.take(np.isin(rows["target_ip"], np.array(sorted(vips), np.int32)))
    table = np.zeros(len(rows), QUESTION)
    for name in ("time", "capture", "frame", "target_mac"):
        table[name] = rows[name]
    nd = rows["kind"] == NS
    table["asker"] = np.where(nd, rows["ip_src"], rows["sender_ip"])
    table["mac"] = np.where(rows["eth_src"] != 0, rows["eth_src"], rows["sender_mac"])
    cooked = rows["eth_dst"] == 0
    alone = nd & (rows["ip_dst"] == rows["target_ip"])
    table["to_all"] = np.where(cooked, ~alone, rows["eth_dst"] & MULTICAST_BIT != 0)
    table["unsure"] = cooked & ~nd
    table["probe"] = (rows["kind"] == ARP_PROBE) | (nd & (rows["ip_src"] == rows.addresses.find("::")))
    index, names = segments(rows)
    return {(vip, names[number]): table[about] for vip, number, about in pair_parts(rows["target_ip"], index)}


@dataclass(frozen=True, slots=True)
class Doubled:
    """Questions in a row that several owners answered each."""

    start: int
    """When the first answer came, ns UTC."""
    end: int
    """When the last one came, ns UTC."""
    owners: tuple[int, ...]
    """Who answered, in order of appearance."""
    answers: NDArray[np.int64]
    """The answers: indices of claims, rising."""


def doubled(claims: Claims, asked: QuestionRows, limits: Thresholds) -> list[Doubled]:
    """Where two owners or more answered one question within a second; such questions with none between them that one
    owner alone answered to all are one."""
    replies, question = answers(claims, asked, limits)
    if not len(replies):
        return []
    owners = claims["owner"][replies]
    which, voices = np.unique(question[first_of_pairs(question, owners)], return_counts=True)
    relevant = asked["to_all"][which] | (voices > 1)
    which, voices = which[relevant], voices[relevant]
    stretches: list[Doubled] = []
    edges = np.flatnonzero(np.diff((voices > 1).astype(np.int8), prepend=0, append=0))
    for begin, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        low, high = np.searchsorted(question, [which[begin], which[after - 1] + 1])
        mine = np.sort(replies[low:high])
        times = claims["time"][mine]
        who = tuple(in_order(claims["owner"][mine]))
        stretches.append(Doubled(int(times[0]), int(times[-1]), who, mine))
    return stretches


def answers(claims: Claims, asked: QuestionRows, limits: Thresholds) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the claims that answer a question, and the index of that question, which rises: the asker's last one
    before, not longer ago than an answer takes."""
    replies = np.flatnonzero(((claims["kind"] == ARP_REPLY) | (claims["kind"] == NA)) & ~claims["announces"])
    question: NDArray[np.int64] = np.full(len(replies), -1)
    asker = claims["peer"][replies]
    time = claims["time"][replies]
    own = dict(parts(asked["asker"]))
    for who, to_asker in parts(asker):
        theirs = own.get(who)
        if theirs is not None:
            at = np.searchsorted(asked["time"][theirs], time[to_asker], side="right") - 1
            valid = at >= 0
            soon = time[to_asker] - asked["time"][theirs[np.maximum(at, 0)]] <= limits.answer_ns
            question[to_asker] = np.where(valid & soon, theirs[np.maximum(at, 0)], -1)
    order = np.argsort(question, kind="stable")
    order = order[np.searchsorted(question[order], 0) :]
    return replies[order], question[order]


def in_turn(claimed: Claims, asked: QuestionRows, limits: Thresholds) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Claims that answer questions, and which; by question, then in order of time."""
    replies, question = answers(claimed, asked, limits)
    order = np.lexsort((replies, question))
    return replies[order], question[order]


def unsolicited(claims: Claims, asked: QuestionRows, limits: Thresholds) -> NDArray[np.bool_]:
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
    """Questions in a row that a host asked all, and nobody answered."""

    start: int
    """The first of them, ns UTC."""
    end: int
    """The last of them, ns UTC."""
    mac: int
    """Who asked."""
    asker: int
    """The code of the address that it asked from."""
    frames: tuple[FrameRef, ...]
    """Where they are."""
    here: bool = True
    """Whether it was captured at that host, so that answers would have been seen. Elsewhere they are unicast, and
    unseen; but a kernel that is answered asks no second time."""


def unanswered(
    claims: Claims,
    asked: QuestionRows,
    hosts: Collection[int],
    limits: Thresholds,
    sent: Mapping[int, NDArray[np.int64]] = NO_FRAMES,
) -> list[Unanswered]:
    """What hosts (MACs) asked all at least three times over two seconds without any answer.

    Of the capturing hosts every such row of questions counts. Of others only what a kernel asks, at its own pace, that
    sends the address no frame meanwhile (`sent`: times of frames to it by sender): answers to others are unicast, and
    not seen. What is asked of one neighbor alone shows that this one is gone, not that nobody would answer: a kernel
    asks all next (RFC 4861 section 7.3.3). Where a capture does not show whom it asked, the first questions in a row
    may have been such. Who probes hopes for no answer. Hosts whose MACs are not printed are told apart by address.
    """
    answered = np.zeros(len(asked), bool)
    answered[answers(claims, asked, limits)[1]] = True
    plain = np.flatnonzero(asked["to_all"] & ~asked["probe"])
    unsigned = np.where(asked["mac"] == 0, asked["asker"], 0)
    order = plain[np.lexsort((unsigned[plain], asked["mac"][plain]))]
    rows, vain = asked[order], ~answered[order]
    if not len(rows):
        return []
    here = np.isin(rows["mac"], np.array(sorted(hosts), np.uint64))
    follows = (rows["mac"][1:] == rows["mac"][:-1]) & vain[1:] & vain[:-1] & (np.diff(unsigned[order]) == 0)
    follows &= np.where(here[1:], np.diff(rows["time"]) <= limits.asking_gap_ns, as_kernels_ask(rows))
    begins = np.flatnonzero(~np.insert(follows, 0, False))
    after = np.append(begins[1:], len(rows))
    lasted = rows["time"][after - 1] - rows["time"][begins]
    least = limits.asked_times + np.where(rows["unsure"][begins], ASKED_ALONE, 0)
    enough = (after - begins >= least) & (~here[begins] | (lasted >= limits.asked_ns)) & vain[begins]
    stretches = zip(begins[enough].tolist(), after[enough].tolist(), strict=True)
    found = [row_of(rows[low:high], here=bool(here[low])) for low, high in stretches]
    return [one for one in found if one.here or not sends_between(one, sent)]


def row_of(asked: QuestionRows, *, here: bool) -> Unanswered:
    """Questions in a row as one record."""
    return Unanswered(
        start=int(asked["time"][0]),
        end=int(asked["time"][-1]),
        mac=int(asked["mac"][0]),
        asker=int(asked["asker"][0]),
        frames=tuple(FrameRef(*place) for place in asked[["capture", "frame"]].tolist()),
        here=here,
    )


def as_kernels_ask(asked: QuestionRows) -> NDArray[np.bool_]:
    """Between which questions and the next there is a kernel's pace and form: programs name a MAC, or none, to ask."""
    gaps, plain = np.diff(asked["time"]), asked["target_mac"] & ADDRESS_BITS == 0
    shortest, longest = PACE_NS
    found: NDArray[np.bool_] = (gaps >= shortest) & (gaps <= longest) & plain[1:] & plain[:-1]
    return found


def sends_between(one: Unanswered, sent: Mapping[int, NDArray[np.int64]]) -> bool:
    """Whether a host sent the address a frame while it asked for it: then it knew a MAC."""
    times = sent.get(one.mac)
    return times is not None and int(np.searchsorted(times, one.end) - np.searchsorted(times, one.start)) > 0
