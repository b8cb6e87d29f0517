"""Two programs that write one Service's status by turns, or that each say that they hold one address.

That both are named as its writers proves no fight: what a migration left has two as well. Each must have written again
after the other did, over longer than clocks may differ by. MetalLB's controller and its speakers are one program; tools
by which people write are none. One program alone that writes again and again is no second controller either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby
from typing import Final

from arpwatch_k8s.correlator.testimony.believed import MOST_AT_ONCE, ClusterEpoch, Voice
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.signs.writing import (
    CLOCKS_NS,
    NAMES,
    Write,
    Written,
    called,
    changed,
    shared,
    turns,
    written,
)
from arpwatch_k8s.diagnosis.testimony.believing import (
    announces,
    contradicted,
    is_excerpt,
    is_on_one_clock,
    said_by,
    says_again,
)
from arpwatch_k8s.diagnosis.testimony.felt import felt
from arpwatch_k8s.diagnosis.testimony.heard import Heard
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import seconds, times

ID: Final = "two-controllers"
TOGETHER_NS: Final = 60 * NS
"""Two last writes this close may be of two that are both at it: ours; a Service that nobody disturbs is written when it
is made, and no more."""
MOST_PROGRAMS: Final = 6
"""Writers of one Service that are held against each other."""
MOST_SHOWN: Final = 8

METALLB_AND_KUBE_VIP: Final = (
    "Let one of them announce. If MetalLB is to serve LoadBalancer Services, switch kube-vip's services off: kubespray "
    "kube_vip_services_enabled: false, kube-vip svc_enable=false; kube-vip for the API server may stay "
    "(metallb/metallb#2177, metallb/metallb#2396). To keep both, give every Service a loadBalancerClass "
    "(kube-vip.io/kube-vip-class) or the label kube-vip.io/ignore=true. disable_service_updates=true ends the fight "
    "over the status, not the double announcement. Afterwards look on each node for an address left behind: "
    "ip -br addr | grep -F {vip}."
)
ANY: Final = (
    "Let one program announce {vip}: take the address out of the pool or configuration of {one} or of {other}, or give "
    "each Service a loadBalancerClass that only one of them serves. Afterwards look on each node for an address left "
    "behind: ip -br addr | grep -F {vip}."
)
CONFIRM: Final = (
    Proof(
        "",
        "kubectl get svc -A -o yaml --show-managed-fields | grep -B2 -A12 'manager:'",
        "two managers of status = two controllers",
    ),
    Proof("", "kubectl get svc -A | grep -F {vip}"),
    Proof("", "kubectl get pods -A -o wide | grep -E {programs}"),
)
WHO_WRITES: Final = (
    "Who writes the Service's status: the controllers' logs, or kubectl get svc --show-managed-fields, name both; "
    "frames show the programs, not the configuration that lets both act"
)
"""What frames cannot show of it."""
BY_TURNS: Final = (
    "Whether both write still: kubectl get svc {service} -o json -w --output-watch-events --show-managed-fields; an "
    "entry stays where its program wrote once, and a migration leaves one"
)
ZONES: Final = "The time zone of one log: it names none, as the other does; name it with --as FILE@ZONE"
STILL: Final = (
    "Whether {name} held it still: it did not say so again after the other began, or its log has nothing but such lines"
)
WIRE: Final = "What is on the wire: whether both announce the address, and from where"


def remedy(vip: str, families: Sequence[str], names: Sequence[str]) -> str:
    """What to do about two programs."""
    text = METALLB_AND_KUBE_VIP if set(families) == {"metallb", "kube-vip"} else ANY
    return text.format(vip=vip, one=names[0], other=names[1])


def hear(case: Case) -> Iterator[Heard | RuledOut]:
    """Two writers of one status, for each Service with an address; two programs that each say that they hold one."""
    for one in written(case):
        for pair in combinations(one.programs[:MOST_PROGRAMS], 2):
            yield from writers(case, one, pair)
        yield from undone(case, one)
    yield from holders(case)


def undone(case: Case, service: Written) -> Iterator[Heard]:
    """MetalLB's log that it writes a Service, and kube-vip's that load balancers changed under it, by turns: which of
    them changed it does not say."""
    metallb = [write for write in service.of("metallb") if not write.by_server]
    changes = changed(case) if metallb else []
    if turns(metallb, changes) < case.thresholds.contest_changes or shared(metallb, changes) is None:
        return
    several = sorted([*metallb, *changes], key=lambda write: (write.time or 0, write.line))
    dated = [write.time for write in several if write.time is not None]
    text = f"MetalLB wrote {service.service}, and kube-vip saw load balancers change, by turns"
    step = Step(f"{text}: {times(len(metallb))} and {times(len(changes))}", (), cited(several))
    pair = ("kube-vip", "metallb")
    missing = (BY_TURNS.format(service=service.service),)
    summary = f"Two controllers may act on one Service: {text}, which has {service.address}"
    span = (min(dated), max(dated))
    confidence = Confidence.LOW
    alone = finding(
        case, service.address, pair, steps=(step,), span=span, summary=summary, confidence=confidence, missing=missing
    )
    yield Heard(vip=service.address, span=span, steps=(step,), lifts_to=confidence, alone=alone)


def holders(case: Case) -> Iterator[Heard | RuledOut]:
    """Two programs that said they hold one address at once: for each two of them, where that lasted longest."""
    found: dict[tuple[str, str, str], tuple[int, int, ClusterEpoch, ClusterEpoch]] = {}
    told = [epoch for epoch in case.cluster if epoch.voice is not Voice.OBJECT and epoch.program in NAMES]
    for vip, several in groupby(told, key=lambda epoch: epoch.vip):
        running: list[ClusterEpoch] = []
        for epoch in sorted(several, key=lambda epoch: (epoch.start, epoch.program, epoch.node)):
            since = epoch.start + epoch.start_width
            running = [other for other in running if other.heard > since][-MOST_AT_ONCE:]
            for other in running:
                start, end = since, min(other.heard, epoch.heard)
                key = (vip, *sorted((other.program, epoch.program)))
                if other.program != epoch.program and (key not in found or end - start > found[key][1] - found[key][0]):
                    found[key] = start, end, other, epoch
            running.append(epoch)
    for (vip, *pair), (start, end, first, second) in found.items():
        names = f"{called(pair[0])} and {called(pair[1])}"
        if end - start < CLOCKS_NS:
            why = f"{names} both say they hold it for {seconds(max(0, end - start))}, no more than clocks may differ by"
            yield RuledOut(ID, vip, why)
        elif not (announces(case, first) and announces(case, second)):
            yield RuledOut(ID, vip, f"{names} both have it on an interface, and one of them does not announce it")
        else:
            yield both_hold(case, (first, second), (start, end))


def both_hold(case: Case, pair: tuple[ClusterEpoch, ClusterEpoch], span: tuple[int, int]) -> Heard:
    """The finding that two programs make which both hold an address."""
    first, second = pair
    names = [called(epoch.program) for epoch in pair]
    zoned = is_on_one_clock(case, first, second)
    decided = zoned and says_again(first, span[0] + CLOCKS_NS) and not any(is_excerpt(case, one) for one in pair)
    where = f"both on {first.node}" if first.node == second.node else f"on {first.node} and {second.node}"
    wire = contradicted(case, first.vip, span) if first.node != second.node else None
    steps = tuple(said_by(epoch, name) for epoch, name in zip(pair, names, strict=True))
    alone = finding(
        case,
        first.vip,
        [epoch.program for epoch in pair],
        steps=steps,
        span=span,
        summary=f"By their logs {names[0]} and {names[1]} both held {first.vip}, {where}, for "
        f"{seconds(span[1] - span[0])}",
        confidence=Confidence.MEDIUM if decided and wire is None else Confidence.LOW,
        missing=() if decided else (STILL.format(name=names[0]) if zoned else ZONES,),
    )
    return Heard(
        vip=first.vip,
        span=span,
        steps=steps,
        lifts_to=Confidence.HIGH if decided else Confidence.LOW,
        settles=(WHO_WRITES,),
        alone=alone if wire is None else replace(alone, severity=Severity.INFO, against=(wire,)),
    )


def writers(case: Case, service: Written, pair: tuple[str, str]) -> Iterator[Heard | RuledOut]:
    """What the writes of two programs amount to."""
    mine, theirs = (service.of(program) for program in pair)
    passed, both = turns(mine, theirs), shared(mine, theirs)
    names = f"{called(pair[0], mine)} and {called(pair[1], theirs)}"
    if both is not None and passed >= case.thresholds.contest_changes:
        text = (
            f"{names} wrote the status of {service.service} by turns, {times(passed)} in {seconds(both[1] - both[0])}"
        )
        yield heard(case, service, pair, (text, Confidence.MEDIUM))
        return
    apart = distance(mine, theirs)
    if apart is not None and apart > TOGETHER_NS:
        why = f"{names} wrote the status of {service.service}, the one long after the other: a migration leaves that"
        yield RuledOut(ID, service.address, why)
        return
    when = "" if apart is None else f", {seconds(apart)} from each other" if apart else ", in the same second"
    text = f"{names} are both named as writers of {service.service}'s status{when}"
    yield heard(case, service, pair, (text, Confidence.LOW))


def distance(one: Sequence[Write], other: Sequence[Write]) -> int | None:
    """How far apart (ns) the nearest writes of two programs are; None where the times of one are not told."""
    mine, theirs = ([write.time for write in writes if write.time is not None] for writes in (one, other))
    if not mine or not theirs:
        return None
    return min(abs(a - b) for a in (mine[0], mine[-1]) for b in (theirs[0], theirs[-1]))


def heard(case: Case, service: Written, pair: tuple[str, str], told: tuple[str, Confidence]) -> Heard:
    """The finding that two writers make."""
    text, confidence = told
    writes = sorted([w for program in pair for w in service.of(program)], key=lambda w: (w.time or 0, w.line))
    undone = ": one undoes what the other wrote" if confidence is Confidence.MEDIUM else ""
    step = Step(f"{text}{undone}", (), cited(writes))
    dated = [write.time for write in writes if write.time is not None]
    return Heard(
        vip=service.address,
        span=None,
        steps=(step,),
        lifts_to=Confidence.HIGH if confidence is Confidence.MEDIUM else Confidence.LOW,
        settles=(WHO_WRITES,),
        alone=finding(
            case,
            service.address,
            pair,
            steps=(step,),
            span=(min(dated), max(dated)) if dated else None,
            summary=f"Two controllers on one Service: {text}, which has {service.address}",
            confidence=confidence,
            missing=(() if confidence is Confidence.MEDIUM else (BY_TURNS.format(service=service.service),)),
        ),
    )


def finding(
    case: Case,
    vip: str,
    pair: Sequence[str],
    *,
    steps: tuple[Step, ...],
    span: tuple[int, int] | None,
    summary: str,
    confidence: Confidence,
    missing: tuple[str, ...] = (),
) -> Finding:
    """What lines alone say against two programs."""
    harm = felt(case, vip, span)
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if harm and confidence is Confidence.MEDIUM else Severity.WARNING,
        confidence=confidence,
        vip=vip,
        start=span[0] if span else 0,
        end=span[1] if span else 0,
        dated=span is not None,
        summary=summary,
        because=(*steps, *([harm] if harm else [])),
        missing=(*missing, WIRE),
        remedy=remedy(vip, pair, [called(program) for program in pair]),
        proofs=filled(CONFIRM, vip=vip, programs="|".join(pair)),
    )


def cited(writes: Sequence[Write]) -> tuple[LineRef, ...]:
    """Some lines of writes, in order of time."""
    return some([write.line for write in writes], MOST_SHOWN)
