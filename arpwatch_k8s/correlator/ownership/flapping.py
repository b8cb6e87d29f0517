"""Flapping: an owner that changed too often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """A span in which the owner on a track changed too often."""

    track: Track
    """Which one."""
    sender: int | None
    """Whose, where it is *used*: the MAC of the sender; else None."""
    start: int
    """When the first change was, ns UTC."""
    end: int
    """When the last one was, ns UTC; still in it."""
    changes: int
    """How many there were."""


def flapping_spans(
    times: NDArray[np.int64], limits: Thresholds, *, track: Track, sender: int | None = None
) -> Iterator[Flapping]:
    """Spans in which an owner changed too often; `times` of changes in order, ns UTC."""
    behind = limits.flapping_changes - 1
    often = np.flatnonzero(times[behind:] - times[: max(0, len(times) - behind)] <= limits.flapping_ns)
    for group in np.split(often, np.flatnonzero(np.diff(often) > 1) + 1):
        if len(group):
            first, last = int(group[0]), int(group[-1]) + behind
            start, end = int(times[first]), int(times[last])
            yield Flapping(track=track, sender=sender, start=start, end=end, changes=last - first + 1)


def unsteady(epochs: Sequence[Epoch], limits: Thresholds) -> Iterator[Flapping]:
    """Where a sender changed too often whom it used; `epochs` are one sender's."""
    if epochs:
        times = np.array([epoch.start for epoch in epochs[1:]], np.int64)
        yield from flapping_spans(times, limits, track=Track.USED, sender=epochs[0].sender)
