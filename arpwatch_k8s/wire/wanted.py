"""Which TCP segments matter to a scan: those of some VIPs, those that open or close, or counts alone.

The VIPs travel with the decoders as a record with a small hash table of nested arrays, which costs no reference count.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numba import from_dtype

from arpwatch_k8s.compiled import Wanted, helper, hot, int64, uint64

SLOTS: Final = 1 << 12
MAX_VIPS: Final = SLOTS // 2
HALVES: Final = uint64(32)

WANTED: Final = np.dtype([("mode", "i8"), ("count", "i8"), ("hi", "u8", (SLOTS,)), ("lo", "u8", (SLOTS,))])
wanteds_type = from_dtype(WANTED)[::1]

CONTROL, VIP_TCP, ALL_TCP, COUNT = 1, 2, 4, 8
"""Bits of `mode`: keep ARP, ICMP, NDP and VRRP; track every segment of the VIPs; keep whatever opens, closes or resets;
count SYNs and their answers by address."""

NEITHER, TO_VIP, FROM_VIP = 0, 1, 2
"""Which end of a segment is a VIP."""


def wanted(mode: int, vips: Sequence[int]) -> Any:  # noqa: ANN401 - a NumPy record array, for which there is no type
    """The record (in an array of one) for a mode and some VIPs, given as 128-bit numbers (IPv4 as ::ffff:a.b.c.d).

    ValueError: more than MAX_VIPS of them.
    """
    if len(vips) > MAX_VIPS:
        raise ValueError(f"{len(vips)} VIPs, at most {MAX_VIPS} can be looked at in one run")
    table = np.zeros(1, WANTED)
    table["mode"], table["count"] = mode, len(vips)
    for vip in vips:
        hi, lo = vip >> 64, vip & 0xFFFFFFFFFFFFFFFF
        slot = (lo ^ lo >> 32 ^ hi) & (SLOTS - 1)
        while table["lo"][0, slot] or table["hi"][0, slot]:
            slot = (slot + 1) & (SLOTS - 1)
        table["hi"][0, slot], table["lo"][0, slot] = hi, lo
    return table


@helper
def search(w: Wanted, slot: int, hi: int, lo: int) -> bool:
    """Whether an address is one of the VIPs, where another has its slot."""
    while w["lo"][slot] != 0 or w["hi"][slot] != 0:
        if w["lo"][slot] == lo and w["hi"][slot] == hi:
            return True
        slot = (slot + 1) & (SLOTS - 1)
    return False


@hot
def is_wanted(w: Wanted, hi: int, lo: int) -> bool:
    """Whether an address is one of the VIPs. Without a branch but for addresses that share a slot: which end of a
    segment it is, no processor can guess."""
    slot = int64((uint64(lo) ^ uint64(lo) >> HALVES ^ uint64(hi)) & uint64(SLOTS - 1))
    there_hi, there_lo = w["hi"][slot], w["lo"][slot]
    differs = (there_lo ^ uint64(lo)) | (there_hi ^ uint64(hi))
    if (differs != 0) & ((there_lo | there_hi) != 0):
        return search(w, slot, uint64(hi), uint64(lo))
    return bool((differs == 0) & ((uint64(lo) | uint64(hi)) != 0))


@hot
def direction_of(w: Wanted, src_hi: int, src_lo: int, dst_hi: int, dst_lo: int) -> int:
    """Which end of a segment is a VIP; its destination where both are."""
    if w["count"] == 0:
        return NEITHER
    to_vip, from_vip = is_wanted(w, dst_hi, dst_lo), is_wanted(w, src_hi, src_lo)
    return TO_VIP * int64(to_vip) + FROM_VIP * int64(from_vip & (not to_vip))
