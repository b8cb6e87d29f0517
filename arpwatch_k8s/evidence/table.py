"""Evidence as columns of fixed dtypes, with addresses interned: what travels between rooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import from_dtype, types

from arpwatch_k8s.evidence.addresses import Addresses
from arpwatch_k8s.evidence.among import among
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.order import stable_order
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import MAC_PRESENT, ROW

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

ADDRESS_COLUMNS: Final = ("ip_src", "ip_dst", "sender_ip", "target_ip", "gateway", "quoted_src", "quoted_dst")

_HALVES: Final = frozenset(f"{name}_{half}" for name in ADDRESS_COLUMNS for half in ("hi", "lo"))
PLAIN_COLUMNS: Final = tuple(
    name for name in (ROW.names or ()) if name not in {*_HALVES, "addresses_at", "addresses_n", "direction"}
)
DTYPES: Final[dict[str, np.dtype[Any]]] = {
    **{name: ROW[name] for name in PLAIN_COLUMNS},
    **{name: np.dtype("i4") for name in ADDRESS_COLUMNS},
    "vrrp_addresses": np.dtype("i4"),
}
"""Columns of `Evidence`, their dtypes; `vrrp_addresses` is a code of `Addresses.groups`, NO_ADDRESS where none."""
CODED_COLUMNS: Final = (*ADDRESS_COLUMNS, "vrrp_addresses")
SOME: Final = 64
"""Values of a column that tell, mostly, that it has more than one."""


def column_type(name: str) -> types.Array:
    """A column of `Evidence` in compiled code: it may have one value for all rows, and is only read."""
    return types.Array(from_dtype(DTYPES[name]), 1, "A", readonly=True)


@lru_cache(maxsize=1 << 12)
def mac_text(mac: int) -> str | None:
    """A MAC of the table as lower-case colon text; None where the table has none."""
    if not mac & MAC_PRESENT:
        return None
    return (mac & (MAC_PRESENT - 1)).to_bytes(6).hex(":")


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


class Taken(Mapping[str, "NDArray[Any]"]):
    """Some rows of columns; a column is copied when it is first asked for, and most never are."""

    def __init__(self, whole: Mapping[str, NDArray[Any]], index: NDArray[Any]) -> None:
        self._whole = whole
        self._index = index
        self._copied: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        found = self._copied.get(name)
        if found is None:
            whole = self._whole[name]
            # one of a single value throughout (`of_one_value`) has no steps between its rows, and stays so
            is_constant = whole.strides == (0,)
            found = np.broadcast_to(whole[:1], self._index.shape) if is_constant else whole[self._index]
            self._copied[name] = found
        return found

    def of(self, index: NDArray[Any]) -> Taken:
        """Some of these rows, whose columns are then copied once."""
        return Taken(self._whole, self._index[index])

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows as columns, all of one length."""

    columns: Mapping[str, NDArray[Any]]
    """By name, with the dtypes of `DTYPES`."""
    addresses: Addresses
    """What codes of addresses mean."""

    def __len__(self) -> int:
        return len(self.columns["kind"])  # the narrowest, which nearly every question about rows needs anyway

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def take(self, index: NDArray[Any]) -> Evidence:
        """The rows that a mask or an index array picks."""
        if index.dtype == np.bool_:
            if bool(index.all()):
                return self
            index = np.flatnonzero(index)
        columns = self.columns
        return Evidence(columns.of(index) if isinstance(columns, Taken) else Taken(columns, index), self.addresses)

    def part(self, places: NDArray[np.int64]) -> Evidence:
        """The rows at some places, each once, rising: as many as there are rows are all of them, and none is copied."""
        return self if len(places) == len(self) else self.take(places)

    def of_kinds(self, *kinds: int) -> Evidence:
        """The rows of the given kinds, in the table's order."""
        return self.take(among(self.columns["kind"], kinds))

    def lists(self, *names: str) -> zip[tuple[Any, ...]]:
        """Plain Python values of some columns, row by row."""
        return zip(*(self.columns[name].tolist() for name in names), strict=True)

    def frames(self) -> list[FrameRef]:
        """Where the rows are."""
        return [FrameRef(capture, frame) for capture, frame in self.lists("capture", "frame")]


