"""Symptoms: frames that hurt or warn, each tied to the VIP, to who sent it, to an attempt, and to who held each track
at that instant.

A redirect or an unreachable message is about the address that it quotes, not the one it comes from. A reset is a
symptom when it ended an attempt, or, bare, a connection whose beginning was not seen; resets after a FIN are teardown
and none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import ACK, FRAGMENTATION_NEEDED, ICMP_TYPE_V4, RST, SYN
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.correlator.cost.rates import used_by
from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.correlator.cost.symptom_table import KIND, UNKNOWN, SymptomRows, Symptoms, blank
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.holders import NOBODY, fights_at, owners_at
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.packed import found_in, packed_ends, packed_ports
from arpwatch_k8s.evidence.parts import pair_parts
from arpwatch_k8s.evidence.row import (
    HAS_QUOTED,
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED,
    ICMP_UNREACHABLE,
    ND_REDIRECT,
)
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.inventory.nodes import BY_ADDRESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

MESSAGES: Final = {
    ICMP_UNREACHABLE: SymptomKind.ICMP_UNREACHABLE,
    ICMP_REDIRECT: SymptomKind.ICMP_REDIRECT,
    ND_REDIRECT: SymptomKind.ICMP_REDIRECT,
    ICMP_TIME_EXCEEDED: SymptomKind.ICMP_TIME_EXCEEDED,
}
ENDINGS: Final = {
    AttemptOutcome.REFUSED: SymptomKind.TCP_REFUSAL,
    AttemptOutcome.RESET_EARLY: SymptomKind.TCP_RESET,
    AttemptOutcome.RESET_MIDWAY: SymptomKind.TCP_RESET,
    AttemptOutcome.CLOSED_IN_USE: SymptomKind.TCP_RESET,
    AttemptOutcome.UNANSWERED: SymptomKind.SYN_UNANSWERED,
    AttemptOutcome.PARTIAL: SymptomKind.TCP_RESET,
}
MOST: Final = 20_000
"""Messages, and endings, that become symptoms; the rest of a flood is counted."""
CAPTURE_SHIFT: Final = 44
"""Frames of one capture have lower numbers than this many bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Hurt:
    """The symptoms of all VIPs, and how many more there were."""

    kept: Symptoms
    """Those that are kept, in time order."""
    left: int
    """How many more there were."""

    def by_place(self) -> dict[tuple[int, Segment], Symptoms]:
        """Those of each VIP on each segment."""
        vip, segment = self.kept.column("vip"), self.kept.column("segment")
        return {
            (code, self.kept.segments[number]): self.kept.where(mine) for code, number, mine in pair_parts(vip, segment)
        }


def symptoms(evidence: Evidence, vips: Collection[int], attempts: Connections) -> Hurt:
    """The symptoms of the VIPs in messages and in how attempts ended."""
    names: list[Segment] = []
    reported, more = messages(evidence, vips, attempts, names)
    ends, others = endings(attempts, names)
    ends = ends[~np.isin(places(ends), places(reported))]
    kept = Symptoms(in_time(np.concatenate([reported, ends])), names, attempts=attempts)
    return Hurt(kept, more + others)


def numbered(segments: Sequence[Segment], names: list[Segment]) -> NDArray[np.int32]:
    """The place of each segment among `names`, to which new ones are added."""
    place = {one: number for number, one in enumerate(names)}
    names += [one for one in dict.fromkeys(segments) if one not in place]
    place |= {one: number for number, one in enumerate(names[len(place) :], len(place))}
    return np.array([place[one] for one in segments], np.int32)


def places(rows: SymptomRows) -> NDArray[np.int64]:
    """Capture and frame of each symptom as one number."""
    number: NDArray[np.int64] = rows["capture"].astype(np.int64) << CAPTURE_SHIFT | rows["frame"]
    return number


def in_time(rows: SymptomRows) -> SymptomRows:
    """Symptoms in order of time; ties by capture, then frame."""
    ordered: SymptomRows = rows[np.lexsort((rows["frame"], rows["capture"], rows["time"]))]
    return ordered


