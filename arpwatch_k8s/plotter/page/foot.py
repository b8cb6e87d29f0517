"""What stands below the panels of a page: captions of findings, the legend, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.plotter import axis as time_axis
from arpwatch_k8s.plotter.lanes.spans import DISK, Numbered, captions, height
from arpwatch_k8s.plotter.page.legend import KEY_LINE, legend
from arpwatch_k8s.plotter.records import LogLane, Panel
from arpwatch_k8s.plotter.scale import MARGIN, Scale
from arpwatch_k8s.plotter.setting import Look, Setting
from arpwatch_k8s.plotter.sheet import Caption, KeyEntry, Line

NOTE_LINE: Final = 12.5
STRONG: Final = "Lines of logs that a finding cites are strong, others gray."

Item = Caption | tuple[KeyEntry, ...] | Line
"""A caption, a row of the legend, or a note; its place is yet to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """How it is written. origin: what seconds count from, None where times are of day; several: whether captions name
    their VIP."""

    setting: Setting
    look: Look
    origin: int | None
    several: bool

    def below(
        self, panels: Sequence[Panel], findings: Sequence[Numbered], notes: Sequence[str]
    ) -> list[tuple[Item, float]]:
        """What comes below some panels, with the height that each needs."""
        scale, width = self.setting.scale, self.look.size.width
        room = width - 2 * MARGIN - DISK - 6
        told, left = captions(findings, scale, room, self.clock, self.several)
        found: list[tuple[Item, float]] = [(caption, height(caption)) for caption in told]
        found += [(row, KEY_LINE) for row in legend(panels, self.setting.styles.values(), width)]
        logs = (lane for panel in panels for lane in panel.lanes if isinstance(lane, LogLane))
        key = (STRONG,) if any(mark.cited for lane in logs for mark in lane.marks) else ()
        return found + [(Line(text=note, top=0), NOTE_LINE) for note in (*key, *left, *notes)]

    def needs(self, panels: Sequence[Panel], findings: Sequence[Numbered], notes: Sequence[str]) -> float:
        """How high that is."""
        return sum(needed for _, needed in self.below(panels, findings, notes))

    @property
    def clock(self) -> Callable[[int], str]:
        """How a caption writes a time: of day, or seconds from the origin, as exact as the axis needs."""
        return clock_of(self.setting.scale, self.look, self.origin)


def clock_of(scale: Scale, look: Look, origin: int | None) -> Callable[[int], str]:
    """A function that writes times so."""
    digits = min(6, time_axis.fraction_digits(time_axis.decimal_step(scale.ns(2))))
    if origin is not None:
        return lambda time: f"{time_axis.elapsed(time - origin, digits)} s"
    days = scale.end - scale.start >= time_axis.DAY
    tz = look.tz
    return lambda time: time_axis.day_clock(time, tz, digits) if days else time_axis.clock(time, tz, digits)
