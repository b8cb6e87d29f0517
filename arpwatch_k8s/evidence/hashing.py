"""A 32-bit hash of addresses, ports and times, for the tables of compiled code. Not for secrets."""

from typing import Final

import numpy as np

from arpwatch_k8s.compiled import hot, int64

MULTIPLIER: Final = 0x2545F491
MASK: Final = 0xFFFFFFFF
LOW_HALF: Final = np.uint64(MASK)
HALF_BITS: Final = np.uint64(32)


@hot
def mix(hashed: int, value: int) -> int:
    """A 32-bit hash with 32 more bits stirred in; products stay within 63 bits."""
    hashed = ((hashed ^ value) * MULTIPLIER) & MASK
    return hashed ^ hashed >> 15


@hot
def folded(half: int) -> int:
    """64 bits in 32."""
    return int64((half ^ half >> HALF_BITS) & LOW_HALF)
