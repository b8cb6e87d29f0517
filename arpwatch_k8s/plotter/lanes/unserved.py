"""Where attempts found nobody, cut out of the track *serving*.

Two bounds, as the outages that they come from: from the first SYN in vain to the last one nobody served, as every
attempt failed; between those and the answers around them nobody can say. An attempt in vain counts for nothing here
while others like it (of one client, to one port) go on in vain and other ones are accepted meanwhile: then it is its
port, or its client, and the owner serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.outages import Outage, in_vain
from arpwatch_k8s.plotter.lanes.bars import Piece
from arpwatch_k8s.plotter.records import BarState
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import between

if TYPE_CHECKING:
    from numpy.typing import NDArray

PORT_BITS: Final = 16


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stretch in which no attempt was accepted, ns UTC: since the last answer before (or the first SYN in vain, where
    there was none), the first and the last SYN in vain, and until the next answer, or the capture's end; `failed` of
    the `tried` attempts that began between the two SYNs and were not accepted later."""

    since: int
    start: int
    last: int
    until: int
    failed: int
    tried: int


def unserved(record: VipRecord) -> list[Unserved]:
    """The outages of a VIP, in order, but for attempts in vain during which others were accepted."""
    tried, known = record.attempts, record.outages
    if not known:
        return []
    start, vain = tried.column("start"), in_vain(tried)
    accepted = (tried.column("answer_event") >= 0) & ~vain
    back = np.sort(tried.column("answer_time")[accepted])
    counts = ~apart(tried, vain, accepted, back)[vain]
    lost = start[vain]
    first, last, end = (np.array([bound(one) for one in known], np.int64) for bound in (begun, latest, over))
    which = np.searchsorted(first, lost, side="right") - 1
    places, at, mine = np.unique(which[counts], return_index=True, return_counts=True)
    begin = lost[counts][at]
    all_of = mine == np.bincount(which, minlength=len(known))[places]
    until = np.where(all_of, last[places], lost[counts][at + mine - 1])
    low, high = np.searchsorted(start, begin), np.searchsorted(start, until, side="right")
    before = np.searchsorted(back, begin, side="right")
    since = np.where(before > 0, np.append(back, 0)[before - 1], begin)
    failed, unaccepted = (np.append(0, np.cumsum(some)) for some in (vain, ~accepted))
    columns = since, begin, until, end[places], failed[high] - failed[low], unaccepted[high] - unaccepted[low]
    return [Unserved(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def begun(outage: Outage) -> int:
    """When its first SYN was sent."""
    return outage.start


def latest(outage: Outage) -> int:
    """When its last one was."""
    return outage.last


def over(outage: Outage) -> int:
    """When it ended."""
    return outage.end


def apart(
    tried: Connections, vain: NDArray[np.bool_], accepted: NDArray[np.bool_], back: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Attempts in vain that belong to a run of those of one client to one port, none of which was accepted between,
    while attempts of others were; `back`: rising times of all answers."""
    like = tried.column("client").astype(np.int64) << PORT_BITS | tried.column("vip_port")
    time = np.where(accepted, tried.column("answer_time"), tried.column("start"))
    mine = np.flatnonzero(vain | accepted)
    order = mine[np.lexsort((accepted[mine], time[mine], like[mine]))]
    begins = accepted[order] | (np.diff(like[order], prepend=-1) != 0)
    begins[1:] |= accepted[order][:-1]
    first = np.flatnonzero(begins)
    run = np.cumsum(begins) - 1
    low, high = time[order][first], time[order][np.append(first[1:], len(order)) - 1]
    between = np.searchsorted(back, high, side="left") > np.searchsorted(back, low, side="right")
    found = np.zeros(len(tried), bool)
    found[order] = between[run]
    return found & vain


def shades(spans: Iterable[Unserved], least: int) -> Iterator[Piece]:
    """What is cut out: in order, and disjoint. Where one SYN alone was in vain nobody can say either, on both sides of
    it; what cannot be told is left out where it is shorter than `least` ns."""
    for one in spans:
        if one.start < one.last:
            told = cut_labels(one) if one.last - one.start >= least else ()
            yield from unsure(one.since, one.start, least, "not seen")
            yield Piece(one.start, one.last, BarState.NOBODY, (), one.failed, told=told)
            yield from unsure(one.last, one.until, least, "not seen")
        elif one.until - one.since >= least:
            failed = f"{one.failed:,} of {plural(one.tried, 'attempt')} failed"
            yield from unsure(one.since, one.until, least, f"not seen, {failed}", failed, count=one.failed)


def cut_labels(one: Unserved) -> tuple[str, ...]:
    """What a stretch of nobody may be labelled, the longest first."""
    failed, long = f"{one.failed:,} of {one.tried:,}", between(one.last - one.start, one.until - one.start)
    return (
        f"nobody served: {one.failed:,} of {plural(one.tried, 'attempt')} failed, {long}",
        f"nobody served: {failed} failed, {long}",
        f"nobody served, {long}",
        f"nobody: {failed} failed",
        "nobody served",
        "nobody",
    )


def unsure(start: int, end: int, least: int, *told: str, count: int = 0) -> Iterator[Piece]:
    """A stretch in which nobody can say whether anybody served, where it is long enough."""
    if end - start >= least:
        yield Piece(start, end, BarState.UNSURE, (), count, told=told)


def cut(held: Sequence[Piece], out: Sequence[Piece]) -> list[Piece]:
    """Pieces that are held, in order and disjoint, without what is cut out of them; and that. What nobody can tell is
    an owner's, and left out where there is none."""
    found = [piece for piece in out if piece.state is BarState.NOBODY]
    at = 0
    for piece in held:
        since, frame = piece.start, piece.frame
        while at < len(out) and out[at].end <= piece.start:
            at += 1
        place = at
        while place < len(out) and out[place].start < piece.end:
            shade = out[place]
            if shade.start > since:
                found.append(replace(piece, start=since, end=shade.start, frame=frame))
                frame = None
            if shade.state is BarState.UNSURE:
                start, end = max(shade.start, piece.start), min(shade.end, piece.end)
                found.append(replace(shade, start=start, end=end, owners=piece.owners))
            since = shade.end
            place += 1
        if since < piece.end or place == at:
            found.append(replace(piece, start=since, frame=frame))
    return found
