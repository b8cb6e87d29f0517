"""Tracks on axes that a user has."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.plotter import timeline_layout
from arpwatch_k8s.plotter.painters.axes import SAID, paint_on
from arpwatch_k8s.plotter.records import BarState
from tests.correlator.cost.story import analyzed, good, lost, said
from tests.plotter.results import SEGMENT, A, busy, incident, result, symptom, vip_record
from tests.savefiles import MAC_A

DAY = 86400


def drawn(made: Result) -> Axes:
    axes = Figure().add_subplot()
    paint_on(axes, timeline_layout(made), UTC)
    return axes


def names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def explained(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_the_legend_says_what_bars_mean_that_are_not_simply_an_owners(tmp_path: Path) -> None:
    frames = [said(0, MAC_A), *good(1, 1), *good(15, 2), *(f for i in range(6) for f in lost(20 + i * 2, 10 + i))]
    sick = drawn(analyzed(tmp_path, [*frames, *good(40, 30), said(60, MAC_A)]).result)
    assert explained(sick)[1:] == ["nobody served", "not seen whether it served", "nobody known"]
    assert explained(drawn(busy()))[:3] == ["node1", "node2", "contested"]
    assert set(SAID) == set(BarState) - {BarState.HELD}


def test_lanes_of_one_vip_on_two_segments_are_told_apart() -> None:
    both = result(incident(), replace(incident(), segment=SEGMENT._replace(vlan=7)))
    assert {"192.0.2.80 claimed", "192.0.2.80 on 0.7 claimed"} <= set(names(drawn(both)))


def test_a_vip_of_an_overview_is_drawn_once() -> None:
    labels = names(drawn(result(*(incident(vip=f"198.51.100.{i}") for i in range(8)))))
    assert [label for label in labels if label.endswith("claimed")] == [f"198.51.100.{i} claimed" for i in range(8)]
    assert len(set(labels)) == len(labels)


def test_symptoms_that_are_one_mark_have_a_line_to_the_last() -> None:
    axes = drawn(result(vip_record(symptoms=[symptom(A, 10), symptom(A, 10.1)])))
    (lines,) = (one for one in axes.collections if isinstance(one, LineCollection))
    ((first, last),) = lines.get_segments()
    assert (last[0] - first[0]) * DAY == pytest.approx(0.1, abs=1e-4)
