"""When what findings rest on was seen, so that their numbers stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.finding import some
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.plotter.lanes.spans import MOST_CAPTIONS, numbered

MOST_EACH: Final = 24
"""Frames, and lines, of one finding that are looked up, spread over all that it cites."""


def cited_times(result: Result) -> dict[int, list[int]]:
    """Times (ns UTC, rising) of the frames that each numbered finding cites, or of the lines of one that cites no
    frame; by its number."""
    told = numbered(result.verdict.findings)[:MOST_CAPTIONS]
    frames = {number: some(finding.frames, MOST_EACH) for number, finding in told}
    lines = {number: some(finding.lines, MOST_EACH) for number, finding in told if not finding.frames}
    views = (view.evidence for view in result.case.views)
    known = dict(frame_times(views, set(chain.from_iterable(frames.values()))))
    said = dict(line_times(result, set(chain.from_iterable(lines.values()))))
    return {
        number: sorted(
            [known[frame] for frame in frames[number] if frame in known]
            + [said[line] for line in lines.get(number, ()) if line in said]
        )
        for number, _ in told
    }


def frame_times(views: Iterable[Evidence], wanted: set[FrameRef]) -> Iterator[tuple[FrameRef, int]]:
    """When frames were captured, on the clock of all views."""
    numbers = np.array(sorted({frame.frame for frame in wanted}), np.uint64)
    for rows in views:
        mine = rows.take(np.isin(rows["frame"], numbers))
        times = zip(mine.frames(), mine["time"].tolist(), strict=True)
        yield from ((frame, time) for frame, time in times if frame in wanted)


def line_times(result: Result, wanted: set[LineRef]) -> Iterator[tuple[LineRef, int]]:
    """When lines of logs were written, of those that say so."""
    for log in sorted({line.log for line in wanted}):
        for event in result.case.logs[log].events:
            if LineRef(log, event.line) in wanted:
                yield LineRef(log, event.line), event.time
