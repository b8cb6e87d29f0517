"""Something answers questions for the VIP in the name of a node that is not there: a switch, or an overlay.

Fabrics that suppress ARP and neighbor discovery answer from a table of theirs (RFC 9161: EVPN proxy), and do not flood
the question. Where the table goes on naming a node that died, and the new owner's announcements change nothing in it,
everybody is sent to the dead MAC, again and again, though another node holds the VIP. Told by answers with the MAC of a
node that by VRRP is master no more, or that is silent as it never is, while SYNs to it die; what such a switch answers
are questions to all: those to that MAC alone it forwards, and they stay without an answer.

A node that is alive sends other frames beside its answers (then it is `orphan-address`, or `no-local-endpoint`), and
answers what it alone is asked.
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
from arpwatch_k8s.diagnosis.signs.adverts import Ended, adverts_ended
from arpwatch_k8s.diagnosis.signs.asking import Questions, put_to
from arpwatch_k8s.diagnosis.signs.claimants import shown
from arpwatch_k8s.diagnosis.signs.failures import ended, sampled, syns
from arpwatch_k8s.diagnosis.signs.gaps import misses_frames
from arpwatch_k8s.diagnosis.signs.life import macs_of
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Unseen
from arpwatch_k8s.diagnosis.signs.outages import FEWEST_QUESTIONS, FEWEST_SYNS
from arpwatch_k8s.diagnosis.signs.presence import presence
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import ARP_REPLY, NA
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "answered-by-fabric"

LIKELY: Final = 2
"""Of three signs (master no more, silent, deaf to what it alone is asked): a live node shows one."""
BACK_NS: Final = NS
"""Who is heard so soon after an answer gave it itself: what waited for it follows, and a lost SYN (RFC 6298 2.1)."""

REMEDY = (
    "On the switch or overlay between (EVPN ARP and ND suppression, OVN or Open vSwitch ARP responder, a hypervisor's "
    "or access point's proxy): look what it holds for {vip}, remove that entry, and have it learn from gratuitous ARP "
    "and unsolicited advertisements, or turn the suppression off on that network (kubeovn/kube-ovn#7489, "
    "kubeovn/kube-ovn#4145)."
)
CONFIRM_V4 = (
    Proof("With {node} off or its link pulled, from {host}", "arping -b -c 3 -I IF {vip}", "who answers is not {node}"),
    Proof("On a switch of an EVPN", "show evpn arp-cache vni all", "its suppression cache"),
    Proof("On a switch that runs Linux", "bridge -d link show | grep neigh_suppress"),
    Proof("With OVN", "ovn-nbctl lsp-get-addresses PORT"),
    Proof("With OVN", "ovn-sbctl list MAC_Binding"),
)
CONFIRM_V6 = (
    Proof("With {node} off or its link pulled, from {host}", "ndisc6 -m {vip} IF", "who answers is not {node}"),
    *CONFIRM_V4[1:],
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Absent:
    """A node in whose name somebody answers."""

    owner: int
    """The node."""
    since: int
    """From when on it was not there, ns UTC."""
    answers: NDArray[Any]
    """`CLAIM` records of the answers with its MAC."""
    lost: Connections
    """Attempts whose SYNs went to it then, and got nothing."""
    questions: Questions
    """What it was asked then."""
    ended: Ended | None
    """That by VRRP it was master no more."""
    silence: Observation
    """Whether anything but answers was heard of it."""

    @property
    def alone(self) -> Questions:
        """Questions to it alone that had no answer."""
        vain = self.questions.vain
        return vain.of(~vain.rows["to_all"])


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and node in whose name somebody answers."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        lost = ended(record, AttemptOutcome.UNANSWERED)
        told = record.claims.rows
        told = told[((told["kind"] == ARP_REPLY) | (told["kind"] == NA)) & ~told["announces"]]
        if not len(lost) or not len(told):
            continue
        macs, times = lost.at("last_try", "eth_dst").astype(np.uint64), lost.at("last_try", "time")
        targets = np.where(macs != 0, case.inventory.owners(macs, times, record.segment), -1)
        for owner in np.intersect1d(distinct(targets), distinct(told["owner"])).tolist():
            mine, theirs = told[told["owner"] == owner], lost.where(targets == owner)
            found = [absent(case, record, part) for part in windows(case, record, owner, mine, theirs)]
            shows = [one for one in found if isinstance(one, Absent)]
            findings += [finding(case, record, one) for one in shows]
            if not shows:
                why = next((one for one in found if isinstance(one, str)), "was heard around each answer with its MAC")
                ruled_out.append(RuledOut(ID, record.vip, f"{case.inventory.label(owner)} {why}"))
    return findings, ruled_out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """A time in which nothing but answers was heard of a node."""

    owner: int
    """The node."""
    start: int
    """When it was last heard otherwise, ns UTC."""
    end: int
    """When it was next heard otherwise, or the end; ns UTC."""
    answers: NDArray[Any]
    """`CLAIM` records of the answers with its MAC, without one that it gave itself when it was back."""
    lost: Connections
    """Attempts at it in vain."""
    questions: Questions
    """What it was asked."""
    silence: Observation
    """What it says that nothing else was heard."""


def windows(case: Case, record: VipRecord, owner: int, told: NDArray[Any], lost: Connections) -> Iterator[Window]:
    """Such times of a node, as far as there were attempts at it in vain."""
    if any(is_virtual_mac(mac) for mac in macs_of(case, owner).tolist()):
        return
    there, questions = presence(case, record, owner, answers=False), put_to(case, record, owner)
    begin, end = case.start or 0, record.end + 1
    before = np.array([there.last(time) or begin for time in told["time"].tolist()], np.int64)
    for mine in np.split(np.arange(len(told)), np.flatnonzero(np.diff(before)) + 1):
        start, back = int(before[mine[0]]), there.next(int(told["time"][mine[-1]]))
        until = back or end
        inside = lost.begun_within(start, until - 1)
        if len(inside):
            yield Window(
                owner=owner,
                start=start,
                end=until,
                answers=told[mine][told["time"][mine] < until - (BACK_NS if back else 0)],
                lost=inside,
                questions=questions.within(start, until - 1),
                silence=there.heard(start + 1, until - 1),
            )


def absent(case: Case, record: VipRecord, window: Window) -> Absent | str:
    """What shows that an owner was not there, though answers have its MAC; else why it may have been."""
    if int(window.lost.column("tries").sum()) < FEWEST_SYNS:
        return "was sent a single SYN in vain"
    gone = adverts_ended(case, record, window.owner, window.end)
    first = max(int(window.lost.column("start")[0]), gone.over if gone else 0)
    late = window.answers[window.answers["time"] > first]
    if not len(late):
        back = ", before it was back" if window.end <= record.end else ""
        return f"was named in no answer after SYNs to it had died{back}"
    if (~window.questions.answered.rows["to_all"]).any():
        return "answered what it alone was asked: it is there"
    found = Absent(
        owner=window.owner,
        since=window.start,
        answers=late,
        lost=window.lost,
        questions=window.questions,
        ended=gone,
        silence=window.silence,
    )
    shows = gone is not None or isinstance(window.silence, Unseen) or len(found.alone) >= FEWEST_QUESTIONS
    return found if shows else "may be there: nothing tells whether it is"


def confidence(found: Absent) -> Confidence:
    """How sure the signs make it."""
    absences = (found.ended is not None) + isinstance(found.silence, Unseen)
    asked = len(found.alone) >= FEWEST_QUESTIONS
    if absences + asked < LIKELY or not absences:
        return Confidence.LOW
    return Confidence.HIGH if asked and len(found.answers) > 1 else Confidence.MEDIUM


def finding(case: Case, record: VipRecord, found: Absent) -> Finding:
    """The finding about answers in a node's name."""
    label, node = case.inventory.label(found.owner), case.inventory.name(found.owner) or "that node"
    loss = misses_frames(case, record)
    asker = next(iter(record.hosts), None)
    sure = confidence(found)
    holder = f", while {case.inventory.label(found.ended.successor)} is master" if found.ended else ""
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if sure is not Confidence.LOW else Severity.WARNING,
        confidence=Confidence.LOW if loss and sure is not Confidence.HIGH else sure,
        vip=record.vip,
        owner=found.owner,
        start=int(found.lost.column("start")[0]),
        end=max(int(found.lost.at("last_try", "time").max()), int(found.answers["time"][-1])),
        summary=f"Questions for {record.vip} are answered with the MAC of {label}, which is not there{holder}: what "
        "answers in its name is a switch or an overlay, and SYNs to that MAC die",
        because=argument(case, record, found),
        against=(loss,) if loss else (),
        missing=missing(found, label),
        remedy=REMEDY.format(vip=record.vip),
        proofs=filled(
            CONFIRM_V6 if ":" in record.vip else CONFIRM_V4,
            vip=record.vip,
            node=node,
            host=(asker and case.inventory.name(asker.mac)) or "the client",
        ),
        explains=record.failed.numbered(found.lost.numbers),
    )


