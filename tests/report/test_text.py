"""What the command prints."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.plain import plain
from arpwatch_k8s.report.text import wilson
from tests.conftest import Golden


@pytest.mark.parametrize("name", ["healthy", "service-not-programmed"])
def test_the_report_reads_as_it_did(name: str, repo: Path, golden: Golden) -> None:
    analysis = aw.analyze(repo / "captures" / name / "proxy.pcapng")
    golden.check(f"{name}.txt", analysis.text())


def test_times_of_day_follow_the_zone(repo: Path) -> None:
    analysis = aw.analyze(repo / "captures" / "healthy" / "proxy.pcapng")
    assert "UTC" in analysis.text(UTC)
    assert "JST (+0900)" in analysis.text(ZoneInfo("Asia/Tokyo"))


def test_control_characters_never_reach_a_terminal() -> None:
    assert plain("a\x1b[31mb\x9bc\u202ed\r") == "a\\x1b[31mb\\x9bc\\u202ed\\r"


def test_a_hostile_node_name_is_shown_as_text(repo: Path) -> None:
    analysis = aw.analyze(
        repo / "captures" / "healthy" / "proxy.pcapng", nodes={"\x1b]0;owned\x07": "52:54:00:00:02:16"}
    )
    assert "\x1b" not in analysis.text()


@pytest.mark.parametrize(
    ("failed", "attempts", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_interval_is_that_of_the_textbook(failed: int, attempts: int, low: float, high: float) -> None:
    assert wilson(failed, attempts) == pytest.approx((low, high), abs=1e-4)
