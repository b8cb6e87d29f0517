"""Two sides to a comparison."""

from __future__ import annotations

from arpwatch_k8s.comparison.bearing import caveats
from arpwatch_k8s.comparison.causes import changed
from arpwatch_k8s.comparison.chance import same_rate
from arpwatch_k8s.comparison.judging import Judged, judged, overall
from arpwatch_k8s.comparison.pairs import pairs
from arpwatch_k8s.comparison.record import Changed, ComparedVip, Comparison, Pair
from arpwatch_k8s.comparison.shares import Share, Shares, compare_shares
from arpwatch_k8s.comparison.sides.side import Side, Station


def compare(before: Side, after: Side) -> Comparison:
    """How one side stands to the other."""
    found: list[ComparedVip] = []
    told: set[str] = set()
    for pair in pairs(before, after):
        causes = () if pair.vip in told else tuple(changed(pair.vip, before, after))
        told.add(pair.vip)
        found.append(compared(pair, causes, before, after))
    found.sort(key=lambda one: (-one.answer.rank, not one.changed, -failed(one)))
    answer, summary = overall(found)
    return Comparison(
        before=before,
        after=after,
        answer=answer,
        summary=summary,
        vips=tuple(found),
        caveats=tuple(caveats(before, after, found)),
    )


def compared(pair: Pair, causes: tuple[Changed, ...], before: Side, after: Side) -> ComparedVip:
    """One VIP."""
    both = (pair.before, pair.after) if pair.before and pair.after else None
    shares = failures(*both) if both else None
    found: Judged = judged(pair, shares, causes, before, after)
    return ComparedVip(
        pair=pair,
        answer=found.answer,
        why=found.why,
        shares=shares,
        retries=retries(*both) if both else None,
        incidents_p=incidents(*both, before, after) if both else None,
        quiet_share=found.quiet_share,
        changed=causes,
    )


def failed(one: ComparedVip) -> int:
    """Failed attempts of both sides."""
    return sum(station.failed for station in (one.pair.before, one.pair.after) if station)


def failures(first: Station, second: Station) -> Shares:
    """Attempts that failed."""
    return compare_shares(Share(first.failed, first.attempts), Share(second.failed, second.attempts))


def retries(first: Station, second: Station) -> Shares | None:
    """Attempts whose SYN had to be sent again; None where a side does not say."""
    if first.retried is None or second.retried is None:
        return None
    return compare_shares(Share(first.retried, first.attempts), Share(second.retried, second.attempts))


def incidents(first: Station, second: Station, before: Side, after: Side) -> float:
    """How likely incidents differ as much by chance."""
    return same_rate(first.incidents, before.watched_ns, second.incidents, after.watched_ns)
