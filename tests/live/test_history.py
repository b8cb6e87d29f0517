"""`watch --history` on a real wire: as whom it writes, what a kill leaves, who is new, and a second watch."""

import json
import os
import signal
from pathlib import Path

import pytest

from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing
from tests.live.namespaces import INTERFACE, command, pair
from tests.savefiles import MAC_A, MAC_B, MAC_CLIENT, VIP, announcement

pytestmark = pytest.mark.lab


def options(path: Path) -> tuple[str, ...]:
    return ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q", "--history", str(path))


def test_a_watch_without_rights_remembers_over_a_kill_and_a_second_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o755)
    path = folder / "history.db"
    with pair() as wire:
        with command(wire.here, "watch", *options(path)) as running:
            running.until('"event": "started"')
            assert running.status()["Uid"].split()[0] != "0"
            wire.send(announcement(MAC_A))
            running.until('"event": "owner"')
            with command(wire.here, "watch", *options(path)) as second:
                code, lines = second.wait()
            assert code == 3
            assert any("another watch writes this history" in line for line in lines)
            wire.send(announcement(MAC_B))
            new = json.loads(running.until('"event": "new_station"'))
            running.until('"event": "incident_opened"')
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
        with command(wire.here, "watch", *options(path)) as running:
            running.until('"event": "started"')
            wire.send(announcement(MAC_B), announcement(MAC_A))
            running.until('"event": "move"')
            wire.send(announcement(MAC_CLIENT))
            other = json.loads(running.until('"event": "new_station"'))
            code, _ = running.end(signal.SIGTERM)
    assert code == 0
    assert (new["mac"], new["others"], new["track"]) == (MAC_B, 1, "claimed")
    assert (other["mac"], other["others"]) == (MAC_CLIENT, 2)
    history = read(path)
    assert [run.killed for run in history.runs] == [True, False]
    assert history.runs[1].end is not None
    assert history.incidents[0].standing is Standing.LEFT
    assert {held.station.mac for held in history.stations} == {MAC_A, MAC_B, MAC_CLIENT}
    moves = [(move.details["before_mac"], move.details["mac"]) for move in history.moves if move.event == "move"]
    assert moves[:2] == [(MAC_A, MAC_B), (MAC_B, MAC_A)]
    assert path.stat().st_uid != 0
