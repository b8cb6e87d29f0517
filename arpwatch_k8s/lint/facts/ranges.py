"""Many spans of addresses as few, in which one address is found without looking at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.facts.span import Address, Span

SIX: Final = 1 << 128
"""What is added to IPv6 addresses, so that they come behind all of IPv4."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Many spans, disjoint and in order, so that one of them is found at once."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, address: Address) -> bool:
        at = bisect_right(self.firsts, placed(address)) - 1
        return at >= 0 and placed(address) <= self.lasts[at]


NO_RANGES: Final = Ranges((), ())


def placed(address: Address) -> int:
    """An address among all of both families."""
    return int(address) + (SIX if address.version == 6 else 0)


def ranges(spans: Iterable[Span]) -> Ranges:
    """Spans, those that meet as one."""
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last in sorted((placed(each.first), placed(each.last)) for each in spans):
        if lasts and first <= lasts[-1]:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return Ranges(tuple(firsts), tuple(lasts))
