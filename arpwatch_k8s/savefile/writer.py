"""The one pcapng writer of the project: nanoseconds, any link type, packet comments, interface statistics.

draft-ietf-opsawg-pcapng: one section, little endian. Nothing goes into the file but what the caller gives, no clock and
no host name, so the same calls give the same bytes. Packets keep the order in which they are written: it is their
number for every reader. What cannot be written right is refused with an OutputError before a byte of it is written.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import BinaryIO, Final, Protocol, Self

from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.savefile import pcapng
from arpwatch_k8s.savefile.pcap import MAX_CAPTURED_BYTES

APPLICATION: Final = "arpwatch-k8s"
SHB_USERAPPL, IF_FILTER, ISB_STARTTIME, ISB_ENDTIME = 4, 11, 2, 3
FILTER_AS_TEXT: Final = b"\0"
NANOSECONDS: Final = 9
MAX_OPTION_BYTES: Final = 0xFFFF
END_OF_OPTIONS: Final = bytes(4)


class Output(Protocol):
    """Where bytes go: a buffered binary file."""

    def write(self, data: bytes | memoryview, /) -> int:
        """Take all bytes."""

    def flush(self) -> None:
        """Hand them on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenInterface:
    """What packets of an interface are held against."""

    snaplen: int
    offset_ns: int


