"""Keys as they are pressed, and a terminal that is given back as it was, whatever ends the watch but SIGKILL.

Only what is needed is changed: keys come without Enter and are not shown. Ctrl-C, Ctrl-Z and Ctrl-\\ mean what they
always do. While another process has the terminal (`bg`), it is left alone: reading it would stop this one.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final, Self

MOST_BYTES: Final = 64
ESCAPE: Final = b"\x1b"
SHOW_CURSOR: Final = b"\x1b[?25h"
LOCAL_MODES: Final = 3
HANDLED: Final = (signal.SIGTSTP, signal.SIGQUIT)
Handler = Callable[[int, FrameType | None], Any] | int | signal.Handlers | None


class Keyboard:
    """Keys of the terminal that `descriptor` is; to be entered and left by the main thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: list[Any] | None = None
        self._handlers: dict[signal.Signals, Handler] = {}
        self._wake_read, self._wake_write = os.pipe()
        self._is_gone = False

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._descriptor)
        for number in HANDLED:
            self._handlers[number] = signal.signal(number, self._give_back_and_go)
        self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._is_gone = True
        os.close(self._wake_read)
        os.close(self._wake_write)

    def wake(self) -> None:
        """Have `key` return at once; from any thread."""
        os.write(self._wake_write, b".")

    def key(self, *, within_s: float) -> str:
        """A key that is pressed within a time; nothing where none is. Those that come as several bytes (arrows) are
        left."""
        waiting = select.poll()
        waiting.register(self._wake_read, select.POLLIN)
        if not self._is_gone and self._has_terminal():
            self._take()  # whoever had it meanwhile has set it as they like it
            waiting.register(self._descriptor, select.POLLIN)
        ready = [descriptor for descriptor, _ in waiting.poll(within_s * 1000)]
        if self._descriptor not in ready or not self._has_terminal():
            return ""
        try:
            pressed = os.read(self._descriptor, MOST_BYTES)
        except OSError:
            pressed = b""
        self._is_gone = not pressed  # nobody is there any more: the session's end comes as a signal
        return "" if pressed.startswith(ESCAPE) else pressed[:1].decode("ascii", "replace")

    def _has_terminal(self) -> bool:
        """Whether it is this process's to read and to set."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:
            return False

    def _take(self) -> None:
        """No Enter, no echo."""
        with contextlib.suppress(termios.error, OSError):
            modes = termios.tcgetattr(self._descriptor)
            if self._has_terminal() and modes[LOCAL_MODES] & (termios.ICANON | termios.ECHO):
                modes[LOCAL_MODES] &= ~(termios.ICANON | termios.ECHO)
                termios.tcsetattr(self._descriptor, termios.TCSANOW, modes)

    def _restore(self) -> None:
        """As it was. A terminal that is gone needs nothing."""
        with contextlib.suppress(termios.error, OSError):
            if self._before is not None and self._has_terminal():
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)

    def _give_back_and_go(self, number: int, _frame: FrameType | None) -> None:
        """Ctrl-Z, Ctrl-\\: what they do, behind a terminal that is as it was, its cursor too."""
        self._restore()
        if self._has_terminal():
            with contextlib.suppress(OSError):
                os.write(self._descriptor, SHOW_CURSOR)
        if number == signal.SIGTSTP:
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
