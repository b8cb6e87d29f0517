"""One VIP's lanes: findings, who claimed, whom each sender used, who served, claims, symptoms, failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership import Epoch
from arpwatch_k8s.correlator.symptoms import (
    REDIRECT,
    REFUSAL,
    RESET,
    SYN_UNANSWERED,
    UNREACHABLE_MESSAGE,
    Symptom,
)
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.plain import plain
from arpwatch_k8s.plotter.bars import owner_bars
from arpwatch_k8s.plotter.headline import exact_duration, vip_facts
from arpwatch_k8s.plotter.rate import bin_length, bins, full_scale
from arpwatch_k8s.plotter.records import (
    FindingLane,
    Lane,
    OwnerLane,
    OwnerStyle,
    Panel,
    RateLane,
    RugLane,
    SymptomLane,
)
from arpwatch_k8s.plotter.rug import marks, ticks
from arpwatch_k8s.plotter.scale import Scale
from arpwatch_k8s.plotter.spans import Numbered, levels, spans

HEADING_HEIGHT: Final = 20.0
LEVEL_HEIGHT: Final = 16.0
OWNER_HEIGHT: Final = 19.0
RUG_HEIGHT: Final = 17.0
SYMPTOM_HEIGHT: Final = 14.0
SYMPTOM_LINE: Final = 8.0
CHART_HEIGHT: Final = 34.0
NUMBER_LINE: Final = 12.0
GROUP_GAP: Final = 6.0

MOST_SENDERS: Final = 4
MOST_SPEAKERS: Final = 5
MOST_LINES: Final = 4

SYMPTOM_NAMES: Final = {
    UNREACHABLE_MESSAGE: "ICMP unreachable",
    REDIRECT: "ICMP redirect",
    RESET: "TCP reset",
    REFUSAL: "TCP refusal",
    SYN_UNANSWERED: "SYN unanswered",
}
"""Kinds of symptom in the order of their lanes; a kind that is not here is called as it is, and comes
last.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all panels of a figure share. zone: of the bins' clock, None where they count from the axis'
    start.
    """

    scale: Scale
    styles: Mapping[int, OwnerStyle]
    inventory: Inventory
    zone: tzinfo | None


def full_panel(record: VipRecord, findings: Sequence[Numbered], setting: Setting) -> Panel:
    """Everything about a VIP."""
    groups: list[Sequence[Lane]] = [
        finding_lanes(findings, setting),
        [claimed_lane(record, setting), *used_lanes(record, setting), serving_lane(record, setting)],
        rug_lanes(record, setting),
        symptom_lanes(record, setting),
        rate_lanes(record, setting),
    ]
    more = len(senders(record)) - MOST_SENDERS
    note = f" · {more} more senders not drawn" if more > 0 else ""
    return stacked(record, [group for group in groups if group], note)


def quiet_panel(record: VipRecord, setting: Setting) -> Panel:
    """A VIP among many that nothing happened to: who claimed it and who served."""
    return stacked(record, [[claimed_lane(record, setting), serving_lane(record, setting)]])


def is_quiet(record: VipRecord, findings: Sequence[Numbered]) -> bool:
    """Whether a VIP neither failed, moved nor was found anything about."""
    return not (findings or record.failed or record.ownership.contests or record.ownership.handovers)


def stacked(record: VipRecord, groups: Sequence[Sequence[Lane]], note: str = "") -> Panel:
    """A panel of groups of lanes one below the other."""
    at = HEADING_HEIGHT
    lanes: list[Lane] = []
    for group in groups:
        for lane in group:
            lanes.append(replace(lane, top=at))
            at += lane.height
        at += GROUP_GAP
    tagged = record.segment.vlan or record.segment.ifindex or record.segment.interface
    return Panel(
        vip=record.vip,
        heading=f"{record.vip} on {record.segment}" if tagged else record.vip,
        note=vip_facts(record) + note,
        top=0,
        height=at - GROUP_GAP,
        lanes=tuple(lanes),
    )


def lowered(panel: Panel, down: float) -> Panel:
    """A panel further down the page."""
    lanes = tuple(replace(lane, top=lane.top + down) for lane in panel.lanes)
    return replace(panel, top=panel.top + down, lanes=lanes)


def finding_lanes(findings: Sequence[Numbered], setting: Setting) -> list[Lane]:
    """The numbered spans."""
    shown = spans(findings, setting.scale)
    if not shown:
        return []
    height = LEVEL_HEIGHT * levels(shown)
    return [FindingLane(label="findings", note="", top=0, height=height, level_height=LEVEL_HEIGHT, spans=shown)]


def claimed_lane(record: VipRecord, setting: Setting) -> OwnerLane:
    """Who said that the VIP is theirs."""
    unknown = "nobody has claimed it yet" if record.ownership.epochs else "nobody claimed it in this capture"
    held = record.ownership
    return OwnerLane(
        label="claimed",
        note=f"{len(record.claims):,} {'claim' if len(record.claims) == 1 else 'claims'}",
        top=0,
        height=OWNER_HEIGHT,
        bars=owner_bars(held.epochs, held.contests, setting.scale, setting.styles, unknown),
    )


def used_lanes(record: VipRecord, setting: Setting) -> list[OwnerLane]:
    """Whom each sender believed, the busiest senders first."""
    by_sender = senders(record)
    ranked = sorted(by_sender, key=lambda sender: (-sum(epoch.claims for epoch in by_sender[sender]), sender))
    lanes = []
    for sender in ranked[:MOST_SENDERS]:
        name, mac = setting.inventory.name(sender), mac_text(sender) or "unknown MAC"
        lanes.append(
            OwnerLane(
                label=f"used by {plain(name)}" if name else f"used by {mac}",
                note=f"..{mac[-5:]}" if name else "",
                top=0,
                height=OWNER_HEIGHT,
                bars=owner_bars(by_sender[sender], (), setting.scale, setting.styles, "not used yet"),
            )
        )
    return lanes


def senders(record: VipRecord) -> dict[int, list[Epoch]]:
    """Epochs of the track *used* by sender."""
    found: dict[int, list[Epoch]] = {}
    for epoch in record.used:
        found.setdefault(epoch.sender or 0, []).append(epoch)
    return found


def serving_lane(record: VipRecord, setting: Setting) -> OwnerLane:
    """Who answered SYNs."""
    answers = sum(epoch.claims for epoch in record.serving)
    nobody = "nobody answered" if record.attempts else "nobody tried to connect"
    return OwnerLane(
        label="serving",
        note=f"{answers:,} {'answer' if answers == 1 else 'answers'}",
        top=0,
        height=OWNER_HEIGHT,
        bars=owner_bars(
            record.serving, (), setting.scale, setting.styles, "no answer yet" if record.serving else nobody
        ),
    )


def rug_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Claims, a lane for each node; the nodes with the fewest share the last one where there are many."""
    owners, n = np.unique(record.claims["owner"], return_counts=True)
    counts = dict(zip(owners.tolist(), n.tolist(), strict=True))
    ranked = sorted(counts, key=lambda who: (-counts[who], who))
    own = ranked if len(ranked) <= MOST_SPEAKERS else ranked[: MOST_SPEAKERS - 1]
    lanes: list[Lane] = [
        RugLane(
            label=f"claims by {setting.styles[who].name}",
            note=f"{counts[who]:,}",
            top=0,
            height=RUG_HEIGHT,
            owner=who,
            ticks=ticks(record.claims.take(record.claims["owner"] == who), setting.scale),
        )
        for who in setting.styles
        if who in own
    ]
    rest = set(ranked) - set(own)
    if rest:
        lanes.append(
            RugLane(
                label=f"claims by {len(rest)} others",
                note=f"{sum(counts[who] for who in rest):,}",
                top=0,
                height=RUG_HEIGHT,
                owner=None,
                ticks=ticks(record.claims.take(np.isin(record.claims["owner"], list(rest))), setting.scale),
            )
        )
    return lanes


