"""What time says: how often a side with trouble was quiet for as long as the other was watched, and whether incidents
came at another rate. Both keep a short quiet capture from passing for a cure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import erfc, exp, lgamma, log, sqrt
from typing import Final

from arpwatch_k8s.comparison.sides.side import Span

SURE: Final = 0.95
"""How sure what is said has to be."""
MANY: Final = 10_000
"""Incidents above which the normal law stands for the binomial one."""


def quiet_stretches(trouble: Sequence[Span], covered: Sequence[Span]) -> list[int]:
    """Lengths (ns) of what lay between troubles while it was watched, the end joined to the begin: where a capture
    begins is the choice of whoever took it. `covered`: disjoint and in order, as `trouble` is."""
    whole = sum(end - start for start, end in covered)
    spans = list(on_watched(trouble, covered))
    if not spans:
        return [whole]
    edges = [0, *(edge for span in spans for edge in span), whole]
    first, *inner = [high - low for low, high in zip(edges[::2], edges[1::2], strict=True)]
    *between, last = inner
    return [gap for gap in (*between, last + first) if gap > 0]


def on_watched(trouble: Sequence[Span], covered: Sequence[Span]) -> Iterator[Span]:
    """Spans in time that was watched: what lay outside is left out."""
    at = 0
    place = 0
    for start, end in covered:
        while place < len(trouble) and trouble[place][1] < start:
            place += 1
        number = place
        while number < len(trouble) and trouble[number][0] <= end:
            low, high = max(trouble[number][0], start), min(trouble[number][1], end)
            yield at + low - start, at + high - start
            number += 1
        at += end - start


def is_seen(trouble: Sequence[Span], covered: Sequence[Span]) -> bool:
    """Whether any trouble, be it an instant, came while it was watched."""
    return next(on_watched(trouble, covered), None) is not None


def quiet_share(trouble: Sequence[Span], covered: Sequence[Span], length_ns: int) -> float:
    """Of all stretches of a length that fit into what was watched, its end joined to its begin, the share that had no
    trouble. 1 without any trouble."""
    if not is_seen(trouble, covered):
        return 1.0
    whole = sum(end - start for start, end in covered)
    gaps = quiet_stretches(trouble, covered)
    return sum(max(0, gap - length_ns) for gap in gaps) / whole if whole else 0.0


def length_needed(trouble: Sequence[Span], covered: Sequence[Span]) -> int:
    """How long (ns) a stretch is of which no more than one in twenty had no trouble."""
    whole = sum(end - start for start, end in covered)
    gaps = quiet_stretches(trouble, covered)
    low, high = 0, max(gaps, default=0)
    while low < high:
        middle = (low + high) // 2
        if sum(max(0, gap - middle) for gap in gaps) <= (1 - SURE) * whole:
            high = middle
        else:
            low = middle + 1
    return low


def same_rate(first: int, first_ns: int, second: int, second_ns: int) -> float:
    """How likely two counts differ as much or more where their rates are the same: the exact test that takes their sum
    for given (Przyborowski and Wilenski, Biometrika 31, 1940), both tails. 1 where nothing was counted or watched."""
    total, watched = first + second, first_ns + second_ns
    if not total or not first_ns or not second_ns:
        return 1.0
    part = first_ns / watched
    if total > MANY:
        return erfc(abs(first - total * part) / sqrt(2 * total * part * (1 - part)))
    below = sum(binomial(n, total, part) for n in range(first + 1))
    above = sum(binomial(n, total, part) for n in range(first, total + 1))
    return min(1.0, 2 * min(below, above))


def binomial(n: int, total: int, part: float) -> float:
    """How likely it is that n of all are of a part."""
    ways = lgamma(total + 1) - lgamma(n + 1) - lgamma(total - n + 1)
    return exp(ways + n * log(part) + (total - n) * log(1 - part))
