"""The owner forgot connections that it was carrying: bare resets in mid-connection, though nothing moved.

A node carries a Service's connection by an entry in its table (conntrack, or IPVS's own). When the entry is lost, by a
full table, a timeout, a flush, or a packet outside the window, the next packet is taken for a stranger's: the node
itself, or another pod that it is then sent to, knows no such connection and answers with a RST without ACK (RFC 9293
section 3.10.7.1). A process that closes sends FIN, or RST with ACK.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import MODULUS, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, ends, first_start, last_end, unsettled
from arpwatch_k8s.diagnosis.signs.handshakes import from_endpoints
from arpwatch_k8s.diagnosis.signs.observation import Blind
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed, witness_frames
from arpwatch_k8s.diagnosis.signs.visibility import claims_visible, one_owner
from arpwatch_k8s.evidence.flow import FROM_VIP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import INITIAL_TTLS, distance, plural, span

ID = "conntrack-lost"
LINUX_TTL = 64
"""What Linux sends with (net.ipv4.ip_default_ttl)."""
CERTAIN = 3
"""Resets from which on it is a pattern, not one odd connection."""

REMEDY = (
    "On {node}: raise net.netfilter.nf_conntrack_max (kube-proxy --conntrack-max-per-core) if the table is full; keep "
    "net.netfilter.nf_conntrack_tcp_timeout_established (IPVS: kube-proxy --ipvs-tcp-timeout, 900 s by default) above "
    "the longest idle time of a kept connection{idle}; set net.netfilter.nf_conntrack_tcp_be_liberal=1 against resets "
    "after packets out of window (kubernetes/kubernetes#74839)."
)
FORGOT = (
    "The endpoint forgot them itself, as one does that was started anew, and its node brought them to it: the resets "
    "came from as far as its answers had; what decides: its uptime"
)
CONFIRM = (
    Proof("On {node}", "conntrack -S", "insert_failed, drop, early_drop or invalid that rise"),
    Proof("On {node}", "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"),
    Proof("On {node}", "dmesg | grep 'nf_conntrack: table full'"),
    Proof("On {node}, with IPVS", "ipvsadm -l --timeout"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner that forgot connections."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        resets = ended(record, AttemptOutcome.RESET_EARLY, AttemptOutcome.RESET_MIDWAY)
        by_owner: dict[int, list[Connection]] = {}
        reasons: Counter[str] = Counter()
        for reset in resets.where(resets.column("bare_reset")):
            owner = case.inventory.owner(reset.answer_mac, reset.answer_time, reset.segment)
            why = objection(case, record, reset, owner)
            if why is None:
                by_owner.setdefault(owner, []).append(reset)
            else:
                reasons[why] += 1
        findings += [finding(case, record, owner, lost) for owner, lost in by_owner.items()]
        if reasons and not by_owner:
            why = "; ".join(f"{plural(n, 'bare reset')}: {reason}" for reason, n in reasons.items())
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def objection(case: Case, record: VipRecord, reset: Connection, owner: int) -> str | None:
    """Why a reset is no sign of a lost entry; None where nothing speaks against it."""
    if not owner:
        return "which host sent it, and which had answered, is not printed"
    if case.inventory.owner(reset.reporter, reset.end, reset.segment) != owner:
        return "from another node than the one that had answered"
    if may_be_routed(record):
        return "may come from a router or firewall on the way: ARP never names the VIP here"
    soon = (reset.end or 0) - (reset.answer_time or 0) < case.thresholds.unserved_ns
    if reset.outcome == AttemptOutcome.RESET_EARLY and soon:
        return "comes with the first bytes after its handshake: nothing is forgotten so soon"
    if injected(reset):
        return "is none of the server's: its TTL is another kind of system's, or the server went on behind it"
    if missed(reset):
        return "is behind bytes of the server's that the capture missed, a close perhaps among them"
    return unsettled(case, record, owner, reset.start, reset.end or reset.start)


def injected(reset: Connection) -> bool:
    """Whether a reset in the server's name is of somebody on the way: with the TTL of a kind of system that neither
    answered the SYN nor is a node of Linux, or with bytes of the server's behind it."""
    answered, sent = initial_ttl(reset.answer_ttl), initial_ttl(reset.reporter_ttl)
    if answered and sent not in (0, answered, LINUX_TTL):
        return True
    return reset.flow is not None and reset.end is not None and int(reset.flow["payload_last"][FROM_VIP]) > reset.end


