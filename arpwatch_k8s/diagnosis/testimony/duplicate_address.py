"""Two MACs that answered one probe at once; hosts whose kernels say that another has the VIP.

In one run of a probe a second MAC may be where the address moved to. It is a second owner where the first answers again
at once, or where a question or two had more answers than there were questions. Two interfaces of one host answer so,
too: the inventory tells those. That a kernel meets packets from its own address (a martian) proves nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.testimony.probes import Answers, answers
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.signs.claimants import is_given, named, nodes_unknown
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.logs.details.belief import Conflict
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed, plural, times

ID: Final = "duplicate-address"
MOST_CITED: Final = 6
MARTIAN: Final = "martian_source"
"""How it is told that packets came whose sender cannot be there, by the host's own addresses and routes."""
TELLING: Final = ("duplicate_address", MARTIAN)

REMEDY: Final = (
    "Find out which of {who} should have {vip}; give the other another address: its static configuration, its DHCP "
    "lease, a clone of a machine. Take the VIP's range out of DHCP, and out of other clusters' pools "
    "(metallb/metallb#519, metallb/metallb#2479). The switch tells where each is: show mac address-table."
)
CONFIRM_V4: Final = (
    Proof("From the proxy", "arping -b -c 3 -I IF {vip}", "two MACs answer"),
    Proof("On each of them", "ip -br addr | grep -F {vip}"),
)
CONFIRM_V6: Final = (
    Proof("From the proxy", "ndisc6 -m {vip} IF", "two MACs answer"),
    Proof("On each of them", "ip -6 -br addr | grep -F {vip}"),
)
INSTEAD: Final = (
    "split-brain or two-controllers, if both are nodes of the cluster: their announcers' logs",
    "every-node-answers, if they are nodes under IPVS without strictARP: ask for another VIP in the same way",
    "proxy-arp, if one of them is a router: it answers for other addresses, too",
    "two interfaces of one host in one network: its ip -br link shows both MACs",
)


def confirm(vip: str) -> tuple[Proof, ...]:
    """How to see it."""
    return filled(CONFIRM_V6 if ":" in vip else CONFIRM_V4, vip=vip)


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """Runs of probes in which two answered at once; what kernels say of a second holder."""
    for run in answers(case.logs):
        if run.is_at_once:
            yield both_answered(case, run)
    yield from kernels(case)


def both_answered(case: Case, run: Answers) -> Heard | RuledOut:
    """What a run is in which two answered at once."""
    vip = run.address
    owners = list(dict.fromkeys(case.inventory.owner(mac) for mac in run.macs if not is_virtual_mac(mac)))
    if len(owners) < 2:
        return RuledOut(ID, vip, "the MACs that answered a probe are one host's, or its group's virtual one")
    label = case.inventory.label
    counts = listed([f"{label(case.inventory.owner(mac), mac)} {times(n)}" for mac, n in run.macs.items()])
    shows = (
        f"the first answered again after the other, {times(run.returns)}"
        if run.returns
        else f"{plural(run.extra or 0, 'answer')} more than there were questions"
    )
    step = Step(f"A probe for {vip} was answered by {counts}: {shows}", (), cited(run))
    if all(is_given(case.inventory, owner) for owner in owners):
        return Heard(vip=vip, span=None, steps=(step,), lifts_to=Confidence.LOW)
    span = None if run.first is None or run.last is None else (run.first, run.last + 1)
    who = named(case, owners)
    harm = felt(case, vip, span)
    return Heard(
        vip=vip,
        span=span,
        steps=(step,),
        lifts_to=Confidence.MEDIUM,
        alone=Finding(
            rule=ID,
            severity=Severity.CRITICAL if harm and span else Severity.WARNING,
            confidence=Confidence.MEDIUM,
            vip=vip,
            start=span[0] if span else 0,
            end=span[1] if span else 0,
            dated=span is not None,
            summary=f"{who} both answer for {vip} at once, as a probe heard",
            because=(step, *([harm] if harm else [])),
            missing=nodes_unknown(case, owners),
            instead=INSTEAD,
            remedy=REMEDY.format(who=who, vip=vip),
            proofs=confirm(vip),
        ),
    )


def cited(run: Answers) -> tuple[LineRef, ...]:
    """The first answer of each MAC."""
    return some([LineRef(run.log, line) for line in sorted(run.lines.values())], MOST_CITED)


def kernels(case: Case) -> Iterator[Heard]:
    """What kernels say of a second holder of their addresses, by address."""
    found: dict[tuple[str, str], list[tuple[int, int, LineRef]]] = {}
    for number, log in case.logs_telling(Conflict):
        for event, detail in telling(log.events, Conflict):
            if detail.kind in TELLING:
                place = (event.time, event.time + event.width_ns, LineRef(number, event.line))
                found.setdefault((detail.address, detail.kind), []).append(place)
    for (vip, kind), places in sorted(found.items()):
        places.sort()
        span = places[0][0], max(end for _, end, _ in places)
        said = (
            "A host's kernel took packets for ones that cannot come from there: their sender was the VIP"
            if kind == MARTIAN
            else "A host's kernel says that another has its address"
        )
        lines = some([line for _, _, line in places], MOST_CITED)
        step = Step(f"{said}, {vip}, {times(len(places))}", (), lines)
        alone = None if kind == MARTIAN else by_kernel(case, vip, span, step)
        yield Heard(vip=vip, span=span, steps=(step,), lifts_to=Confidence.LOW, alone=alone)


def by_kernel(case: Case, vip: str, span: tuple[int, int], step: Step) -> Finding:
    """The finding that a kernel's word makes: a move may have met its old owner."""
    harm = felt(case, vip, (span[0] - NS, span[1] + NS))
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.LOW,
        vip=vip,
        start=span[0],
        end=span[1],
        summary=f"A host's kernel found {vip} in use by another",
        because=(step, *([harm] if harm else [])),
        missing=("Whether both hold it still: a probe that asks all, arping -b or ndisc6 -m",),
        instead=("a move, in which the new owner met the old one for a moment: it is said once, or by turns",),
        remedy=REMEDY.format(who="the two", vip=vip),
        proofs=confirm(vip),
    )
