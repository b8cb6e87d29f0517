"""What a proxy's error log says of a VIP, tied line by line to the attempts in the capture.

A line is stamped with a span, such as the second in which nginx saw the failure, so it is tied to an attempt of a
fitting outcome that ended within it; each attempt explains one line. A line that does not say how the proxy failed to
connect is tied to any attempt that failed so early. Where another is left within its span that failed otherwise, it may
as well be of that one, and is told as ambiguous. "No live upstreams" puts no packet on the wire at all: nginx had left
the peer out after an earlier failure, which it is tied to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.pairing import Place, matched, place
from arpwatch_k8s.correlator.testimony.waiting import gave_up
from arpwatch_k8s.logs.details.detail import CONNECTING, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import Log, LogEvent, telling
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


class TieState(StrEnum):
    """What explains a line of a log."""

    ATTEMPT = "attempt"
    """A connection attempt."""
    AMBIGUOUS = "ambiguous"
    """One of several connection attempts that failed in different ways."""
    QUESTION = "question"
    """A question of the host for the VIP's MAC, which nobody answered."""
    AMPLIFIED = "amplified"
    """An earlier line, of which it is the echo."""
    UNEXPLAINED = "unexplained"
    """Nothing in the capture."""
    OUTSIDE = "outside"
    """Nothing could: it is of another time, or of the second in which the capture ended."""
    ELSEWHERE = "elsewhere"
    """Nothing should: it is about another upstream, or none."""


FITTING: Final[Mapping[UpstreamFailure, tuple[AttemptOutcome, ...]]] = {
    UpstreamFailure.NO_ROUTE: (AttemptOutcome.UNREACHABLE,),
    UpstreamFailure.NO_NETWORK: (AttemptOutcome.UNREACHABLE,),
    UpstreamFailure.REFUSED: (AttemptOutcome.REFUSED,),
    UpstreamFailure.RESET: (AttemptOutcome.RESET_EARLY, AttemptOutcome.RESET_MIDWAY, AttemptOutcome.CLOSED_IN_USE),
    UpstreamFailure.TIMED_OUT: (AttemptOutcome.UNSERVED,),
    UpstreamFailure.CLOSED: (
        AttemptOutcome.RESET_EARLY,
        AttemptOutcome.RESET_MIDWAY,
        AttemptOutcome.CLOSED_IN_USE,
        AttemptOutcome.UNSERVED,
    ),
}
"""Outcomes that a kind of line may be about. A connection that closed in order is none of them: nothing on the wire
tells one whose answer was cut short from the many that were whole."""
UNTOLD: Final = (AttemptOutcome.UNREACHABLE, AttemptOutcome.REFUSED, AttemptOutcome.RESET_EARLY)
"""What a proxy may mean that could not connect and does not say why: HAProxy's SC, Envoy's UF, a bare 502."""

Line = tuple[LogEvent, UpstreamError]
"""A line that tells of an upstream's error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One line of a log (`log` is its index) and what it goes back to.

    vip: the VIP's text where it is about one; cause: the earlier line that an echo goes back to.
    """

    log: int
    event: LogEvent
    state: TieState
    vip: str | None = None
    attempt: Connection | None = None
    cause: LogEvent | None = None


def ties(
    logs: Sequence[Log], records: Sequence[VipRecord], start: int | None, end: int | None, limits: Thresholds
) -> tuple[Tie, ...]:
    """Lines of proxies' error logs, in the order of logs and lines; `start`, `end`: of what was captured, ns UTC."""
    found: list[Tie] = []
    for number, log in enumerate(logs):
        if UpstreamError in log.tells:
            explained = direct(list(telling(log.events, UpstreamError)), records, limits)
            found += (tie(number, event, explained, records, start, end, limits) for event in log.events)
            found = echoes(found, number, records, limits)
    return tuple(found)


def direct(lines: Sequence[Line], records: Sequence[VipRecord], limits: Thresholds) -> dict[Place, Connection | None]:
    """The attempt behind each line, by its place; None where it may be either of several that failed differently."""
    found: dict[Place, Connection | None] = {}
    for vip in dict.fromkeys(record.vip for record in records):
        for port in sorted({error.port for _, error in lines if error.address == vip and error.port}):
            here = [line for line in lines if line[1].address == vip and line[1].port == port]
            for record in (record for record in records if record.vip == vip):
                mine = record.attempts.where(record.attempts.column("vip_port") == port)
                left = [line for line in here if place(line[0]) not in found]
                found |= dict(by_kind(left, mine, limits))
    return found


def by_kind(lines: Sequence[Line], some: Connections, limits: Thresholds) -> Iterator[tuple[Place, Connection | None]]:
    """Lines about one VIP and port, with the attempt behind each."""
    taken = np.zeros(len(some), bool)
    tied: set[Place] = set()
    # First: what a proxy gave up may be told unreachable later, and is then no other line's.
    waited = [(event, error.phase or "") for event, error in lines if error.kind == UpstreamFailure.TIMED_OUT]
    for phase in sorted({phase for _, phase in waited}):
        told = [event for event, its in waited if its == phase]
        for where, attempt in gave_up(told, some, taken, limits, connecting=phase == CONNECTING):
            tied.add(where)
            yield where, attempt
    # Last: what says least takes what others leave.
    for kind, outcomes in (*FITTING.items(), (UpstreamFailure.OTHER, UNTOLD)):
        told = [event for event, error in lines if error.kind == kind and is_tied(error) and place(event) not in tied]
        which = np.flatnonzero(fitting(some, kind, outcomes) & ~taken)
        made = matched(told, some.column("end")[which], limits)
        taken[which[[fits for _, fits in made]]] = True
        left = which[~taken[which]]
        for line, fits in made:
            attempt = which[fits]
            yield place(told[line]), None if differs(told[line], some, attempt, left) else some[attempt]


