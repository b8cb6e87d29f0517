"""Duplicate address detection for the VIP was answered: the node announces an address that its kernel will not use.

Before it uses an IPv6 address a kernel asks whether anybody has it, from no address at all (RFC 4862 section 5.4); the
probe of RFC 5227 is the same in ARP. If somebody answers, the kernel keeps the address and does not use it (Linux:
`dadfailed`): it answers no question, and takes no connection. The program that added it may not notice, and go on
announcing it. It is enough that the old owner answered once, in the middle of a move, or that a switch did.

Told by a question from no address for the VIP that somebody else answered, or asked as well at the same time, by
announcements from then on, and by not one answer, question or SYN-ACK of the announcer in the VIP's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.asking import FEWEST_VAIN, Questions, of_segment, put_to
from arpwatch_k8s.diagnosis.signs.claimants import announcing, claims_of, places, shown
from arpwatch_k8s.diagnosis.signs.failures import ended, sampled, syns, targets
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.outages import FEWEST_SYNS
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_PROBE, ARP_REPLY, NA, NS, VRRP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "dad-failed"

REMEDY_V6 = (
    "Take {vip} from {holder}, or find out why it answered; then, on {node}, remove the address and add it again (ip "
    "-6 addr del and add, or restart the program that put it there), since a kernel does not try again by itself. "
    "Where a controller alone decides who has it, let the address be added without detection (nodad, or sysctl "
    "net.ipv6.conf.IF.accept_dad=0)."
)
REMEDY_V4 = (
    "Take {vip} from {holder}, or find out why it answered; then have the program on {node} that probed for the "
    "address (NetworkManager, systemd-networkd, Pacemaker's IPaddr2, ifup) add it again."
)
CONFIRM_V6 = (
    Proof("On {node}", "ip -6 addr show | grep -F {vip}", "dadfailed or tentative?"),
    Proof("On {node}", "dmesg | grep -i 'duplicate address'"),
    Proof("On {holder}", "ip -6 addr | grep -F {vip}"),
)
CONFIRM_V4 = (
    Proof("On {node}", "ip addr | grep -F {vip}", "is it there?"),
    Proof("On {node}", "journalctl | grep -i -E 'address conflict|in use'"),
    Proof("On {holder}", "ip addr | grep -F {vip}"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Failed:
    """A detection that found somebody, and what followed."""

    owner: int
    """Who asked whether anybody has the VIP."""
    holder: int
    """Who answered."""
    time: int
    """When that was, ns UTC."""
    frames: tuple[FrameRef, ...]
    """The question and the answer."""
    announced: NDArray[Any]
    """`CLAIM` records of announcements from then on."""
    vain: Questions
    """What it was asked from then on, in vain."""
    lost: Connections
    """Attempts at it from then on that got no service."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node whose detection was answered."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        for owner, holder, time, frames in detections(case, record):
            label = case.inventory.label(owner)
            announced = announcing(record, owner)
            announced = announced[announced["time"] > time]
            used = in_use(record, owner, time)
            if not len(announced):
                ruled_out.append(RuledOut(ID, record.vip, f"{label} found it in use, and announced it no more"))
            elif used is not None:
                why = f"{label} uses it all the same ({case.cite(used)})"
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                lost = ended(record, AttemptOutcome.UNANSWERED, AttemptOutcome.UNREACHABLE)
                lost = lost.where((targets(case, record, lost) == owner) & (lost.column("start") > time))
                vain = put_to(case, record, owner).within(time + 1, record.end or time).vain
                failed = Failed(
                    owner=owner,
                    holder=holder,
                    time=time,
                    frames=frames,
                    announced=announced,
                    vain=vain.of(vain.rows["target"] == record.code),
                    lost=lost,
                )
                findings.append(finding(case, record, failed))
    return findings, ruled_out


def detections(case: Case, record: VipRecord) -> Iterator[tuple[int, int, int, tuple[FrameRef, ...]]]:
    """Of each node the last detection for the VIP that somebody answered: who asked, who answered, when (ns UTC), the
    frames; none of a node whose later one had no answer."""
    rows = of_segment(case, record)
    nobody = rows.addresses.find("::")
    asks = ((rows["kind"] == ARP_PROBE) | ((rows["kind"] == NS) & (rows["ip_src"] == nobody))) & (
        rows["target_ip"] == record.code
    )
    told = ((rows["kind"] == ARP_REPLY) & (rows["sender_ip"] == record.code)) | (
        (rows["kind"] == NA) & (rows["target_ip"] == record.code)
    )
    probes, answers = rows.take(asks), rows.take(asks | told)
    if not len(probes):
        return
    askers = case.inventory.owners(probes["eth_src"], probes["time"], record.segment)
    others = case.inventory.owners(answers["eth_src"], answers["time"], record.segment)
    times = answers["time"]
    for owner in np.intersect1d(askers, record.claims["owner"][record.claims["announces"]]).tolist():
        at = int(np.flatnonzero(askers == owner)[-1])
        for place in np.flatnonzero(askers == owner)[::-1].tolist():
            if probes["time"][at] - probes["time"][place] > case.thresholds.asking_gap_ns:
                break
            asked = int(probes["time"][place])
            low, high = np.searchsorted(times, [asked, asked + case.thresholds.answer_ns + 1])
            found = low + np.flatnonzero(others[low:high] != owner)
            if len(found):
                first = int(found[0])
                frames = (
                    FrameRef(int(probes["capture"][place]), int(probes["frame"][place])),
                    FrameRef(int(answers["capture"][first]), int(answers["frame"][first])),
                )
                yield owner, int(others[first]), asked, frames
                break


