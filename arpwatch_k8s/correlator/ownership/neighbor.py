"""What a Linux neighbor cache may hold: the set of MACs that the capturing host can have for a VIP after what it saw.

A set, since a cache's own timers cannot be seen. What each form of claim does to an entry (Linux net/ipv4/arp.c
arp_process, net/ipv6/ndisc.c, net/core/neighbour.c neigh_update):

    form                                                   the entry's MAC
    gratuitous request; gratuitous reply to its own MAC    is taken at once
    request to the host itself, from the VIP               is taken at once, the entry made if there was none
    advertisement with the override flag, solicitation     is taken at once
    any other reply or request                             is taken unless the entry changed in the last second
    first answer to the host's own question to all         is taken: the entry had no MAC
    advertisement without the override flag                is not taken, unless there was none

The last change of an entry can be seen only where it was a change of MAC for certain; then what comes within the second
is refused for certain. Claims that were sent to another host never reach the cache. A set that grows beyond `MOST_HELD`
says nothing any more, and anybody on the segment can make it grow: it is given up until a claim settles it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claims
from arpwatch_k8s.correlator.ownership.hosts import Host
from arpwatch_k8s.correlator.ownership.questions import QuestionRows
from arpwatch_k8s.correlator.ownership.sightings import SightingRows
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import MAC_PRESENT, MULTICAST_BIT, NA, NS, VRRP
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

SURE: Final = 9, 10
"""Part of the lock time within which a refusal is certain, whatever the clock's ticks."""

MOST_HELD: Final = 32
"""MACs that a cache may hold, of which more are no expectation."""

OPENS, TAKES, MAY_TAKE, WEAK, SEEN = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A stretch in which what the host's cache could hold stayed the same."""

    start: int
    """When it began, ns UTC."""
    end: int
    """Up to when it lasted, ns UTC."""
    macs: tuple[int, ...]
    """What the cache could hold: any of these and no other; none where it could be any of more than `MOST_HELD`."""
    frame: FrameRef
    """What made it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A stretch in which the host sent frames to a MAC that its cache could not hold."""

    start: int
    """When the first of them was sent, ns UTC."""
    end: int
    """When the last one was, ns UTC."""
    mac: int
    """Where they went."""
    expected: tuple[int, ...]
    """What the cache could hold when it began."""
    first_frame: FrameRef
    """The first of them."""
    last_frame: FrameRef
    """The last of them."""
    frames: int
    """How many there were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """The track *expected* of one VIP, and where the host's frames left it."""

    host: Host
    """Whose cache it is."""
    expectations: tuple[Expectation, ...]
    """What that could hold, in order of time."""
    departures: tuple[Departure, ...]
    """Where frames went elsewhere."""


def neighbor(
    claims: Claims,
    asked: QuestionRows,
    used: SightingRows,
    end: int,
    limits: Thresholds,
    *,
    host: Host,
    addresses: Collection[int],
) -> Neighbor:
    """What the cache of `host`, whose own addresses have these codes, could hold for a VIP up to `end` (ns UTC).

    asked: `QUESTION` records; used: `SIGHTING` records of the host's frames to the VIP.
    """
    events = stimuli(claims, asked, used, host.mac, addresses)
    spans = list(believed(events, end, limits))
    return Neighbor(host=host, expectations=tuple(spans), departures=tuple(departures(spans, used, limits)))


ANY: Final = ()
"""What is held where nothing is expected."""

STIMULUS: Final = np.dtype([("time", "i8"), ("mac", "u8"), ("effect", "i1"), ("capture", "i4"), ("frame", "i8")])
"""What happens to the entry: it has no MAC from now on until somebody answers; a MAC is taken; it may be; only where
there was none; or a frame shows which one it holds."""
StimulusRows: TypeAlias = "NDArray[np.void]"
"""An array of `STIMULUS`."""