def gather(parts: Sequence[Evidence], *, using_up: bool = False) -> Evidence:
    """Tables as one, in time order (ties by capture, then frame), with the addresses of the first.

    Parts are merged, not sorted, where they are in time order themselves. With `using_up` each column of theirs is let
    go as soon as it was taken, so that no two copies of the whole are held at once, and one that has a single value
    throughout takes no memory.
    """
    if not parts:
        return Evidence({name: np.empty(0, dtype) for name, dtype in DTYPES.items()}, Addresses())
    addresses = parts[0].addresses
    adopted = [None if part.addresses is addresses else addresses.adopt(part.addresses) for part in parts]
    order = time_order(*(joined([part[name] for part in parts]) for name in ("time", "capture", "frame")))
    columns = {}
    for name in DTYPES:
        parts_of_column = [part.columns[name] for part in parts]
        for part in parts if using_up else ():
            if isinstance(part.columns, dict):
                del part.columns[name]
        if name in CODED_COLUMNS:
            which = name == "vrrp_addresses"
            parts_of_column = [
                c if to is None else to[which][c] for c, to in zip(parts_of_column, adopted, strict=True)
            ]
        column = joined(parts_of_column)
        parts_of_column.clear()
        constant = of_one_value(column) if using_up else None
        columns[name] = constant if constant is not None else column if order is None else column[order]
    return Evidence(columns, addresses)


def of_one_value(column: NDArray[Any]) -> NDArray[Any] | None:
    """A column that has one value throughout as an array that takes no memory, and cannot be written; else None."""
    if not len(column) or not has_one_value(column):
        return None
    return np.broadcast_to(column[:1].copy(), column.shape)


def has_one_value(column: NDArray[Any]) -> bool:
    """Whether all rows of a column have the same value, as those have that are kept as one (`of_one_value`)."""
    if not len(column) or column.strides == (0,):
        return True
    first, some = column[0], column[:: len(column) // SOME + 1]
    return bool((some == first).all()) and bool((column == first).all())


def compact(evidence: Evidence) -> Evidence:
    """The same rows with a table of their own addresses alone: one that was used for long holds many that are gone."""
    used = distinct(np.concatenate([distinct(evidence[name]) for name in ADDRESS_COLUMNS]))
    groups = distinct(evidence["vrrp_addresses"])
    addresses, to, groups_to = evidence.addresses.only(used[used >= 0], groups[groups >= 0])
    columns = {
        name: groups_to[column] if name == "vrrp_addresses" else to[column] if name in ADDRESS_COLUMNS else column
        for name, column in evidence.columns.items()
    }
    return Evidence(columns, addresses)


def joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one behind the other, a single one as it is."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def time_order(time: NDArray[Any], capture: NDArray[Any], frame: NDArray[Any]) -> NDArray[Any] | None:
    """What brings rows into the order of time, capture, frame; None where they stand in it.

    Rows are sorted by time; only those of equal times by the rest.
    """
    if len(time) < 2:
        return None
    order = None if bool((time[1:] >= time[:-1]).all()) else stable_order(time)
    sorted_time = time if order is None else time[order]
    again = sorted_time[1:] == sorted_time[:-1]
    if again.any():
        tied = np.flatnonzero(np.append(again, False) | np.insert(again, 0, False))
        rows = tied if order is None else order[tied]
        inner = np.lexsort((frame[rows], capture[rows], time[rows]))
        if order is None:
            if (inner == np.arange(len(inner))).all():
                return None
            order = np.arange(len(time))
        order[tied] = rows[inner]
    return order
