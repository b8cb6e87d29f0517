"""The parts of a history's figure: strips of owners, spans of incidents, when anybody watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.inventory.nodes import Node
from arpwatch_k8s.past.records import History, Holding, PastIncident, Run, Station
from arpwatch_k8s.plotter.lanes.bars import LABEL_PADDING, Piece, bars_of
from arpwatch_k8s.plotter.lanes.coverage import LANE_HEIGHT, LEAST_WIDTH
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.lanes.spans import MOST_CAPTIONS, Marked, spans
from arpwatch_k8s.plotter.lanes.tracks import owner_lane
from arpwatch_k8s.plotter.page.panel import span_lanes, stacked
from arpwatch_k8s.plotter.records import Bar, BarState, CoverageLane, FileBar, OwnerStyle, Panel
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.text import first_fitting
from arpwatch_k8s.wording.counts import plural

MOST_VIPS: Final = 24
"""Strips, those with incidents first (`report.crowded.MOST_VIPS`)."""
UNSEEN: Final = "nobody was seen to claim it"
CAUSELESS: Final = "cause not known"

Place = tuple[str, str]
"""A VIP, and its segment."""
Told = tuple[tuple[int, PastIncident], ...]


def owner_numbers(holdings: Iterable[Holding]) -> dict[Station, int]:
    """A number for each owner: its MAC's, or one of its own where only a name is known."""
    found: dict[Station, int] = {}
    for holding in holdings:
        for owner in holding.owners:
            if owner not in found:
                found[owner] = len(found) + 1 if owner.mac is None else parse_mac(owner.mac)
    return found


def styles_of(numbers: Mapping[Station, int], look: Look) -> tuple[OwnerStyle, ...]:
    """Colors, by the names that they have."""
    nodes = {
        number: Node(name=station.node, macs=(number,), addresses=(), given=True)
        for station, number in numbers.items()
        if station.node is not None and station.mac is not None
    }
    alone = {station.label: number for station, number in numbers.items() if station.mac is None}
    macs = [number for station, number in numbers.items() if station.mac is not None]
    return owner_styles(macs, Inventory(tuple(nodes.values()), dict(nodes)), look.theme, alone)


def vips(history: History) -> tuple[list[Place], int]:
    """VIPs on their segments, those with the most incidents first, and how many are left out."""
    count: dict[Place, int] = {}
    for holding in history.holdings:
        count.setdefault((holding.vip, holding.interface), 0)
    for incident in history.incidents:
        place = incident.vip, incident.interface
        count[place] = count.get(place, 0) + 1
    ordered = sorted(count, key=lambda place: (-count[place], place))
    return ordered[:MOST_VIPS], max(len(ordered) - MOST_VIPS, 0)


def numbered(incidents: Sequence[PastIncident], drawn: set[Place]) -> Told:
    """The incidents of the VIPs that are drawn, numbered in order of time; of very many the newest."""
    shown = [incident for incident in incidents if (incident.vip, incident.interface) in drawn]
    return tuple(enumerate(shown[-MOST_CAPTIONS:], 1))


def panel(
    history: History,
    place: Place,
    told: Told,
    numbers: Mapping[Station, int],
    styles: Mapping[int, OwnerStyle],
    scale: Scale,
) -> Panel:
    """One VIP: its incidents above, who claimed it below."""
    vip, interface = place
    marked = [
        (number, Marked(rule=one.rule or CAUSELESS, severity=one.severity, start=one.start, end=one.end))
        for number, one in told
        if (one.vip, one.interface) == place
    ]
    shown = spans(marked, scale)
    pieces = [
        Piece(
            one.start,
            one.end,
            BarState.HELD if len(one.owners) == 1 else BarState.CONTESTED,
            tuple(dict.fromkeys(numbers[owner] for owner in one.owners)),
            1,
        )
        for one in history.holdings
        if (one.vip, one.interface) == place and one.owners
    ]
    bars = tuple(relabeled(bar, styles, scale) for bar in bars_of(pieces, scale, styles, UNSEEN, UNSEEN))
    mine = [one for one in history.incidents if (one.vip, one.interface) == place]
    failed, attempts = sum(one.failed for one in mine), sum(one.attempts for one in mine)
    cost = (
        f", {failed:,} of {plural(attempts, 'attempt')} failed in {'it' if len(mine) == 1 else 'them'}"
        if attempts
        else ""
    )
    note = f"{plural(len(mine), 'incident')}{cost}"
    lanes = [owner_lane("claimed", "claimed", "", bars)]
    heading = Panel(vip=vip, heading=f"{vip} on {interface}", note=note, top=0, height=0, lanes=())
    return stacked(heading, [span_lanes("incidents", shown), lanes])


def relabeled(bar: Bar, styles: Mapping[int, OwnerStyle], scale: Scale) -> Bar:
    """A bar of a fight: how often it changed hands in it is not written down."""
    if bar.state is not BarState.CONTESTED:
        return bar
    names = [styles[owner].name for owner in bar.owners]
    both = " and ".join(names) if len(names) == 2 else f"{len(names):,} nodes"
    room = scale.points(bar.drawn_end - bar.drawn_start) - LABEL_PADDING
    return replace(bar, label=first_fitting([f"contested by {both}", "contested"], room, TEXT_SIZE))


def watched_lane(runs: Sequence[Run], scale: Scale, top: float) -> CoverageLane:
    """When anybody watched: what lies outside was not seen."""
    bars: list[FileBar] = []
    for run in runs:
        start, end = scale.clipped(run.start), scale.clipped(run.until)
        if bars and start <= bars[-1].drawn_end:
            before = bars.pop()
            start = before.start
            end = max(before.end, end)
        drawn_start = min(start, scale.end - scale.ns(LEAST_WIDTH))
        drawn_end = max(end, drawn_start + scale.ns(LEAST_WIDTH))
        cut = run.killed and run.until <= scale.end
        bars.append(
            FileBar(start=start, end=end, drawn_start=drawn_start, drawn_end=drawn_end, name="", label="", cut=cut)
        )
    note = plural(len(runs), "run")
    return CoverageLane(label="watched", note=note, top=top, height=LANE_HEIGHT, bars=tuple(bars))
