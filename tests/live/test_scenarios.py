"""Scenarios of the lab, live: watch comes to what an analysis of the frames comes to that the filter passed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import arpwatch_k8s as aw
from tests.live.namespaces import REPO
from tests.live.stage import SCENARIOS, thresholds
from tests.live.stories import SHORT, STORIES, Story

pytestmark = pytest.mark.lab

ASKED = os.environ.get("ARPWATCH_LIVE", "")
"""Names of scenarios to play at full length, or `all`; without it short ones are played."""
NAMES = list(SCENARIOS) if ASKED == "all" else ASKED.split() or [scenario.name for scenario in SHORT]
AT_ONCE = 4 if ASKED else len(SHORT)
"""Each has two listeners of some hundred MiB beside it, and mostly waits."""
TIMEOUT_S = 400
SCHEMA = json.loads((REPO / "arpwatch_k8s" / "changes" / "watch.schema.json").read_text())


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Path]]:
    """The folders of all scenarios, of which some are played at the same time."""
    with tempfile.TemporaryDirectory(prefix="arpwatch-stage-") as top, ThreadPoolExecutor(AT_ONCE) as players:
        folders = {name: Path(top) / name for name in NAMES}
        Path(top).chmod(0o755)
        assert [complaint for complaint in players.map(play, folders.items()) if complaint] == []
        yield folders


def play(scenario: tuple[str, Path]) -> str:
    """Play one into a folder; what went wrong."""
    name, folder = scenario
    folder.mkdir(mode=0o755)
    argv = [sys.executable, "-m", "tests.live.stage", name, str(folder)]
    done = subprocess.run(argv, cwd=REPO, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    return f"{name}: {done.stderr}" if done.returncode else ""


def told(folder: Path) -> list[dict[str, Any]]:
    """The lines of watch."""
    return [json.loads(line) for line in (folder / "lines.ndjson").read_text().splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_live_is_that_of_the_frames_that_passed(played: dict[str, Path], name: str) -> None:
    folder = played[name]
    live = json.loads((folder / "case" / "report" / "analysis.json").read_text())
    vips = [vip["vip"] for vip in live["vips"]]
    offline = aw.analyze(folder / "passed.pcapng", vip=vips, thresholds=thresholds(name))
    assert (live["verdict"]["outcome"], live["verdict"]["cause"]) == (
        offline.verdict.outcome.value,
        offline.verdict.cause,
    )
    for vip, record in zip(live["vips"], offline.result.case.vips, strict=True):
        claimed = [epoch["mac"] for epoch in vip["epochs"] if epoch["track"] == "claimed"]
        assert (vip["vip"], claimed) == (record.vip, [text(epoch.mac) for epoch in record.ownership.epochs])
    assert len(live["findings"]) == len(offline.verdict.findings)


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_live_is_that_of_the_recordings(played: dict[str, Path], name: str) -> None:
    folder = played[name]
    live = json.loads((folder / "case" / "report" / "analysis.json").read_text())
    opened = [line for line in told(folder) if line["event"] == "incident_opened"]
    recordings = sorted((folder / "recorded").iterdir())
    assert {path.name for path in recordings} == {line["recording"] for line in opened}
    if not recordings:
        assert live["verdict"]["outcome"] == "healthy"
        return
    offline = aw.analyze(*recordings, vip=[vip["vip"] for vip in live["vips"]], thresholds=thresholds(name))
    assert (live["verdict"]["outcome"], live["verdict"]["cause"]) == (
        offline.verdict.outcome.value,
        offline.verdict.cause,
    )


@pytest.mark.parametrize("story", [story for story in STORIES if story.scenario.name in NAMES], ids=str)
def test_a_story_is_one_incident_of_the_right_cause_revised_at_most_once_and_resolved(
    played: dict[str, Path], story: Story
) -> None:
    lines = told(played[story.scenario.name])
    (opened,) = [line for line in lines if line["event"] == "incident_opened"]
    named, *revised = [line for line in lines if line["event"] == "incident_updated"]
    (resolved,) = [line for line in lines if line["event"] == "incident_resolved"]
    assert {line["incident"] for line in (named, *revised, resolved)} == {opened["incident"]}
    assert [line["revision"] for line in (named, *revised)] in (["named"], ["named", "revised"])
    assert (resolved["cause"], resolved["ending"]) == (story.cause, "quiet")
    (recorded,) = [line for line in lines if line["event"] == "recording"]
    assert Path(recorded["path"]).name == resolved["recording"] == opened["recording"]
    assert (recorded["ending"], recorded["lost"]) == ("over", 0)


def text(mac: int) -> str:
    """A MAC as reports have it."""
    from arpwatch_k8s.evidence import mac_text

    return mac_text(mac) or ""


@pytest.mark.parametrize("name", NAMES)
def test_every_line_keeps_to_the_schema_and_nothing_was_dropped(played: dict[str, Path], name: str) -> None:
    lines = told(played[name])
    for line in lines:
        Draft202012Validator(SCHEMA).validate(line)
    assert lines[-1]["event"] == "stopped"
    assert lines[-1]["dropped"] == 0
    assert "0 dropped by the kernel" in (played[name] / "capture.out").read_text()


def test_the_move_is_told_with_what_it_cost(played: dict[str, Path]) -> None:
    lines = told(played["moved-once"])
    (move,) = [line for line in lines if line["event"] == "move" and line["track"] == "claimed"]
    (handover,) = [line for line in lines if line["event"] == "handover"]
    assert (move["before_mac"], move["mac"]) == (handover["before_mac"], handover["mac"])
    assert handover["attempts"] > 0


def test_the_cause_is_told_while_it_lasts(played: dict[str, Path]) -> None:
    lines = told(played["gap-once"])
    finding = next(line for line in lines if line["event"] == "finding")
    assert finding["rule"] == "service-not-programmed"
    assert lines.index(finding) < len(lines) - 3
    assert any(line["event"] == "failures" for line in lines)
