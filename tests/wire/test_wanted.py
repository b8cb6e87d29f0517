"""Which TCP a scan wants: the VIPs are found whatever slots they share."""

from typing import Any

import numpy as np
import pytest

from arpwatch_k8s.compiled import entry, i8, u8, void
from arpwatch_k8s.evidence.addresses import LOW, address_number
from arpwatch_k8s.wire.wanted import (
    FROM_VIP,
    MAX_VIPS,
    NEITHER,
    SLOTS,
    TO_VIP,
    VIP_TCP,
    direction_of,
    wanted,
    wanteds_type,
)


@entry(void(wanteds_type, u8[::1], i8[::1]))
def judge(table: Any, halves: Any, out: Any) -> None:  # noqa: ANN401 - NumPy record arrays
    """Which end of a segment is a VIP."""
    out[0] = direction_of(table[0], halves[0], halves[1], halves[2], halves[3])


def direction(table: Any, src: int, dst: int) -> int:  # noqa: ANN401
    """As `direction_of` has it, of whole addresses."""
    out = np.full(1, -1, np.int64)
    judge(table, np.array([src >> 64, src & LOW, dst >> 64, dst & LOW], np.uint64), out)
    return int(out[0])


VIP, VIP6, OTHER = address_number("192.0.2.80"), address_number("2001:db8::80"), address_number("192.0.2.10")


def test_the_destination_counts_where_both_ends_are_vips() -> None:
    table = wanted(VIP_TCP, [VIP, VIP6])
    assert direction(table, OTHER, VIP) == TO_VIP
    assert direction(table, VIP6, OTHER) == FROM_VIP
    assert direction(table, VIP, VIP6) == TO_VIP
    assert direction(table, OTHER, OTHER) == NEITHER


def test_without_vips_nothing_is_to_or_from_one() -> None:
    assert direction(wanted(VIP_TCP, []), 0, 0) == NEITHER


def test_addresses_of_one_slot_are_told_apart() -> None:
    """As many as there is room for, all of which begin at the same slot."""
    vips = [(n << 64) | n ^ 7 for n in range(1, 60)]
    slots = {(vip >> 64 ^ vip & LOW) & (SLOTS - 1) for vip in vips}
    table = wanted(VIP_TCP, vips)
    assert slots == {7}
    assert all(direction(table, OTHER, vip) == TO_VIP for vip in vips)
    assert direction(table, OTHER, (60 << 64) | 60 ^ 7) == NEITHER


def test_more_vips_than_there_is_room_for_are_refused() -> None:
    wanted(VIP_TCP, range(1, MAX_VIPS + 1))
    with pytest.raises(ValueError, match=f"at most {MAX_VIPS}"):
        wanted(VIP_TCP, range(1, MAX_VIPS + 2))