def in_use(record: VipRecord, owner: int, time: int) -> FrameRef | None:
    """A frame after `time` (ns UTC) that only one sends whose kernel, or whose program, has the address in use."""
    rows = claims_of(record, owner)
    said = places(rows[(rows["time"] > time) & ~rows["announces"] & (rows["kind"] != VRRP)][:1])
    served = record.answers[(record.answers["owner"] == owner) & (record.answers["time"] > time)]
    return next(iter([*said, *places(served[:1])]), None)


def finding(case: Case, record: VipRecord, failed: Failed) -> Finding:
    """The finding about a node whose detection was answered."""
    label, v6 = case.inventory.label, ":" in record.vip
    node, holder = case.inventory.name(failed.owner) or "that node", case.inventory.name(failed.holder) or "the other"
    harm = harmed(record, failed)
    at_once = int(failed.announced["time"][0]) - failed.time <= case.thresholds.asking_gap_ns
    loss = misses_frames(case, record)
    asked = "duplicate address detection" if v6 else "a probe for the address"
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if harm else Severity.WARNING if at_once else Severity.INFO,
        confidence=Confidence.HIGH if harm and not loss else Confidence.MEDIUM if at_once else Confidence.LOW,
        vip=record.vip,
        owner=failed.owner,
        start=failed.time,
        end=max(int(failed.announced["time"][-1]), *last_of(failed)),
        summary=f"{label(failed.owner)} announces {record.vip}, but does not use it: {label(failed.holder)} answered "
        f"its {asked}, and its kernel answers nobody since",
        because=argument(case, record, failed),
        against=(loss,) if loss else (),
        missing=()
        if harm
        else (f"Whether {label(failed.owner)} answers: nobody whose answers are seen here asked it since",),
        remedy=(REMEDY_V6 if v6 else REMEDY_V4).format(vip=record.vip, node=node, holder=holder),
        proofs=filled(CONFIRM_V6 if v6 else CONFIRM_V4, vip=record.vip, node=node, holder=holder),
        explains=record.failed.numbered(failed.lost.numbers),
    )


def harmed(record: VipRecord, failed: Failed) -> bool:
    """Whether somebody met with its silence: SYNs to it, or questions, in vain."""
    asked = any(one.start > failed.time for one in record.unanswered)
    return asked or int(failed.lost.column("tries").sum()) >= FEWEST_SYNS or len(failed.vain) >= FEWEST_VAIN


def last_of(failed: Failed) -> list[int]:
    """When the last of its questions and SYNs in vain were, ns UTC."""
    found = [int(failed.lost.at("last_try", "time").max())] if len(failed.lost) else []
    return [*found, *failed.vain.rows["time"][-1:].tolist(), failed.time]


def argument(case: Case, record: VipRecord, failed: Failed) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    owner, holder = case.inventory.label(failed.owner), case.inventory.label(failed.holder)
    steps = [
        Step(f"{owner} asked from no address whether anybody has {record.vip}, and {holder} answered", failed.frames),
        Step(f"From then on it announced it {plural(len(failed.announced), 'time')}", shown(failed.announced)),
        Step(
            "It answered no question and no SYN for it, and asked nothing in its name, as a kernel does that uses it",
            shown(failed.announced, 2),
        ),
    ]
    if len(failed.vain):
        steps.append(
            Step(
                f"{plural(len(failed.vain), 'question')} for it had no answer of it, which would have been seen here",
                some(failed.vain.frames()),
            )
        )
    if len(failed.lost):
        steps.append(Step(f"{plural(len(failed.lost), 'attempt')} at it failed", some(syns(sampled(failed.lost)))))
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="the announced address was found in use",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset(
        {"address-missing", "half-answered", "no-local-endpoint", "service-not-programmed", "vip-unanswered"}
    ),
    danger=True,
    asserts=frozenset({Fact.ALIVE}),
)
