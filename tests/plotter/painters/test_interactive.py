"""The figure for a browser."""

from datetime import date
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.plotter.page.layout import timeline_layout
from arpwatch_k8s.plotter.painters.interactive import interactive
from arpwatch_k8s.plotter.painters.trace import Words

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
