"""Symptoms: frames that hurt or warn, each tied to the VIP, to who sent it, to an attempt, and to who held each track
at that instant.

A redirect or an unreachable message is about the address that it quotes, not the one it comes from. A reset is a
symptom when it ended an attempt, or, bare, a connection whose beginning was not seen; resets after a FIN are teardown
and none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connection, Connections
from arpwatch_k8s.correlator.connections.events import ACK, FRAGMENTATION_NEEDED, ICMP_TYPE_V4, RST, SYN
from arpwatch_k8s.correlator.connections.outcomes import (
    CLOSED_IN_USE,
    NUMBER,
    PARTIAL,
    REFUSED,
    RESET_EARLY,
    RESET_MIDWAY,
    UNANSWERED,
)
from arpwatch_k8s.correlator.ownership.epochs import CLAIMED, KERNEL, SERVING, USED, Contest, Epoch
from arpwatch_k8s.correlator.ownership.holders import NOBODY, Holders, fights_at, owners_at
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef
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
from arpwatch_k8s.evidence.segment import Segment, segment_of

UNREACHABLE_MESSAGE, REDIRECT, EXCEEDED, RESET, REFUSAL, SYN_UNANSWERED, QUESTION_UNANSWERED = (
    "icmp_unreachable",
    "icmp_redirect",
    "icmp_time_exceeded",
    "tcp_reset",
    "tcp_refusal",
    "syn_unanswered",
    "question_unanswered",
)
MESSAGES: Final = {
    ICMP_UNREACHABLE: UNREACHABLE_MESSAGE,
    ICMP_REDIRECT: REDIRECT,
    ND_REDIRECT: REDIRECT,
    ICMP_TIME_EXCEEDED: EXCEEDED,
}
ENDINGS: Final = {
    REFUSED: REFUSAL,
    RESET_EARLY: RESET,
    RESET_MIDWAY: RESET,
    CLOSED_IN_USE: RESET,
    UNANSWERED: SYN_UNANSWERED,
    PARTIAL: RESET,
}
MOST: Final = 100_000
"""Messages, and endings, that become symptoms one by one; the rest of a flood is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """At `time` (ns UTC) `mac` sent a frame about `vip` that hurts or warns.

    ICMP only: type, code, gateway (address code or -1), the quoted TTL (None where nothing is quoted), whether a SYN
    without ACK is quoted (None where too little is). `attempt` is the connection it belongs to; `source` the address
    code that it came from; `peer` the MAC that suffers it, 0 where it is not known; `times` how often in a row
    (questions); `holders` who held the VIP then.
    """

    time: int
    kind: str
    vip: int
    segment: Segment
    mac: int
    source: int
    frame: FrameRef
    attempt: Connection | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None
    gateway: int = -1
    quoted_ttl: int | None = None
    quotes_syn: bool | None = None
    peer: int = 0
    times: int = 1
    holders: Holders | None = None

    @property
    def effect(self) -> str | None:
        """What it did to its attempt: `ended` it, came `after_end` or `after_answer` (and changed nothing), or came
        while it was still `pending`; None where it belongs to none that is known."""
        one = self.attempt
        if one is None:
            return None
        if self.frame in (one.end_frame, one.tries[0].frame if one.tries and self.kind == SYN_UNANSWERED else None):
            return "ended"
        if one.answer_time is not None and self.time >= one.answer_time:
            return "after_answer"
        return "after_end" if one.end is not None and self.time >= one.end else "pending"


@dataclass(frozen=True, slots=True)
class Symptoms:
    """Symptoms in time order, and how many more there were than are kept."""

    kept: tuple[Symptom, ...]
    left: int


def symptoms(evidence: Evidence, vips: Collection[int], attempts: Connections) -> Symptoms:
    """The symptoms of the VIPs in messages and in how attempts ended."""
    told, more = messages(evidence, vips, attempts)
    already = {symptom.frame for symptom in told}
    ends, others = endings(attempts)
    ended = [symptom for symptom in ends if symptom.frame not in already]
    return Symptoms(tuple(in_time(told + ended)), more + others)


def in_time(some: Iterable[Symptom]) -> list[Symptom]:
    """Symptoms in order of time; ties by frame."""
    return sorted(some, key=lambda symptom: (symptom.time, symptom.frame))


def asked_in_vain(some: Sequence[Unanswered], vip: int, segment: Segment) -> list[Symptom]:
    """Questions of a capturing host that nobody answered."""
    return [
        Symptom(
            time=one.start,
            kind=QUESTION_UNANSWERED,
            vip=vip,
            segment=segment,
            mac=one.mac,
            source=one.asker,
            frame=one.frames[0],
            peer=one.mac,
            times=len(one.frames),
        )
        for one in some
    ]


def placed(
    some: Sequence[Symptom], epochs: Sequence[Epoch], contests: Sequence[Contest], cache: Neighbor | None
) -> tuple[Symptom, ...]:
    """Symptoms of one VIP and segment, with who held each track at their time; `epochs` are of all tracks."""
    times = np.array([symptom.time for symptom in some], np.int64)
    held = {
        name: owners_at([epoch for epoch in epochs if epoch.track == name], times).tolist()
        for name in (CLAIMED, SERVING, KERNEL)
    }
    fought = fights_at(contests, times).tolist()
    used = [NOBODY] * len(some)
    for sender in {symptom.peer for symptom in some} & {epoch.sender for epoch in epochs if epoch.track == USED}:
        theirs = owners_at([e for e in epochs if e.track == USED and e.sender == sender], times).tolist()
        used = [theirs[at] if symptom.peer == sender else used[at] for at, symptom in enumerate(some)]
    spans = cache.expectations if cache else ()
    at = (np.searchsorted(np.array([span.start for span in spans], np.int64), times, side="right") - 1).tolist()
    return tuple(
        replace(
            symptom,
            holders=Holders(
                claimed=held[CLAIMED][number],
                contested=fought[number] >= 0,
                used=used[number],
                serving=held[SERVING][number],
                expected=spans[at[number]].macs if at[number] >= 0 else (),
                kernel=held[KERNEL][number],
            ),
        )
        for number, symptom in enumerate(some)
    )


