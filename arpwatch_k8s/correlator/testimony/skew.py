"""By how much a log's clock is off the capture's, told from lines and frames that must have come at the same time.

Each pair of a line and a frame allows offsets as wide as the line's time is. The offset sought is the one at which most
lines have a frame and most frames a line. It is told only where no other explains nearly as much: traffic that fails
every second fits at every second, and then nothing is told. Nothing is shifted by it.

A log in the wrong zone is off by hours. There the zones in use are few, so that an offset near one of them, and no
other, is told even if it is not known to the second; any other that is so far off must be borne out by several bursts
of failures, since a log of another day fits somewhere, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.coincidences import Coincidence, coincidences
from arpwatch_k8s.correlator.testimony.pairing import pairs
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.logs.zones import MOST_OFFSET_NS, offset_at, zone_shift
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

BIN_NS: Final = NS // 4
"""Offsets are first looked for in such steps."""
BLOCK: Final = 4096
"""The number of steps is a multiple of it, which is quickly transformed."""
MOST_BINS: Final = 1 << 20
"""Of captures and logs that together are longer than three days nothing is told."""
FARTHEST_NS: Final = 2 * MOST_OFFSET_NS
"""Zones are no farther apart."""
MOST_PLATEAU_NS: Final = 900 * NS
"""Offsets that explain nearly as much may be so far apart: zones are no closer."""
RIVAL: Final = 0.8
"""An offset that explains this share of what the best does is as good as it."""
LEAST: Final = 3
"""Lines of different times that must have a frame of their own."""
COVERED: Final = 0.9
"""The share of lines within the capture that must have one."""
EXPLAINED: Final = 0.75
"""The share of frames that must have a line, where an offset is larger than clocks drift."""
FINE_NS: Final = 4 * NS
"""Within so much an offset is looked for in steps of `STEP_NS`."""
STEP_NS: Final = NS // 50
DRIFT_NS: Final = 10 * NS
"""What a clock that nobody sets may be off by; what is off by more must be borne out better."""
SET_NS: Final = 5 * NS
"""What a clock that is right but for its zone may be off by."""
CHANCE: Final = 1e-6
"""What explains lines alone, and leaves frames without one, is told where chance would do so as seldom."""
BURST_NS: Final = 5 * NS
"""Failures closer than this are of one burst."""
EXPLAINED_IN_ZONE: Final = 0.4
"""The same, where the offset is that of two zones: they are few."""
MANY: Final = 5
"""Lines that must bear out any other offset that is larger than clocks drift; twice as many of one burst."""
MOST_LINES: Final = 500
"""Lines about one thing that an offset is told from in the end: the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSkew:
    """A log's clock is off the capture's."""

    log: int
    """The log's number."""
    ahead_ns: int
    """By how much it is ahead, ns; below 0, behind."""
    spread_ns: int
    """How wide the range of offsets is that explain as much, ns: `ahead_ns` is the middle of it, or the zone within."""
    pairs: int
    """Lines that have a frame at the same time then."""
    zone_ns: int
    """The difference of two zones that it comes from, ns; 0 where it does not."""


def skews(
    logs: Sequence[Log], records: Sequence[VipRecord], inventory: Inventory, start: int | None, end: int | None
) -> tuple[ClockSkew, ...]:
    """What is known of the logs' clocks; nothing of one that is right, or of which too little is known. `start`, `end`:
    of what was captured, ns UTC."""
    if start is None or end is None:
        return ()
    found = []
    for number, log in enumerate(logs):
        some = coincidences(log, records, inventory) if log.events else ()
        east = offset_at(log.zone, start) if log.zone is not None else 0
        one = skew(number, some, start, end, east=east) if some else None
        found += [] if one is None else [one]
    return tuple(found)


def skew(log: int, some: Sequence[Coincidence], start: int, end: int, *, east: int = 0) -> ClockSkew | None:
    """By how much one log, which was read in a zone that is `east` of UTC by as much (ns), is off; None where it is
    not, or nobody can tell."""
    some = tuple(within(some))
    if sum(len(np.unique(one.starts)) for one in some) < LEAST:
        return None
    first = tuple(first_of(some, 0))
    lines = sum(len(inside(one, 0, start, end)) for one in first)
    if lines >= LEAST and pairs(first, 0) >= COVERED * lines:
        return None
    found = plateau(some)
    if found is None:
        return None
    low, high = found
    middle = (low + high) // 2
    offset = zone_shift(middle + east)
    zone = 0 if offset is None else offset - east
    some = tuple(first_of(some, middle))
    if high - low <= FINE_NS:
        low, high = refined(some, low, high)
        middle = zone if zone and low <= zone <= high else (low + high) // 2
    elif zone and high - low <= MOST_PLATEAU_NS and abs(middle - zone) <= SET_NS:
        middle = zone
    else:
        return None
    if low <= 0 <= high or not is_sure(some, middle, zone, start, end):
        return None
    return ClockSkew(log=log, ahead_ns=middle, spread_ns=high - low, pairs=pairs(some, middle), zone_ns=zone)


def within(some: Sequence[Coincidence]) -> Iterator[Coincidence]:
    """Lines that may be of the capture's time in some zone, with the frames that these may be about."""
    for one in some:
        first, last = one.frames[0] - FARTHEST_NS, one.frames[-1] + FARTHEST_NS
        near = np.flatnonzero((one.starts >= first) & (one.starts <= last))
        if len(near):
            yield Coincidence(one.starts[near], one.widths[near], one.frames)


