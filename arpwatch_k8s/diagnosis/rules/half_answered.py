"""The owner answers questions of one form only: those to all, or those to it alone.

Neighbor caches ask in two ways: all at first, by broadcast or by the multicast group of the address, and later the one
neighbor that they know (RFC 4861 section 7.2.2 and 7.3.3; Linux does the same in ARP). Where multicast does not reach
the owner (MLD snooping without a querier, the filter of a network card, a program that never joined the group), whoever
knows it already goes on and nobody new gets there. Where only questions to all are answered, caches lose the entry
each time they check it, and ask all again: it works, at the cost of broadcasts, and looks like a switch that answers
for the owner.

One form in vain, the other answered, by turns, in the time of one owner: a single lost frame is no form, and an owner
that is gone for a while answers neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY, owners_at
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.asking import FEWEST_VAIN, Questions, of_segment, put_to
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.evidence.row import ARP_REQUEST, MULTICAST_BIT, NS
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural, times

ID = "half-answered"
TURNS: Final = 3
"""Changes between the form in vain and the one that is answered: once is an owner that went or came, twice one that did
both."""
SURE_TURNS: Final = 5
MOSTLY: Final = 0.8
"""Of the other form, as much is answered at least: else it is loss."""

MOST_OWNERS: Final = 16
"""Owners that are looked at: of a flood of forged ones those that hosts believed in most."""

UNHEARD: Final = (
    "Let {questions} reach {node}: {filters}. Until then whoever does not know its MAC yet cannot reach {vip}."
)
FILTERS_V4: Final = (
    "look for storm control, port security and Wi-Fi or hypervisor filters that drop broadcasts on the way, and try "
    "its interface in promiscuous mode (metallb/metallb#253, metallb/metallb#284)"
)
FILTERS_V6: Final = (
    "MLD snooping needs a querier on the network, or is to be turned off; on {node}, ip -6 maddr show must list the "
    "solicited-node group of the address, else a program answers for it that never joined (ip link set IF promisc on "
    "helps; cilium/cilium#44311, cilium/cilium#41678)"
)
ALONE: Final = (
    "Find out what answers: a switch or an overlay that suppresses neighbor discovery answers what goes to all, in "
    "{node}'s name, and a program in user space may hear nothing else. It costs broadcasts, and time at every check of "
    "a cache; if SYNs to that MAC die as well, see answered-by-fabric."
)
CONFIRM_V4: Final = (
    Proof("From {host}", "arping -b -c 3 -I IF {vip}", "asks all"),
    Proof("From {host}", "arping -c 4 -I IF {vip}", "asks all, then whom it found"),
    Proof("On {node}", "tcpdump -p -eni IF arp and host {vip}"),
)
CONFIRM_V6: Final = (
    Proof("From {host}", "ndisc6 -m {vip} IF", "asks all"),
    Proof("From {host}", "ip -6 neigh show {vip}", "before and after"),
    Proof("On {node}", "tcpdump -p -eni IF 'icmp6 and ip6[40] == 135'", "which solicitations are heard there?"),
    Proof("On {node}", "ip -6 maddr show dev IF"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Half:
    """What one host asked an owner, of which one form stayed without an answer."""

    owner: int
    """Who was asked."""
    asker: int
    """Who asked, by MAC."""
    to_all: bool
    """Whether it is the questions to all that are in vain."""
    vain: Questions
    """Those in vain."""
    answered: Questions
    """Those of the other form, answered."""
    turns: int
    """How often the one followed the other."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner that answers one form of questions."""
    findings: list[Finding] = []
    for record in case.vips:
        by_owner: dict[tuple[int, bool], Half] = {}
        for half in halves(case, record):
            known = by_owner.get((half.owner, half.to_all))
            if known is None or half.turns > known.turns:
                by_owner[half.owner, half.to_all] = half
        findings += [finding(case, record, half) for half in by_owner.values()]
    return findings, []


