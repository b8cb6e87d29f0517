"""Addresses as small codes, in order of their first appearance: a hash table from 128 bits, compiled for columns."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import from_dtype

from arpwatch_k8s.compiled import boolean, entry, i4, i8, int64, u8, void
from arpwatch_k8s.evidence.hashing import folded, mix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

NO_ADDRESS: Final = -1
LOW: Final = 0xFFFFFFFFFFFFFFFF
V4: Final = 0xFFFF << 32
START: Final = 1 << 8

PAIR: Final = np.dtype([("hi", "u8"), ("lo", "u8")])
"""An address in two halves, IPv4 as ::ffff:a.b.c.d."""


def address_number(text: str) -> int:
    """The 128-bit number that the table uses for an address (IPv4 as ::ffff:a.b.c.d); ValueError where it is none."""
    address = ipaddress.ip_address(text)
    return int(address) | V4 if address.version == 4 else int(address)


def canonical(text: str) -> str | None:
    """An address as the tables write it; None where a text is none."""
    try:
        return number_text(address_number(text))
    except ValueError:
        return None


def number_text(number: int) -> str:
    """Canonical text of an address number."""
    if number >> 32 == 0xFFFF:
        return str(ipaddress.IPv4Address(number & 0xFFFFFFFF))
    return str(ipaddress.IPv6Address(number))


@entry(void(u8[:], u8[:], boolean[:], i8, from_dtype(PAIR)[::1], i4[::1], i8[::1], i4[::1]))
def intern_column(his: Any, los: Any, there: Any, seed: int, pairs: Any, slots: Any, count: Any, out: Any) -> None:  # noqa: ANN401 - arrays
    """Codes of the addresses of a column into `out`; new ones go to the end of `pairs`, of which `count[0]` are filled.

    A slot holds a code and one more, 0 where it is empty; there must be room for all, and more slots than pairs.
    """
    last, n = len(slots) - 1, count[0]
    for i in range(len(out)):
        if not there[i]:
            out[i] = NO_ADDRESS
            continue
        hi, lo = his[i], los[i]
        slot = mix(mix(seed, folded(lo)), folded(hi)) & last
        while True:
            code = int64(slots[slot]) - 1
            if code < 0:
                code = n
                pairs[n]["hi"], pairs[n]["lo"] = hi, lo
                n += 1
                slots[slot] = n
            if pairs[code]["lo"] == lo and pairs[code]["hi"] == hi:
                out[i] = code
                break
            slot = (slot + 1) & last
    count[0] = n


class Addresses:
    """Addresses seen, each with a code: `text(code)`, `find(text)`; groups are tuples of codes (VRRP lists).

    One thread may add addresses while others ask for those that were there.
    """

    def __init__(self) -> None:
        self._pairs = np.zeros(START, PAIR)
        self._slots = np.zeros(2 * START, np.int32)
        self._count = np.zeros(1, np.int64)
        # what a hostile capture cannot know, so that it cannot aim at one slot; codes do not depend on it
        self._seed = secrets.randbits(32)
        self._texts: dict[int, str] = {}
        self._group_code: dict[tuple[int, ...], int] = {}
        self.groups: list[tuple[int, ...]] = []
        self._in_groups: dict[int, list[int]] = {}
        self._by_low: NDArray[np.int64] = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return int(self._count[0])

    def intern(self, number: int) -> int:
        """The code of an address number, made if new."""
        halves = np.array([number >> 64, number & LOW], np.uint64)
        return int(self.codes(halves[:1], halves[1:], np.ones(1, bool))[0])

    def intern_group(self, codes: tuple[int, ...]) -> int:
        """The code of a tuple of address codes, made if new."""
        code = self._group_code.get(codes)
        if code is None:
            code = self._group_code[codes] = len(self.groups)
            self.groups.append(codes)
            for member in set(codes):
                self._in_groups.setdefault(member, []).append(code)
        return code

    def groups_with(self, codes: Iterable[int]) -> list[int]:
        """The groups that one of some addresses is in, rising."""
        return sorted({group for code in codes for group in self._in_groups.get(code, ())})

    def text(self, code: int) -> str | None:
        """Text of a code; None for NO_ADDRESS."""
        if code == NO_ADDRESS:
            return None
        text = self._texts.get(code)
        if text is None:
            text = self._texts[code] = number_text(self.number(code))
        return text

    def number(self, code: int) -> int:
        """The address number of a code."""
        hi, lo = self._pairs[: len(self)][code].tolist()
        return int(hi) << 64 | int(lo)

    def find(self, text: str) -> int:
        """The code of an address given as text; NO_ADDRESS where it was not seen. ValueError: not an address."""
        number, known = address_number(text), self._pairs[: len(self)]
        # thousands are asked for in a row: sorted once for all of them; others may ask, or add to them, meanwhile
        by_low = self._by_low
        if len(by_low) != len(known):
            by_low = self._by_low = np.argsort(known["lo"], kind="stable").astype(np.int64)
        low, high = np.uint64(number & LOW), np.uint64(number >> 64)
        first = int(np.searchsorted(known["lo"], low, sorter=by_low))
        last = int(np.searchsorted(known["lo"], low, side="right", sorter=by_low))
        alike = by_low[first:last]
        found = alike[known["hi"][alike] == high]
        return int(found[0]) if len(found) else NO_ADDRESS

    def codes(self, hi: NDArray[np.uint64], lo: NDArray[np.uint64], there: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Codes of whole columns of halves, NO_ADDRESS where `there` is false."""
        out = np.empty(len(lo), np.int32)
        new = int(there.sum())
        if not new:
            out[:] = NO_ADDRESS
            return out
        self._make_room(new)
        intern_column(hi, lo, there, self._seed, self._pairs, self._slots, self._count, out)
        return out

    def halves(self, codes: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """The upper and lower half of each code's address; 0 for NO_ADDRESS."""
        there = codes >= 0
        found = np.zeros(len(codes), PAIR)
        found[there] = self._pairs[codes[there]]
        return found["hi"], found["lo"]

    def adopt(self, other: Addresses) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Take in another table: our code of each of its addresses, of each of its groups, and last of NO_ADDRESS."""
        theirs = other._pairs[: len(other)]
        codes = self.codes(theirs["hi"], theirs["lo"], np.ones(len(theirs), bool))
        groups = [self.intern_group(tuple(codes[list(group)].tolist())) for group in other.groups]
        return np.append(codes, np.int32(NO_ADDRESS)), np.array([*groups, NO_ADDRESS], np.int32)

    def only(
        self, codes: NDArray[np.int32], groups: NDArray[np.int32]
    ) -> tuple[Addresses, NDArray[np.int32], NDArray[np.int32]]:
        """A new table of some of these addresses and groups: it, its code of each address of this one, and of each
        group; NO_ADDRESS for those left out, and last for NO_ADDRESS itself."""
        fresh = Addresses()
        members = {member for group in groups.tolist() for member in self.groups[group]}
        wanted = np.union1d(codes, np.array(sorted(members), np.int32))
        to = np.full(len(self) + 1, NO_ADDRESS, np.int32)
        to[wanted] = fresh.codes(self._pairs["hi"][wanted], self._pairs["lo"][wanted], np.ones(len(wanted), bool))
        groups_to = np.full(len(self.groups) + 1, NO_ADDRESS, np.int32)
        for group in groups.tolist():
            groups_to[group] = fresh.intern_group(tuple(to[list(self.groups[group])].tolist()))
        return fresh, to, groups_to

    def _make_room(self, new: int) -> None:
        """Room for so many more; codes stay as they are."""
        known, needed = len(self), len(self) + new
        if needed <= len(self._pairs):
            return
        size = 1 << (needed - 1).bit_length()
        pairs = np.concatenate([self._pairs, np.zeros(size - len(self._pairs), PAIR)])
        slots, again = np.zeros(2 * size, np.int32), self._pairs[:known]
        intern_column(
            again["hi"],
            again["lo"],
            np.ones(known, bool),
            self._seed,
            pairs,
            slots,
            np.zeros(1, np.int64),
            np.empty(known, np.int32),
        )
        self._pairs, self._slots = pairs, slots
