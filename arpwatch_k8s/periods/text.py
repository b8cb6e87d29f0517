"""What windows tell, for who asks when a VIP moved and what it cost: a line a window, the moves, the incidents.

Quiet windows in a row are one line. Safe for a terminal.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.periods.days import Window
from arpwatch_k8s.periods.records import Cause, Cost, Moved, Told, Trouble
from arpwatch_k8s.periods.story import Story, story
from arpwatch_k8s.periods.things import LEAST_NS
from arpwatch_k8s.report.formats.text import HEADLINES
from arpwatch_k8s.report.paragraphs import Command
from arpwatch_k8s.wording.counts import listed, percent, plural
from arpwatch_k8s.wording.plain import plain_lines
from arpwatch_k8s.wording.times import DAY_NS, NS, between, day, duration, lasting, rfc3339, stamp
from arpwatch_k8s.wording.wrapping import WIDTH, Line, Paragraph, laid_out

if TYPE_CHECKING:
    from arpwatch_k8s.periods.running import Windowed

MOST_WINDOWS: Final = 400
"""Lines of windows, the first."""
MOST_MOVES: Final = 100
"""Moves that are told one by one; of more than that those that cost something first."""
MOST_INCIDENTS: Final = 20
"""Incidents that are told one by one, those with the most harm."""
MARGIN_NS: Final = 30 * NS
"""Before and after an incident, of a report of it: what led to it and what followed."""
HEADINGS: Final = ("window", "attempts", "failed", "moves", "contests", "outages", "what it comes to")


def text(told: Windowed, width: int = WIDTH, whole: Story | None = None) -> str:
    """All of it, a line feed at its end; times in the zone of the windows."""
    return plain_lines("\n".join(laid_out(lines(told, whole or story(told)), width))) + "\n"


def lines(told: Windowed, every: Story) -> Iterator[Line]:
    """Line by line."""
    yield from heading(told, every)
    yield ""
    yield from table(told)
    yield ""
    yield from moves(every, told.zone)
    yield ""
    yield from incidents(every, told)
    yield from not_read(told)
    yield from unseen(told)


def heading(told: Windowed, every: Story) -> Iterator[Line]:
    """What was looked at, and what there was of it."""
    first, last = (stamp(time, told.zone)[:16] for time in (told.start, told.end))
    zone = day(told.start, told.zone)[11:]
    yield Paragraph(f"{told.folder}: {first} to {last} {zone}, in windows of {lasting_of(told.every_ns)}", "", "  ")
    rate = f" ({percent(every.failed / every.attempts)})" if every.attempts else ""
    yield Paragraph(
        f"{listed(told.vips) or 'no VIP'}: {every.failed:,} of {plural(every.attempts, 'attempt')} failed{rate}",
        "  ",
        "    ",
    )
    outage = ""
    if every.outages:
        least = sum(one.last - one.start for one in every.outages)
        most = sum(one.end - one.start for one in every.outages)
        outage = f", {between(least, most)} in all"
    yield Paragraph(
        f"{plural(len(every.moves), 'move')}, of which {len(every.costly):,} cost something; "
        f"{plural(len(every.contests), 'contest')}; {plural(len(every.outages), 'outage')}{outage}; "
        f"{plural(len(every.incidents), 'incident')}",
        "  ",
        "    ",
    )
    covered = sum(window.covered_ns for window in told.windows)
    span = told.end - told.start
    yield f"  {plural(told.captures, 'capture')} cover {lasting(covered)} of {lasting(span)}"


def lasting_of(every_ns: int) -> str:
    """How long windows are."""
    return plural(every_ns // DAY_NS, "day") if every_ns % DAY_NS == 0 else duration(every_ns)


def table(told: Windowed) -> Iterator[Line]:
    """A line a window that something was in; those that nothing was in, or that were not captured, in a row."""
    rows: list[tuple[str, ...] | str] = []
    every: list[Told | Window] = sorted([*told.windows, *told.empty], key=lambda one: one.start)
    for kind, group in groupby(every, key=kind_of):
        several = list(group)
        if kind == "told":
            rows += [row(one, told) for one in several if isinstance(one, Told)]
        else:
            rows.append(in_a_row(kind, several, told))
    cells = [HEADINGS, *(one for one in rows[:MOST_WINDOWS] if not isinstance(one, str))]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    yield aligned(HEADINGS, widths)
    for one in rows[:MOST_WINDOWS]:
        yield one if isinstance(one, str) else aligned(one, widths)
    if len(rows) > MOST_WINDOWS:
        yield f"... {plural(len(rows) - MOST_WINDOWS, 'more line')}, in --format json"


def kind_of(one: Told | Window) -> str:
    """Which windows are told of in one line: those that are quiet, and those without a capture."""
    if isinstance(one, Window):
        return "empty"
    return "quiet" if one.is_quiet else "told"


def aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The cells of a line: numbers to the right."""
    first, *numbers, last = zip(cells, widths, strict=True)
    shown = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in numbers), last[0]]
    return "  ".join(shown).rstrip()


