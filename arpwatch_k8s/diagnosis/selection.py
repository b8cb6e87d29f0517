"""Explanations compete: of what rules found, which explains which failure, and what else might have.

Rules are asked one by one and know nothing of each other. Episode by episode the best explanation is taken: the surest,
of those the one that explains most, of those the more specific. What contradicts it (the owner was dead, the owner was
alive) is struck for the whole episode, and said with what would decide. What is left goes to the next best, if that
explains a tenth of the episode, or is a danger by itself. A tie between two that contradict each other has no winner.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.episodes import Episode, episodes
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.placing import placed
from arpwatch_k8s.diagnosis.rule import CONTRADICTIONS, Fact, Rule
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SHARE: Final = 0.1
"""Of an episode's failures: what explains less of what is left is no explanation of its own."""
AS_MUCH: Final = 0.8
"""Of what the best explains: a rival that explains as much, as surely, is a tie."""
HALF: Final = 0.5
"""Of an episode's failures: what explains less is a part of the story, not its headline."""


@dataclass(slots=True)
class Shares:
    """What each finding (by its place) came to explain."""

    numbers: dict[int, list[NDArray[np.int64]]] = field(default_factory=dict)
    """Attempts by finding."""
    leading: set[int] = field(default_factory=set)
    """Findings that explain at least half of some episode."""
    tied: set[int] = field(default_factory=set)
    """Findings that explain as much as another one that contradicts them."""
    rivals: dict[int, list[int]] = field(default_factory=dict)
    """Findings struck, by the one that they contradict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is left of some findings once they are held against each other."""

    findings: tuple[Finding, ...]
    """Each with the failures that it alone explains."""
    leading: frozenset[int]
    """Places of those that may head a verdict: they explain half of an episode, or are a danger by themselves, or
    delays where nothing failed; at a low confidence only a fight that was seen."""
    tied: frozenset[int]
    """Places of those of which another one, as sure, says the opposite."""
    struck: tuple[RuledOut, ...]
    """Those that something surer contradicts."""


def select(case: Case, rules: Mapping[str, Rule], findings: Sequence[Finding]) -> Selection:
    """Hold findings against each other."""
    shares = Shares()
    places = placed(case, findings)
    for place, record in enumerate(case.vips):
        about = [at for at, one in enumerate(findings) if one.vip == record.vip and places[at] in (None, place)]
        if about:
            for episode in episodes(record, case.thresholds):
                compete(rules, findings, about, episode, shares)
    failing = {record.vip for record in case.vips if len(record.failed)}
    fights = [
        at for at, one in enumerate(findings) if Fact.SEVERAL_OWNERS in rules[one.rule].asserts and fought(case, one)
    ]
    return gathered(rules, findings, shares, failing, fights)


def fought(case: Case, one: Finding) -> bool:
    """Whether several were seen to claim an address in a finding's time, whatever it makes of that."""
    return any(
        contest.start <= one.end and contest.end >= one.start
        for record in case.vips
        if record.vip == one.vip
        for contest in record.ownership.contests
    )


def compete(
    rules: Mapping[str, Rule], findings: Sequence[Finding], about: Sequence[int], episode: Episode, shares: Shares
) -> None:
    """Share out one episode's failures."""
    parts = {at: part for at in about if len(part := episode.part_of(findings[at].explains))}
    left = episode.failed.numbers
    open_ones = dict(parts)
    while open_ones:
        gains = {at: np.intersect1d(part, left, assume_unique=True) for at, part in open_ones.items()}
        best = max(gains, key=lambda at: standing(rules, findings[at], len(gains[at])))
        del open_ones[best]
        gain = gains[best]
        if not len(gain) or (len(gain) < LEAST_SHARE * len(episode.failed) and not rules[findings[best].rule].danger):
            continue
        for at in list(open_ones):
            if contradict(rules, findings[best], findings[at]):
                del open_ones[at]
                shares.rivals.setdefault(best, []).append(at)
                if is_tie(findings[best], findings[at], len(gain), len(gains[at])):
                    shares.tied |= {best, at}
        shares.numbers.setdefault(best, []).append(gain)
        if len(gain) >= HALF * len(episode.failed):
            shares.leading.add(best)
        left = np.setdiff1d(left, gain, assume_unique=True)


