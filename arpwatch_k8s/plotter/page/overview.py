"""The overview of many VIPs on one page: a strip for each that something happened to, the worst first, with what is
wrong in a few words; the quiet ones counted, with a thin strip each as far as there is room.

Where the page is too low for that the first ones have one lane each, those that follow are named with their cause, and
those beyond are counted by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.plotter.lanes.tracks import claimed_lane, serving_lane
from arpwatch_k8s.plotter.lanes.trials import trial_lanes
from arpwatch_k8s.plotter.page.headline import failed_of
from arpwatch_k8s.plotter.page.loud import Loud, in_words
from arpwatch_k8s.plotter.page.pages import PANEL_GAP, parted
from arpwatch_k8s.plotter.page.panel import HEADING_HEIGHT, quiet_panel, stacked, unseen_groups
from arpwatch_k8s.plotter.records import Lane, OwnerLane, Panel
from arpwatch_k8s.plotter.setting import TIGHT, Setting
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

STRIP_HEADING: Final = 17.0
STRIP_HEIGHT: Final = 14.0
"""Of a lane whose bars have just room for the smallest text."""
STRIP: Final = replace(TIGHT, trials=1)
"""Of a strip's lane of failed attempts."""
QUIET_HEIGHT: Final = 13.0
LOW_GAP: Final = 5.0
"""Below strips of one lane, or of none."""
LANED: Final = 0.6
"""Share of the room that strips with a lane have where not even the names of all have room."""
REFERENCE: Final = 70.0
"""Points that stay free behind what is said of a VIP, for the page that it is drawn on."""
MOST_CAUSES: Final = 4
"""Causes by which VIPs without a strip are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Panels, `gap` points apart, and the thin strips that found no room among them."""

    panels: tuple[Panel, ...]
    gap: float
    rest: Panel | None


def overview(
    result: Result, loud: Sequence[Loud], quiet: Sequence[VipRecord], setting: Setting, room: float
) -> Overview:
    """The overview of VIPs in their order; `room`: points that its page has for it."""
    if not quiet:
        strips, gap = strips_of(result, loud, setting, room)
        return Overview(panels=tuple(strips), gap=gap, rest=None)
    calm = quiet_panel(quiet, setting, QUIET_HEIGHT)
    strips, gap = strips_of(result, loud, setting, room - HEADING_HEIGHT - QUIET_HEIGHT - PANEL_GAP)
    shown, rest = parted(calm, room - sum(strip.height + gap for strip in strips))
    if rest:
        shown = replace(shown, note=f"{shown.note} · {len(shown.lanes):,} of them drawn here")
    return Overview(panels=(*strips, shown), gap=gap, rest=rest)


def strips_of(result: Result, loud: Sequence[Loud], setting: Setting, room: float) -> tuple[list[Panel], float]:
    """Strips that fit into `room`, and the gap between them: of all VIPs with all their lanes, or of the first with
    one lane, of those that follow without any, and a count of what is left."""
    with_lane, line = STRIP_HEADING + STRIP_HEIGHT + LOW_GAP, STRIP_HEADING + LOW_GAP
    if len(loud) * with_lane <= room:
        high = [strip(result, one, lanes_of(one, setting), setting) for one in loud]
        if sum(panel.height + PANEL_GAP for panel in high) <= room:
            return high, PANEL_GAP
    if len(loud) * line <= room:
        laned, named = min(len(loud), int((room - len(loud) * line) // STRIP_HEIGHT)), len(loud)
    else:
        laned = max(1, int(room * LANED // with_lane))
        named = laned + max(0, int((room - laned * with_lane - line) // line))
    strips = [strip(result, one, lanes_of(one, setting)[:1], setting) for one in loud[:laned]]
    strips += [strip(result, one, (), setting) for one in loud[laned:named]]
    return [*strips, *([beyond(loud[named:])] if loud[named:] else [])], LOW_GAP


def strip(result: Result, one: Loud, lanes: Sequence[Lane], setting: Setting) -> Panel:
    """One VIP: what is wrong, and its lanes."""
    room = setting.scale.right - setting.scale.left - REFERENCE
    said, note = in_words(one, result, setting.styles, room)
    panel = Panel(vip=one.vip, heading=one.heading, said=said, note=note, top=0, height=0, lanes=())
    return stacked(panel, [lanes], STRIP_HEADING)


def lanes_of(one: Loud, setting: Setting) -> list[Lane]:
    """Who claimed it, who served it, what failed; of a VIP that no frame shows what is said of it first."""
    if one.record is None:
        return [low(lane) for group in unseen_groups(one.told, setting) for lane in group][:1]
    tracks = [claimed_lane(one.record, setting)] if one.record.ownership.epochs or not one.record.serving else []
    tracks += [serving_lane(one.record, setting)] if one.record.attempts or one.record.serving else []
    return [*(low(lane) for lane in tracks), *trial_lanes(one.record, replace(setting, density=STRIP))]


def low(lane: Lane) -> Lane:
    """A lane of bars as low as a strip; any other as it is."""
    return replace(lane, height=STRIP_HEIGHT) if isinstance(lane, OwnerLane) else lane


def beyond(loud: Sequence[Loud]) -> Panel:
    """VIPs that no strip is left for, by their causes, that of the worst first."""
    causes = list(Counter(one.cause or "no finding" for one in loud).items())
    named = [f"{cause} at {plural(n, 'VIP')}" for cause, n in causes[:MOST_CAUSES]]
    if len(causes) > MOST_CAUSES:
        named.append(f"other causes at {plural(sum(n for _, n in causes[MOST_CAUSES:]), 'VIP')}")
    records = [one.record for one in loud if one.record is not None]
    cost = failed_of(sum(len(record.attempts) for record in records), sum(len(record.failed) for record in records))
    return Panel(
        vip="",
        heading=f"{len(loud):,} more",
        said=plain(", ".join(named)),
        note=cost,
        top=0,
        height=STRIP_HEADING,
        lanes=(),
    )
