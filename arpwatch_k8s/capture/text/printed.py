"""One printed frame: what its print says, what it does not show, and a record of pcapng that says the same.

A frame of which two MACs are printed is an Ethernet frame; others are cooked ones (Linux cooked capture, version 2),
which name the sender alone, or nobody. What a print does not show is filled in as that the decoders are content, and
taken out of the evidence afterwards: each set of such fields is an interface of the pcapng, which rows name.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from arpwatch_k8s.wire import ethernet, link

ARP, IPV4, IPV6, DOT1Q = ethernet.ARP, ethernet.IPV4, ethernet.IPV6, ethernet.DOT1Q

(
    NO_TTL,
    NO_LENGTH,
    NO_SENDER_MAC,
    NO_TARGET_MAC,
    NO_TARGET_IP,
    NO_QUOTE,
    NO_QUOTED_SOURCE,
    NO_FLAGS,
    NO_GATEWAY,
) = (1 << bit for bit in range(9))
"""What a print does not show of a frame. NO_QUOTE: the quoted packet's TTL and protocol."""

FILLER: Final = struct.pack("<IIIII", 3, 20, 4, 0, 20)
"""A simple packet of four zeros on interface 0, which is a loopback: counted as a frame, and nothing else. There is one
for each line that begins no frame, so that a frame's number is that of its line."""
ARPHRD_ETHERNET: Final = 1
OPTIONS: Final = struct.pack("<HHBxxxHH", 9, 1, 9, 0, 0)
"""if_tsresol: nanoseconds."""
SECTION: Final = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
MAX_WIRE: Final = 0xFFFF_FFFF
NO_MAC: Final = bytes(6)


@dataclass(slots=True, kw_only=True)
class Printed:
    """A frame as it was printed; `packet` is what the Ethernet type names."""

    line: int
    time: int
    ethertype: int = 0
    packet: bytes = b""
    source: bytes | None = None
    target: bytes | None = None
    vlans: tuple[int, ...] = ()
    interface: int = 0
    """The kernel's number of it, or one of ours for its name; 0 where none is printed."""
    length: int = 0
    """Bytes on the wire; 0 where they are not printed."""
    to_all: bool = False
    """Whether it is printed to have gone to everybody, where no target is printed."""
    missing: int = 0


class Form(NamedTuple):
    """What an interface of the pcapng stands for."""

    linktype: int
    missing: int


class Blocks:
    """Frames to blocks of pcapng."""

    def __init__(self) -> None:
        self.forms: list[Form] = [Form(link.LOOP, 0)]
        self._numbers: dict[Form, int] = {}
        self._line = 0

    def head(self) -> bytes:
        """What a stream begins with."""
        return SECTION + interface(link.LOOP)

    def blocks(self, frame: Printed) -> Iterator[bytes]:
        """The blocks of a frame, with those of the lines before it."""
        yield FILLER * max(frame.line - self._line - 1, 0)
        self._line = max(frame.line, self._line)
        data, length, form = framed(frame)
        number = self._numbers.get(form)
        if number is None:
            number = self._numbers[form] = len(self.forms)
            self.forms.append(form)
            yield interface(form.linktype)
        size = len(data)
        padding = -size % 4
        whole = 32 + size + padding
        yield (
            struct.pack("<IIIIIII", 6, whole, number, frame.time >> 32, frame.time & 0xFFFFFFFF, size, length)
            + data
            + bytes(padding)
            + struct.pack("<I", whole)
        )

    def rest(self, last_line: int) -> bytes:
        """The blocks of the lines behind the last frame."""
        return FILLER * max(last_line - self._line, 0)


def interface(linktype: int) -> bytes:
    """A block that describes an interface."""
    size = 20 + len(OPTIONS)
    return struct.pack("<IIHHI", 1, size, linktype, 0, 0) + OPTIONS + struct.pack("<I", size)


def framed(frame: Printed) -> tuple[bytes, int, Form]:
    """Bytes of a frame, its length on the wire, and its form."""
    packet, missing = frame.packet, frame.missing
    ethertype = frame.ethertype
    for vlan in reversed(frame.vlans):
        packet = struct.pack(">HH", vlan, ethertype) + packet
        ethertype = DOT1Q
    if frame.source is not None and frame.target is not None:
        data = frame.target + frame.source + struct.pack(">H", ethertype) + packet
        linktype = link.ETHERNET
    else:
        known = frame.source is not None
        data = (
            struct.pack(
                ">HHIHBB8s",
                ethertype,
                0,
                frame.interface,
                ARPHRD_ETHERNET,
                0,
                len(NO_MAC) if known else 0,
                frame.source or NO_MAC,
            )
            + packet
        )
        linktype = link.SLL2
    if not frame.length:
        missing |= NO_LENGTH
    return data, min(frame.length or len(data), MAX_WIRE), Form(linktype, missing)
