"""Vantages: which captures are of one host, one after the other, and which of hosts that looked at the same time.

A rotated capture is many files that do not overlap in time, and is one vantage; captures that overlap are vantages of
their own, each with its own clock.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Sequence

from arpwatch_k8s.savefile.info import CaptureInfo

Vantage = tuple[int, ...]
"""Indices of captures, in order of time."""


def vantages(captures: Sequence[CaptureInfo]) -> list[Vantage]:
    """The captures by vantage. A file goes behind the one that ended before it began, of several to the one of the same
    name but for its digits (as rotation numbers them); a vantage of its own where that does not decide."""
    groups: list[list[int]] = []
    ended: dict[str, list[tuple[int, int]]] = {}
    empty = [number for number, info in enumerate(captures) if info.first_ns is None]
    dated = [number for number, info in enumerate(captures) if info.first_ns is not None]
    for number in sorted(dated, key=lambda n: (captures[n].first_ns or 0, n)):
        start = captures[number].first_ns or 0
        last, name = captures[number].last_ns or 0, stem(captures[number])
        only = [end for ends in ended.values() for end in ends] if len(groups) == 1 else []
        if only and only[0][0] <= start:
            # the only one there is needs no name to be chosen by
            ended = {name: only}
        alike = ended.setdefault(name, [])
        if bisect_right(alike, start, key=end_of) == 1:
            end, place = alike.pop(0)
            groups[place].append(number)
            insort(alike, (max(end, last), place))
        else:
            groups.append([number])
            insort(alike, (last, len(groups) - 1))
    return [tuple(group) for group in groups] + [(number,) for number in empty]


def end_of(place: tuple[int, int]) -> int:
    """When the captures of a group ended, ns UTC."""
    return place[0]


def stem(info: CaptureInfo) -> str:
    """A name without its digits."""
    return re.sub(r"\d+", "", info.name)
