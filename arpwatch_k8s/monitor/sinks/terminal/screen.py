"""Draws the live view: at each change and state, at each key, and once a second for the clock.

Besides the sink's own thread another waits for keys and the next second; only one of them draws at a time. What drawing
raises there is raised again where the watch hears of it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import tzinfo
from threading import Event, Lock, Thread
from typing import ClassVar, Final

from rich.console import Console
from rich.live import Live

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.line import line
from arpwatch_k8s.monitor.sinks.brief import Brief
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.monitor.sinks.terminal.keyboard import Keyboard
from arpwatch_k8s.monitor.sinks.terminal.shown import Shown
from arpwatch_k8s.monitor.sinks.terminal.view import view
from arpwatch_k8s.plotter.page.layout import colors_of

MOST_CHANGES: Final = 200
SECOND_S: Final = 1.0
END_S: Final = 5.0
"""How long the other thread may take to end: it may be at a terminal that takes nothing."""


def clocks() -> tuple[int, int]:
    """This host's wall clock, and one that nobody sets, ns."""
    return time.time_ns(), time.monotonic_ns()


class Screen:
    """Draws states and changes; takes the terminal with the first of them, and gives it back when it is closed.

    `keyboard`: where keys come from, None: from nowhere; `end`: what q does.
    """

    name: ClassVar[str] = "screen"

    def __init__(
        self,
        interfaces: Sequence[str],
        zone: tzinfo,
        console: Console,
        *,
        keyboard: Keyboard | None = None,
        end: Callable[[], None] = lambda: None,
        clock: Callable[[], tuple[int, int]] = clocks,
    ) -> None:
        self._console = console
        self._keyboard = keyboard
        self._end = end
        self._clock = clock
        self._brief = Brief()
        self._changes: deque[str] = deque(maxlen=MOST_CHANGES)
        self._shown = Shown(interfaces=tuple(interfaces), zone=zone)
        self._began = clock()[1]
        self._live = Live(console=self._console, auto_refresh=False, screen=False)
        self._drawing = Lock()
        self._is_over = Event()
        self._failed: BaseException | None = None
        self._thread = Thread(target=self._attend, name="keys", daemon=True)

    def tell(self, change: Change) -> None:
        """One more change."""
        self._shown.trouble.tell(change)
        if self._brief.shows(change):
            self._changes.append(line(change, self._shown.zone))
            self._draw()

    def show(self, state: State) -> None:
        """What is so now."""
        colors = colors_of(state.result)
        with self._drawing:
            self._shown.result, self._shown.time, self._shown.colors = state.result, state.time, colors
        self._draw()

    def close(self) -> None:
        """Leave the last view on the terminal."""
        self._is_over.set()
        if self._thread.is_alive():
            if self._keyboard is not None:
                self._keyboard.wake()
            self._thread.join(END_S)
        self._shown.is_help = False
        if self._live.is_started and self._failed is None:
            self._draw()
        self._live.stop()

    def _attend(self) -> None:
        """Wait for keys, and for the next second."""
        try:
            while not self._is_over.is_set():
                self._obey(self._key())
                if not self._is_over.is_set():
                    self._draw()
        except BaseException as error:  # noqa: BLE001 - raised again by the sink's own thread
            self._failed = error

    def _key(self) -> str:
        if self._keyboard is not None:
            return self._keyboard.key(within_s=SECOND_S)
        self._is_over.wait(SECOND_S)
        return ""

    def _obey(self, key: str) -> None:
        """Do what a key asks for."""
        match key:
            case "q" | "Q":
                self._end()
            case "?":
                self._shown.is_help = not self._shown.is_help
            case _:
                pass

    def _draw(self) -> None:
        with self._drawing:
            if self._failed is not None:
                raise self._failed
            if not self._live.is_started:
                self._live.start()
                self._thread.start()
            now, steady = self._clock()
            self._shown.up_ns = steady - self._began
            drawn = view(self._shown, tuple(self._changes), now, self._console)
            self._live.update(drawn, refresh=True)
