"""The server closed a kept connection just as the client used it again: two timeouts that do not fit, not the network.

A server closes a connection that has been idle for as long as it allows. A proxy that keeps connections for longer, or
as long, sends a request into the closing: the server's FIN does not acknowledge it, and its kernel answers with a RST.
The request is lost though both sides and all between them work (RFC 9110 section 9.3.1: a client may then retry what is
idempotent).

What crossed is told by the reset's number: it is that of what the request acknowledged (RFC 9293 section 3.10.7.1), and
one that was sent into a close that had arrived acknowledges the FIN. That one is late writing: a client that does not
look, or says goodbye at length; perhaps it lost a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import PAIRS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.failures import ended, ends, last_end
from arpwatch_k8s.evidence.flow import FROM_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, span

ID = "keepalive-race"
CERTAIN = 3
"""Races from which on it is a pattern, not one accident."""

REMEDY_IDLE = (
    "Let the proxy close first: in nginx's upstream block keepalive_timeout below {seconds:.0f} s (it is 60 s by "
    "default), or raise the backend's idle timeout above the proxy's (ingress-nginx: keep-alive in its ConfigMap). "
    "proxy_next_upstream error timeout lets nginx retry idempotent requests elsewhere meanwhile."
)
REMEDY_BUSY = (
    "The server closes connections that are in use: after so many requests (nginx keepalive_requests, 1000 by default) "
    "or at a reload or restart. Raise keepalive_requests behind the proxy, or let the proxy close earlier "
    "(keepalive_requests in its upstream block); proxy_next_upstream error timeout retries idempotent requests."
)
CONFIRM = (
    Proof(
        "On the proxy and in the ingress controller's pod",
        "nginx -T | grep -n keepalive",
        "the proxy's keepalive_timeout must be the smaller",
    ),
    Proof("The proxy's error log at the times above", "", "`upstream prematurely closed connection` or errno 104"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        raced = list(ended(record, AttemptOutcome.CLOSED_IN_USE))
        mine = [one for one in raced if same_node(case, one)]
        if mine:
            findings.append(finding(case, record, mine))
        elif raced:
            why = f"{plural(len(raced), 'reset')} after a close: from another node than the one that had answered"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def same_node(case: Case, one: Connection) -> bool:
    """Whether the node that answered is the one that reset."""
    answered = case.inventory.owner(one.answer_mac, one.answer_time, one.segment)
    return case.inventory.owner(one.reporter, one.end, one.segment) == answered


def idle_ns(raced: list[Connection]) -> list[int]:
    """How long the server had sent nothing before it closed, where it had sent anything."""
    return [
        one.closed - int(one.flow["payload_last"][FROM_VIP])
        for one in raced
        if one.closed is not None and one.flow is not None and 0 < int(one.flow["payload_last"][FROM_VIP]) < one.closed
    ]


def finding(case: Case, record: VipRecord, raced: list[Connection]) -> Finding:
    """The finding that the races make."""
    idle = idle_ns(raced)
    timed_out = bool(idle) and min(idle) >= case.thresholds.idle_ns
    after = f" after {span(idle)} without traffic" if timed_out else ""
    crossed = sum(one.crossed for one in raced)
    them = "it" if len(raced) == 1 else "them"
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH
        if timed_out and crossed >= CERTAIN
        else Confidence.MEDIUM
        if (timed_out and crossed) or len(raced) >= CERTAIN
        else Confidence.LOW,
        vip=record.vip,
        start=min(one.broke or one.start for one in raced),
        end=last_end(raced),
        summary=f"{plural(len(raced), 'kept connection')} to {record.vip} closed by the server{after} just as the "
        f"client used {them} again; neither the VIP nor the network is at fault",
        because=argument(raced, idle),
        against=tuple(against(raced, crossed, timed_out=timed_out)),
        missing=("The configured timeouts of both sides: frames show when the server closed, not what it was told",),
        remedy=REMEDY_IDLE.format(seconds=min(idle) / NS) if timed_out else REMEDY_BUSY,
        proofs=CONFIRM,
        explains=record.failed.only(raced),
        vip_cleared=True,
    )


def against(raced: list[Connection], crossed: int, *, timed_out: bool) -> Iterator[str]:
    """What speaks against a race."""
    if not timed_out:
        yield "The connections were not idle before, or how long is not seen: it may be a limit or a restart"
    late = len(raced) - crossed
    if late:
        yield (
            f"On {late} of {plural(len(raced), 'connection')} the close had arrived when the client wrote: it did not "
            "look, or wrote its own goodbye; whether a request was lost cannot be told"
        )


def argument(raced: list[Connection], idle: list[int]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    shown = some(raced, PAIRS)  # all steps of the same ones, so that each can be followed through
    closes: list[FrameRef] = [one.closed_frame for one in shown if one.closed_frame is not None]
    answers = [one.answer_frame for one in shown if one.answer_frame is not None]
    late = [(one.end or 0) - (one.closed or 0) for one in raced]
    quiet = f", {span(idle)} after its last byte" if idle else ""
    return (
        Step(f"The same node answered and served {plural(len(raced), 'connection')}: nothing moved", tuple(answers)),
        Step(f"The server closed them itself{quiet}", tuple(closes)),
        Step(
            "What the client sent then, which that close does not acknowledge, was answered with a RST "
            f"{span(late)} after the close",
            tuple(ends(shown)),
        ),
    )


RULE: Final = Rule(
    id=ID,
    title="a kept connection closed as it was used",
    judge=judge,
    needs=(
        Need.ATTEMPTS,
        Need.PAYLOAD,
    ),
)
