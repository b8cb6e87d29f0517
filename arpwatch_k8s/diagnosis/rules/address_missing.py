"""The VIP is announced from a node whose kernel does not hold it any more.

kube-vip, keepalived, Pacemaker and others put the address on an interface of the node and announce it beside that. Take
it from the interface (a network manager that applies its configuration again, somebody's `ip addr flush`), and the
announcements go on while the kernel answers no question and takes no connection: it forwards what comes, or drops it.

Told by a node that answered or served, from one moment on does neither ever again in the capture, leaves questions for
the VIP without an answer, and goes on announcing it. A node that itself asks who has the VIP does not hold it either,
if its program is one that gives it to the kernel. A program that answers by itself (MetalLB, Cilium, OpenELB) goes on
answering where rules are missing: that is `service-not-programmed`, which comes and goes.
"""

from __future__ import annotations

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
from arpwatch_k8s.diagnosis.signs.asking import FEWEST_VAIN, Questions, put_to
from arpwatch_k8s.diagnosis.signs.claimants import by_owner, claims_of, places, shown
from arpwatch_k8s.diagnosis.signs.failures import ended, exchanges, sampled, targets
from arpwatch_k8s.diagnosis.signs.forwarding import IN_KERNEL, SURE
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.life import macs_of
from arpwatch_k8s.diagnosis.signs.outages import FEWEST_SYNS
from arpwatch_k8s.diagnosis.signs.seeking import asked_by
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import TCP_SYN, VRRP
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "address-missing"
GOES_ON: Final = 2
"""Announcements after it first answered no more, from which on the announcer goes on: one may have been on its way."""
SURE_SIGNS: Final = 3
"""Of four signs (questions in vain, its own question, that it held it before, SYNs in vain) how many make it sure."""
LASTS_NS: Final = 5_000_000_000
"""How long it goes on at least: a program that notices puts the address back in its next round (kube-vip
pkg/arp/arp.go: every 3 s; keepalived: at once, by netlink)."""

