"""Merging what several hosts saw: frames seen twice count once, clocks are set by those frames.

Two captures that saw the same segment at the same time share frames: broadcasts, and what the two hosts sent to each
other. A frame is known again by its content, which sequence numbers make all but unique. The distances in time between
its two sightings give the offset of the clocks, as a line through medians, so that drift is followed. The offset serves
to order frames of one host among those of the other; frames themselves keep their times in the evidence.

Captures that share too few frames to tell stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.views.clocks import Clock, flows_on, presence_on
from arpwatch_k8s.correlator.views.sharing import sharing
from arpwatch_k8s.correlator.views.vantages import Vantage
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.flow import FlowRows
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.presence import PresenceRows
from arpwatch_k8s.evidence.segment import Segment, segments
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.savefile.info import CaptureInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTENT: Final = (
    "kind", "eth_src", "ip_src", "ip_dst", "ttl", "opcode", "sender_mac", "sender_ip", "target_mac", "target_ip",
    "na_flags", "icmp_type", "icmp_code", "gateway", "quoted_src", "quoted_dst", "quoted_sport", "quoted_dport",
    "quoted_seq", "sport", "dport", "seq", "ack", "flags", "vrid", "priority", "vrrp_addresses",
)  # fmt: skip
"""What makes a frame the same on two hosts: neither lengths (padding, cooked headers, cut frames) nor VLAN tags (which
drivers take off) nor the destination (which cooked captures lack)."""
FEWEST: Final = 3
"""Shared frames below which captures stay apart."""
COMMON: Final = 16
"""Sightings of one content beyond which it says little of when a frame was sent."""
AGREE_NS: Final = 100_000_000
"""How far distances of shared frames may lie apart: a queue's delay, and the drift of a clock over hours."""
SAME_NS: Final = 50_000_000
"""How far apart two sightings of one frame may be once clocks are set."""
KNOT: Final = 64
"""Shared frames to a median of the offset."""
MIX: Final = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """How far a vantage's clock is ahead of the view's first one."""

    vantage: Vantage
    """Whose clock."""
    offset_ns: int
    """How far it is ahead; negative where it is behind."""
    spread_ns: int
    """How far half of the distances are from that at most."""
    frames: int
    """How many frames both saw, which tell it."""


@dataclass(frozen=True, slots=True)
class View:
    """What one vantage saw, or several together."""

    name: str
    """What to call it: names of captures."""
    vantages: tuple[Vantage, ...]
    """Whose captures it is made of."""
    evidence: Evidence
    """Their rows in time order, on the first one's clock."""
    offsets: tuple[Offset, ...] = ()
    """How far the others' clocks were ahead of that."""
    duplicates: int = 0
    """Frames that were left out as seen by another."""
    clocks: tuple[Clock, ...] = ()
    """The others' clocks."""

    @property
    def captures(self) -> list[int]:
        """Numbers of its captures."""
        return [capture for vantage in self.vantages for capture in vantage]

    def flows(self, flows: FlowRows) -> FlowRows:
        """Those of its captures, on its clock."""
        return flows_on(flows, self.captures, self.clocks)

    def presence(self, there: PresenceRows) -> PresenceRows:
        """When MACs were heard in its captures, on its clock, to the second."""
        return presence_on(there, self.captures, self.clocks)


def views(evidence: Evidence, vantages: Sequence[Vantage], captures: Sequence[CaptureInfo]) -> list[View]:
    """The evidence as merged views; whatever shares no segment with the others is a view of its own."""
    # a cooked capture lacks destinations: the other's sighting of a frame says more
    alone = sorted(apart(evidence, vantages, captures), key=lambda view: not view.evidence["eth_dst"].any())
    if len(alone) == 1:
        return alone
    shares = sharing(contents(*(view.evidence for view in alone)))
    merged: list[View] = []
    parts_of: list[set[int]] = []
    for number, view in enumerate(alone):
        for place, base in enumerate(merged if shares[number] else ()):
            joined = None if shares[number].isdisjoint(parts_of[place]) else merge(base, view)
            if joined is not None:
                merged[place : place + 1] = joined
                parts_of[place : place + 1] = [parts_of[place] | {number}, {number}][: len(joined)]
                break
        else:
            merged.append(view)
            parts_of.append({number})
    return merged


