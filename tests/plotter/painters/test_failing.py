"""Where nobody served, and attempts that failed, in both painters."""

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.patches import Rectangle

from arpwatch_k8s.plotter import Look, TimelineLayout, timeline_layout
from arpwatch_k8s.plotter.painters.failing import PATTERNS, tried
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.paint import paint
from arpwatch_k8s.plotter.painters.trace import Words
from arpwatch_k8s.plotter.records import BarState
from arpwatch_k8s.plotter.theme import DARK, LIGHT, Theme
from arpwatch_k8s.plotter.trial import Trial
from tests.correlator.cost.story import analyzed, good, lost, said
from tests.plotter.results import at, attempt, incident, result
from tests.savefiles import MAC_A

WORDS = Words(cite=str, when=str, at=str, anchor=str, line=str)


def outage(tmp_path: Path, theme: Theme = LIGHT) -> TimelineLayout:
    frames = [said(0, MAC_A), *good(1, 1), *good(15, 2), *(f for i in range(6) for f in lost(20 + i * 2, 10 + i))]
    made = analyzed(tmp_path, [*frames, *good(40, 30), said(60, MAC_A)]).result
    return timeline_layout(made, Look(theme=theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nobody_is_hatched_in_ink_and_what_is_not_seen_in_its_owners_color(tmp_path: Path, theme: Theme) -> None:
    layout = outage(tmp_path, theme)
    figure = paint(layout)
    hatched = [one for axes in figure.axes for one in axes.patches if isinstance(one, Rectangle) and one.get_hatch()]
    looks = [(one.get_hatch(), one.get_hatchcolor()) for one in hatched]
    assert sum(hatch == "xxxx" for hatch, _ in looks) == 2  # the bar, and its entry in the legend
    ours = {tuple(round(part * 255) for part in color[:3]) for hatch, color in looks if hatch == "////"}
    line = layout.owners[0].line
    assert tuple(int(line[i : i + 2], 16) for i in (1, 3, 5)) in ours


def test_a_browser_shows_each_form_with_its_times(tmp_path: Path) -> None:
    data = interactive(outage(tmp_path), WORDS)["data"]
    assert isinstance(data, list)
    told = [text for one in data if isinstance(one, dict) for text in list(one.get("hovertext") or [])]
    assert any("serving: nobody served, 6 attempts failed" in str(text) for text in told)
    assert any("serving: not seen whether" in str(text) for text in told)
    patterns = [one["marker"]["pattern"]["shape"] for one in data if "pattern" in one.get("marker", {})]
    assert {"x", "/"} <= set(patterns)
    assert set(PATTERNS) == {BarState.NOBODY, BarState.UNSURE, BarState.PATCHY}


def test_a_browser_shows_attempts_from_their_syn_to_their_failure() -> None:
    broken = replace(attempt(10, failed=True), broke=at(30), end=at(40))
    made = result(replace(incident(), connections=type(incident().connections).of([broken])))
    data = interactive(timeline_layout(made), WORDS)["data"]
    assert isinstance(data, list)
    mine = [one for one in data if isinstance(one, dict) and one.get("name") == "failed attempts"]
    assert [(one["type"], one.get("base"), one["x"]) for one in mine] == [
        ("bar", [str(at(10))], [20000.0]),
        ("bar", [str(at(30))], [10000.0]),
        ("scatter", None, [str(at(10))]),
        ("scatter", None, [str(at(40))]),
    ]
    assert mine[0]["hovertext"] == [f"1 failed attempt: SYN {at(10)}, served until {at(30)}, failed {at(40)}"]


def test_of_several_attempts_nothing_is_said_that_is_true_of_one_alone() -> None:
    both = Trial(start=at(10), failing=at(30), end=at(50), line=0, count=2, label="2")
    assert tried(both, WORDS) == (
        f"2 failed attempts: first SYN {at(10)}, failing from {at(30)} on, last failed {at(50)}"
    )
