"""Realistic proxy traffic of any size: short connections to a VIP and to other addresses, and some control frames."""

import struct
from pathlib import Path

import numpy as np

from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, question, segment

SEGMENT_BYTES = 1448
DATA_SEGMENTS = 24
RECORD_HEADER = 16
FILE_HEADER = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1)
OTHER_ADDRESS = bytes((198, 51, 100, 7))


def connection() -> list[bytes]:
    """The frames of one connection: handshake, request, answer in full segments, FINs."""
    syn, synack, server_fin, client_fin = (frame for _, frame in exchange(0, 1024))
    request = segment("PA", port=1024, seq=1001, data=b"r" * 300)
    data = [segment("A", port=1024, seq=9001, server=True, data=b"d" * SEGMENT_BYTES)] * DATA_SEGMENTS
    acks = [segment("A", port=1024, seq=1301)] * (DATA_SEGMENTS // 2)
    return [syn, synack, request, *data, *acks, server_fin, client_fin]


def records(frames: list[bytes]) -> tuple[np.ndarray, list[int]]:
    """pcap records in a row, and where each begins."""
    out, starts = b"", []
    for frame in frames:
        starts.append(len(out))
        out += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
    return np.frombuffer(out, np.uint8), starts


def write(path: Path, megabytes: int, *, vip_share: float = 0.5) -> int:
    """Write about so many megabytes; how many frames that is. `vip_share` of the connections are the VIP's."""
    frames = connection()
    template, starts = records(frames)
    count = max(1, megabytes * 1_000_000 // len(template))
    block = np.tile(template, (count, 1))
    numbers = np.arange(count)
    others = numbers % 100 >= vip_share * 100
    for index, start in enumerate(starts):
        at = start + RECORD_HEADER
        times = numbers * 1_000_000 + index * 20_000
        block[:, start : start + 4] = (1_700_000_000 + times // NS).astype("<u4").view(np.uint8).reshape(-1, 4)
        block[:, start + 4 : start + 8] = (times % NS).astype("<u4").view(np.uint8).reshape(-1, 4)
        from_server = frames[index][26:30] == bytes(map(int, VIP.split(".")))
        port, address, client = (36, 26, 30) if from_server else (34, 30, 26)
        block[:, at + port : at + port + 2] = (1024 + numbers % 60_000).astype(">u2").view(np.uint8).reshape(-1, 2)
        block[:, at + client + 3] = numbers // 60_000 % 250 + 1
        block[np.ix_(others, range(at + address, at + address + 4))] = np.frombuffer(OTHER_ADDRESS, np.uint8)
    control, _ = records([announcement(MAC_A), question()])
    control = control.copy()
    control[:4] = np.frombuffer(struct.pack("<I", 1_700_000_000), np.uint8)
    control[58:62] = control[:4]
    with path.open("wb") as stream:
        stream.write(FILE_HEADER)
        stream.write(control.tobytes())
        block.tofile(stream)
    return int(count * len(frames) + 2)
