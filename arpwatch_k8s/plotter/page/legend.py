"""The legend: a color for each node, a glyph for each form of claim that occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from arpwatch_k8s.plotter.records import (
    FindingLane,
    Form,
    LogLane,
    OwnerLane,
    OwnerStyle,
    Panel,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.scale import MARGIN, TEXT_SIZE
from arpwatch_k8s.plotter.sheet import KeyEntry
from arpwatch_k8s.plotter.text import width
from arpwatch_k8s.wording.counts import plural

KEY_LINE: Final = 13.0
KEY_GAP: Final = 18.0
SWATCH: Final = 13.0
"""Room for the color or glyph before an entry."""
MOST_OWNERS: Final = 40

Row = tuple[KeyEntry, ...]


def legend(panels: Sequence[Panel], styles: Iterable[OwnerStyle], page_width: float) -> list[Row]:
    """Nodes and forms of claims that some lane shows, in rows whose `top` is yet to be given."""
    there = owners_in(panels)
    shown = [style for style in styles if style.owner in there]
    rugs = [lane for panel in panels for lane in panel.lanes if isinstance(lane, RugLane)]
    used = {tick.form for lane in rugs for tick in lane.ticks}
    nodes: list[tuple[int | None, Form | None, str]] = [
        (style.owner, None, style.name if style.name == style.mac else f"{style.name} {style.mac}")
        for style in shown[:MOST_OWNERS]
    ]
    if len(shown) > MOST_OWNERS:
        nodes.append((None, None, f"and {plural(len(shown) - MOST_OWNERS, 'more node')}"))
    return rows(nodes, page_width) + rows([(None, form, form.value) for form in Form if form in used], page_width)


def owners_in(panels: Iterable[Panel]) -> set[int]:
    """Nodes whose color some lane has."""
    found: set[int] = set()
    for lane in (lane for panel in panels for lane in panel.lanes):
        match lane:
            case OwnerLane():
                found.update(owner for bar in lane.bars for owner in bar.owners)
            case RugLane():
                found.update(tick.owner for tick in lane.ticks)
            case SymptomLane():
                found.update(mark.owner for mark in lane.marks if mark.owner is not None)
            case FindingLane() | LogLane() | RateLane():
                pass
            case _:
                assert_never(lane)
    return found


def rows(items: Iterable[tuple[int | None, Form | None, str]], page_width: float) -> list[Row]:
    """Entries beside each other, as many as the page is wide for."""
    found: list[list[KeyEntry]] = []
    left = page_width
    for owner, form, text in items:
        needed = SWATCH + width(text, TEXT_SIZE)
        if not found or left + needed > page_width - MARGIN:
            found.append([])
            left = MARGIN
        found[-1].append(KeyEntry(owner=owner, form=form, text=text, left=left, top=0))
        left += needed + KEY_GAP
    return [tuple(row) for row in found]
