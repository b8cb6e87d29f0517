"""Field readers over the scan's buffer; a position outside the buffer raises IndexError, a negative one, too.

Numbers are int64 whatever their size, since compiled and interpreted arithmetic on small NumPy integers differ.
"""

from arpwatch_k8s.compiled import Buffer, hot, uint64
from arpwatch_k8s.wire.loader import loader

u8 = loader(1, "big")
u16 = loader(2, "big")
u32 = loader(4, "big")
u16le = loader(2, "little")
u32le = loader(4, "little")


@hot
def mac(b: Buffer, at: int) -> int:
    """A 48-bit MAC address with bit 48 set, so that 00:00:00:00:00:00 differs from "none"."""
    return uint64(u16(b, at) << 32 | u32(b, at + 2) | 1 << 48)


@hot
def u64(b: Buffer, at: int) -> int:
    """64 bits, network order: one half of an IPv6 address."""
    return uint64(u32(b, at)) << uint64(32) | uint64(u32(b, at + 4))


@hot
def ipv4_mapped(b: Buffer, at: int) -> int:
    """Low half of ::ffff:a.b.c.d; the high half is zero."""
    return uint64(0xFFFF << 32 | u32(b, at))


@hot
def native32(b: Buffer, at: int, big: bool) -> int:
    """32 bits in the order that a savefile states."""
    return u32(b, at) if big else u32le(b, at)


@hot
def native16(b: Buffer, at: int, big: bool) -> int:
    """16 bits in the order that a savefile states."""
    return u16(b, at) if big else u16le(b, at)
