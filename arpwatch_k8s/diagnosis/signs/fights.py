"""Who acts as owner at once with another: fights for an address, and which programs may be behind those who fight.

Contests (claims interleaved, each in its own rhythm; two answers to one question; advertisements side by side) are what
the claimed track calls so. Beside them: answers to another's announcement, which only a program sends that takes itself
for the owner; and programs that announce for as long as they own, by turns, however slowly.

Fooled by: one node's two interfaces (lockstep.py); an old owner's last words to the new one, which end soon.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import alternations, claims_of, loudest, places
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_REPLY, MULTICAST_BIT, VRRP
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.speakers.signatures import SIGNATURES

MANAGERS: Final = frozenset(signature.family for signature in SIGNATURES if signature.manages)
STEADY: Final = frozenset(signature.family for signature in SIGNATURES if signature.beat.forever)
"""Programs that announce for as long as they own: two that take turns are two owners, however slow."""

Fight = tuple[list[int], int, int, list[FrameRef]]
"""Owners, start, end (ns UTC), and frames that show it."""


def fought(case: Case, record: VipRecord, speakers: dict[int, list[Speaker]]) -> Fight | None:
    """The fight for a VIP: its contests, or steady announcers that take turns; None where there is none."""
    contests = record.ownership.contests
    rivals = rivalry(record)
    if contests:
        owners = list(dict.fromkeys(owner for contest in contests for owner in contest.owners))
        frames = [frame for contest in contests for frame in contest.frames]
        return owners, contests[0].start, contests[-1].end, frames
    if rivals is not None and rivals[2] - rivals[1] > case.thresholds.overlap_ns:
        return rivals
    for one, other in combinations(loudest(found[0] for found in speakers.values() if len(found[0].times)), 2):
        times = alternations(one.times, other.times)
        taking_turns = 2 * len(times) >= len(one.times) + len(other.times) - 1 and len(times) > 2
        if taking_turns and set(one.families) & set(other.families) & STEADY:
            return [one.owner, other.owner], int(times[0]), int(times[-1]), sorted([*one.frames, *other.frames])
    return None


def rivalry(record: VipRecord) -> Fight | None:
    """Answers to another's announcement, which only a program that takes itself for the owner sends: from the first
    announcement by either to the last answer; None where there is none."""
    claims = record.claims
    rival = (
        (claims["kind"] == ARP_REPLY)
        & ~claims["announces"]
        & (claims["peer"] == record.code)
        & (claims["target_mac"] & MULTICAST_BIT == 0)
    )
    answers = claims.rows[rival]
    if not len(answers):
        return None
    answering = answers["owner"].tolist()
    told = claims.rows[claims["announces"] & np.isin(claims["mac"], answers["target_mac"])]
    owners = list(dict.fromkeys([*answering, *told["owner"].tolist()]))
    start = min([int(answers["time"][0]), *told["time"][:1].tolist()])
    return owners, start, int(answers["time"][-1]), places(answers)


def may_speak(speaker: Speaker) -> bool:
    """Whether a speaker announced, or answers as programs do in user space: then its announcement may be older than
    the capture."""
    return speaker.spoke or (not speaker.asked and speaker.best.family in ("metallb", "openelb", "cilium"))


def goes_on(record: VipRecord, speaker: Speaker, times: Mapping[int, tuple[int, int] | None]) -> bool:
    """Whether a speaker still takes itself for the owner: one that announces or advertises for as long as it owns must
    have done so after the others began. What is silent by nature proves nothing by silence. One advertisement may cross
    with a better one's, to which it yields: that is how a master is elected (RFC 9568 section 6.4.3)."""
    steady = bool(set(speaker.families) & STEADY) or speaker.adverts > 0
    own = times[speaker.owner]
    begun = [span[0] for owner, span in times.items() if owner != speaker.owner and span is not None]
    if not steady or own is None or not begun:
        return True
    if not speaker.adverts:
        return own[1] > min(begun)
    rows = claims_of(record, speaker.owner)
    return int(np.count_nonzero((rows["kind"] == VRRP) & (rows["time"] > min(begun)))) > 1


def announced(record: VipRecord, owner: int) -> tuple[int, int] | None:
    """When an owner first and last announced or advertised, ns UTC; None where it did not."""
    rows = claims_of(record, owner)
    times = rows["time"][rows["announces"]]
    return (int(times[0]), int(times[-1])) if len(times) else None


def shared(speakers: list[Speaker]) -> str | None:
    """The program that two at least may both be, one of them having announced; None where there is none."""
    if not any(speaker.spoke for speaker in speakers):
        return None
    scores: dict[str, float] = {}
    for one, other in combinations(loudest(speakers), 2):
        for family in one.families:
            if family in other.families and family in MANAGERS:
                scores[family] = max(scores.get(family, 0), one.score(family) * other.score(family))
    return max(scores, key=lambda family: scores[family]) if scores else None
