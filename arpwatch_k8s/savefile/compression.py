"""Compressed captures as streams of plain bytes, told by content and never by file name.

A `Stream` gives what can be decompressed, in order and in bounded pieces, and says afterwards how it ended: damage is
an ending, not an exception. Members that follow each other (gzip members, frames, streams) are read as one, zero
bytes after or between them are padding, skippable frames are skipped. One level is read: compression inside
compression is refused.

Each call of a decoder is given little (see `codec.py`) and asked for little (`OUTPUT_BYTES`), so that little is lost
before a broken place.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.codec import CODECS, FAULTS, Compression, Decoder, explain, tell
from arpwatch_k8s.savefile.raw import Breaks, Input, Raw, Skips, read_raw

OUTPUT_BYTES: Final = 32 << 10
HEAD_BYTES: Final = 6
SKIPPABLE: Final = frozenset(bytes([number, 0x2A, 0x4D, 0x18]) for number in range(0x50, 0x60))
SKIPPABLE_HEADER_BYTES: Final = 8


REFUSED: Final = {
    b"PK\x03\x04": ("a zip archive", "unzip"),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", "7z x"),
    b"\x1f\x9d": ("made with compress", "uncompress"),
    b"\x02\x21\x4c\x18": ("an lz4 file of the legacy format", "lz4 -d"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEnd:
    """How a compressed stream ended. Byte offsets are in the compressed file; None means that did not happen.

    cut_at: where the file ends inside a member; corrupt_at: the first byte of the piece that cannot be decoded;
    reason: what is wrong with it; trailing_at: where bytes begin that are no part of the compression.
    """

    cut_at: int | None = None
    corrupt_at: int | None = None
    reason: str | None = None
    trailing_at: int | None = None


class Stream:
    """The decompressed bytes of a source: `compression` names how it is compressed, `ended` how it came out."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._input = Input(partial(read_raw, raw))
        self._decoder: Decoder | None = None
        self._member_at = 0
        self._front = b""
        self._over = False
        self.ended = StreamEnd()
        self.compression = Compression.PLAIN
        while self._skip_frame():
            pass
        self.compression = tell(self._head())

    @property
    def used_bytes(self) -> int:
        """Bytes of the source that were used so far (not counted where it is plain)."""
        return self._input.at

    def close(self) -> None:
        """Close the source."""
        self._raw.close()

    def peek(self, most: int = HEAD_BYTES) -> bytes:
        """The first decompressed bytes, as many as tell what they are; to be asked before any are read."""
        while len(self._front) < most:
            piece = bytearray(most - len(self._front))
            got = self._read(memoryview(piece))
            if not got:
                break
            self._front += piece[:got]
        return self._front

    def read_into(self, view: memoryview) -> int:
        """Fill `view` as far as bytes are at hand, waiting for more only where there are none; 0 at the end."""
        if self._front:
            piece, self._front = self._front[: len(view)], self._front[len(view) :]
            view[: len(piece)] = piece
            return len(piece)
        return self._read(view)

    def skip(self, count: int) -> int:
        """Step over bytes that need not be read, of a source that allows it; how many that were."""
        if self.compression is not Compression.PLAIN or not isinstance(self._raw, Skips):
            return 0
        front = min(count, len(self._front))
        self._front = self._front[front:]
        held = min(count - front, self._input.have)
        self._input.use(held)
        return front + held + self._raw.skip(count - front - held)

    @property
    def broken(self) -> str:
        """How the source ended before its end; empty where it did not."""
        return self._raw.broken if isinstance(self._raw, Breaks) else ""

    def _read(self, view: memoryview) -> int:
        return self._copy(view) if self.compression is Compression.PLAIN else self._decompress(view)

    def _copy(self, view: memoryview) -> int:
        held = self._input.peek(len(view))
        if not held:
            return 0 if self._over else read_raw(self._raw, view)
        view[: len(held)] = held
        self._input.use(len(held))
        return len(held)

    def _decompress(self, view: memoryview) -> int:
        filled = 0
        while filled < len(view) and not self._over:
            if filled and not self._input.have and (self._decoder is None or self._decoder.needs_input):
                break
            if self._decoder is None:
                self._decoder = self._next_member()
            else:
                piece = self._step(self._decoder, len(view) - filled)
                view[filled : filled + len(piece)] = piece
                filled += len(piece)
        return filled

    def _step(self, decoder: Decoder, room: int) -> bytes:
        """What a little input gives, `room` bytes at most."""
        source, given = self._input, 0
        if decoder.needs_input:
            if not source.need(1):
                return self._end(StreamEnd(cut_at=source.at))
            given = CODECS[self.compression].step(source.at - self._member_at)
        try:
            piece = decoder.decompress(source.peek(given), min(room, OUTPUT_BYTES))
        except FAULTS as error:
            return self._end(StreamEnd(corrupt_at=source.at, reason=f"{self.compression}: {explain(error)}"))
        source.use(min(given, source.have))
        if decoder.eof:
            source.give_back(len(decoder.unused_data or b""))
            self._decoder = None
        return piece

    def _next_member(self) -> Decoder | None:
        """A decoder for the next member, None where there is none."""
        source, end = self._input, self._input.at
        while self._skip_frame() or self._skip_padding():
            pass
        if self._over:
            return None
        head, codec = self._head(), CODECS[self.compression]
        if head.startswith(codec.magic):
            self._member_at = source.at
            return codec.new()
        if not head:
            self._end(StreamEnd())
        elif codec.magic.startswith(head):
            self._end(StreamEnd(cut_at=source.at + len(head)))
        else:
            self._end(StreamEnd(trailing_at=end))
        return None

    def _head(self) -> bytes:
        """The source's next bytes, as many as tell what they are."""
        self._input.need(HEAD_BYTES)
        return bytes(self._input.peek(HEAD_BYTES))

    def _skip_frame(self) -> bool:
        """Step over a skippable frame, if one comes next."""
        if self.compression not in (Compression.PLAIN, Compression.ZSTD, Compression.LZ4):
            return False
        source = self._input
        if self._over or self._head()[:4] not in SKIPPABLE:
            return False
        if not source.need(SKIPPABLE_HEADER_BYTES):
            self._end(StreamEnd(cut_at=source.at + source.have))
            return False
        size = int.from_bytes(source.peek(SKIPPABLE_HEADER_BYTES)[4:], "little")
        if not source.skip(SKIPPABLE_HEADER_BYTES + size):
            self._end(StreamEnd(cut_at=source.at))
            return False
        return True

    def _skip_padding(self) -> bool:
        """Step over zero bytes, if any come next."""
        if self._over or not self._input.need(1):
            return False
        held = bytes(self._input.peek(self._input.have))
        zeros = len(held) - len(held.lstrip(b"\0"))
        self._input.use(zeros)
        return zeros > 0

    def _end(self, ended: StreamEnd) -> bytes:
        """That was all; no bytes."""
        self.ended, self._over = ended, True
        return b""


def open_stream(raw: Raw, *, name: str) -> Stream:
    """The decompressed bytes of a source, which is named `name` in errors.

    InputError: an archive or a compression that is not read, or compression inside compression.
    """
    stream = Stream(raw)
    head = stream.peek()
    for magic, (what, command) in REFUSED.items():
        if head.startswith(magic):
            raise InputError(f"{name}: {what}, which is not read", fix=f"Unpack it first: {command} {name}")
    if stream.compression is not Compression.PLAIN and tell(head) is not Compression.PLAIN:
        raise InputError(
            f"{name}: {tell(head)} inside {stream.compression}; one compression is read, not two",
            fix=f"Decompress it once, as {stream.compression}.",
        )
    return stream
