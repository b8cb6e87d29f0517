"""Vantages: which captures are of one host, one after the other, and which of hosts that looked at the same time.

A rotated capture is many files that do not overlap in time, and is one vantage; captures that overlap are vantages of
their own, each with its own clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from arpwatch_k8s.savefile.info import CaptureInfo

Vantage = tuple[int, ...]
"""Indices of captures, in order of time."""


def vantages(captures: Sequence[CaptureInfo]) -> list[Vantage]:
    """The captures by vantage. A file goes behind the one that ended before it began, of several to the one of the same
    name but for its digits (as rotation numbers them); a vantage of its own where that does not decide."""
    groups: list[list[int]] = []
    ends: list[int] = []
    empty = [number for number, info in enumerate(captures) if info.first_ns is None]
    dated = [number for number, info in enumerate(captures) if info.first_ns is not None]
    for number in sorted(dated, key=lambda n: (captures[n].first_ns or 0, n)):
        start = captures[number].first_ns or 0
        free = [place for place, end in enumerate(ends) if end <= start]
        alike = [place for place in free if stem(captures[groups[place][-1]]) == stem(captures[number])]
        chosen = alike if len(free) > 1 or len(groups) > 1 else free
        if len(chosen) == 1:
            groups[chosen[0]].append(number)
            ends[chosen[0]] = max(ends[chosen[0]], captures[number].last_ns or 0)
        else:
            groups.append([number])
            ends.append(captures[number].last_ns or 0)
    return [tuple(group) for group in groups] + [(number,) for number in empty]


def stem(info: CaptureInfo) -> str:
    """A name without its digits."""
    return re.sub(r"\d+", "", info.name)
