"""What became of each cause. One that a side does not have is gone, or new, only where that side would have shown it:

    the side has the VIP, and the frames that the rule needs
    the VIP moved there, where only a move brings the cause about
    no failed attempt there is without a cause
    one of the ports was tried there at which attempts failed
    enough attempts were made, where the cause made attempts fail; or it is a fight, and all who claimed the VIP agreed
    it was watched for longer than the other side was ever quiet for
    not so many frames were lost that it may be in those

Else it is told as what could not be seen, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from arpwatch_k8s.comparison.chance import SURE, is_seen, length_needed, quiet_share
from arpwatch_k8s.comparison.record import Changed, Fate
from arpwatch_k8s.comparison.shares import Share, ShareState, attempts_needed, compare_shares
from arpwatch_k8s.comparison.sides.reading import joined
from arpwatch_k8s.comparison.sides.side import Cause, Side, Span, Station
from arpwatch_k8s.diagnosis.rule import Fact
from arpwatch_k8s.diagnosis.rules import RULES
from arpwatch_k8s.wording.counts import listed, percent, plural
from arpwatch_k8s.wording.times import duration

BEFORE, AFTER = "BEFORE", "AFTER"
BY_MOVE: Final = frozenset(rule.id for rule in RULES if rule.by_move)
"""Rules whose causes come about by a move alone."""
BY_FIGHT: Final = frozenset(rule.id for rule in RULES if Fact.SEVERAL_OWNERS in rule.asserts)
"""Rules whose causes are several owners at once: what they claim shows that, whether or not anybody connects."""


def changed(vip: str, before: Side, after: Side) -> Iterator[Changed]:
    """The causes of one VIP on both sides, those of BEFORE first, each side's leading one first."""
    told, tells = before.found_about(vip), after.found_about(vip)
    for rule in told | tells:
        first, second = told.get(rule), tells.get(rule)
        if any(cause and cause.is_cause for cause in (first, second)):
            yield what_became(first, second, before, after)


def what_became(first: Cause | None, second: Cause | None, before: Side, after: Side) -> Changed:
    """What became of one cause, of which one side at least has a finding."""
    cause = first or second
    if cause is None:
        raise ValueError("a cause that neither side has")
    fate, why, idle = Fate.BOTH, "", False
    if first is None:
        reason = unseen(cause, after, before, AFTER, BEFORE)
        fate, why = (Fate.NEW, would_show(cause, after, before, BEFORE)) if reason is None else (Fate.UNTOLD, reason)
        idle = is_idle(cause, before)
    elif second is None:
        reason = unseen(cause, before, after, BEFORE, AFTER)
        fate, why = (Fate.GONE, would_show(cause, before, after, AFTER)) if reason is None else (Fate.UNTOLD, reason)
        idle = is_idle(cause, after)
    return Changed(rule=cause.rule, vip=cause.vip, fate=fate, before=first, after=second, why=why, idle=idle)


def would_show(cause: Cause, there: Side, away: Side, away_name: str) -> str:
    """What a side without a cause has that would have shown it."""
    made, needed = attempts_at(away, cause.vip), least_attempts(cause, there)
    tries = f", {plural(made, 'attempt')} where {needed:,} would do" if 0 < needed <= made else ""
    return f"{away_name} would have shown it: it has the frames to tell it by{tries}, and {duration(away.watched_ns)}"


def attempts_at(side: Side, vip: str) -> int:
    """Attempts at a VIP on all segments."""
    return sum(station.attempts for station in side.of_vip(vip))


def least_attempts(cause: Cause, there: Side) -> int:
    """How many attempts it takes to miss a cause by; 0 where it made none fail."""
    tried = attempts_at(there, cause.vip)
    return attempts_needed(Share(cause.failed, tried)) if 0 < cause.failed <= tried else 0


def unseen(cause: Cause, there: Side, away: Side, there_name: str, away_name: str) -> str | None:
    """Why `away`, which has no such finding, may have it all the same; None where it would have shown it."""
    stations = away.of_vip(cause.vip)
    if not stations:
        return f"no frame of {away_name} is about {cause.vip}"
    lacks = away.lacking.get((cause.vip, cause.rule), ())
    if len(lacks) >= len(stations):
        return f"{away_name} could not have shown it: {lacks[0]}"
    if is_idle(cause, away):
        return f"the VIP did not move in {away_name}, and only a move brings this about"
    failed = sum(station.failed for station in stations)
    left = failed - sum(other.failed for other in away.found_about(cause.vip).values())
    if left > 0 and cause.failed:
        return f"{plural(left, 'failed attempt')} in {away_name} {'has' if left == 1 else 'have'} no cause: {ITS}"
    ports = untried(there.of_vip(cause.vip), stations)
    if cause.failed and ports and sum(ports.values()) == sum(station.failed for station in there.of_vip(cause.vip)):
        return f"{untried_words(ports, stations, away_name)}, and attempts failed nowhere else in {there_name}"
    reasons = [each(cause, there, away, there_name, away_name) for each in (too_few, too_short)]
    reasons.append(too_many_lost(cause, there, away, away_name))
    return "; ".join(reason for reason in reasons if reason) or None


