"""The legend: a color for each node, a glyph for each form of claim that occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from arpwatch_k8s.plotter.records import BarState, Form, OwnerLane, OwnerStyle, Panel, RugLane
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


def legend(panels: Iterable[Panel], styles: Sequence[OwnerStyle], page_width: float) -> list[Row]:
    """Nodes first, then forms of claims and of failures that occur, in rows whose `top` is yet to be given."""
    lanes = [lane for panel in panels for lane in panel.lanes]
    used = {tick.form for lane in lanes if isinstance(lane, RugLane) for tick in lane.ticks}
    signs = {SIGNS.get(bar.state) for lane in lanes if isinstance(lane, OwnerLane) for bar in lane.bars}
    signs |= {Sign.TRIAL for lane in lanes if isinstance(lane, TrialLane)}
    nodes: list[tuple[int | None, Form | Sign | None, str]] = [
        (style.owner, None, style.name if style.name == style.mac else f"{style.name} {style.mac}")
        for style in styles[:MOST_OWNERS]
    ]
    if len(styles) > MOST_OWNERS:
        nodes.append((None, None, f"and {plural(len(styles) - MOST_OWNERS, 'more node')}"))
    forms = [(None, form, form.value) for form in Form if form in used]
    return (
        rows(nodes, page_width)
        + rows(forms, page_width)
        + rows([(None, sign, sign.value) for sign in Sign if sign in signs], page_width)
    )


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
