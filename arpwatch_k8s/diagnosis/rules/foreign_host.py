"""A host that is none of the cluster's nodes claims the VIP: a static address, a lease, another cluster's pool.

Only names that the user gave can tell: what was learned from the capture knows every host in it. A node that was added
and not named yet announces as the other nodes do and takes over cleanly; it is not accused. One that fights with them
by their own program may be another cluster's. Nor is a host accused whose own address the VIP is
(vip-is-node-address).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import (
    announcing,
    by_owner,
    claims_of,
    is_given,
    lost_within,
    named,
    places,
    shown,
    talk,
)
from arpwatch_k8s.diagnosis.signs.dealings import dealings
from arpwatch_k8s.diagnosis.signs.holding import held_first, own_address
from arpwatch_k8s.diagnosis.signs.naming import program
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.proxies import answers_late_only, proxies
from arpwatch_k8s.diagnosis.testimony.believing import hear_owner
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural

ID = "foreign-host"
SEVERAL = 2
"""Claimants that were named from which on the list of nodes is taken to be whole."""

REMEDY = (
    "Find {who} (switch port by MAC{maker}) and give it another address: a static one in its configuration, a DHCP "
    "range or another cluster's pool that overlaps {vip} (metallb/metallb#772, metallb/metallb#519, "
    "metallb/metallb#2479). Take the VIP out of DHCP ranges. If it is a node, name it: --node or --inventory."
)
CONFIRM = (
    Proof("", "kubectl get nodes -o wide", "is it there?"),
    Proof("On the switch", "show mac address-table | include {mac}"),
    Proof("On the proxy", "ip -{family} neigh | grep -i {mac}"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and claimant that is no node, where nodes were named."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    if not any(node.given for node in case.inventory.nodes):
        return findings, ruled_out
    for record in case.vips:
        speakers = by_owner(case, record)
        strangers: list[int] = []
        answer_for_others = proxies(case, record)
        known = [owner for owner in speakers if is_given(case.inventory, owner)]
        for owner, spoke in speakers.items():
            if owner in known or owner in answer_for_others or is_virtual_mac(owner):
                continue
            if is_its_own(case, record, owner, known):
                why = f"{case.inventory.label(owner)} had it as its own address before anybody announced it"
                ruled_out.append(RuledOut(ID, record.vip, why))
                continue
            fought = any(owner in contest.owners for contest in record.ownership.contests)
            alike = like_a_node(spoke, [speakers[other] for other in known])
            if not known:
                why = "none of the named nodes claims the VIP: the list may not be of this cluster"
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)}: {why}"))
            elif (node := answers_for_node(case, [owner])) and dealings(case, record, owner).served:
                why = f"answers for {node}'s own address, too, and serves the VIP: a second MAC of {node}"
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)} {why}"))
            elif alike and not fought:
                why = f"announces as {alike} does, like the named nodes, and took over cleanly: a node not named yet?"
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)} {why}"))
            elif alike:
                findings.append(finding(case, record, [owner], speakers, known, alike))
            else:
                strangers.append(owner)
        if strangers:
            findings.append(finding(case, record, strangers, speakers, known, None))
    return findings, ruled_out


def is_its_own(case: Case, record: VipRecord, owner: int, known: list[int]) -> bool:
    """Whether the VIP is a host's own address, which it held before any node announced it."""
    announcers = [node for node in known if len(announcing(record, node))]
    return any(held_first(record, owner, node) for node in announcers) and isinstance(
        own_address(case, record, owner), Seen
    )


def like_a_node(spoke: list[Speaker], nodes: list[list[Speaker]]) -> str | None:
    """The program that manages addresses with which a claimant announces: one of the nodes' own, or any that acts for
    Kubernetes; None where it does not announce so."""
    theirs = {family for node in nodes for speaker in node for family in speaker.families}
    for speaker in spoke:
        if speaker.spoke and (speaker.best.controller or (speaker.best.manages and speaker.best.family in theirs)):
            return program(speaker)
    return None


def finding(
    case: Case,
    record: VipRecord,
    strangers: list[int],
    speakers: dict[int, list[Speaker]],
    known: list[int],
    alike: str | None,
) -> Finding:
    """The finding against hosts that were not named; the first of them is told of in full."""
    spoke = speakers[strangers[0]]
    claims = record.claims.rows[np.isin(record.claims["owner"], strangers)]
    start, end = int(claims["time"][0]), int(claims["time"][-1])
    lost = lost_within(case, record, start, end)
    mac, maker = spoke[0].mac, vendor(spoke[0].mac)
    text = named(case, strangers)
    late = all(answers_late_only(record, owner) for owner in strangers)
    node = answers_for_node(case, strangers)
    doubtful = Confidence.MEDIUM if len(known) >= SEVERAL else Confidence.LOW
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=doubtful if alike else Confidence.LOW if late or node else Confidence.HIGH,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{text}: none of the nodes that were named, but claims {record.vip}",
        because=(
            Step(f"{text} claimed {record.vip} {plural(len(claims), 'time')}: {talk(spoke)}", shown(claims)),
            Step(
                f"The VIP is held by {named(case, known)}, of the nodes that were named",
                some([frame for node in known for frame in places(claims_of(record, node))[:4]]),
            ),
        ),
        against=(
            *((f"It announces as {alike} does: a node that was not named, or of another cluster",) if alike else ()),
            *(("All that it said are answers that came late: it may answer for others (proxy-arp)",) if late else ()),
        ),
        instead=(f"two-interfaces, if it is a second MAC of {node}, for whose own address it answers: its ip -br link",)
        if node
        else (),
        missing=() if not alike else ("The full list of nodes: --inventory with kubectl get nodes -o json",),
        remedy=REMEDY.format(who=text, vip=record.vip, maker=f", made by {maker}" if maker else ""),
        proofs=filled(CONFIRM, mac=mac_text(mac), family=6 if ":" in record.vip else 4),
        explains=lost,
    )


def answers_for_node(case: Case, strangers: list[int]) -> str:
    """The named node for whose own address one of some strangers answers, as its second interface would; empty where
    none does."""
    theirs = {
        address for owner in strangers if (node := case.inventory.by_mac.get(owner)) for address in node.addresses
    }
    return next((node.name for node in case.inventory.nodes if node.given and theirs & set(node.addresses)), "")


RULE: Final = Rule(
    id=ID,
    title="a host that is no node claims the address",
    judge=judge,
    hear=hear_owner,
    needs=(
        Need.CLAIMS,
        Need.INVENTORY,
    ),
    covers=frozenset(
        {
            "duplicate-address",
            "every-node-answers",
            "orphan-address",
            "reannounce-loop",
            "split-brain",
            "two-controllers",
            "wrong-owner",
        }
    ),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
