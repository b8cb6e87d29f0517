"""`explain`, as a user runs it."""

import json
from pathlib import Path

from tests.cli.command import run

SICK = "captures/service-not-programmed/proxy.pcapng"


def test_the_text_fits_80_columns_and_names_every_lane(repo: Path) -> None:
    log = repo / "captures/service-not-programmed/ip-monitor-neigh.log"
    done = run("explain", str(repo / SICK), "--at", "+11s", "--log", f"{log}@UTC")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert all(len(line) <= 80 or str(log) in line for line in lines)
    assert lines[2] == "VIP 192.0.2.80 on interface 0"
    for lane in (
        "claimed ",
        "used by ",
        "serving ",
        "expected in the cache of ",
        "kernel ",
        "open ",
        "before ",
        "after ",
    ):
        assert any(line.startswith(lane) for line in lines), lane


def test_json_cites_frames_that_are_before_and_after_the_instant(repo: Path) -> None:
    done = run("explain", str(repo / SICK), "--at", "frame 900", "--format", "json")
    told = json.loads(done.stdout)
    (vip,) = told["vips"]
    lanes = {lane["track"]: lane for lane in vip["lanes"]}
    assert set(lanes) == {"claimed", "used", "serving", "expected"}
    for lane in lanes.values():
        assert lane["state"] == "held"
        assert lane["made_by"]["frame"] <= 900
        assert all(shown["frame"]["frame"] <= 900 for shown in lane["shown"])
        assert lane["follows"] is None or lane["follows"]["frame"]["frame"] > 900
    assert vip["attempts"]["failing"] <= vip["attempts"]["waiting"]
    assert all(one["time"] <= told["time"] for one in vip["symptoms_before"])
    assert all(one["time"] > told["time"] for one in vip["symptoms_after"])


def test_a_vip_can_be_named(repo: Path) -> None:
    done = run("explain", str(repo / SICK), "--at", "+1s", "--vip", "192.0.2.199")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [
        "No VIP was seen: no address behaves like one, or the one asked for never appears."
    ]


def test_no_instant_is_a_usage_error_of_two_lines(repo: Path) -> None:
    done = run("explain", "-q", str(repo / SICK), "--at", "+1h")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 2)
    assert run("explain", str(repo / SICK)).returncode == 2
