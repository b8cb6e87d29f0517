"""SYNs went to a MAC that never serves the VIP, though another does: who that is, and why it came in, as far as seen.

The general case of duplicate-address, foreign-host, orphan-address, arp-spoofing and proxy-arp: told where too little
was seen for any of them. Its subject is the MAC that senders used: it never answered a SYN on a port that another MAC
served before or after, and nothing says that it is a node which took the VIP over. An owner that refuses for a while
is a matter of its own backend, and serves at other times; an old owner that senders still use served before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import by_owner, claims_of, is_given, nodes_unknown, shown, talk
from arpwatch_k8s.diagnosis.signs.dealings import owners_asked, ports, ports_served
from arpwatch_k8s.diagnosis.signs.failures import exchanges, scanned_ports
from arpwatch_k8s.diagnosis.signs.holding import manages
from arpwatch_k8s.diagnosis.signs.observation import Blind
from arpwatch_k8s.diagnosis.signs.proxies import answers_late_only
from arpwatch_k8s.diagnosis.signs.stability import may_be_routed
from arpwatch_k8s.diagnosis.signs.visibility import claims_visible
from arpwatch_k8s.diagnosis.testimony.believing import hear_owner
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.wording.counts import plural

ID = "wrong-owner"
MOST: Final = 4
"""Connections beside those that were lost that are named."""
LEAST: Final = 3
"""Attempts at a MAC from which on it is no accident that none was answered."""

MOST_OWNERS: Final = 64
"""Owners asked for one VIP that are judged, those that were asked most. Ours: whoever sends frames chooses MACs."""

REMEDY = (
    "Find {mac} on the switch (show mac address-table){maker}, and why senders took it for {vip}: a second host with "
    "the address, a node that kept it, an old entry of a neighbor cache ({flush} on the sender), a forger. Then see "
    "that the node which serves announces again."
)
CONFIRM = (
    Proof("On the sender", "ip -{family} neigh show {vip}"),
    Proof("", "kubectl get nodes -o wide", "is {mac} one of theirs?"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and MAC that was used for it, and never served what another serves."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        if may_be_routed(record) or not len(record.failed):
            continue
        tried = [(owner, lost) for owner, lost in vain(case, record) if owner and len(lost) >= LEAST]
        for owner, lost in most_asked(tried):
            why = objection(case, record, owner, lost)
            if why is None:
                findings.append(finding(case, record, owner, lost))
            else:
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)} {why}"))
        if len(tried) > MOST_OWNERS:
            others = plural(len(tried) - MOST_OWNERS, "other MAC")
            ruled_out.append(RuledOut(ID, record.vip, f"{others} asked in vain, less often, are not judged one by one"))
    return findings, ruled_out


def vain(case: Case, record: VipRecord) -> Iterator[tuple[int, Connections]]:
    """The failed attempts at each owner on ports that it never served, and another did."""
    served, failed = record.connections.where(record.connections.column("answer_event") >= 0), record.failed
    used = set(distinct(served.column("vip_port")).tolist()) - scanned_ports(record)
    failed = failed.where(np.isin(failed.column("vip_port"), list(used)) & (failed.at("last_try", "eth_dst") != 0))
    owners, ports_tried = owners_asked(case, record, failed), failed.column("vip_port")
    own = ports_served(case, record)
    kept = [pair not in own for pair in zip(owners.tolist(), ports_tried.tolist(), strict=True)]
    places = np.flatnonzero(np.array(kept, bool))
    for owner, mine in parts(owners[places]):
        yield owner, failed.places(places[mine])


def most_asked(tried: Sequence[tuple[int, Connections]]) -> list[tuple[int, Connections]]:
    """Of very many owners those that were asked most, in the order of all."""
    by_number = sorted(range(len(tried)), key=lambda at: -len(tried[at][1]))
    return [tried[at] for at in sorted(by_number[:MOST_OWNERS])]


def objection(case: Case, record: VipRecord, owner: int, lost: Connections) -> str | None:
    """Why an owner that never served is not the wrong one; None where nothing speaks for it."""
    if is_virtual_mac(owner):
        return "is a MAC that moves between nodes"
    if is_given(case.inventory, owner):
        return "is a node that was named"
    if manages(by_owner(case, record).get(owner, [])) is not None:
        return "was given the address by a program that moves addresses: what it does with it is its own matter"
    if not any(served_beside(case, record, owner, lost)):
        return "never served it, and nobody is seen to have done so before or after"
    return None


def finding(case: Case, record: VipRecord, owner: int, lost: Connections) -> Finding:
    """The finding about a MAC that does not serve."""
    label, mac = case.inventory.label(owner), mac_text(owner) or ""
    start, end = int(lost.column("start")[0]), int(np.maximum(lost.column("start"), lost.column("end")).max())
    before, after = served_beside(case, record, owner, lost)
    claims, maker = claims_of(record, owner), vendor(owner)
    speakers = by_owner(case, record).get(owner, [])
    who = case.inventory.label(case.inventory.owner((before or after)[-1].answer_mac, start, record.segment))
    on = frozenset(distinct(lost.column("vip_port")).tolist())
    blind = claims_visible(case, record, start, end)
    doubtful = isinstance(blind, Blind) or answers_late_only(record, owner)
    when = " and ".join(word for word, some_ in (("before", before), ("after", after)) if some_)
    steps = [
        Step(f"Of {plural(len(lost), 'SYN')} to {label} on {ports(on)} none was accepted", some(exchanges(lost[:6]))),
        Step(
            f"{who} served {ports(on)} {when}",
            tuple(one.answer_frame for one in [*before[-2:], *after[:2]] if one.answer_frame is not None),
        ),
    ]
    if len(claims):
        steps.append(Step(f"How it came in: {talk(speakers) or 'it claimed the address'}", shown(claims, 6)))
    flush = f"ip {'-6 ' if ':' in record.vip else ''}neigh flush {record.vip}"
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL,
        confidence=Confidence.MEDIUM if before and after and not doubtful else Confidence.LOW,
        vip=record.vip,
        owner=owner,
        start=start,
        end=end,
        summary=f"Senders used {label} for {record.vip}, which never served it, while {who} did",
        because=tuple(steps),
        missing=(
            *((f"How it came in: {blind.why}",) if isinstance(blind, Blind) else ()),
            *nodes_unknown(case, [owner]),
        ),
        remedy=REMEDY.format(mac=mac, maker=f", made by {maker}" if maker else "", vip=record.vip, flush=flush),
        proofs=filled(CONFIRM, family=6 if ":" in record.vip else 4, vip=record.vip, mac=mac),
        explains=lost,
    )


def served_beside(
    case: Case, record: VipRecord, owner: int, lost: Connections
) -> tuple[list[Connection], list[Connection]]:
    """Connections to the same ports that another owner served: the last before the first of those that were lost, and
    the first after the last."""
    served = record.connections.where(record.connections.column("answer_event") >= 0)
    by = case.inventory.owners(served.column("answer_mac"), served.column("answer_time"), record.segment)
    served = served.where((by != owner) & np.isin(served.column("vip_port"), distinct(lost.column("vip_port"))))
    starts, begun = served.column("start"), lost.column("start")
    low, high = np.searchsorted(starts, begun[0]), np.searchsorted(starts, begun[-1], side="right")
    return list(served[max(0, low - MOST) : low]), list(served[high : high + MOST])


RULE: Final = Rule(
    id=ID,
    title="senders use a MAC that never serves the address",
    judge=judge,
    hear=hear_owner,
    needs=(Need.ATTEMPTS, Need.DESTINATIONS),
)