def label(start: int, told: Windowed) -> str:
    """What a window is called: its day, or when it begins."""
    shown = stamp(start, told.zone)
    if told.every_ns % DAY_NS == 0:
        return shown[:10]
    return shown[:16] if told.every_ns % (60 * NS) == 0 else shown


def row(window: Told, told: Windowed) -> tuple[str, ...]:
    """The cells of a window."""
    lost = sum(one.end - one.start for one in window.outages)
    outages = f"{len(window.outages):,} ({duration(lost)})" if window.outages else "0"
    return (
        label(window.start, told),
        f"{window.attempts:,}",
        f"{window.failed:,}",
        f"{len(window.moves) + window.left_out.get('moves', 0):,}",
        f"{len(window.contests):,}",
        outages,
        comes_to(window),
    )


def comes_to(window: Told) -> str:
    """What a window comes to, in a few words, and what goes on in it."""
    said = HEADLINES[window.outcome]
    if window.cause is not None:
        said = f"{window.cause.rule} ({window.cause.severity}, {window.cause.confidence} confidence)"
    on = sorted({each.what for each in window.under_way})
    said += f"; goes on: {listed(on)}" if on else ""
    return f"{said}; of {window.one_of:,} connections one was judged" if window.one_of > 1 else said


def in_a_row(kind: str, several: Sequence[Told | Window], told: Windowed) -> str:
    """Windows in a row of which one thing is to be said."""
    noun = "day" if told.every_ns == DAY_NS else "window"
    first, last = label(several[0].start, told), label(several[-1].start, told)
    span = first if len(several) == 1 else f"{first} to {last}"
    if kind == "empty":
        return f"{span}: {plural(len(several), noun)} without a capture"
    quiet = [one for one in several if isinstance(one, Told)]
    attempts = sum(one.attempts for one in quiet)
    unknown = sum(one.outcome is not Outcome.HEALTHY for one in quiet)
    verb = "shows" if unknown == 1 else "show"
    vague = f"; {unknown:,} {verb} too little to be called healthy" if unknown else ""
    return f"{span}: {plural(len(several), noun)} without a move or a failure: {plural(attempts, 'attempt')}{vague}"


def moves(every: Story, zone: tzinfo) -> Iterator[Line]:
    """Every move with its cost and its cause."""
    told, left = list(every.moves), every.left_out.get("moves", 0)
    if not told:
        yield "No move was seen"
        return
    yield f"Moves ({len(told) + left:,})"
    if len(told) > MOST_MOVES:
        order = {Cost.SOMETHING: 0, Cost.UNKNOWN: 1, Cost.NOTHING: 2}
        told = sorted(told, key=lambda move: (order[move.cost], move.start))[:MOST_MOVES]
        told.sort(key=lambda move: move.start)
    before: Cause | None = None
    for move in told:
        where = "" if move.segment == "0" else f" on {move.segment}"
        seen = "" if move.track == "claimed" else " (by who answered)"
        yield Paragraph(
            f"{stamp(move.start, zone)}  {move.vip}{where}  {move.before} -> {move.after}{seen} [{move.frame}]",
            "  ",
            "      ",
        )
        yield Paragraph(cost_of(move), "      ")
        if move.cause is not None and move.cause == before:
            yield f"      {move.cause.rule}: as above"
        else:
            yield from because(move.cause)
        before = move.cause
    if len(every.moves) + left > len(told):
        more = len(every.moves) + left - len(told)
        yield f"  ... {plural(more, 'more move')}, in --format json or -o DIR"


