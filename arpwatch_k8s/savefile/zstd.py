"""One zstd frame, decoded block by block (RFC 8878 section 3.1.1).

The zstandard package decodes all that it is given at once, and four bytes may stand for 128 KiB. Given one block at a
time it never makes more than that, what stands before a broken block is kept, and a frame that is cut short is told
from one that ends.
"""

from enum import Enum, auto
from typing import Final

import zstandard

MAGIC: Final = b"\x28\xb5\x2f\xfd"
MAX_WINDOW_BYTES: Final = 128 << 20
"""Largest window that a frame may ask for: what the zstd command allows without --long=28 and above."""

MAX_BLOCK_BYTES: Final = 128 << 10
SHORTEST_HEADER_BYTES: Final = 6
BLOCK_HEADER_BYTES: Final = 3
CHECKSUM_BYTES: Final = 4
RUN_LENGTH_BLOCK, RESERVED_BLOCK = 1, 3


class Part(Enum):
    """What comes next in a frame."""

    HEADER = auto()
    BLOCK = auto()
    CHECKSUM = auto()
    NOTHING = auto()


class ZstdFrame:
    """Used like bz2.BZ2Decompressor: feed while `needs_input`, until `eof`.

    Raises zstandard.ZstdError where the frame is broken or asks for what is not given.
    """

    def __init__(self) -> None:
        self.eof = False
        self.needs_input = True
        self.unused_data = b""
        self._decoder = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).decompressobj()
        self._held = bytearray()
        self._ready = b""
        self._next = Part.HEADER
        self._checksum = False

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        """At most `max_length` bytes of what `data` and what was given before it hold."""
        self._held += data
        if not self._ready:
            part = self._take()
            self.needs_input = not part
            if part:
                self._ready = self._decoder.decompress(part)
        out, self._ready = self._ready[:max_length], self._ready[max_length:]
        if self._next is Part.NOTHING and not self._ready:
            self.eof, self.needs_input, self.unused_data = True, False, bytes(self._held)
        return out

    def _take(self) -> bytes:
        """The next part of the frame, as soon as all of it is there."""
        size = self._size()
        if size is None or len(self._held) < size:
            return b""
        part = bytes(self._held[:size])
        del self._held[:size]
        self._next = self._after(part)
        return part

    def _size(self) -> int | None:
        """The size of the next part; None while its own header is not there yet."""
        match self._next:
            case Part.HEADER if len(self._held) >= SHORTEST_HEADER_BYTES:
                return zstandard.frame_header_size(self._held)
            case Part.BLOCK if len(self._held) >= BLOCK_HEADER_BYTES:
                return block_size(self._held)
            case Part.CHECKSUM:
                return CHECKSUM_BYTES
            case _:
                return None

    def _after(self, part: bytes) -> Part:
        """What comes after a part."""
        if self._next is Part.HEADER:
            self._checksum = checked_header(part).has_checksum
            return Part.BLOCK
        if self._next is Part.BLOCK and not part[0] & 1:
            return Part.BLOCK
        return Part.CHECKSUM if self._next is Part.BLOCK and self._checksum else Part.NOTHING


def block_size(held: bytearray) -> int:
    """Size of the block at the front, header included."""
    header = int.from_bytes(held[:BLOCK_HEADER_BYTES], "little")
    kind, size = header >> 1 & 3, header >> 3
    if kind == RESERVED_BLOCK or size > MAX_BLOCK_BYTES:
        raise zstandard.ZstdError(f"a block of type {kind} and {size} bytes, which cannot be")
    return BLOCK_HEADER_BYTES + (1 if kind == RUN_LENGTH_BLOCK else size)


def checked_header(header: bytes) -> zstandard.FrameParameters:
    """What a frame's header says; ZstdError where it asks for a dictionary or for too large a window."""
    frame = zstandard.get_frame_parameters(header)
    if frame.dict_id:
        raise zstandard.ZstdError(f"made with dictionary {frame.dict_id}, which is not here")
    if frame.window_size > MAX_WINDOW_BYTES:
        raise zstandard.ZstdError(
            f"made with a window of {frame.window_size >> 20} MiB, {MAX_WINDOW_BYTES >> 20} MiB are allowed "
            "(decompress it with zstd -d --long=31)"
        )
    return frame
