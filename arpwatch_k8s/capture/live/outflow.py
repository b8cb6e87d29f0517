"""Standard output while the tool listens: its reader may be slow, stop reading, or be gone.

A write into a pipe that is full waits, and nothing can be asked of who waits there. So what is written goes in pieces
for which there is room, and waits only until the end is asked for, and a little longer.
"""

from __future__ import annotations

import errno
import io
import os
import select
import stat
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.capture.live.stop import Stop

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LOOK_S: Final = 0.25
PATIENCE_S: Final = 3.0
"""How long somebody who does not read is waited for once the end is asked for."""


class Outflow(io.RawIOBase):
    """Writes to an open descriptor, which stays open, until `stop` is requested and nobody reads any more.

    OSError: ETIMEDOUT where nobody read, from then on each time; else what the system says.
    """

    def __init__(self, descriptor: int, stop: Stop) -> None:
        self._descriptor = descriptor
        self._stop = stop
        self._is_stuck = False
        mode = os.fstat(descriptor).st_mode
        self._piece_bytes = None if stat.S_ISREG(mode) else select.PIPE_BUF

    def writable(self) -> bool:
        """It is for nothing else."""
        return True

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def write(self, data: ReadableBuffer, /) -> int:
        """Write all of it."""
        left = memoryview(data).cast("B")
        size = len(left)
        while left:
            self._wait()
            left = left[os.write(self._descriptor, left[: self._piece_bytes]) :]
        return size

    def _wait(self) -> None:
        """Until there is room for a piece."""
        waiting = select.poll()
        waiting.register(self._descriptor, select.POLLOUT)
        patience_s = PATIENCE_S
        while not self._is_stuck:
            if waiting.poll(LOOK_S * 1000):
                return
            patience_s -= LOOK_S if self._stop.requested else 0
            self._is_stuck = patience_s <= 0  # for good: half a piece may be out, which nothing can follow
        raise TimeoutError(errno.ETIMEDOUT, "nobody reads it")
