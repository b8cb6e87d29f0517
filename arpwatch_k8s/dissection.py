"""One frame as Wireshark dissects it, through pyshark, or as it was printed: for whoever doubts what was read here."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice, takewhile
from typing import Final

import pyshark
from pyshark.capture.capture import TSharkCrashException
from pyshark.packet.packet import Packet

from arpwatch_k8s.capture.sources import Source, find, open_source
from arpwatch_k8s.capture.text.lines import lines as text_lines
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.savefile.codec import Compression

COPY_BYTES: Final = 1 << 20
MOST_LINES: Final = 200
"""Below the first line of a frame that was printed: more than a hexdump of a long one takes."""


def dissect(path: str, number: int) -> str:
    """The frame's layers and fields, a line each.

    UsageError: tshark is missing, or the capture has no such frame. InputError: it is no capture, or tshark cannot
    read it.
    """
    if number < 1:
        raise UsageError(f"there is no frame {number}", fix="Frames are numbered from 1, as Wireshark numbers them.")
    (source,) = find([path]).sources
    if source.printed is not None:
        return as_printed(source, number)
    if shutil.which("tshark") is None:
        raise UsageError("show needs tshark, which is not installed", fix="apt-get install tshark")
    with plain_copy(source) as readable_path:
        return dissect_file(readable_path, path, number)


def as_printed(source: Source, number: int) -> str:
    """The line by which a frame that was printed is cited, and the lines below it that belong to it: those further
    indented.

    UsageError: there are fewer lines.
    """
    with closing(open_source(source)) as stream:
        rest = (text for line, text in text_lines(stream.read_into) if line >= number)
        first = next(rest, None)
        if first is None:
            raise UsageError(f"{source.path} has no line {number}", fix="Frames that were printed are cited by line.")
        more = takewhile(lambda text: indentation(text) > indentation(first), rest)
        return "\n".join([first, *islice(more, MOST_LINES)]) + "\n"


def indentation(text: str) -> int:
    """How far a line is indented; of an empty one, not at all."""
    return len(text) - len(text.lstrip())


@contextmanager
def plain_copy(source: Source) -> Iterator[str]:
    """A path that tshark can read: the source itself, or a temporary copy, decompressed, of what is compressed or
    piped.

    InputError: it cannot be opened.
    """
    if source.compression is Compression.PLAIN:
        yield source.path
        return
    with (
        closing(open_source(source)) as stream,
        tempfile.NamedTemporaryFile(prefix="arpwatch-k8s-", suffix=".capture") as copy,
    ):
        memory = memoryview(bytearray(COPY_BYTES))
        while got := stream.read_into(memory):
            copy.write(memory[:got])
        copy.flush()
        yield copy.name


def dissect_file(readable_path: str, path: str, number: int) -> str:
    """The dissection of a frame of `readable_path`, which is told as `path` in errors."""
    capture = pyshark.FileCapture(
        readable_path,
        display_filter=f"frame.number == {number}",
        custom_parameters=["-n", "-c", str(number)],
        keep_packets=False,
    )
    packet, failure = None, ""
    try:
        packet = next(iter(capture), None)
        capture.close()
    except TSharkCrashException as error:
        capture._running_processes.clear()  # or pyshark complains once more when it is collected
        failure = str(error).splitlines()[1]
    if packet is not None:
        return "\n".join(lines(packet, number)) + "\n"
    if failure:
        raise InputError(f"{path}: tshark cannot read it as far as frame {number} ({failure})", fix="Is it whole?")
    raise UsageError(f"{path} has no frame {number}", fix="arpwatch-k8s analyze tells how many frames it has.")


def lines(packet: Packet, number: int) -> Iterator[str]:
    """The frame, its layers, and the fields that Wireshark shows."""
    info = packet.frame_info
    yield f"Frame {number}: {info.len} bytes on the wire, {info.cap_len} captured, {info.time_epoch} s since 1970"
    for layer in packet.layers:
        yield layer.layer_name
        for field in layer._get_all_fields_with_alternates():
            if field.showname and not field.hide:
                yield f"    {field.showname}"
