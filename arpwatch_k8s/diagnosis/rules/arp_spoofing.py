"""Claims of the VIP are forged: a host tells others, unasked, that it has the VIP, and reads or drops what comes.

`signs/forgery.py` says how it is told: replies to chosen hosts that had not asked, again and again, beside another that
holds the address, or for the addresses of both ends of a conversation, or by one who asked for the address itself and
knows better. Nothing need fail: a forger that sends on what it gets is not felt.

A bond, ARP suppression and VRRP differ in their senders' MACs, too, but answer questions; proxy ARP answers for many,
but late, and when asked; a node with several VIPs announces them to all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import named
from arpwatch_k8s.diagnosis.signs.dealings import dealings, harmed_at
from arpwatch_k8s.diagnosis.signs.forgery import Forgery, forgeries
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory.vendor import vendor
from arpwatch_k8s.wording.counts import listed, plural

ID = "arp-spoofing"

REMEDY = (
    "Find {mac} on the switch (show mac address-table){maker} and take it off the network. Until then pin the true MAC "
    "where it was told: {pin}. Afterwards let the switch hold it: dynamic ARP inspection with DHCP snooping, {guard}. "
    "If the host is one of yours, look for what it runs: failover scripts send unasked replies, too."
)
CONFIRM_V4 = (
    Proof("On the host that was told", "ip neigh show {vip}", "is it {mac}?"),
    Proof("On the host that was told", "arping -b -c 3 -I IF {vip}", "two MACs answer"),
)
CONFIRM_V6 = (
    Proof("On the host that was told", "ip -6 neigh show {vip}", "is it {mac}?"),
    Proof("On the host that was told", "ndisc6 -m {vip} IF", "two MACs answer"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and forger."""
    found = [finding(case, record, forged) for record in case.vips for forged in forgeries(case, record).values()]
    return found, []


def finding(case: Case, record: VipRecord, forged: Forgery) -> Finding:
    """The finding against a forger."""
    label, who = case.inventory.label(forged.owner, forged.mac), named(case, forged.hosts)
    until = undone(record, forged)
    lost = harmed_at(case, record, forged.owner, forged.start, until)
    mac, maker = mac_text(forged.mac) or "", vendor(forged.mac)
    v6 = ":" in record.vip
    pin = f"ip {'-6 ' if v6 else ''}neigh replace {record.vip} lladdr MAC dev IF nud permanent"
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=confidence(forged),
        vip=record.vip,
        owner=forged.owner,
        start=forged.start,
        end=until,
        summary=f"{label} forges claims of {record.vip}: it told {who} {plural(forged.count, 'time')}, unasked, that "
        f"the address is {'at another MAC' if forged.apart else 'its own'}",
        because=tuple(argument(case, record, forged)),
        against=()
        if forged.would_show
        else (f"No question of {who} is in the capture at all: answers to some might look unasked",),
        missing=() if forged.rivals else (f"Who holds {record.vip} rightly: no claim of another is in the capture",),
        instead=()
        if confidence(forged) is Confidence.HIGH
        else (
            "duplicate-address, if that host has the address by mistake: its own configuration says so, and it would "
            "answer questions, too",
        ),
        remedy=REMEDY.format(
            mac=mac,
            maker=f", made by {maker}," if maker else "",
            pin=pin,
            guard="RA guard and ND inspection" if v6 else "port security",
        ),
        proofs=filled(CONFIRM_V6 if v6 else CONFIRM_V4, vip=record.vip, mac=mac),
        explains=lost,
    )


def undone(record: VipRecord, forged: Forgery) -> int:
    """When another claimed the address after the last forged claim, ns UTC; that claim itself where nobody did."""
    claims = record.claims.rows
    later = claims[(claims["time"] > forged.end) & (claims["owner"] != forged.owner)]
    return int(later["time"][0]) if len(later) else forged.end


def confidence(forged: Forgery) -> Confidence:
    """How sure it is: two signs beside replies that are known to be unasked leave no other reading."""
    if forged.would_show and (forged.signs > 1 or forged.others):
        return Confidence.HIGH
    return Confidence.MEDIUM if forged.would_show or forged.signs > 1 else Confidence.LOW


def argument(case: Case, record: VipRecord, forged: Forgery) -> Iterator[Step]:
    """What shows it."""
    label, who = case.inventory.label(forged.owner, forged.mac), named(case, forged.hosts)
    seen = f" ({forged.would_show})" if forged.would_show else ""
    yield Step(
        f"{label} sent {forged.count:,} replies about {record.vip} to {who} that answer no question{seen}",
        forged.frames,
    )
    if forged.rivals:
        yield Step(f"Another has {record.vip}: it claims it, or answers SYNs for it", forged.rivals)
    if forged.others:
        yield Step(
            f"It told the same of addresses that other hosts ask from: {listed(list(forged.others))}",
            forged.others_frames,
        )
    if forged.asked:
        yield Step("It asked for the address itself, in its own name, and another answered: it knew", forged.asked)
    if forged.apart:
        yield Step("Frames of its own tell of another MAC than the one that sent them", forged.apart)
    if forged.relayed:
        yield Step(
            "It sent on what it got: with a lower TTL, with a redirect, or so that another answered", forged.relayed
        )
    if forged.unserved:
        done = dealings(case, record, forged.owner).in_words()
        yield Step(f"It never serves the address, which others do: {done}", forged.unserved)


RULE: Final = Rule(
    id=ID,
    title="claims are forged",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset(
        {"duplicate-address", "foreign-host", "orphan-address", "proxy-arp", "split-brain", "wrong-owner"}
    ),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
