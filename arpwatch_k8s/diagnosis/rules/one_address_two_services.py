"""Two owners of one address, each of which serves ports of its own: two Services were given the same address.

Every who-has may be answered by either, and whoever asked then finds the ports of one Service alone. What tells it from
any other fight for an address is that the ports which the two served have nothing in common, though both served during
the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import ends, sent_to
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "one-address-two-services"
FEWEST = 3
"""Connections that each must have served, or that must have failed at the other: fewer may have ports by chance."""

REMEDY = (
    "Give one of the two Services an address of its own. MetalLB shares one only between Services with the same "
    "metallb.io/allow-shared-ip key and externalTrafficPolicy Cluster, and then announces it from one node; kube-vip "
    "with svc_election may elect a different node for each of them (kube-vip/kube-vip#1479, kube-vip/kube-vip#879)."
)
CONFIRM = (
    Proof("", "kubectl get svc -A -o wide | grep -F {vip}", "two lines = two Services"),
    Proof("With kube-vip", "kubectl -n kube-system get lease", "one a Service, with different holders?"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one owner of the address served."""

    owner: int
    ports: frozenset[int]
    served: Connections

    @property
    def start(self) -> int:
        """When it first answered."""
        return int(self.served.column("answer_time").min())

    @property
    def end(self) -> int:
        """When it last answered."""
        return int(self.served.column("answer_time").max())


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and pair of owners."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        shares = shares_of(case, record)
        pairs = [
            (one, other)
            for one, other in combinations(shares, 2)
            if apart(one, other) and all(is_plain(case, record, *way) for way in ((one, other), (other, one)))
        ]
        findings += [finding(case, record, one, other) for one, other in pairs]
        if len(shares) > 1 and not pairs:
            why = "the owners served the same ports, or one after the other"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def shares_of(case: Case, record: VipRecord) -> list[Share]:
    """What each owner served."""
    answered = record.connections.where(record.connections.column("answer_event") >= 0)
    owners: NDArray[np.int64] = case.inventory.owners(
        answered.column("answer_mac"), answered.column("answer_time"), record.segment
    )
    shares = []
    for owner in distinct(owners).tolist():
        mine = answered.where(owners == owner)
        if owner:
            shares.append(Share(owner, frozenset(distinct(mine.column("vip_port")).tolist()), mine))
    return sorted(shares, key=lambda share: share.start)


def apart(one: Share, other: Share) -> bool:
    """Whether two served different ports during the same time, by turns rather than one after the other."""
    if one.ports & other.ports:
        return False
    first, second = (np.sort(share.served.column("answer_time")) for share in (one, other))
    turns = np.searchsorted(first, second)
    return len(distinct(turns)) > 1 and bool(((turns > 0) & (turns < len(first))).any())


def is_plain(case: Case, record: VipRecord, mine: Share, other: Share) -> bool:
    """Whether one served its ports often enough, or the other failed to often enough, to call them its own."""
    return len(mine.served) >= FEWEST or len(strayed(case, record, mine, other)) >= FEWEST


def strayed(case: Case, record: VipRecord, mine: Share, other: Share) -> list[Connection]:
    """Failed attempts at the ports of one that were sent to the other."""
    return [
        attempt
        for attempt in record.failed
        if attempt.port in mine.ports and sent_to(case, record, attempt) == other.owner
    ]


def finding(case: Case, record: VipRecord, one: Share, other: Share) -> Finding:
    """The finding about two owners."""
    label = case.inventory.label
    names = {
        share.owner: f"{label(share.owner)} port {listed([str(p) for p in sorted(share.ports)])}"
        for share in (one, other)
    }
    failed = record.failed.only(strayed(case, record, one, other) + strayed(case, record, other, one))
    claimants = set(record.claims["owner"].tolist())
    both = {one.owner, other.owner} <= claimants
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(failed) else Severity.WARNING,
        confidence=Confidence.HIGH if both and len(failed) else Confidence.MEDIUM,
        vip=record.vip,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        summary=f"Two Services share {record.vip}: {names[one.owner]} is served by one, {names[other.owner]} by the "
        "other, at the same time"
        if len(failed)
        else f"Two Services share {record.vip}: at the same time {names[one.owner]} and {names[other.owner]} are "
        "served by different nodes; no connection has failed for it so far",
        because=argument(case, record, (one, other), failed),
        missing=() if both else ("A claim of both nodes: only their SYN-ACKs show that they share the address",),
        remedy=REMEDY,
        proofs=filled(CONFIRM, vip=record.vip),
        explains=failed,
    )


def argument(case: Case, record: VipRecord, shares: tuple[Share, Share], failed: Connections) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    steps = []
    for mine in shares:
        answers = [c.answer_frame for c in (*mine.served[:3], *mine.served[-3:]) if c.answer_frame is not None]
        ports = listed([str(port) for port in sorted(mine.ports)])
        steps.append(
            Step(
                f"{case.inventory.label(mine.owner)} answered {plural(len(mine.served), 'SYN')}, all to port {ports}",
                tuple(dict.fromkeys(answers)),
            )
        )
        claims = record.claims.take(record.claims["owner"] == mine.owner)
        if len(claims):
            steps.append(Step(f"It claimed {record.vip} {plural(len(claims), 'time')}", some(claims.frames(), 4)))
    if len(failed):
        steps.append(
            Step(f"{plural(len(failed), 'attempt')} reached the one that serves the other's port", some(ends(failed)))
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="two Services have one address",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    covers=frozenset({"orphan-address", "split-brain"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
