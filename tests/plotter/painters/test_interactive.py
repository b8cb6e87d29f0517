"""The figure for a browser."""

from datetime import date
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.plotter.page.layout import timeline_layout
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.trace import Words
from tests import crowd

WORDS = Words(cite=str, when=str, at=str, anchor=str, line=str, line_anchor=str)


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
    assert bool(axis["tickformatstops"]) is (day is None)


def test_an_overview_names_those_in_trouble_and_counts_the_others(tmp_path: Path) -> None:
    analysis = aw.analyze(crowd.capture(tmp_path, vips=6, moving=None, contested=1), nodes=crowd.names())
    more = aw.analyze(crowd.capture(tmp_path), nodes=crowd.names())
    for result, told in ((analysis.result, 0), (more.result, 2)):
        page = interactive(timeline_layout(result), WORDS)["layout"]
        assert isinstance(page, dict)
        headings = page["annotations"]
        assert isinstance(headings, list)
        texts = [one["text"] for one in headings if isinstance(one, dict)]
        assert sum("connection attempts failed ·" in str(text) for text in texts) == told
        assert any("quiet VIPs" in str(text) and "none of" in str(text) for text in texts)
