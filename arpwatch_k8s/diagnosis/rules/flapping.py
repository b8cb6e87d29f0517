"""The VIP moved again and again, each time for good: what elects its owner changes its mind.

RFC 7432 section 15.1 calls an address that moved five times in 180 s a duplicate. Where each owner announced itself and
the other was silent until a burst of its own, nobody fights: the election is what goes to and fro. An address that
moves on and on without coming back is handed over, as where nodes are drained one behind the other (handover). Fights
between programs, two owners, proxies and loops are told by rules of their own, which explain such moves away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.flapping import Flapping
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.finding import NO_CONNECTIONS, Finding, Step, some
from arpwatch_k8s.diagnosis.needs import Need
from arpwatch_k8s.diagnosis.rule import Rule
from arpwatch_k8s.diagnosis.signs.claimants import (
    by_owner,
    lost_within,
    named,
    nodes_unknown,
    one_at_a_time,
    shown,
    speakers_of,
)
from arpwatch_k8s.diagnosis.signs.fights import shared
from arpwatch_k8s.diagnosis.signs.naming import SURE, UNKNOWN_PROGRAM, program
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.diagnosis.testimony.flapping import CONFIRM, ID, LEAST_RETURNS, REMEDY, hear
from arpwatch_k8s.evidence.distinct import first_in_a_row, in_order
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.times import duration

SOON_NS: Final = 60 * NS
"""A move there and back within this time may as well have been two owners at once: a Linux neighbor cache asks again by
then (net/ipv4/arp.c: gc_stale_time, 60 s)."""


def judge(case: Case) -> tuple[list[Finding], list[RuledOut]]:
    """One finding for each VIP that flaps: on what was claimed, or else on what a sender used."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    for record in case.vips:
        spells = [spell for spell in record.flapping if spell.track == Track.CLAIMED] or list(record.flapping)
        back = [spell for spell in spells if returns(record, spell) >= LEAST_RETURNS]
        if back:
            findings.append(finding(case, record, back))
        elif spells:
            ruled_out.append(RuledOut(ID, record.vip, "it moved on each time, and hardly ever back to a former owner"))
    return findings, ruled_out


def returns(record: VipRecord, spell: Flapping) -> int:
    """How often in a span the VIP came back to one who had held it before in it."""
    if spell.track == Track.CLAIMED:
        rows = record.claims.rows
        first = int(np.searchsorted(rows["time"], spell.start))
        last = int(np.searchsorted(rows["time"], spell.end, side="right"))
        owners = rows["owner"][max(0, first - 1) : last]
        held = owners[first_in_a_row(owners)].tolist()
    else:
        held = [
            epoch.owner
            for epoch in record.used
            if epoch.sender == spell.sender and epoch.start <= spell.end and epoch.end >= spell.start
        ]
    return len(held) - len(set(held))


def finding(case: Case, record: VipRecord, spells: list[Flapping]) -> Finding:
    """The finding about moves that nothing else explains."""
    start, end = min(spell.start for spell in spells), max(spell.end for spell in spells)
    changes = sum(spell.changes for spell in spells)
    track = spells[0].track
    lost = NO_CONNECTIONS if track == Track.USED else lost_within(case, record, start, end)
    rows = record.claims.between(start, end)
    owners = in_order(rows["owner"]) if track == Track.CLAIMED else used_owners(record, start, end)
    moved, elected = clean(record, start, end), elects(case, record, owners)
    took = f"{changes} changes in {duration(end - start)}"
    if track == Track.CLAIMED and isinstance(moved, Seen):
        who = f"{elected}'s election" if elected != UNKNOWN_PROGRAM else "What elects its owner"
        summary = f"{who} moved {record.vip} to and fro between {named(case, owners)}: {took}, each time for good"
    else:
        said = "was claimed by" if track == Track.CLAIMED else "was used at"
        summary = f"{record.vip} {said} {named(case, owners)} by turns: {took}; the frames do not show why"
    alone = one_at_a_time(record, start, end)
    return Finding(
        rule=ID,
        severity=Severity.INFO if track == Track.USED else Severity.CRITICAL if len(lost) else Severity.WARNING,
        confidence=Confidence.LOW if track == Track.USED else confidence(moved, elected, alone),
        vip=record.vip,
        start=start,
        end=end,
        summary=summary,
        because=tuple(argument(case, record, spells, moved, alone)),
        missing=(*unsure(case, record), *nodes_unknown(case, owners)),
        instead=tuple(other_readings(record, start, end, alone)),
        remedy=REMEDY,
        proofs=CONFIRM,
        explains=lost,
    )


