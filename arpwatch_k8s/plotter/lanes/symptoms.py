"""Symptoms as marks, a lane for each kind, a line in it for each node that sent them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.plotter.lanes.crowd import runs, within
from arpwatch_k8s.plotter.records import Lane, Mark, SymptomLane
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.plotter.text import width
from arpwatch_k8s.wording.plain import plain

SYMPTOM_HEIGHT: Final = 14.0
SYMPTOM_LINE: Final = 8.0
MARK_SIZE: Final = 5.0
MARK_APART: Final = 6.5
"""Points below which two of a kind are one."""
SYMPTOM_NAMES: Final = {
    SymptomKind.ICMP_UNREACHABLE: "ICMP unreachable",
    SymptomKind.ICMP_REDIRECT: "ICMP redirect",
    SymptomKind.ICMP_TIME_EXCEEDED: "ICMP time exceeded",
    SymptomKind.TCP_RESET: "TCP reset",
    SymptomKind.TCP_REFUSAL: "TCP refusal",
    SymptomKind.SYN_UNANSWERED: "SYN unanswered",
    SymptomKind.QUESTION_UNANSWERED: "who-has unanswered",
}
"""Kinds of symptom in the order of their lanes; a kind that is not here is called as it is, and comes
last.
"""
OWN: Final = frozenset({SymptomKind.SYN_UNANSWERED, SymptomKind.QUESTION_UNANSWERED})
"""Kinds whose frame is the client's own: its sender is no owner."""


def symptom_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Symptoms, a lane for each kind."""
    by_kind: dict[SymptomKind, list[Symptom]] = {kind: [] for kind in SYMPTOM_NAMES}
    for symptom in record.symptoms:
        by_kind.setdefault(symptom.kind, []).append(symptom)
    return [symptom_lane(kind, found, setting) for kind, found in by_kind.items() if found]


def symptom_lane(kind: SymptomKind, found: Sequence[Symptom], setting: Setting) -> SymptomLane:
    """Symptoms of one kind; nodes beyond the most that get a line of their own share the last."""
    by_sender: dict[int | None, list[Symptom]] = {}
    for symptom in found:
        by_sender.setdefault(sender(symptom, setting), []).append(symptom)
    order = [owner for owner in (*setting.styles, None) if owner in by_sender]
    lines = min(len(order), setting.density.lines)
    shared = lines - 1 if len(order) > lines else lines
    return SymptomLane(
        label=plain(SYMPTOM_NAMES.get(kind, kind)),
        note=f"{len(found):,}",
        top=0,
        height=SYMPTOM_HEIGHT + SYMPTOM_LINE * (lines - 1),
        kind=kind,
        lines=lines,
        marks=tuple(
            mark if index < shared else replace(mark, label="")
            for index, owner in enumerate(order)
            for mark in symptom_marks(by_sender[owner], setting.scale, owner, min(index, lines - 1))
        ),
    )


def sender(symptom: Symptom, setting: Setting) -> int | None:
    """The node that sent what hurts; None for what stayed without answer: its sender is no owner."""
    owner = setting.inventory.owner(symptom.mac, symptom.time, symptom.segment)
    return owner if symptom.kind not in OWN and owner in setting.styles else None


def symptom_marks(found: Sequence[Symptom], scale: Scale, owner: int | None, line: int) -> tuple[Mark, ...]:
    """Marks of the symptoms of one kind from one node, in time order."""
    times = [symptom.time for symptom in found]
    frames = [symptom.frame for symptom in found]
    return marks(times, scale, kind=found[0].kind, owner=owner, line=line, frames=frames)


def marks(
    times: Sequence[int],
    scale: Scale,
    *,
    kind: str,
    owner: int | None = None,
    line: int = 0,
    frames: Sequence[FrameRef] = (),
) -> tuple[Mark, ...]:
    """Marks at rising times, with how many each stands for."""
    part = within(np.array(times, np.int64), scale.start, scale.end)
    shown = np.array(times[part], np.int64)
    first = runs(shown, scale.ns(MARK_APART)).tolist()
    ends = [*first[1:], len(shown)][: len(first)]
    return tuple(
        Mark(
            start=int(shown[at]),
            end=int(shown[following - 1]),
            kind=kind,
            owner=owner,
            count=following - at,
            label=count_label(
                following - at,
                scale.points((int(shown[following]) if following < len(shown) else scale.end) - int(shown[at])),
            ),
            line=line,
            frame=frames[part.start + at] if frames else None,
        )
        for at, following in zip(first, ends, strict=True)
    )


def count_label(count: int, room: float) -> str:
    """A count above one, where it fits between its mark and the next."""
    label = f"{count:,}"
    return label if count > 1 and width(label, TEXT_SIZE) + MARK_APART + 2 <= room else ""
