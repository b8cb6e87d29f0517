"""`watch` on a real wire: how soon a move is told, as whom, and what becomes of it when interfaces come and go."""

import json
import os
import signal
import socket
import time
from datetime import datetime
from pathlib import Path

import pytest

from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.detail import NeighborChange
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.monitor.kernel_table import KernelTable
from captures.lab.command import run
from tests.benchmarks.churn import Sender, new_frames
from tests.live.namespaces import INTERFACE, THERE, command, inside, pair
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement

pytestmark = pytest.mark.lab

SOON_NS = NS
"""A move is told within a second of it."""
CHURN = 4_000
"""Frames a second about thousands of addresses whose MACs change, twice as many as are let in."""


def told_at(text: str) -> int:
    """The time in a line of JSON, ns."""
    stamp = json.loads(text)["time"]
    return round(datetime.fromisoformat(stamp[:26] + "+00:00").timestamp() * NS)


def test_a_move_is_told_within_a_second_by_one_who_has_no_rights(reachable: Path) -> None:
    case = reachable / "case"
    options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q", "-o", str(case))
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        status = running.status()
        wire.send(announcement(MAC_A))
        running.until('"event": "owner"')
        sent = time.time_ns()
        wire.send(announcement(MAC_B))
        move = running.until('"event": "move"')
        late = time.time_ns() - sent
        os.kill(running.pid, signal.SIGUSR1)
        asked = json.loads(running.until('"event": "report"'))
        code, lines = running.end(signal.SIGTERM)
    assert code == 0
    assert late < SOON_NS
    assert abs(told_at(move) - sent) < SOON_NS
    assert status["Uid"].split()[0] != "0"
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1"
    assert asked["path"] == str(case / "report")
    assert json.loads(lines[-1])["event"] == "stopped"
    written = case / "report"
    assert {"analysis.json", "timeline.svg", "timeline.png"} <= {path.name for path in written.iterdir()}
    (vip,) = json.loads((written / "analysis.json").read_text())["vips"]
    assert [epoch["mac"] for epoch in vip["epochs"] if epoch["track"] == "claimed"] == [MAC_A, MAC_B]
    assert (written / "analysis.json").stat().st_uid != 0


def test_in_the_midst_of_a_churn_a_move_is_told_within_a_second_and_every_frame_is_counted(reachable: Path) -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q", "-o", str(reachable / "case"))
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        with Sender(wire.there, CHURN, new_frames()) as sender:
            wire.send(announcement(MAC_A))
            running.until('"event": "owner"')
            running.until('"event": "flood"')
            sent = time.time_ns()
            wire.send(announcement(MAC_B))
            move = json.loads(running.until('"event": "move"'))
            late = time.time_ns() - sent
        code, lines = running.end(signal.SIGTERM)
    stopped = json.loads(lines[-1])
    assert (move["vip"], late < SOON_NS) == (VIP, True)
    assert (code, stopped["frames"], stopped["dropped"]) == (0, sender.sent + 2, 0)
    assert stopped["left_out"] > 0
    assert (reachable / "case" / "report" / "analysis.json").exists()


def test_an_interface_may_go_down_and_come_again_and_be_made_anew() -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q")
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        wire.send(announcement(MAC_A))
        running.until('"event": "owner"')
        wire.ip(wire.here, "link", "set", INTERFACE, "down")
        running.until("eth0 is down")
        wire.ip(wire.here, "link", "set", INTERFACE, "up")
        running.until("eth0 is up again")
        wire.send(announcement(MAC_B))
        assert json.loads(running.until('"event": "move"'))["mac"] == MAC_B
        wire.ip(wire.here, "link", "del", INTERFACE)
        running.until("eth0 is gone")
        wire.connect()
        running.until("eth0 was made anew")
        wire.send(announcement(MAC_A))
        assert json.loads(running.until('"event": "move"'))["mac"] == MAC_A
        assert running.end()[0] == 0


def test_an_interface_that_had_another_name_for_a_while_is_heard_again() -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q")
    with pair() as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        wire.ip(wire.here, "link", "set", INTERFACE, "down")
        wire.ip(wire.here, "link", "set", INTERFACE, "name", "away0")
        running.until("eth0 is gone")
        wire.ip(wire.here, "link", "set", "away0", "name", INTERFACE)
        wire.ip(wire.here, "link", "set", INTERFACE, "up")
        running.until("eth0 is there again")
        wire.send(announcement(MAC_A))
        running.until('"event": "owner"')
        assert running.end()[0] == 0


