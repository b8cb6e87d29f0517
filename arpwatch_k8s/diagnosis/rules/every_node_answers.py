"""Every node answers for the VIP: IPVS puts all Service addresses on each node, and nothing keeps its kernel quiet.

kube-proxy in IPVS mode has every LoadBalancer address on kube-ipvs0 of every node. Without strictARP (arp_ignore=1,
arp_announce=2) each of them answers each question, and whoever asks takes the first. Told by one question to all that
three owners answer, or two for two VIPs, of whom one at most announces. Later questions are unicast and hide the
others, so one question is enough, and silence later on proves nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import Answers, announcing, answers_of, lost_within, named, shown
from arpwatch_k8s.diagnosis.signs.proxies import proxies
from arpwatch_k8s.evidence.distinct import distinct, in_order
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural

ID = "every-node-answers"
MANY, FEW = 3, 2
"""Owners that answer one question: as many are enough by themselves; so few, where they do so for as many VIPs."""

REMEDY = (
    "Set ipvs.strictARP: true in kube-proxy's configuration (kubectl -n kube-system edit configmap kube-proxy; "
    "kubespray kube_proxy_strict_arp: true) and restart kube-proxy on all nodes: it sets "
    "net.ipv4.conf.all.arp_ignore=1 and arp_announce=2 (metallb/metallb#153, kubernetes-sigs/kubespray#5180, "
    "kubernetes/kubernetes#59976)."
)
CONFIRM = (
    Proof("On each node", "sysctl net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce", "want 1 and 2"),
    Proof("On each node", "ip -br addr show kube-ipvs0 | grep -F {vip}"),
    Proof("From the proxy", "arping -b -c 2 -I IF {vip}", "one MAC for each node"),
)
UNICAST: Final = (
    "How many nodes answer at other times: caches ask by unicast once they know a MAC; ask all with arpwatch-k8s "
    "probe, or arping -b"
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that several owners answer for."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    crowds = [(record, crowd(case, record)) for record in case.vips]
    for record, asked in crowds:
        if not len(asked):
            continue
        owners = answering(asked)
        elsewhere = [
            other.vip
            for other, theirs in crowds
            if other is not record
            and (other.segment, other.view) == (record.segment, record.view)
            and len(set(answering(theirs)) & set(owners)) >= FEW
            and sum(bool(len(announcing(other, owner))) for owner in answering(theirs)) < FEW
        ]
        announcers = [owner for owner in owners if len(announcing(record, owner))]
        if asked.most() < MANY and not elsewhere:
            why = f"{asked.most()} owners answered one question, for this VIP alone: no more than two that hold it"
            ruled_out.append(RuledOut(ID, record.vip, why))
        elif len(announcers) > 1:
            ruled_out.append(RuledOut(ID, record.vip, f"{named(case, announcers)} announce it, which IPVS does not"))
        else:
            findings.append(finding(case, record, asked, owners, elsewhere))
    return findings, ruled_out


def crowd(case: Case, record: VipRecord) -> Answers:
    """Answers to questions to all that several owners answered, those that answer late for others left aside."""
    found = answers_of(record)
    if not len(found):
        return found
    late = list(proxies(case, record))
    return found.where(found.asked["to_all"][found.question] & ~np.isin(found.rows["owner"], late)).of_several()


def answering(asked: Answers) -> list[int]:
    """The owners that answered."""
    return in_order(asked.rows["owner"])


def finding(case: Case, record: VipRecord, asked: Answers, owners: list[int], elsewhere: list[str]) -> Finding:
    """The finding that a crowd of owners makes."""
    start, end = int(asked.rows["time"].min()), int(asked.rows["time"].max())
    times = len(distinct(asked.question))
    lost = lost_within(case, record, start, end)
    announcers = [owner for owner in owners if len(announcing(record, owner))]
    sure = times > 1 or bool(elsewhere)
    label = case.inventory.label
    steps = [
        Step(
            f"{len(owners):,} owners answered {plural(times, 'question')} to all who has {record.vip}: "
            f"{named(case, owners)}",
            asked.shown(),
        ),
        Step(
            f"Of them {label(announcers[0])} alone announced it" if announcers else "None of them announced it",
            shown(asked.rows),
        ),
    ]
    if elsewhere:
        steps.append(Step(f"They answered for {listed(sorted(elsewhere))}, too", shown(asked.rows, 2)))
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if sure and len(owners) >= MANY else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{len(owners):,} owners answer for {record.vip}, as all nodes do under IPVS without strictARP: "
        "who asks takes the first",
        because=tuple(steps),
        missing=(UNICAST,),
        remedy=REMEDY,
        proofs=filled(CONFIRM, vip=record.vip),
        explains=lost,
    )


RULE: Final = Rule(
    id=ID,
    title="every node answers for the address",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset({"duplicate-address", "orphan-address", "split-brain", "wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
