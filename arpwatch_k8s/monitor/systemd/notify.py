"""The socket on which systemd is told how a service is: `sd_notify(3)`, whose protocol is lines in a datagram."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import MutableMapping
from typing import Final

log = logging.getLogger("arpwatch_k8s")

SOCKET: Final = "NOTIFY_SOCKET"


class Notify:
    """A way to whoever listens at `address`: a path, or behind an @ a name that is in no folder.

    It is connected when it is made, so that it stays open to a user who does not reach the path. OSError: nobody
    listens there.
    """

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._is_failing = False
        try:
            self._socket.connect("\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            self.close()
            raise

    def send(self, *lines: str) -> bool:
        """Say some lines at once; whether they were taken. That they were not is told once, until they are."""
        try:
            self._socket.send("\n".join(lines).encode())
        except OSError as error:  # BlockingIOError too: its queue is full for now
            if not self._is_failing:
                log.warning("systemd does not take what it is told (%s): tried again", error.strerror)
            self._is_failing = True
            return False
        self._is_failing = False
        return True

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()


def opened(environment: MutableMapping[str, str] = os.environ) -> Notify | None:
    """The way to who started this, None where they do not ask for any; whom this starts is not told of it."""
    address = environment.pop(SOCKET, "")
    if not address:
        return None
    try:
        return Notify(address)
    except (OSError, ValueError) as error:
        log.warning("%s=%s: cannot be reached (%s): systemd is told nothing", SOCKET, address, error)
        return None
