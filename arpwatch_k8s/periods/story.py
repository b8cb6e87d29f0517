"""What all windows tell together: moves, contests, outages and incidents, each once, and how much there was of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arpwatch_k8s.periods.joining import joined
from arpwatch_k8s.periods.records import Cost, Fought, Lost, Moved, Trouble
from arpwatch_k8s.thresholds import DEFAULTS

if TYPE_CHECKING:
    from arpwatch_k8s.periods.records import UnderWay
    from arpwatch_k8s.periods.running import Windowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that happened, in order of time."""

    moves: tuple[Moved, ...]
    """Every move that is listed."""
    contests: tuple[Fought, ...]
    """Every contest."""
    outages: tuple[Lost, ...]
    """Every outage."""
    incidents: tuple[Trouble, ...]
    """Every incident."""
    attempts: int
    """Attempts, whose beginning was seen."""
    failed: int
    """How many of them failed."""
    left_out: dict[str, int]
    """How many more there were of each of these lists, by its name."""

    @property
    def costly(self) -> tuple[Moved, ...]:
        """Moves that cost something."""
        return tuple(move for move in self.moves if move.cost is Cost.SOMETHING)

    @property
    def worst(self) -> list[Trouble]:
        """Incidents, those with the most harm first."""
        return sorted(self.incidents, key=harm)


def harm(one: Trouble) -> tuple[int, int, int, int, int]:
    """What to sort incidents by: failed attempts, then how long nobody accepted any, contests, moves, time."""
    return -one.failed, -one.outage_ns, -one.contests, -one.moves, one.start


def story(told: Windowed) -> Story:
    """What all windows tell together."""
    windows = told.windows
    left: dict[str, int] = {}
    for window in windows:
        for name, n in window.left_out.items():
            left[name] = left.get(name, 0) + n

    def on(what: str) -> Sequence[UnderWay]:
        return [each for window in windows for each in window.under_way if each.what == what]

    return Story(
        moves=tuple(sorted((move for window in windows for move in window.moves), key=lambda move: move.start)),
        contests=tuple(joined((window.contests for window in windows), on("contest"))),
        outages=tuple(joined((window.outages for window in windows), on("outage"))),
        incidents=tuple(
            joined((window.incidents for window in windows), on("incident"), gap_ns=DEFAULTS.incident_gap_ns)
        ),
        attempts=sum(window.attempts for window in windows),
        failed=sum(window.failed for window in windows),
        left_out=left,
    )
