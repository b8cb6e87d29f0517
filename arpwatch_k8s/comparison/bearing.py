"""What a reader of a comparison should bear in mind: what the sides differ in beside what is asked, and what a look of
that length cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.comparison.causes import AFTER, BEFORE
from arpwatch_k8s.comparison.chance import SURE
from arpwatch_k8s.comparison.record import Answer, ComparedVip
from arpwatch_k8s.comparison.sides.side import Side
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.times import duration

LIMIT: Final = 1 - SURE
"""Above which chance may account for a difference in the number of incidents."""


def caveats(before: Side, after: Side, vips: Sequence[ComparedVip]) -> Iterator[str]:
    """All of it, in sentences without their full stops."""
    yield from how_long(before, after, vips)
    for name, side in ((BEFORE, before), (AFTER, after)):
        if side.lost:
            yield f"{name} lacks {plural(side.lost, 'frame')} at most that were captured, and lost"
        if not side.whole:
            yield f"{name} was cut short or is corrupt: it shows what could be read of it"
        if not side.captures:
            yield f"{name} has no capture: lines of logs alone show neither attempts that went well nor who answered"
    if before.span and after.span and before.span[0] < after.span[1] and after.span[0] < before.span[1]:
        yield f"{BEFORE} and {AFTER} overlap in time"
    elif before.span and after.span and after.span[1] <= before.span[0]:
        yield f"{AFTER} lies before {BEFORE} in time"
    for one in vips:
        first, second = one.pair.before, one.pair.after
        if first is None or second is None:
            continue
        if one.pair.segments_differ:
            yield f"{one.pair.vip} is taken for the same on segment {first.segment} and on segment {second.segment}"
        if first.captured_at and second.captured_at and set(first.captured_at) != set(second.captured_at):
            yield (
                f"{BEFORE} was captured at {listed(first.captured_at)}, {AFTER} at {listed(second.captured_at)}: hosts "
                f"that differ may fare differently with {one.pair.vip}"
            )


def how_long(before: Side, after: Side, vips: Sequence[ComparedVip]) -> Iterator[str]:
    """That what came rarely may come again, where something is better."""
    better = [one for one in vips if one.answer is Answer.BETTER]
    if not better:
        return
    yield (f"{AFTER} shows {duration(after.watched_ns)}, and says nothing of any time beyond that")
    for one in better:
        first, second = one.pair.before, one.pair.after
        if first is None or second is None or not first.incidents or (one.incidents_p or 0) <= LIMIT:
            continue
        had = f"{plural(first.incidents, 'incident')} in {duration(before.watched_ns)} of {BEFORE}"
        has = f"{second.incidents or 'none'} in {duration(after.watched_ns)} of {AFTER}"
        yield f"{one.pair.vip} had {had} and {has}: too few to tell whether they come less often"