def with_questions(some: Symptoms, questions: Sequence[Unanswered], vip: int, segment: Segment) -> Symptoms:
    """Symptoms of one VIP and segment, and the questions of a capturing host that nobody answered."""
    if not questions:
        return some
    asked = blank(len(questions), SymptomKind.QUESTION_UNANSWERED)
    names = list(some.segments)
    asked["vip"], asked["segment"] = vip, numbered([segment], names)[0]
    for row, question in zip(asked, questions, strict=True):
        row["time"], row["source"], row["times"] = question.start, question.asker, len(question.frames)
        row["mac"] = row["peer"] = question.mac
        row["capture"], row["frame"] = question.frames[0]
    return some.with_rows(in_time(np.concatenate([some.rows, asked])), segments=names)


def placed(some: Symptoms, epochs: Sequence[Epoch], contests: Sequence[Contest], cache: Neighbor | None) -> Symptoms:
    """Symptoms of one VIP and segment, with who held each track at their time; `epochs` are of all tracks."""
    rows = some.rows.copy()
    times = rows["time"]
    for name, track in (("claimed", Track.CLAIMED), ("serving", Track.SERVING), ("kernel", Track.KERNEL)):
        rows[name] = owners_at([epoch for epoch in epochs if epoch.track == track], times)
    rows["contested"] = (fights_at(contests, times) >= 0) & (rows["claimed"] == NOBODY)
    for sender, theirs in used_by(epochs).items():
        about = rows["peer"] == (0 if sender is None else sender)
        if about.any():
            rows["used"][about] = owners_at(theirs, times[about])
    spans = cache.expectations if cache else ()
    rows["expected"] = np.searchsorted(np.array([span.start for span in spans], np.int64), times, side="right") - 1
    rows["placed"] = True
    return some.with_rows(rows, expected=[span.macs for span in spans])


def messages(
    evidence: Evidence, vips: Collection[int], attempts: Connections, names: list[Segment]
) -> tuple[SymptomRows, int]:
    """ICMP errors and redirects about the VIPs, and how many more there are than were taken; `names`: segments, to
    which theirs are added."""
    rows = evidence.of_kinds(*MESSAGES)
    wanted = np.array(sorted(vips), np.int32)
    about = np.where(rows["kind"] == ND_REDIRECT, rows["target_ip"], rows["quoted_dst"])
    path_mtu = (rows["kind"] == ICMP_UNREACHABLE) & (rows["icmp_type"] == ICMP_TYPE_V4)
    path_mtu &= rows["icmp_code"] == FRAGMENTATION_NEEDED
    ours = np.flatnonzero(np.isin(about, wanted) & ~path_mtu)
    rows = rows.take(ours[:MOST])
    made = blank(len(rows))
    index, found = segments(rows)
    made["vip"], made["segment"] = about[ours[:MOST]], numbered(found, names)[index]
    for name in ("time", "capture", "frame", "icmp_type", "icmp_code", "gateway"):
        made[name] = rows[name]
    by_address = np.uint64(BY_ADDRESS) | rows["ip_src"].astype(np.uint64)
    shows_no_mac = (rows["eth_src"] == 0) & (rows["ip_src"] != NO_ADDRESS)
    made["mac"], made["source"] = np.where(shows_no_mac, by_address, rows["eth_src"]), rows["ip_src"]
    kinds = np.zeros(max(MESSAGES) + 1, np.int8)
    kinds[list(MESSAGES)] = [KIND[kind] for kind in MESSAGES.values()]
    made["kind"] = kinds[rows["kind"]]
    at = quoted_attempts(rows, attempts)
    known, whose = at >= 0, np.maximum(at, 0)
    quoted = attempts if len(attempts) else None
    made["attempt"] = np.where(known, quoted.numbers[whose], UNKNOWN) if quoted else UNKNOWN
    made["peer"] = np.where(known, quoted.column("sender_mac")[whose], rows["eth_dst"]) if quoted else rows["eth_dst"]
    isn = np.where(known, quoted.column("isn")[whose], UNKNOWN) if quoted else np.full(len(rows), UNKNOWN)
    made["quoted_ttl"] = np.where(rows["present"] & HAS_QUOTED != 0, rows["quoted_ttl"].astype(np.int16), UNKNOWN)
    made["quotes_syn"] = quotes_syn(rows, isn)
    return made, len(ours) - len(rows)


