"""What the cluster's programs said of who held a VIP, in lines: belief, which the tracks of frames may bear out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, ClusterHeld, Voice, rivals
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import clock
from arpwatch_k8s.wording.wrapping import Line, Paragraph

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.evidence.reference import LineRef

MOST_TOLD: Final = 4
"""Epochs of a voice that are told one by one, beside its last two; and what is held without a time."""
VOICES: Final = {Voice.LOG: "own logs", Voice.LEASE: "lease", Voice.OBJECT: "Events and status"}


def cluster(result: Result, vip: str, zone: tzinfo) -> Iterator[Line]:
    """Who was said to hold a VIP: a heading for each program and voice, then an epoch a line."""
    epochs = [epoch for epoch in result.case.cluster if epoch.vip == vip]
    for _, group in groupby(epochs, key=said_by):
        told = list(group)
        yield f"  cluster ({said_by(told[0])})"
        for place, epoch in enumerate(told):
            if MOST_TOLD <= place < len(told) - 2:
                if place == MOST_TOLD:
                    yield f"    ... {len(told) - MOST_TOLD - 2:,} more, in --format json ..."
                continue
            yield Paragraph(spoken(result, epoch, zone), "    ", " " * 33)
        yield from at_once(told, zone)
    held = [item for item in result.case.cluster_held if item.vip == vip]
    if held:
        yield "  cluster, nobody knows when"
        for item in held[:MOST_TOLD]:
            yield Paragraph(standing(result, item), "    ", "      ")
        if len(held) > MOST_TOLD:
            yield f"    ... {len(held) - MOST_TOLD:,} more, in --format json ..."


def said_by(item: ClusterEpoch | ClusterHeld) -> str:
    """Whose word something is: "metallb, own logs"."""
    return f"{item.program}, {VOICES[item.voice]}"


def who(result: Result, item: ClusterEpoch | ClusterHeld) -> str:
    """A node's name, with its MAC where that is known."""
    return item.node if item.owner is None else result.case.inventory.label(item.owner)


def spoken(result: Result, epoch: ClusterEpoch, zone: tzinfo) -> str:
    """One epoch: of one that nothing ended, only what was heard of it is told as its time."""
    is_open = epoch.ends_by is EndsBy.CAPTURE_END
    span = f"{clock(epoch.start, zone)} - {clock(epoch.heard if is_open else epoch.end, zone)}"
    where = lines_of(result, epoch.said, epoch.ended)
    return f"{span}  {who(result, epoch)}  {plural(epoch.lines, 'log line')}, {ending(epoch)} [{where}]"


def ending(epoch: ClusterEpoch) -> str:
    """How an epoch ends, in words."""
    match epoch.ends_by:
        case EndsBy.CAPTURE_END:
            return "not taken back"
        case EndsBy.TAKEOVER:
            return "then another"
        case _:
            return f"withdrawn ({epoch.reason})" if epoch.reason else "withdrawn"


def at_once(epochs: Sequence[ClusterEpoch], zone: tzinfo) -> Iterator[Line]:
    """That two nodes were said to hold it at once: the first such time, and how many there are."""
    first, more = None, 0
    for pair in rivals(epochs):
        first, more = first or pair, more + 1
    if first is not None:
        others = f", {plural(more - 1, 'more time')}" if more > 1 else ""
        yield Paragraph(
            f"{first.first.node} and {first.second.node} at once {clock(first.start, zone)} - "
            f"{clock(first.end, zone)}{others}",
            "    ",
            "      ",
        )


def standing(result: Result, item: ClusterHeld) -> str:
    """Who holds it by what has no time."""
    by = f"{said_by(item)} {item.lease}" if item.lease else said_by(item)
    return f"{who(result, item)} by {by} [{line_of(result, item.said)}]"


def lines_of(result: Result, first: LineRef, last: LineRef | None) -> str:
    """One line, or two, as text cites them."""
    if last is None or last == first:
        return line_of(result, first)
    if last.log == first.log:
        return f"lines {first.line}, {last.line} of {result.case.logs[first.log].name}"
    return f"{line_of(result, first)}; {line_of(result, last)}"


def line_of(result: Result, line: LineRef) -> str:
    """A line as text cites it."""
    return f"line {line.line} of {result.case.logs[line.log].name}"


def at(epochs: Iterable[ClusterEpoch], time: int) -> list[ClusterEpoch]:
    """Those that hold at `time`, ns UTC."""
    return [
        epoch for epoch in epochs if epoch.start <= time and (time < epoch.end or epoch.ends_by is EndsBy.CAPTURE_END)
    ]
