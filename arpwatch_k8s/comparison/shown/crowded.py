"""Which VIPs are told one by one: those that something happened to; where there are several, the others are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.comparison.record import ComparedVip, Comparison
from arpwatch_k8s.comparison.shares import ShareState
from arpwatch_k8s.wording.counts import listed, plural

MOST_VIPS: Final = 24
"""VIPs that are told one by one, those that fare worst first."""
MOST_NAMED: Final = 8
"""Quiet VIPs that are named."""


@dataclass(frozen=True, slots=True)
class Told:
    """What of a comparison's VIPs is told how."""

    vips: tuple[ComparedVip, ...]
    """One by one."""
    quiet: tuple[ComparedVip, ...]
    """In one sentence, as nothing happened to them on either side."""
    left: int
    """How many more there are that something happened to."""

    @property
    def quiet_words(self) -> str:
        """That sentence; "" where there are none."""
        names = [one.pair.vip for one in self.quiet[:MOST_NAMED]]
        more = len(self.quiet) - len(names)
        named = listed([*names, *([f"{more:,} more"] if more else [])])
        return f"Nothing failed, fought or moved on either side at {named}" if names else ""

    @property
    def left_words(self) -> str:
        """How many more there are; "" where there are none."""
        return f"{plural(self.left, 'more VIP')} in the JSON" if self.left else ""


def told(found: Comparison, most: int = MOST_VIPS) -> Told:
    """At most so many VIPs one by one; a lone one always."""
    quiet = tuple(one for one in found.vips if is_quiet(one)) if len(found.vips) > 1 else ()
    apart = set(map(id, quiet))
    loud = tuple(one for one in found.vips if id(one) not in apart)
    return Told(loud[:most], quiet, max(0, len(loud) - most))


def is_quiet(one: ComparedVip) -> bool:
    """Whether attempts were made on both sides, none failed, and nobody fought, moved or was found at fault."""
    stations = (one.pair.before, one.pair.after)
    changed = any(station is None or station.moves or station.contest_count for station in stations)
    return one.shares is not None and one.shares.state is ShareState.NONE and not changed and not one.changed