def test_an_interface_made_anew_as_another_kind_ends_it_with_75() -> None:
    with pair() as wire, command(wire.here, "watch", "-i", INTERFACE, "--vip", VIP) as running:
        running.until("watching 192.0.2.80 on")
        wire.ip(wire.here, "link", "del", INTERFACE)
        wire.ip(wire.here, "tuntap", "add", "dev", INTERFACE, "mode", "tun")
        wire.ip(wire.here, "link", "set", INTERFACE, "up")
        code, lines = running.wait()
    assert code == 75
    assert any("made anew as another kind of interface" in line for line in lines)
    assert not any("Traceback" in line for line in lines)


def test_the_kernels_own_table_is_a_track(reachable: Path) -> None:
    case = reachable / "case"
    options = ("-i", INTERFACE, "--vip", THERE, "--format", "ndjson", "-q", "-o", str(case))
    with pair(addresses=True) as wire, command(wire.here, "watch", *options) as running:
        running.until('"event": "started"')
        # the track belongs to the segment on which this host uses the VIP
        with inside(wire.here), socket.socket() as client, pytest.raises(ConnectionRefusedError):
            client.connect((THERE, 443))
        running.until('"event": "owner"')
        entry = ("neigh", "replace", THERE, "lladdr", MAC_A, "nud", "stale", "dev", INTERFACE)
        wire.ip(wire.here, *entry)
        time.sleep(1)
        code, _ = running.end()
        there = json.loads(wire.ip(wire.there, "-json", "link", "show", INTERFACE))[0]["address"]
    assert code == 0
    (vip,) = json.loads((case / "report" / "analysis.json").read_text())["vips"]
    assert [epoch["mac"] for epoch in vip["epochs"] if epoch["track"] == "kernel"] == [there, MAC_A]


def test_a_storm_of_changes_leaves_the_table_as_it_is() -> None:
    """More of them than the socket has room for."""
    storm = "".join(
        f"neigh replace 192.0.2.{last} lladdr 02:00:00:00:{turn:02x}:{last:02x} nud stale dev {INTERFACE}\n"
        for turn in range(250)
        for last in range(100, 150)
    )
    with pair(addresses=True) as wire, inside(wire.here):
        table = KernelTable.opened([INTERFACE], 0)
        assert table is not None
        run("ip", "-n", wire.here, "-batch", "-", text=storm)
        while table.poll(1):
            pass
        entry = ("neigh", "replace", VIP, "lladdr", MAC_B, "nud", "stale", "dev", INTERFACE)
        wire.ip(wire.here, *entry)
        assert table.poll(2)
        (log,) = table.log([address_number("192.0.2.149"), address_number(VIP)])
        table.close()
    ends = {change.address: change.mac for _, change in telling(log.events, NeighborChange)}
    assert ends == {"192.0.2.149": parse_mac("02:00:00:00:f9:95"), VIP: parse_mac(MAC_B)}


# not compiled: a user without a home would compile anew
ONE_CAPABILITY = ("env", "NUMBA_DISABLE_JIT=1", "setpriv", "--reuid=daemon", "--clear-groups")
ONE_CAPABILITY += ("--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw")


@pytest.mark.parametrize(
    ("one", "more", "uid"),
    [(ONE_CAPABILITY, (), "1"), ((), ("--user", "root"), "0")],
    ids=["one capability", "root that is to stay root"],
)
def test_whoever_starts_it_no_thread_keeps_a_capability(one: tuple[str, ...], more: tuple[str, ...], uid: str) -> None:
    options = ("-i", INTERFACE, "--vip", VIP, "--format", "ndjson", "-q", *more)
    with pair() as wire, command(wire.here, "watch", *options, before=one) as running:
        running.until('"started"')
        status = running.status()
        wire.send(announcement(MAC_A))
        running.until('"event": "owner"')
        code, _ = running.end(signal.SIGTERM)
    assert code == 0
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {0}
    assert (status["Uid"].split()[0], status["NoNewPrivs"]) == (uid, "1")


def test_a_folder_for_reports_that_is_out_of_reach_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pair() as wire, command(wire.here, "watch", "-i", INTERFACE, "-o", str(tmp_path / "case")) as running:
        code, lines = running.wait()
    assert code == 3
    assert any("cannot write there" in line for line in lines)
