"""The hash of compiled tables: the same compiled and not, and it spreads what lies close together."""

from typing import Any

import numpy as np

from arpwatch_k8s.compiled import entry, i8, u8, void
from arpwatch_k8s.evidence.hashing import MASK, MULTIPLIER, folded, mix


@entry(void(i8[::1], u8[::1], i8[::1]))
def hashed(seeds: Any, values: Any, out: Any) -> None:  # noqa: ANN401 - arrays
    """A hash a value."""
    for i in range(len(out)):
        out[i] = mix(seeds[i], folded(values[i]))


def hashes(seeds: list[int], values: list[int]) -> list[int]:
    """Of values, each with its seed."""
    out = np.zeros(len(values), np.int64)
    hashed(np.array(seeds, np.int64), np.array(values, np.uint64), out)
    return [int(number) for number in out]


def test_a_hash_is_what_the_formula_says() -> None:
    value = 0xFEDCBA9876543210
    stirred = ((7 ^ (value >> 32 ^ value) & MASK) * MULTIPLIER) & MASK
    assert hashes([7], [value]) == [stirred ^ stirred >> 15]


def test_it_stays_within_32_bits() -> None:
    assert all(0 <= number <= MASK for number in hashes([MASK] * 3, [0, MASK, 2**64 - 1]))


def test_addresses_side_by_side_share_few_slots() -> None:
    slots = {number & 1023 for number in hashes([1] * 512, [0xFFFF_C000_0200 + n for n in range(512)])}
    assert len(slots) > 350


def test_another_seed_gives_other_slots() -> None:
    values = list(range(100))
    assert sum(a == b for a, b in zip(hashes([1] * 100, values), hashes([2] * 100, values), strict=True)) < 3
