"""Bytes to lines of bounded length, each with its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.capture.window import ReadInto

PIECE_BYTES: Final = 1 << 18
MOST_BYTES: Final = 1 << 20
"""Of one line; what is longer is payload, of which nothing is read. A line of JSON has all that a frame carried, more
than once."""


def pieces(read_into: ReadInto) -> Iterator[bytes]:
    """What a stream holds, as it comes."""
    memory = memoryview(bytearray(PIECE_BYTES))
    while got := read_into(memory):
        yield bytes(memory[:got])


def lines(read_into: ReadInto) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of each line, without its end."""
    number = 0
    left = b""
    for piece in pieces(read_into):
        *whole, left = (left + piece).split(b"\n")
        for line in whole:
            number += 1
            yield number, text(line)
        if len(left) > MOST_BYTES:  # only the front of a long line is ever looked at
            left = left[:MOST_BYTES]
    if left:
        yield number + 1, text(left)


def text(line: bytes) -> str:
    """A line as text: what is no UTF-8 stays harmless."""
    return line[:MOST_BYTES].rstrip(b"\r").decode("utf-8", "replace").replace("\0", "\ufffd")
