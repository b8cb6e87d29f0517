"""Failed attempts as rules look at them: by outcome, by the node that their SYNs went to, with the frames that show
them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NEVER, NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY, owners_at
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import some
from arpwatch_k8s.diagnosis.signs.stability import contested, others_seen, owner_at
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import distinct_pairs, first_of_pairs
from arpwatch_k8s.evidence.reference import FrameRef

if TYPE_CHECKING:
    from numpy.typing import NDArray


SCANNED: Final = 10
"""Ports that nobody ever served, tried by one sender, from which on it is a scan: a Service has a few."""
NEAR_MESSAGE_NS: Final = 3_000_000_000
"""How far from one that got an ICMP message an attempt may begin that the limit on messages left without: they are a
second apart (Linux net/ipv4/icmp.c: ratelimit 1 * HZ), and a SYN is repeated after one second, then two (RFC 6298)."""


def scanned_ports(record: VipRecord) -> set[int]:
    """Ports of a VIP that somebody scanned: of so many that one sender tried and nobody ever served, no Service is."""
    ports, clients = record.attempts.column("vip_port"), record.attempts.column("client")
    served = distinct(ports[record.attempts.column("answer_event") >= 0])
    vain = ~np.isin(ports, served)
    clients, ports = clients[vain], ports[vain]
    each = first_of_pairs(clients, ports)
    senders, many = np.unique(clients[each], return_counts=True)
    return set(ports[each][np.isin(clients[each], senders[many >= SCANNED])].tolist())


def ended(record: VipRecord, *outcomes: AttemptOutcome) -> Connections:
    """Failed attempts of some outcomes."""
    left = record.failed
    return left.where(np.isin(left.column("outcome"), [NUMBER[name] for name in outcomes]))


def sent_to(case: Case, record: VipRecord, attempt: Connection) -> int | None:
    """The owner of the MAC that an attempt's last SYN went to; where the capture does not say, who owned the VIP then;
    None where nothing tells."""
    last = attempt.tries[-1]
    if last.mac:
        return case.inventory.owner(last.mac, last.time, record.segment)
    return owner_at(record, last.time)


def targets(case: Case, record: VipRecord, lost: Connections) -> NDArray[np.int64]:
    """The owner that each attempt's last SYN went to, while no other one held the VIP; where the capture does not tell
    the MAC, who held it then; else `NOBODY`."""
    macs, times = lost.at("last_try", "eth_dst").astype(np.uint64), lost.at("last_try", "time")
    owners = np.where(macs != 0, case.inventory.owners(macs, times, record.segment), NOBODY)
    begun = lost.column("start")
    claimed, serving = owners_at(record.ownership.epochs, begun), owners_at(record.serving, begun)
    held = np.where(claimed != NOBODY, claimed, serving)
    found: NDArray[np.int64] = np.where(owners == NOBODY, held, owners)
    return np.where((held == NOBODY) | (held == found), found, NOBODY)


def sent_to_each(case: Case, record: VipRecord, attempts: Connections) -> NDArray[np.int64]:
    """`sent_to` of each of some attempts, `NOBODY` where nothing tells."""
    macs, times = attempts.at("last_try", "eth_dst").astype(np.uint64), attempts.at("last_try", "time")
    claimed, serving = owners_at(record.ownership.epochs, times), owners_at(record.serving, times)
    held = np.where(claimed != NOBODY, claimed, serving)
    return np.where(macs != 0, case.inventory.owners(macs, times, record.segment), held)


def by_target(case: Case, record: VipRecord, attempts: Connections) -> dict[tuple[int, int], Connections]:
    """Attempts by the owner and the port that they went to; those that nothing tells of are left out."""
    owners = sent_to_each(case, record, attempts)
    known = owners != NOBODY
    return by_owner_and_port(attempts.where(known), owners[known])


def by_owner_and_port(attempts: Connections, owners: NDArray[np.int64]) -> dict[tuple[int, int], Connections]:
    """Attempts by an owner each and the port, in the order in which these come first."""
    ports = attempts.column("vip_port")
    first, index = distinct_pairs(owners, ports)
    order = np.argsort(index, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(index, minlength=len(first)))[:-1])
    return {
        (int(owners[first[at]]), int(ports[first[at]])): attempts.places(parts[at]) for at in np.argsort(first).tolist()
    }


def unsettled(
    case: Case, record: VipRecord, owner: int, start: int, end: int, *, came: bool = False, left: bool = False
) -> str | None:
    """Why an owner cannot be said to have held the VIP over [start, end] (ns UTC) and around it; None where it did.

    With `came` a clean move to it before `start` begins its time, with `left` one away from it after `end` ends it,
    where more than the move itself is asked for.
    """
    limits = case.thresholds
    moves = [one for one in record.ownership.handovers if not one.tail]
    taken = [one.time for one in moves if came and one.after == owner and one.time <= start]
    given = [one.time for one in moves if left and one.before == owner and one.time >= end]
    since, until = start - limits.handover_before_ns, end + limits.handover_after_ns
    if taken and end > taken[-1] + limits.handover_after_ns:
        since = max(since, taken[-1])
    if given and start < given[0] - limits.handover_before_ns:
        until = min(until, given[0] - 1)
    start, end = since, until
    if contested(record, start, end):
        return "the address was contested at the time"
    others = others_seen(record, owner, start, end)
    if others:
        return f"another node claimed or served the VIP at the time ({case.cite(others[0])})"
    return None


def left_unsaid(told: NDArray[np.int64], lost: Connections, served: Connections) -> Connections:
    """Of unanswered attempts those that belong to ICMP messages, which a node limits: begun near an attempt (`told`,
    starts in ns UTC) that got one, with none of the same port (`served`) answered between the two."""
    if not len(told) or not len(lost):
        return lost.places(np.zeros(0, np.int64))
    spoken, starts = np.sort(told), lost.column("start")
    at = np.searchsorted(spoken, starts)
    before, after = spoken[np.maximum(at - 1, 0)], spoken[np.minimum(at, len(spoken) - 1)]
    nearest = np.where(np.abs(starts - before) <= np.abs(starts - after), before, after)
    answers = np.sort(served.column("answer_time"))
    low, high = np.minimum(starts, nearest), np.maximum(starts, nearest)
    one_spell = np.searchsorted(answers, low, side="right") == np.searchsorted(answers, high)
    return lost.places(np.flatnonzero((np.abs(starts - nearest) <= NEAR_MESSAGE_NS) & one_spell))


def begun(attempts: Connections) -> int:
    """When the first of them began, ns UTC."""
    return int(attempts.column("start").min())


def over(attempts: Connections) -> int:
    """When the last of them had its outcome, ns UTC."""
    ends = attempts.column("end")
    return int(np.where(ends == NEVER, attempts.column("start"), ends).max())


def first_start(attempts: Iterable[Connection]) -> int:
    """When the first of them began, ns UTC."""
    return min(attempt.start for attempt in attempts)


def last_end(attempts: Iterable[Connection]) -> int:
    """When the last of them had its outcome, ns UTC."""
    return max(attempt.start if attempt.end is None else attempt.end for attempt in attempts)


def sampled(attempts: Connections, most: int = 12) -> list[Connection]:
    """At most `most` of some attempts, spread evenly over all."""
    return [attempts[place] for place in some(range(len(attempts)), most)]


def some_syns(attempts: Connections, most: int = 12) -> tuple[FrameRef, ...]:
    """Where the last SYNs of at most `most` of them are, spread evenly over all, in order."""
    capture, frame = attempts.at("last_try", "capture"), attempts.at("last_try", "frame")
    picked = some(np.lexsort((frame, capture)).tolist(), most)
    return tuple(FrameRef(int(capture[at]), int(frame[at])) for at in picked)


def syns(attempts: Iterable[Connection]) -> list[FrameRef]:
    """Where their last SYNs are."""
    return sorted(attempt.tries[-1].frame for attempt in attempts if attempt.tries)


def ends(attempts: Iterable[Connection]) -> list[FrameRef]:
    """Where their outcomes show."""
    return sorted(attempt.end_frame for attempt in attempts if attempt.end_frame is not None)


def exchanges(attempts: Iterable[Connection]) -> list[FrameRef]:
    """Last SYN and outcome of each."""
    return list(dict.fromkeys(frame for one in attempts for frame in (*syns([one]), *ends([one]))))


def answered(record: VipRecord, owner: int, start: int, end: int) -> NDArray[Any]:
    """Sightings of an owner answering SYNs in [start, end], ns UTC."""
    low, high = bisect_left(record.answers["time"], start), bisect_right(record.answers["time"], end)
    near = record.answers[low:high]
    theirs: NDArray[Any] = near[near["owner"] == owner]
    return theirs


def together(attempts: Sequence[Connection], gap_ns: int) -> Iterator[list[Connection]]:
    """Attempts (by start) in groups, those that began at most `gap_ns` after the one before together."""
    group: list[Connection] = []
    for attempt in attempts:
        if group and attempt.start - group[-1].start > gap_ns:
            yield group
            group = []
        group.append(attempt)
    if group:
        yield group


def answered_on(record: VipRecord, owner: int, port: int, start: int, end: int, case: Case) -> Connections:
    """Attempts at the port that began in [start, end] (ns UTC) and whose first SYN an owner answered."""
    found = record.served_by(owner, port, case.inventory).begun_within(start, end)
    return found.where(~found.is_failed & (found.column("tries") == 1))
