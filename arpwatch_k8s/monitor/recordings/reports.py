"""What each recording comes to: reports, made one at a time by a process of its own (`maker.py`).

Whatever becomes of that process, the watch goes on.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.maker import Maker

log = logging.getLogger("arpwatch_k8s")

MOST_WAITING: Final = 8
"""Recordings that wait for their reports; more get none."""
CLOSE_S: Final = 30.0
"""How long reports are waited for once the watch is over: less than systemd waits for all of it."""


class Reports:
    """Has reports made of recordings in `folder`, and `say`s so."""

    def __init__(self, folder: Folder, say: Callable[[Change], None], maker: Maker) -> None:
        self._folder = folder
        self._say = say
        self._maker = maker
        self._waiting: queue.Queue[tuple[str, int] | None] = queue.Queue(MOST_WAITING)
        self._is_over = False
        self._thread = Thread(target=self._run, name="reports", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask(self, name: str, now: int) -> None:
        """Have one made of a recording that was closed at a time, ns UTC; returns at once."""
        try:
            self._waiting.put_nowait((name, now))
        except queue.Full:
            self._failed(name, now, f"{MOST_WAITING} others wait for theirs")

    def close(self) -> None:
        """Wait for those that are asked for, for a while, and end the process that makes them."""
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(CLOSE_S)
        self._is_over = True
        self._maker.close()
        self._thread.join(1.0)

    def _run(self) -> None:
        why = self._maker.ready()
        if why and not self._is_over:
            log.warning("recordings get no reports: %s", why)
        while (asked := self._next()) is not None:
            if self._is_over:
                self._failed(*asked, "the watch ended first")
            else:
                self._make(*asked)

    def _next(self) -> tuple[str, int] | None:
        """The next that is asked for; None where there is none any more."""
        if not self._is_over:
            return self._waiting.get()
        with suppress(queue.Empty):
            return self._waiting.get_nowait()
        return None

    def _make(self, name: str, now: int) -> None:
        """One report."""
        try:
            made = self._folder.making(name)
            why = self._maker.make(self._folder.path / name, made)
            if why:
                self._failed(name, now, why)
                return
            path = self._folder.take_report(name)
            self._folder.make_room(name, 0)
        except OSError as error:
            self._failed(name, now, str(error))
            return
        finally:
            self._folder.clear()
        self._say(ReportWritten(time=now, path=str(path)))

    def _failed(self, name: str, now: int, why: str) -> None:
        self._say(ReportFailure(time=now, why=f"of {name}: {why}"))
