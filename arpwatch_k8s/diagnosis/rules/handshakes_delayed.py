"""Handshakes succeed, but many of them only on the second SYN or the third: users wait a second, three, seven.

Nothing fails, so nothing is in any log. A SYN that is lost, or whose answer is, is sent again after one second, then
two, then four (RFC 6298 section 2.1; Linux since 6.5 sends the first few a second apart). One lost SYN says nothing.
Many, while other handshakes of the same seconds go well, are drops of single packets: a full queue of the listener, an
overloaded node or link, a table of connections that is full, a dataplane that loses the race for an entry
(projectcalico/calico#4712).

Where every SYN of a while is lost that is an outage, short as it may be, and another rule's; so is what a move or a
contest costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.elsewhere import Elsewhere, elsewhere
from arpwatch_k8s.diagnosis.signs.handshakes import retried, waited, waited_to_ask
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import percent, plural, seconds, span

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "handshakes-delayed"
EXPOSURE = 20
"""Handshakes, or SYNs to other addresses, from which on a share means something."""
LEAST = 3
"""Handshakes that needed several SYNs from which on they are no accident."""
CERTAIN = 5
"""As many make the pattern plain."""
NO_ACCIDENT = 0.02
"""Share of handshakes (its lower bound) that is more than networks lose: ITU-T Y.1541 allows one packet in a thousand,
and a handshake has two that matter; ten times that."""

REMEDY = (
    "Leave the VIP alone. Look for what drops single SYNs on the way to the backends: the listener's queue (nstat -az "
    "TcpExtListenDrops in the pod: raise its backlog and net.core.somaxconn), the connection table of {node} "
    "(conntrack -S: insert_failed, drop; net.netfilter.nf_conntrack_max), its CPU and interface (ethtool -S IF | grep "
    "-i drop), and the links between."
)
CONFIRM = (
    Proof(
        "On {node}, before and after a delayed handshake",
        "nstat -az TcpExtListenDrops TcpExtListenOverflows TcpExtTCPReqQFullDrop",
        "which counter rises?",
    ),
    Proof("On {node}, before and after a delayed handshake", "conntrack -S", "which counter rises?"),
    Proof(
        "On {node}",
        "tcpdump -ni any 'tcp[tcpflags] & tcp-syn != 0 and host {vip}'",
        "does the SYN arrive, and does it go on to the pod?",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delays:
    """Handshakes that one owner answered while nothing else was the matter."""

    every: Connections
    late: Connections
    """Those of them that needed several SYNs."""
    beside: Connections
    """Those of them that were lost alone: another handshake that began meanwhile went well at once."""
    prompt: Connections
    """Handshakes that went well at once."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        tried = in_peace(case, record)
        owners = case.inventory.owners(tried.column("answer_mac"), tried.column("answer_time"), record.segment)
        for owner in distinct(owners[retried(tried)]).tolist():
            found = delays(tried.where(owners == owner))
            if not len(found.late):
                continue
            others = tried.where(owners != owner)
            control = elsewhere(case, int(found.every.column("start").min()), int(found.every.column("start").max()))
            why = objection(found, control)
            if why:
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                findings.append(finding(case, record, owner, found, others, control))
    return findings, ruled_out


def in_peace(case: Case, record: VipRecord) -> Connections:
    """Attempts that came through, and began in no contest, no handover and no outage."""
    tried, limits = record.attempts, case.thresholds
    starts = tried.column("start")
    calm = (tried.column("answer_event") >= 0) & ~tried.is_failed
    troubled = [(fight.start, fight.end) for fight in record.ownership.contests]
    troubled += [(outage.start, outage.end) for outage in record.outages]
    troubled += [(move.time, move.time) for move in record.ownership.handovers]
    begun = np.sort(np.array([start for start, _ in troubled], np.int64)) - limits.handover_before_ns
    over = np.sort(np.array([end for _, end in troubled], np.int64)) + limits.handover_after_ns
    calm &= np.searchsorted(begun, starts, side="right") == np.searchsorted(over, starts)
    return tried.where(calm)


def delays(every: Connections) -> Delays:
    """Which of some handshakes needed several SYNs, those left out that nobody had any luck beside."""
    again = retried(every)
    begun, until = every.column("start"), every.at("last_try", "time")
    good, bad = np.sort(begun[~again]), np.sort(begun[again])
    prompt = between(good, begun, until)
    late = between(bad, begun, until) - again  # itself left out
    alone = again & (prompt > 0)
    outage = again & (prompt == 0) & (late > 0)
    return Delays(
        every=every.where(~outage),
        late=every.where(again & ~outage),
        beside=every.where(alone),
        prompt=every.where(~again),
    )


