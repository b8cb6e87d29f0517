"""Filled rows become columns: batch by batch, into arrays that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS, Addresses
from arpwatch_k8s.evidence.row import HAS_TTL
from arpwatch_k8s.evidence.table import ADDRESS_COLUMNS, DTYPES, PLAIN_COLUMNS, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

START: Final = 1 << 10
GROWTH: Final = 8
"""What is not filled takes no memory, and a page is dear when it is first touched: better large steps than many."""


class Builder:
    """Takes batches of `ROW` records, gives `Evidence`.

    Columns grow one after the other, so there is never a second copy of the whole.
    """

    def __init__(self) -> None:
        self._addresses = Addresses()
        self._columns = {name: np.empty(START, dtype) for name, dtype in DTYPES.items()}
        self._room = START
        self._filled = 0

    def append(self, rows: NDArray[Any], listed: NDArray[np.uint64]) -> None:
        """A batch; the records may be used again afterwards.

        `listed` has shape (n, 2): halves of the addresses that VRRP rows list, at `addresses_at`, `addresses_n` of
        them.
        """
        start, end = self._filled, self._filled + len(rows)
        self._make_room(end)
        for name in PLAIN_COLUMNS:
            self._columns[name][start:end] = rows[name]
        has_ip = rows["present"] & HAS_TTL != 0
        for name in ADDRESS_COLUMNS:
            hi, lo = rows[f"{name}_hi"], rows[f"{name}_lo"]
            there = has_ip if name in ("ip_src", "ip_dst") else (hi | lo) != 0
            self._columns[name][start:end] = self._addresses.codes(hi, lo, there)
        self._columns["vrrp_addresses"][start:end] = self._groups(rows, listed)
        self._filled = end

    def _groups(self, rows: NDArray[Any], listed: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Codes of the address lists of VRRP rows."""
        groups = np.full(len(rows), NO_ADDRESS, np.int32)
        with_list = np.flatnonzero(rows["addresses_n"])
        if not len(with_list):
            return groups
        firsts, ends = rows["addresses_at"][with_list], rows["addresses_at"][with_list] + rows["addresses_n"][with_list]
        used = listed[: int(ends.max())]
        codes = self._addresses.codes(used[:, 0], used[:, 1], np.ones(len(used), bool)).tolist()
        for i, first, end in zip(with_list.tolist(), firsts.tolist(), ends.tolist(), strict=True):
            groups[i] = self._addresses.intern_group(tuple(codes[first:end]))
        return groups

    def _make_room(self, rows: int) -> None:
        if rows <= self._room:
            return
        self._room = max(rows, GROWTH * self._room)
        for name, column in self._columns.items():
            larger = np.empty(self._room, column.dtype)
            larger[: self._filled] = column[: self._filled]
            self._columns[name] = larger

    def finish(self) -> Evidence:
        """All rows so far; no more may follow."""
        return Evidence({name: column[: self._filled] for name, column in self._columns.items()}, self._addresses)
