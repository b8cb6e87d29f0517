"""Two pools that share addresses: MetalLB refuses all of the new configuration, and goes on with the old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.span import Span
from arpwatch_k8s.lint.fault import Fault, Side, Told, Undecided
from arpwatch_k8s.wording.plain import plain


def look(facts: Facts) -> Iterator[Told]:
    """All pools of each MetalLB, and the spans of each pool."""
    for metallb in facts.metallb:
        yield from overlapping(metallb)
        for pool in metallb.pools:
            unknown = next((each for each in pool.unread if not each.is_known and each.place is not None), None)
            if unknown is not None and unknown.place is not None and len(metallb.pools) > 1:
                side = Side(place=unknown.place, says=unknown.said)
                yield Undecided(why=f"whether the pool {plain(pool.name)} shares addresses with another", sides=(side,))


def overlapping(metallb: MetalLb) -> Iterator[Told]:
    """Neighbors among the spans, in their order, that share addresses; each pair of pools once."""
    spans = [(span, pool.name) for pool in metallb.pools for span in pool.spans]
    spans.sort(key=lambda each: (each[0].first.version, int(each[0].first), int(each[0].last)))
    told: set[tuple[str, str]] = set()
    widest: tuple[Span, str] | None = None
    for span, name in spans:
        if widest is not None and widest[0].meets(span) and (widest[1], name) not in told:
            told.add((widest[1], name))
            yield fault(widest, (span, name))
        if widest is None or span.first.version != widest[0].first.version or int(span.last) > int(widest[0].last):
            widest = span, name


def fault(one: tuple[Span, str], other: tuple[Span, str]) -> Fault:
    """Two spans that share addresses."""
    common = one[0].common(other[0])
    names = f"the pools {plain(one[1])} and {plain(other[1])}" if one[1] != other[1] else f"the pool {plain(one[1])}"
    shares = "both hold" if one[1] != other[1] else "holds twice"
    return Fault(
        summary=f"{names} {shares} {common}: MetalLB takes no change of its configuration as long as that is so",
        sides=tuple(
            Side(place=span.setting.place, says=span.setting.said)
            for span, _ in (other, one)
            if span.setting.place is not None
        ),
        fix=f"take {common} out of one of the two",
    )


CHECK: Final = Check(
    id="pools-overlap",
    title="pools that share addresses",
    severity=Severity.CRITICAL,
    look=look,
    why="MetalLB refuses the whole configuration in which a range is given twice, and goes on with the last: "
    "what was changed since then is not in force, and a speaker that starts anew has none.",
    wire="Nothing of the change: new pools stay unanswered. metallb_k8s_client_config_stale_bool is 1.",
    rules=("vip-unanswered",),
    taught_by=("metallb internal/config, poolsFor",),
)
