"""The figure for a browser."""

from datetime import date
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.plotter.page.layout import timeline_layout
from arpwatch_k8s.plotter.painters.interactive import colors, interactive
from arpwatch_k8s.plotter.painters.trace import Words
from arpwatch_k8s.plotter.theme import DARK, LEAST_CONTRAST, contrast
from tests import crowd
from tests.plotter.results import busy, capture, incident, result

OWN = {"#1a1a1a", "#5f5f5f", "#c4c4c4", "#e6e6e6", "#ffffff"}
WORDS = Words(cite=str, when=str, at=str, anchor=str, line=str)


@pytest.mark.parametrize("day", [None, date(2026, 11, 22)])
def test_an_axis_without_a_known_date_shows_none(tmp_path: Path, day: date | None) -> None:
    (tmp_path / "dump.txt").write_text(
        "".join(
            f"11:36:0{second}.749678 ARP, Request who-has 192.0.2.80 tell 192.0.2.1, length 28\n" for second in range(3)
        )
    )
    analysis = aw.analyze(tmp_path / "dump.txt", vip="192.0.2.80", date=day)
    page = interactive(timeline_layout(analysis.result), WORDS)["layout"]
    assert isinstance(page, dict)
    axis = page["xaxis"]
    assert isinstance(axis, dict)
    stops = axis["tickformatstops"]
    assert isinstance(stops, list)
    assert ("%d" in str(stops)) is (day is not None)


def test_every_color_of_a_bar_or_mark_can_be_seen_on_a_dark_page() -> None:
    drawn = interactive(timeline_layout(busy()), WORDS)
    dark = drawn["dark"]
    assert isinstance(dark, dict)
    assert set(dark) > OWN
    assert dark["#ffffff"] == DARK.paper
    seen = [color for light, color in dark.items() if light not in ("#ffffff", "#e6e6e6", "#c4c4c4")]
    assert all(contrast(str(color), DARK.paper) >= LEAST_CONTRAST for color in seen)
    assert set(colors(drawn["data"])) <= set(dark)


def test_a_long_axis_says_days_and_a_short_one_does_not() -> None:
    for days, told in ((0.02, False), (3.0, True)):
        made = result(incident(days * 86400), captures=[capture(0, days * 86400)])
        page = interactive(timeline_layout(made), WORDS)["layout"]
        assert ("\\n%a %m-%d" in str(page)) is told


def test_the_legend_has_the_hatches_and_symbols_of_the_figure() -> None:
    key = interactive(timeline_layout(busy()), WORDS)["key"]
    assert isinstance(key, list)
    texts = [one["text"] for one in key if isinstance(one, dict)]
    assert texts[0] == "node1 52:54:00:00:ba:0a"
    assert {"announcement (ARP request)", "announcement (ARP reply)"} <= {*texts}
    downs = {one["text"]: one["down"] for one in key if isinstance(one, dict) and "down" in one}
    assert downs == {"announcement (ARP request)": -0.25, "announcement (ARP reply)": 0.25}


def test_an_overview_names_those_in_trouble_and_counts_the_others(tmp_path: Path) -> None:
    analysis = aw.analyze(crowd.capture(tmp_path, vips=6, moving=None, contested=1), nodes=crowd.names())
    more = aw.analyze(crowd.capture(tmp_path), nodes=crowd.names())
    for one, told in ((analysis.result, 0), (more.result, 2)):
        page = interactive(timeline_layout(one), WORDS)["layout"]
        assert isinstance(page, dict)
        headings = page["annotations"]
        assert isinstance(headings, list)
        texts = [one["text"] for one in headings if isinstance(one, dict)]
        assert sum("connection attempts failed ·" in str(text) for text in texts) == told
        assert any("quiet VIPs" in str(text) for text in texts)
        assert any("none of" in str(text) for text in texts)
