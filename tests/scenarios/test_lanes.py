"""What every scenario's figure says is what its findings, outages and attempts say."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout
from arpwatch_k8s.plotter.lanes.bars import owner_bars
from arpwatch_k8s.plotter.records import Lane, OwnerLane, RateLane
from arpwatch_k8s.plotter.trial import TrialLane
from tests.conftest import REPO
from tests.plotter.contradictions import contradictions, scale_of
from tests.scenarios.analyses import analyzed

OURS = sorted(path.parent for path in (REPO / "captures").glob("*/proxy.pcapng"))
SICK = REPO / "captures" / "handover-slow"


@pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)
def test_no_lane_label_or_bin_contradicts_what_was_found(folder: Path) -> None:
    made = analyzed(folder).result
    assert contradictions(made, timeline_layout(made)) == []


def test_a_part_of_a_scenario_is_drawn_as_truly_as_the_whole() -> None:
    made = analyzed(SICK).result
    start, end = made.case.start or 0, made.case.end or 0
    part = Look(start=start + (end - start) * 2 // 5, end=start + (end - start) // 2)
    assert contradictions(made, timeline_layout(made, part)) == []


@pytest.mark.parametrize("kind", ["serving", "failed attempts", "share that failed"])
def test_a_lane_that_is_wrong_is_told(kind: str) -> None:
    made = analyzed(SICK).result
    assert contradictions(made, spoiled(timeline_layout(made), kind)) != []


def spoiled(layout: TimelineLayout, kind: str) -> TimelineLayout:
    """A figure one lane of which is as it would be if nobody cared for failures."""
    made = analyzed(SICK).result
    styles = {style.owner: style for style in layout.owners}

    def wrong(lane: Lane) -> Lane:
        if lane.label != kind:
            return lane
        match lane:
            case OwnerLane():
                bars = owner_bars(made.case.vips[0].serving, (), scale_of(layout), styles, "no answer yet")
                return replace(lane, bars=bars)
            case TrialLane():
                return replace(lane, trials=lane.trials[1:])
            case RateLane():
                return replace(lane, bins=tuple(replace(one, failed=0) for one in lane.bins))
            case _:
                return lane

    first, *others = layout.panels
    return replace(layout, panels=(replace(first, lanes=tuple(map(wrong, first.lanes))), *others))
