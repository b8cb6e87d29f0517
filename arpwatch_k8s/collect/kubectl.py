"""The user's own kubectl, called with bounds: how long it may take, how much it may say.

kubectl knows contexts, proxies and how to log in; nothing here speaks to an API server. It is given nothing to read, so
that it asks for no password, and leads a process group of its own: programs that it starts to log in end with it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from selectors import EVENT_READ, DefaultSelector
from typing import Final

from arpwatch_k8s.errors import ArpwatchError

LISTING_S: Final = 60.0
"""How long one call may take."""
MOST_BYTES: Final = 256 << 20
"""What one call may say: what readers of listings read of a file (`logs.reading.pieces.MOST_WHOLE`)."""
MOST_COMPLAINT_BYTES: Final = 16 << 10
"""Of what it complains of, that is kept; the rest is read and let go of."""
GRACE_S: Final = 2.0
"""What a process has from being asked to end until it is made to."""
PIECE_BYTES: Final = 1 << 16


class KubectlError(ArpwatchError):
    """kubectl is not there, or gave no answer without which nothing can be done."""


class Stopped(Enum):
    """Why a call was ended from here."""

    TIME = auto()
    SIZE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a call ended."""

    code: int
    """Its exit code; negative: the signal that ended it."""
    complaint: str
    """What it said beside its answer."""
    stopped: Stopped | None
    """Why it was ended from here; None where it ended by itself."""

    @property
    def is_answer(self) -> bool:
        """Whether what it said is all that was asked for."""
        return self.code == 0 and self.stopped is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubectl:
    """A program, and which cluster it is to ask."""

    program: str
    """Its path."""
    options: tuple[str, ...] = ()
    """What each call begins with."""

    def run(
        self,
        arguments: Sequence[str],
        take: Callable[[bytes], object],
        *,
        limit_s: float = LISTING_S,
        most_bytes: int = MOST_BYTES,
    ) -> Ended:
        """Call it, and hand over what it says by pieces, `most_bytes` in all. KubectlError: it cannot be run."""
        try:
            process = subprocess.Popen(
                (self.program, *self.options, *arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise KubectlError(
                f"{self.program}: cannot be run ({error.strerror})", fix="Look at the file, or install kubectl anew."
            ) from error
        reading = Reading(take, most_bytes)
        try:
            stopped = attended(process, reading, limit_s)
        finally:
            # its group lasts as long as anything of it runs, also where kubectl itself has ended; until it is waited
            # for, its number is nobody else's
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        return Ended(code=code, complaint=reading.complaint.decode("utf-8", "replace"), stopped=stopped)

    def text(
        self, arguments: Sequence[str], *, limit_s: float = LISTING_S, most_bytes: int = MOST_BYTES
    ) -> tuple[str, Ended]:
        """What it says, as a whole; bytes that are no UTF-8 are replaced."""
        said = bytearray()
        ended = self.run(arguments, said.extend, limit_s=limit_s, most_bytes=most_bytes)
        return said.decode("utf-8", "replace"), ended


def found(*, kubeconfig: str | None, context: str | None, otherwise: str) -> Kubectl:
    """The kubectl of the PATH. KubectlError: there is none; `otherwise`: what to do then."""
    program = shutil.which("kubectl")
    if program is None:
        raise KubectlError("kubectl is not on the PATH", fix=otherwise)
    given = (("--kubeconfig", kubeconfig), ("--context", context))
    return Kubectl(program=program, options=tuple(f"{name}={value}" for name, value in given if value is not None))


def attended(process: subprocess.Popen[bytes], reading: Reading, limit_s: float) -> Stopped | None:
    """Read a process until it ends, or ask it to end, and why. What it started may hold its pipes open: that is not
    waited for."""
    end = os.pidfd_open(process.pid)
    try:
        with DefaultSelector() as selector:
            for stream, taken in ((process.stdout, reading.answer), (process.stderr, reading.complain)):
                assert stream is not None
                selector.register(stream, EVENT_READ, taken)
            selector.register(end, EVENT_READ, None)
            stopped = reading.until_ended(selector, time.monotonic() + limit_s)
            if stopped is not None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(end, signal.SIGTERM)
                reading.until_ended(selector, time.monotonic() + GRACE_S)
            return stopped
    finally:
        os.close(end)


class Reading:
    """What is read of a process."""

    def __init__(self, take: Callable[[bytes], object], most_bytes: int) -> None:
        self._take = take
        self._left = most_bytes
        self._is_full = False
        self.complaint = bytearray()

    def answer(self, piece: bytes) -> None:
        """A piece of its answer."""
        if self._left:
            self._take(piece[: self._left])
        self._is_full |= len(piece) > self._left
        self._left = max(0, self._left - len(piece))

    def complain(self, piece: bytes) -> None:
        """A piece of what it complains of."""
        self.complaint += piece[: MOST_COMPLAINT_BYTES - len(self.complaint)]

    def until_ended(self, selector: DefaultSelector, end: float) -> Stopped | None:
        """Read until the process has ended and nothing more is there to be read; else say why that is not waited for
        any longer: at `end` of the monotonic clock, or when it has said too much. Either may be told once."""
        has_ended = False
        was_full = self._is_full
        while True:
            ready = selector.select(0 if has_ended else max(0.0, end - time.monotonic()))
            readable = False
            for key, _ in ready:
                if key.data is None:
                    has_ended = True
                    continue
                readable = True
                piece = os.read(key.fd, PIECE_BYTES)
                if piece:
                    key.data(piece)
                else:
                    selector.unregister(key.fileobj)
            if self._is_full and not was_full:
                return Stopped.SIZE
            if has_ended and not readable:
                return None
            if time.monotonic() >= end:
                return Stopped.TIME
