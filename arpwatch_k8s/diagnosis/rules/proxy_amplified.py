"""The proxy made many failures of a few: after one it left the VIP out for a while, and refused all requests itself.

nginx takes a server that failed `max_fails` times (1 by default) for unavailable for `fail_timeout` (10 s by default).
Where the VIP is all that the upstream has, it then answers 502 with "no live upstreams" without a single frame. Each
such line is tied to the failure before it, and that to the frames that show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.upstream import Tie, TieState
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import Proof
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural, seconds

ID = "proxy-amplified"
CERTAIN = 3
"""Echoes from which on it is how the proxy behaves, not one odd line."""

REMEDY = (
    "In nginx's upstream block: name {vip}:{port} once, since nginx never leaves out an upstream's only server; or "
    "max_fails=0 on each; or fail_timeout=1s, so that one failure costs a second. What made the failures themselves is "
    "a cause of its own."
)
CONFIRM = (
    Proof("On the proxy", "nginx -T | grep -nE 'upstream |server |max_fails|fail_timeout|proxy_next_upstream'"),
    Proof("On the proxy", "grep -c 'no live upstreams' error.log"),
)


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP whose failures a proxy's log shows amplified."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        echoes = [tie for tie in case.ties if tie.state == TieState.AMPLIFIED and tie.vip == record.vip]
        shown = [frame for tie in echoes for frame in cause_frames(record, tie)]
        if shown:
            findings.append(finding(case, record, echoes, shown))
        elif echoes:
            why = f"{plural(len(echoes), 'line')} `no live upstreams`: the failure before them is not in the capture"
            ruled_out.append(RuledOut(ID, record.vip, why))
    return findings, ruled_out


def cause_frames(record: VipRecord, tie: Tie) -> Iterator[FrameRef]:
    """Frames of the failure that a line echoes: of an attempt, or of a question that nobody answered."""
    if tie.attempt is not None:
        yield tie.attempt.end_frame or tie.attempt.tries[-1].frame
    elif tie.cause is not None:
        for asked in record.unanswered:
            if asked.start - NS <= tie.cause.time <= asked.end + NS:
                yield asked.frames[-1]


def finding(case: Case, record: VipRecord, echoes: list[Tie], shown: list[FrameRef]) -> Finding:
    """The finding about one VIP's echoes."""
    causes = len({(tie.log, tie.cause.line) for tie in echoes if tie.cause is not None})
    said = [
        tie
        for tie in case.ties
        if tie.vip == record.vip and tie.state in (TieState.AMPLIFIED, TieState.ATTEMPT, TieState.QUESTION)
    ]
    start, end = min(tie.event.time for tie in echoes), max(tie.event.time for tie in echoes)
    errors = telling((tie.cause for tie in echoes if tie.cause is not None), UpstreamError)
    port = Counter(error.port for _, error in errors if error.port).most_common(1)
    logs = [case.logs[number] for number in sorted({tie.log for tie in echoes})]
    assumed = [log for log in logs if log.zone_assumed]
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH if len(echoes) >= CERTAIN and not assumed else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"nginx made {plural(len(echoes), 'more failed request')} of {plural(causes, 'failure')} at "
        f"{record.vip}: it left the VIP out and answered 502 itself, without a frame ({len(echoes):,} of "
        f"{len(said):,} error lines about this VIP)",
        because=argument(case, echoes, shown),
        against=tuple(
            f"{log.name} names no time zone: read in {log.zone_assumed}, lines may be tied to the wrong failure"
            for log in assumed
        ),
        missing=("nginx's configuration: max_fails and fail_timeout are inferred from when it tried again",),
        remedy=REMEDY.format(vip=record.vip, port=port[0][0] if port else 443),
        proofs=CONFIRM,
        vip_cleared=True,
    )


def argument(case: Case, echoes: list[Tie], shown: list[FrameRef]) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    by_cause: dict[tuple[int, int], list[Tie]] = {}
    for tie in echoes:
        if tie.cause is not None:
            by_cause.setdefault((tie.log, tie.cause.line), []).append(tie)
    worst = max(by_cause.values(), key=len)
    cause = worst[0].cause
    waits = [one.event.time - one.cause.time for one in echoes if one.cause is not None]
    distinct = list(dict.fromkeys(shown))
    line = f"line {cause.line} of {case.logs[worst[0].log].name}" if cause is not None else "the line before"
    failures = [LineRef(*place) for place in by_cause]
    last = [LineRef(tie.log, tie.event.line) for tie in worst]
    return (
        Step(
            f"{plural(len(by_cause), 'failure')} on the wire, each told by a line of nginx's log",
            some(distinct),
            some(failures),
        ),
        Step(
            f"{plural(len(echoes), 'line')} `no live upstreams` followed, up to {seconds(max(waits))} after the "
            f"failure that they are tied to; most, {len(worst)}, after {line}",
            some(distinct, 4),
            some(last, 4),
        ),
    )


RULE: Final = Rule(
    id=ID,
    title="the proxy made many failures of a few",
    judge=judge,
    needs=(Need.LOG,),
)