def fitting(some: Connections, kind: UpstreamFailure, outcomes: Sequence[AttemptOutcome]) -> NDArray[np.bool_]:
    """Which attempts a kind of line may be about."""
    outcome = some.column("outcome")
    fit = np.isin(outcome, [NUMBER[name] for name in outcomes])
    if kind == UpstreamFailure.RESET:
        fit |= (outcome == NUMBER[AttemptOutcome.OK]) & (some.column("reporter") != 0)
    ended: NDArray[np.bool_] = fit & (some.column("end_event") >= 0)
    return ended


def differs(line: LogEvent, some: Connections, attempt: int, left: NDArray[np.int64]) -> bool:
    """Whether attempts are left in the span of a line that failed otherwise than the one that it is tied to."""
    ends, outcomes = some.column("end")[left], some.column("outcome")
    others = outcomes[left[(ends >= line.time) & (ends < line.time + line.width_ns)]]
    return bool((some.is_failed[attempt] & (others != outcomes[attempt]) & (others < NUMBER[AttemptOutcome.OK])).any())


def is_tied(error: UpstreamError) -> bool:
    """Whether a line is about a failure that an attempt in the capture may show."""
    return error.kind in FITTING or (error.kind == UpstreamFailure.OTHER and error.phase == CONNECTING)


def tie(
    log: int,
    event: LogEvent,
    explained: dict[Place, Connection | None],
    records: Sequence[VipRecord],
    start: int | None,
    end: int | None,
    limits: Thresholds,
) -> Tie:
    """One line by itself; what is an echo is told later."""
    about = event.detail.address
    mine = [record for record in records if record.vip == about]
    vip = mine[0].vip if mine else None
    if place(event) in explained:
        attempt = explained[place(event)]
        state = TieState.AMBIGUOUS if attempt is None else TieState.ATTEMPT
        return Tie(log=log, event=event, state=state, vip=vip, attempt=attempt)
    kind = failure(event)
    if kind != UpstreamFailure.NO_LIVE and not (isinstance(event.detail, UpstreamError) and is_tied(event.detail)):
        return Tie(log=log, event=event, state=TieState.ELSEWHERE, vip=vip)
    if start is None or end is None or not start - event.width_ns <= event.time <= end + limits.connect_timeout_ns:
        return Tie(log=log, event=event, state=TieState.OUTSIDE, vip=vip)
    if kind != UpstreamFailure.NO_LIVE and mine and event.time + event.width_ns > end:
        return Tie(log=log, event=event, state=TieState.OUTSIDE, vip=vip)
    if kind == UpstreamFailure.NO_LIVE:
        return Tie(log=log, event=event, state=TieState.UNEXPLAINED)
    if kind == UpstreamFailure.NO_ROUTE and any(
        asked.start - event.width_ns <= event.time <= asked.end + limits.asking_gap_ns
        for record in mine
        for asked in record.unanswered
    ):
        return Tie(log=log, event=event, state=TieState.QUESTION, vip=vip)
    return Tie(log=log, event=event, state=TieState.UNEXPLAINED if mine else TieState.ELSEWHERE, vip=vip)


def failure(event: LogEvent) -> UpstreamFailure | None:
    """How a line says that an upstream failed; None where it is about none."""
    return event.detail.kind if isinstance(event.detail, UpstreamError) else None


def echoes(found: list[Tie], log: int, records: Sequence[VipRecord], limits: Thresholds) -> list[Tie]:
    """The same, with "no live upstreams" of one log tied to the last failure at a VIP before it: within nginx's
    fail_timeout, or while the capture shows that nobody was asked for a connection since."""
    last: Tie | None = None
    told: list[Tie] = []
    for one in found:
        here = one
        is_unexplained = one.log == log and one.state == TieState.UNEXPLAINED
        if is_unexplained and failure(one.event) == UpstreamFailure.NO_LIVE and last is not None:
            since = one.event.time - last.event.time
            if since <= limits.fail_timeout_ns + last.event.width_ns or not asked_between(records, last, one.event):
                here = Tie(
                    log=log,
                    event=one.event,
                    state=TieState.AMPLIFIED,
                    vip=last.vip,
                    attempt=last.attempt,
                    cause=last.event,
                )
        elif (
            one.log == log
            and one.state in (TieState.ATTEMPT, TieState.AMBIGUOUS, TieState.QUESTION, TieState.UNEXPLAINED)
            and one.vip is not None
        ):
            last = one
        told.append(here)
    return told


def asked_between(records: Sequence[VipRecord], last: Tie, echo: LogEvent) -> bool:
    """Whether a connection to the VIP was tried between a failure's line, the width of its time over, and an echo."""
    return any(
        len(record.attempts.begun_within(last.event.time + last.event.width_ns, echo.time - echo.width_ns)) > 0
        for record in records
        if record.vip == last.vip
    )
