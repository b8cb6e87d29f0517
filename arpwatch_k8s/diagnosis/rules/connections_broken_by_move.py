"""Open connections died because the VIP moved: the new owner does not know them, and resets them.

Neither conntrack entries nor sockets move with an address. The first packet of an old connection that reaches the new
owner is answered with a bare RST: TTL 64 where the node itself refuses, 63 where kube-proxy handed the packet to a pod
that never saw its SYN (kubernetes/kubernetes#74839). What had been closed before is teardown, no victim.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, ends, first_start, last_end
from arpwatch_k8s.diagnosis.signs.stability import contested
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import distance, listed, plural

ID = "connections-broken-by-move"

REMEDY = (
    "No L2 announcer keeps open connections over a move: make moves rare and planned. Let the proxy retry on a fresh "
    "connection (nginx: proxy_next_upstream error timeout; a short keepalive_timeout in its upstream block); take "
    "nodes out by kubectl drain; with keepalived set nopreempt, so that it does not move back "
    "(kubernetes/kubernetes#74839, k3s-io/k3s#269)."
)
CONFIRM = (
    "The announcer's log at the times above says why the VIP moved: kubectl -n metallb-system logs -l "
    "component=speaker --timestamps (serviceAnnounced, NodeLeave), kube-vip's `lost leadership`, keepalived's "
    "`Entering BACKUP STATE`"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        resets = ended(record, AttemptOutcome.RESET_EARLY, AttemptOutcome.RESET_MIDWAY, AttemptOutcome.CLOSED_IN_USE)
        broken = [one for one in resets if by_another(case, one)]
        if broken:
            findings.append(finding(case, record, broken))
        elif len(resets) and record.ownership.handovers:
            why = f"{plural(len(resets), 'reset')} in mid-connection: by the node that had answered, not by a new owner"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def by_another(case: Case, one: Connection) -> bool:
    """Whether another node reset a connection than the one that answered it."""
    if not one.reporter or not one.answer_mac:
        return False
    answered = case.inventory.owner(one.answer_mac, one.answer_time, one.segment)
    return case.inventory.owner(one.reporter, one.end, one.segment) != answered


def move_of(record: VipRecord, one: Connection) -> Handover | None:
    """The last handover while a connection was open; None where none was seen."""
    during = [move for move in record.ownership.handovers if one.start <= move.time <= (one.end or one.start)]
    return during[-1] if during else None


def finding(case: Case, record: VipRecord, broken: list[Connection]) -> Finding:
    """The finding that the broken connections make."""
    moves = list(dict.fromkeys(move for one in broken if (move := move_of(record, one)) is not None))
    fought = contested(record, first_start(broken), last_end(broken))
    announced = len(moves) > 0 or fought
    owners = dict.fromkeys(case.inventory.owner(one.reporter, one.end, one.segment) for one in broken)
    who = listed([case.inventory.label(owner) for owner in owners])
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if moves and not fought else Confidence.MEDIUM,
        vip=record.vip,
        start=min(one.end or one.start for one in broken),
        end=last_end(broken),
        summary=f"{plural(len(broken), 'open connection')} to {record.vip} broken because it moved: {who} reset what "
        "it did not know",
        because=argument(case, record, broken, moves),
        against=("The address was contested: the moves are a symptom of that fight",) if fought else (),
        missing=()
        if announced
        else (
            "The claim with which the VIP moved: no ARP of it is in this capture, the SYN-ACKs and resets alone tell",
        ),
        remedy=REMEDY,
        confirm=CONFIRM,
        explains=record.failed.only(broken),
    )


def argument(case: Case, record: VipRecord, broken: list[Connection], moves: list[Handover]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label
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
    steps.append(
        Step(
            "Their next packets reached a node that knew no such connection, which reset them"
            f"{distance({one.reporter_ttl for one in broken}, 'did so')}",
            some(ends(broken)),
        )
    )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="a move broke open connections",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    moves=True,
)