def apart(evidence: Evidence, vantages: Sequence[Vantage], captures: Sequence[CaptureInfo]) -> list[View]:
    """A view of each vantage that has rows."""
    if len(vantages) == 1:
        return [View(name_of(vantages[0], captures), tuple(vantages), evidence)]
    made = [
        View(name_of(vantage, captures), (vantage,), evidence.take(np.isin(evidence["capture"], vantage)))
        for vantage in vantages
    ]
    return [view for view in made if len(view.evidence)] or made[:1]


def name_of(vantage: Vantage, captures: Sequence[CaptureInfo]) -> str:
    """What to call a vantage: its captures, of many the first and the last; nothing where none is described."""
    names = [captures[number].name for number in vantage if number < len(captures)]
    return ", ".join(names) if len(names) < 4 else f"{names[0]} to {names[-1]}"


def merge(base: View, other: View) -> list[View] | None:
    """Both as one view, with another for segments of `other` that `base` did not see; None where they share too
    little."""
    here, there = contents(base.evidence, other.evidence)
    found = offset_of(here, there, base.evidence["time"], other.evidence["time"], other.vantages[0])
    if found is None:
        return None
    offset, clock = found
    times = other.evidence["time"] - clock.ahead(other.evidence["time"])
    twin = twins(here, there, base.evidence["time"], times)
    shared = twin >= 0
    place, known = segments(other.evidence)
    seen, names = segments(base.evidence)
    to = {number: names[mostly(seen[twin[shared][mine]])] for number, mine in parts(place[shared])}
    rows = other.evidence.take(~shared)
    rows = relabeled(Evidence({**rows.columns, "time": times[~shared]}, rows.addresses), known, place[~shared], to)
    strange = ~np.isin(place[~shared], list(to))
    joined = View(
        name=f"{base.name} + {other.name}",
        vantages=base.vantages + other.vantages,
        evidence=gather([base.evidence, rows.take(~strange)]),
        offsets=(*base.offsets, offset),
        duplicates=base.duplicates + int(shared.sum()),
        clocks=(*base.clocks, clock),
    )
    if not strange.any():
        return [joined]
    return [joined, View(other.name, other.vantages, other.evidence.take(~np.isin(place, list(to))))]


def mostly(places: NDArray[np.int64]) -> int:
    """The place that occurs most, the first of several."""
    values, n = np.unique(places, return_counts=True)
    return int(values[np.argmax(n)])


def contents(*tables: Evidence) -> list[NDArray[np.uint64]]:
    """A number for the content of each row, the same for rows of the same content."""
    numbers = []
    for table in tables:
        number: NDArray[np.uint64] = np.zeros(len(table), np.uint64)
        for name in CONTENT:
            number = (number ^ table[name].astype(np.uint64)) * np.uint64(MIX)
            number ^= number >> np.uint64(29)
        numbers.append(number)
    return numbers


