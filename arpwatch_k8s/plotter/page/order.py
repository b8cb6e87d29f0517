"""Which VIPs get how much of the figure, and what begins on a page of its own.

Those in most harm have all lanes, the next some, quiet ones among many one each. Where a page cannot hold all of that
an overview comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch
from arpwatch_k8s.diagnosis.harm import harm, is_quiet
from arpwatch_k8s.diagnosis.placing import numbered_at
from arpwatch_k8s.plotter.lanes.logs import echoes, logs_by_vip
from arpwatch_k8s.plotter.lanes.rug import programs_of
from arpwatch_k8s.plotter.lanes.spans import Numbered, numbered
from arpwatch_k8s.plotter.page.loud import Loud, summed_up, title
from arpwatch_k8s.plotter.page.overview import overview
from arpwatch_k8s.plotter.page.pages import PANEL_GAP
from arpwatch_k8s.plotter.page.panel import (
    Told,
    brief_panel,
    full_panel,
    log_panel,
    quiet_panel,
    unseen_panel,
)
from arpwatch_k8s.plotter.records import Panel
from arpwatch_k8s.plotter.setting import ROOMY, SNUG, TIGHT, Look, Setting

Seen = tuple[VipRecord, Told]

FEW: Final = 3
"""VIPs that all get all lanes, whatever happened to them."""
MOST_FULL: Final = 6
MOST_BRIEF: Final = 60
"""VIPs drawn in each way; those beyond are counted."""
FULL_HEIGHT: Final = 250.0
"""Points that all lanes of a VIP take, about: an overview comes before more VIPs than a page holds so."""

MOST_FOOT: Final = 0.35
"""Share of an overview's room that is given up for its legend and notes to stand below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What begins on a page of its own: panels, `gap` points apart, the findings told below them, and notes. refers:
    its panels name the pages on which their VIPs are drawn in full; title: "" where it is that of the figure."""

    panels: Sequence[Panel]
    findings: Sequence[Numbered]
    notes: Sequence[str] = ()
    gap: float = PANEL_GAP
    refers: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Points that a page has for panels. screen: for those of an overview, which one looks at at once; foot: what is
    told below some panels takes."""

    page: float
    screen: float
    foot: Callable[[Sequence[Panel], Sequence[Numbered], Sequence[str]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """VIPs by how they are drawn: full with all lanes, brief with some; unseen ones, which logs alone tell of; quiet
    ones. loud: all but the quiet, those in most harm first; left: how many of them have no lanes of their own."""

    full: Sequence[Seen]
    brief: Sequence[Seen]
    unseen: Mapping[str, Told]
    quiet: Sequence[VipRecord]
    loud: Sequence[Loud]
    left: int


def sections(result: Result, setting: Setting, room: Room, look: Look) -> list[Section]:
    """The figure's sections in order, at least one."""
    chosen = choice(result, look)
    logs = log_panel(Told(logs=logs_by_vip(result).get("", {}), echoes=echoes(result)), setting)
    some = [brief_panel(record, told, setting) for record, told in chosen.brief]
    some += [unseen_panel(vip, told, setting) for vip, told in chosen.unseen.items()]
    findings = findings_of(result, look.only)
    every = [forms(record, told, setting, room.page) for record, told in chosen.full]
    full = [best(panels, room.page) for panels in every]
    quiet = [quiet_panel(chosen.quiet, setting)] if chosen.quiet else []
    whole = [*full, *some, *quiet, *logs]
    if not wants_overview(chosen, whole, room.screen):
        left = f"{chosen.left:,} more VIPs are not drawn: name those of interest with --vip."
        return [Section(panels=whole, findings=findings, notes=[*([left] if chosen.left else []), *look.notes])]
    left = f"{chosen.left:,} of these VIPs have no lanes of their own: name those of interest with --vip."
    notes = [*([left] if chosen.left else []), *look.notes]
    first = overview(result, chosen.loud, chosen.quiet, setting, room.screen)
    foot = min(room.foot(first.panels, (), notes), MOST_FOOT * room.screen)
    first = overview(result, chosen.loud, chosen.quiet, setting, room.screen - foot)
    rest = [first.rest] if first.rest and look.most is None else []
    name = summed_up(chosen.loud, result, setting.styles)
    if room.page == inf:
        panels = [*first.panels, *full, *some, *rest, *logs]
        return [Section(panels=panels, findings=findings, notes=notes, title=name)]
    found = [Section(panels=first.panels, findings=(), notes=notes, gap=first.gap, refers=True, title=name)]
    for (record, told), panels in zip(chosen.full, every, strict=True):
        panel = best(panels, room.page, room.foot(panels[:1], told.findings, ()))
        name = title(Loud(vip=record.vip, told=told, record=record), result, setting.styles)
        found.append(Section(panels=[panel], findings=told.findings, title=name))
    others = [*(told for _, told in chosen.brief), *chosen.unseen.values()]
    if some or rest or logs:
        by_number = dict(item for told in others for item in told.findings)
        found.append(Section(panels=[*some, *rest, *logs], findings=sorted(by_number.items())))
    return found


def choice(result: Result, look: Look) -> Choice:
    """Which VIPs are drawn how."""
    every = enumerate(zip(result.case.vips, told_of(result), strict=True))
    seen = [item for place, item in every if look.only is None or place in look.only]
    few = len(seen) <= FEW
    eventful = [item for item in seen if few or not is_quiet(item[0], item[1].findings)]
    ranked = sorted(range(len(eventful)), key=lambda at: harm(eventful[at][0], eventful[at][1].findings))[: look.most]
    full, brief = ranked[:MOST_FULL], ranked[MOST_FULL : MOST_FULL + MOST_BRIEF]
    unseen = told_unseen(result) if look.only is None else {}
    loud = [Loud(vip=record.vip, told=told, record=record) for record, told in eventful]
    loud += [Loud(vip=vip, told=told, record=None) for vip, told in unseen.items()]
    return Choice(
        full=[eventful[at] for at in full],
        brief=[eventful[at] for at in brief],
        unseen=dict(list(unseen.items())[:MOST_FULL]),
        quiet=[record for record, told in seen if not few and is_quiet(record, told.findings)],
        loud=sorted(loud, key=lambda one: harm(one.record, one.told.findings)),
        left=len(eventful) - len(full) - len(brief) + max(0, len(unseen) - MOST_FULL),
    )


def wants_overview(chosen: Choice, whole: Sequence[Panel], screen: float) -> bool:
    """Whether an overview comes first: where several of more VIPs than a page holds need to be looked at, or not all is
    on one page."""
    if len(chosen.loud) + len(chosen.quiet) <= max(FEW, int(screen // FULL_HEIGHT)):
        return False
    return len(chosen.loud) > 1 or sum(panel.height + PANEL_GAP for panel in whole) > screen


def forms(record: VipRecord, told: Told, setting: Setting, room: float) -> list[Panel]:
    """All lanes of a VIP, and ever fewer where a page has an end."""
    densities = (ROOMY,) if room == inf else (ROOMY, SNUG, TIGHT)
    return [full_panel(record, told, replace(setting, density=density)) for density in densities]


def best(panels: Sequence[Panel], room: float, foot: float = 0) -> Panel:
    """The first form that leaves `foot` of the page free, or else that fits on it, or else the first."""
    fitting = (form for needs in (foot, 0) for form in panels if form.height + needs <= room)
    return next(fitting, panels[0])


def told_of(result: Result) -> list[Told]:
    """What is said of each record. Of a VIP that is seen on several segments, logs speak where most connections are."""
    logs, echo = logs_by_vip(result), echoes(result)
    home: dict[str, int] = {}
    for index, record in enumerate(result.case.vips):
        before = home.get(record.vip)
        if before is None or len(record.connections) > len(result.case.vips[before].connections):
            home[record.vip] = index
    at, _ = numbered_at(result.case, result.verdict.findings)
    beliefs = beliefs_by_vip(result)
    return [
        Told(
            findings=at.get(index, []),
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
    _, unseen = numbered_at(result.case, result.verdict.findings)
    beliefs = beliefs_by_vip(result)
    told = {
        vip: Told(
            findings=unseen.get(vip, []),
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
    if only is None:
        return numbered(result.verdict.findings)
    at, _ = numbered_at(result.case, result.verdict.findings)
    return sorted((item for place in only for item in at.get(place, [])), key=lambda item: item[0])


def beliefs_by_vip(result: Result) -> dict[str, list[ClusterEpoch]]:
    """Who the cluster said held each VIP."""
    found: dict[str, list[ClusterEpoch]] = {}
    for epoch in result.case.cluster:
        found.setdefault(epoch.vip, []).append(epoch)
    return found
