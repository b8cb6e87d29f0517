"""One frame as Wireshark dissects it, read by pyshark, or as it was printed: for whoever doubts what was read here.

tshark is run here, not by pyshark, which would run what a `config.ini` in the current folder names. It gets the
capture's bytes on its standard input, so that it opens nothing, and may be a user who could not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import IO, Final

from pyshark.packet.packet import Packet
from pyshark.tshark.output_parser.tshark_xml import packet_from_xml_packet

from arpwatch_k8s.capture.source import Source, open_source
from arpwatch_k8s.capture.sources import find
from arpwatch_k8s.capture.text.lines import lines as text_lines
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.savefile.compression import Stream

PIECE_BYTES: Final = 1 << 20
MOST_BYTES: Final = 256 << 20
"""Of a dissection: some hundred times a frame."""
LAST_BYTES: Final = 4096
"""Of what tshark complains of, the last of which says why it ended."""
NOWHERE: Final = "/nonexistent"
BEGIN, END = b"<packet>", b"</packet>"
MOST_LINES: Final = 200
"""Below the first line of a frame that was printed: more than a hexdump of a long one takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What tshark came to."""

    packet: bytes
    """The frame as PDML; empty where there is none."""
    failure: str
    """Why it failed; empty where it did not."""


def dissect(path: str, number: int) -> str:
    """The frame's layers and fields, a line each.

    UsageError: tshark is missing, the capture has no such frame, or several are named. InputError: it is no capture,
    or tshark cannot read it.
    """
    if number < 1:
        raise UsageError(f"there is no frame {number}", fix="Frames are numbered from 1, as Wireshark numbers them.")
    source, *others = find([path]).sources
    if others:
        raise UsageError(f"{path} is {len(others) + 1} captures, each of which has a frame {number}", fix="Name one.")
    if source.printed is not None:
        return as_printed(source, number)
    tshark = shutil.which("tshark")
    if tshark is None:
        raise UsageError("show needs tshark, which is not installed", fix="apt-get install tshark")
    with closing(open_source(source)) as stream:
        said = run_tshark(tshark, stream, number)
    if said.packet:
        return "\n".join(lines(packet_from_xml_packet(said.packet), number)) + "\n"
    if said.failure:
        raise InputError(f"{path}: tshark cannot read it as far as frame {number} ({said.failure})", fix="Is it whole?")
    raise UsageError(f"{path} has no frame {number}", fix="arpwatch-k8s analyze tells how many frames it has.")


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


def run_tshark(tshark: str, stream: Stream, number: int) -> Said:
    """Feed a capture to tshark as far as it reads, which is to the frame of that number. It ends with this call,
    however that ends."""
    wanted = ["-c", str(number), "-Y", f"frame.number == {number}"]
    command = [tshark, "-l", "-n", "-T", "pdml", *wanted, "-r", "-"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, env=environment()) as running,
        ThreadPoolExecutor(2) as readers,
    ):
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            said = readers.submit(all_of, running.stdout, running)
            complained = readers.submit(last_of, running.stderr)
            feed(stream, running.stdin)
            output, last, code = said.result(), complained.result(), running.wait()
        finally:
            running.kill()
    if len(output) > MOST_BYTES:
        return Said(packet=b"", failure=f"it shows it in more than {MOST_BYTES >> 20} MiB")
    begin, end = output.find(BEGIN), output.rfind(END)
    packet = output[begin : end + len(END)] if 0 <= begin < end else b""
    words = last.decode(errors="replace").strip().splitlines()
    return Said(packet=packet, failure=(words[-1] if words else f"it ended with {code}") if code else "")


def environment() -> dict[str, str]:
    """What tshark is started with: without its settings where the home is somebody else's, as root's is once we are
    nobody. It would end with an error for each file there that it may not read."""
    told = dict(os.environ)
    if not has_home():
        told |= {"HOME": NOWHERE, "XDG_CONFIG_HOME": NOWHERE, "WIRESHARK_CONFIG_DIR": NOWHERE}
    return told


def has_home() -> bool:
    """Whether the home of whom we are is our own; not where there is none, or none that we reach."""
    try:
        return Path.home().stat().st_uid == os.geteuid()
    except (OSError, RuntimeError):  # no HOME, and a user without a name
        return False


def feed(stream: Stream, into: IO[bytes]) -> None:
    """Hand on all bytes of a capture, or as many as are taken."""
    memory = memoryview(bytearray(PIECE_BYTES))
    try:
        while got := stream.read_into(memory):
            at = 0
            while at < got:
                at += into.write(memory[at:got])
    except BrokenPipeError:
        pass  # it has what it wants
    finally:
        into.close()


def all_of(output: IO[bytes], running: subprocess.Popen[bytes]) -> bytes:
    """What it shows; one byte more than may be where it is more, which ends it."""
    shown = bytearray()
    while len(shown) <= MOST_BYTES and (piece := output.read(PIECE_BYTES)):
        shown += piece
    if len(shown) > MOST_BYTES:
        running.kill()
    return bytes(shown)


def last_of(errors: IO[bytes]) -> bytes:
    """The end of what it complains of."""
    last = b""
    while piece := errors.read(LAST_BYTES):
        last = (last + piece)[-LAST_BYTES:]
    return last


def lines(packet: Packet, number: int) -> Iterator[str]:
    """The frame, its layers, and the fields that Wireshark shows."""
    info = packet.frame_info
    yield f"Frame {number}: {info.len} bytes on the wire, {info.cap_len} captured, {info.time_epoch} s since 1970"
    for layer in packet.layers:
        yield layer.layer_name
        for field in layer._get_all_fields_with_alternates():
            if field.showname and not field.hide:
                yield f"    {field.showname}"