def symptom_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Symptoms, a lane for each kind."""
    by_kind: dict[str, list[Symptom]] = {kind: [] for kind in SYMPTOM_NAMES}
    for symptom in record.symptoms:
        by_kind.setdefault(symptom.kind, []).append(symptom)
    return [symptom_lane(kind, found, setting) for kind, found in by_kind.items() if found]


def symptom_lane(kind: str, found: Sequence[Symptom], setting: Setting) -> SymptomLane:
    """Symptoms of one kind; nodes beyond the most that get a line of their own share the last."""
    by_sender: dict[int | None, list[Symptom]] = {}
    for symptom in found:
        by_sender.setdefault(sender(symptom, setting), []).append(symptom)
    order = [owner for owner in (*setting.styles, None) if owner in by_sender]
    lines = min(len(order), MOST_LINES)
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
            for mark in marks(by_sender[owner], setting.scale, owner, min(index, lines - 1))
        ),
    )


def sender(symptom: Symptom, setting: Setting) -> int | None:
    """The node that sent what hurts; None for a SYN that stayed without answer: its sender is no owner."""
    owner = setting.inventory.owner(symptom.mac, symptom.time, symptom.segment)
    return owner if symptom.kind != SYN_UNANSWERED and owner in setting.styles else None


def rate_lanes(record: VipRecord, setting: Setting) -> list[Lane]:
    """Failed attempts of all attempts, where the axis has any."""
    shown = bins(record.attempts, setting.scale, setting.zone)
    if not any(item.attempts for item in shown):
        return []
    any_failed = any(item.failed for item in shown)
    chart = CHART_HEIGHT if any_failed else 0.0
    return [
        RateLane(
            label="failed attempts" if any_failed else "attempts, none failed",
            note=f"per {exact_duration(bin_length(setting.scale))}",
            top=0,
            height=chart + (2 if any_failed else 1) * NUMBER_LINE,
            chart_height=chart,
            full=full_scale(shown),
            bins=shown,
        )
    ]
