"""`python -m tests.benchmarks.live churn`: frames that are never the same, for memory that must not grow with them.

Of each hundred: 60 announcements of 10,000 VIPs, by a node whose MAC is new at every second round; 10 replies to the
proxy about one VIP by MACs that were never seen before, as a spoofer sends; 20 questions and answers among neighbors;
10 SYNs to the VIPs from ever new ports. Sent by this process, because what is played again is not new.
"""

from __future__ import annotations

import itertools
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.live.namespaces import INTERFACE, inside

VIPS: Final = 10_000
PROXY: Final = bytes((10, 63, 0, 1))
PROXY_MAC: Final = b"\x52\x54\0\0\0\x10"
BURST: Final = 100
"""Frames between two looks at the clock."""
BROADCAST: Final = b"\xff" * 6


def vip(number: int) -> bytes:
    """One of the VIPs, below 10.64.0.0."""
    return struct.pack(">I", (10 << 24) + (64 << 16) + number % VIPS)


def arp(operation: int, mac: bytes, sender: bytes, target_mac: bytes, target: bytes) -> bytes:
    """An ARP frame, as long as Ethernet wants."""
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation) + mac + sender + target_mac + target
    dst = target_mac if operation == 2 else BROADCAST
    return dst + mac + b"\x08\x06" + body + bytes(18)


def syn(number: int) -> bytes:
    """A connection's first segment to a VIP, from a port and an address that are new."""
    client, at = struct.pack(">I", (10 << 24) + (65 << 16) + (number >> 14 & 0xFFFF)), vip(number)
    tcp = struct.pack(">HHIIBBHHH", 1024 + (number & 0x3FFF), 443, number, 0, 0x50, 2, 64240, 0, 0)
    head = struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0x4000, 64, 6, 0) + client + at
    return b"\x02\x20\0\0\0\x01" + PROXY_MAC + b"\x08\0" + head + tcp + bytes(6)


def new_frames() -> Iterator[bytes]:
    """Without end."""
    for number in itertools.count():
        part = number % 10
        if part < 6:
            # the 6 of each ten announce one VIP after the other
            at = number // 10 * 6 + part
            epoch = at // (2 * VIPS)
            mac = b"\x02\x10" + struct.pack(">I", epoch * VIPS + at % VIPS)
            yield arp(1, mac, vip(at), BROADCAST, vip(at))
        elif part == 6:
            yield arp(2, b"\x02\x66" + struct.pack(">I", number // 10), vip(0), PROXY_MAC, PROXY)
        elif part < 9:
            neighbor = bytes((10, 63, 1, number % 200))
            yield arp(1, b"\x02\x30\0\0\0" + neighbor[3:], neighbor, bytes(6), PROXY)
        else:
            yield syn(number // 10)


class Sender:
    """Frames at a rate, from a namespace, until it is stopped."""

    def __init__(self, namespace: str, rate: int, made: Iterator[bytes]) -> None:
        self.sent = 0
        self._rate = rate
        self._made = made
        self._stopped = threading.Event()
        with inside(namespace):
            self._mouth = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            self._mouth.bind((INTERFACE, 0))
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Sender:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._mouth.close()

    def _run(self) -> None:
        began = time.monotonic()
        while not self._stopped.is_set():
            for frame in itertools.islice(self._made, BURST):
                self._mouth.send(frame)
            self.sent += BURST
            self._stopped.wait(max(0.0, began + self.sent / self._rate - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process holds at a time."""

    seconds: float
    mib: float


def memory_mib(pid: int) -> float:
    """What a process holds."""
    words = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", words)
    return int(found[1]) / 1024 if found else 0.0


def slope(samples: Sequence[Sample]) -> float:
    """MiB a minute over the later half, by least squares: the first half fills what has a bound."""
    later = samples[len(samples) // 2 :]
    middle = sum(sample.seconds for sample in later) / len(later)
    height = sum(sample.mib for sample in later) / len(later)
    spread = sum((sample.seconds - middle) ** 2 for sample in later)
    rise = sum((sample.seconds - middle) * (sample.mib - height) for sample in later)
    return 60 * rise / spread if spread else 0.0
