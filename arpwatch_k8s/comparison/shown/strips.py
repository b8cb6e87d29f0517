"""Lanes of one side of one VIP, in time from where that side begins: its causes, who claimed it, who answered, the
share of attempts that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from arpwatch_k8s.comparison.sides.side import Bins, Fight, Hold, Owner, Side, Station
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.nodes import Node
from arpwatch_k8s.plotter.lanes.bars import Piece, bars_of
from arpwatch_k8s.plotter.lanes.coverage import LANE_HEIGHT, LEAST_WIDTH
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.lanes.rate import CHART_HEIGHT, LEAST_BIN, NUMBER_LINE, exact_duration, full_scale
from arpwatch_k8s.plotter.lanes.spans import Marked, spans
from arpwatch_k8s.plotter.lanes.tracks import owner_lane
from arpwatch_k8s.plotter.page.panel import span_lanes
from arpwatch_k8s.plotter.records import (
    BarState,
    Bin,
    CoverageLane,
    FileBar,
    Lane,
    OwnerLane,
    OwnerStyle,
    RateLane,
)
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.text import first_fitting

Styles = Mapping[int, OwnerStyle]
Numbers = Mapping[Owner, int]


def owner_numbers(sides: Iterable[Side]) -> dict[Owner, int]:
    """A number for each owner: its MAC's, or one of its own where it has none."""
    found: dict[Owner, int] = {}
    for side in sides:
        for station in side.stations:
            held = [hold.owner for hold in station.claimed + station.serving]
            for owner in held + [owner for fight in station.contests for owner in fight.owners]:
                if owner not in found:
                    found[owner] = number_of(owner, len(found) + 1)
    return found


def number_of(owner: Owner, spare: int) -> int:
    """A MAC as a number; `spare` where there is none, or a document has something else there."""
    try:
        return parse_mac(owner.mac or "")
    except ValueError:
        return spare


def styles_of(numbers: Numbers, look: Look) -> tuple[OwnerStyle, ...]:
    """Colors, by the names that owners have on either side."""
    nodes = {
        number: Node(name=owner.node, macs=(number,), addresses=(), given=True)
        for owner, number in numbers.items()
        if owner.node is not None
    }
    return owner_styles(numbers.values(), Inventory(tuple(nodes.values()), dict(nodes)), look.theme)


def part_of(scale: Scale, side: Side) -> Scale:
    """The part of the page's scale that a side takes up, a point of it at least."""
    length = side.span[1] - side.span[0] if side.span else 0
    end = min(max(length, scale.ns(1)), scale.end)
    return Scale(start=0, end=end, left=scale.left, right=scale.x(end))


def cause_lanes(told: Sequence[tuple[int, Marked]], scale: Scale) -> list[Lane]:
    """Numbered causes, where any has a time."""
    return span_lanes("causes", spans(told, scale))


def tracks(station: Station, start: int, numbers: Numbers, styles: Styles, scale: Scale) -> list[Lane]:
    """Who claimed it, fights among that, and who answered."""
    nobody = "nobody answered" if station.attempts else "nobody tried to connect"
    claimed = [*pieces(station.claimed, start, numbers), *fights(station.contests, start, numbers)]
    return [
        lane("claimed", "claimed", claimed, "nobody claimed it", styles, scale),
        # who answered before an outage, and after it, is not said to have served between
        lane("serving", "answered", pieces(station.serving, start, numbers), nobody, styles, scale),
    ]


def lane(track: str, label: str, told: Sequence[Piece], unknown: str, styles: Styles, scale: Scale) -> OwnerLane:
    """One track."""
    return owner_lane(track, label, "", bars_of(told, scale, styles, unknown, ""))


def pieces(holds: Iterable[Hold], start: int, numbers: Numbers) -> list[Piece]:
    """Epochs."""
    return [Piece(one.start - start, one.end - start, BarState.HELD, (numbers[one.owner],), 1) for one in holds]


def fights(told: Iterable[Fight], start: int, numbers: Numbers) -> list[Piece]:
    """Contests."""
    return [
        Piece(
            one.start - start,
            one.end - start,
            BarState.CONTESTED,
            tuple(sorted({numbers[owner] for owner in one.owners})),
            one.changes,
        )
        for one in told
    ]


def bin_length(told: Iterable[Bins | None], scale: Scale) -> int:
    """How long a bin of the figure is: those of both sides fit into it, and its numbers have room."""
    lengths = [one.bin_ns for one in told if one is not None]
    length = max(lengths, default=1)
    while length < scale.ns(LEAST_BIN):
        length *= 2
    return length


def bins(told: Bins | None, start: int, length: int, scale: Scale) -> tuple[Bin, ...]:
    """Attempts of one side in bins of the figure; what its end cuts short belongs to the bin before."""
    if told is None:
        return ()
    last = max(1, round(scale.end / length))
    counted: dict[int, list[int]] = {}
    for number, attempts, failed in told.counts:
        place = min(max(0, told.start - start + number * told.bin_ns) // length, last - 1)
        sums = counted.setdefault(place, [0, 0])
        sums[0] += attempts
        sums[1] += failed
    found = []
    for place in range(last) if last <= MOST_BINS else sorted(counted):
        n, k = counted.get(place, [0, 0])
        low, high = wilson(k, n)
        end = scale.end if place == last - 1 else (place + 1) * length
        found.append(Bin(start=place * length, end=end, attempts=n, failed=k, low=low, high=high))
    return tuple(found)


MOST_BINS: Final = 256
"""Bins that are all drawn: a page has room for some thirty."""


def rate_lane(shown: tuple[Bin, ...], length: int, full: float) -> list[Lane]:
    """The share that failed, on a chart as high as the other side's; none where nobody tried."""
    if not any(one.attempts for one in shown):
        return []
    return [
        RateLane(
            label="failed attempts",
            note=f"per {exact_duration(length)}",
            top=0,
            height=CHART_HEIGHT + 2 * NUMBER_LINE,
            chart_height=CHART_HEIGHT,
            full=full,
            bins=shown,
        )
    ]


def full_of(*sides: tuple[Bin, ...]) -> float:
    """What the top of the charts of both sides stands for."""
    return full_scale(one for shown in sides for one in shown)


def watched_lane(name: str, side: Side, scale: Scale, top: float) -> CoverageLane:
    """When a side was captured, from where it begins. Its end is cut where its only capture is: of several it is not
    known which one."""
    origin = side.span[0] if side.span else 0
    bars: list[FileBar] = []
    for start, end in side.covered:
        first = min(scale.clipped(start - origin), scale.end - scale.ns(LEAST_WIDTH))
        last = max(scale.clipped(end - origin), first + scale.ns(LEAST_WIDTH))
        room = scale.points(last - first) - 10
        label = first_fitting([side.name, "..." + side.name[-24:]], room, TEXT_SIZE) if not bars else ""
        bars.append(
            FileBar(
                start=first,
                end=last,
                drawn_start=first,
                drawn_end=last,
                name=side.name,
                label=label,
                cut=not side.whole and len(side.captures) == 1,
            )
        )
    return CoverageLane(label=name, note="", top=top, height=LANE_HEIGHT, bars=tuple(bars))
