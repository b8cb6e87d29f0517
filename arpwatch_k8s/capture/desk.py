"""What a thread reads small captures with, one after the other: thousands need not each have memory of their own.

To ask the kernel for 20 MB, and to give them back, takes longer than to read some frames.
"""

from __future__ import annotations

from threading import local
from typing import Any, Final

from arpwatch_k8s.capture import state
from arpwatch_k8s.capture.window import Buffer


class Desk(local):
    """A thread's own; what was given before is used no more when it is asked for again."""

    def __init__(self) -> None:
        self._states: Any = None
        self._buffer: Buffer | None = None

    def states(self) -> Any:  # noqa: ANN401 - a NumPy record array
        """A blank state of the scan."""
        if self._states is None:
            self._states = state.new()
        else:
            state.renew(self._states)
        return self._states

    def buffer(self) -> Buffer:
        """Memory for a window."""
        if self._buffer is None:
            self._buffer = Buffer()
        return self._buffer


DESK: Final = Desk()
