"""Which VIPs get how much of the figure: those with the leading findings all lanes, quiet ones among many one each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch
from arpwatch_k8s.plotter.lanes.logs import echoes, logs_by_vip
from arpwatch_k8s.plotter.lanes.rug import programs_of
from arpwatch_k8s.plotter.lanes.spans import Numbered, numbered
from arpwatch_k8s.plotter.page.panel import (
    Told,
    brief_panel,
    full_panel,
    is_quiet,
    log_panel,
    quiet_panel,
    unseen_panel,
)
from arpwatch_k8s.plotter.records import Panel
from arpwatch_k8s.plotter.setting import SNUG, TIGHT, Look, Setting

FEW: Final = 3
"""VIPs that all get all lanes, whatever happened to them."""
MOST_FULL: Final = 6
MOST_BRIEF: Final = 60
MOST_QUIET: Final = 240
"""VIPs drawn in each way; those beyond are counted."""
NONE: Final = 1 << 30


def chosen_panels(result: Result, setting: Setting, room: float, look: Look) -> tuple[list[Panel], list[str]]:
    """Panels in order, and notes on what was left out. `room`: points that a page has for them."""
    told, most, only = told_of(result), look.most, look.only
    every_vip = enumerate(zip(result.case.vips, told, strict=True))
    mine = {number: item for number, item in every_vip if only is None or number in only}
    few = len(mine) <= FEW
    quiet = [number for number, (record, said) in mine.items() if not few and is_quiet(record, said)]
    loud = [number for number in mine if number not in set(quiet)]
    every = sorted(loud, key=lambda number: (*rank(*mine[number]), number))
    ranked = every[:most]
    full = sorted(ranked[:MOST_FULL], key=lambda number: loud.index(number) if few else ranked.index(number))
    brief = sorted(ranked[MOST_FULL : MOST_FULL + MOST_BRIEF])
    panels = [best(*mine[number], setting, room) for number in full]
    panels += [brief_panel(*mine[number], setting) for number in brief]
    unseen = told_unseen(result) if only is None else {}
    panels += [unseen_panel(vip, said, setting) for vip, said in list(unseen.items())[:MOST_FULL]]
    if quiet:
        panels.append(quiet_panel([mine[number][0] for number in quiet[:MOST_QUIET]], setting))
    panels += log_panel(Told(logs=logs_by_vip(result).get("", {}), echoes=echoes(result)), setting)
    left = max(0, len(unseen) - MOST_FULL) + len(every) - len(full) - len(brief) + max(0, len(quiet) - MOST_QUIET)
    return panels, [f"{left:,} more VIPs are not drawn: name those of interest with --vip."] if left else []


def best(record: VipRecord, told: Told, setting: Setting, room: float) -> Panel:
    """All lanes of a VIP; fewer where that is what a page takes to hold them."""
    roomy = full_panel(record, told, setting)
    lower = (full_panel(record, told, replace(setting, density=density)) for density in (SNUG, TIGHT))
    return next((panel for panel in chain([roomy], lower) if panel.height <= room), roomy)


def rank(record: VipRecord, told: Told) -> tuple[int, int, int]:
    """What leads comes first: by finding, then by failures, then by moves."""
    first = min((number for number, _ in told.findings), default=NONE)
    return first, -len(record.failed), -len(record.ownership.handovers) - len(record.ownership.contests)


def told_of(result: Result) -> list[Told]:
    """What is said of each record. Of a VIP that is seen on several segments, logs speak where most connections are."""
    logs, echo = logs_by_vip(result), echoes(result)
    home: dict[str, int] = {}
    for index, record in enumerate(result.case.vips):
        before = home.get(record.vip)
        if before is None or len(record.connections) > len(result.case.vips[before].connections):
            home[record.vip] = index
    by_vip, beliefs = findings_by_vip(result), beliefs_by_vip(result)
    return [
        Told(
            findings=by_vip.get(record.vip, []),
            logs=logs.get(record.vip, {}) if home[record.vip] == index else {},
            echoes=echo,
            programs=programs_of(record, result.case.speakers),
            kernel=record.kernel,
            cluster=beliefs.get(record.vip, []) if home[record.vip] == index else [],
        )
        for index, record in enumerate(result.case.vips)
    ]


def told_unseen(result: Result) -> dict[str, Told]:
    """What is said of VIPs that no frame shows, where anything is."""
    logs, echo = logs_by_vip(result), echoes(result)
    by_vip, beliefs = findings_by_vip(result), beliefs_by_vip(result)
    told = {
        vip: Told(
            findings=by_vip.get(vip, []),
            logs=logs.get(vip, {}),
            echoes=echo,
            kernel=result.case.kernel.get(vip, ()),
            cluster=beliefs.get(vip, []),
        )
        for vip in result.case.missing_vips
    }
    return {vip: said for vip, said in told.items() if said.findings or said.logs or said.kernel or said.cluster}


def findings_of(result: Result, only: frozenset[int] | None) -> Sequence[Numbered]:
    """The findings about the VIPs at some places, or about all."""
    every = numbered(result.verdict.findings)
    vips = {result.case.vips[place].vip for place in only or ()}
    return every if only is None else [item for item in every if item[1].vip in vips]


def findings_by_vip(result: Result) -> dict[str, list[Numbered]]:
    """Numbered findings of each VIP."""
    found: dict[str, list[Numbered]] = {}
    for item in numbered(result.verdict.findings):
        found.setdefault(item[1].vip, []).append(item)
    return found


def beliefs_by_vip(result: Result) -> dict[str, list[ClusterEpoch]]:
    """Who the cluster said held each VIP."""
    found: dict[str, list[ClusterEpoch]] = {}
    for epoch in result.case.cluster:
        found.setdefault(epoch.vip, []).append(epoch)
    return found
