"""What windows tell, together: what one window saw begin and others saw go on is one thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from arpwatch_k8s.periods.records import Late, Thing, Told, Tried, UnderWay

ThingT = TypeVar("ThingT", bound=Thing)


def joined(several: Iterable[Sequence[ThingT]], under_way: Iterable[UnderWay] = (), *, gap_ns: int = 0) -> list[ThingT]:
    """Things of one kind that windows saw begin, in order of time: one that begins while an earlier one of its place
    lasts, or no later than `gap_ns` after it, is a part of that. One that was not followed to its end lasts as long as
    later windows say (`under_way`)."""
    on: dict[tuple[str, str], list[UnderWay]] = defaultdict(list)
    for each in under_way:
        on[each.vip, each.segment].append(each)
    found: list[ThingT] = []
    last: dict[tuple[str, str], int] = {}
    for thing in sorted((thing for some in several for thing in some), key=lambda thing: (thing.start, thing.vip)):
        place = thing.vip, thing.segment
        whole = thing if thing.over else gone_on(thing, on[place])
        if place in last and found[last[place]].start < whole.start <= found[last[place]].end + gap_ns:
            continue
        last[place] = len(found)
        found.append(whole)
    return found


def gone_on(thing: ThingT, later: Sequence[UnderWay]) -> ThingT:
    """Something that was not over where its window was left, with the end that later windows give it."""
    end, over = thing.end, thing.over
    for each in sorted(later, key=lambda each: each.since):
        if each.since <= end < each.until:
            end, over = each.until, each.over
    return replace(thing, end=end, over=over) if end > thing.end else thing


def corrected(windows: Sequence[Told]) -> list[Told]:
    """Windows whose attempts have the outcomes that later windows tell of."""
    late: dict[int, list[Late]] = defaultdict(list)
    for window in windows:
        for each in window.late:
            late[each.window].append(each)
    return [
        replace(window, tried=tuple(settled(one, late[window.number]) for one in window.tried))
        if window.number in late
        else window
        for window in windows
    ]


def settled(tried: Tried, late: Sequence[Late]) -> Tried:
    """What was tried, where some that were open have ended since."""
    from arpwatch_k8s.periods.things import BROKEN

    ended: Counter[str] = Counter()
    for each in late:
        if (each.vip, each.segment) == (tried.vip, tried.segment):
            ended.update(each.outcomes)
    if not ended:
        return tried
    counts = Counter(tried.outcomes)
    counts.update(ended)
    counts["open"] -= ended.total()
    return replace(
        tried,
        failed=tried.failed + sum(n for name, n in ended.items() if name in BROKEN),
        outcomes=dict(sorted((name, n) for name, n in counts.items() if n)),
    )
