"""Two shares of failed attempts: whether they differ, and how many attempts it would take to show it.

The interval of their difference is Newcombe's, from the score interval of each (his method 10: Statistics in Medicine
17, 1998, p. 873), which holds for few attempts and for none that failed. It takes attempts for independent of each
other; failures come in bursts, so that `chance.quiet_share` is asked besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import floor, sqrt

from arpwatch_k8s.correlator.cost.rates import Z95, wilson


class ShareState(StrEnum):
    """What two shares say of each other."""

    LOWER = "lower"
    """AFTER fails less, beyond what chance makes."""
    HIGHER = "higher"
    """AFTER fails more."""
    SAME = "no difference shown"
    """Chance makes as much; had none failed on the better side, that would have shown."""
    FEW = "too few"
    """Even none that failed on the better side would show nothing."""
    NONE = "none failed"
    """Nothing failed on either side."""
    UNTRIED = "untried"
    """On one side at least nobody tried to connect."""


@dataclass(frozen=True, slots=True)
class Share:
    """Failed of attempts."""

    failed: int
    """How many failed."""
    attempts: int
    """Of how many."""

    @property
    def value(self) -> float:
        """The share, 0 without attempts."""
        return self.failed / self.attempts if self.attempts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % score interval."""
        return wilson(self.failed, self.attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Two shares, compared."""

    before: Share
    """The one."""
    after: Share
    """The other."""
    state: ShareState
    """What they say."""
    difference: float
    """AFTER's less BEFORE's."""
    low: float
    """Its 95 % interval: from."""
    high: float
    """To."""
    needed: int | None
    """Attempts without any failure that the better side would need to show a difference; None where both have none."""

    @property
    def better(self) -> Share:
        """The side with the smaller share, AFTER where they are equal."""
        return self.before if self.before.value < self.after.value else self.after


def compare_shares(before: Share, after: Share) -> Shares:
    """What two shares say of each other."""
    difference, low, high = newcombe(before, after)
    worse, better = (after, before) if before.value < after.value else (before, after)
    needed = attempts_needed(worse) if worse.failed else None
    return Shares(
        before=before,
        after=after,
        state=state_of(before, after, low, high, needed, better.attempts),
        difference=difference,
        low=low,
        high=high,
        needed=needed,
    )


def state_of(before: Share, after: Share, low: float, high: float, needed: int | None, tried: int) -> ShareState:
    """What they say, given the interval of their difference."""
    if not before.attempts or not after.attempts:
        return ShareState.UNTRIED
    if needed is None:
        return ShareState.NONE
    if high < 0:
        return ShareState.LOWER
    if low > 0:
        return ShareState.HIGHER
    return ShareState.SAME if tried >= needed else ShareState.FEW


def newcombe(before: Share, after: Share) -> tuple[float, float, float]:
    """The difference of two shares and its 95 % interval."""
    (low1, high1), (low2, high2) = before.interval, after.interval
    first, second = before.value, after.value
    difference = second - first
    down = sqrt((second - low2) ** 2 + (high1 - first) ** 2)
    up = sqrt((high2 - second) ** 2 + (first - low1) ** 2)
    return difference, max(-1.0, difference - down), min(1.0, difference + up)


def attempts_needed(share: Share) -> int:
    """How many attempts, none of which fails, differ from a share. The score interval of 0 of m ends at z² / (m + z²),
    and the difference is shown where the squares of the two distances sum up to less than the share's own."""
    low = share.interval[0]
    room = sqrt(share.value**2 - (share.value - low) ** 2)
    square = Z95 * Z95
    return floor(square / room - square) + 1