def first_of(some: Sequence[Coincidence], ahead: int) -> Iterator[Coincidence]:
    """The first lines that may be of the time of frames where the clock is ahead by so much, with the frames of their
    time."""
    for one in some:
        near = np.flatnonzero(one.starts - ahead >= one.frames[0] - FINE_NS)[:MOST_LINES]
        if len(near):
            cut = len(near) == MOST_LINES
            last = one.starts[near[-1]] + one.widths[near[-1]] - ahead if cut else one.frames[-1]
            yield Coincidence(one.starts[near], one.widths[near], one.frames[one.frames <= last])


def plateau(some: Sequence[Coincidence]) -> tuple[int, int] | None:
    """The lowest and the highest offset (ns) that explain nearly as much as the best does; None where there is too
    much to look at."""
    origin = min(int(min(one.starts[0], one.frames[0])) for one in some)
    end = max(int(max(one.starts[-1], one.frames[-1])) for one in some)
    size = (int((end - origin) // BIN_NS + 64) // BLOCK + 1) * BLOCK
    if size > MOST_BINS:
        return None
    scores = np.zeros(2 * size, np.float64)
    for one in some:
        scores += explained(one, origin, size)
    offsets = np.arange(2 * size)
    offsets[offsets >= size] -= 2 * size
    good = offsets[np.round(scores) >= RIVAL * np.round(scores).max()]
    return int(good.min()) * BIN_NS, (int(good.max()) + 1) * BIN_NS


def explained(one: Coincidence, origin: int, size: int) -> NDArray[np.float64]:
    """How many bins with lines have a frame and how many with frames have a line, at each offset in bins; below 0, from
    the end."""
    wide = int(-(-int(one.widths.max()) // BIN_NS))
    lines, frames = np.zeros(2 * size), np.zeros(2 * size)
    at = np.unique((one.starts - origin) // BIN_NS)
    lines[at] = 1
    lines_wide = np.zeros(2 * size)
    for more in range(wide + 1):
        lines_wide[at + more] = 1
    seen = np.unique((one.frames - origin) // BIN_NS)
    frames[seen] = 1
    frames_wide = np.zeros(2 * size)
    for less in range(wide + 1):
        frames_wide[seen - less] = 1
    products = correlated(lines, frames_wide) + correlated(lines_wide, frames)
    found: NDArray[np.float64] = np.fft.irfft(products, len(lines))
    return found


def correlated(lines: NDArray[np.float64], frames: NDArray[np.float64]) -> NDArray[np.complex128]:
    """The spectrum of the sum of products at each offset of the lines."""
    spectrum: NDArray[np.complex128] = np.fft.rfft(lines) * np.conj(np.fft.rfft(frames))
    return spectrum


def refined(some: Sequence[Coincidence], low: int, high: int) -> tuple[int, int]:
    """The lowest and the highest offset at which most lines have a frame of their own."""
    tried = range(low - BIN_NS, high + BIN_NS + 1, STEP_NS)
    counts = np.array([pairs(some, offset) for offset in tried])
    best = np.flatnonzero(counts == counts.max())
    return tried[int(best[0])], tried[int(best[-1])]


def is_sure(some: Sequence[Coincidence], ahead: int, zone: int, start: int, end: int) -> bool:
    """Whether an offset is borne out well enough to be told."""
    count = pairs(some, ahead)
    lines = np.concatenate([inside(one, ahead, start, end) for one in some])
    times = np.unique(lines)
    if len(times) < LEAST or count < COVERED * len(lines) or count - pairs(some, 0) < max(LEAST, count / 5):
        return False
    if abs(ahead) <= DRIFT_NS:
        return True
    frames = sum(len(one.frames) for one in some)
    if chance(some, bursts(times), start, end) < CHANCE:
        return True
    if zone and abs(ahead - zone) <= SET_NS:
        return count >= EXPLAINED_IN_ZONE * frames
    return count >= EXPLAINED * frames and count >= MANY and (count >= 2 * MANY or bursts(times) >= LEAST)


def chance(some: Sequence[Coincidence], independent: int, start: int, end: int) -> float:
    """At how many offsets so many lines that know nothing of each other would all have a frame by chance."""
    frames = np.unique(np.concatenate([one.frames for one in some]))
    wide = max(int(one.widths.max()) for one in some) + BIN_NS
    covered = np.minimum(np.diff(frames, append=frames[-1] + wide), wide).sum()
    share = min(1.0, float(covered) / max(end - start, wide))
    return float(2 * FARTHEST_NS / wide * share**independent)


def inside(one: Coincidence, ahead: int, start: int, end: int) -> NDArray[np.int64]:
    """The times of the lines that were wholly written within the capture, if the clock is ahead by so much."""
    times = one.starts - ahead
    kept: NDArray[np.int64] = one.starts[(times >= start) & (times + one.widths <= end)]
    return kept


def bursts(times: NDArray[np.int64]) -> int:
    """How many stretches there are with nothing between them for a while."""
    return 1 + int((np.diff(times) > BURST_NS).sum()) if len(times) else 0
