"""Time on the page: how many nanoseconds a point is worth, and where the page's columns are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.plotter.size import AUTO

NS: Final = 1_000_000_000

MARGIN: Final = 26.0
GUTTER: Final = 148.0
"""Room for the lanes' labels, left of the plot."""
GUTTER_END: Final = 8.0
"""Points of it that stay free beside the plot."""
TEXT_SIZE: Final = 8.0
"""Smallest text on the page."""
LABEL_SIZE: Final = 8.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """[start, end) in ns UTC lies on [left, right) in points; end > start."""

    start: int
    end: int
    left: float
    right: float

    def ns(self, points: float) -> int:
        """How long `points` are, at least 1 ns."""
        return max(1, round((self.end - self.start) * (points / (self.right - self.left))))

    def points(self, ns: int) -> float:
        """How wide a span of `ns` is drawn."""
        return ns / (self.end - self.start) * (self.right - self.left)

    def x(self, time: int) -> float:
        """Where a time lies on the page."""
        return self.left + self.points(time - self.start)

    def clipped(self, time: int) -> int:
        """The nearest time on the axis."""
        return min(max(time, self.start), self.end)

    def shows(self, start: int, end: int) -> bool:
        """Whether [start, end) or, if empty, its instant touches the axis."""
        return start <= self.end and (end > self.start or start >= self.start)


def page_scale(start: int, end: int, width: float = AUTO.width) -> Scale:
    """The scale of a page so many points wide that shows [start, end]; an instant is given a second around it."""
    if end <= start:
        start, end = start - NS // 2, start + NS // 2
    return Scale(start=start, end=end, left=MARGIN + GUTTER, right=width - MARGIN)
