"""Times that are absurd beside the others are told and kept, and left out of the figure."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.plotter.page.layout import timeline_layout
from tests.cli.command import run
from tests.savefiles import MAC_A, MAC_B, VIP, announcement, exchange, pcapng, save

NOW = 1_700_000_000_000_000_000
LAST = (1 << 63) - 1
USUAL = [(NOW, announcement(MAC_A)), *exchange(NOW + 1_000_000_000, 40000), (NOW + 9_000_000_000, announcement(MAC_A))]
ODD = {
    "of a clock that was never set": [(1_000_000_000, announcement(MAC_B)), *USUAL],
    "at the end of all times": [*USUAL, (LAST, announcement(MAC_B)), (LAST, announcement(MAC_A))],
    "at both ends": [(0, announcement(MAC_B)), *USUAL, (LAST - 1, announcement(MAC_B)), *exchange(LAST, 40001)[:1]],
    "of all frames": [(1_000_000_000, announcement(MAC_A)), (LAST, announcement(MAC_B))],
}


@pytest.mark.parametrize("frames", ODD.values(), ids=ODD.keys())
def test_a_report_is_written_whatever_the_times_are(frames: list[tuple[int, bytes]], tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcapng", pcapng(frames))
    done = run("analyze", path, "--vip", VIP, "-o", str(tmp_path / "report"))
    assert done.returncode == 0
    assert "years away from those of the others" in " ".join(done.stdout.split())
    document = json.loads((tmp_path / "report/analysis.json").read_text())
    assert document["captures"][0]["frames"] == len(frames)
    assert (tmp_path / "report/timeline.png").stat().st_size > 1000


def test_the_axis_is_that_of_most_frames(tmp_path: Path) -> None:
    result = analyze([save(tmp_path / "x.pcapng", pcapng(ODD["at both ends"]))])
    page = timeline_layout(result)
    assert NOW - 1_000_000_000 < page.start <= NOW
    assert NOW + 9_000_000_000 <= page.end < NOW + 10_000_000_000
