"""Datagrams reach a real socket, by path or by a name in no folder; one that takes none holds nobody up."""

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from arpwatch_k8s.monitor.systemd.notify import opened


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.settimeout(10)
        yield ear


def test_it_reaches_a_path_that_is_out_of_reach_by_then(listening: socket.socket, tmp_path: Path) -> None:
    path = tmp_path / "notify"
    listening.bind(str(path))
    environment = {"NOTIFY_SOCKET": str(path), "HOME": "/"}
    notify = opened(environment)
    assert notify is not None
    path.rename(tmp_path / "elsewhere")
    assert notify.send("READY=1", "STATUS=1 VIP")
    assert listening.recv(1000) == b"READY=1\nSTATUS=1 VIP"
    assert environment == {"HOME": "/"}  # whom it starts speaks to nobody
    notify.close()


def test_it_reaches_a_name_that_is_in_no_folder(listening: socket.socket) -> None:
    name = f"arpwatch-k8s-test-{os.getpid()}"
    listening.bind(f"\0{name}")
    notify = opened({"NOTIFY_SOCKET": f"@{name}"})
    assert notify is not None
    assert notify.send("READY=1")
    assert listening.recv(1000) == b"READY=1"
    notify.close()


def test_a_full_queue_is_not_waited_for_and_told_once(
    listening: socket.socket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listening.bind(str(tmp_path / "notify"))
    notify = opened({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    assert notify is not None
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        while notify.send("STATUS=x"):
            pass
        assert not notify.send("STATUS=x")
    assert len(caplog.messages) == 1
    assert "does not take what it is told" in caplog.messages[0]
    listening.recv(1000)
    assert notify.send("STATUS=y")
    notify.close()


def test_where_nobody_asks_to_be_told_there_is_nobody_to_tell() -> None:
    assert opened({}) is None


@pytest.mark.parametrize("address", ["/nowhere/at/all", "@nobody-listens-by-this-name", "vsock:2:1", "/" + "x" * 200])
def test_an_address_that_cannot_be_reached_is_told_and_the_watch_goes_on(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "arpwatch_k8s"):
        assert opened({"NOTIFY_SOCKET": address}) is None
    assert len(caplog.messages) == 1
    assert "systemd is told nothing" in caplog.messages[0]
