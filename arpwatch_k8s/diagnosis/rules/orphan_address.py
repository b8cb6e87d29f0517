"""An address left behind: a node still holds the VIP in its kernel, though another announces it.

Nobody hears of it until somebody asks: then both answer, and the node's own ordinary questions in the VIP's name turn
caches to it without any announcement. Told by a node that answers or asks in the VIP's name, twice, later than a
handover's last words after another's announcement, and before it announces again itself, while the other is still
there. A capture that began after the node's own burst shows the same where a program in user space answers; that is
two owners as well, but no orphan.

A host whose own address the VIP is left nothing behind (vip-is-node-address), nor did one that is no node
(foreign-host, or duplicate-address where no inventory tells).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import announcing, by_owner, lost_within, nodes_unknown, shown
from arpwatch_k8s.diagnosis.signs.holding import (
    LeftBehind,
    goes_on,
    in_user_space,
    is_node,
    left_behind,
    own_address,
    questions_of,
    shared_own,
    stranger,
)
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.proxies import proxies
from arpwatch_k8s.diagnosis.testimony.believing import hear_owner
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import listed, plural, times

ID = "orphan-address"
MOST_HOLDERS: Final = 32
"""Hosts that are looked at, those first that spoke most: a segment has not many more nodes."""
SEVERAL: Final = 2
"""Nodes that hold what another announces, from which on none of them was merely forgotten."""

REMEDY = (
    "On {node}: ip -br addr | grep -F {vip}, then, if the address is not the node's own, ip addr del {vip}/{bits} dev "
    "IF, and restart the program that put it there. kube-vip leaves addresses behind when it is killed "
    "(kube-vip/kube-vip#665, kube-vip/kube-vip#996, kube-vip/kube-vip#1005); with vip_preserve_on_leadership_loss it "
    "keeps them on purpose (kube-vip/kube-vip#1583). If {node} is no node of the cluster, give it another address."
)
HELD: Final = Proof("On {node}", "ip -br addr | grep -F {vip}")
CONFIRM_V4: Final = (HELD, Proof("From the proxy", "arping -b -c 3 -I IF {vip}", "two MACs answer"))
CONFIRM_V6: Final = (HELD, Proof("From the proxy", "ndisc6 -m {vip} IF", "two MACs answer"))


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node that holds it besides its owner."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        speakers = by_owner(case, record)
        found: list[Finding] = []
        aside = proxies(case, record) if len(speakers) > 1 else {}
        quiet = [owner for owner, spoke in speakers.items() if any(one.asked + one.answered for one in spoke)]
        for holder in quiet[:MOST_HOLDERS]:
            orphan = left_behind(case, record, holder)
            if orphan is None or not goes_on(record, orphan.owner, int(orphan.rows["time"][0])):
                continue
            label, program = case.inventory.label(holder), in_user_space(speakers[holder])
            own = own_address(case, record, holder)
            why = "" if is_node(case, record, holder, speakers[holder]) else stranger(case, record, holder, speakers)
            if holder in aside:
                ruled_out.append(RuledOut(ID, record.vip, f"{label} answers on others' behalf (proxy-arp)"))
            elif shared := shared_own(case, holder, orphan.owner):
                why = f"{label} may be the owner's other interface, whose own address {shared} it has as well"
                ruled_out.append(RuledOut(ID, record.vip, why))
            elif program is not None:
                ruled_out.append(RuledOut(ID, record.vip, f"{label} answers as {program} does, not as a kernel"))
            elif isinstance(own, Seen):
                ruled_out.append(RuledOut(ID, record.vip, f"it is {label}'s own address: {own.detail}"))
            elif why:
                ruled_out.append(RuledOut(ID, record.vip, f"{label} left nothing behind: {why}"))
            else:
                sure = is_node(case, record, holder, speakers[holder])
                found.append(finding(case, record, orphan, is_known_node=sure))
        findings += found if len(found) < SEVERAL else [doubted(one) for one in found]
    return findings, ruled_out


def doubted(one: Finding) -> Finding:
    """A finding beside others like it: what several nodes hold was rather given to all than left behind by each."""
    several = "every-node-answers: several nodes hold it, as all do under IPVS without strictARP"
    return replace(one, confidence=Confidence.LOW, instead=(*one.instead, several))


def finding(case: Case, record: VipRecord, orphan: LeftBehind, *, is_known_node: bool) -> Finding:
    """The finding against a node that holds what is not its own."""
    label, node = case.inventory.label, case.inventory.name(orphan.holder) or "that host"
    asked = questions_of(orphan.rows)
    start, end = int(orphan.rows["time"][0]), int(orphan.rows["time"][-1])
    lost = lost_within(case, record, start, end)
    holder, owner = label(orphan.holder), label(orphan.owner)
    older = "it may be a program whose announcement is older than this capture (split-brain)"
    only_answered = not len(asked) and not len(announcing(record, orphan.holder))
    v6 = ":" in record.vip
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if len(asked) and is_known_node else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{holder} still holds {record.vip}, which {owner} announces: it {did(orphan)}, without announcing it",
        because=(
            Step(f"{owner} announced {record.vip}, and went on holding it", shown(orphan.since)),
            Step(
                f"More than {case.thresholds.orphan_after_ns / 1e9:.0f} s later {holder} "
                + (
                    f"asked {plural(len(asked), 'time')} in the VIP's name, as only a kernel does that owns it"
                    if len(asked)
                    else f"answered for it {plural(len(orphan.rows), 'time')}"
                ),
                shown(orphan.rows),
            ),
        ),
        against=(f"{holder} only answered: {older}",) if only_answered else (),
        missing=nodes_unknown(case, [orphan.holder]),
        instead=()
        if is_known_node
        else (f"duplicate-address, if {holder} is no node of the cluster: it was given the address by mistake",),
        remedy=REMEDY.format(node=node, vip=record.vip, bits=128 if v6 else 32),
        proofs=filled(CONFIRM_V6 if v6 else CONFIRM_V4, node=node, vip=record.vip),
        explains=lost,
    )


def did(orphan: LeftBehind) -> str:
    """How a holder held it, in words."""
    asked = len(questions_of(orphan.rows))
    answered = len(orphan.rows) - asked
    return listed(
        [
            *([f"answered for it {times(answered)}"] if answered else []),
            *([f"asked in its name {times(asked)}"] if asked else []),
        ]
    )


RULE: Final = Rule(
    id=ID,
    title="an address left behind",
    judge=judge,
    hear=hear_owner,
    needs=(Need.CLAIMS,),
    covers=frozenset({"wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
