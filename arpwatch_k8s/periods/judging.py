"""A window to what is told of it: all around it is analyzed, and what belongs to the window is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.periods.around import Around, read_around, without_frames
from arpwatch_k8s.periods.captures import Asked, Capture
from arpwatch_k8s.periods.carrying import Carried
from arpwatch_k8s.periods.days import Window
from arpwatch_k8s.periods.records import Told
from arpwatch_k8s.periods.taking import Taking

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.evidence import Evidence


FURTHER: Final = 4
"""How many times as far is read behind a window where something goes on."""


def told_of(
    asked: Asked,
    window: Window,
    number: int,
    *,
    captures: Sequence[Capture],
    carried: Carried,
    naming: Evidence,
    ends: Sequence[int],
) -> Told:
    """What is known of a window. InputError: a file of the data set cannot be read.

    Where something that began in it is not over where the rows end, all is read again, and further, until it is or
    nothing is followed for longer.
    """
    until = window.end + asked.reach.most_ns
    last = max((one.info.last_ns or 0 for one in captures), default=0)
    end = min(until, window.end + asked.reach.around_ns)
    while True:
        read = read_around(asked, window, captures, carried, end)
        result = analyzed(asked, read, naming)
        taking = Taking(asked, window, captures, result, read, ends)
        if end >= min(until, last) or not taking.goes_on():
            break
        end = min(until, window.end + FURTHER * (end - window.end))
        del read, result, taking  # memory is to hold one of them
    told = taking.told(number)
    if told.is_quiet and not taking.is_settled:
        return replace(told, outcome=taking.settled(analyzed(asked, alone(read, window), naming)))
    return told


def analyzed(asked: Asked, read: Around, naming: Evidence) -> Result:
    """What rows amount to."""
    others = naming.take((naming["time"] < read.start) | (naming["time"] > read.end))
    analyzer = Analyzer(asked.wanted, known=asked.known, thresholds=asked.thresholds, naming=others)
    analyzer.feed(read.rows)
    return analyzer.snapshot(read.origin)


def alone(read: Around, window: Window) -> Around:
    """A window's own rows, without what is around it."""
    time = read.rows["time"]
    captures = [
        replace(info, first_ns=max(info.first_ns, window.start), last_ns=min(info.last_ns, window.end - 1))
        if info.first_ns is not None and info.last_ns is not None and window.touches(info.first_ns, info.last_ns)
        else without_frames(info)
        for info in read.origin.captures
    ]
    return replace(
        read,
        start=window.start,
        end=window.end - 1,
        origin=replace(read.origin, captures=captures),
        rows=read.rows.take((time >= window.start) & (time < window.end)),
    )