def cost_of(move: Moved) -> str:
    """What a move cost, in words."""
    if move.cost is Cost.UNKNOWN:
        return "cost not known: nobody tried to connect around it"
    if move.cost is Cost.NOTHING:
        return f"cost nothing: none of {plural(move.attempts, 'attempt')} around it failed"
    parts = []
    if move.failed:
        parts.append(f"{move.failed:,} of {plural(move.attempts, 'attempt')} around it failed")
    if move.broken:
        parts.append(f"{move.broken:,} of {plural(move.open_connections, 'open connection')} broke")
    if move.outage_ns and move.outage_ns >= LEAST_NS:
        parts.append(f"nobody accepted a connection for {duration(move.outage_ns)}")
    return f"cost: {', '.join(parts)}"


def because(cause: Cause | None) -> Iterator[Line]:
    """What was found about something."""
    if cause is not None:
        yield Paragraph(
            f"{cause.rule} ({cause.severity}, {cause.confidence} confidence): {cause.summary}", "      ", "        "
        )


def incidents(every: Story, told: Windowed) -> Iterator[Line]:
    """Incidents, those with the most harm first, and what shows the first of them."""
    worst = every.worst
    if not worst:
        yield "No incident was seen: nothing failed, fought or moved"
        return
    yield f"Incidents ({len(worst):,}), those with the most harm first"
    for one in worst[:MOST_INCIDENTS]:
        yield from incident(one, told.zone)
    if len(worst) > MOST_INCIDENTS:
        yield f"  ... {plural(len(worst) - MOST_INCIDENTS, 'more incident')}, in --format json or -o DIR"
    yield ""
    yield "Look at the first of them with"
    first, last = (rfc3339(time) or "" for time in (worst[0].start - MARGIN_NS, worst[0].end + MARGIN_NS))
    command = ["arpwatch-k8s", "report", told.folder, "--from", first, "--to", last, "-o", "incident"]
    yield Command(shlex.join(command), "  ")


def incident(one: Trouble, zone: tzinfo) -> Iterator[Line]:
    """One incident."""
    where = "" if one.segment == "0" else f" on {one.segment}"
    lasted = duration(one.end - one.start) if one.over else f"{duration(one.end - one.start)} and more"
    yield f"  {stamp(one.start, zone)}  {one.vip}{where}, {lasted}"
    parts = [f"{one.failed:,} of {plural(one.attempts, 'attempt')} failed"] if one.attempts else []
    parts += [plural(one.contests, "contest")] if one.contests else []
    parts += [plural(one.moves, "move")] if one.moves else []
    if one.outages:
        parts.append(f"nobody accepted a connection for {between(one.outage_least_ns, one.outage_ns)}")
    yield Paragraph(", ".join(parts), "      ")
    yield from because(one.cause)


def not_read(told: Windowed) -> Iterator[Line]:
    """Windows that could not be looked at."""
    if told.failed or told.not_begun:
        yield ""
        yield f"Not looked at, or not wholly: {plural(len(told.failed) + told.not_begun, 'window')}"
        for each in told.failed[:MOST_INCIDENTS]:
            yield Paragraph(f"{each.path}: {each.why}", "  ", "    ")


def unseen(told: Windowed) -> Iterator[Line]:
    """What a reader has to know of how windows are looked at."""
    around, most = duration(told.reach.around_ns), duration(told.reach.most_ns)
    yield ""
    yield Paragraph(
        f"Each window was judged by what was captured in it and {around} before and after it, by owners and open "
        f"connections carried to it from before, and by the names of all windows; what was not over where it ends was "
        f"followed for {most}.",
        "",
    )
