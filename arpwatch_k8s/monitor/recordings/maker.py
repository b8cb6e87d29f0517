"""A process that makes reports, begun while all of the program is within reach, and a process of its for each of them.

Whom a watch becomes may not reach Python itself, as one that root installed for itself. So what will be needed is
loaded first, then root is given away, then jobs are waited for: nothing of the program is opened any more. It is the
last that the machine cares for (nice 19, the first to go where memory is short), and ends with the watch, however that
ends.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, Protocol

from arpwatch_k8s.capture.live.privilege import Account, call, drop
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.monitor.memory import give_back

MOST_S: Final = 600.0
MOST_CPU_S: Final = 300
MOST_MEMORY_BYTES: Final = 4 << 30
END_S: Final = 3.0
"""How long it is waited for in the end."""
KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""What it keeps of the environment, which may hold secrets of the watch."""
LEAST_IMPORTANT: Final = 19
FIRST_TO_GO: Final = "1000"
"""Where memory is short, a report is ended, not the watch beside it."""
MOST_CHARS: Final = 300
MOST_BYTES: Final = 32 << 10
"""Of a message: two paths, which are 4 KiB each at most."""
PR_SET_PDEATHSIG: Final = 1
GONE: Final = "the process that makes reports is gone"


class Work(Protocol):
    """What is to be done."""

    def rehearse(self) -> None:
        """Load all that it takes. ArpwatchError where it cannot be done."""

    def settle(self) -> None:
        """Prepare what becomes of files, as whom it will be done. ArpwatchError, OSError where that fails."""

    def make(self, capture: Path, target: Path) -> None:
        """One report. ArpwatchError where it cannot be made."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The process, as the watch has it; one at a time may ask it."""

    process: int
    channel: socket.socket

    def ready(self) -> str:
        """Wait until it is; empty, or why it cannot make any."""
        return self._said() or ""

    def make(self, capture: Path, target: Path) -> str:
        """Have a report made; empty, or why there is none."""
        try:
            self.channel.sendall(json.dumps([os.fspath(capture), os.fspath(target)]).encode())
        except OSError:
            return GONE
        return self._said()

    def close(self) -> None:
        """End it, and what it is at; a second time does nothing."""
        if self.channel.fileno() < 0:
            return
        with suppress(OSError):
            self.channel.shutdown(socket.SHUT_WR)
            self.channel.settimeout(END_S)
            while self.channel.recv(MOST_BYTES):
                pass
        os.kill(self.process, signal.SIGKILL)  # nobody has waited for it: it is there, if only as a zombie
        os.waitpid(self.process, 0)
        self.channel.close()

    def _said(self) -> str:
        """Its next word."""
        try:
            said = self.channel.recv(MOST_BYTES)
        except OSError:
            return GONE
        return str(json.loads(said)) if said else GONE


def begin(work: Work, account: Account | None) -> Maker:
    """Begin the process, which becomes `account`; from the main thread, while there is no other."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        ours.close()
        in_child(lambda: serve(work, account, its, parent))
    its.close()
    return Maker(process, ours)


def in_child(what: Callable[[], None]) -> NoReturn:
    """Do something, and end without anything of what this process was forked from."""
    code = 1
    try:
        what()
        code = 0
    finally:
        os._exit(code)


def serve(work: Work, account: Account | None, channel: socket.socket, parent: int) -> None:
    """Make reports until the watch is gone."""
    apart(parent)
    try:
        work.rehearse()
        drop(account)
        work.settle()
    except Exception as error:  # noqa: BLE001 - told by the watch
        channel.sendall(json.dumps(words(error)).encode())
        return
    gc.collect()
    give_back()
    gc.freeze()  # what is shared with the watch stays shared
    die_with(parent)  # becoming somebody else has undone it
    channel.sendall(json.dumps("").encode())
    while asked := channel.recv(MOST_BYTES):
        capture, target = json.loads(asked)
        channel.sendall(json.dumps(made(work, Path(capture), Path(target), channel)).encode())


def apart(parent: int) -> None:
    """Be a process that no terminal and none of the watch's signals reach, and that is the first to go."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGHUP, signal.SIGUSR1):  # a watch does something else at those than to end
        signal.signal(number, signal.SIG_IGN)
    die_with(parent)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):  # whoever reads the watch hears its end even where this one hangs
        os.dup2(nothing, standard)
    os.close(nothing)
    for name in os.environ.keys() - set(KEPT):
        del os.environ[name]
    os.setpriority(os.PRIO_PROCESS, 0, LEAST_IMPORTANT)
    with suppress(OSError):  # a container may not have it
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def die_with(parent: int) -> None:
    """Be killed once the process `parent` is gone, which may have been just now."""
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def made(work: Work, capture: Path, target: Path, channel: socket.socket) -> str:
    """One report, by a process of its own; empty, or why there is none. That process is ended with what it started once
    it takes too long, or nobody is at the other end of the `channel`."""
    reads, writes = os.pipe()
    parent = os.getpid()
    process = os.fork()
    if process == 0:
        channel.close()
        os.close(reads)
        in_child(lambda: make(work, capture, target, writes, parent))
    os.close(writes)
    said, is_late = heard(reads, channel)
    os.close(reads)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if is_late:
        return f"it took more than {MOST_S:.0f} s"
    if said or not code:
        return said
    return f"it was ended by {signal.Signals(-code).name}" if code < 0 else f"it ended with {code}"


def heard(reads: int, channel: socket.socket) -> tuple[str, bool]:
    """What a process says until it is over; and whether it was not, after all the time that it may take. What it said
    is of no use to anybody once the watch is gone."""
    said, ends = b"", time.monotonic() + MOST_S
    waiting = select.poll()
    waiting.register(reads, select.POLLIN)
    waiting.register(channel, select.POLLRDHUP)
    while (left := ends - time.monotonic()) > 0:
        for descriptor, _ in waiting.poll(left * 1000):
            if descriptor != reads:
                return "the watch is over", False
            piece = os.read(reads, MOST_BYTES)
            if not piece:
                return said.decode("utf-8", "replace"), False
            said += piece
    return "", True


def make(work: Work, capture: Path, target: Path, writes: int, parent: int) -> None:
    """The report, in its own process, bounded; what is wrong is written."""
    os.setpgid(0, 0)
    die_with(parent)
    for which, most in (
        (resource.RLIMIT_CPU, MOST_CPU_S),
        (resource.RLIMIT_AS, MOST_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError):  # it may be bounded by less already
            resource.setrlimit(which, (most, most))
    try:
        work.make(capture, target)
    except Exception as error:  # noqa: BLE001 - told by the watch
        os.write(writes, words(error).encode())


def words(error: Exception) -> str:
    """What is wrong, in a line."""
    match error:
        case ArpwatchError():
            said = f"{error.what}; {error.fix}"
        case MemoryError():
            said = "it needs more memory than it may have"
        case OSError():
            said = str(error)
        case _:
            said = f"{type(error).__name__}: {error}"
    return " ".join(said.split())[:MOST_CHARS]
