"""The Internet checksum (RFC 1071), set right by the difference that a change makes (RFC 1624)."""

from typing import Final

ALL_ONES: Final = 0xFFFF


def folded(data: bytes) -> int:
    """The ones' complement sum of 16-bit words; a last byte by itself is the upper one."""
    total = int.from_bytes(data + bytes(len(data) & 1), "big")
    return (total % ALL_ONES) or (ALL_ONES if total else 0)


def adjusted(checksum: int, before: bytes, after: bytes) -> int:
    """The checksum after what it covers changed from `before` to `after`, of the same length and at an even place."""
    total = (checksum ^ ALL_ONES) + (folded(before) ^ ALL_ONES) + folded(after)
    total = (total & ALL_ONES) + (total >> 16)
    total = (total & ALL_ONES) + (total >> 16)
    return (total ^ ALL_ONES) % ALL_ONES


def adjust(frame: bytearray, at: int, before: bytes, after: bytes) -> None:
    """Set the checksum at `at` right, where it was captured."""
    if at + 2 <= len(frame):
        checksum = int.from_bytes(frame[at : at + 2], "big")
        frame[at : at + 2] = adjusted(checksum, before, after).to_bytes(2, "big")