COLUMNS = (
    "kind",
    "time",
    "capture",
    "frame",
    "interface",
    "ifindex",
    "vlan",
    "eth_src",
    "eth_dst",
    "ip_src",
    "icmp_type",
    "icmp_code",
    "gateway",
    "present",
    "quoted_src",
    "quoted_dst",
    "quoted_sport",
    "quoted_dport",
    "quoted_seq",
    "quoted_flags",
    "quoted_ttl",
)


def messages(evidence: Evidence, vips: Collection[int], attempts: Connections) -> tuple[list[Symptom], int]:
    """ICMP errors and redirects about the VIPs, and how many more there are than were taken."""
    rows = evidence.of_kinds(*MESSAGES)
    wanted = np.array(sorted(vips), np.int32)
    about = np.where(rows["kind"] == ND_REDIRECT, rows["target_ip"], rows["quoted_dst"])
    path_mtu = (rows["kind"] == ICMP_UNREACHABLE) & (rows["icmp_type"] == ICMP_TYPE_V4)
    path_mtu &= rows["icmp_code"] == FRAGMENTATION_NEEDED
    ours = np.flatnonzero(np.isin(about, wanted) & ~path_mtu)
    rows, about = rows.take(ours[:MOST]), about[ours[:MOST]]
    by_ports: dict[Key, list[Connection]] = {}
    for attempt in quoted_by(rows, attempts):
        by_ports.setdefault((attempt.sender, attempt.sender_port, attempt.vip, attempt.port), []).append(attempt)
    found: list[Symptom] = []
    for vip, row in zip(about.tolist(), rows.lists(*COLUMNS), strict=True):
        kind, time, capture, frame, interface, ifindex, vlan, mac, to, source, icmp_type, code, gateway = row[:13]
        present, quoted_src, quoted_dst, sport, dport, seq, flags, ttl = row[13:]
        sequence = seq if present & HAS_QUOTED_SEQ else None
        candidates = by_ports.get((quoted_src, sport, quoted_dst, dport), []) if present & HAS_QUOTED_PORTS else []
        mine = attempt_at(candidates, time)
        found.append(
            Symptom(
                time=time,
                kind=MESSAGES[kind],
                vip=vip,
                segment=segment_of(interface, ifindex, vlan),
                mac=mac,
                source=source,
                frame=FrameRef(capture, frame),
                attempt=mine,
                icmp_type=icmp_type,
                icmp_code=code,
                gateway=gateway,
                quoted_ttl=ttl if present & HAS_QUOTED else None,
                quotes_syn=syn_quoted(present, flags, sequence, mine),
                peer=to if mine is None else mine.sender_mac,
            )
        )
    return found, len(ours) - len(rows)


def quoted_by(rows: Evidence, attempts: Connections) -> Connections:
    """The attempts whose client and ports some row quotes."""
    quoted = (
        rows["quoted_src"].astype(np.int64) << 32 | rows["quoted_sport"].astype(np.int64) << 16 | rows["quoted_dport"]
    )
    client, port, vip_port = (attempts.column(name).astype(np.int64) for name in ("client", "client_port", "vip_port"))
    return attempts.where(np.isin(client << 32 | port << 16 | vip_port, quoted))


def attempt_at(candidates: Sequence[Connection], time: int) -> Connection | None:
    """The latest attempt with these ports that began before `time`."""
    begun = [attempt for attempt in candidates if attempt.start <= time]
    return begun[-1] if begun else None


Key = tuple[int, int, int, int]
"""Codes and ports of client and VIP: (sender, sender port, vip, port)."""


def quotes_syn(present: int, flags: int) -> bool | None:
    """Whether an ICMP error quotes a SYN without ACK; None where it quotes too little to tell."""
    if not present & HAS_QUOTED_FLAGS:
        return None
    return flags & (SYN | ACK | RST) == SYN


def syn_quoted(present: int, flags: int, sequence: int | None, attempt: Connection | None) -> bool | None:
    """Whether a SYN is quoted: by its flags, or, where 8 bytes alone are quoted, by the attempt's initial number."""
    told = quotes_syn(present, flags)
    if told is not None or sequence is None or attempt is None or attempt.isn < 0:
        return told
    return sequence == attempt.isn


def endings(attempts: Connections) -> tuple[list[Symptom], int]:
    """Resets and refusals that ended an attempt, SYNs that stayed without answer; how many more there are than were
    taken."""
    outcome = attempts.column("outcome")
    ended = np.isin(outcome, [NUMBER[name] for name in ENDINGS]) & (attempts.column("end_event") >= 0)
    mine = attempts.where(ended & ((outcome != NUMBER[PARTIAL]) | attempts.column("bare_reset")))
    found: list[Symptom] = []
    for attempt in mine[:MOST]:
        silent = attempt.outcome == UNANSWERED
        if attempt.end is None or attempt.end_frame is None:
            continue
        found.append(
            Symptom(
                time=attempt.start if silent else attempt.end,
                kind=ENDINGS[attempt.outcome],
                vip=attempt.vip,
                segment=attempt.segment,
                mac=attempt.sender_mac if silent else attempt.reporter,
                source=attempt.sender if silent else attempt.vip,
                frame=attempt.tries[0].frame if silent else attempt.end_frame,
                attempt=attempt,
                peer=attempt.sender_mac,
            )
        )
    return found, max(0, len(mine) - MOST)
