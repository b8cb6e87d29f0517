"""What the cluster said of a VIP, as text, tables and documents tell it; and at one instant."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch
from arpwatch_k8s.report.beliefs import at
from tests.cli.command import run
from tests.correlator.testimony.told import (
    VIP,
    acquired,
    adding,
    announced,
    clock,
    idle,
    kube_vip,
    objects,
    service,
    started,
    withdrawn,
)

KERNEL = "[{:%Y-%m-%dT%H:%M:%S}.482774] 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:15 REACHABLE"
LEASES = ["NAMESPACE   NAME              HOLDER   AGE", "web         kubevip-ingress   node7    3d"]
FILES = {
    "speaker-node1.log": [announced(1), announced(60), withdrawn(200), idle(300)],
    "speaker-node2.log": [announced(201), announced(260), idle(290)],
    "kube-vip-node3.log": [*started(0, "node3"), acquired(40), adding(41), kube_vip(250, "leader lost node=node3")],
    "nodes.json": objects(service()),
    "leases.txt": LEASES,
    "monitor.log": [KERNEL.format(clock(2))],
}


def folder(at: Path, files: Mapping[str, Sequence[str]] = FILES) -> Path:
    for name, lines in files.items():
        (at / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return at


def block(text: str) -> list[str]:
    """The lines about the VIP, joined where they are wrapped."""
    lines = text[text.index(f"VIP {VIP}") :].split("\n\n")[0].splitlines()
    joined: list[str] = []
    for line in lines:
        if line.startswith(" " * 6):
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line.strip())
    return joined


def test_a_vip_that_no_frame_shows_is_told_as_logs_tell_it(tmp_path: Path) -> None:
    text = aw.analyze(folder(tmp_path)).text()
    assert all(len(line) <= 80 for line in text[text.index("VIP ") : text.index("Bear in mind")].splitlines())
    assert block(text) == [
        "VIP 192.0.2.80 (web/ingress), in no frame: as logs tell it",
        "kernel",
        "12:00:02.482 - 12:00:02.482  52:54:00:00:02:15  1 log line",
        "cluster (kube-vip, own logs)",
        "12:00:40.000 - 12:04:10.000  node3  2 log lines, withdrawn [lines 3, 5 of kube-vip-node3.log]",
        "cluster (metallb, own logs)",
        "12:00:01.000 - 12:03:20.000  speaker-node1.log  2 log lines, withdrawn (notOwner) "
        "[lines 1, 3 of speaker-node1.log]",
        "12:03:21.000 - 12:04:50.000  speaker-node2.log  2 log lines, not taken back [line 1 of speaker-node2.log]",
        "cluster, nobody knows when",
        "node7 by kube-vip, lease web/kubevip-ingress [line 2 of leases.txt]",
    ]


def test_two_that_announce_at_once_are_told_so_and_storms_are_counted(tmp_path: Path) -> None:
    both = {"a-node1.log": [announced(1), idle(90)], "a-node2.log": [announced(10), idle(80)]}
    told = block(aw.analyze(folder(tmp_path, both)).text())
    assert told[-1] == "a-node1.log and a-node2.log at once 12:00:11.000 - 12:01:20.000"
    (tmp_path / "a-node2.log").unlink()
    moves = [line for second in range(0, 80, 2) for line in (announced(second), withdrawn(second + 1))]
    told = block(aw.analyze(folder(tmp_path, {"a-node1.log": moves})).text())
    assert len(told) == 2 + 4 + 1 + 2
    assert told[6] == "... 34 more, in --format json ..."


def test_the_table_has_what_is_dated_and_what_is_not(tmp_path: Path) -> None:
    rows = aw.analyze(folder(tmp_path)).beliefs
    first = rows.iloc[0]
    assert (first.program, first.voice, first.node, first.ends_by) == ("kube-vip", "log", "node3", "withdrawn")
    assert (first.line, first.end_line, first.start_width) == (3, 5, 1e-6)
    assert pd.isna(rows["start"]).tolist() == [False, False, False, True]
    assert rows["reason"].tolist()[1] == "notOwner"
    assert {Path(log).name for log in rows["log"]} >= {"leases.txt", "speaker-node1.log"}


def test_a_record_has_the_track_beside_the_others(repo: Path, tmp_path: Path) -> None:
    capture = repo / "captures/healthy/proxy.pcapng"
    vip = aw.analyze(capture).result.case.vips[0].vip
    log = tmp_path / "speaker-node1.log"
    log.write_text(f"{announced(1, vip)}\n", encoding="utf-8")
    lines = aw.analyze(capture, log).text().splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith(f"VIP {vip} on interface"))
    assert "  cluster (metallb, own logs)" in lines[begins:]
    assert not any(line.startswith(f"VIP {vip}, in no frame") for line in lines)


def test_explain_says_who_was_said_to_hold_it_then_and_by_which_line(tmp_path: Path) -> None:
    done = run("explain", str(folder(tmp_path)), "--at", "+50s")
    told = done.stdout.partition("\n\nSaid in logs")[0].splitlines()
    assert (done.returncode, told) == (
        0,
        [
            "At 2026-11-22 UTC (+0000) 12:00:51.000000000, 50.000 s after the first line",
            "",
            "VIP 192.0.2.80, in no frame: as logs tell it",
            "kernel    52:54:00:00:02:15",
            "          since 12:00:02.482",
            "cluster   kube-vip, own logs: node3",
            "          since 12:00:40.000, says line 3 of kube-vip-node3.log",
            "          until 12:04:10.000, withdrawn, says line 5 of kube-vip-node3.log",
            "          metallb, own logs: speaker-node1.log",
            "          since 12:00:01.000, says line 1 of speaker-node1.log",
            "          until 12:03:20.000, withdrawn (notOwner), says line 3 of",
            "            speaker-node1.log",
        ],
    )
    late = run("explain", str(tmp_path), "--at", "12:04:55", "--format", "json")
    (belief,) = json.loads(late.stdout)["cluster"]
    assert (belief["node"], belief["ends_by"], belief["heard"]) == (
        "speaker-node2.log",
        "capture_end",
        "2026-11-22T12:04:50.000000000Z",
    )
    text = run("explain", str(tmp_path), "--at", "12:04:55").stdout
    assert "          kube-vip, own logs: nobody\n" in text.replace("cluster   ", "          ")
    assert "not taken back, heard up to 12:04:50.000" in text


def test_an_instant_outside_of_the_logs_is_an_error_that_says_what_was_read(tmp_path: Path) -> None:
    done = run("explain", "-q", str(folder(tmp_path)), "--at", "13:00:00")
    assert (done.returncode, done.stdout) == (2, "")
    assert "after the last line" in done.stderr
    assert "What was read covers 2026-11-22" in done.stderr


@pytest.mark.parametrize(
    ("seconds", "nodes"), [(0, []), (1, ["speaker-node1.log"]), (200, []), (201, ["speaker-node2.log"])]
)
def test_an_epoch_holds_from_its_start_to_before_its_end(tmp_path: Path, seconds: int, nodes: list[str]) -> None:
    result = aw.analyze(folder(tmp_path)).result
    mine: list[ClusterEpoch] = [epoch for epoch in result.case.cluster if epoch.program == "metallb"]
    assert [epoch.node for epoch in at(mine, round(clock(seconds).timestamp()) * 10**9)] == nodes
