"""What a proxy's error log says of a VIP, tied line by line to the attempts in the capture.

A line is stamped in whole seconds, with the time at which nginx saw the failure, so it is tied to an attempt of a
fitting outcome that ended within that second; each attempt explains one line. A timeout shows nothing on the wire when
it runs out: its length, the same for all lines of one setting, is taken to be the one that fits most lines. "No live
upstreams" puts no packet on the wire at all: nginx had left the peer out after an earlier failure, which it is tied to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.pairing import paired
from arpwatch_k8s.logs.details.detail import CONNECTING, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import Log, LogEvent, telling
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


class TieState(StrEnum):
    """What explains a line of a log."""

    ATTEMPT = "attempt"
    """A connection attempt."""
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
MOST_PAIRS: Final = 4_000_000
"""Pairs of a line and an attempt that a timeout's length is told from; of more, some lines are left out."""

Line = tuple[LogEvent, UpstreamError]
"""A line that tells of an upstream's error."""
Place = tuple[int, int]
"""Where in its log something is told: the line, and which of the things that the line says."""


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


def direct(
    lines: Sequence[Line], records: Sequence[VipRecord], limits: Thresholds
) -> dict[Place, tuple[Connection, str]]:
    """The attempt behind each line, by its place."""
    found: dict[Place, tuple[Connection, str]] = {}
    for vip in dict.fromkeys(record.vip for record in records):
        for port in sorted({error.port for _, error in lines if error.address == vip and error.port}):
            here = [line for line in lines if line[1].address == vip and line[1].port == port]
            for record in (record for record in records if record.vip == vip):
                mine = record.attempts.where(record.attempts.column("vip_port") == port)
                left = [line for line in here if place(line[0]) not in found]
                found |= {where: (attempt, vip) for where, attempt in by_kind(left, mine, limits)}
    return found


def by_kind(lines: Sequence[Line], some: Connections, limits: Thresholds) -> Iterator[tuple[Place, Connection]]:
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
    ended = some.column("end_event") >= 0
    for kind, outcomes in FITTING.items():
        told = [event for event, error in lines if error.kind == kind and place(event) not in tied]
        fit = ended & np.isin(some.column("outcome"), [NUMBER[name] for name in outcomes]) & ~taken
        if kind == UpstreamFailure.RESET:
            fit |= (
                ended & (some.column("outcome") == NUMBER[AttemptOutcome.OK]) & (some.column("reporter") != 0) & ~taken
            )
        which = np.flatnonzero(fit)
        for line, fits in matched(told, some.column("end")[which], limits):
            taken[which[fits]] = True
            yield place(told[line]), some[which[fits]]


def gave_up(
    lines: Sequence[LogEvent], some: Connections, taken: NDArray[np.bool_], limits: Thresholds, *, connecting: bool
) -> Iterator[tuple[Place, Connection]]:
    """Lines that say that a proxy stopped waiting, for a connection or for what it had asked over one, with the attempt
    behind each; marks it taken."""
    outcome = some.column("outcome")
    silent = (outcome == NUMBER[AttemptOutcome.UNSERVED]) & (some.column("end_event") < 0)
    refused = np.zeros(len(some), bool)
    if connecting:
        silent = np.isin(outcome, [NUMBER[AttemptOutcome.UNANSWERED], NUMBER[AttemptOutcome.PENDING]])
        refused = np.isin(outcome, [NUMBER[AttemptOutcome.UNREACHABLE], NUMBER[AttemptOutcome.REFUSED]])
    lasted = np.where(silent, NEVER, some.column("end") - some.column("start"))
    asked = some.at("last_try", "time") - some.column("start")
    free = np.flatnonzero((silent | refused & (lasted > limits.unserved_ns)) & ~taken)
    begun = some.column("start")[free]
    wait = usual_wait(lines, begun, asked[free], lasted[free], limits)
    still = free[(lasted[free] > wait - limits.log_lag_ns) & (asked[free] < wait + limits.log_lag_ns)]
    for line, fits in matched(lines, some.column("start")[still] + wait, limits):
        taken[still[fits]] = True
        yield place(lines[line]), some[still[fits]]


def usual_wait(
    lines: Sequence[LogEvent],
    begun: NDArray[np.int64],
    asked: NDArray[np.int64],
    lasted: NDArray[np.int64],
    limits: Thresholds,
) -> int:
    """The length of a timeout, ns, with which most lines fit an attempt that was still waiting then: the middle of the
    shortest such range. Attempts: when `begun`, how long after that last `asked` again, how long they `lasted`."""
    some = lines[:: 1 + len(lines) * len(begun) // MOST_PAIRS]
    written = np.array([line.time for line in some], np.int64)[:, None] - begun[None, :]
    until = written + np.array([line.width_ns for line in some], np.int64)[:, None]
    least = np.maximum(written, asked[None, :])
    most = np.minimum(np.minimum(until, lasted[None, :]), limits.connect_timeout_ns)
    fits = (least < most) & (most > 0)
    return deepest(np.maximum(least[fits], 0), most[fits])


def deepest(least: NDArray[np.int64], most: NDArray[np.int64]) -> int:
    """The middle of the lowest range that most of some ranges [least, most) have in common; 0 where there are none."""
    if not len(least):
        return 0
    edges = np.concatenate([most, least])
    order = np.argsort(edges, kind="stable")
    depth = np.cumsum(np.concatenate([np.full(len(most), -1), np.full(len(least), 1)])[order])
    top = int(np.argmax(depth))
    return int(edges[order[top]] + edges[order[top + 1]]) // 2


def matched(lines: Sequence[LogEvent], moments: NDArray[np.int64], limits: Thresholds) -> list[tuple[int, int]]:
    """Pairs of a line and a moment within the width of its time, each used once, and as many as there can be; what is
    left after that may be of a moment just before or behind it."""
    starts = np.array([line.time for line in lines], np.int64)
    ends = starts + np.array([line.width_ns for line in lines], np.int64)
    made = paired(starts, ends, moments)
    lines_left = np.setdiff1d(np.arange(len(lines)), [line for line, _ in made])
    left = np.setdiff1d(np.arange(len(moments)), [moment for _, moment in made])
    lag = limits.log_lag_ns
    late = paired(starts[lines_left] - lag, ends[lines_left] + lag, moments[left])
    return sorted([*made, *((int(lines_left[line]), int(left[moment])) for line, moment in late)])


def tie(
    log: int,
    event: LogEvent,
    explained: dict[Place, tuple[Connection, str]],
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
        return Tie(log=log, event=event, state=TieState.ATTEMPT, vip=vip, attempt=explained[place(event)][0])
    kind = failure(event)
    if kind not in FITTING and kind != UpstreamFailure.NO_LIVE:
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


def place(event: LogEvent) -> Place:
    """Where in its log an event is told."""
    return event.line, event.part


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
            and one.state in (TieState.ATTEMPT, TieState.QUESTION, TieState.UNEXPLAINED)
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
