"""The pipe that Wireshark reads: opened when there is a reader, and known to be left by it even while nothing is
written."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from typing import Final

from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.errors import OutputError

PATIENCE_S: Final = 30.0
"""How long a reader may take to open its end."""
LOOK_S: Final = 0.05


def opened(path: str, stop: Stop) -> int:
    """A descriptor to write to. OutputError: there is no such pipe, or nobody opens its other end in time."""
    until = time.monotonic() + PATIENCE_S
    while not stop.requested:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise unopened(path, error.strerror or "it cannot be opened") from error
            if time.monotonic() > until:
                raise unopened(path, f"nobody read it within {PATIENCE_S:.0f} s") from error
            stop.wait(LOOK_S)
            continue
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise unopened(path, "it is no pipe")
        os.set_blocking(descriptor, True)
        return descriptor
    raise unopened(path, "the end was asked for before anybody read it")


def is_left(descriptor: int) -> bool:
    """Whether its reader has closed the other end."""
    waiting = select.poll()
    waiting.register(descriptor, 0)
    return any(events & (select.POLLERR | select.POLLHUP) for _, events in waiting.poll(0))


def unopened(path: str, why: str) -> OutputError:
    """The error for a pipe that cannot be written to."""
    return OutputError(f"--fifo {path}: {why}", fix="Wireshark makes it: start the capture there once more.")
