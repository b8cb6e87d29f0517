"""Two programs announce one VIP: each takes it from the other for as long as both run.

Told by announcements of two families that no single program can have sent, both going on after the other began. A
planned migration is one handover, with an overlap at most; one burst of MetalLB cut in half looks like OpenELB's, so
programs that may be the same never count as two. The kernel, arping and send_arp control nothing: a node's link that
came up, or somebody's script, announces what is there anyway.

On one node both programs use one MAC and no cache ever flaps; they fight over the Service's status all the same, and
each rewrite makes MetalLB announce again (metallb/metallb#2177).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.believed import Voice
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import Finding, Step, some, turns
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.proof import filled
from arpwatch_k8s.diagnosis.rule import Fact, Rule
from arpwatch_k8s.diagnosis.signs.claimants import (
    CLASSIFIED,
    alternations,
    claims_of,
    lost_within,
    loudest,
    speakers_of,
    talk,
)
from arpwatch_k8s.diagnosis.signs.naming import UNKNOWN_PROGRAM, likeness, program
from arpwatch_k8s.diagnosis.signs.writing import NAMES
from arpwatch_k8s.diagnosis.testimony.rewritten import hear
from arpwatch_k8s.diagnosis.testimony.two_controllers import CONFIRM, ID, WHO_WRITES, remedy
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import duration

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_TIMES: Final = np.zeros(0, np.int64)
CERTAIN = 5
SURE, LIKELY = 0.8, 0.5


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP and pair of programs."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        spoke = credible([speaker for speaker in speakers_of(case, record) if speaker.spoke])
        for one, other in combinations(loudest(spoke), 2):
            if one.best.family == other.best.family:
                continue
            why = objection(one, other)
            times = takeovers(case, record, one, other) if why is None else NO_TIMES
            if why is None and not len(times):
                why = "one announced after the other, or as a handover overlaps"
            if why is None:
                findings.append(finding(case, record, (one, other), times))
            else:
                label = case.inventory.label
                who = f"{program(one)} at {label(one.owner, one.mac)}, {program(other)} at "
                ruled_out.append(RuledOut(ID, record.vip, f"{who}{label(other.owner, other.mac)}: {why}"))
    return findings, ruled_out


def credible(spoke: Sequence[Speaker]) -> list[Speaker]:
    """Speakers without those that may be what lost frames left of another from the same MAC, which is told surely."""
    sure = {speaker.mac for speaker in spoke if speaker.score(speaker.best.family) >= SURE}
    return [speaker for speaker in spoke if speaker.mac not in sure or speaker.score(speaker.best.family) >= SURE]


def objection(one: Speaker, other: Speaker) -> str | None:
    """Why two speakers are not two controllers; None where nothing speaks against it but, perhaps, time."""
    for speaker in (one, other):
        if not speaker.best.controller:
            return f"{program(speaker)} controls no address"
        if speaker.announcements + speaker.adverts < CLASSIFIED or speaker.score(speaker.best.family) < LIKELY:
            return f"too little was seen of {program(speaker)} to be sure of it"
    shared = [family for family in one.families if family in other.families]
    return f"both may be {shared[0]}" if shared else None


def takeovers(case: Case, record: VipRecord, one: Speaker, other: Speaker) -> NDArray[np.int64]:
    """Times at which the word passed between two speakers; none where that is no more than one handover, or two."""
    mine, theirs = (alive(record, speaker, one.owner == other.owner) for speaker in (one, other))
    times = alternations(mine, theirs)
    earlier, later = sorted((mine, theirs), key=lambda seen: int(seen[0]))
    goes_on = earlier[-1] - later[0] > case.thresholds.overlap_ns
    return times if len(times) >= case.thresholds.contest_changes and goes_on else NO_TIMES


def alive(record: VipRecord, speaker: Speaker, one_node: bool) -> NDArray[np.int64]:
    """When a speaker showed that it held the address, ns UTC: on a node with another program by announcing alone."""
    if one_node and len(speaker.times):
        return speaker.times
    times: NDArray[np.int64] = claims_of(record, speaker.owner)["time"]
    return times


def finding(case: Case, record: VipRecord, pair: tuple[Speaker, Speaker], times: NDArray[np.int64]) -> Finding:
    """The finding against two programs."""
    one, other = pair
    label = case.inventory.label
    start, end = int(times[0]), int(times[-1])
    lost = lost_within(case, record, start, end)
    one_node = one.owner == other.owner
    where = f"both on {label(one.owner)}" if one_node else f"on {label(one.owner)} and {label(other.owner)}"
    sure = min(speaker.score(speaker.best.family) for speaker in pair) >= SURE
    enough = min(speaker.announcements + speaker.adverts for speaker in pair) >= CERTAIN
    logged = [by_its_log(case, record, speaker) for speaker in pair]
    families = {family or speaker.best.family for speaker, family in zip(pair, logged, strict=True)}
    names = [
        program(speaker) if family is None else f"{NAMES[family]} (by its own log)"
        for speaker, family in zip(pair, logged, strict=True)
    ]
    return Finding(
        rule=ID,
        severity=Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.LOW if not sure else Confidence.HIGH if enough else Confidence.MEDIUM,
        vip=record.vip,
        start=start,
        end=end,
        summary=f"{names[0]} and {names[1]} both announce {record.vip}, {where}: who announced it "
        f"last changed {plural(len(times), 'time')} in {duration(end - start)}",
        because=argument(case, record, pair, times),
        missing=(WHO_WRITES,),
        remedy=remedy(record.vip, sorted(families), names),
        proofs=filled(CONFIRM, vip=record.vip, programs="|".join(sorted(families))),
        explains=lost,
    )


def by_its_log(case: Case, record: VipRecord, speaker: Speaker) -> str | None:
    """The one program whose own log says that it held the address where and while a speaker was heard that frames do
    not name; None where they do, or where no log or several say so."""
    if program(speaker) != UNKNOWN_PROGRAM or not len(speaker.times):
        return None
    told = {
        epoch.program
        for epoch in case.cluster
        if (epoch.vip, epoch.owner, epoch.voice) == (record.vip, speaker.owner, Voice.LOG)
        and epoch.start <= speaker.times[-1]
        and epoch.heard >= speaker.times[0]
    } & NAMES.keys()
    return told.pop() if len(told) == 1 else None


def argument(
    case: Case, record: VipRecord, pair: tuple[Speaker, Speaker], times: NDArray[np.int64]
) -> tuple[Step, ...]:
    """The steps that lead from the frames to the finding."""
    label = case.inventory.label
    steps = [
        Step(
            f"{label(speaker.owner, speaker.mac)} announces {likeness(speaker)}: {talk([speaker])}",
            some(speaker.frames),
        )
        for speaker in pair
    ]
    fights = [frame for fight in record.ownership.contests for frame in fight.frames]
    steps.append(
        Step(
            f"No program sends both, and neither stops: who announced it last changed {plural(len(times), 'time')}",
            turns(fights) or some(sorted({frame for speaker in pair for frame in speaker.frames})),
        )
    )
    changes = [epoch.first_frame for epoch in record.used if epoch.first_frame and times[0] <= epoch.start <= times[-1]]
    if len(changes) > 1:
        steps.append(Step(f"Senders followed: {plural(len(changes), 'change')} of the owner used", turns(changes)))
    return tuple(steps)


RULE: Final = Rule(
    id=ID,
    title="two programs announce the address",
    judge=judge,
    hear=hear,
    needs=(Need.CLAIMS,),
    covers=frozenset({"duplicate-address", "orphan-address", "reannounce-loop", "split-brain", "wrong-owner"}),
    covers_moves=True,
    danger=True,
    asserts=frozenset({Fact.SEVERAL_OWNERS}),
)