def halves(case: Case, record: VipRecord) -> Iterator[Half]:
    """Hosts that an owner answers in one form alone."""
    for owner in asked_alone(case, record):
        rows = put_to(case, record, owner).rows
        held = owners_at(record.ownership.epochs, rows["time"])
        rows = rows[(rows["target"] == record.code) & rows["visible"] & ((held == owner) | (held == NOBODY))]
        order = np.argsort(rows["mac"], kind="stable")
        for mine in np.split(rows[order], np.flatnonzero(np.diff(rows["mac"][order].astype(np.int64))) + 1):
            for to_all in (True, False):
                vain = (mine["to_all"] == to_all) & (mine["answer"] < 0)
                other = mine["to_all"] != to_all
                heard = other & (mine["answer"] >= 0)
                if vain.sum() < FEWEST_VAIN or ((mine["to_all"] == to_all) & (mine["answer"] >= 0)).any():
                    continue
                turns = int(np.count_nonzero(np.diff(heard[vain | heard].astype(np.int8))))
                if turns >= TURNS and heard.sum() >= MOSTLY * other.sum():
                    yield Half(
                        owner=owner,
                        asker=int(mine["mac"][0]),
                        to_all=to_all,
                        vain=Questions(mine[vain]),
                        answered=Questions(mine[heard]),
                        turns=turns,
                    )


def asked_alone(case: Case, record: VipRecord) -> list[int]:
    """Those of the owners by claims whom hosts asked for the VIP alone, by their MAC: the ones that they did most."""
    rows = of_segment(case, record)
    asks = ((rows["kind"] == ARP_REQUEST) | (rows["kind"] == NS)) & (rows["target_ip"] == record.code)
    asks &= (rows["eth_dst"] != 0) & (rows["eth_dst"] & MULTICAST_BIT == 0)
    owners = case.inventory.owners(rows["eth_dst"][asks], rows["time"][asks], record.segment)
    found, times_asked = np.unique(owners[np.isin(owners, record.claims["owner"])], return_counts=True)
    chosen: list[int] = found[np.argsort(-times_asked, kind="stable")][:MOST_OWNERS].tolist()
    return chosen


def finding(case: Case, record: VipRecord, half: Half) -> Finding:
    """The finding about one owner."""
    label, node = case.inventory.label(half.owner), case.inventory.name(half.owner) or "the owner"
    asker, v6 = case.inventory.label(half.asker), ":" in record.vip
    questions = ("multicast solicitations" if v6 else "broadcast questions") if half.to_all else "questions to it alone"
    others = "those to it alone" if half.to_all else ("multicast ones" if v6 else "broadcast ones")
    loss = misses_frames(case, record)
    sure = Confidence.HIGH if half.turns >= SURE_TURNS else Confidence.MEDIUM
    filters = (FILTERS_V6 if v6 else FILTERS_V4).format(node=node)
    rows = np.concatenate([half.vain.rows, half.answered.rows])
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if half.to_all else Severity.INFO,
        confidence=Confidence.LOW if loss else sure,
        vip=record.vip,
        owner=half.owner,
        start=int(rows["time"].min()),
        end=int(rows["time"].max()),
        summary=f"{label} leaves {questions} about {record.vip} without an answer ({plural(len(half.vain), 'time')}), "
        f"and answers {others} ({times(len(half.answered))})",
        because=(
            Step(
                f"{asker} asked {plural(len(half.vain), 'time')} by {questions}, never with an answer, though one "
                "would have been seen here",
                some(half.vain.frames()),
            ),
            Step(
                f"By turns with them, {plural(len(half.answered), 'question')} of the other form had one: it is there, "
                "and it is no loss",
                some(half.answered.frames()),
            ),
        ),
        against=(loss,) if loss else (),
        missing=(f"A capture at {label}: whether the questions reach it, and who answers the others",),
        remedy=UNHEARD.format(questions=questions, node=node, vip=record.vip, filters=filters)
        if half.to_all
        else ALONE.format(node=node),
        proofs=filled(
            CONFIRM_V6 if v6 else CONFIRM_V4,
            vip=record.vip,
            node=node,
            host=case.inventory.name(half.asker) or "the asking host",
        ),
    )


RULE: Final = Rule(
    id=ID,
    title="questions of one form are not answered",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset({"vip-unanswered"}),
    danger=True,
)