def clean(record: VipRecord, start: int, end: int) -> Observation:
    """Whether each owner in [start, end] (ns UTC) was silent once the next had announced itself."""
    if any(fight.start <= end and fight.end >= start for fight in record.ownership.contests):
        return Blind("they claimed it at once for a part of the time")
    moves = [one for one in record.ownership.handovers if start <= one.time <= end]
    announced = [one for one in moves if one.announcements]
    if len(announced) < len(moves) or not moves:
        return Blind(f"{plural(len(moves) - len(announced), 'move')} were not announced")
    return Seen(some([one.frame for one in moves]), f"{plural(len(moves), 'move')}, each announced by the new owner")


def elects(case: Case, record: VipRecord, owners: Sequence[int]) -> str:
    """The program whose election moved the VIP between owners, where all of them speak as it does."""
    speakers = by_owner(case, record)
    spoke = [speakers[owner][0] for owner in owners if owner in speakers]
    family = shared(spoke) if len(spoke) == len(owners) else None
    if family is None or any(speaker.score(family) < SURE for speaker in spoke):
        return UNKNOWN_PROGRAM
    return program(spoke[0])


def confidence(moved: Observation, elected: str, alone: Observation) -> Confidence:
    """How sure it is that an election is behind it."""
    if isinstance(moved, Seen) and not isinstance(alone, Seen):
        known = elected != UNKNOWN_PROGRAM
        return (
            Confidence.HIGH if known and isinstance(alone, Unseen) else Confidence.MEDIUM if known else Confidence.LOW
        )
    return Confidence.LOW


def argument(
    case: Case, record: VipRecord, spells: list[Flapping], moved: Observation, alone: Observation
) -> Iterator[Step]:
    """What shows it."""
    yield Step(
        f"{sum(spell.changes for spell in spells)} changes of the owner {spells[0].track}, where "
        f"{case.thresholds.flapping_changes} in {case.thresholds.flapping_ns / NS:.0f} s are too many",
        moves(record, spells),
    )
    if isinstance(moved, Seen) and spells[0].track == Track.CLAIMED:
        yield Step(f"{moved.detail}; the one before was silent until a burst of its own", moved.frames)
    if isinstance(alone, Seen):
        yield Step(f"{alone.detail}: they hold it at once", alone.frames)
    elif isinstance(alone, Unseen):
        yield Step(f"{alone.exposure}: nobody held it beside the owner", alone.frames)


def other_readings(record: VipRecord, start: int, end: int, alone: Observation) -> Iterator[str]:
    """What moves there and back may be as well, and what decides."""
    moved = [one for one in record.ownership.handovers if start <= one.time <= end]
    back = [
        (one, other)
        for one, other in pairwise(moved)
        if other.time - one.time <= SOON_NS and (other.before, other.after) == (one.after, one.before)
    ]
    if back and not isinstance(alone, Seen):
        shown_by = f" ({alone.exposure})" if isinstance(alone, Unseen) else f" ({alone.why})" if alone.why else ""
        yield (
            "split-brain, if both took themselves for the owner all the time and announced by turns"
            f"{shown_by}: the announcers' logs say whether members left, or leases were lost"
        )


def used_owners(record: VipRecord, start: int, end: int) -> list[int]:
    """Owners that senders used in [start, end], ns UTC."""
    return list(dict.fromkeys(epoch.owner for epoch in record.used if epoch.start <= end and epoch.end >= start))


def moves(record: VipRecord, spells: list[Flapping]) -> tuple[FrameRef, ...]:
    """Frames with which the owner changed."""
    start, end = min(spell.start for spell in spells), max(spell.end for spell in spells)
    if spells[0].track == Track.CLAIMED:
        rows = record.claims.between(start, end)
        return shown(rows[1:][rows["owner"][1:] != rows["owner"][:-1]])
    return some([epoch.first_frame for epoch in record.used if epoch.first_frame and start <= epoch.start <= end])


def unsure(case: Case, record: VipRecord) -> Iterator[str]:
    """Speakers whose program is not told with certainty."""
    unknown = dict.fromkeys(s.owner for s in speakers_of(case, record) if program(s) == UNKNOWN_PROGRAM)
    if unknown:
        yield f"The program at {named(case, list(unknown))}: no announcement of it that tells"


RULE: Final = Rule(
    id=ID,
    title="the address moves to and fro",
    judge=judge,
    hear=hear,
    needs=(Need.CLAIMS,),
    covers_moves=True,
    moves=True,
    danger=True,
)
