"""Comments put on packet blocks that are there already, one after the other in memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

from arpwatch_k8s.savefile.writer import END_OF_OPTIONS, commented


def with_comments(blocks: bytes, comments: Mapping[int, Sequence[str]]) -> Iterator[bytes]:
    """The same bytes in pieces, with comments on some packets, by their place among them, from 0. The blocks are little
    endian, one a packet, and have no options."""
    start = at = 0
    for place in range(max(comments, default=-1) + 1):
        (length,) = struct.unpack_from("<I", blocks, at + 4)
        if place in comments:
            options = commented(comments[place]) + END_OF_OPTIONS
            longer = struct.pack("<I", length + len(options))
            yield blocks[start : at + 4] + longer
            yield blocks[at + 8 : at + length - 4] + options + longer
            start = at + length
        at += length
    yield blocks[start:]
