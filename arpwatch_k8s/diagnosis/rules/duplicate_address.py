"""Two hosts hold the VIP at once, one of them by no program that moves addresses, and nothing says which is right.

A static address, a DHCP lease, a restored machine: it answers for the address by its kernel, or announces it as kernels
and people do. Told by two claimants that act as owners at once (both answer one question, each goes on after the
other, one answers again though the other announced and it did not), of whom one at least never announces as a
controller. With an inventory that knows one of them the other is a foreign host; a node that kept what a controller
gave it is an orphan; both have rules of their own.

No duplicate are: a move, after which the old owner is silent; two interfaces of one host, which share other addresses;
proxy ARP, whose answers come late; a forger, who answers what nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import (
    announcing,
    by_owner,
    claims_of,
    is_given,
    lost_within,
    named,
    nodes_unknown,
    shown,
    talk,
)
from arpwatch_k8s.diagnosis.signs.dealings import dealings, harmed_at, ports, refuses_what_another_serves
from arpwatch_k8s.diagnosis.signs.forgery import forgeries
from arpwatch_k8s.diagnosis.signs.holding import (
    goes_on,
    held_first,
    in_user_space,
    is_like,
    is_node,
    left_behind,
    manages,
    own_address,
    stranger,
)
from arpwatch_k8s.diagnosis.signs.lockstep import Kinship, lockstep
from arpwatch_k8s.diagnosis.signs.observation import Seen
from arpwatch_k8s.diagnosis.signs.proxies import answers_late_only, proxies
from arpwatch_k8s.diagnosis.signs.together import Together, at_once
from arpwatch_k8s.diagnosis.testimony.duplicate_address import ID, REMEDY, confirm, hear
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import listed, plural

MOST: Final = 8
"""Claimants that are held against each other, those that announced most first."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that two hosts hold, the pair that shows it best."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    kin = Kinship(case)
    for record in case.vips:
        speakers = by_owner(case, record)
        aside = {*proxies(case, record), *forgeries(case, record)} if len(speakers) > 1 else set()
        owners = [owner for owner in speakers if owner not in aside and not is_virtual_mac(owner)][:MOST]
        found: list[tuple[tuple[int, int], Together]] = []
        for pair in combinations(owners, 2):
            both = at_once(case, record, pair, speakers)
            if both is None:
                continue
            why = objection(case, record, pair, speakers, kin)
            if why is None:
                found.append((pair, both))
            else:
                ruled_out.append(RuledOut(ID, record.vip, f"{named(case, pair)}: {why}"))
        if found:
            pair, both = max(found, key=lambda item: (item[1].firm, len(item[1].frames), item[1].end - item[1].start))
            findings.append(finding(case, record, ranked(record, pair), speakers, both))
    return findings, ruled_out


def objection(
    case: Case, record: VipRecord, pair: tuple[int, int], speakers: dict[int, list[Speaker]], kin: Kinship
) -> str | None:
    """Why two claimants are no duplicate; None where nothing speaks against it."""
    one, other = (speakers[owner][0] for owner in pair)
    shared = kin.shared_address(one, other)
    if shared or lockstep(one, other):
        return f"one host with two interfaces: both have {shared}, too" if shared else "they speak in lockstep"
    ghosts = [owner for owner in pair if never_sent(case, record, owner)]
    if ghosts:
        return f"{named(case, ghosts)} stands in one claim alone, and no frame came from it: a forged or a broken one"
    late = [owner for owner in pair if answers_late_only(record, owner)]
    if late:
        return f"all that {named(case, late)} said are late answers: it may answer for others (proxy-arp)"
    given = [is_given(case.inventory, owner) for owner in pair]
    if any(given):
        return (
            "both are nodes that were named" if all(given) else "the names given tell which is no node (foreign-host)"
        )
    managing = [owner for owner in pair if manages(speakers[owner]) is not None]
    if len(managing) == len(pair):
        return "programs that move addresses announce it on both"
    if not managing:
        return None
    (owner,) = managing
    holder = next(one for one in pair if one != owner)
    userland = in_user_space(speakers[holder])
    if userland is not None:
        return f"{case.inventory.label(holder)} answers as {userland} does, not as a kernel"
    if isinstance(own_address(case, record, holder), Seen) and held_first(record, holder, owner):
        return f"it is {case.inventory.label(holder)}'s own address (vip-is-node-address)"
    if stranger(case, record, holder, speakers):
        return None
    if is_node(case, record, holder, speakers[holder]):
        return f"{case.inventory.label(holder)} is a node (orphan-address)"
    orphan = left_behind(case, record, holder)
    if orphan is not None and goes_on(record, orphan.owner, int(orphan.rows["time"][0])):
        return f"{case.inventory.label(holder)} may be a node that kept it (orphan-address)"
    return None