def quoted_attempts(rows: Evidence, attempts: Connections) -> NDArray[np.int64]:
    """The place among the attempts of the one that each message quotes: the latest with its addresses and ports that
    began before it; -1 where there is none."""
    has_ports = rows["present"] & HAS_QUOTED_PORTS != 0
    ends, who = np.unique(packed_ends(rows["quoted_src"], rows["quoted_dst"]), return_inverse=True)
    ports = packed_ports(rows["quoted_sport"], rows["quoted_dport"])
    pairs, key = np.unique(who.reshape(-1) << 32 | ports, return_inverse=True)
    if not len(pairs) or not len(attempts):
        return np.full(len(rows), -1, np.int64)
    theirs = found_in(ends, packed_ends(attempts.column("client"), attempts.column("vip")))
    own = found_in(pairs, theirs << 32 | packed_ports(attempts.column("client_port"), attempts.column("vip_port")))
    quoted = np.flatnonzero(own >= 0)
    quoted = quoted[np.argsort(own[quoted], kind="stable")]
    group, begun = own[quoted], attempts.column("start")[quoted]
    times = distinct(begun)
    width = len(times) + 1
    place = group * width + np.searchsorted(times, begun)
    upto = key.reshape(-1) * width + np.searchsorted(times, rows["time"], side="right")
    at = np.searchsorted(place, upto) - 1
    there = has_ports & (at >= 0)
    if len(quoted):
        there &= group[np.maximum(at, 0)] == key.reshape(-1)
        return np.where(there, quoted[np.maximum(at, 0)], -1)
    return np.full(len(rows), -1, np.int64)


def quotes_syn(rows: Evidence, isn: NDArray[np.int64]) -> NDArray[np.int8]:
    """Whether each message quotes a SYN without ACK: by its flags, or, where 8 bytes alone are quoted, by the initial
    number of its attempt (`isn`, -1 where none is known); `UNKNOWN` where it quotes too little to tell."""
    present = rows["present"]
    by_flags = (rows["quoted_flags"] & (SYN | ACK | RST) == SYN).astype(np.int8)
    by_number = (rows["quoted_seq"].astype(np.int64) == isn).astype(np.int8)
    found: NDArray[np.int8] = np.select(
        [present & HAS_QUOTED_FLAGS != 0, (present & HAS_QUOTED_SEQ != 0) & (isn >= 0)], [by_flags, by_number], UNKNOWN
    ).astype(np.int8)
    return found


def endings(attempts: Connections, names: list[Segment]) -> tuple[SymptomRows, int]:
    """Resets and refusals that ended an attempt, SYNs that stayed without answer; how many more there are than were
    taken. `names`: segments, to which theirs are added."""
    outcome = attempts.column("outcome")
    ended = np.isin(outcome, [NUMBER[name] for name in ENDINGS]) & (attempts.column("end_event") >= 0)
    every = attempts.where(ended & ((outcome != NUMBER[AttemptOutcome.PARTIAL]) | attempts.column("bare_reset")))
    if not len(every):
        return blank(0), 0
    decided = every.places(np.arange(min(len(every), MOST)))
    silent = decided.column("outcome") == NUMBER[AttemptOutcome.UNANSWERED]
    made = blank(len(decided))
    made["time"] = np.where(silent, decided.column("start"), decided.column("end"))
    kinds = np.zeros(len(OUTCOMES), np.int8)
    kinds[[NUMBER[name] for name in ENDINGS]] = [KIND[kind] for kind in ENDINGS.values()]
    made["kind"] = kinds[decided.column("outcome")]
    made["vip"], made["segment"] = decided.column("vip"), numbered(attempts.segments, names)[decided.column("segment")]
    made["peer"], made["attempt"] = decided.column("sender_mac"), decided.numbers
    made["mac"] = np.where(silent, made["peer"], decided.column("reporter"))
    made["source"] = np.where(silent, decided.column("client"), made["vip"])
    for name in ("capture", "frame"):
        made[name] = np.where(silent, decided.at("first", name), decided.at("end_event", name))
    return made, len(every) - len(decided)
