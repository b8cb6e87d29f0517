"""Which record a finding is of, where one address was seen in several places: on several segments, or by captures that
show different times or networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import segments

if TYPE_CHECKING:
    from arpwatch_k8s.correlator.correlate import VipRecord

Numbered = list[tuple[int, Finding]]
"""Findings with their numbers in the verdict, from 1."""


def placed(case: Case, findings: Sequence[Finding]) -> list[int | None]:
    """For each finding the index in `case.vips` of the record that it is of: whose attempts it explains, or else most
    of whose frames it cites. None where several are as near: lines alone tell of it, or no frame tells them apart."""
    several = {vip: places for vip, places in by_vip(case).items() if len(places) > 1}
    about = {at: several[one.vip] for at, one in enumerate(findings) if one.vip in several}
    first = {vip: places[0] for vip, places in by_vip(case).items()}
    found = [first.get(one.vip) for one in findings]
    seen = sightings(case, {frame for at in about for frame in findings[at].frames}) if about else {}
    for at, places in about.items():
        found[at] = nearest(case.vips, places, findings[at], seen)
    return found


def numbered_at(case: Case, findings: Sequence[Finding]) -> tuple[dict[int, Numbered], dict[str, Numbered]]:
    """Findings with their numbers, from 1, by the place in `case.vips` of the record that each is of; and those about
    addresses that no frame shows, by address. One that nothing places stands at the address's first record."""
    records = by_vip(case)
    at: dict[int, Numbered] = {}
    unseen: dict[str, Numbered] = {}
    for number, (one, place) in enumerate(zip(findings, placed(case, findings), strict=True), 1):
        if one.vip in records:
            at.setdefault(records[one.vip][0] if place is None else place, []).append((number, one))
        else:
            unseen.setdefault(one.vip, []).append((number, one))
    return at, unseen


def by_vip(case: Case) -> dict[str, list[int]]:
    """The records of each address, by their places."""
    found: dict[str, list[int]] = {}
    for place, record in enumerate(case.vips):
        found.setdefault(record.vip, []).append(place)
    return found


def sightings(case: Case, wanted: set[FrameRef]) -> dict[FrameRef, tuple[int, str]]:
    """In which view and on which segment (its text) some frames were seen."""
    numbers = np.array(sorted({frame.frame for frame in wanted}), np.uint64)
    found: dict[FrameRef, tuple[int, str]] = {}
    for view, seen in enumerate(case.views):
        rows = seen.evidence.take(np.isin(seen.evidence["frame"], numbers))
        index, names = segments(rows)
        found |= {
            frame: (view, str(names[number]))
            for frame, number in zip(rows.frames(), index.tolist(), strict=True)
            if frame in wanted
        }
    return found


def nearest(
    records: Sequence[VipRecord], places: Sequence[int], one: Finding, seen: dict[FrameRef, tuple[int, str]]
) -> int | None:
    """The place of the record that a finding is of."""
    if len(one.explains):
        explained = [place for place in places if one.explains.source is records[place].connections.source]
        if len(explained) == 1:
            return explained[0]
    counts = {
        place: sum(seen.get(frame) == (records[place].view, str(records[place].segment)) for frame in one.frames)
        for place in places
    }
    most = max(counts.values())
    best = [place for place, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else None
