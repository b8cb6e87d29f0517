"""The first thing that people see is what the tool says and draws today."""

import re
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.logs.sources import parse_log
from arpwatch_k8s.plotter import timeline_pages
from arpwatch_k8s.plotter.painters.files import save
from tests.conftest import REPO

FIGURE = REPO / "docs" / "timeline.svg"
INCIDENT = REPO / "captures" / "service-not-programmed"
DRAWN_TEXT = re.compile(
    r"<(?:title|desc)>.*?</(?:title|desc)>|<!-- .*? -->|<g transform=\"translate\([^)]*\)", re.DOTALL
)
"""Words of a figure and their places: what a new version of matplotlib does to outlines is no news."""


def draw(target: Path) -> None:
    """As the README's tour does."""
    names = Known(nodes=(parse_node("node2=52:54:00:00:02:16"), parse_node("proxy=52:54:00:00:02:0a")))
    logs = [parse_log(str(INCIDENT / name)) for name in ("nginx-error.log", "ip-monitor-neigh.log")]
    save(timeline_pages(analyze([INCIDENT / "proxy.pcapng"], known=names, logs=logs)), [target])


def words(svg: str) -> list[str]:
    """Texts of a figure with their places, to the point."""
    found = (match[0] for match in DRAWN_TEXT.finditer(svg))
    return [re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.0f}", text) for text in found]


def test_the_figure_is_that_of_today(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    draw(tmp_path / "timeline.svg")
    drawn = (tmp_path / "timeline.svg").read_text(encoding="utf-8")
    if request.config.getoption("--update-golden"):
        FIGURE.write_text(drawn, encoding="utf-8")
    told = words(drawn)
    assert len(told) > 100
    assert told == words(FIGURE.read_text(encoding="utf-8"))


def test_the_verdict_is_that_of_today() -> None:
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    block = readme.split("$ arpwatch-k8s analyze captures/service-not-programmed", 1)[1].split("![", 1)[0]
    said = " ".join((REPO / "tests" / "golden" / "service-not-programmed.txt").read_text().split())
    quoted = [" ".join(part.split()) for part in block.partition("\n")[2].split("...")]
    assert len(quoted) > 3
    assert [part for part in quoted if part not in said] == []


def test_what_the_readme_names_is_there() -> None:
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#:]+)\)", readme) + re.findall(r"(captures/[\w./-]+|notebooks/[\w./-]+)", readme)
    assert len(named) > 10
    assert [name for name in named if not (REPO / name.rstrip(".")).exists()] == []
