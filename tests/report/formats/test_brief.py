"""Ten lines."""

from datetime import UTC
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.formats.brief import MOST_LINES, brief
from tests.plotter.results import finding, incident, nothing, result, vip_record

LONG = "Somebody did something to an address at a time, and then again, and then once more, which hurt; " * 6


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("sick", [0, 1, 2, 20])
def test_it_takes_ten_lines_however_much_there_is_to_tell(width: int, sick: int) -> None:
    vips = [incident(vip=f"198.51.100.{n}") for n in range(sick)]
    found = [finding("split-brain", 20, 40, vip=record.vip, summary=LONG) for record in vips]
    made = result(*vips, vip_record("203.0.113.1"), findings=found, summary=LONG)
    lines = brief(made, UTC, width).splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= width
    assert lines[-1].startswith("  Read proxy.pcap: 1,000 frames")
    assert sum(line.startswith("  198.51.100.") for line in lines) == min(sick, 3)


def test_it_names_the_cause_how_sure_it_is_and_what_to_do() -> None:
    made = result(incident(), findings=[finding("split-brain", 20, 40)])
    said = brief(made, UTC)
    assert "split-brain (high confidence)\n" in said
    assert "  Do: Mend it\n" in said
    assert "10 of 22 (45 %) failed, 1 contest, no" not in said
    assert "last held by node2" in said


def test_of_nothing_it_says_what_to_capture() -> None:
    assert "Capture next: tcpdump -i IF" in brief(nothing(), UTC)


def test_it_agrees_with_the_whole_text(repo: Path) -> None:
    analysis = aw.analyze(repo / "captures" / "two-controllers" / "proxy.pcapng")
    short, whole = analysis.brief().splitlines(), analysis.text().splitlines()
    assert short[0] == f"{whole[0]} (high confidence)"
    assert short[1:4] == whole[1:4]
