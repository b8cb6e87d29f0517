"""Field readers over the scan's buffer; a position outside the buffer raises IndexError.

Positions go through `np.uintp`: a negative index would wrap around silently even with bounds checks on, an unsigned one
cannot. Every byte is widened to int64 before it is shifted, since compiled and interpreted arithmetic on small NumPy
integers differ.
"""

from arpwatch_k8s.compiled import Buffer, hot, int64, uint64, uintp


@hot
def u8(b: Buffer, at: int) -> int:
    """Byte at `at`."""
    return int64(b["bytes"][uintp(at)])


@hot
def u16(b: Buffer, at: int) -> int:
    """16 bits, network order."""
    return int64(b["bytes"][uintp(at)]) << 8 | int64(b["bytes"][uintp(at + 1)])


@hot
def u32(b: Buffer, at: int) -> int:
    """32 bits, network order."""
    return (
        int64(b["bytes"][uintp(at)]) << 24
        | int64(b["bytes"][uintp(at + 1)]) << 16
        | int64(b["bytes"][uintp(at + 2)]) << 8
        | int64(b["bytes"][uintp(at + 3)])
    )


@hot
def u32le(b: Buffer, at: int) -> int:
    """32 bits, least significant byte first."""
    return (
        int64(b["bytes"][uintp(at + 3)]) << 24
        | int64(b["bytes"][uintp(at + 2)]) << 16
        | int64(b["bytes"][uintp(at + 1)]) << 8
        | int64(b["bytes"][uintp(at)])
    )


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
    value = u16(b, at)
    return value if big else (value & 0xFF) << 8 | value >> 8
