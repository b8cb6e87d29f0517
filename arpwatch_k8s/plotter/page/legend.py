"""The legend: a color for each node, a glyph for each form of claim that occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from arpwatch_k8s.plotter.records import (
    BarState,
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
from arpwatch_k8s.plotter.sheet import KeyEntry, Sign
from arpwatch_k8s.plotter.text import width
from arpwatch_k8s.plotter.trial import TrialLane
from arpwatch_k8s.wording.counts import plural

KEY_LINE: Final = 13.0
KEY_GAP: Final = 18.0
SWATCH: Final = 13.0
"""Room for the color or glyph before an entry."""
MOST_OWNERS: Final = 40
SIGNS: Final = {BarState.NOBODY: Sign.NOBODY, BarState.UNSURE: Sign.UNSURE, BarState.PATCHY: Sign.PATCHY}
"""What has to be explained of bars."""

Row = tuple[KeyEntry, ...]


def legend(panels: Sequence[Panel], styles: Iterable[OwnerStyle], page_width: float) -> list[Row]:
    """Nodes, forms of claims and of failures that some lane shows, in rows whose `top` is yet to be given."""
    there = owners_in(panels)
    shown = [style for style in styles if style.owner in there]
    lanes = [lane for panel in panels for lane in panel.lanes]
    used = {tick.form for lane in lanes if isinstance(lane, RugLane) for tick in lane.ticks}
    signs = {SIGNS.get(bar.state) for lane in lanes if isinstance(lane, OwnerLane) for bar in lane.bars}
    signs |= {Sign.TRIAL for lane in lanes if isinstance(lane, TrialLane)}
    nodes: list[tuple[int | None, Form | Sign | None, str]] = [
        (style.owner, None, style.name if style.name == style.mac else f"{style.name} {style.mac}")
        for style in shown[:MOST_OWNERS]
    ]
    if len(shown) > MOST_OWNERS:
        nodes.append((None, None, f"and {plural(len(shown) - MOST_OWNERS, 'more node')}"))
    return (
        rows(nodes, page_width)
        + rows([(None, form, form.value) for form in Form if form in used], page_width)
        + rows([(None, sign, sign.value) for sign in Sign if sign in signs], page_width)
    )


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
            case FindingLane() | LogLane() | TrialLane() | RateLane():
                pass
            case _:
                assert_never(lane)
    return found


def rows(items: Iterable[tuple[int | None, Form | Sign | None, str]], page_width: float) -> list[Row]:
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
