"""Open connections died because the VIP moved: the new owner does not know them, and resets or drops them.

Neither conntrack entries nor sockets move with an address. The first packet of an old connection that reaches the new
owner is answered with a bare RST: TTL 64 where the node itself refuses, 63 where kube-proxy handed the packet to a pod
that never saw its SYN (kubernetes/kubernetes#74839). What had been closed before is teardown, no victim.

Where the new owner's connection table takes such a packet for invalid and drops it, nothing comes back at all: what the
client sends, of any size, is never acknowledged any more, until it gives up (projectcalico/calico#8882).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.crossings import crossed, moves_of
from arpwatch_k8s.diagnosis.signs.failures import answered, ended, ends, last_end
from arpwatch_k8s.diagnosis.signs.losses import last_frames, losses
from arpwatch_k8s.diagnosis.signs.observation import Blind
from arpwatch_k8s.diagnosis.signs.stability import contested
from arpwatch_k8s.diagnosis.signs.visibility import claims_visible
from arpwatch_k8s.evidence.flow import TO_VIP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import distance, listed, plural, span

ID = "connections-broken-by-move"
CERTAIN = 3
"""Connections dropped without a word from which on it is the move, not one client's network."""

REMEDY = (
    "No L2 announcer keeps open connections over a move: make moves rare and planned. Let the proxy retry on a fresh "
    "connection (nginx: proxy_next_upstream error timeout; a short keepalive_timeout in its upstream block); take "
    "nodes out by kubectl drain; with keepalived set nopreempt, so that it does not move back "
    "(kubernetes/kubernetes#74839, k3s-io/k3s#269)."
)
REMEDY_DROPPED = (
    " Where they are dropped without a reset, the proxy notices only when it times out: the new owner drops what it "
    "takes for invalid (net.netfilter.nf_conntrack_tcp_loose=0, a rule `ct state invalid drop`, Calico's eBPF "
    "dataplane: projectcalico/calico#8882); short timeouts and TCP keep-alive in the proxy (proxy_socket_keepalive "
    "on) end them."
)
CONFIRM = (
    Proof(
        "",
        "kubectl -n metallb-system logs -l component=speaker --timestamps",
        "why the VIP moved at the times above: serviceAnnounced, NodeLeave",
    ),
    Proof("The log of kube-vip or keepalived at the times above", "", "`lost leadership`, `Entering BACKUP STATE`"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Victims:
    """Connections that a move broke: such as another node reset, and such as were dropped without a word."""

    resets: list[Connection]
    dropped: Connections
    moves: list[Handover]
    """Those that the dropped ones were open in."""

    def every(self) -> list[Connection]:
        """All of them."""
        return [*self.resets, *self.dropped]


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        resets = ended(record, AttemptOutcome.RESET_EARLY, AttemptOutcome.RESET_MIDWAY, AttemptOutcome.CLOSED_IN_USE)
        stalled = unacknowledged(record)
        places = crossed(case, record, stalled)
        victims = Victims(
            resets=[one for one in resets if by_another(case, one)],
            dropped=stalled.where(places >= 0),
            moves=moves_of(record, places),
        )
        if victims.every():
            findings.append(finding(case, record, victims))
        elif len(resets) and record.ownership.handovers:
            why = f"{plural(len(resets), 'reset')} in mid-connection: by the node that had answered, not by a new owner"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def unacknowledged(record: VipRecord) -> Connections:
    """Failed connections on which the client sent the same bytes again in vain."""
    stalled = ended(record, AttemptOutcome.STALLED_MIDWAY, AttemptOutcome.UNSERVED)
    return stalled.where(losses(stalled, TO_VIP).sizes > 0)


def by_another(case: Case, one: Connection) -> bool:
    """Whether another node reset a connection than the one that answered it."""
    if not one.reporter or not one.answer_mac:
        return False
    answered = case.inventory.owner(one.answer_mac, one.answer_time, one.segment)
    return case.inventory.owner(one.reporter, one.end, one.segment) != answered


def move_of(record: VipRecord, one: Connection) -> Handover | None:
    """The last handover while a connection was open; None where none was seen."""
    moves = record.ownership.handovers
    at = bisect_right(moves, one.end or one.start, key=lambda move: move.time) - 1
    return moves[at] if at >= 0 and moves[at].time >= one.start else None


def finding(case: Case, record: VipRecord, victims: Victims) -> Finding:
    """The finding that the broken connections make."""
    broken = victims.every()
    seen = [move for one in victims.resets if (move := move_of(record, one)) is not None]
    moves = sorted({*seen, *victims.moves}, key=lambda move: move.time)
    start = min(one.broke or one.start for one in broken)
    fought = contested(record, start, last_end(broken))
    idle = [move for move in victims.moves if not len(answered(record, move.after, move.time, last_end(broken)))]
    unseen = not moves and isinstance(claims_visible(case, record, start, last_end(broken)), Blind)
    certain = bool(moves) and not fought and not idle
    certain = certain and (bool(victims.resets) or len(victims.dropped) >= CERTAIN)
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH
        if certain
        else Confidence.LOW
        if (idle and not victims.resets) or unseen
        else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=last_end(broken),
        summary=f"{plural(len(broken), 'open connection')} to {record.vip} broken because it moved: "
        + " and ".join(doings(case, victims)),
        because=argument(case, record, victims, moves),
        against=(
            *(("The address was contested: the moves are a symptom of that fight",) if fought else ()),
            *(f"{case.inventory.label(move.after)} served no new connection then either" for move in idle[:1]),
        ),
        missing=()
        if moves or fought
        else (
            "The claim with which the VIP moved: no ARP of it is in this capture, the SYN-ACKs and resets alone tell",
        ),
        remedy=REMEDY + (REMEDY_DROPPED if len(victims.dropped) else ""),
        proofs=CONFIRM,
        explains=record.failed.only(broken),
    )


def doings(case: Case, victims: Victims) -> list[str]:
    """Who did what to them."""
    label = case.inventory.label
    said = []
    if victims.resets:
        owners = dict.fromkeys(case.inventory.owner(one.reporter, one.end, one.segment) for one in victims.resets)
        said.append(f"{listed([label(owner) for owner in owners])} reset what it did not know")
    if len(victims.dropped):
        owners = dict.fromkeys(move.after for move in victims.moves)
        many = f" ({len(victims.dropped):,} of them)" if victims.resets else ""
        said.append(f"{listed([label(owner) for owner in owners])} dropped what came on them without a word{many}")
    return said


def argument(case: Case, record: VipRecord, victims: Victims, moves: list[Handover]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label, broken = case.inventory.label, victims.every()
    answerers = dict.fromkeys(case.inventory.owner(one.answer_mac, one.answer_time, one.segment) for one in broken)
    steps = [
        Step(
            f"{listed([label(owner) for owner in answerers])} accepted {plural(len(broken), 'connection')}",
            some([one.answer_frame for one in broken if one.answer_frame is not None]),
        )
    ]
    if moves:
        said = "; ".join(f"from {label(move.before)} to {label(move.after)}" for move in moves[:3])
        more = f", and {len(moves) - 3} more" if len(moves) > 3 else ""
        steps.append(Step(f"While they were open {record.vip} moved {said}{more}", some([m.frame for m in moves])))
    if victims.resets:
        far = distance({one.reporter_ttl for one in victims.resets}, "did so")
        words = f"Their next packets reached a node that knew no such connection, which reset them{far}"
        steps.append(Step(words, some(ends(victims.resets))))
    if len(victims.dropped):
        sizes = losses(victims.dropped, TO_VIP).sizes
        waited = victims.dropped.carried()[0]["payload_last"][:, TO_VIP] - victims.dropped.column("broke")
        bytes_ = f"{sizes.min()}" if sizes.min() == sizes.max() else f"{sizes.min()} to {sizes.max()}"
        steps.append(
            Step(
                f"After it the client sent the same bytes again and again on {len(victims.dropped):,} of them "
                f"(segments of {bytes_} bytes), and nothing was acknowledged for "
                f"{span([int(waited.min()), int(waited.max())])}",
                last_frames(victims.dropped),
            )
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="a move broke open connections",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    moves=True,
    by_move=True,
)