def offset_of(
    here: NDArray[np.uint64],
    there: NDArray[np.uint64],
    times: NDArray[np.int64],
    other_times: NDArray[np.int64],
    vantage: Vantage,
) -> tuple[Offset, Clock] | None:
    """The offset of the other clock, in a number and along its time; None where too few frames are shared."""
    one, two = shared_pairs(here, there)
    distance = other_times[two] - times[one]
    if len(distance) < FEWEST:
        return None
    order = np.argsort(distance, kind="stable")
    ranked = distance[order]
    until = np.searchsorted(ranked, ranked + AGREE_NS, side="right")
    many = until - np.arange(len(ranked))
    best = np.flatnonzero(many == many.max())
    first = int(best[np.argmin(np.abs(ranked[best]))])
    agree = order[first : int(until[first])]
    if len(agree) < FEWEST:
        return None
    agree = agree[np.argsort(other_times[two[agree]], kind="stable")]
    knots = np.array_split(agree, max(1, len(agree) // KNOT))
    at = np.array([np.median(other_times[two[knot]]) for knot in knots])
    offsets = np.array([np.median(distance[knot]) for knot in knots])
    middle = int(np.median(distance[agree]))
    spread = int(np.median(np.abs(distance[agree] - middle)))
    offset = Offset(vantage=vantage, offset_ns=middle, spread_ns=spread, frames=len(agree))
    return offset, Clock(vantage, at, offsets)


def shared_pairs(here: NDArray[np.uint64], there: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of rows of the same content in both, of contents that neither saw often: each with each."""
    order, other_order = np.argsort(here, kind="stable"), np.argsort(there, kind="stable")
    values, first, n = np.unique(here[order], return_index=True, return_counts=True)
    others, other_first, other_n = np.unique(there[other_order], return_index=True, return_counts=True)
    _, at, other_at = np.intersect1d(values, others, assume_unique=True, return_indices=True)
    rare = (n[at] <= COMMON) & (other_n[other_at] <= COMMON)
    at, other_at = at[rare], other_at[rare]
    pairs = n[at] * other_n[other_at]
    which = np.repeat(np.arange(len(at)), pairs)
    within = np.arange(int(pairs.sum())) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = other_n[other_at][which]
    one = order[first[at][which] + within // np.maximum(width, 1)]
    two = other_order[other_first[other_at][which] + within % np.maximum(width, 1)]
    return one, two


def twins(
    here: NDArray[np.uint64], there: NDArray[np.uint64], times: NDArray[np.int64], other_times: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each row of `there` the row of `here` that is the same frame, -1 where none is: of the same content, each
    nearest to the other in time."""
    forth, back = nearest(here, there, times, other_times), nearest(there, here, other_times, times)
    rows = np.arange(len(there))
    mutual = (forth >= 0) & (back[np.maximum(forth, 0)] == rows) if len(here) else np.zeros(len(there), bool)
    found: NDArray[np.int64] = np.where(mutual, forth, -1)
    return found


def nearest(
    here: NDArray[np.uint64], there: NDArray[np.uint64], times: NDArray[np.int64], other_times: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each row of `there` the row of `here` of the same content nearest in time, -1 where none is near."""
    if not len(here):
        return np.full(len(there), -1)
    ids = np.unique(np.concatenate([here, there]), return_inverse=True)[1]
    ranks = np.unique(np.concatenate([times, other_times]), return_inverse=True)[1]
    place = ids * (int(ranks.max()) + 1) + ranks
    order = np.argsort(place[: len(here)], kind="stable")
    at = np.searchsorted(place[: len(here)][order], place[len(here) :])
    best: NDArray[np.int64] = np.full(len(there), -1)
    distance: NDArray[np.int64] = np.full(len(there), SAME_NS + 1)
    for step in (-1, 0):
        candidate = order[np.clip(at + step, 0, len(here) - 1)]
        away = np.abs(times[candidate] - other_times)
        better = (here[candidate] == there) & (away < distance)
        best = np.where(better, candidate, best)
        distance = np.where(better, away, distance)
    return best


def relabeled(rows: Evidence, known: Sequence[Segment], place: NDArray[np.int64], to: dict[int, Segment]) -> Evidence:
    """Rows with the segments that they have in the view they join; `place` is their index in `known`."""
    columns: dict[str, NDArray[Any]] = dict(rows.columns)
    for name in ("interface", "ifindex", "vlan"):
        value = np.array(
            [getattr(to.get(number, segment), name) for number, segment in enumerate(known)], columns[name].dtype
        )
        columns[name] = value[place] if len(place) else columns[name]
    return Evidence(columns, rows.addresses)