REMEDY = (
    "Put {vip} back on {node}: restart the program that announces it, which adds it as it becomes the owner. For good, "
    "find what takes it away at the time above: NetworkManager or systemd-networkd (KeepConfiguration=yes, "
    "ManageForeignRoutes=no) when they apply their configuration, netplan apply, a DHCP client, a script with ip "
    "addr flush; exclude the interface, or the address, from it."
)
CONFIRM = (
    Proof("On {node}", "ip -br addr | grep -F {vip}", "no line = missing"),
    Proof("On {node}", "journalctl -u NetworkManager -u systemd-networkd", "what it says at the times above"),
    Proof("The announcer's log", "", "kube-vip: 'Re-applied the VIP configuration'"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Missing:
    """A node that announces what its kernel does not hold."""

    owner: int
    """The node."""
    since: int
    """When its kernel last showed that it held the address; the capture's start where it never did; ns UTC."""
    held: tuple[FrameRef, ...]
    """Frames that showed it before."""
    announced: NDArray[Any]
    """`CLAIM` records of its announcements while it answered no more."""
    vain: Questions
    """Questions for the VIP since, that it left without an answer."""
    asks: NDArray[Any]
    """`QUESTION` records: it asked itself who has the VIP, since."""
    lost: Connections
    """Attempts at it since, that failed."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node that announces what it does not hold."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        if not len(record.asked):
            continue
        for owner, spoke in by_owner(case, record).items():
            if not any(speaker.spoke for speaker in spoke):
                continue
            found = missing_at(case, record, owner, spoke)
            if isinstance(found, Missing):
                findings.append(finding(case, record, found))
            elif found:
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)} {found}"))
    return findings, ruled_out


def missing_at(case: Case, record: VipRecord, owner: int, spoke: list[Speaker]) -> Missing | str:
    """What shows that an owner announces what it does not hold; why it does not, or nothing where nothing speaks for
    it."""
    rows = claims_of(record, owner)
    kernel = rows[~rows["announces"] & (rows["kind"] != VRRP)]
    served = record.answers[record.answers["owner"] == owner]
    last = [int(some["time"][-1]) for some in (kernel, served) if len(some)]
    since, until = max(last, default=case.start or 0), record.end
    others = record.claims.rows
    others = others[(others["owner"] != owner) & ~others["withdraws"] & (others["time"] > since)]
    until = int(others["time"][0]) if len(others) else until
    put = put_to(case, record, owner)
    put = put.of(put.rows["target"] == record.code)
    vain = put.within(since + 1, until).vain
    asks = asked_by(case, record, owner)
    asks = asks[(asks["time"] > since) & (asks["time"] <= until)]
    lost = ended(record, AttemptOutcome.UNANSWERED, AttemptOutcome.UNREACHABLE)
    lost = lost.where((targets(case, record, lost) == owner) & (lost.column("start") > since))
    lost = lost.begun_within(since, until)
    if not (put.answered.rows["to_all"].any() or int(lost.column("tries").sum()) >= FEWEST_SYNS):
        # what goes to all may never have reached it: then it is half-answered, or vip-unanswered
        vain = vain.of(~vain.rows["to_all"])
    told = in_kernel(spoke) and len(asks) > 0
    if len(vain) < FEWEST_VAIN and not told:
        return ""
    signs = np.concatenate([vain.rows["time"], asks["time"], lost.column("start"), lost.at("last_try", "time")])
    first, latest = int(signs.min()), int(signs.max())
    announced = rows[rows["announces"] & ~rows["withdraws"] & (rows["time"] > first) & (rows["time"] < latest)]
    if len(announced) < GOES_ON or latest - first < LASTS_NS:
        return "did not go on announcing it when it answered no more"
    if speaks_from(case, record, owner, since):
        return "sent from the address itself afterwards: its kernel has it"
    if not last and not told:
        return "never answered or served in the capture: its questions may not reach it"
    return Missing(
        owner=owner,
        since=since,
        held=tuple(sorted(places(kernel[-1:]) + places(served[-1:]))) if last else (),
        announced=announced,
        vain=vain,
        asks=asks,
        lost=lost,
    )


def speaks_from(case: Case, record: VipRecord, owner: int, since: int) -> bool:
    """Whether a node opened connections of its own from the VIP after `since`, ns UTC."""
    rows = case.views[record.view].evidence
    theirs = (rows["kind"] == TCP_SYN) & (rows["ip_src"] == record.code) & (rows["time"] > since)
    return bool(np.isin(rows["eth_src"][theirs], macs_of(case, owner)).any())


def in_kernel(spoke: list[Speaker]) -> bool:
    """Whether the program that announces is one that gives the address to the node's kernel."""
    announcing = [speaker for speaker in spoke if speaker.spoke]
    return all(one.best.program in IN_KERNEL and one.best.score >= SURE for one in announcing)


def finding(case: Case, record: VipRecord, found: Missing) -> Finding:
    """The finding about one node."""
    label, node = case.inventory.label(found.owner), case.inventory.name(found.owner) or "that node"
    loss = misses_frames(case, record)
    harm = int(found.lost.column("tries").sum()) >= FEWEST_SYNS
    signs = (len(found.vain) >= FEWEST_VAIN) + (len(found.asks) > 0) + bool(found.held) + harm
    rows = [found.announced["time"], found.vain.rows["time"], found.lost.column("end")]
    lasted = int(found.announced["time"][-1]) - found.since
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL,
        confidence=(Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)[(signs >= SURE_SIGNS) + (not loss)],
        vip=record.vip,
        owner=found.owner,
        start=found.since,
        end=max(int(times.max()) for times in rows if len(times)),
        summary=f"{label} goes on announcing {record.vip}, which its kernel does not hold"
        + (f" any more: for {seconds(lasted)} it has answered nobody" if found.held else ": it answered nobody"),
        because=argument(case, record, found),
        against=(loss,) if loss else (),
        missing=(
            f"The addresses of {label} (ip addr) at that time",
            *(() if found.held else ("When it was lost: in the capture it was never seen to hold it",)),
        ),
        remedy=REMEDY.format(vip=record.vip, node=node),
        proofs=filled(CONFIRM, vip=record.vip, node=node),
        explains=record.failed.numbered(found.lost.numbers),
    )


def argument(case: Case, record: VipRecord, found: Missing) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(found.owner)
    steps = []
    if found.held:
        steps.append(Step(f"{label} held {record.vip}: it answered for it, or served", found.held))
    steps.append(
        Step(
            f"While it answered no more it announced it {plural(len(found.announced), 'time')}, up to "
            f"{seconds(int(found.announced['time'][-1]) - found.since)} after that: the program that announces goes on",
            shown(found.announced),
        )
    )
    if len(found.vain):
        steps.append(
            Step(
                f"Meanwhile it left {plural(len(found.vain), 'question')} for it without an answer, which would have "
                "been seen here, and which a kernel that holds it gives",
                some(found.vain.frames()),
            )
        )
    if len(found.asks):
        steps.append(
            Step(
                f"It asked {plural(len(found.asks), 'time')} itself who has {record.vip}, to pass on what came for it: "
                "its kernel does not hold it",
                shown(found.asks),
            )
        )
    if len(found.lost):
        steps.append(
            Step(
                f"{plural(len(found.lost), 'attempt')} at it failed, and none was served again",
                some(exchanges(sampled(found.lost, 6))),
            )
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="announced, but not on the node",
    judge=judge,
    needs=(Need.CLAIMS,),
    covers=frozenset({"half-answered", "no-local-endpoint", "service-not-programmed", "vip-unanswered"}),
    danger=True,
    asserts=frozenset({Fact.ALIVE}),
)
