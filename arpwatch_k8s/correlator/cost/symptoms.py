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

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import ACK, FRAGMENTATION_NEEDED, ICMP_TYPE_V4, RST, SYN
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.cost.rates import used_by
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.holders import NOBODY, Holders, fights_at, owners_at
from arpwatch_k8s.correlator.ownership.neighbor import Neighbor
from arpwatch_k8s.correlator.ownership.questions import Unanswered
from arpwatch_k8s.correlator.ownership.tracks import Track
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
"""Messages, and endings, that become symptoms one by one; the rest of a flood is counted."""


@dataclass(frozen=True, slots=True)
class Symptoms:
    """Symptoms, and how many more there were."""

    kept: tuple[Symptom, ...]
    """Those that are told one by one, in time order."""
    left: int
    """How many more there were."""


def symptoms(evidence: Evidence, vips: Collection[int], attempts: Connections) -> Symptoms:
    """The symptoms of the VIPs in messages and in how attempts ended."""
    reported, more = messages(evidence, vips, attempts)
    already = {symptom.frame for symptom in reported}
    ends, others = endings(attempts)
    ended = [symptom for symptom in ends if symptom.frame not in already]
    return Symptoms(tuple(in_time(reported + ended)), more + others)


def in_time(symptoms: Iterable[Symptom]) -> list[Symptom]:
    """Symptoms in order of time; ties by frame."""
    return sorted(symptoms, key=lambda symptom: (symptom.time, symptom.frame))


def asked_in_vain(questions: Sequence[Unanswered], vip: int, segment: Segment) -> list[Symptom]:
    """Questions of a capturing host that nobody answered."""
    return [
        Symptom(
            time=question.start,
            kind=SymptomKind.QUESTION_UNANSWERED,
            vip=vip,
            segment=segment,
            mac=question.mac,
            source=question.asker,
            frame=question.frames[0],
            peer=question.mac,
            times=len(question.frames),
        )
        for question in questions
    ]


def placed(
    symptoms: Sequence[Symptom], epochs: Sequence[Epoch], contests: Sequence[Contest], cache: Neighbor | None
) -> tuple[Symptom, ...]:
    """Symptoms of one VIP and segment, with who held each track at their time; `epochs` are of all tracks."""
    times = np.array([symptom.time for symptom in symptoms], np.int64)
    held = {
        name: owners_at([epoch for epoch in epochs if epoch.track == name], times).tolist()
        for name in (Track.CLAIMED, Track.SERVING, Track.KERNEL)
    }
    fought = fights_at(contests, times).tolist()
    used = np.full(len(symptoms), NOBODY, np.int64)
    suffering: dict[int | None, list[int]] = {}
    for at, symptom in enumerate(symptoms):
        suffering.setdefault(symptom.peer, []).append(at)
    for sender, theirs in used_by(epochs).items():
        about = suffering.get(sender, [])
        used[about] = owners_at(theirs, times[about])
    spans = cache.expectations if cache else ()
    at = (np.searchsorted(np.array([span.start for span in spans], np.int64), times, side="right") - 1).tolist()
    return tuple(
        replace(
            symptom,
            holders=Holders(
                claimed=held[Track.CLAIMED][number],
                contested=fought[number] >= 0 and held[Track.CLAIMED][number] == NOBODY,
                used=int(used[number]),
                serving=held[Track.SERVING][number],
                expected=spans[at[number]].macs if at[number] >= 0 else (),
                kernel=held[Track.KERNEL][number],
            ),
        )
        for number, symptom in enumerate(symptoms)
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
    symptoms: list[Symptom] = []
    for vip, row in zip(about.tolist(), rows.lists(*COLUMNS), strict=True):
        kind, time, capture, frame, interface, ifindex, vlan, mac, to, source, icmp_type, code, gateway = row[:13]
        present, quoted_src, quoted_dst, sport, dport, seq, flags, ttl = row[13:]
        sequence = seq if present & HAS_QUOTED_SEQ else None
        candidates = by_ports.get((quoted_src, sport, quoted_dst, dport), []) if present & HAS_QUOTED_PORTS else []
        quoted = attempt_at(candidates, time)
        symptoms.append(
            Symptom(
                time=time,
                kind=MESSAGES[kind],
                vip=vip,
                segment=segment_of(interface, ifindex, vlan),
                mac=mac,
                source=source,
                frame=FrameRef(capture, frame),
                attempt=quoted,
                icmp_type=icmp_type,
                icmp_code=code,
                gateway=gateway,
                quoted_ttl=ttl if present & HAS_QUOTED else None,
                quotes_syn=syn_quoted(present, flags, sequence, quoted),
                peer=to if quoted is None else quoted.sender_mac,
            )
        )
    return symptoms, len(ours) - len(rows)


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
    by_flags = quotes_syn(present, flags)
    if by_flags is not None or sequence is None or attempt is None or attempt.isn < 0:
        return by_flags
    return sequence == attempt.isn


def endings(attempts: Connections) -> tuple[list[Symptom], int]:
    """Resets and refusals that ended an attempt, SYNs that stayed without answer; how many more there are than were
    taken."""
    outcome = attempts.column("outcome")
    ended = np.isin(outcome, [NUMBER[name] for name in ENDINGS]) & (attempts.column("end_event") >= 0)
    decided = attempts.where(ended & ((outcome != NUMBER[AttemptOutcome.PARTIAL]) | attempts.column("bare_reset")))
    symptoms: list[Symptom] = []
    for attempt in decided[:MOST]:
        silent = attempt.outcome == AttemptOutcome.UNANSWERED
        if attempt.end is None or attempt.end_frame is None:
            continue
        symptoms.append(
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
    return symptoms, max(0, len(decided) - MOST)
