"""Attempts per bin of time, those that failed, and how sure the share is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.plotter.axis import aligned, nice_step
from arpwatch_k8s.plotter.records import Bin, Lane, RateLane
from arpwatch_k8s.plotter.scale import NS, Scale
from arpwatch_k8s.plotter.setting import Setting

CHART_HEIGHT: Final = 34.0
NUMBER_LINE: Final = 12.0
LEAST_BIN: Final = 24.0
"""Points: four digits of the smallest text, which the numbers below a bin need."""
FULL: Final = (0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
"""What the top of the chart may stand for."""


def rate_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Failed attempts of all attempts, where the axis has any."""
    shown = bins(record.attempts, setting.scale, setting.zone)
    if not any(item.attempts for item in shown):
        return []
    any_failed = any(item.failed for item in shown)
    length = f"per {exact_duration(bin_length(setting.scale))}"
    height = CHART_HEIGHT if any_failed else 0.0
    return [
        RateLane(
            label="share that failed" if any_failed else "attempts",
            note=length if any_failed else f"0 failed {length}",
            top=0,
            height=height + (2 if any_failed else 1) * NUMBER_LINE,
            chart_height=height,
            full=full_scale(shown),
            bins=shown,
        )
    ]


def bins(attempts: Connections, scale: Scale, zone: tzinfo | None) -> tuple[Bin, ...]:
    """Bins of a round length that cover the axis, aligned to the clock of `zone`, or to the axis' start
    where it is None. An attempt that failed lies where it began to fail (at its SYN where nobody accepted it, later
    where it had been served until then), another one where it began.
    """
    edges = bin_edges(scale, zone)
    lost = attempts.is_failed
    times = np.where(lost, attempts.column("broke"), attempts.column("start"))
    shown = (times >= scale.start) & (times <= scale.end)
    tried, failed = (
        np.histogram(times[shown], edges)[0].tolist(),
        np.histogram(times[shown & lost], edges)[0].tolist(),
    )
    return tuple(
        Bin(start=start, end=end, attempts=n, failed=k, low=interval[0], high=interval[1])
        for start, end, n, k in zip(edges, edges[1:], tried, failed, strict=False)
        for interval in [wilson(k, n)]
    )


def bin_length(scale: Scale) -> int:
    """How long a bin is, ns."""
    return nice_step(scale.ns(LEAST_BIN))


def bin_edges(scale: Scale, zone: tzinfo | None) -> list[int]:
    """Edges of the bins; what the axis cuts to less than the least width belongs to its neighbor."""
    least = scale.ns(LEAST_BIN)
    low, high = scale.start + least, scale.end - least
    inner = [time for time in aligned(scale, bin_length(scale), zone) if low <= time <= high]
    return [scale.start, *inner, scale.end]


def full_scale(shown: Iterable[Bin]) -> float:
    """What the top of the chart stands for: a round share that holds every interval with a failure in it."""
    highest = max((b.high for b in shown if b.failed), default=0.0)
    return next((full for full in FULL if full >= highest), 1.0)


def exact_duration(ns: int) -> str:
    """A round span of time: "2 s", "15 min"."""
    units = (
        (86400 * NS, "d"),
        (3600 * NS, "h"),
        (60 * NS, "min"),
        (NS, "s"),
        (10**6, "ms"),
        (10**3, "µs"),
        (1, "ns"),
    )
    return next(f"{ns // unit:,} {name}" for unit, name in units if ns >= unit and ns % unit == 0)
