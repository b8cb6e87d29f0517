"""One program on two nodes, each of which takes itself for the owner: an election that both won.

Told where two act as owners at once (their claims are interleaved, each in its own rhythm; both answer one question;
they advertise side by side), and one and the same program may be behind both. What is one handover with its overlap, or
a restart, is no contest in the first place; nor are complete bursts one after the other, which an election makes that
changes its mind (flapping); nor are two clusters whose VRRP groups have one number, since only advertisements that list
the VIP claim it. The remedy is the program's own; where it is not told well enough to be named, a general one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some, turns
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import (
    MOST_NAMED,
    by_owner,
    is_given,
    lost_within,
    loudest,
    named,
    nodes_unknown,
    talk,
)
from arpwatch_k8s.diagnosis.signs.collisions import Collision, Difference, collision, difference
from arpwatch_k8s.diagnosis.signs.dealings import served_by
from arpwatch_k8s.diagnosis.signs.fights import announced, fought, goes_on, may_speak, shared
from arpwatch_k8s.diagnosis.signs.lockstep import Kinship, in_lockstep, lockstep
from arpwatch_k8s.diagnosis.signs.naming import SURE, UNKNOWN_PROGRAM, likeness
from arpwatch_k8s.diagnosis.signs.writing import NAMES
from arpwatch_k8s.diagnosis.testimony.split_brain import ID, hear, remedies
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed

LIKELY = 0.5
APART: Final = (
    "Give one of the two groups another virtual_router_id ({vrid} is also that of {senders}, for {addresses}): each "
    "acts on the other's advertisements. If it goes on: "
)
UNEQUAL: Final = (
    "Make virtual_ipaddress equal on both: {lists}. keepalived discards an advertisement whose list is not its own "
    "(acassen/keepalived#1603, acassen/keepalived#1515), so each takes itself for the only one, though it hears the "
    "other; addresses that only one shall have belong into virtual_ipaddress_excluded of both, or into another group."
)
UNEQUAL_CONFIRM: Final = (
    Proof("On both nodes", "journalctl -t Keepalived_vrrp | grep -E 'ip number count|not present in MASTER advert'"),
    Proof("On both nodes", "grep -A9 virtual_ipaddress /etc/keepalived/keepalived.conf"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP whose owners share a program."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    kin = Kinship(case)
    for record in case.vips:
        speakers = by_owner(case, record)
        fight = fought(case, record, speakers)
        if fight is None:
            continue
        owners, start, end, frames = fight
        spoke = {owner: speakers[owner][0] for owner in owners if owner in speakers and may_speak(speakers[owner][0])}
        last = {owner: announced(record, owner) for owner in spoke}
        spoke = {owner: speaker for owner, speaker in spoke.items() if goes_on(record, speaker, last)}
        family = shared(list(spoke.values()))
        if any(lockstep(*pair) and kin.one_node(*pair) for pair in combinations(loudest(spoke.values()), 2)):
            ruled_out.append(RuledOut(ID, record.vip, "one node's two interfaces (two-interfaces)"))
        elif family is None:
            ruled_out.append(RuledOut(ID, record.vip, "no one program is credible behind two of the owners"))
        else:
            mine = {owner: speaker for owner, speaker in spoke.items() if family in speaker.families}
            findings.append(finding(case, record, family, mine, (start, end), frames))
    return findings, ruled_out


def finding(
    case: Case,
    record: VipRecord,
    family: str,
    speakers: dict[int, Speaker],
    time: tuple[int, int],
    frames: list[FrameRef],
) -> Finding:
    """The finding that one program on several nodes makes."""
    sure = min(speaker.score(family) for speaker in speakers.values()) >= SURE
    name = NAMES[family] if sure else UNKNOWN_PROGRAM
    lost = lost_within(case, record, *time)
    who = named(case, list(speakers))
    twins = in_lockstep(case, list(speakers.values()))
    given = [is_given(case.inventory, owner) for owner in speakers]
    strange = any(given) and not all(given)
    apart_by_port = may_be_two_services(case, record, family, list(speakers))
    clash, lists = collision(case, record), difference(case, record)
    remedy, confirm = remedies(family, name, record.vip)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.LOW if twins or strange or apart_by_port else confidence(family, speakers),
        vip=record.vip,
        start=time[0],
        end=time[1],
        summary=f"{name} holds {record.vip} on {who} at once ({(time[1] - time[0]) / NS:.1f} s): each takes itself for "
        "the owner",
        because=(
            *voices(case, speakers),
            Step("They claimed it by turns, or answered one question together", turns(frames)),
            *(() if clash is None else (Step(told(clash), clash.frames),)),
            *(() if lists is None else (Step(uneven(lists), lists.frames),)),
        ),
        against=(
            *(("They speak in lockstep, as one node with two interfaces does (two-interfaces)",) if twins else ()),
            *((f"{apart_by_port} (one-address-two-services)",) if apart_by_port else ()),
            *(("Not all of them are among the nodes that were named (foreign-host)",) if strange else ()),
        ),
        missing=nodes_unknown(case, list(speakers)),
        remedy=equal(lists) if lists is not None else remedy if clash is None else apart(clash) + remedy,
        proofs=confirm if lists is None else UNEQUAL_CONFIRM,
        explains=lost,
    )


def voices(case: Case, speakers: dict[int, Speaker]) -> list[Step]:
    """How each of them speaks."""
    return [
        Step(f"{case.inventory.label(owner)} speaks {likeness(speaker)}: {talk([speaker])}", some(speaker.frames))
        for owner, speaker in list(speakers.items())[:MOST_NAMED]
    ]


def may_be_two_services(case: Case, record: VipRecord, family: str, owners: Sequence[int]) -> str:
    """Why two of kube-vip may lead rightly, each for a Service of its own with one address; empty where they do not:
    both serve one port."""
    if family != "kube-vip":
        return ""
    served = [served_by(case, record, owner) for owner in owners]
    if not any(served) and len(record.attempts):
        return "Nobody's answer to a SYN is in the capture: each may lead for a Service of its own with this address"
    if all(served) and not frozenset.intersection(*served):
        return "Each serves ports of its own: two Services may have this address"
    return ""


def uneven(lists: Difference) -> str:
    """Masters of one group whose lists differ."""
    return (
        f"Both masters' advertisements of group {lists.vrid} are seen here, with other lists: {spelled_lists(lists)}; "
        "each discards the other's"
    )


def equal(lists: Difference) -> str:
    """What to do about that."""
    return UNEQUAL.format(lists=spelled_lists(lists))


def spelled_lists(lists: Difference) -> str:
    """Which source lists what."""
    return listed([f"{source} lists {len(those):,} ({spelled(those)})" for source, those in lists.lists])


def told(clash: Collision) -> str:
    """A number that two groups have."""
    return (
        f"Their group's number, {clash.vrid}, is used on this segment for {spelled(clash.addresses)} as well, by "
        f"{spelled(clash.senders)}"
    )


def apart(clash: Collision) -> str:
    """What to do about that before anything else."""
    return APART.format(vrid=clash.vrid, senders=spelled(clash.senders), addresses=spelled(clash.addresses))


def spelled(names: Sequence[str]) -> str:
    """Some names, with how many there are more."""
    left = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], *([f"{left} more"] if left > 0 else [])])


def confidence(family: str, speakers: dict[int, Speaker]) -> Confidence:
    """How sure it is that one program is behind all."""
    least = min(speaker.score(family) for speaker in speakers.values())
    return Confidence.HIGH if least >= SURE else Confidence.MEDIUM if least >= LIKELY else Confidence.LOW


RULE: Final = Rule(
    id=ID,
    title="two nodes take themselves for the owner",
    judge=judge,
    hear=hear,
    needs=(Need.CLAIMS,),
    covers=frozenset({"duplicate-address", "orphan-address", "wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