def stimuli(
    claims: Claims, asked: QuestionRows, used: SightingRows, host: int, addresses: Collection[int]
) -> StimulusRows:
    """`STIMULUS` records of all that the host's cache saw, and of its first frame to the VIP, in time order."""
    to_host = (claims["eth_dst"] == host) | (claims["eth_dst"] & MULTICAST_BIT != 0) | (claims["eth_dst"] == 0)
    heard = claims.take(to_host & (claims["kind"] != VRRP) & (claims["mac"] != host))
    to_itself = np.isin(heard["peer"], list(addresses)) & (heard["opcode"] == 1)
    nd = (heard["kind"] == NA) | (heard["kind"] == NS)
    answered = np.zeros(len(heard), STIMULUS)
    answered["effect"] = np.select([heard["overrides"] | to_itself, nd], [TAKES, WEAK], MAY_TAKE)
    own = asked[(asked["mac"] == host) & asked["to_all"] & (asked["target_mac"] & (MAC_PRESENT - 1) == 0)]
    opened, seen = np.zeros(len(own), STIMULUS), np.zeros(min(1, len(used)), STIMULUS)
    opened["effect"], seen["effect"] = OPENS, SEEN
    for name in ("time", "mac", "capture", "frame"):
        answered[name], opened[name], seen[name] = heard[name], own[name], used[name][:1]
    every = np.concatenate([answered, opened, seen])
    ordered: StimulusRows = every[np.lexsort((every["frame"], every["capture"], every["time"]))]
    return ordered


def believed(events: StimulusRows, end: int, limits: Thresholds) -> Iterator[Expectation]:
    """Spans in which the set stays the same, from the first event that says anything."""
    held: tuple[int, ...] | None = None
    since, shown = 0, FrameRef(0, 0)
    resolving = False
    changed = -(1 << 62)
    refused = limits.locktime_ns * SURE[0] // SURE[1]
    for time, mac, effect, capture, frame in events.tolist():
        after = held
        if effect == OPENS:
            resolving = True
        elif resolving and effect != SEEN:
            resolving, after, changed = False, (mac,), time
        elif effect == TAKES:
            if held and mac not in held:
                changed = time
            after = (mac,)
        elif effect == MAY_TAKE:
            if held and mac not in held and time - changed >= refused:
                after = (*held, mac) if len(held) < MOST_HELD else ANY
        elif effect == SEEN and held is None:
            after = (mac,)
        if after != held:
            if held is not None:
                yield Expectation(start=since, end=time, macs=held, frame=shown)
            held, since, shown = after, time, FrameRef(capture, frame)
    if held is not None:
        yield Expectation(start=since, end=max(end, since), macs=held, frame=shown)


def allowed(held: NDArray[np.uint64], at: NDArray[np.intp], macs: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether spans (rows of `held`, zeros behind their MACs), by their place, hold some MACs; those of any do."""
    found: NDArray[np.bool_] = held[at, 0] == 0 if held.shape[1] else np.ones(len(at), bool)
    for column in held.T:
        found |= column[at] == macs
    return found


def departures(spans: Sequence[Expectation], used: SightingRows, limits: Thresholds) -> Iterator[Departure]:
    """Where the host's frames went to a MAC that its cache could not hold, those in a row together."""
    if not spans or not len(used):
        return
    if bool((used["mac"] == used["mac"][0]).all()) and all(not s.macs or int(used["mac"][0]) in s.macs for s in spans):
        return
    starts = np.array([span.start for span in spans])
    now = np.searchsorted(starts, used["time"], side="right") - 1
    before = np.searchsorted(starts, used["time"] - limits.cache_lag_ns, side="right") - 1
    held = np.zeros((len(spans), max(len(span.macs) for span in spans)), np.uint64)
    for row, span in zip(held, spans, strict=True):
        row[: len(span.macs)] = span.macs
    outside = (now >= 0) & ~allowed(held, now, used["mac"]) & ~allowed(held, np.maximum(before, 0), used["mac"])
    edges = np.flatnonzero(np.diff(outside.astype(np.int8), prepend=0, append=0))
    for begin, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        first, last = used[begin], used[after - 1]
        yield Departure(
            start=int(first["time"]),
            end=int(last["time"]),
            mac=int(first["mac"]),
            expected=spans[int(now[begin])].macs,
            first_frame=FrameRef(int(first["capture"]), int(first["frame"])),
            last_frame=FrameRef(int(last["capture"]), int(last["frame"])),
            frames=after - begin,
        )
