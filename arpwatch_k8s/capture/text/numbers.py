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
    """The first numbers of connections, and what each side is to send next.

    tcpdump notes a connection's first numbers at the first segment with an ACK, and anew at a SYN with one. These, and
    all segments without an ACK, it prints as they are; of the others differences.
    """

    def __init__(self) -> None:
        self._first: dict[Key, tuple[int, int]] = {}
        self._next: dict[Key, int] = {}
        self._plain: bool | None = None
        """Whether all are printed as they are (-S); None until a handshake has told."""

    def read(self, one: Key, flags: int, seq: int | None, ack: int | None, length: int) -> tuple[int, int]:
        """Sequence and acknowledgment number of a segment from its printed ones; `one` is its source and destination.

        Where no sequence number is printed (no payload, nothing opened or closed), it is that of the next byte.
        """
        other: Key = (one[2], one[3], one[0], one[1])
        known = self._first.get(one)
        first = ack is not None and (known is None or bool(flags & SYN))
        if first:
            known = begun(self._next.get(one, 0) if seq is None else seq, ack or 0, flags)
            self._keep(one, other, known)
        if first or ack is None or known is None:
            number, acknowledged = self._next.get(one, 0) if seq is None else seq, ack or 0
        else:
            self._judge(ack, known[1])
            number = self._next.get(one, known[0] + 1) if seq is None else self._absolute(seq, known[0])
            acknowledged = self._absolute(ack, known[1])
        if seq is not None:
            self._next[one] = (number + length + bool(flags & SYN) + bool(flags & FIN)) % MODULUS
        return number % MODULUS, acknowledged

    def _judge(self, ack: int, first: int) -> None:
        """Take in what a segment of a known connection tells of how all are printed."""
        as_it_is, as_difference = abs(signed(ack - first)) < SMALL, ack < SMALL
        if as_it_is != as_difference:
            self._plain = as_it_is

    def _absolute(self, number: int, first: int) -> int:
        """A number that may be printed as it is, or as its difference to the first: whichever is nearer to it, where no
        handshake told."""
        if self._plain is None:
            return absolute(number, first)
        return number % MODULUS if self._plain else (first + number) % MODULUS

    def _keep(self, one: Key, other: Key, first: tuple[int, int]) -> None:
        """Note the first numbers of a connection, in place of those of the one noted longest ago."""
        if len(self._first) >= 2 * MOST:
            for key in list(self._first)[: MOST // 4]:
                self._first.pop(key, None)
                self._next.pop(key, None)
        self._first[one], self._first[other] = first, (first[1], first[0])


def begun(seq: int, ack: int, flags: int) -> tuple[int, int]:
    """What numbers of both sides are printed as differences to, from here on."""
    if not flags & SYN and max(seq, ack) < SMALL:
        return 0, 0
    return seq, (ack - 1) % MODULUS


def absolute(number: int, first: int) -> int:
    """A number that may be printed as it is, or as its difference to the first: whichever is nearer to it."""
    as_it_is = abs(signed(number - first))
    return number % MODULUS if as_it_is < abs(signed(number)) else (first + number) % MODULUS


def signed(number: int) -> int:
    """A difference of 32 bits."""
    return (number + HALF) % MODULUS - HALF