def missing(found: Absent, label: str) -> tuple[str, ...]:
    """What would decide."""
    said = []
    if isinstance(found.silence, Blind):
        said.append(f"What else {label} sends: {found.silence.why}")
    if len(found.alone) < FEWEST_QUESTIONS:
        said.append(f"Questions to {label} alone: a switch passes them on, and one that is not there answers none")
    said.append("What the switch or the overlay holds for the address: frames do not show who answered")
    return tuple(said)


def argument(case: Case, record: VipRecord, found: Absent) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label(found.owner)
    steps = []
    if found.ended is not None:
        steps.append(
            Step(
                f"{label} advertised the VIP by VRRP, and from one moment on no more; since then "
                f"{case.inventory.label(found.ended.successor)} does",
                found.ended.frames,
            )
        )
    steps.append(
        Step(
            f"{plural(int(found.lost.column('tries').sum()), 'SYN')} of {plural(len(found.lost), 'attempt')} to "
            f"{label} stayed without any answer",
            some(syns(sampled(found.lost))),
        )
    )
    if isinstance(found.silence, Unseen):
        steps.append(
            Step(f"Nothing but those answers has its MAC meanwhile; {found.silence.exposure}", shown(found.answers, 2))
        )
    steps.append(
        Step(
            f"Yet {plural(len(found.answers), 'answer')} to a question for {record.vip} named its MAC, the last one "
            f"{seconds(int(found.answers['time'][-1]) - found.since)} after it was last there",
            shown(found.answers),
        )
    )
    if len(found.alone):
        steps.append(
            Step(
                f"{plural(len(found.alone), 'question')} to that MAC alone had no answer, as one that is there gives",
                some(found.alone.frames()),
            )
        )
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="a switch answers for a node that is not there",
    judge=judge,
    needs=(Need.CLAIMS, Need.ATTEMPTS, Need.DESTINATIONS),
    covers=frozenset(
        {
            "half-answered",
            "handover-slow",
            "missed-announcement",
            "no-local-endpoint",
            "orphan-address",
            "owner-silent",
            "vip-unanswered",
        }
    ),
    covers_moves=True,
    asserts=frozenset({Fact.DEAD}),
)