def never_sent(case: Case, record: VipRecord, owner: int) -> bool:
    """Whether a claimant is known from a single claim, and no frame bears its MAC as its sender."""
    rows = claims_of(record, owner)
    return len(rows) == 1 and not (case.views[record.view].evidence["eth_src"] == rows["mac"][0]).any()


def ranked(record: VipRecord, pair: tuple[int, int]) -> tuple[int, int]:
    """Of two holders first the one that serves, or held it first."""
    served = {owner: int(np.count_nonzero(record.answers["owner"] == owner)) for owner in pair}
    first = {owner: int(claims_of(record, owner)["time"][0]) for owner in pair}
    right, left = sorted(pair, key=lambda owner: (-served[owner], first[owner]))
    return right, left


def finding(
    case: Case, record: VipRecord, pair: tuple[int, int], speakers: dict[int, list[Speaker]], both: Together
) -> Finding:
    """The finding about two holders."""
    who = named(case, pair)
    refused, on = refuses_what_another_serves(case, record, pair[1])
    why = stranger(case, record, pair[1], speakers)
    lost = explained(case, record, pair, both)
    sure = bool(why) and len(refused) > 0
    firm = bool(why) or (both.firm and not any(unprinted(record, owner, speakers[owner]) for owner in pair))
    steps = [
        Step(described(case, record, owner, speakers[owner]), shown(claims_of(record, owner), 6)) for owner in pair
    ]
    steps.append(Step(both.words, both.frames))
    if len(refused):
        frames = some([one.end_frame for one in refused[:MOST] if one.end_frame is not None], 6)
        steps.append(
            Step(
                f"{case.inventory.label(pair[1])} refused {plural(len(refused), 'SYN')} to {ports(on)}, which others "
                "serve",
                frames,
            )
        )
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM if firm else Confidence.LOW,
        vip=record.vip,
        start=both.start,
        end=both.end,
        summary=f"{who} both hold {record.vip}, and no inventory says which of them should",
        because=tuple(steps),
        missing=nodes_unknown(case, pair),
        instead=tuple(alternatives(case, record, pair, speakers)),
        remedy=REMEDY.format(who=who, vip=record.vip),
        proofs=confirm(record.vip),
        explains=lost,
    )


def unprinted(record: VipRecord, owner: int, speakers: list[Speaker]) -> bool:
    """Whether an owner's announcements do not show their form, so that any program that moves addresses may be behind
    them: tshark's columns have no target MAC."""
    return bool(len(announcing(record, owner))) and not any(speaker.spoke for speaker in speakers)


def explained(case: Case, record: VipRecord, pair: tuple[int, int], both: Together) -> Connections:
    """The failed attempts that two holders make: those that went to the one that does not serve; where both do, or
    neither, all that were under way."""
    serving = [owner for owner in pair if dealings(case, record, owner).served]
    if len(serving) == 1:
        (wrong,) = set(pair) - set(serving)
        return harmed_at(case, record, wrong, both.start, both.end)
    return lost_within(case, record, both.start, both.end)


def described(case: Case, record: VipRecord, owner: int, speakers: list[Speaker]) -> str:
    """Who a holder is, what it said, what it did with SYNs."""
    maker, node = vendor(speakers[0].mac), case.inventory.by_mac.get(owner)
    own = [address for address in node.addresses if is_like(address, record.vip)] if node else []
    who = case.inventory.label(owner, speakers[0].mac)
    parts = [f"made by {maker}" if maker else "its maker is not registered"]
    parts.append(f"its own address is {listed(own[:2])}" if own else "no other address of it is known")
    return f"{who}, {', '.join(parts)}: {talk(speakers)}; {dealings(case, record, owner).in_words()}"


def alternatives(
    case: Case, record: VipRecord, pair: tuple[int, int], speakers: dict[int, list[Speaker]]
) -> Iterator[str]:
    """What else shows in this way, and what decides."""
    if all(not len(announcing(record, owner)) for owner in pair):
        how = "ndisc6 -m" if ":" in record.vip else "arping -b"
        yield f"every-node-answers, if both are nodes under IPVS without strictARP: ask for another VIP, {how}"
    if any(unprinted(record, owner, speakers[owner]) for owner in pair):
        yield "split-brain or two-controllers, if both are nodes of the cluster: their announcers' logs"
    if manages(speakers[pair[0]]) is not None:
        yield f"orphan-address, if {case.inventory.label(pair[1])} is a node that kept the address: its ip -br addr"
    yield "two interfaces of one host in one network: its ip -br link shows both MACs"


RULE: Final = Rule(
    id=ID,
    title="two hosts hold the address",
    judge=judge,
    hear=hear,
    needs=(Need.CLAIMS,),
    covers=frozenset({"wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
