"""What all lanes of a figure share, and what a user may choose about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from typing import Final

from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import Scale
from arpwatch_k8s.plotter.size import AUTO, Size
from arpwatch_k8s.plotter.theme import LIGHT, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a user may choose.

    title: in place of the verdict; tz: zone of the axis; relative: seconds from the first frame in place of times of
    day; start, end: the part to show, ns UTC, all by default; most: VIPs with lanes of their own, all that a figure can
    have by default.
    """

    title: str | None = None
    tz: tzinfo = UTC
    relative: bool = False
    start: int | None = None
    end: int | None = None
    theme: Theme = LIGHT
    size: Size = AUTO
    most: int | None = None
    only: frozenset[int] | None = None
    """Places, among the case's VIPs, of those that are drawn; None where all may be."""
    notes: tuple[str, ...] = ()
    """What is said below the figure besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """How many senders, claimants, lines of one kind of symptom, and lines of failed attempts (`trials`) a VIP's lanes
    have; the rest share the last. Of findings that overlap more than `levels` others, captions alone tell."""

    senders: int
    claimants: int
    lines: int
    trials: int
    levels: int


ROOMY: Final = Density(senders=4, claimants=5, lines=4, trials=6, levels=8)
SNUG: Final = replace(ROOMY, trials=0)
TIGHT: Final = Density(senders=1, claimants=1, lines=1, trials=0, levels=3)
"""For pages too low for a VIP's roomy lanes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """zone: of the bins' clock, None where they count from the axis' start; by_name: the numbers in `styles` of nodes
    that only a name is known of."""

    scale: Scale
    styles: Mapping[int, OwnerStyle]
    inventory: Inventory
    zone: tzinfo | None
    by_name: Mapping[str, int] = field(default_factory=dict)
    density: Density = ROOMY
    cited: frozenset[LineRef] = frozenset()
    """Lines of logs that findings rest on."""
    shown_at: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """When what a finding rests on was seen, ns UTC, by its number."""