class PcapngWriter:
    """Writes one section to `stream`, which stays open; `name` stands for it in errors, `comments` are on the whole.

    As a context manager it flushes the stream at the end, unless an exception ends it.
    """

    def __init__(
        self,
        stream: Output,
        *,
        application: str = APPLICATION,
        name: str = "the capture",
        comments: Sequence[str] = (),
    ) -> None:
        self.packets = 0
        self._stream = stream
        self._name = name
        self._interfaces: list[WrittenInterface] = []
        body = pcapng.LITTLE_ENDIAN_ORDER + struct.pack("<HHq", 1, 0, -1)
        options = self._text(SHB_USERAPPL, application, "application") + commented(comments)
        self._block(pcapng.SECTION_HEADER, body, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()

    def flush(self) -> None:
        """Hand on what was written so far."""
        try:
            self._stream.flush()
        except OSError as error:
            raise unwritable(self._name, error) from error

    def add_interface(
        self,
        linktype: int,
        *,
        snaplen: int = 0,
        name: str = "",
        description: str = "",
        filter_text: str = "",
        offset_s: int = 0,
    ) -> int:
        """Describe an interface, get its number. Snaplen 0 is no limit.

        Times in the file count from `offset_s` (seconds since 1970): a negative one makes room for times before 1970.
        """
        if not 0 <= linktype <= 0xFFFF or not 0 <= snaplen <= 0xFFFFFFFF:
            raise self._refusal(f"link type {linktype} with snaplen {snaplen} does not fit into a pcapng interface")
        if abs(offset_s) > pcapng.MAX_OFFSET_S:
            raise self._refusal(f"a time offset of {offset_s} s does not fit into 64 bits of nanoseconds")
        options = b"".join(
            self._text(code, value, what)
            for code, value, what in (
                (pcapng.IF_NAME, name, "interface name"),
                (pcapng.IF_DESCRIPTION, description, "interface description"),
            )
        )
        options += option(pcapng.IF_TSRESOL, bytes([NANOSECONDS]))
        options += self._text(IF_FILTER, filter_text, "capture filter", before=FILTER_AS_TEXT)
        if offset_s:
            options += option(pcapng.IF_TSOFFSET, struct.pack("<q", offset_s))
        self._block(pcapng.INTERFACE, struct.pack("<HHI", linktype, 0, snaplen), options)
        self._interfaces.append(WrittenInterface(snaplen=snaplen, offset_ns=offset_s * pcapng.NS_PER_S))
        return len(self._interfaces) - 1

    def write(
        self,
        interface: int,
        time_ns: int,
        data: bytes | memoryview,
        *,
        original_length: int | None = None,
        comments: Sequence[str] = (),
    ) -> None:
        """Write a packet: UTC nanoseconds since 1970, its captured bytes, its length on the wire where that differs.

        A comment longer than an option holds becomes several.
        """
        length = len(data) if original_length is None else original_length
        snaplen = self._described(interface).snaplen or MAX_CAPTURED_BYTES
        if len(data) > min(snaplen, MAX_CAPTURED_BYTES):
            raise self._refusal(f"a packet of {len(data)} bytes, {min(snaplen, MAX_CAPTURED_BYTES)} are allowed")
        if not len(data) <= length <= 0xFFFFFFFF:
            raise self._refusal(f"a packet of {len(data)} bytes cannot have had {length} on the wire")
        header = struct.pack("<I", interface) + self._ticks(interface, time_ns) + struct.pack("<II", len(data), length)
        self._block(pcapng.ENHANCED_PACKET, padded(header + data), commented(comments))
        self.packets += 1

    def write_blocks(self, blocks: bytes | memoryview, packets: int) -> None:
        """Write so many packets that are enhanced packet blocks already, of interfaces that were described."""
        try:
            self._stream.write(blocks)
        except OSError as error:
            raise unwritable(self._name, error) from error
        self.packets += packets

    def statistics(
        self,
        interface: int,
        *,
        end_ns: int,
        start_ns: int | None = None,
        received: int | None = None,
        dropped_by_interface: int | None = None,
        dropped_by_system: int | None = None,
        comments: Sequence[str] = (),
    ) -> None:
        """Write what an interface counted from `start_ns` to `end_ns`; None is left out."""
        end = self._ticks(interface, end_ns)
        options = b"" if start_ns is None else option(ISB_STARTTIME, self._ticks(interface, start_ns))
        options += option(ISB_ENDTIME, end)
        for code, count in (
            (pcapng.ISB_IFRECV, received),
            (pcapng.ISB_IFDROP, dropped_by_interface),
            (pcapng.ISB_OSDROP, dropped_by_system),
        ):
            if count is None:
                continue
            if not 0 <= count < 1 << 64:
                raise self._refusal(f"a count of {count} packets does not fit into 64 bits")
            options += option(code, struct.pack("<Q", count))
        options += commented(comments)
        self._block(pcapng.STATISTICS, struct.pack("<I", interface) + end, options)

    def _described(self, interface: int) -> WrittenInterface:
        if not 0 <= interface < len(self._interfaces):
            raise self._refusal(f"interface {interface} was not described ({len(self._interfaces)} were)")
        return self._interfaces[interface]

    def _ticks(self, interface: int, time_ns: int) -> bytes:
        """A time as blocks have it: high and low half of the nanoseconds since the interface's offset."""
        ticks = time_ns - self._described(interface).offset_ns
        if not 0 <= ticks < 1 << 64:
            raise self._refusal(f"time {time_ns} ns is out of range: 1970 to 2554, from the interface's offset on")
        return struct.pack("<II", ticks >> 32, ticks & 0xFFFFFFFF)

    def _text(self, code: int, text: str, what: str, *, before: bytes = b"") -> bytes:
        """An option of text; nothing where there is none."""
        value = before + encoded(text)
        if len(value) > MAX_OPTION_BYTES:
            raise self._refusal(f"the {what} has {len(value)} bytes, {MAX_OPTION_BYTES} are allowed")
        return option(code, value) if text else b""

    def _block(self, kind: int, body: bytes, options: bytes) -> None:
        if options:
            body += options + END_OF_OPTIONS
        length = len(body) + 12
        if length > pcapng.MAX_BLOCK_BYTES:
            raise self._refusal(f"a block of {length} bytes with its comments, {pcapng.MAX_BLOCK_BYTES} are allowed")
        try:
            self._stream.write(struct.pack("<II", kind, length) + body + struct.pack("<I", length))
        except OSError as error:
            raise unwritable(self._name, error) from error

    def _refusal(self, what: str) -> OutputError:
        return OutputError(
            f"{self._name}: {what} (after {self.packets} packets)",
            fix="pcapng cannot hold it so: leave it out, or cut it.",
        )


def padded(data: bytes) -> bytes:
    """Filled up with zeros to 32 bits."""
    return data + bytes(-len(data) % 4)


def option(code: int, value: bytes) -> bytes:
    """An option that fits."""
    return padded(struct.pack("<HH", code, len(value)) + value)


def commented(comments: Sequence[str]) -> bytes:
    """Comments as options, each as many as it needs."""
    return b"".join(option(pcapng.OPT_COMMENT, piece) for comment in comments for piece in pieces(comment))


def encoded(text: str) -> bytes:
    """UTF-8; what has no UTF-8 is escaped, and a NUL, at which readers stop, is shown as its picture."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", "backslashreplace")


def pieces(text: str) -> Iterator[bytes]:
    """A text in as many options as it needs, cut between characters."""
    data = encoded(text)
    while len(data) > MAX_OPTION_BYTES:
        cut = MAX_OPTION_BYTES
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        yield data[:cut]
        data = data[cut:]
    yield data


@contextmanager
def write_file(
    path: str | os.PathLike[str], *, application: str = APPLICATION, comments: Sequence[str] = ()
) -> Iterator[PcapngWriter]:
    """A writer to a file that appears at `path`, whole, when all went well. OutputError where it cannot be written."""
    with (
        replacement(path) as file,
        PcapngWriter(file, application=application, name=os.fspath(path), comments=comments) as writer,
    ):
        yield writer


@contextmanager
def replacement(path: str | os.PathLike[str]) -> Iterator[Output]:
    """A file beside `path` that takes its place in the end, or goes without a trace.

    A device or a pipe is written to as it is: a file must not take its place.
    """
    target, new = Path(path), None
    with ExitStack() as stack:
        try:
            if target.is_file() or not target.exists():
                target = Path(os.path.realpath(path))
                folder = TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:60]}.")
                new = Path(stack.enter_context(folder)) / "new"
            file = (new or target).open("wb")
        except OSError as error:
            raise unwritable(os.fspath(path), error) from error
        stack.callback(close_after_all, file)
        yield file
        try:
            file.close()
            if new:
                new.replace(target)
        except OSError as error:
            raise unwritable(os.fspath(path), error) from error


def close_after_all(file: BinaryIO) -> None:
    """Close a file, whatever is left in it: where writing failed, closing fails again, and the first error is told."""
    with suppress(OSError):
        file.close()


def unwritable(name: str, error: OSError) -> OutputError:
    """The error for a file that cannot be written."""
    return OutputError(
        f"{name}: cannot be written ({error.strerror})", fix="Check the folder, its rights and the disk's space."
    )
