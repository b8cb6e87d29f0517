"""What each recording comes to: `analyze` in a process of its own, one at a time, for no longer than it may take.

It is the last that the machine cares for (nice 19), and whatever becomes of it, the watch goes on.
"""

from __future__ import annotations

import os
import queue
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.run import ReportFailure, ReportWritten
from arpwatch_k8s.code_cache import cache_place
from arpwatch_k8s.monitor.recordings.folder import Folder

MOST_WAITING: Final = 8
"""Recordings that wait for their reports; more get none."""
MOST_S: Final = 600.0
MOST_CPU_S: Final = 300
MOST_MEMORY_BYTES: Final = 4 << 30
CLOSE_S: Final = 30.0
"""How long reports are waited for once the watch is over: less than systemd waits for all of it."""
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""What it gets of the environment, which may hold secrets of the watch."""
CACHE: Final = ".cache"
LEAST_IMPORTANT: Final = 19
FIRST_TO_GO: Final = "1000"
"""Where memory is short, a report is ended, not the watch beside it."""
MOST_CHARS: Final = 300
COMPLETE: Final = (0, 1, 4)
"""Exit codes of `analyze` that come with a report."""


class Reports:
    """Has reports made of recordings in `folder`, and `say`s so."""

    def __init__(self, folder: Folder, say: Callable[[Change], None]) -> None:
        self._folder = folder
        self._say = say
        self._waiting: queue.Queue[tuple[str, int] | None] = queue.Queue(MOST_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
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
        """Wait for those that are asked for, for a while, and end the process that makes one."""
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        self._thread.join(CLOSE_S)
        self._is_over = True
        if self._thread.is_alive():
            self._kill()
            self._thread.join(1.0)

    def _run(self) -> None:
        while not self._is_over and (asked := self._waiting.get()) is not None:
            self._make(*asked)

    def _make(self, name: str, now: int) -> None:
        """One report."""
        try:
            made = self._folder.making(name)
            said, code = self._analyzed(self._folder.path / name, made)
            if code not in COMPLETE:
                self._failed(name, now, said)
                return
            path = self._folder.take_report(name)
            self._folder.make_room(name, 0)
        except OSError as error:
            self._failed(name, now, str(error))
            return
        finally:
            self._folder.clear()
        self._say(ReportWritten(time=now, path=str(path)))

    def _analyzed(self, capture: Path, target: Path) -> tuple[str, int]:
        """Run `analyze`; what it said of what went wrong, and its exit code."""
        # -P: whatever lies in the working directory is not imported
        command = (sys.executable, "-P", "-m", "arpwatch_k8s", "analyze", "-q", str(capture), "-o", str(target))
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=environment(self._folder.path / CACHE),
        ) as process:
            self._process = process
            try:
                bound(process.pid)
                _, errors = process.communicate(timeout=MOST_S)
            except subprocess.TimeoutExpired:
                self._kill()
                _, errors = process.communicate()
                return f"it took more than {MOST_S:.0f} s", process.returncode or 1
            finally:
                self._process = None
        words = " ".join(errors.decode("utf-8", "replace").split())[-MOST_CHARS:]
        if process.returncode < 0:
            return f"it was ended by {signal.Signals(-process.returncode).name}", process.returncode
        return words or f"it ended with {process.returncode}", process.returncode

    def _kill(self) -> None:
        """End the process that makes a report, and all that it started."""
        process = self._process
        if process is not None and process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _failed(self, name: str, now: int, why: str) -> None:
        self._say(ReportFailure(time=now, why=f"of {name}: {why}"))


def environment(cache: Path) -> dict[str, str]:
    """Of a process that makes a report; what it has to compile is kept in `cache`, unless this user has a place."""
    place = cache_place()
    if place is not None and os.fstat(place.descriptor).st_uid == os.geteuid():
        cache = place.path.parents[1]
    own = {"XDG_CACHE_HOME": str(cache), "MPLCONFIGDIR": str(cache / "matplotlib")}
    return {**own, **{name: os.environ[name] for name in KEPT if name in os.environ}}


def bound(process: int) -> None:
    """Make a process the least important, with bounds. One that is over already needs none."""
    with suppress(ProcessLookupError, PermissionError, FileNotFoundError):
        os.setpriority(os.PRIO_PROCESS, process, LEAST_IMPORTANT)
        Path(f"/proc/{process}/oom_score_adj").write_text(FIRST_TO_GO)
        for which, most in (
            (resource.RLIMIT_CPU, MOST_CPU_S),
            (resource.RLIMIT_AS, MOST_MEMORY_BYTES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(process, which, (most, most))
