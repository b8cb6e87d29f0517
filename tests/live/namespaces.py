"""Network namespaces for tests: pairs of hosts on one wire, with nothing of this machine on it."""

from __future__ import annotations

import itertools
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from captures.lab.command import run

REPO = Path(__file__).resolve().parents[2]
INTERFACE = "eth0"
HERE, THERE = "192.0.2.10", "192.0.2.80"
START_TIMEOUT_S = 120
PIECE_BYTES = 1 << 16

_numbers = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two namespaces; eth0 of one is the other end of eth0 of the other. We listen `here`."""

    here: str
    there: str

    def ip(self, namespace: str, *words: str) -> str:
        """`ip` in one of them."""
        return run("ip", "-n", namespace, *words)

    def send(self, *frames: bytes) -> None:
        """Put frames on the wire, from the far end."""
        with inside(self.there), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as mouth:
            mouth.bind((INTERFACE, 0))
            for frame in frames:
                mouth.send(frame)

    def connect(self) -> None:
        """The wire between them."""
        run(
            *("ip", "-n", self.here, "link", "add", INTERFACE, "type", "veth"),
            *("peer", "name", INTERFACE, "netns", self.there),
        )
        for namespace in (self.here, self.there):
            self.ip(namespace, "link", "set", INTERFACE, "up")


@contextmanager
def pair(*, addresses: bool = False) -> Iterator[Pair]:
    """A pair while the context lasts; silent (no IPv6, no ARP of its own) unless it has addresses."""
    prefix = f"arpwatch-live-{os.getpid()}-{next(_numbers)}"
    both = Pair(here=f"{prefix}-here", there=f"{prefix}-there")
    try:
        for namespace in (both.here, both.there):
            run("ip", "netns", "add", namespace)
            silence = [f"net.ipv6.conf.{which}.disable_ipv6=1" for which in ("all", "default")]
            run("ip", "netns", "exec", namespace, "sysctl", "-q", "-w", *silence)
        both.connect()
        if addresses:
            both.ip(both.here, "address", "add", f"{HERE}/24", "dev", INTERFACE)
            both.ip(both.there, "address", "add", f"{THERE}/24", "dev", INTERFACE)
        yield both
    finally:
        there = run("ip", "netns", "list").split()
        for namespace in (both.here, both.there):
            if namespace in there:
                run("ip", "netns", "del", namespace)


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Sockets that are opened meanwhile are the namespace's."""
    with Path("/proc/thread-self/ns/net").open() as before, Path(f"/run/netns/{namespace}").open() as other:
        enter(other.fileno())
        try:
            yield
        finally:
            enter(before.fileno())


def enter(descriptor: int) -> None:
    """Have this thread's sockets be those of a namespace (os.setns is Python 3.12's)."""
    import ctypes

    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Running:
    """The command, running in a namespace; its output is read line by line."""

    def __init__(self, namespace: str, *arguments: str, before: Sequence[str] = ()) -> None:
        argv = ("ip", "netns", "exec", namespace, *before, sys.executable, "-m", "arpwatch_k8s", *arguments)
        self._process = subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0, cwd=REPO, start_new_session=True
        )
        self.pid = self._process.pid
        self.lines: list[str] = []
        self._said: deque[str] = deque()
        """Lines that were read ahead."""
        self._begun = b""
        """Of a line whose end was not read yet."""

    def until(self, words: str) -> str:
        """The next line with these words in it; fails where the command ends without, or does not say them in time."""
        ends = time.monotonic() + START_TIMEOUT_S
        while self._said or self._read(ends - time.monotonic()):
            while self._said:
                self.lines.append(self._said.popleft())
                if words in self.lines[-1]:
                    return self.lines[-1]
        raise AssertionError(f"nothing said of {words!r}: {self.lines}")

    def take(self) -> list[str]:
        """Read what it has said meanwhile, so that it never waits for us; of its lines the last is kept."""
        while self._read(0):
            pass
        taken = list(self._said)
        self._said.clear()
        self.lines = taken[-1:] or self.lines
        return taken

    def end(
        self, number: signal.Signals = signal.SIGINT, *, within_s: float = START_TIMEOUT_S
    ) -> tuple[int, list[str]]:
        """End it; its code, and all lines."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self.wait(within_s)

    def wait(self, within_s: float = START_TIMEOUT_S) -> tuple[int, list[str]]:
        """Let it end by itself; its code, and all lines."""
        ends = time.monotonic() + within_s
        while self._read(ends - time.monotonic()):
            pass
        code = self._process.wait(max(0.0, ends - time.monotonic()))
        self.lines += self._said
        self._said.clear()
        return code, self.lines

    def _read(self, within_s: float) -> bool:
        """Read some of what it says within a time; whether there was any. No line stays behind in a buffer of others,
        where neither `select` nor `communicate` would find it."""
        assert self._process.stdout is not None
        if within_s < 0 or not select.select([self._process.stdout], [], [], within_s)[0]:
            return False
        piece = os.read(self._process.stdout.fileno(), PIECE_BYTES)
        if piece:
            *whole, self._begun = (self._begun + piece).split(b"\n")
            self._said += [line.decode() for line in whole]
        elif self._begun:
            self._said.append(self._begun.decode())
            self._begun = b""
        return bool(piece)

    def status(self) -> dict[str, str]:
        """/proc's word on it, and on all of its threads, which must agree."""
        texts = [
            dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
            for task in Path(f"/proc/{self.pid}/task").iterdir()
        ]
        for name in ("Uid", "CapPrm", "CapEff", "CapBnd", "CapAmb", "CapInh", "NoNewPrivs"):
            assert len({text[name] for text in texts}) == 1, name
        return texts[0]


@contextmanager
def command(namespace: str, *arguments: str, before: Sequence[str] = ()) -> Iterator[Running]:
    """The command while the context lasts; it does not outlive it."""
    running = Running(namespace, *arguments, before=before)
    try:
        yield running
    finally:
        if running._process.poll() is None:
            running._process.kill()
        running._process.communicate()


def captured(path: Path) -> list[bytes]:
    """The frames of a pcapng file, by a reader that is not ours."""
    import dpkt

    with path.open("rb") as file:
        return [bytes(data) for _, data in dpkt.pcapng.Reader(file)]
