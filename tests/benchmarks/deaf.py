"""Plays a watch whose receivers do not hear: three ways of failing by each kind of receiver, a history on a full disk.

The VIP moves every few seconds, each time an incident of its own. After a while everybody hears again and the disk has
room. What was sent, what the watch made of it, and what each receiver accepted is left for a test or a benchmark.
"""

from __future__ import annotations

import itertools
import json
import signal
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing
from captures.lab.command import run
from tests.benchmarks.churn import Sample, Sender, memory_mib
from tests.benchmarks.receivers import Receivers, begin
from tests.live.namespaces import INTERFACE, Running, command, pair
from tests.savefiles import CLIENT, MAC_A, MAC_B, VIP, announcement, exchange

SETTINGS: Final = """
[thresholds]
incident_gap = "2s"
handover_after = "500ms"
contest_gap = "1s"
[watch]
vips = "{vip}"
interfaces = "{interface}"
format = "ndjson"
[outputs]
history = "{history}"
[alerts]
least = "info"
apart = "1s"
wait = "1s"
alertmanager = [{alertmanagers}]
notify = [{messages}]
command = ["{program}"]
"""
DISK_BYTES: Final = 4 << 20
CLIENTS, PORTS = 20, 60_000
"""No connection is like one before it: so many addresses and ports of clients."""
SAMPLE_S: Final = 5.0
TAKE_S: Final = 0.1
PATIENCE_S: Final = 150.0
"""How long receivers may take to hear everything: longer than the longest pause and a program's time together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of it."""

    sent: int
    """Frames."""
    stopped: dict[str, Any]
    """The watch's last line."""
    code: int
    log: list[str]
    """What it complained of."""
    opened: list[str]
    resolved: list[str]
    """Incidents, as its lines have them: when each began, which no two of one VIP have in common."""
    heard: dict[str, list[str]]
    """Those whose end each receiver was told of."""
    remembered: list[str]
    """Those that are over, as the history has them."""
    samples: list[Sample]
    healed_s: float
    """How long after they could hear the last of them had heard everything."""


def traffic(moves_apart_s: float, is_over: threading.Event) -> Iterator[bytes]:
    """Connections to the VIP, each new; it moves every so many seconds, until that is over."""
    macs = itertools.cycle((MAC_A, MAC_B))
    mac, moves_at = next(macs), time.monotonic() + moves_apart_s
    yield announcement(mac)
    served = {mac: [frame for _, frame in exchange(0, 1, mac=mac)] for mac in (MAC_A, MAC_B)}
    client = socket.inet_aton(CLIENT)
    for number in itertools.count():
        if time.monotonic() >= moves_at and not is_over.is_set():
            mac, moves_at = next(macs), moves_at + moves_apart_s
            yield announcement(mac)
        address = client[:3] + bytes((100 + number // PORTS % CLIENTS,))
        port = struct.pack(">H", 1024 + number % PORTS)
        for frame in served[mac]:
            at, port_at = (26, 34) if frame[26:30] == client else (30, 36)
            yield frame[:at] + address + frame[at + 4 : port_at] + port + frame[port_at + 2 :]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few MiB, at a folder."""
    folder.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=777", "none", str(folder))
    try:
        yield folder
    finally:
        run("umount", str(folder))


def fill(path: Path) -> None:
    """Leave no room."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


class Listener:
    """What a watch says, as it says it."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self.lines: list[str] = []

    def take(self) -> None:
        """Read what there is."""
        self.lines += self._running.take()

    def of(self, event: str) -> list[str]:
        """When the incidents of an event began, in order."""
        words = f'"event": "incident_{event}"'
        return [begin(json.loads(line)["incident"]) for line in self.lines if words in line]


def play(*, deaf_s: float, rate: int, moves_apart_s: float, hangs_s: float) -> Played:
    """Deaf for so long, then until all have heard all. `rate`: frames a second; `moves_apart_s`: from move to move;
    `hangs_s`: how long a program hangs, unless it is killed before."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="arpwatch-deaf-")))
        folder.chmod(0o777)
        disk, wire = stack.enter_context(small_disk(folder / "disk")), stack.enter_context(pair())
        run("ip", "-n", wire.here, "link", "set", "lo", "up")
        receivers = Receivers(wire.here, folder, stack, hangs_s)
        settings, history = folder / "watch.toml", disk / "history.db"
        settings.write_text(configured(receivers, history))
        settings.chmod(0o640)
        running = stack.enter_context(command(wire.here, "watch", "--config", str(settings)))
        running.until('"started"')
        fill(disk / "ballast")
        listener, samples, is_over = Listener(running), list[Sample](), threading.Event()
        with Sender(wire.there, rate, traffic(moves_apart_s, is_over)) as sender:
            for _ in passing(deaf_s, running, listener, samples):
                pass
            receivers.heal()
            (disk / "ballast").unlink()
            is_over.set()
            healed = time.monotonic()
            for _ in passing(PATIENCE_S, running, listener, samples):
                opened, resolved = listener.of("opened"), listener.of("resolved")
                if opened == resolved and all(set(resolved) <= set(heard) for heard in receivers.heard().values()):
                    break
            took = time.monotonic() - healed
        code, last = running.end(signal.SIGTERM)
        lines = [*listener.lines[:-1], *last]  # the last that was taken is kept there, too
        return Played(
            sent=sender.sent,
            stopped=next(json.loads(line) for line in reversed(lines) if '"stopped"' in line),
            code=code,
            log=[line for line in lines if not line.startswith("{")],
            opened=listener.of("opened"),
            resolved=listener.of("resolved"),
            heard=receivers.heard(),
            remembered=[begin(each.id) for each in read(history).incidents if each.standing is Standing.RESOLVED],
            samples=samples,
            healed_s=took,
        )


def configured(receivers: Receivers, history: Path) -> str:
    """The settings of such a watch."""
    return SETTINGS.format(
        vip=VIP,
        interface=INTERFACE,
        history=history,
        alertmanagers=", ".join(f'"http://127.0.0.1:{server.port}"' for server in receivers.of("alert").values()),
        messages=", ".join(f'"json://127.0.0.1:{server.port}/"' for server in receivers.of("webhook").values()),
        program=receivers.program,
    )


def passing(seconds: float, running: Running, listener: Listener, samples: list[Sample]) -> Iterator[None]:
    """So long, while its lines are read and its memory is looked at."""
    began = time.monotonic()
    first = samples[-1].seconds if samples else 0.0
    while (now := time.monotonic() - began) < seconds:
        listener.take()
        if not samples or first + now - samples[-1].seconds >= SAMPLE_S:
            samples.append(Sample(first + now, memory_mib(running.pid)))
        yield
        time.sleep(TAKE_S)
