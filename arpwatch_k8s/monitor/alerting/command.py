"""A program that is run for each notice, with the change's JSON on its standard input.

It runs as whom the watch became, never as root, one at a time, for 30 s at most; then it is killed with all that it
started and that is still in its process group. What it prints is told where it fails, as much of it as one line holds.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.alerting.channel import UndeliveredError
from arpwatch_k8s.monitor.alerting.notice import Notice
from arpwatch_k8s.monitor.alerting.words import alert_document

LIMIT_S: Final = 30.0
MOST_PRINTED: Final = 200
"""Bytes of what it prints that are kept: the rest is read and let go of."""
POLL_S: Final = 0.05
PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "TZ")
"""Of the environment: nothing that may hold a secret."""


class Command:
    """A program and its arguments. UsageError: it is not there."""

    repeat_ns: ClassVar[None] = None
    most_at_once: ClassVar[int] = 1

    def __init__(self, argv: Sequence[str], *, limit_s: float = LIMIT_S) -> None:
        program = shutil.which(argv[0]) if argv else None
        if program is None:
            raise UsageError(
                f"--on-incident {argv[0] if argv else ''}: no such program", fix="Name one by its path, executable."
            )
        self._argv = (str(Path(program).absolute()), *argv[1:])
        self._limit_s = limit_s
        self.name = "command"

    def send(self, notices: Sequence[Notice], now: int) -> None:  # noqa: ARG002 - as every channel
        """Run it. UndeliveredError: it could not be run, took too long, or ended with another code than 0."""
        if os.geteuid() == 0:
            raise UndeliveredError("nothing is run as root")
        for notice in notices:
            self._run(json.dumps(alert_document(notice)).encode() + b"\n")

    def _run(self, document: bytes) -> None:
        # a file without a name, not a pipe: nobody waits for a program that does not read
        with os.fdopen(os.memfd_create("incident"), "w+b") as given:
            given.write(document)
            given.flush()
            given.seek(0)
            try:
                process = subprocess.Popen(
                    self._argv,
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    cwd="/",
                    env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
                )
            except OSError as error:
                raise UndeliveredError(f"it cannot be run: {error.strerror}") from error
        try:
            printed = self._attended(process)
        finally:
            # its group lasts as long as anything of it runs, also where the program itself has ended
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if printed is None:
            raise UndeliveredError(f"it ran for {self._limit_s:.0f} s, and was killed")
        if code:
            words = " ".join(printed.decode(errors="replace").split())
            raise UndeliveredError(f"it ended with {code}{': ' if words else ''}{words}")

    def _attended(self, process: subprocess.Popen[bytes]) -> bytes | None:
        """What it prints until it ends; None where it takes too long."""
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        end = time.monotonic() + self._limit_s
        printed, is_open = b"", True
        while time.monotonic() < end:
            if is_open and select.select([descriptor], [], [], POLL_S)[0]:
                piece = os.read(descriptor, 1 << 16)
                printed += piece[: MOST_PRINTED - len(printed)]
                is_open = bool(piece)
            elif is_ended(process.pid):
                return printed
            elif not is_open:
                time.sleep(POLL_S)
        return None


def is_ended(pid: int) -> bool:
    """Whether a child has ended; it is left to be waited for, so that its number is nobody else's meanwhile."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
