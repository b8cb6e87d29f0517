"""A file's bytes by blocks that end where lines do, in bounded memory whatever the file holds, or as a whole.

What is written to a file while it is read is left: a program that writes faster than this reads has no end.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final

from arpwatch_k8s.errors import InputError

BLOCK_BYTES: Final = 1 << 20
MOST_LINE: Final = 1 << 20
"""Of a longer line only so many bytes are looked at."""
MOST_WHOLE: Final = 1 << 28
"""What is read as a whole takes several times its bytes of memory."""


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, cut behind ends of lines, or where it ends; lines that are too long without what is too much."""
    end = size(file)
    while block := file.read(min(BLOCK_BYTES, end - file.tell())):
        if block.endswith(b"\n"):
            yield block
            continue
        block += file.readline(min(MOST_LINE, end - file.tell()))
        start = block.rfind(b"\n", 0, -1) + 1
        if len(block) - start > MOST_LINE + 1 or not block.endswith(b"\n"):
            is_over = block.endswith(b"\n") or skip_line(file, end)
            block = block[: start + MOST_LINE].removesuffix(b"\n") + (b"\n" if is_over else b"")
        yield block


def skip_line(file: BinaryIO, end: int) -> bool:
    """Go behind the end of a line, at most to an end of the file; whether there was one."""
    rest = b""
    while piece := file.readline(min(MOST_LINE, end - file.tell())):
        rest = piece
        if rest.endswith(b"\n"):
            break
    return rest.endswith(b"\n")


def size(file: BinaryIO) -> int:
    """How many bytes an open file has now."""
    at = file.tell()
    end = file.seek(0, SEEK_END)
    file.seek(at)
    return end


def whole(path: Path, most: int = MOST_WHOLE) -> bytes:
    """All of a file. InputError: it has more bytes than `most`."""
    with path.open("rb") as file:
        end = size(file)
        if end > most:
            raise InputError(
                f"{path}: larger than {most >> 20} MiB, and read as a whole", fix="Cut it to the time of the capture."
            )
        return file.read(end)


def text_lines(block: bytes) -> list[bytes]:
    """The lines of a block, without their ends, which may be Unix', Windows' or the Macintosh's."""
    return unix(block).removesuffix(b"\n").split(b"\n")


def unix(block: bytes) -> bytes:
    """A block whose lines end as Unix' do."""
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block