def standing(rules: Mapping[str, Rule], one: Finding, explains: int) -> tuple[int, int, int, str]:
    """What puts one explanation before another; the name last, so that no order of rules decides."""
    return one.confidence.rank, explains, len(rules[one.rule].covers), one.rule


def contradict(rules: Mapping[str, Rule], one: Finding, other: Finding) -> bool:
    """Whether two causes cannot both have been; what one says of one owner another may not say of another owner."""
    said, against = rules[one.rule].asserts, rules[other.rule].asserts
    for pair in CONTRADICTIONS:
        if said & pair and against & pair and (said & pair) != (against & pair):
            same = one.owner is None or other.owner is None or one.owner == other.owner
            if same or Fact.ONE_OWNER in pair:
                return True
    return False


def is_tie(best: Finding, other: Finding, explains: int, others: int) -> bool:
    """Whether a rival is as good."""
    return (
        best.confidence is other.confidence and best.confidence is not Confidence.HIGH and others >= AS_MUCH * explains
    )


def gathered(
    rules: Mapping[str, Rule],
    findings: Sequence[Finding],
    shares: Shares,
    failing: Collection[str],
    fights: Collection[int],
) -> Selection:
    """The findings that are left, with what they explain and what else might have; `failing`: VIPs at which attempts
    failed, `fights`: findings about several owners that were seen to claim the address."""
    beaten = {at for others in shares.rivals.values() for at in others}
    kept: list[Finding] = []
    leading: set[int] = set()
    tied: set[int] = set()
    struck: list[RuledOut] = []
    for at, one in enumerate(findings):
        explained = shares.numbers.get(at, [])
        lost = bool(len(one.explains)) and not explained
        danger = rules[one.rule].danger and one.severity.rank >= Severity.WARNING.rank
        if lost and not danger and at not in shares.tied:
            by = [findings[best] for best, others in shares.rivals.items() if at in others]
            why = f"{by[0].rule} explains it, and contradicts this" if by else "explained by a surer cause"
            struck.append(RuledOut(one.rule, one.vip, f"{why}: {one.summary}"))
            continue
        numbers = np.concatenate(explained) if explained else np.zeros(0, np.int64)
        whole = one.explains if at in shares.tied and not explained else one.explains.numbered(numbers)
        rivals = [findings[other] for other in shares.rivals.get(at, ()) if other not in shares.tied]
        place = len(kept)
        kept.append(replace(one, explains=whole, instead=(*one.instead, *(alternative(rival) for rival in rivals))))
        slow = rules[one.rule].delays and one.vip not in failing and one.severity.rank >= Severity.WARNING.rank
        heads = at in shares.leading or slow or (danger and at not in beaten)
        doubtful = one.confidence is Confidence.LOW and not (danger and at in fights and at not in beaten)
        if heads and not doubtful and at not in shares.tied:
            leading.add(place)
        if at in shares.tied:
            tied.add(place)
    return Selection(findings=tuple(kept), leading=frozenset(leading), tied=frozenset(tied), struck=tuple(struck))


def alternative(rival: Finding) -> str:
    """What a struck rival would have said, and what would decide."""
    decides = f"; what decides: {rival.missing[0]}" if rival.missing else ""
    return (
        f"{rival.rule} ({rival.confidence} confidence, {plural(len(rival.explains), 'failed attempt')}): "
        f"{rival.summary}{decides}"
    )


def left_over(record: VipRecord, findings: Sequence[Finding]) -> Connections:
    """The failed attempts of a VIP that no finding explains."""
    failed = record.failed
    known = [one.explains.numbers for one in findings if one.explains.source is failed.source]
    return failed.where(~np.isin(failed.numbers, np.concatenate(known))) if known else failed
