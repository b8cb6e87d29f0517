"""Realistic traffic of a reverse proxy, any amount of it: the same bytes for the same arguments.

Some thousand connections are laid out once, interleaved in time as they are on a wire: short ones, and kept-alive ones
whose requests come with pauses; answers in full segments, acknowledged every second one; and a few per mille of control
frames. This block is then written again and again with times, ports and client addresses moved on. What runs over the
end of the block's time belongs to the block before, so that connections overlap everywhere and the capture begins in
the middle of some.
"""

import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.savefiles import MAC_A, NS, VIP, announcement, question

VIP_BYTES = bytes(map(int, VIP.split(".")))
BACKENDS = [bytes((198, 51, 100, number)) for number in range(10, 30)]
PROXY_MAC, NODE_MAC = bytes.fromhex("525400000001"), bytes.fromhex("52540000000a")
SEGMENT_BYTES, PORTS, FIRST_PORT = 1448, 60_000, 1024
FIN, SYN, PSH, ACK = 1, 2, 8, 16
ROUND_TRIP_NS, WIRE_NS, BLOCK_NS = 300_000, 12_000, 2 * NS
START_S = 1_700_000_000
CONNECTIONS = 4096
KEPT_ALIVE, REQUESTS, PAUSE_NS = 0.1, (3, 8), 300_000_000
CONTROL = 0.003
WORDS = 4000

PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)
PCAPNG_HEADER = (
    struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    + struct.pack("<IIHHI", 1, 32, 1, 0, 262144)
    + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0)
    + struct.pack("<I", 32)
)


@dataclass(frozen=True)
class Written:
    """What a generated capture holds."""

    frames: int
    connections: int
    vip_connections: int


@dataclass
class Block:
    """Frames of a block: time in it, bytes, connection (-1: none), whether from the client, whether it ran over."""

    frames: list[tuple[int, bytes, int, bool, bool]] = field(default_factory=list)

    def add(self, time: int, frame: bytes, connection: int = -1, *, from_client: bool = True) -> None:
        self.frames.append((time % BLOCK_NS, frame, connection, from_client, time >= BLOCK_NS))


def segment(server: bytes, flags: int, seq: int, ack: int, data: bytes, *, from_client: bool) -> bytes:
    """An Ethernet frame; the client's address and port are filled in when it is written."""
    client, port = bytes((10, 0, 0, 0)), 0
    macs = NODE_MAC + PROXY_MAC if from_client else PROXY_MAC + NODE_MAC
    addresses = client + server if from_client else server + client
    ports = (port, 443) if from_client else (443, port)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(data), 0, 0x4000, 64, 6, 0) + addresses
    return macs + b"\x08\x00" + ip + struct.pack(">HHIIBBHHH", *ports, seq, ack, 0x50, flags, 501, 0, 0) + data


def text(rng: random.Random) -> list[bytes]:
    """Payloads that compress as web pages do."""
    letters = b"abcdefghijklmnopqrstuvwxyz0123456789<>/="
    words = [bytes(rng.choices(letters, k=rng.randint(2, 12))) for _ in range(WORDS)]
    return [b" ".join(rng.choices(words, k=400))[:SEGMENT_BYTES] for _ in range(200)]


def connect(block: Block, number: int, server: bytes, segments: float, rng: random.Random, pages: list[bytes]) -> None:
    """One connection from SYN to the last ACK."""
    time, client, other = rng.randrange(BLOCK_NS), rng.getrandbits(32), rng.getrandbits(32)

    def send(flags: int, data: bytes = b"", *, from_client: bool) -> None:
        nonlocal client, other
        mine, theirs = (client, other) if from_client else (other, client)
        ack = theirs if flags & ACK else 0
        frame = segment(server, flags, mine, ack, data, from_client=from_client)
        block.add(time, frame, number, from_client=from_client)
        used = (len(data) + (flags & (SYN | FIN) != 0)) & 0xFFFFFFFF
        if from_client:
            client = (client + used) & 0xFFFFFFFF
        else:
            other = (other + used) & 0xFFFFFFFF

    send(SYN, from_client=True)
    time += ROUND_TRIP_NS
    send(SYN | ACK, from_client=False)
    send(ACK, from_client=True)
    requests = rng.randint(*REQUESTS) if rng.random() < KEPT_ALIVE else 1
    for request in range(requests):
        time += rng.randrange(1, PAUSE_NS // 4) if request else WIRE_NS
        send(PSH | ACK, rng.choice(pages)[:300], from_client=True)
        time += ROUND_TRIP_NS
        count = max(1, min(60, round(rng.expovariate(1 / segments))))
        for part in range(count):
            time += WIRE_NS
            last = part == count - 1
            send(PSH | ACK if last else ACK, rng.choice(pages)[: 700 if last else None], from_client=False)
            if part % 2 or last:
                send(ACK, from_client=True)
    time += WIRE_NS
    send(FIN | ACK, from_client=False)
    time += ROUND_TRIP_NS
    send(FIN | ACK, from_client=True)
    send(ACK, from_client=False)


def control_frame(rng: random.Random) -> bytes:
    """A frame of the kinds that are evidence by themselves."""
    vrrp = struct.pack(">BBBBBBH4s8x", 0x21, 51, 100, 1, 0, 1, 0, VIP_BYTES)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(vrrp), 0, 0, 255, 112, 0, BACKENDS[0], bytes((224, 0, 0, 18)))
    advert = bytes.fromhex("01005e000012") + NODE_MAC + b"\x08\x00" + ip + vrrp
    return rng.choice([announcement(MAC_A), question(), advert])


