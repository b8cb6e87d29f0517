"""pcap over IP: a program listens, and hands a capture to whoever connects, as Wireshark and PolarProxy have it."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.remote.address import shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S: Final = 10.0


def endpoint(url: str) -> tuple[str, int]:
    """Host and port of tcp://HOST:PORT; UsageError where it names none."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname or not port or parts.path.strip("/") or parts.query:
        raise UsageError(f"{shown(url)}: names no host and port", fix="Write tcp://HOST:PORT, or tcp://[::1]:57012.")
    return parts.hostname, port


def connected(url: str) -> Connection:
    """A connection to where a URL leads, made before anything that Python would close where none comes about. OSError:
    nobody listens there."""
    made = socket.create_connection(endpoint(url), timeout=CONNECT_S)
    made.settimeout(None)
    return Connection(made, url)


class Connection(io.RawIOBase):
    """What comes by a connection, as it comes. `url`: what it is called by."""

    def __init__(self, made: socket.socket, url: str) -> None:
        super().__init__()
        self._socket = made
        self._url = url
        self._got = 0
        self.broken = ""

    def readable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """For whoever waits for bytes."""
        return self._socket.fileno()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """What is there, waiting for some; 0 at the end. A connection that breaks ends as well: `broken` says so then.

        InputError: it broke before anything came.
        """
        try:
            got = self._socket.recv_into(buffer)
        except ConnectionError as error:
            self.broken = f"the connection broke after byte {self._got} ({error.strerror})"
            if not self._got:
                raise InputError(
                    f"{shown(self._url)}: {self.broken}", fix="Look at the program that listens."
                ) from error
            return 0
        self._got += got
        return got

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
        super().close()
