"""Scenarios of the lab, live: watch comes to what an analysis of the frames comes to that the filter passed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import arpwatch_k8s as aw
from tests.live.namespaces import REPO
from tests.live.stage import SCENARIOS

pytestmark = pytest.mark.lab

SHORT = ("healthy", "service-not-programmed", "moved-once")
NAMES = list(SCENARIOS) if os.environ.get("ARPWATCH_LIVE") == "all" else list(SHORT)
TIMEOUT_S = 400
SCHEMA = json.loads((REPO / "arpwatch_k8s" / "monitor" / "watch.schema.json").read_text())


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Path]]:
    """The folders of all scenarios, which are played at the same time."""
    with tempfile.TemporaryDirectory(prefix="arpwatch-stage-") as top:
        folders = {name: Path(top) / name for name in NAMES}
        Path(top).chmod(0o755)
        running = {}
        for name, folder in folders.items():
            folder.mkdir(mode=0o755)
            argv = [sys.executable, "-m", "tests.live.stage", name, str(folder)]
            running[name] = subprocess.Popen(argv, cwd=REPO, stderr=subprocess.PIPE, text=True)
        for name, process in running.items():
            _, complaint = process.communicate(timeout=TIMEOUT_S)
            assert process.returncode == 0, f"{name}: {complaint}"
        yield folders


def told(folder: Path) -> list[dict[str, Any]]:
    """The lines of watch."""
    return [json.loads(line) for line in (folder / "lines.ndjson").read_text().splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_live_is_that_of_the_frames_that_passed(played: dict[str, Path], name: str) -> None:
    folder = played[name]
    live = json.loads((folder / "case" / "report" / "analysis.json").read_text())
    offline = aw.analyze(folder / "passed.pcapng", vip=[vip["vip"] for vip in live["vips"]])
    assert (live["verdict"]["outcome"], live["verdict"]["cause"]) == (
        offline.verdict.outcome.value,
        offline.verdict.cause,
    )
    (record,) = offline.result.vips
    (vip,) = live["vips"]
    claimed = [epoch["mac"] for epoch in vip["epochs"] if epoch["track"] == "claimed"]
    assert claimed == [text(epoch.mac) for epoch in record.ownership.epochs]
    assert len(live["findings"]) == len(offline.verdict.findings)


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
    lines = told(played["service-not-programmed"])
    finding = next(line for line in lines if line["event"] == "finding")
    assert finding["rule"] == "service-not-programmed"
    assert lines.index(finding) < len(lines) - 3
    assert any(line["event"] == "failures" for line in lines)
