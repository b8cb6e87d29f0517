"""Claims as ticks and symptoms as marks; what would be drawn on one spot is one tick that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.claims import Claim
from arpwatch_k8s.correlator.symptoms import Symptom
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REQUEST, NA
from arpwatch_k8s.plotter.records import Form, Mark, Tick
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.text import width

TICK_APART: Final = 1.2
DOT_APART: Final = 4.0
MARK_APART: Final = 6.5
"""Points below which two of a kind are one."""
REQUEST: Final = 1


def form(claim: Claim) -> Form:
    """How a claim was made."""
    if claim.kind == NA:
        return Form.ADVERTISEMENT
    if claim.kind == ARP_ANNOUNCEMENT:
        return Form.ANNOUNCEMENT_REQUEST if claim.opcode == REQUEST else Form.ANNOUNCEMENT_REPLY
    return Form.ASKS if claim.kind == ARP_REQUEST else Form.ANSWER


def ticks(claims: Iterable[Claim], scale: Scale) -> tuple[Tick, ...]:
    """Ticks of claims in time order, by start."""
    last: dict[tuple[int, Form], Tick] = {}
    found: list[Tick] = []
    for claim in claims:
        if not scale.start <= claim.time <= scale.end:
            continue
        key = (claim.owner, form(claim))
        before = last.get(key)
        apart = scale.ns(DOT_APART if key[1] in (Form.ANSWER, Form.ASKS) else TICK_APART)
        if before is not None and claim.time - before.start < apart:
            last[key] = replace(before, end=claim.time, count=before.count + 1)
            continue
        if before is not None:
            found.append(before)
        last[key] = Tick(start=claim.time, end=claim.time, owner=key[0], form=key[1], count=1)
    return tuple(sorted([*found, *last.values()], key=lambda tick: (tick.start, tick.owner, tick.form)))


def marks(symptoms: Iterable[Symptom], scale: Scale, owner: int | None, line: int) -> tuple[Mark, ...]:
    """Marks of the symptoms of one kind from one node, in time order."""
    runs: list[list[Symptom]] = []
    apart = scale.ns(MARK_APART)
    for symptom in symptoms:
        if not scale.start <= symptom.time <= scale.end:
            continue
        if runs and symptom.time - runs[-1][0].time < apart:
            runs[-1].append(symptom)
        else:
            runs.append([symptom])
    ends = [*(run[0].time for run in runs[1:]), scale.end]
    return tuple(
        Mark(
            start=run[0].time,
            end=run[-1].time,
            kind=run[0].kind,
            owner=owner,
            count=len(run),
            label=count_label(len(run), scale.points(following - run[0].time)),
            line=line,
        )
        for run, following in zip(runs, ends, strict=False)
    )


def count_label(count: int, room: float) -> str:
    """A count above one, where it fits between its mark and the next."""
    label = f"{count:,}"
    return label if count > 1 and width(label, TEXT_SIZE) + MARK_APART + 2 <= room else ""
