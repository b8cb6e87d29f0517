"""What the command prints."""

import re
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.report.citations import argument
from arpwatch_k8s.report.formats.card import card
from arpwatch_k8s.report.formats.markdown import markdown
from arpwatch_k8s.report.formats.text import text
from arpwatch_k8s.wording.plain import plain_lines
from tests.conftest import Golden
from tests.report.told import FAILED, LISTED, told

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
    assert f"({tmp_path}/x.log)" in "".join(said.split("  "))


def test_lines_are_cited_with_the_command_that_shows_them(tmp_path: Path) -> None:
    said = " ".join(text(told(tmp_path, LISTED, FAILED), UTC).split())
    assert "1. Both say so. [before.txt line 4; after.txt line 4]" in said
    assert "2. The proxy says so. [error.log lines 1, 9]" in said
    assert f"filter sed -n '4p' {tmp_path}/before.txt" in said.replace(" \\", "")
    assert "22:54:00.000 - 22:54:08.000 2026-11-22" in said


def test_what_the_summary_says_is_not_told_again(tmp_path: Path) -> None:
    (tmp_path / "speaker.txt").write_text("192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE\n")
    analysis = aw.analyze(tmp_path, vip="192.0.2.80")
    (first, *others) = analysis.result.verdict.caveats
    assert first in analysis.result.verdict.summary
    assert others
    said = " ".join(analysis.text().split())
    page = markdown(analysis.result, UTC, made={"inputs": [], "command": []}, figures=["x.svg"])
    assert said.count(first) == 1
    assert f"\n- {first}" not in page
    assert all(words in said and f"\n- {words}" in page.replace("\\", "") for words in others)


def test_a_finding_without_a_time_shows_none(tmp_path: Path) -> None:
    made = told(tmp_path, LISTED, dated=False)
    markdown_text = markdown(made, UTC, made={"inputs": [], "command": []}, figures=["x.svg"])
    for said in (text(made, UTC), markdown_text, card(made), "\n".join(argument(made, 1, made.verdict.findings[0]))):
        assert "1970" not in said
        assert "00:00:00.000" not in said
    assert "  nothing that it rests on has a time\n" in text(made, UTC)


def test_the_same_file_name_twice_is_told_apart_by_as_much_as_it_takes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "neigh.txt").write_text("192.0.2.80 dev eth0 lladdr 52:54:00:00:00:0a STALE\n")
    said = " ".join(aw.analyze(tmp_path / "a", tmp_path / "b").text().split())
    assert "1 line of each of a/neigh.txt and b/neigh.txt (ip-neigh) has no time" in said
    assert said.count(f"{tmp_path}/a/neigh.txt") == 1


def test_each_count_of_one_fight_says_whether_claims_or_use_changed(repo: Path) -> None:
    said = " ".join(aw.analyze(repo / "captures" / "two-controllers" / "proxy.pcapng").text().split())
    counts = re.findall(r"(contested|flapping|Senders followed).*?(\d+ changes of the owner (?:claimed|used))", said)
    assert {(what, count.split()[-1]) for what, count in counts} == {
        ("contested", "claimed"),
        ("flapping", "claimed"),
        ("flapping", "used"),
        ("Senders followed", "used"),
    }
    assert len({count for _, count in counts}) == 2
    assert not re.search(r"changes of (?!the owner)", said)
