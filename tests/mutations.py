"""Broken captures: small ones of every container, with bytes flipped, cut, doubled and overwritten, from a seed."""

import random
from collections.abc import Iterator

from tests.savefiles import (
    MAC_A,
    NS,
    announcement,
    answer,
    enhanced,
    exchange,
    icmp,
    interface,
    pcap,
    pcapng,
    question,
    section,
    segment,
    statistics,
)

FRAMES = [
    (0, question()),
    (1, answer(MAC_A)),
    (2, announcement(MAC_A)),
    *exchange(NS, 40000),
    (2 * NS, segment("S", port=40001, seq=5)),
    (5 * NS, icmp(3, 1, port=40001, seq=5)),
    (5 * NS + 1, icmp(5, 1, port=40001, seq=5)),
    *exchange(6 * NS, 40002),
]
PACKETS = b"".join(enhanced(time, frame) for time, frame in FRAMES)
SEEDS = {
    "pcap": pcap(FRAMES),
    "pcap big": pcap(FRAMES, big=True, nano=False),
    "pcapng": pcapng(FRAMES),
    "pcapng of two sections": section() + interface() + interface(linktype=101) + PACKETS + statistics(drops=1)
    + section(big=True) + interface(big=True) + enhanced(9, announcement(MAC_A), big=True),
}  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One broken variant."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out))
        match chance.randrange(6):
            case 0:
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                out[at : at + 4] = chance.randbytes(4)
            case 3:
                del out[at : at + chance.randint(1, 40)]
            case 4:
                out[at:at] = out[at : at + chance.randint(1, 60)]
            case _:
                del out[max(at, 24) :]
        if not out:
            return b""
    return bytes(out)


def variants(name: str, count: int, seed: int) -> Iterator[bytes]:
    """`count` broken variants of one container."""
    chance = random.Random(f"{name}{seed}")
    for _ in range(count):
        yield mutated(SEEDS[name], chance)
