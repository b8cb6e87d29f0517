"""Storms: captures of one kind of trouble, over and over, any number of frames; the same bytes for the same number.

All frames of a storm are of one length, so a capture is one array of records, each with its header.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.benchmarks.traffic import NODE_MAC, PCAP_HEADER, PROXY_MAC, START_S, VIP_BYTES
from tests.savefiles import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRAME_BYTES: Final = 60
RECORD: Final = ("seconds", "ns", "captured", "length")
"""The header of a record, four bytes each."""
CLAIMANTS: Final = 200
"""Hosts that claim the VIP in a storm of claims."""
MS: Final = 1_000_000
SPOOFER_MAC, RIVAL_MAC = bytes.fromhex("525400000066"), bytes.fromhex("52540000000b")
PROXY, NODE = bytes((192, 0, 2, 10)), bytes((192, 0, 2, 21))
SYN, SYN_ACK, FIN_ACK, RST_ACK = 0x02, 0x12, 0x11, 0x14
SPORT, DPORT, SEQ, ACK = slice(34, 36), slice(36, 38), slice(38, 42), slice(42, 46)
"""Where a segment behind Ethernet and IPv4 has them."""
QUOTED_SPORT, QUOTED_SEQ = slice(62, 64), slice(66, 70)
"""The same of a segment that an ICMP error quotes."""
FIRST_PORT, PORTS = 1024, 60_000
SHORT = ((SYN, True), (SYN_ACK, False), (FIN_ACK, True), (FIN_ACK, False))
"""A connection that goes well, in as few frames as it can: flags, and whether from the client."""


@dataclass(frozen=True)
class Storm:
    """One kind of trouble."""

    name: str
    """What it is, in a few words."""
    make: Callable[[int], NDArray[Any]]
    """So many frames of it."""
    frames: int = 1_000_000
    """How many the benchmark has."""


def arp(operation: int, mac: bytes, address: bytes, to_mac: bytes, target: bytes, *, to: bytes = b"\xff" * 6) -> bytes:
    """An ARP frame."""
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation) + mac + address + to_mac + target
    return (to + mac + b"\x08\x06" + body).ljust(FRAME_BYTES, b"\0")


def segment(flags: int, *, from_client: bool) -> bytes:
    """A TCP segment between the proxy and the VIP; ports and numbers are filled in later."""
    macs = NODE_MAC + PROXY_MAC if from_client else PROXY_MAC + NODE_MAC
    addresses = PROXY + VIP_BYTES if from_client else VIP_BYTES + PROXY
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0x4000, 64, 6, 0) + addresses
    tcp = struct.pack(">HHIIBBHHH", 443, 443, 1000, 0, 0x50, flags, 501, 0, 0)
    return (macs + b"\x08\x00" + ip + tcp).ljust(FRAME_BYTES, b"\0")


def records(frames: NDArray[np.uint8], every_ns: int) -> NDArray[Any]:
    """Frames at even distances."""
    size = frames.shape[1]
    made = np.zeros(len(frames), [*((name, "<u4") for name in RECORD), ("frame", "u1", size)])
    time = np.arange(len(frames)) * every_ns
    made["seconds"], made["ns"] = START_S + time // NS, time % NS
    made["captured"] = made["length"] = size
    made["frame"] = frames
    return made


def repeated(n: int, *templates: bytes) -> NDArray[np.uint8]:
    """So many frames, each template in its turn."""
    each = np.frombuffer(b"".join(templates), np.uint8).reshape(len(templates), -1)
    return each[np.arange(n) % len(templates)]


def claims(n: int) -> NDArray[Any]:
    """Many hosts announce the VIP, one after the other."""
    frames = repeated(n, *(announced(bytes.fromhex(f"5254000001{number:02x}")) for number in range(CLAIMANTS)))
    return records(frames, MS)


def announced(mac: bytes) -> bytes:
    """A gratuitous request for the VIP."""
    return arp(1, mac, VIP_BYTES, b"\xff" * 6, VIP_BYTES)


def flapping(n: int) -> NDArray[Any]:
    """Two nodes announce the VIP by turns: the owner is another at every frame."""
    return records(repeated(n, announced(NODE_MAC), announced(RIVAL_MAC)), MS)


def spoofing(n: int) -> NDArray[Any]:
    """A host tells the proxy, 200 times a second, that the VIP is here; the proxy asks and the owner answers."""
    lie = arp(2, SPOOFER_MAC, VIP_BYTES, PROXY_MAC, PROXY, to=PROXY_MAC)
    asked = arp(1, PROXY_MAC, PROXY, bytes(6), VIP_BYTES)
    answered = arp(2, NODE_MAC, VIP_BYTES, PROXY_MAC, PROXY, to=PROXY_MAC)
    return records(repeated(n, *[lie] * 18, asked, answered), 5 * MS)


def unanswered(n: int) -> NDArray[Any]:
    """Connections are asked for and nobody answers."""
    frames = repeated(n, segment(SYN, from_client=True))
    number = np.arange(n)
    put(frames, SPORT, FIRST_PORT + number % PORTS)
    put(frames, SEQ, 1000 + number // PORTS * 100_000)
    return with_owner(frames, MS // 10)


def refused(n: int) -> NDArray[Any]:
    """Connections are asked for and each is refused by the owner."""
    frames = repeated(n, segment(SYN, from_client=True), segment(RST_ACK, from_client=False))
    number = np.arange(n) // 2
    port, seq = FIRST_PORT + number % PORTS, 1000 + number // PORTS * 100_000
    put(frames[0::2], SPORT, port[0::2])
    put(frames[0::2], SEQ, seq[0::2])
    put(frames[1::2], DPORT, port[1::2])
    put(frames[1::2], ACK, seq[1::2] + 1)
    return with_owner(frames, MS // 10)


def unreachable(n: int) -> NDArray[Any]:
    """Connections are asked for, and each is told that there is no way, by the owner."""
    syn = segment(SYN, from_client=True)
    quoted = syn[14:34][:8] + b"\x3f" + syn[14:34][9:] + syn[34:42]
    head = struct.pack(">BBHHHBBH", 0x45, 0, 56, 0, 0x4000, 64, 1, 0) + NODE + PROXY
    told = PROXY_MAC + NODE_MAC + b"\x08\x00" + head + struct.pack(">BBHI", 3, 1, 0, 0) + quoted
    frames = repeated(n, syn.ljust(len(told), b"\0"), told)
    number = np.arange(n) // 2
    put(frames[0::2], SPORT, FIRST_PORT + number[0::2] % PORTS)
    put(frames[0::2], SEQ, 1000 + number[0::2] // PORTS * 100_000)
    put(frames[1::2], QUOTED_SPORT, FIRST_PORT + number[1::2] % PORTS)
    put(frames[1::2], QUOTED_SEQ, 1000 + number[1::2] // PORTS * 100_000)
    return with_owner(frames, MS // 10)


def by_turns(n: int) -> NDArray[Any]:
    """Each connection is served by another node than the one before."""
    frames = repeated(n, *[segment(flags, from_client=client) for flags, client in SHORT] * 2)
    number = np.arange(n) // len(SHORT)
    kind = np.arange(n) % len(SHORT)
    client = np.array([one for _, one in SHORT])[kind]
    seq, ack = (np.array(numbers)[kind] for numbers in ((1000, 5000, 1001, 5001), (0, 1001, 5001, 1002)))
    put(frames[client], SPORT, FIRST_PORT + number[client] % PORTS)
    put(frames[~client], DPORT, FIRST_PORT + number[~client] % PORTS)
    put(frames, SEQ, seq + number // PORTS * 100_000 * client)
    put(frames, ACK, ack + number // PORTS * 100_000 * ~client)
    rival = np.frombuffer(RIVAL_MAC, np.uint8)
    frames[client & (number % 2 == 1), 0:6] = rival
    frames[~client & (number % 2 == 1), 6:12] = rival
    return with_owner(frames, MS // 10)


def with_owner(frames: NDArray[np.uint8], every_ns: int) -> NDArray[Any]:
    """Frames behind an announcement of the owner."""
    announcement = announced(NODE_MAC).ljust(frames.shape[1], b"\0")
    return records(np.concatenate([repeated(2, announcement), frames]), every_ns)


def slow_flapping(n: int) -> NDArray[Any]:
    """Two nodes announce the VIP by turns, so slowly that each time is a move of its own."""
    return records(repeated(n, announced(NODE_MAC), announced(RIVAL_MAC)), 11 * NS)


def fights(n: int) -> NDArray[Any]:
    """Two nodes announce the VIP by turns for a second, again and again: each time is a fight of its own."""
    made = records(repeated(n, announced(NODE_MAC), announced(RIVAL_MAC)), NS // 4)
    made["seconds"] += (np.arange(n) // 5 * 12).astype(np.uint32)
    return made


def put(frames: NDArray[np.uint8], where: slice, numbers: NDArray[np.int64]) -> None:
    """Write a number into each frame, in network order."""
    size = where.stop - where.start
    frames[:, where] = numbers.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 4 - size :]


STORMS: Final = (
    Storm("claims by 200 hosts", claims),
    Storm("another owner at every frame", flapping),
    Storm("a spoofer's replies for 60 s", spoofing, 12_000),
    Storm("a spoofer's replies", spoofing),
    Storm("attempts that nobody answers", unanswered),
    Storm("attempts that are refused", refused),
    Storm("attempts without a way", unreachable),
    Storm("served by turns", by_turns),
    Storm("a move every 11 s", slow_flapping, 20_000),
    Storm("fights of a second", fights, 20_000),
)


def write_storm(path: Path, storm: Storm, frames: int) -> None:
    """Write a capture of so many frames."""
    path.write_bytes(PCAP_HEADER + storm.make(frames).tobytes())
