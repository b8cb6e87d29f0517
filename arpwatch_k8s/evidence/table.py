"""Evidence as columns of fixed dtypes, with addresses interned: what travels between rooms."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.row import HAS_TTL, MAC_PRESENT, ROW

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

ADDRESS_COLUMNS: Final = ("ip_src", "ip_dst", "sender_ip", "target_ip", "gateway", "quoted_src", "quoted_dst")
MAC_COLUMNS: Final = ("eth_src", "eth_dst", "sender_mac", "target_mac")
NO_ADDRESS: Final = -1

_HALVES: Final = frozenset(f"{name}_{half}" for name in ADDRESS_COLUMNS for half in ("hi", "lo"))
PLAIN_COLUMNS: Final = tuple(
    name for name in (ROW.names or ()) if name not in _HALVES and not name.startswith("addresses_")
)
DTYPES: Final[dict[str, np.dtype[Any]]] = {
    **{name: ROW[name] for name in PLAIN_COLUMNS},
    **{name: np.dtype("i4") for name in ADDRESS_COLUMNS},
    "vrrp_addresses": np.dtype("i4"),
}
"""Columns of `Evidence`, their dtypes; `vrrp_addresses` is a code of `Addresses.groups`, NO_ADDRESS where none."""

_V4: Final = 0xFFFF << 32


def mac_text(mac: int) -> str | None:
    """A MAC of the table as lower-case colon text; None where the table has none."""
    if not mac & MAC_PRESENT:
        return None
    digits = f"{mac & (MAC_PRESENT - 1):012x}"
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def parse_mac(text: str) -> int:
    """The table's number of a MAC written with colons or hyphens; ValueError where it is none."""
    digits = text.replace("-", ":").split(":")
    if len(digits) != 6 or not all(1 <= len(d) <= 2 for d in digits):
        raise ValueError(f"{text!r} is not a MAC address")
    number = 0
    for part in digits:
        number = number << 8 | int(part, 16)
    return number | MAC_PRESENT


def vlan_text(tags: int) -> str:
    """Packed VLAN tags as text, outer first: "", "200", "100.200"."""
    parts = []
    while tags:
        parts.append(str(tags & 0xFFF))
        tags >>= 16
    return ".".join(reversed(parts))


def address_number(text: str) -> int:
    """The 128-bit number that the table uses for an address (IPv4 as ::ffff:a.b.c.d); ValueError where it is none."""
    address = ipaddress.ip_address(text)
    return int(address) | _V4 if address.version == 4 else int(address)


def number_text(number: int) -> str:
    """Canonical text of an address number."""
    if number >> 32 == 0xFFFF:
        return str(ipaddress.IPv4Address(number & 0xFFFFFFFF))
    return str(ipaddress.IPv6Address(number))