def is_idle(cause: Cause, away: Side) -> bool:
    """Whether a cause that a move alone brings about had no move to show itself by."""
    return cause.rule in BY_MOVE and not any(station.moves for station in away.of_vip(cause.vip))


ITS: Final = "it may be this one"


def untried(there: Sequence[Station], away: Sequence[Station]) -> dict[int, int]:
    """Failed attempts at one side's stations by ports that nobody tried at the other's, as far as both list them."""
    tried = {port for station in away for port in station.ports}
    found: dict[int, int] = {}
    for station in there if tried else ():
        for port, (_, failed) in station.ports.items():
            if failed and port not in tried:
                found[port] = found.get(port, 0) + failed
    return found


def untried_words(ports: Mapping[int, int], away: Sequence[Station], name: str) -> str:
    """That nobody tried some ports; where stations list those that were tried most alone, no more than that."""
    some = listed([str(port) for port in sorted(ports)[:MOST_PORTS]])
    more = f" and {len(ports) - MOST_PORTS} more" if len(ports) > MOST_PORTS else ""
    several = len(ports) > 1
    which = f"port{'s' if several else ''} {some}{more}"
    if any(sum(n for n, _ in one.ports.values()) < one.attempts for one in away):
        return f"{which} {'are' if several else 'is'} not among those tried most in {name}"
    return f"nobody tried {which} in {name}"


MOST_PORTS: Final = 4
"""Ports that are named."""


def too_few(cause: Cause, there: Side, away: Side, there_name: str, away_name: str) -> str | None:
    """Whether as few attempts might have met a cause that makes some fail, and none did."""
    made, needed = attempts_at(away, cause.vip), least_attempts(cause, there)
    if made >= needed or shows_by_claims(cause, there, away):
        return None
    tried = plural(attempts_at(there, cause.vip), "attempt")
    return (
        f"it failed {cause.failed:,} of {tried} in {there_name}, so that none of {needed:,} failing would show that "
        f"it is not there: {needed - made:,} more than {away_name} has"
    )


def shows_by_claims(cause: Cause, there: Side, away: Side) -> bool:
    """Whether a cause is a fight that claims showed on one side, of which those on the other show none: with no claim
    there, the rule would lack what it needs."""
    fought = any(station.contests or station.contest_count for station in there.of_vip(cause.vip))
    others = away.of_vip(cause.vip)
    peaceful = all(station.claimed and not station.contests and not station.contest_count for station in others)
    return cause.rule in BY_FIGHT and fought and peaceful


def too_short(cause: Cause, there: Side, away: Side, there_name: str, away_name: str) -> str | None:
    """Whether the side with the cause was itself quiet for as long as the other was watched."""
    trouble = joined([*trouble_of(there, cause.vip), *cause.spans])
    return quiet_by_chance(trouble, there, away, there_name, away_name)[1]


def quiet_by_chance(
    trouble: Sequence[Span], there: Side, away: Side, there_name: str, away_name: str
) -> tuple[float | None, str | None]:
    """Of stretches of one side as long as the other was watched, the share that had no trouble, None where that is not
    known; and what of it keeps a difference from being told."""
    for name, side in ((there_name, there), (away_name, away)):
        if not side.covered:
            return None, f"no frame of {name} has a time"
    if not is_seen(trouble, there.covered):
        return None, f"nothing says when trouble came while {there_name} was captured"
    share = quiet_share(trouble, there.covered, away.watched_ns)
    if share <= 1 - SURE:
        return share, None
    needed = duration(length_needed(trouble, there.covered))
    quiet = f"of stretches as long in {there_name} {percent(share)} had no trouble either"
    return share, f"{away_name} shows {duration(away.watched_ns)}, and {quiet}: it takes {needed}"


def too_many_lost(cause: Cause, there: Side, away: Side, away_name: str) -> str | None:
    """Whether frames that a side lost may hold what would show it: as many failures as frames, or else more than a part
    of all frames, since what is told by many moments is not hidden by a few."""
    if not away.lost:
        return None
    if cause.failed:
        tried, made = attempts_at(there, cause.vip), attempts_at(away, cause.vip)
        hidden = Share(min(cause.failed, tried), tried), Share(away.lost, made + away.lost)
        is_hidden = compare_shares(*hidden).state is not ShareState.LOWER
    else:
        is_hidden = away.lost > FEW_LOST * (away.frames + away.lost)
    return lost_words(away, away_name) if is_hidden else None


FEW_LOST: Final = 0.01
"""Of all frames: ours; a fight or a silence shows in frames of many moments."""


def lost_words(side: Side, name: str) -> str:
    """How many frames are not there."""
    return (
        f"{name} lacks {plural(side.lost, 'frame')} that {'was' if side.lost == 1 else 'were'} lost: it may be in them"
    )


def trouble_of(side: Side, vip: str) -> tuple[Span, ...]:
    """When a VIP was in trouble on any segment."""
    return joined(span for station in side.of_vip(vip) for span in station.trouble)