def laid_out(segments: float, vip_share: float) -> tuple[Block, int]:
    """A block, and how many of its connections are the VIP's."""
    rng = random.Random(4)
    block, pages, of_vip = Block(), text(rng), 0
    for number in range(CONNECTIONS):
        to_vip = number % 100 < vip_share * 100
        of_vip += to_vip
        connect(block, number, VIP_BYTES if to_vip else rng.choice(BACKENDS), segments, rng, pages)
    for _ in range(int(len(block.frames) * CONTROL)):
        block.add(rng.randrange(BLOCK_NS), control_frame(rng))
    block.frames.sort(key=lambda frame: frame[0])
    return block, of_vip


def record(frame: bytes, *, pcapng: bool) -> bytes:
    """A frame in its record, without a time."""
    if not pcapng:
        return struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
    padded = frame + bytes(-len(frame) % 4)
    length = 32 + len(padded)
    return struct.pack("<IIIIIII", 6, length, 0, 0, 0, len(frame), len(frame)) + padded + struct.pack("<I", length)


class Template:
    """A block as bytes, and where in them stands what moves on from block to block."""

    def __init__(self, block: Block, *, pcapng: bool) -> None:
        self.pcapng = pcapng
        records = [record(frame, pcapng=pcapng) for _, frame, *_ in block.frames]
        self.ends = np.cumsum([len(data) for data in records])
        starts = np.concatenate([[0], self.ends])[:-1]
        self.bytes = np.frombuffer(b"".join(records), np.uint8)
        self._times = np.array([frame[0] for frame in block.frames], np.int64)
        self._time_at = starts + (12 if pcapng else 0)
        connection = np.array([frame[2] for frame in block.frames])
        client = np.array([frame[3] for frame in block.frames])
        tcp = connection >= 0
        head = starts[tcp] + (28 if pcapng else 16)
        self._address_at = head + np.where(client[tcp], 26, 30)
        self._port_at = head + np.where(client[tcp], 34, 36)
        self._connection = connection[tcp]
        self._over = np.array([frame[4] for frame in block.frames])[tcp]

    def at(self, number: int) -> NDArray[np.uint8]:
        """The block's bytes, moved on so many times."""
        out: NDArray[np.uint8] = self.bytes.copy()
        times = self._times + START_S * NS + number * BLOCK_NS
        halves = (times >> 32, times & 0xFFFFFFFF) if self.pcapng else (times // NS, times % NS)
        for at, half in zip((self._time_at, self._time_at + 4), halves, strict=True):
            for byte in range(4):
                out[at + byte] = half >> 8 * byte & 0xFF
        ids = (number - self._over) * CONNECTIONS + self._connection + CONNECTIONS
        ports, clients = FIRST_PORT + ids % PORTS, ids // PORTS
        for byte in range(2):
            out[self._port_at + byte] = ports >> 8 * (1 - byte) & 0xFF
        for byte in range(1, 4):
            out[self._address_at + byte] = clients >> 8 * (3 - byte) & 0xFF
        return out


def write(
    path: Path, megabytes: float, *, vip_share: float = 0.5, segments: float = 3, pcapng: bool = False
) -> Written:
    """Write about so many megabytes, at least one block; `segments` is the mean of an answer's."""
    block, of_vip = laid_out(segments, vip_share)
    template = Template(block, pcapng=pcapng)
    count = max(1, round(megabytes * 1e6 / len(template.bytes)))
    with path.open("wb") as stream:
        stream.write(PCAPNG_HEADER if pcapng else PCAP_HEADER)
        for number in range(count):
            template.at(number).tofile(stream)
    return Written(count * len(block.frames), count * CONNECTIONS, count * of_vip)