class Addresses:
    """Addresses seen, each with a small code: `text(code)`, `code(text)`; groups are tuples of codes (VRRP lists)."""

    def __init__(self) -> None:
        self._code: dict[int, int] = {}
        self._numbers: list[int] = []
        self._texts: list[str] = []
        self._group_code: dict[tuple[int, ...], int] = {}
        self.groups: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def intern(self, number: int) -> int:
        """The code of an address number, made if new."""
        code = self._code.get(number)
        if code is None:
            code = self._code[number] = len(self._numbers)
            self._numbers.append(number)
            self._texts.append(number_text(number))
        return code

    def intern_group(self, codes: tuple[int, ...]) -> int:
        """The code of a tuple of address codes, made if new."""
        code = self._group_code.get(codes)
        if code is None:
            code = self._group_code[codes] = len(self.groups)
            self.groups.append(codes)
        return code

    def text(self, code: int) -> str | None:
        """Text of a code; None for NO_ADDRESS."""
        return None if code == NO_ADDRESS else self._texts[code]

    def number(self, code: int) -> int:
        """The address number of a code."""
        return self._numbers[code]

    def find(self, text: str) -> int:
        """The code of an address given as text; NO_ADDRESS where it was not seen. ValueError: not an address."""
        return self._code.get(address_number(text), NO_ADDRESS)

    def codes(self, hi: NDArray[np.uint64], lo: NDArray[np.uint64], there: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Codes of whole columns of halves, NO_ADDRESS where `there` is false."""
        out = np.full(len(lo), NO_ADDRESS, np.int32)
        at = np.flatnonzero(there)
        if len(at):
            pairs = np.empty(len(at), dtype=[("hi", "u8"), ("lo", "u8")])
            pairs["hi"], pairs["lo"] = hi[at], lo[at]
            unique, inverse = np.unique(pairs, return_inverse=True)
            known = [self.intern(int(h) << 64 | int(low)) for h, low in zip(unique["hi"], unique["lo"], strict=True)]
            out[at] = np.array(known, np.int32)[inverse]
        return out


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows as columns (`DTYPES`), all of one length; codes of addresses belong to `addresses`."""

    columns: dict[str, NDArray[Any]]
    addresses: Addresses

    def __len__(self) -> int:
        return len(self.columns["time"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def take(self, index: NDArray[Any]) -> Evidence:
        """The rows that a mask or an index array picks."""
        return Evidence({name: column[index] for name, column in self.columns.items()}, self.addresses)

    def of_kinds(self, *kinds: int) -> Evidence:
        """The rows of the given kinds, in the table's order."""
        return self.take(np.isin(self.columns["kind"], np.array(kinds, np.uint8)))

    def in_time_order(self) -> Evidence:
        """The same rows by time; ties by capture, then frame number."""
        time = self.columns["time"]
        if len(time) < 2 or (
            bool((time[1:] >= time[:-1]).all())
            and not bool((np.diff(self.columns["capture"].astype(np.int32)) < 0).any())
        ):
            return self
        order = np.lexsort((self.columns["frame"], self.columns["capture"], time))
        return self.take(order)

    def lists(self, *names: str) -> zip[tuple[Any, ...]]:
        """Plain Python values of some columns, row by row."""
        return zip(*(self.columns[name].tolist() for name in names), strict=True)


def empty(addresses: Addresses) -> Evidence:
    """A table without rows."""
    return Evidence({name: np.empty(0, dtype) for name, dtype in DTYPES.items()}, addresses)


def concat(parts: Sequence[Evidence], addresses: Addresses) -> Evidence:
    """Tables that share `addresses`, one after the other."""
    if not parts:
        return empty(addresses)
    return Evidence({name: np.concatenate([part[name] for part in parts]) for name in DTYPES}, addresses)


def from_rows(rows: NDArray[Any], listed: NDArray[np.uint64], addresses: Addresses) -> Evidence:
    """A batch of filled `ROW` records as columns.

    `listed` has shape (n, 2): halves of the addresses that VRRP rows list, at `addresses_at`, `addresses_n` of them.
    """
    # copies: the records are blanked and filled again
    columns: dict[str, NDArray[Any]] = {name: rows[name].copy() for name in PLAIN_COLUMNS}
    has_ip = rows["present"] & HAS_TTL != 0
    for name in ADDRESS_COLUMNS:
        hi, lo = rows[f"{name}_hi"], rows[f"{name}_lo"]
        there = has_ip if name in ("ip_src", "ip_dst") else (hi | lo) != 0
        columns[name] = addresses.codes(hi, lo, there)
    groups = np.full(len(rows), NO_ADDRESS, np.int32)
    for i in np.flatnonzero(rows["addresses_n"]).tolist():
        first = int(rows["addresses_at"][i])
        halves = listed[first : first + int(rows["addresses_n"][i])].tolist()
        groups[i] = addresses.intern_group(tuple(addresses.intern(hi << 64 | lo) for hi, lo in halves))
    columns["vrrp_addresses"] = groups
    return Evidence(columns, addresses)
