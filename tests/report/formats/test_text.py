"""What the command prints."""

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.wording.plain import plain_lines
from tests.conftest import Golden

DAYS = ("22 23", "23 01")


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


def test_what_was_read_as_what_is_told_of_each_log(tmp_path: Path) -> None:
    files = {
        "neigh.txt": "## 2026-11-22T12:00:00Z\n192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE\nnonsense\n",
        "x.log": "".join(f"2026/11/{day}:59:37 [error] 1#1: *1 recv() failed (104: a) while b\n" for day in DAYS),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    said = " ".join(aw.analyze(tmp_path).text().split())
    assert "Read neigh.txt: ip-neigh, 3 lines, 2026-11-22 12:00:00 - 12:00:00, 1 not understood" in said
    assert "Read x.log: nginx-error, 2 lines, 2026-11-22 23:59:37 - 2026-11-23 01:59:37, zone assumed UTC" in said
