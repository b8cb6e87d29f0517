"""A program running on one host of the segment, from its start to its certain end.

Each child leads a session of its own: a Ctrl-C in the terminal reaches the lab only, which then ends its
children in order; and a child's own children (nginx workers) are ended with it through the process group.
If the lab itself is killed, the kernel ends the child (parent-death signal).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from captures.lab.errors import LabError
from captures.lab.topology import Host

REPOSITORY = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 5.0
POLL_S = 0.02


class Child:
    """One running program; its standard output and error go to `output`."""

    def __init__(self, host: Host, *argv: str, name: str, output: Path) -> None:
        self.name = f"{name} on {host.name}"
        self.output = output
        leash = ("setpriv", "--pdeathsig", "TERM", "--")
        with output.open("wb") as sink:
            self._popen = subprocess.Popen(
                ("ip", "netns", "exec", host.namespace, *leash, *argv),
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=REPOSITORY,
                text=True,
                bufsize=1,
            )

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Return once `ready()`; raise if the program ends first or takes too long."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise LabError(f"{self.name} was not ready within {START_TIMEOUT_S:.0f} s: {self._last_words()}")
            time.sleep(POLL_S)

    def check(self) -> None:
        """Raise if the program has ended by itself."""
        if self._popen.poll() is not None:
            raise LabError(f"{self.name} ended with status {self._popen.returncode}: {self._last_words()}")

    def tell(self, line: str) -> None:
        """Write one line to the program's input."""
        self.check()
        if self._popen.stdin is None:
            return
        try:
            self._popen.stdin.write(line + "\n")
        except BrokenPipeError as error:
            raise LabError(f"{self.name} does not listen any more: {self._last_words()}") from error

    def pause(self) -> None:
        """Stop the program where it is, with all it started, as if it hung."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def finish(self, *, within_s: float) -> None:
        """End a program that ends with its input, giving it time for what it has begun."""
        self._close_input()
        try:
            self._popen.wait(timeout=within_s)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self, *, within_s: float = STOP_TIMEOUT_S) -> None:
        """End the program and all it started: by request, after so long by force. Harmless when it has ended."""
        self._close_input()
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)
        try:
            self._popen.wait(timeout=within_s)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._popen.wait()
        self._signal(signal.SIGKILL)

    def _close_input(self) -> None:
        if self._popen.stdin is None:
            return
        try:
            self._popen.stdin.close()
        except BrokenPipeError:
            # The program ended with a line unread; how it ended is for check() to say.
            return

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._popen.pid, number)
        except ProcessLookupError:
            # The whole group is gone, which is what was wanted.
            return

    def _last_words(self) -> str:
        words = self.output.read_text(errors="replace").strip()[-400:]
        return words or "it said nothing"
