"""Symptoms: frames that hurt or warn, each tied to the VIP, to who sent it, to the owner at that instant, to an
attempt.

A redirect or an unreachable message is about the address that it quotes, not the one it comes from. A reset is a
symptom when it ended an attempt; resets after a FIN are teardown and none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from arpwatch_k8s.correlator.attempts import NUMBER, REFUSED, RESET_EARLY, RESET_MIDWAY, UNANSWERED
from arpwatch_k8s.correlator.connections import Connection, Connections
from arpwatch_k8s.correlator.events import ACK, FRAGMENTATION_NEEDED, ICMP_TYPE_V4, RST, SYN
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.row import (
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    ICMP_REDIRECT,
    ICMP_UNREACHABLE,
    ND_REDIRECT,
)
from arpwatch_k8s.evidence.segment import Segment, segment_of

UNREACHABLE_MESSAGE, REDIRECT, RESET, REFUSAL, SYN_UNANSWERED = (
    "icmp_unreachable",
    "icmp_redirect",
    "tcp_reset",
    "tcp_refusal",
    "syn_unanswered",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """At `time` (ns UTC) `mac` sent a frame about `vip` that hurts or warns.

    ICMP only: type, code, gateway (address code or -1), the quoted TTL (None where nothing is quoted), whether a SYN
    without ACK is quoted (None where too little is). `attempt` is the connection it belongs to; `source` the address
    code that it came from.
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


def symptoms(evidence: Evidence, vips: Collection[int], attempts: Connections) -> list[Symptom]:
    """All symptoms of the VIPs, in time order."""
    told = messages(evidence, frozenset(vips), attempts)
    already = {symptom.frame for symptom in told}
    ended = [symptom for symptom in endings(attempts) if symptom.frame not in already]
    return sorted(told + ended, key=lambda symptom: (symptom.time, symptom.frame))


COLUMNS = (
    "kind",
    "time",
    "capture",
    "frame",
    "interface",
    "ifindex",
    "vlan",
    "eth_src",
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


def messages(evidence: Evidence, vips: Collection[int], attempts: Connections) -> list[Symptom]:
    """ICMP errors and redirects about the VIPs."""
    rows = evidence.of_kinds(ICMP_UNREACHABLE, ICMP_REDIRECT, ND_REDIRECT)
    by_ports: dict[Key, list[Connection]] = {}
    for attempt in quoted_by(rows, attempts):
        by_ports.setdefault((attempt.sender, attempt.sender_port, attempt.vip, attempt.port), []).append(attempt)
    found: list[Symptom] = []
    for row in rows.lists(*COLUMNS):
        kind, time, capture, frame, interface, ifindex, vlan, mac, source, icmp_type, code, gateway = row[:12]
        present, quoted_src, quoted_dst, sport, dport, seq, flags, ttl = row[12:]
        if quoted_dst not in vips or (kind == ICMP_UNREACHABLE and is_path_mtu(icmp_type, code)):
            continue
        sequence = seq if present & HAS_QUOTED_SEQ else None
        candidates = by_ports.get((quoted_src, sport, quoted_dst, dport), []) if present & HAS_QUOTED_PORTS else []
        found.append(
            Symptom(
                time=time,
                kind=UNREACHABLE_MESSAGE if kind == ICMP_UNREACHABLE else REDIRECT,
                vip=quoted_dst,
                segment=segment_of(interface, ifindex, vlan),
                mac=mac,
                source=source,
                frame=FrameRef(capture, frame),
                attempt=attempt_at(candidates, time),
                icmp_type=icmp_type,
                icmp_code=code,
                gateway=gateway,
                quoted_ttl=ttl,
                quotes_syn=syn_quoted(present, flags, sequence, attempt_at(candidates, time)),
            )
        )
    return found


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


def is_path_mtu(icmp_type: int, code: int) -> bool:
    """Whether an unreachable message is path-MTU discovery at work."""
    return icmp_type == ICMP_TYPE_V4 and code == FRAGMENTATION_NEEDED


def syn_quoted(present: int, flags: int, sequence: int | None, attempt: Connection | None) -> bool | None:
    """Whether a SYN is quoted: by its flags, or, where 8 bytes alone are quoted, by the attempt's initial number."""
    told = quotes_syn(present, flags)
    if told is not None or sequence is None or attempt is None or attempt.isn < 0:
        return told
    return sequence == attempt.isn


def endings(attempts: Connections) -> list[Symptom]:
    """Resets and refusals that ended an attempt, and SYNs that stayed without answer."""
    kinds = {REFUSED: REFUSAL, RESET_EARLY: RESET, RESET_MIDWAY: RESET, UNANSWERED: SYN_UNANSWERED}
    found: list[Symptom] = []
    for attempt in attempts.where(np.isin(attempts.column("outcome"), [NUMBER[name] for name in kinds])):
        kind = kinds.get(attempt.outcome)
        if kind is None or attempt.end is None or attempt.end_frame is None:
            continue
        silent = kind == SYN_UNANSWERED
        found.append(
            Symptom(
                time=attempt.start if silent else attempt.end,
                kind=kind,
                vip=attempt.vip,
                segment=attempt.segment,
                mac=attempt.sender_mac if silent else attempt.reporter,
                source=attempt.sender if silent else attempt.vip,
                frame=attempt.tries[0].frame if silent else attempt.end_frame,
                attempt=attempt,
            )
        )
    return found
