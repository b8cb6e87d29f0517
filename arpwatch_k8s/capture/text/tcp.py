"""A segment from its words: "Flags [S.], seq 1, ack 2, win 3, length 0"."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from typing import Final

from arpwatch_k8s.capture.text.numbers import Numbers
from arpwatch_k8s.capture.text.tokens import number

HEADER: Final = 20
FLAGS: Final = {"F": 1, "S": 2, "R": 4, "P": 8, ".": 16, "U": 32, "E": 64, "W": 128, "e": 256}
ACK: Final = 16
SEGMENT: Final = re.compile(
    r"Flags \[([^\]]{1,9})\](?:, ?cksum [^,]{0,60})?(?:, ?seq (\d{1,10})(?::(\d{1,10}))?)?(?:, ?ack (\d{1,10}))?"
    r"(?:, ?win (\d{1,10}))?"
)
LENGTH: Final = re.compile(r", length (\d{1,9})")


class Segment:
    """What is printed of a segment."""

    __slots__ = ("ack", "flags", "length", "seq", "window")

    def __init__(self, words: str) -> None:
        """ValueError: they tell of no segment."""
        found = SEGMENT.match(words)
        if found is None:
            raise ValueError("no segment")
        flags, seq, end, ack, window = found.groups()
        self.flags = bits_of(flags)
        self.seq = None if seq is None else number(seq)
        self.ack = None if ack is None else number(ack)
        self.window = number(window) & 0xFFFF
        size = LENGTH.search(words, found.end())
        if size is not None:
            self.length = min(number(size[1]), 0xFFFF)
        else:
            self.length = min((number(end) - (self.seq or 0)) % (1 << 32), 0xFFFF) if end else 0

    def header(self, source: tuple[bytes, int], target: tuple[bytes, int], numbers: Numbers) -> bytes:
        """Its header's bytes."""
        seq, ack = numbers.read((*source, *target), self.flags, self.seq, self.ack, self.length)
        return header(source[1], target[1], seq, ack, self.flags, self.window)


@lru_cache(1 << 10)
def bits_of(letters: str) -> int:
    """The flags that letters stand for."""
    return 0 if letters == "none" else sum(FLAGS.get(letter, 0) for letter in set(letters))


def header(sport: int, dport: int, seq: int, ack: int, flags: int, window: int = 0) -> bytes:
    """A header without options."""
    return struct.pack(">HHIIHHHH", sport, dport, seq, ack, 5 << 12 | flags & 0x1FF, window, 0, 0)
