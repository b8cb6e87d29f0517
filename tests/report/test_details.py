"""Six hours with an incident of 75 s: a figure of it by itself, found from the whole and back."""

import re
from datetime import UTC
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import around
from arpwatch_k8s.plotter import Look, timeline_layout
from arpwatch_k8s.plotter.page.detail import look_at
from arpwatch_k8s.report import details, folder
from tests import long
from tests.cli.command import run
from tests.savefiles import NS

INCIDENT = re.compile(r"Incident 1[^.]*2026-11-23 00:58:04\.000, 70\.0 s: too short to be read here")


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> str:
    return long.write(tmp_path_factory.mktemp("long") / "six.pcap")


@pytest.fixture(scope="module")
def result(capture: str) -> Result:
    return aw.analyze(capture).result


@pytest.fixture(scope="module")
def written(result: Result, tmp_path_factory: pytest.TempPathFactory) -> folder.Written:
    return folder.write(result, str(tmp_path_factory.mktemp("report") / "case"), zone=UTC, force=False)


def test_the_figure_covers_the_incident_in_less_than_ten_minutes(result: Result) -> None:
    (detail,), left = details.wanted(result, Look())
    drawn = timeline_layout(result, look_at(detail, Look()))
    assert drawn.start < long.BEGIN
    assert drawn.end > result.case.vips[0].incidents[0].end
    assert drawn.end - drawn.start < 600 * NS
    assert left == ()


def test_around_it_is_the_same_axis(result: Result) -> None:
    (detail,), _ = details.wanted(result, Look())
    assert around(result, 1) == detail.window


def test_it_is_there_in_each_form_without_being_asked_for(written: folder.Written) -> None:
    names = {path.name for path in written.page.parent.iterdir()}
    assert {f"timeline-incident-1.{suffix}" for suffix in ("svg", "png", "pdf")} <= names
    assert written.details == ((1, written.page.parent / "timeline-incident-1.png"),)
    assert written.details[0][1].read_bytes().startswith(b"\x89PNG")


def test_the_whole_and_the_incident_lead_to_each_other(result: Result, written: folder.Written) -> None:
    page = written.page.read_text(encoding="utf-8")
    places = "below the figure of all, at each finding, in the table of incidents"
    assert page.count('href="#incident-1"') == 1 + len(result.verdict.findings) + 1, places
    figure = page[page.index('<figure class="detail" id="incident-1">') :].partition("</figure>")[0]
    assert 'href="#timeline"' in figure
    assert '<img src="data:image/svg+xml;base64,' in figure
    assert 'alt="Incident' in figure or 'alt="six.pcap' in figure
    text = (written.page.parent / "report.md").read_text(encoding="utf-8")
    assert "](timeline-incident-1.svg)" in text
    assert "[The whole timeline](#who-owned-it-when)" in text


def test_the_whole_figure_says_where_the_incident_is_drawn(result: Result) -> None:
    short, left = details.wanted(result, Look())
    notes = details.told_beside(result, UTC, short, left, lambda one: f"drawn in timeline-incident-{one.number}.svg")
    assert [line.text for line in timeline_layout(result, Look(notes=notes)).notes] == list(notes)


def test_a_figure_alone_says_what_draws_the_incident(capture: str, tmp_path: Path) -> None:
    assert run("timeline", "-q", capture, "-o", "whole.svg", cwd=tmp_path).returncode == 0
    assert run("timeline", "-q", capture, "-o", "part.svg", "--around", "1", cwd=tmp_path).returncode == 0
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["part.svg", "whole.svg"]


def test_both_ways_to_say_where_it_is_drawn(result: Result) -> None:
    short, left = details.wanted(result, Look())
    (note,) = details.told_beside(result, UTC, short, left, lambda one: f"--around {one.number} draws it")
    assert INCIDENT.match(note)
    assert note.endswith(", --around 1 draws it.")
    *_, rest = details.told_beside(result, UTC, (), tuple(range(1, 21)), lambda one: "")
    assert rest.startswith("20 more incidents as short: timeline SOURCE --around N draws each (N: 1, 2, 3,")
    assert rest.endswith("12 and 8 more).")


def test_of_a_part_of_an_hour_about_it_the_incident_is_still_drawn(capture: str, tmp_path: Path) -> None:
    done = run("report", "-q", capture, "-o", "case", "--from", "+1h30m", "--to", "+2h30m", cwd=tmp_path)
    assert "timeline-incident-1.png (incident 1)" in done.stdout
    page = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert "Shown: 2026-11-23 00:24:04.000 - 01:24:04.000, 60.0 min of 6.0 h." in page


def test_a_part_without_the_incident_has_no_figure_of_it(capture: str, tmp_path: Path) -> None:
    done = run("report", "-q", capture, "-o", "case", "--to", "+1h", cwd=tmp_path)
    assert "incident" not in done.stdout.partition("\nReport ")[2]
    page = (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert "(2 findings and 1 incident outside of it)" in page
    assert '<article id="finding-' not in page
    assert "<h3>incidents</h3>" not in page
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert {target for target in targets if f'id="{target}"' not in page} == set()
