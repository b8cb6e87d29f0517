"""Advertisements of VRRP and CARP from their words."""

from __future__ import annotations

import re
import struct
from typing import Final

from arpwatch_k8s.capture.text.tokens import address, number

WORDS: Final = re.compile(
    r"(?:.{0,200}?: )?VRRPv(\d{1,2}), Advertisement(?:,? \(ttl \d{1,3}\))?, vrid (\d{1,3}), prio (\d{1,3})"
)
CARP: Final = re.compile(r"(?:.{0,200}?: )?CARPv2-advertise (\d{1,5}): vhid=(\d{1,3})")
ADDRESSES: Final = re.compile(r", addrs(?:\(\d{1,3}\))?: ([0-9a-f.:,% ]{3,4000})")
CARP_LENGTH, CARP_AUTH_WORDS = 36, 7


def message(words: str, size: int) -> bytes | None:
    """The message's bytes, with the addresses (of `size` bytes) that are printed; None where it is none."""
    found = CARP.match(words)
    if found is not None:
        return struct.pack(">BBBB", 0x21, number(found[2], 8), 0, CARP_AUTH_WORDS) + bytes(CARP_LENGTH - 4)
    found = WORDS.match(words)
    if found is None:
        return None
    listed = ADDRESSES.search(words, found.end())
    told = [address(one.strip()) for one in re.split("[, ]+", listed[1])] if listed else []
    some = [one for one in told if one is not None and len(one) == size][:255]
    version = number(found[1], 4)
    return struct.pack(
        ">BBBBHH", version << 4 | 1, number(found[2], 8), number(found[3], 8), len(some), 0, 0
    ) + b"".join(some)
