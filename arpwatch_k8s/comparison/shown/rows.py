"""What both sides say of one VIP, measure by measure, in the words of texts, pages and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.comparison.chance import SURE
from arpwatch_k8s.comparison.judging import points
from arpwatch_k8s.comparison.record import ComparedVip
from arpwatch_k8s.comparison.shares import Share, Shares, ShareState
from arpwatch_k8s.comparison.sides.side import Hold, Owner, Side, Station
from arpwatch_k8s.correlator.connections.outcomes import FAILED
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import interval as within
from arpwatch_k8s.wording.counts import percent, plural
from arpwatch_k8s.wording.times import between, duration

MOST_OWNERS: Final = 4
"""Owners that are named; more are counted."""
NO_VIP: Final = "not seen"
UNKNOWN: Final = "not said"
"""What an analysis of an older version does not say."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure."""

    label: str
    """What it is."""
    before: str
    """As BEFORE has it."""
    after: str
    """As AFTER has it."""
    told: str = ""
    """Whether they differ, where that is asked."""


def rows(one: ComparedVip, before: Side, after: Side) -> Iterator[Row]:
    """All measures of one VIP."""
    first, second = one.pair.before, one.pair.after
    for label, said in PLAIN.items():
        yield across(label, said, one)
    yield across("failed", failed, one, share_told(one.shares))
    yield across("95 % interval", interval, one)
    yield across("how they failed", how_failed, one)
    yield across("SYN sent again", retried, one, share_told(one.retries))
    yield across("SYN to SYN-ACK", handshake, one)
    yield Row("outages", outages(first, before), outages(second, after))
    yield Row("incidents", incidents(first, before), incidents(second, after), rate_told(one))


def across(label: str, said: Callable[[Station], str], one: ComparedVip, told: str = "") -> Row:
    """A measure of both sides, where they have the VIP."""
    first, second = (said(station) if station else NO_VIP for station in (one.pair.before, one.pair.after))
    return Row(label, first, second, told)


def owners(station: Station) -> str:
    """Who claimed it, those that held it longest first."""
    return held(station.claimed, "nobody claimed it")


def servers(station: Station) -> str:
    """Who answered SYNs, the same way."""
    return held(station.serving, "nobody answered")


def held(holds: tuple[Hold, ...], nobody: str) -> str:
    """Owners with how long they held a track."""
    total: dict[Owner, int] = {}
    for hold in holds:
        total[hold.owner] = total.get(hold.owner, 0) + hold.end - hold.start
    ranked = sorted(total, key=lambda owner: (-total[owner], owner.label))
    named = [f"{owner.label} {duration(total[owner])}" for owner in ranked[:MOST_OWNERS]]
    more = [plural(len(ranked) - MOST_OWNERS, "more owner")] if len(ranked) > MOST_OWNERS else []
    return ", ".join(named + more) or nobody


def moves(station: Station) -> str:
    """How often it moved and stayed."""
    return f"{station.moves:,}"


def contests(station: Station) -> str:
    """Fights, with the changes of owner in those that the analysis lists."""
    changes = sum(fight.changes for fight in station.contests)
    return f"{station.contest_count:,}, {plural(changes, 'change')}" if station.contest_count else "0"


def attempts(station: Station) -> str:
    """How many connections were tried."""
    return f"{station.attempts:,}"


PLAIN: Final = {
    "claimed by": owners,
    "answered by": servers,
    "moves": moves,
    "contests": contests,
    "attempts": attempts,
}
"""Measures that are not tested."""


def failed(station: Station) -> str:
    """How many attempts failed."""
    return share_cell(Share(station.failed, station.attempts))


def interval(station: Station) -> str:
    """The interval of the share that failed."""
    if not station.attempts:
        return "-"
    low, high = Share(station.failed, station.attempts).interval
    return within(low, high)


def retried(station: Station) -> str:
    """Attempts that had to send their SYN again."""
    return UNKNOWN if station.retried is None else share_cell(Share(station.retried, station.attempts))


def share_cell(share: Share) -> str:
    """How many, and which share that is."""
    return f"{share.failed:,} ({percent(share.value)})" if share.attempts else "nobody tried"


def share_told(shares: Shares | None) -> str:
    """Whether two shares differ."""
    if shares is None:
        return "cannot tell"
    match shares.state:
        case ShareState.LOWER | ShareState.HIGHER:
            return points(shares)
        case ShareState.SAME:
            return f"no difference shown ({points(shares)})"
        case ShareState.FEW:
            return f"cannot tell: it takes {shares.needed or 0:,} attempts"
        case ShareState.NONE:
            return "none on either side"
        case ShareState.UNTRIED:
            return "cannot tell: no attempts"


def how_failed(station: Station) -> str:
    """Failed attempts by outcome, the most frequent first."""
    lost = {name: n for name, n in station.outcomes.items() if n and name in FAILED}
    ranked = sorted(lost, key=lambda name: (-lost[name], name))
    return ", ".join(f"{lost[name]:,} {name.replace('_', ' ')}" for name in ranked) or "-"


def handshake(station: Station) -> str:
    """How long an answer took."""
    took = station.handshake_ns
    if took is None:
        return UNKNOWN if station.retried is None else "none answered"
    return f"median {short(took.get('median', 0))}, 95 % within {short(took.get('p95', 0))}"


def short(ns: int) -> str:
    """A span that may be below a millisecond."""
    return f"{ns / 1e6:.2g} ms" if ns < 10_000_000 else duration(ns)


def outages(station: Station | None, side: Side) -> str:
    """How often and how long nobody accepted a connection, of how long."""
    if station is None:
        return NO_VIP
    lost = station.outages
    if not lost.count:
        return f"none in {duration(side.watched_ns)}" if station.attempts else "nobody tried"
    return f"{lost.count:,}, {between(lost.least_ns, lost.most_ns)} of {duration(side.watched_ns)}"


def incidents(station: Station | None, side: Side) -> str:
    """How many in how long, and how many an hour that would be."""
    if station is None:
        return NO_VIP
    watched = side.watched_ns
    if not station.incidents or not watched:
        return f"none in {duration(watched)}"
    hourly = f" ({station.incidents / watched * HOUR:.3g} an hour)" if watched >= LEAST_WATCHED else ""
    return f"{station.incidents:,} in {duration(watched)}{hourly}"


HOUR: Final = 3_600 * NS
LEAST_WATCHED: Final = 600 * NS
"""From here on a number an hour is told: of less it would be a guess at what was not watched."""


def rate_told(one: ComparedVip) -> str:
    """Whether incidents came at another rate."""
    first, second = one.pair.before, one.pair.after
    if one.incidents_p is None or first is None or second is None:
        return "cannot tell"
    if not first.incidents and not second.incidents:
        return "none on either side"
    if one.incidents_p > 1 - SURE:
        return f"cannot tell: too few (p = {one.incidents_p:.2g})"
    return f"differ (p = {one.incidents_p:.2g})"
