"""What the command prints."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.wording.plain import plain_lines
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
    assert plain_lines("a\x1b[31mb\x9bc\u202ed\r") == "a\\x1b[31mb\\x9bc\\u202ed\\r"


def test_a_hostile_node_name_is_shown_as_text(repo: Path) -> None:
    analysis = aw.analyze(
        repo / "captures" / "healthy" / "proxy.pcapng", nodes={"\x1b]0;owned\x07": "52:54:00:00:02:16"}
    )
    assert "\x1b" not in analysis.text()
