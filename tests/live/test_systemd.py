"""What systemd hears of `watch` on a real socket, from one who could not open it any more."""

import signal
import socket
from pathlib import Path

import pytest

from tests.live.namespaces import INTERFACE, START_TIMEOUT_S, command, pair
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

pytestmark = pytest.mark.lab

WATCHDOG_USEC = 2_000_000


def test_it_is_ready_at_work_and_ending_on_a_socket_that_its_user_does_not_reach(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "notify"
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, pair() as wire:
        ear.bind(str(path))
        ear.settimeout(START_TIMEOUT_S)

        def until(words: str) -> None:
            while not any(words in line for line in heard):
                heard.extend(ear.recv(4096).decode().splitlines())

        systemd = ("env", f"NOTIFY_SOCKET={path}", f"WATCHDOG_USEC={WATCHDOG_USEC}")
        options = ("-i", INTERFACE, "--vip", VIP, "-q")
        with command(wire.here, "watch", *options, before=systemd) as running:
            until("READY=1")
            assert running.status()["Uid"].split()[0] != "0"
            until("WATCHDOG=1")
            wire.send(announcement(MAC_A), announcement(MAC_B))
            until("STATUS=1 VIP, 0 incidents open, 2 frames, 0 dropped")
            heard.remove("WATCHDOG=1")
            until("WATCHDOG=1")
            code, _ = running.end(signal.SIGTERM)
            until("STOPPING=1")
    assert code == 0
    assert heard[0] == "READY=1"
