"""A history as text: its incidents first, then moves, and who held each VIP how long. Safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.past.records import Held, History, PastEvent, PastIncident, Run, Standing
from arpwatch_k8s.wording.counts import percent, plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import day, duration, lasting, stamp

MOST: Final = 100
"""Incidents and moves that are told one by one, the newest; JSON has more."""
MOST_HOLDERS: Final = 12
"""Holders of one VIP on one track, those that held it longest or last."""
LEFT: Final = {
    Standing.OPEN: "not over when this was written",
    Standing.LEFT: "not over when its watch ended",
}
"""How an incident stands that has no end."""


def text(history: History, zone: tzinfo) -> str:
    """What a history says, times in `zone`."""
    return "".join(f"{plain(line)}\n" for line in said(history, zone))


def said(history: History, zone: tzinfo) -> Iterator[str]:
    """Its lines."""
    yield from heading(history, zone)
    yield ""
    yield plural(len(history.incidents), "incident")
    yield from earlier(len(history.incidents), "incident", history.left_out.get("incidents", 0))
    for incident in history.incidents[-MOST:]:
        yield from incident_lines(incident, zone)
    moves = [move for move in history.moves if move.event != "owner"]
    yield ""
    yield plural(len(moves), "move and contest") if len(moves) == 1 else f"{len(moves):,} moves and contests"
    yield from earlier(len(moves), "move", history.left_out.get("moves", 0))
    for move in moves[-MOST:]:
        yield f"  {stamp(move.time, zone)}  {place(move)}  {move.text}"
    yield from holders(history, zone)


def heading(history: History, zone: tzinfo) -> Iterator[str]:
    """Which span it is, and how much of it was watched."""
    yield f"{history.path}: {stamp(history.start, zone)} to {stamp(history.end, zone)} {day(history.end, zone)[11:]}"
    whole = history.end - history.start
    watched = watched_ns(history.runs, history.start, history.end)
    share = f" of {lasting(whole)} ({percent(watched / whole)})" if whole > 0 else ""
    killed = sum(run.killed for run in history.runs)
    ended = f", of which {killed:,} ended without saying so" if killed else ""
    yield f"watched {lasting(watched)}{share} in {plural(len(history.runs), 'run')}{ended}"
    hosts = {(run.host, run.interfaces): None for run in history.runs}
    for host, interfaces in list(hosts)[:MOST_HOLDERS]:
        yield f"  on {host}: {', '.join(interfaces)}"
    if history.pruned:
        gone = ", ".join(f"{rows:,} {name}" for name, rows in sorted(history.pruned.items()))
        yield f"let go of, as too old or too many: {gone}"


def earlier(count: int, noun: str, left_out: int) -> Iterator[str]:
    """How many are not told."""
    more = max(count - MOST, 0)
    if more:
        yield f"  {plural(more, f'earlier {noun}')} in --format json"
    if left_out:
        yield f"  {plural(left_out, f'earlier {noun}')} not read: name a VIP or a shorter span"


def incident_lines(incident: PastIncident, zone: tzinfo) -> Iterator[str]:
    """One incident: when, which VIP, its cause, how long it lasted, what it cost."""
    cause = "cause not known"
    if incident.rule is not None:
        sure = "" if incident.confidence is None else f", {incident.confidence} confidence"
        cause = f"{incident.rule} ({incident.severity}{sure})"
    lasted = f"lasted {duration(incident.end - incident.start)}"
    if incident.standing is not Standing.RESOLVED:
        lasted = f"{LEFT[incident.standing]}, {duration(incident.end - incident.start)} in"
    elif incident.ending not in (None, "quiet"):
        lasted = f"{lasted} as far as was seen"
    yield f"  {stamp(incident.start, zone)}  {incident.vip} {incident.interface}  {cause}, {lasted}"
    yield f"      {incident.cost}"
    if incident.summary:
        yield f"      {incident.summary}"


def holders(history: History, zone: tzinfo) -> Iterator[str]:
    """Who held each VIP: by claim how long, and when that was seen first and last, on each track."""
    groups: dict[str, list[Held]] = {}
    for held in history.stations:
        groups.setdefault(held.vip, []).append(held)
    for vip, several in groups.items():
        yield ""
        yield f"{vip}: held by"
        tracks = dict.fromkeys(held.track for held in several)
        for track in tracks:
            on_track = [held for held in several if held.track == track]
            on_track.sort(key=lambda held: (-(held.held_ns or 0), -held.last))
            for held in on_track[:MOST_HOLDERS]:
                long = f"  for {lasting(held.held_ns)}" if held.held_ns else ""
                span = f"first seen {stamp(held.first, zone)}, last {stamp(held.last, zone)}"
                yield f"  {track:<8}  {held.station.label}{long}  {span}"
            if len(on_track) > MOST_HOLDERS:
                yield f"  {track:<8}  {len(on_track) - MOST_HOLDERS:,} more in --format json"
    if "stations" in history.left_out:
        yield f"{plural(history.left_out['stations'], 'more station')} not read: name a VIP"


def watched_ns(runs: Sequence[Run], start: int, end: int) -> int:
    """How much of [start, end] some run watched."""
    whole, at = 0, start
    for run in sorted(runs, key=lambda run: run.start):
        begin, until = max(run.start, at), min(run.until, end)
        if until > begin:
            whole += until - begin
            at = until
    return whole


def place(event: PastEvent) -> str:
    """Where something was."""
    return " ".join(filter(None, (event.vip, event.interface)))
