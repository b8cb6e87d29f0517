"""The rows that a window is judged by: its own, those around it, those carried to it, and what follows what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.correlator.connections.outcomes import NEVER
from arpwatch_k8s.correlator.window import by_ends
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.evidence.row import L2_CHANGE, TCP_RST, TCP_SYN
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.periods.captures import Asked, Capture, load, renumbered, touched
from arpwatch_k8s.periods.carrying import Carried, opening, strays
from arpwatch_k8s.periods.days import Window
from arpwatch_k8s.periods.reach import PIECES

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from arpwatch_k8s.evidence import Evidence
    from arpwatch_k8s.savefile.info import CaptureInfo


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Around:
    """What was read for a window, from `start` to `end`, both included, ns UTC."""

    start: int
    end: int
    origin: Origin
    """Captures, flows and counts of that time."""
    rows: Evidence
    """All rows of that time, carried ones before, and behind those of connections that were open at its end."""


def read_around(asked: Asked, window: Window, captures: Sequence[Capture], carried: Carried, end: int) -> Around:
    """What there is around a window, up to `end`. InputError: a file of the data set cannot be read."""
    start = window.start - asked.reach.around_ns
    loaded = load(asked, captures, start, end)
    infos = dict(zip(touched(captures, start, end), loaded.captures, strict=True))
    before = placed(carried, captures)
    rows = loaded.evidence
    until = window.end + asked.reach.most_ns
    # the addresses are the first one's: what is carried may be another thread's as well
    begun = gather([rows.take(opening(rows) | strays(rows)), before])
    later, flows = followed(asked, captures, begun, end, until)
    return Around(
        start=start,
        end=end,
        origin=Origin(
            captures=cropped(captures, infos, start, end, [before, *later]),
            flows=np.concatenate([loaded.flows, *flows]),
            endpoints=loaded.endpoints,
            presence=loaded.presence,
            asked_for=[] if asked.vips is None else [number_text(vip) for vip in asked.vips],
        ),
        rows=gather([rows, before, *later], using_up=True),
    )


def placed(carried: Carried, captures: Sequence[Capture]) -> Evidence:
    """Carried rows, numbered as the captures of a job are."""
    place = {one.number: number for number, one in enumerate(captures)}
    return renumbered(carried.rows, np.array([place[number] for number in carried.captures], np.int64))


def cropped(
    captures: Sequence[Capture], read: Mapping[int, CaptureInfo], start: int, end: int, others: Sequence[Evidence]
) -> list[CaptureInfo]:
    """Captures as far as they were read: those of which rows from `start` to `end` were, as these are described in
    `read` by their places; of the others, from the first to the last of their rows among `others`."""
    first, last = np.full(len(captures), NEVER, np.int64), np.full(len(captures), -1, np.int64)
    for rows in others:
        np.minimum.at(first, rows["capture"], rows["time"])
        np.maximum.at(last, rows["capture"], rows["time"])
    found: list[CaptureInfo] = []
    for place, (one, begun, over) in enumerate(zip(captures, first.tolist(), last.tolist(), strict=True)):
        info = replace(read.get(place, one.info), name=one.name)
        if place in read and info.first_ns is not None and info.last_ns is not None:
            found.append(replace(info, first_ns=max(info.first_ns, start), last_ns=min(info.last_ns, end)))
        else:
            found.append(replace(info, first_ns=begun, last_ns=over) if over >= 0 else without_frames(info))
    return found


def without_frames(info: CaptureInfo) -> CaptureInfo:
    """A capture of which nothing was read."""
    return replace(info, first_ns=None, last_ns=None)


def followed(
    asked: Asked, captures: Sequence[Capture], rows: Evidence, end: int, until: int
) -> tuple[list[Evidence], list[NDArray[Any]]]:
    """The later rows of connections that are open where rows end, and what these carried; until all are over, or as
    long as something is followed."""
    waiting = rows.take(opening(rows))
    found: list[Evidence] = []
    flows: list[NDArray[Any]] = []
    length = max(1, (until - end) // PIECES)
    while end < until and len(waiting):
        start, end = end + 1, min(until, end + length)
        if not any(one.touches(start, end) for one in captures):
            continue
        piece = load(asked, captures, start, end)
        both = gather([waiting, piece.evidence])
        numbers = waiting["seq"].astype(np.int64)
        mine = of_connections(both, len(waiting), int(waiting["time"].max()))
        theirs = both.take(mine & (both["time"] >= start))
        found.append(theirs)
        flows.append(piece.flows[np.isin(piece.flows["isn"].astype(np.int64), numbers)])
        still = both.take(mine)
        waiting = still.take(opening(still))
    return found, flows


def of_connections(both: Evidence, count: int, last: int) -> NDArray[np.bool_]:
    """Which rows are of connections that some of the rows, `count` up to the time `last`, are of."""
    kind = both["kind"]
    tcp = np.flatnonzero(((kind >= TCP_SYN) & (kind <= TCP_RST)) | (kind == L2_CHANGE))
    whose = by_ends(both.take(tcp))
    known = np.unique(whose[both["time"][tcp] <= last]) if count else np.zeros(0, np.int64)
    found = np.zeros(len(both), bool)
    found[tcp[np.isin(whose, known)]] = True
    return found
