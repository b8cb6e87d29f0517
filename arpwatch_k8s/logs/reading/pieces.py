"""A file's bytes by blocks that end where lines do, in bounded memory whatever the file holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

BLOCK_BYTES: Final = 1 << 20
MOST_LINE: Final = 1 << 20
"""Of a longer line only so many bytes are looked at."""


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, cut behind ends of lines, or where it ends; lines that are too long without what is too much."""
    while block := file.read(BLOCK_BYTES):
        if block.endswith(b"\n"):
            yield block
            continue
        block += file.readline(MOST_LINE)
        start = block.rfind(b"\n", 0, -1) + 1
        if len(block) - start > MOST_LINE + 1 or not block.endswith(b"\n"):
            is_over = block.endswith(b"\n") or skip_line(file)
            block = block[: start + MOST_LINE].removesuffix(b"\n") + (b"\n" if is_over else b"")
        yield block


def skip_line(file: BinaryIO) -> bool:
    """Go behind the end of a line; whether there was one."""
    rest = b""
    while piece := file.readline(MOST_LINE):
        rest = piece
        if rest.endswith(b"\n"):
            break
    return rest.endswith(b"\n")


def text_lines(block: bytes) -> list[bytes]:
    """The lines of a block, without their ends, which may be Unix', Windows' or the Macintosh's."""
    return unix(block).removesuffix(b"\n").split(b"\n")


def unix(block: bytes) -> bytes:
    """A block whose lines end as Unix' do."""
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block
