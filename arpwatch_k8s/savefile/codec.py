"""What each compression is: its first bytes, its decoder, and how much that is given at once.

A decoder that meets damage takes the output of its last call with it, so each call is given little (`STEP_BYTES` at
most, less while a member is young): so much at most is lost before a broken place.
"""

import bz2
import lzma
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import lz4.frame
import zstandard
from isal import igzip_lib

from arpwatch_k8s.savefile import zstd
from arpwatch_k8s.savefile.raw import CHUNK_BYTES

STEP_BYTES: Final = 16 << 10
FIRST_STEP_BYTES: Final = 16
MAX_XZ_BYTES: Final = 256 << 20
"""Memory that xz may ask for. xz -9 asks for 65 MiB, a hostile header for 4 GiB."""


class Compression(StrEnum):
    """How a file is compressed."""

    PLAIN = "plain"
    GZIP = "gzip"
    ZSTD = "zstd"
    XZ = "xz"
    LZ4 = "lz4"
    BZIP2 = "bzip2"


class Decoder(Protocol):
    """One member's decoder, as the standard library's bz2 and lzma have it."""

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        """At most `max_length` more bytes."""

    @property
    def eof(self) -> bool:
        """Whether the member's end was met."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes of what was given."""

    @property
    def unused_data(self) -> bytes | None:
        """What was given beyond the member's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """What a compression begins with, how a member is decoded, how much is given to the decoder at once.

    `step` is told how much of the member it had already.
    """

    magic: bytes
    new: Callable[[], Decoder]
    step: Callable[[int], int]


def growing(member_bytes: int) -> int:
    """Little at first, so that a small file that is damaged still gives most of what it holds."""
    return max(FIRST_STEP_BYTES, min(STEP_BYTES, member_bytes // 64))


def whole(_: int) -> int:
    """As much as there is: for a decoder that itself goes by blocks."""
    return CHUNK_BYTES


CODECS: Final = {
    Compression.GZIP: Codec(
        magic=b"\x1f\x8b\x08", new=lambda: igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP), step=growing
    ),
    Compression.ZSTD: Codec(magic=zstd.MAGIC, new=zstd.ZstdFrame, step=whole),
    Compression.XZ: Codec(
        magic=b"\xfd7zXZ\0", new=lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_XZ_BYTES), step=growing
    ),
    Compression.LZ4: Codec(magic=b"\x04\x22\x4d\x18", new=lz4.frame.LZ4FrameDecompressor, step=growing),
    Compression.BZIP2: Codec(magic=b"BZh", new=bz2.BZ2Decompressor, step=growing),
}
FAULTS: Final[tuple[type[Exception], ...]] = (
    igzip_lib.IsalError,  # type: ignore[assignment]  # its stub says that the class is an instance
    zstandard.ZstdError,
    lzma.LZMAError,
    RuntimeError,  # lz4
    OSError,  # bz2
    ValueError,
    EOFError,
)
"""What the decoders raise over broken data."""


def tell(head: bytes) -> Compression:
    """The compression of what begins with `head`, PLAIN where it is none that is read."""
    return next((kind for kind, codec in CODECS.items() if head.startswith(codec.magic)), Compression.PLAIN)


def explain(error: Exception) -> str:
    """What a decoder complains of, with a way out where it is ours to give."""
    if isinstance(error, lzma.LZMAError) and "limit" in str(error):
        return f"asks for more than the {MAX_XZ_BYTES >> 20} MiB of memory that are allowed (decompress it with xz -d)"
    return str(error) or type(error).__name__
