"""Which panels go on which page: none is lost, and one higher than a page goes on over several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.plotter.page.panel import HEADING_HEIGHT, lowered
from arpwatch_k8s.plotter.records import Panel

PANEL_GAP: Final = 12.0
LEAST_PART: Final = 90.0
"""Points: a panel that has to be parted is not begun at the foot of a page for less: its heading and three lanes."""
CONTINUED: Final = "continued from the page before"


def sheets(panels: Iterable[Panel], room: float, gap: float = PANEL_GAP) -> list[list[Panel]]:
    """Panels on pages that have `room` points for them, `gap` points apart, each at its place from 0 down; no page for
    none."""
    found: list[list[Panel]] = []
    at = 0.0
    for panel in panels:
        for part in fitting(panel, room - at, room):
            if not found or at + part.height > room:
                found.append([])
                at = 0.0
            found[-1].append(lowered(part, at))
            at += part.height + gap
    return found


def fitting(panel: Panel, left: float, room: float) -> Iterator[Panel]:
    """A panel in parts that fit into what is left of a page, and then into whole ones; whole where it can be."""
    here = room if panel.height <= room or left < LEAST_PART else left
    rest: Panel | None = panel
    while rest is not None:
        part, rest = parted(rest, here)
        yield part
        here = room


def parted(panel: Panel, room: float) -> tuple[Panel, Panel | None]:
    """As much of a panel as fits into `room`, its first lane at least, and the rest."""
    keeps = max(1, sum(lane.top + lane.height <= room for lane in panel.lanes))
    if keeps >= len(panel.lanes):
        return panel, None
    last, following = panel.lanes[keeps - 1], panel.lanes[keeps]
    up = following.top - HEADING_HEIGHT
    rest = replace(
        panel,
        note=CONTINUED,
        height=panel.height - up,
        lanes=tuple(replace(lane, top=lane.top - up) for lane in panel.lanes[keeps:]),
    )
    return replace(panel, height=last.top + last.height, lanes=panel.lanes[:keeps]), rest


def page_numbers(pages: Iterable[Iterable[Panel]], first: int) -> dict[str, list[int]]:
    """The pages on which panels begin, the first one having the number `first`, by what they are called."""
    found: dict[str, list[int]] = {}
    for number, panels in enumerate(pages, first):
        for panel in panels:
            if panel.note != CONTINUED:
                found.setdefault(panel.heading, []).append(number)
    return found


def referring(panel: Panel, numbers: dict[str, list[int]]) -> Panel:
    """A panel that names the page of the next one that is called as it is; that one is taken from `numbers`."""
    mine = numbers.get(panel.heading)
    return replace(panel, note=f"{panel.note} · page {mine.pop(0)}") if mine else panel