def initial_ttl(ttl: int | None) -> int:
    """The TTL that a packet was sent with, by the one it arrived with; 0 where that is not known."""
    return next((initial for initial in sorted(INITIAL_TTLS) if ttl and ttl <= initial), 0)


def missed(reset: Connection) -> bool:
    """Whether a reset's number is beyond all that the server was seen to send."""
    if reset.flow is None or reset.server_bytes is None or reset.server_isn is None:
        return False
    seen = (int(reset.flow["next_seq"][FROM_VIP]) - reset.server_isn - 1) % MODULUS
    return seen < reset.server_bytes < MODULUS // 2


def finding(case: Case, record: VipRecord, owner: int, lost: list[Connection]) -> Finding:
    """The finding that several resets by one owner make."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the owner"
    idle = quiet_before(lost)
    shown = f" (here up to {span([max(idle)])})" if idle else ""
    hidden = isinstance(claims_visible(case, record, first_start(lost), last_end(lost)), Blind)
    at_once = bool(idle) and max(idle) < case.thresholds.unserved_ns
    sure = len(lost) >= CERTAIN and record.on_link and not at_once
    ours = record.failed.only(lost)
    forgot = bool(from_endpoints(ours).all())
    doubtful = hidden or forgot or (at_once and len(lost) < CERTAIN)
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW if doubtful else Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=min(one.broke or one.start for one in lost),
        end=last_end(lost),
        summary=f"{label} lost track of connections to {record.vip} that it was carrying, and reset them"
        + ("" if hidden else "; the VIP did not move"),
        because=argument(case, record, owner, lost, idle),
        against=("They came right behind the server's own bytes: a close that the capture missed looks so, too",)
        if at_once
        else (),
        missing=(
            "The node's connection table and its counters: frames show that it knew the connections no more, not why",
            *(("Claims by others at the time: no ARP or neighbor discovery shows there",) if hidden else ()),
        ),
        remedy=REMEDY.format(node=node, idle=shown),
        proofs=filled(CONFIRM, node=node),
        instead=(FORGOT,) if forgot else (),
        explains=ours,
        vip_cleared=True,
    )


def quiet_before(lost: list[Connection]) -> list[int]:
    """How long the server had been quiet before each reset, ns, where it had sent anything."""
    return [
        one.end - int(one.flow["payload_last"][FROM_VIP])
        for one in lost
        if one.flow is not None and one.end is not None and one.flow["payload"][FROM_VIP]
    ]


def argument(case: Case, record: VipRecord, owner: int, lost: list[Connection], idle: list[int]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    answers = [one.answer_frame for one in lost if one.answer_frame is not None]
    steps = [
        Step(
            one_owner(case, record, owner, first_start(lost), last_end(lost)),
            some(witness_frames(record, owner) or tuple(answers)),
        ),
        Step(f"It had accepted {plural(len(lost), 'connection')} itself", some(answers)),
        Step(
            f"It ended them in the middle with bare RSTs (no ACK flag, no FIN before): whoever sent them knew no such "
            f"connection{distance({one.reporter_ttl for one in lost}, 'knew none')}",
            some(ends(lost)),
        ),
    ]
    if idle:
        steps.append(Step(f"Before that the server had been quiet for {span(idle)}", some(ends(lost), 2)))
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="the owner forgot connections",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    moves=True,
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
