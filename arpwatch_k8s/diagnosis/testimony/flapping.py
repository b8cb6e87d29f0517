"""Programs that say they took an address back and announced it again, over and over, and why.

A speaker says that it withdraws only where it announced, and gives its reason: that another node is elected, that the
Service lost its address, that its node left. It is the reason that tells what to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, Voice
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.signs.writing import NAMES
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.logs.details.belief import NodeEvent
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.wording.counts import listed, seconds, times

ID: Final = "flapping"
LEAST_RETURNS: Final = 2
"""How often an address comes back to a former owner, from which on it moves to and fro: nodes that are drained one
behind the other hand it on, and the last of them perhaps back to the first."""
MOST_NAMED: Final = 4
MOST_CITED: Final = 8
LEFT: Final = frozenset({"node_leave", "node_failed", "node_suspect", "node_not_ready"})
"""What is said of nodes that an election no longer counts."""

REASONS: Final = {
    "notOwner": "another node was elected: find why the election changes, as nodes that join and leave (memberlist, "
    "port 7946, TCP and UDP), or, with externalTrafficPolicy Local, endpoints that come and go",
    "noIPAllocated": "the Service lost its address: find who else writes its status (two-controllers), kubectl get svc "
    "-A -o yaml --show-managed-fields",
    "loadBalancerIPChanged": "the Service's address was changed: find who writes it, kubectl get svc -A -o yaml "
    "--show-managed-fields",
    "serviceDeleted": "the Service was deleted and made again: find what deploys it",
    "notLoadBalancer": "the Service's type was changed: find what deploys it",
    "ipNotAllowed": "no pool has the address any more: find who changes the IPAddressPools",
    "invalidIP": "the Service's address is none: find who writes it",
    "noMatchingAdvertisement": "no L2Advertisement fits any more: find who changes them, or the nodes' labels",
    "internalError": "the speaker failed: its log says how",
}
"""MetalLB's reasons (speaker/main.go, speaker/layer2_controller.go), and what each asks for."""
REMEDY: Final = (
    "Find what makes the owner change: the announcer's log at the times above. kube-vip: leases lost to a slow etcd or "
    "API server (kube-vip/kube-vip#282, kube-vip/kube-vip#453), raise vip_leaseduration; MetalLB: nodes that join and "
    "leave (metallb/metallb#1562), keep port 7946 open; keepalived: a check script that fails by turns, set nopreempt, "
    "fall and rise."
)
CONFIRM: Final = (
    Proof("", "kubectl get events -A | grep -E 'LeaderElection|nodeAssigned'"),
    Proof("", "kubectl -n metallb-system logs -l component=speaker | grep -E 'NodeJoin|NodeLeave'"),
    Proof("On both nodes, with keepalived", "journalctl -t Keepalived_vrrp | grep -E 'MASTER|BACKUP'"),
)


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """For each address and program the span in which it was taken back too often."""
    told = [epoch for epoch in case.cluster if epoch.voice is Voice.LOG]
    for (_, program), several in groupby(told, key=lambda epoch: (epoch.vip, epoch.program)):
        epochs = sorted(several, key=lambda epoch: epoch.start)
        often = too_often(case, epochs)
        if often:
            yield heard(case, program, often)


def too_often(case: Case, epochs: Sequence[ClusterEpoch]) -> list[ClusterEpoch]:
    """Epochs of which so many begin within the time of flapping, those before the last of them ended by their own word;
    empty where there are not."""
    most, within = case.thresholds.flapping_changes, case.thresholds.flapping_ns
    found: list[ClusterEpoch] = []
    for at in range(len(epochs) - most):
        few = epochs[at : at + most + 1]
        taken = all(one.ends_by is EndsBy.WITHDRAWN for one in few[:-1])
        returns = len(few) - len({one.node for one in few})
        if taken and returns >= LEAST_RETURNS and few[-1].start - few[0].start <= within:
            found += few if not found else [one for one in few if one.start > found[-1].start]
    return found


def heard(case: Case, program: str, epochs: Sequence[ClusterEpoch]) -> Heard:
    """What it is that a program took an address back and announced it again."""
    vip, name = epochs[0].vip, NAMES.get(program, program)
    start, end = epochs[0].start, epochs[-1].start + epochs[-1].start_width
    nodes = list(dict.fromkeys(epoch.node for epoch in epochs))
    reasons = Counter(epoch.reason for epoch in epochs[:-1] if epoch.reason)
    ended = [line for epoch in epochs[:-1] for line in (epoch.said, epoch.ended) if line is not None]
    given = listed([f"{reason} {times(n)}" for reason, n in reasons.most_common(MOST_NAMED)])
    why = f", for the reason it gives: {given}" if given else ", and gives no reason"
    text = f"{name} announced {vip} and took it back {times(len(epochs) - 1)} in {seconds(end - start)}"
    steps = [Step(f"{text}{why}", (), some(ended, MOST_CITED)), *members(case, start, end)]
    looked_at = [REASONS[reason] for reason, _ in reasons.most_common(MOST_NAMED) if reason in REASONS]
    advice = f"{name} says why: {'; '.join(looked_at)}." if looked_at else ""
    harm = felt(case, vip, (start, end))
    where = f"on {nodes[0]}" if len(nodes) == 1 else f"by turns on {listed(nodes[:MOST_NAMED])}"
    return Heard(
        vip=vip,
        span=(start, end),
        steps=tuple(steps),
        lifts_to=Confidence.HIGH,
        remedy=advice,
        alone=Finding(
            rule=ID,
            severity=Severity.CRITICAL if harm else Severity.WARNING,
            confidence=Confidence.MEDIUM,
            vip=vip,
            start=start,
            end=end,
            summary=f"{text}, {where}" + (f" ({given})" if given else ""),
            because=(*steps, *([harm] if harm else [])),
            missing=("What is on the wire: whether caches followed each move",),
            remedy=advice or REMEDY,
            proofs=CONFIRM,
        ),
    )


def members(case: Case, start: int, end: int) -> Iterator[Step]:
    """Nodes that are said to have left the cluster in a time, ns UTC."""
    around = case.thresholds.incident_gap_ns
    lines: list[LineRef] = []
    names: Counter[str] = Counter()
    for number, log in case.logs_telling(NodeEvent):
        for event, detail in telling(log.events, NodeEvent):
            if detail.kind in LEFT and start - around <= event.time <= end:
                names[detail.node] += 1
                lines.append(LineRef(number, event.line))
    if lines:
        who = listed([f"{node} {times(n)}" for node, n in sorted(names.items())[:MOST_NAMED]])
        yield Step(f"Nodes are said to have left, or to have failed: {who}", (), some(lines, MOST_CITED))
