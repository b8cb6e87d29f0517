"""One VIP's lanes, one below the other: findings, who claimed, whom each sender used, who served, claims, symptoms,
logs, failures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch
from arpwatch_k8s.plotter.lanes.cluster import cluster_lanes
from arpwatch_k8s.plotter.lanes.logs import Said, log_lanes
from arpwatch_k8s.plotter.lanes.rate import rate_lanes
from arpwatch_k8s.plotter.lanes.rug import rug_lanes
from arpwatch_k8s.plotter.lanes.spans import Numbered, levels, spans
from arpwatch_k8s.plotter.lanes.symptoms import symptom_lanes
from arpwatch_k8s.plotter.lanes.tracks import (
    OWNER_HEIGHT,
    claimed_lane,
    kernel_lanes,
    quiet_lane,
    senders,
    serving_lane,
    used_lanes,
)
from arpwatch_k8s.plotter.lanes.trials import trial_lanes
from arpwatch_k8s.plotter.page.headline import failed_of, vip_facts
from arpwatch_k8s.plotter.records import FindingLane, Lane, Panel, Span
from arpwatch_k8s.plotter.setting import Setting
from arpwatch_k8s.wording.counts import plural

HEADING_HEIGHT: Final = 20.0
LEVEL_HEIGHT: Final = 16.0
GROUP_GAP: Final = 6.0
MOST_QUIET: Final = 240
"""Lanes of quiet VIPs; those beyond are counted."""
UNSEEN: Final = "in no frame: what is drawn is what logs say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one VIP: its numbered findings, its log lines, which of those are echoes, which program
    announces it on a node, what the kernel held, and who the cluster said held it.
    """

    findings: Sequence[Numbered] = ()
    logs: Said = field(default_factory=dict)
    echoes: frozenset[tuple[str, str]] = frozenset()
    programs: Mapping[int, str] = field(default_factory=dict)
    kernel: Sequence[Epoch] = ()
    cluster: Sequence[ClusterEpoch] = ()


def full_panel(record: VipRecord, told: Told, setting: Setting) -> Panel:
    """Everything about a VIP."""
    said = cluster_lanes(told.cluster, setting)
    tracks = [*used_lanes(record, setting), *kernel_lanes(told.kernel, setting), *said, serving_lane(record, setting)]
    more = len(senders(record)) - setting.density.senders
    note = f" · {more:,} more {'sender' if more == 1 else 'senders'} not drawn" if more > 0 else ""
    return vip_panel(
        record,
        [
            finding_lanes(told.findings, setting),
            [claimed_lane(record, setting), *tracks],
            rug_lanes(record, told.programs, setting),
            symptom_lanes(record, setting),
            log_lanes(told.logs, told.echoes, setting),
            trial_lanes(record, setting) + rate_lanes(record, setting),
        ],
        note,
    )


def brief_panel(record: VipRecord, told: Told, setting: Setting) -> Panel:
    """A VIP among many that others lead: what was found, who claimed, who served, what hurt."""
    return vip_panel(
        record,
        [
            finding_lanes(told.findings, setting),
            [claimed_lane(record, setting), serving_lane(record, setting)],
            symptom_lanes(record, setting),
            rate_lanes(record, setting),
        ],
    )


def unseen_panel(vip: str, told: Told, setting: Setting) -> Panel:
    """A VIP that no frame shows, as logs tell of it."""
    panel = Panel(vip=vip, heading=vip, note=UNSEEN, top=0, height=0, lanes=())
    return stacked(panel, [finding_lanes(told.findings, setting), *unseen_groups(told, setting)])


def unseen_groups(told: Told, setting: Setting) -> list[list[Lane]]:
    """What logs tell of a VIP that no frame shows: who held it, and their lines; none where they say nothing."""
    tracks = [*kernel_lanes(told.kernel, setting), *cluster_lanes(told.cluster, setting)]
    return [tracks, log_lanes(told.logs, told.echoes, setting)]


def quiet_panel(records: Sequence[VipRecord], setting: Setting, lane_height: float = OWNER_HEIGHT) -> Panel:
    """VIPs among many that nothing happened to, a lane each for the first ones."""
    tried = sum(len(record.attempts) for record in records)
    untried = sum(not len(record.attempts) for record in records)
    lanes = [replace(quiet_lane(record, setting), height=lane_height) for record in records[:MOST_QUIET]]
    cost = f"{failed_of(tried, 0)}{f'; nobody tried {untried:,} of them' if tried and untried else ''}"
    return stacked(
        Panel(
            vip="",
            heading=plural(len(records), "quiet VIP"),
            note=f"never contested or moved, {cost}",
            top=0,
            height=0,
            lanes=(),
        ),
        [lanes],
    )


def log_panel(told: Told, setting: Setting) -> list[Panel]:
    """What logs say of no VIP; none where they say nothing on the axis."""
    lanes = log_lanes(told.logs, told.echoes, setting)
    heading = Panel(vip="", heading="Logs", note="lines that name no VIP", top=0, height=0, lanes=())
    return [stacked(heading, [lanes])] if lanes else []


def vip_panel(record: VipRecord, groups: Sequence[Sequence[Lane]], note: str = "") -> Panel:
    """A VIP's panel."""
    heading = heading_of(record)
    panel = Panel(vip=record.vip, heading=heading, note=vip_facts(record) + note, top=0, height=0, lanes=())
    return stacked(panel, groups)


def heading_of(record: VipRecord) -> str:
    """What a VIP is called, with its segment where that is one of several that there may be."""
    tagged = record.segment.vlan or record.segment.ifindex or record.segment.interface
    return f"{record.vip} on {record.segment}" if tagged else record.vip


def stacked(panel: Panel, groups: Sequence[Sequence[Lane]], heading: float = HEADING_HEIGHT) -> Panel:
    """A panel with groups of lanes, those that there are, one below the other; `heading`: points above them."""
    at = heading
    lanes: list[Lane] = []
    for group in filter(None, groups):
        for lane in group:
            lanes.append(replace(lane, top=at))
            at += lane.height
        at += GROUP_GAP
    return replace(panel, height=max(heading, at - GROUP_GAP), lanes=tuple(lanes))


def lowered(panel: Panel, down: float) -> Panel:
    """A panel further down the page."""
    lanes = tuple(replace(lane, top=lane.top + down) for lane in panel.lanes)
    return replace(panel, top=panel.top + down, lanes=lanes)


def finding_lanes(findings: Sequence[Numbered], setting: Setting) -> list[Lane]:
    """The numbered spans."""
    return span_lanes("findings", spans(findings, setting.scale, setting.density.levels, setting.shown_at))


def span_lanes(label: str, shown: tuple[Span, ...]) -> list[Lane]:
    """The lane of numbered spans, where there are any."""
    height = LEVEL_HEIGHT * levels(shown)
    lane = FindingLane(label=label, note="", top=0, height=height, level_height=LEVEL_HEIGHT, spans=shown)
    return [lane] if shown else []
