"""One frame as Wireshark dissects it, through pyshark: for whoever doubts what was decoded here."""

import shutil
from collections.abc import Iterator

import pyshark
from pyshark.capture.capture import TSharkCrashException
from pyshark.packet.packet import Packet

from arpwatch_k8s.capture.files import open_window
from arpwatch_k8s.errors import InputError, UsageError


def dissect(path: str, number: int) -> str:
    """The frame's layers and fields, a line each.

    UsageError: tshark is missing, or the capture has no such frame. InputError: tshark cannot read the capture.
    """
    if shutil.which("tshark") is None:
        raise UsageError("show needs tshark, which is not installed", fix="apt-get install tshark")
    if number < 1:
        raise UsageError(f"there is no frame {number}", fix="Frames are numbered from 1, as Wireshark numbers them.")
    with open_window(path):
        pass  # tells better than pyshark what is wrong with a file that cannot be opened
    capture = pyshark.FileCapture(
        path,
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
