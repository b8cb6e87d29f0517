"""A SYN that was sent again reached another backend than the first one did: one of the two resets the connection.

A node picks a backend for each new connection and remembers which, by addresses and ports. Where that memory is not yet
there, or is lost, when the same SYN comes once more (its answer was late or lost on the way), the two SYNs go to two
backends. The client takes the first SYN-ACK that it gets; what it sends then reaches the backend that has another one,
or none, and is reset (projectcalico/calico#4290).

What tells it from a connection table that forgets: only connections whose SYN was sent again are reset, at their first
bytes, and none of the others.
"""

from __future__ import annotations

from math import exp, lgamma
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof, filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, exchanges, unsettled
from arpwatch_k8s.diagnosis.signs.handshakes import retried
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import distance, plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

ID = "retry-split"
LEAST = 3
"""Resets behind a repeated SYN from which on it is a pattern."""
MOST_OF_THEM = 0.75
"""Share of the resets that must be behind a repeated SYN: a capture may have missed the first one."""
CHANCE = 0.01
"""How probable it may be that all resets fell on repeated SYNs by accident (hypergeometric: Fisher 1922)."""

REMEDY = (
    "Leave the VIP alone: find out why SYNs or their answers are lost on the way to the backends (their first answers "
    "were late or lost: links, drops, overload of {node}), and why {node} does not send a repeated SYN where it sent "
    "the first: a dataplane that balances each packet anew (XDP, eBPF, ECMP ahead of it), entries that time out "
    "within a second, or two nodes that take the SYNs by turns (projectcalico/calico#4290)."
)
CONFIRM = (
    Proof(
        "On {node}, while a SYN is repeated",
        "conntrack -E -p tcp --dport {port}",
        "two entries with different backends for the same client port; with Cilium: cilium bpf ct list global, with "
        "Calico: calico-node -bpf conntrack dump",
    ),
    Proof("In the pods", "nstat -az TcpExtListenDrops"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and owner."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        reset = at_once(case, ended(record, AttemptOutcome.RESET_EARLY))
        owners = case.inventory.owners(reset.column("answer_mac"), reset.column("answer_time"), record.segment)
        resetters = case.inventory.owners(reset.column("reporter"), reset.column("end"), record.segment)
        for owner in distinct(owners).tolist():
            mine = reset.where((owners == owner) & (resetters == owner))
            if not retried(mine).any():
                continue
            why = objection(case, record, owner, mine)
            if why:
                ruled_out.append(RuledOut(ID, record.vip, why))
            else:
                findings.append(finding(case, record, owner, mine))
    return findings, ruled_out


def at_once(case: Case, reset: Connections) -> Connections:
    """Those that were reset with their first bytes."""
    soon = reset.column("end") - reset.column("answer_time") < case.thresholds.unserved_ns
    return reset.where(soon & (reset.column("reporter") != 0) & (reset.column("answer_event") >= 0))


def accepted(case: Case, record: VipRecord, owner: int) -> Connections:
    """The attempts that an owner answered."""
    tried = record.attempts
    tried = tried.where(tried.column("answer_event") >= 0)
    owners = case.inventory.owners(tried.column("answer_mac"), tried.column("answer_time"), record.segment)
    return tried.where(owners == owner)


def objection(case: Case, record: VipRecord, owner: int, reset: Connections) -> str | None:
    """Why resets are no sign of it; None where nothing speaks against it."""
    again = int(retried(reset).sum())
    if again < LEAST:
        return f"{plural(again, 'reset')} behind a repeated SYN: too few to be a pattern"
    if again < MOST_OF_THEM * len(reset):
        return f"{len(reset) - again} of {len(reset):,} resets are of connections whose SYN was answered at once"
    every = accepted(case, record, owner)
    if by_chance(int(retried(every).sum()), len(every), again, len(reset)) > CHANCE:
        return "so many SYNs were repeated that resets behind them may be an accident"
    return unsettled(case, record, owner, int(reset.column("start").min()), int(reset.column("end").max()))


def by_chance(repeated: int, every: int, both: int, reset: int) -> float:
    """How probable it is that of `reset` among `every` connection `both` or more are among the `repeated` ones."""

    def ways(n: int, k: int) -> float:
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

    most, others = min(repeated, reset), every - repeated
    counts = range(max(both, reset - others), most + 1)
    return sum(exp(ways(repeated, n) + ways(others, reset - n) - ways(every, reset)) for n in counts)


def finding(case: Case, record: VipRecord, owner: int, reset: Connections) -> Finding:
    """The finding about the connections that one owner accepted."""
    label, node = case.inventory.label(owner), case.inventory.name(owner) or "the node"
    behind = retried(reset)
    split, odd = int(other_distance(reset).sum()), int((~behind).sum())
    explained = reset.where(behind | other_distance(reset))
    sure = 2 * split > len(reset) and record.on_link and not odd
    ports = distinct(reset.column("vip_port")).tolist()
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        vip=record.vip,
        owner=owner,
        start=int(explained.column("start").min()),
        end=int(explained.column("end").max()),
        summary=f"Connections to {record.vip} are reset where their SYN was sent again"
        + (", and nowhere else" if not odd else "")
        + f": behind {label} the repeated SYN went to another backend than the first",
        because=argument(case, record, owner, reset, split),
        against=(f"Of {plural(odd, 'reset connection')} the SYN was seen once",) if odd else (),
        missing=(
            "A capture on the node, behind its address translation: to which pods the two SYNs went",
            *(() if split else ("Another TTL of the two senders: they are as far away as each other",)),
        ),
        remedy=REMEDY.format(node=node),
        proofs=filled(CONFIRM, node=node, port=ports[0]),
        explains=explained,
        vip_cleared=True,
    )


def other_distance(again: Connections) -> NDArray[np.bool_]:
    """Which connections were answered and reset from different distances."""
    answered, reset = again.at("answer_event", "ttl"), again.column("reporter_ttl")
    found: NDArray[np.bool_] = (answered != reset) & (answered != 0) & (reset != 0)
    return found


def argument(case: Case, record: VipRecord, owner: int, reset: Connections, split: int) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    every, again = accepted(case, record, owner), reset.where(retried(reset))
    repeated = retried(every)
    good = every.where(~every.is_failed & ~repeated)
    fine = every.where(~every.is_failed & repeated)
    steps = [
        Step(
            f"On {len(again):,} of the {plural(len(reset), 'connection')} that were reset with their first bytes the "
            "SYN had been sent again",
            tuple(dict.fromkeys(frame for one in some(again, PAIRS) for frame in tries(one))),
        ),
        Step(
            f"{plural(len(good), 'connection')} whose first SYN was answered went well"
            + (f", and {len(fine):,} with a repeated SYN" if len(fine) else ""),
            some([one.answer_frame for one in good[:PAIRS] if one.answer_frame is not None]),
        ),
    ]
    ttls = set(distinct(reset.column("reporter_ttl")).tolist())
    words = f"The reset came before the server had sent a byte{distance(ttls, 'reset')}"
    if split:
        answerers = set(distinct(reset.at("answer_event", "ttl")).tolist())
        words = (
            f"On {split} of them the SYN-ACK and the reset came from different distances: two senders behind one "
            f"address{distance(answerers, 'answered')}{distance(ttls, 'reset')}"
        )
    steps.append(Step(words, tuple(exchanges(some(again, PAIRS)))))
    return tuple(steps)


def tries(one: Connection) -> tuple[FrameRef, ...]:
    """Where its first and last SYN are."""
    return one.tries[0].frame, one.tries[-1].frame


RULE: Final = Rule(
    id=ID,
    title="a repeated SYN went to another backend",
    judge=judge,
    needs=(Need.ATTEMPTS,),
    covers=frozenset({"conntrack-lost"}),
    asserts=frozenset({Fact.ALIVE, Fact.ONE_OWNER}),
)
