"""Six hours of a VIP that serves, but for 75 s in them: a second node claims it and cannot be reached."""

from pathlib import Path
from typing import Final

from tests.savefiles import (
    MAC_A,
    MAC_B,
    NODE_A,
    NODE_B,
    NS,
    Timed,
    announcement,
    answer,
    arp,
    exchange,
    icmp,
    pcap,
    question,
    save,
    segment,
)

START: Final = 1_795_388_044 * NS
"""2026-11-22 22:54:04 UTC: six hours later is the next day."""
HOURS: Final = 6
EVERY: Final = 10
"""Seconds between connections."""
BEGIN: Final = START + 2 * 3600 * NS + 240 * NS
LASTS: Final = 75 * NS
END: Final = BEGIN + LASTS


def frames(*, hours: int = HOURS, begins: tuple[int, ...] = (BEGIN,)) -> list[Timed]:
    """All frames; `begins`: when incidents begin, ns UTC."""
    made: list[Timed] = [
        (START, announcement(MAC_A)),
        (START + NS, arp(1, MAC_A, NODE_A, "00:00:00:00:00:00", NODE_B)),
        (START + 2 * NS, arp(2, MAC_B, NODE_B, MAC_A, NODE_A, dst=MAC_A)),
    ]
    for number in range(1, hours * 3600 // EVERY):
        time = START + number * EVERY * NS
        if number % 30 == 0:
            made += [(time - NS, question()), (time - NS + 1_000_000, answer(MAC_A))]
        made += attempt(time, number, failing=any(begin <= time <= begin + LASTS for begin in begins))
    for begin in begins:
        made += [(begin + n * NS, announcement(MAC_B)) for n in (0, 1, 2)]
        made += [(begin + LASTS + n * NS, announcement(MAC_A)) for n in (0, 1, 2)]
    return sorted(made, key=lambda item: item[0])


def attempt(time: int, number: int, *, failing: bool) -> list[Timed]:
    """A connection that goes well, or one that the other node says is unreachable."""
    port = 20_000 + number % 40_000
    if not failing:
        return exchange(time, port)
    return [
        (time, segment("S", port=port, seq=1000, to=MAC_B)),
        (time + 3_000_000, icmp(3, 1, port=port, seq=1000, mac=MAC_B, source=NODE_B)),
    ]


def write(path: Path, *, hours: int = HOURS, begins: tuple[int, ...] = (BEGIN,)) -> str:
    """The capture as a file; its path."""
    return save(path, pcap(frames(hours=hours, begins=begins)))
