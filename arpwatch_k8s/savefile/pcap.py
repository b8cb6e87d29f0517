"""The pcap file header (draft-ietf-opsawg-pcap): byte order, resolution, link type."""

import struct
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.savefile.pcapng import Interface

HEADER_BYTES: Final = 24
RECORD_HEADER_BYTES: Final = 16
MAX_CAPTURED_BYTES: Final = 262_144
"""Largest captured length that a record may state: libpcap's and Wireshark's limit."""

LITTLE_US, BIG_US = b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4"
LITTLE_NS, BIG_NS = b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d"
MAGICS: Final = {LITTLE_US: (False, 1000), BIG_US: (True, 1000), LITTLE_NS: (False, 1), BIG_NS: (True, 1)}
MODIFIED: Final = frozenset({b"\x34\xcd\xb2\xa1", b"\xa1\xb2\xcd\x34"})
"""Alexey Kuznetzov's modified format, whose record headers are longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHeader:
    """What the first 24 bytes say."""

    big_endian: bool
    unit_ns: int
    snaplen: int
    linktype: int

    @property
    def interface(self) -> Interface:
        """The one interface of the file, as pcapng would describe it."""
        return Interface(linktype=self.linktype, snaplen=self.snaplen, name="", multiply=self.unit_ns, offset_ns=0)


def parse_header(head: bytes, name: str) -> FileHeader:
    """The file header in `head`; InputError where it is cut short or of the modified format."""
    if head[:4] in MODIFIED:
        raise InputError(
            f"{name}: a pcap file of the modified (Kuznetzov) format, which is not read",
            fix=f"Convert it with: editcap -F pcap {name} converted.pcap",
        )
    if len(head) < HEADER_BYTES:
        raise InputError(
            f"{name}: the pcap header needs {HEADER_BYTES} bytes, the file has {len(head)}",
            fix="The capture was cut short before its first frame: capture again.",
        )
    big_endian, unit_ns = MAGICS[head[:4]]
    snaplen, network = struct.unpack(">II" if big_endian else "<II", head[16:24])
    return FileHeader(big_endian=big_endian, unit_ns=unit_ns, snaplen=snaplen, linktype=network & 0xFFFF)
