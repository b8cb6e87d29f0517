"""Attempts that failed as spans: from the first SYN to the failure, thick since when they were failing.

What begins and what ends too close together to be told apart is one span that counts; so is what finds no line free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NEVER
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.plotter.lanes.symptoms import MARK_APART, MARK_SIZE, SYMPTOM_HEIGHT, SYMPTOM_LINE
from arpwatch_k8s.plotter.records import Lane
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.plotter.text import width
from arpwatch_k8s.plotter.trial import Trial, TrialLane

if TYPE_CHECKING:
    from numpy.typing import NDArray

LABEL: Final = "failed attempts"


def trial_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """The lane of a VIP's failed attempts, where the axis has any."""
    most = setting.density.trials
    trials = packed(merged(record.failed, setting.scale), setting.scale, most) if most else []
    if not trials:
        return []
    lines = max(trial.line for trial in trials) + 1
    height = SYMPTOM_HEIGHT + SYMPTOM_LINE * (lines - 1)
    note = f"{len(record.failed):,}"
    return [TrialLane(label=LABEL, note=note, top=0, height=height, lines=lines, trials=tuple(trials))]


def merged(failed: Connections, scale: Scale) -> Iterator[Trial]:
    """Spans of failed attempts that the axis shows, by start, all on the first line."""
    start, failing = failed.column("start"), failed.column("broke")
    over = failed.column("end")
    end = np.maximum(np.where(over == NEVER, failing, over), failing)
    shown = np.flatnonzero((start <= scale.end) & (end >= scale.start))
    apart = scale.ns(MARK_APART)
    cells = cell(start[shown], scale, apart) * (cell(np.array([scale.end]), scale, apart)[0] + 1)
    _, group = np.unique(cells + cell(end[shown], scale, apart), return_inverse=True)
    order = shown[np.argsort(group, kind="stable")]
    first = np.flatnonzero(np.diff(np.sort(group), prepend=-1))
    if not len(first):
        return
    count = np.diff(np.append(first, len(order)))
    sums = (
        np.minimum.reduceat(start[order], first),
        np.minimum.reduceat(failing[order], first),
        np.maximum.reduceat(end[order], first),
    )
    for began, broke, ended, n in zip(*(column.tolist() for column in sums), count.tolist(), strict=True):
        yield Trial(start=began, failing=broke, end=ended, line=0, count=n, label="")


def cell(times: NDArray[np.int64], scale: Scale, apart: int) -> NDArray[np.int64]:
    """Which stretch of `apart` ns of the axis a time is in."""
    inside: NDArray[np.int64] = (np.clip(times, scale.start, scale.end) - scale.start) // apart
    return inside


def packed(trials: Iterator[Trial], scale: Scale, most: int) -> list[Trial]:
    """Spans on at most so many lines, none upon another: what would be counts with the last one of its line."""
    lines: list[list[Trial]] = []
    for trial in sorted(trials, key=lambda one: (one.start, one.end)):
        free = next((at for at, line in enumerate(lines) if reach(line[-1], scale) <= scale.x(trial.start)), None)
        if free is not None:
            lines[free].append(replace(trial, line=free))
        elif len(lines) < most:
            lines.append([replace(trial, line=len(lines))])
        else:
            last = min(lines, key=lambda line: abs(line[-1].end - trial.end))
            last[-1] = together(last[-1], trial)
    return [replace(one, label=label_of(one, scale)) for line in lines for one in line]


def together(one: Trial, other: Trial) -> Trial:
    """Two as one, on the line of the first."""
    return replace(
        one,
        start=min(one.start, other.start),
        failing=min(one.failing, other.failing),
        end=max(one.end, other.end),
        count=one.count + other.count,
    )


def reach(trial: Trial, scale: Scale) -> float:
    """Where a span and its label end, points from the page's left, with room to the next."""
    label = label_of(trial, scale)
    return drawn_end(trial, scale) + MARK_APART + (width(label, TEXT_SIZE) + MARK_SIZE if label else 0)


def drawn_end(trial: Trial, scale: Scale) -> float:
    """Where the failure is drawn, points from the page's left."""
    return scale.x(scale.clipped(trial.end))


def label_of(trial: Trial, scale: Scale) -> str:
    """A count above one, where it fits behind the span."""
    label = f"{trial.count:,}"
    fits = drawn_end(trial, scale) + MARK_SIZE + width(label, TEXT_SIZE) <= scale.right
    return label if trial.count > 1 and fits else ""