def between(times: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of some times (rising) lie in each [start, end]."""
    found: NDArray[np.int64] = np.searchsorted(times, end, side="right") - np.searchsorted(times, start)
    return found


def objection(found: Delays, control: Elsewhere) -> str | None:
    """Why delays are no finding; None where nothing speaks against it."""
    n, m = len(found.late), len(found.every)
    if m < EXPOSURE or n < LEAST or wilson(n, m)[0] < NO_ACCIDENT:
        return f"{n:,} of {plural(m, 'handshake')} needed several SYNs: too few to mean something"
    if control.asked >= EXPOSURE and wilson(control.lost, control.asked)[1] >= n / m:
        return (
            f"{n:,} of {plural(m, 'handshake')} needed several SYNs, but as many SYNs to other addresses were lost: "
            f"{control.lost} of {control.asked}"
        )
    return None


def finding(
    case: Case, record: VipRecord, owner: int, found: Delays, others: Connections, control: Elsewhere
) -> Finding:
    """The finding about one owner's handshakes."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    n, m = len(found.late), len(found.every)
    controlled = control.asked >= EXPOSURE or len(others) >= EXPOSURE
    plain = 2 * len(found.beside) >= n
    sure = plain and controlled and n >= CERTAIN
    starts = found.late.column("start")
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM if plain else Confidence.LOW,
        vip=record.vip,
        owner=owner,
        start=int(starts.min()),
        end=int((starts + delay(found.late)).max()),
        summary=f"{n:,} of {m:,} handshakes with {record.vip} needed several SYNs ({percent(n / m)}): "
        f"whoever connected through {label} waited {span([int(delay(found.late).min()), int(delay(found.late).max())])}"
        + ("" if len(record.failed) else ", and nothing failed"),
        because=argument(case, owner, found, others, control),
        against=()
        if plain
        else ("No other handshake went well at once while most of them waited: short outages would look the same",),
        missing=(
            "A capture on the node, and behind it: where the SYNs, or their answers, are lost",
            *(() if controlled else ("Connections to other addresses: whether SYNs are lost there as well",)),
        ),
        remedy=REMEDY.format(node=node),
        proofs=filled(CONFIRM, node=node, vip=record.vip),
        vip_cleared=True,
    )


def delay(late: Connections) -> NDArray[np.int64]:
    """How long each waited, ns: until its answer, or at least until it asked for the last time."""
    return np.maximum(waited(late), waited_to_ask(late))


def argument(case: Case, owner: int, found: Delays, others: Connections, control: Elsewhere) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    late, label = found.late, case.inventory.label(owner)
    shown = some(late, PAIRS)
    waits = delay(late)
    steps = [
        Step(
            f"{plural(len(late), 'handshake')} through {label} needed {span_of(late.column('tries'))} SYNs",
            tuple(dict.fromkeys(frame for one in shown for frame in (one.tries[0].frame, one.tries[-1].frame))),
        ),
        Step(
            f"They were answered after {span([int(waits.min()), int(waits.max())])}, half of them within "
            f"{seconds(int(np.median(waits)))}",
            answers(shown),
        ),
    ]
    back = late.where(late.column("answer_time") < late.at("last_try", "time"))
    if len(back):
        words = f"On {len(back):,} of them an answer was seen here before the SYN came again: it was lost behind here"
        steps.append(Step(words, answers(some(back, PAIRS))))
    if len(found.beside):
        words = f"While {len(found.beside):,} of them waited, another handshake that began then was answered at once"
        steps.append(Step(words, answers([meanwhile(found, one) for one in some(found.beside, PAIRS)])))
    if len(others) >= EXPOSURE:
        again = int(retried(others).sum())
        steps.append(Step(f"Through other nodes {again} of {plural(len(others), 'handshake')} needed several SYNs"))
    if control.asked >= EXPOSURE:
        steps.append(
            Step(f"Of {plural(control.asked, 'SYN')} to other addresses at the time {control.lost} had no answer")
        )
    return tuple(steps)


def answers(shown: Sequence[Connection]) -> tuple[FrameRef, ...]:
    """Where their SYN-ACKs are."""
    return tuple(dict.fromkeys(one.answer_frame for one in shown if one.answer_frame is not None))


def meanwhile(found: Delays, late: Connection) -> Connection:
    """The first handshake that went well at once and began while another one waited."""
    starts = found.prompt.column("start")
    one: Connection = found.prompt[int(np.searchsorted(starts, late.start))]
    return one


def span_of(values: NDArray[np.int64]) -> str:
    """The least and the most of some counts."""
    low, high = int(values.min()), int(values.max())
    return f"{low}" if low == high else f"{low} to {high}"


RULE: Final = Rule(
    id=ID,
    title="handshakes need several SYNs",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    delays=True,
)
