"""TCP's numbers as tcpdump prints them: of what opens a connection as they are, of the rest as differences (tcpdump's
print-tcp.c; with -S all are as they are).

What stands for a connection's first numbers is kept as tcpdump keeps it, so that differences become numbers again. Of a
connection whose beginning was not printed they stay differences, which is consistent within it.
"""

from __future__ import annotations

from typing import Final

MODULUS: Final = 1 << 32
HALF: Final = 1 << 31
SMALL: Final = 1 << 24
"""Ours: below it, the first number of a connection that is not a SYN's is taken for a difference."""
MOST: Final = 1 << 16
"""Connections that are kept; of one that is pushed out the rest stays differences."""
FIN, SYN = 1, 2

Key = tuple[bytes, int, bytes, int]


class Numbers:
    """The first numbers of connections, and what each side is to send next."""

    def __init__(self) -> None:
        self._first: dict[Key, tuple[int, int]] = {}
        self._next: dict[Key, int] = {}

    def read(self, one: Key, flags: int, seq: int | None, ack: int | None, length: int) -> tuple[int, int]:
        """Sequence and acknowledgment number of a segment from its printed ones; `one` is its source and destination.

        Where no sequence number is printed (no payload, nothing opened or closed), it is that of the next byte.
        """
        other: Key = (one[2], one[3], one[0], one[1])
        known = self._first.get(one)
        if known is None or flags & SYN:
            known = begun(flags, seq, ack)
            self._keep(one, other, known)
        mine, theirs = known
        number = self._next.get(one, mine + 1) if seq is None else absolute(seq, mine)
        if seq is not None:
            self._next[one] = (number + length + bool(flags & SYN) + bool(flags & FIN)) % MODULUS
        return number % MODULUS, 0 if ack is None else absolute(ack, theirs)

    def _keep(self, one: Key, other: Key, first: tuple[int, int]) -> None:
        """Note the first numbers of a connection, in place of those of the one noted longest ago."""
        if len(self._first) >= 2 * MOST:
            for key in list(self._first)[: MOST // 4]:
                self._first.pop(key, None)
                self._next.pop(key, None)
        self._first[one], self._first[other] = first, (first[1], first[0])
        self._next.pop(one, None)


def begun(flags: int, seq: int | None, ack: int | None) -> tuple[int, int]:
    """What numbers of both sides are printed as differences to, from here on."""
    if flags & SYN:
        return seq or 0, ((ack or 0) - 1) % MODULUS
    if max(seq or 0, ack or 0) < SMALL:
        return 0, 0
    return seq or 0, ((ack or 1) - 1) % MODULUS


def absolute(number: int, first: int) -> int:
    """A number that may be printed as it is, or as its difference to the first: whichever is nearer to it."""
    as_it_is = abs(signed(number - first))
    return number % MODULUS if as_it_is < abs(signed(number)) else (first + number) % MODULUS


def signed(number: int) -> int:
    """A difference of 32 bits."""
    return (number + HALF) % MODULUS - HALF
