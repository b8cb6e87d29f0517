"""One frame as Wireshark dissects it, through pyshark: for whoever doubts what was decoded here."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pyshark
from pyshark.capture.capture import TSharkCrashException
from pyshark.packet.packet import Packet

from arpwatch_k8s.capture.sources import find, open_source
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.savefile.codec import Compression

COPY_BYTES: Final = 1 << 20


def dissect(path: str, number: int) -> str:
    """The frame's layers and fields, a line each.

    UsageError: tshark is missing, or the capture has no such frame. InputError: tshark cannot read the capture.
    """
    if shutil.which("tshark") is None:
        raise UsageError("show needs tshark, which is not installed", fix="apt-get install tshark")
    if number < 1:
        raise UsageError(f"there is no frame {number}", fix="Frames are numbered from 1, as Wireshark numbers them.")
    with plain_copy(path) as readable_path:
        return dissect_file(readable_path, path, number)


@contextmanager
def plain_copy(path: str) -> Iterator[str]:
    """A path that tshark can read: the source itself, or a temporary copy, decompressed, of what is compressed or
    piped.

    InputError: it cannot be opened, or is no capture.
    """
    (source,) = find([path]).sources
    if source.printed is not None:
        raise InputError(
            f"{path}: frames that were printed have no more to show than their lines",
            fix=f"See the line: sed -n NUMBERp {path}",
        )
    if source.compression is Compression.PLAIN:
        yield path
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
