"""Filled rows become columns: batch by batch, into arrays that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS, Addresses
from arpwatch_k8s.evidence.batch import BATCH_ROWS, OTHER_FIELDS, TCP_FIELDS, others
from arpwatch_k8s.evidence.row import HAS_TTL
from arpwatch_k8s.evidence.table import ADDRESS_COLUMNS, CODED_COLUMNS, DTYPES, PLAIN_COLUMNS, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

START: Final = 1 << 10
MOST_LISTED: Final = 1 << 16
"""Addresses in different lists of VRRP that are kept of a capture. Ours: a frame has up to 255, a whole network
fewer than this."""
GROWTH: Final = 8
"""What is not filled takes no memory, and a page is dear when it is first touched: better large steps than many."""
LARGE_ROOM: Final = 1 << 20
"""Where there are so many places, steps are by twice: a larger one would mostly stay empty."""
FEW_ROWS: Final = 1 << 15
"""Rows that are copied in some milliseconds, in 4 MB: of more, room that is hardly filled is kept as it is."""
LEAST_FILLED: Final = 4
"""Room is hardly filled where less than one of so many places is."""

SELDOM_COLUMNS: Final = ("vlan", "ifindex", "interface")
TCP_COLUMNS: Final = tuple(name for name in PLAIN_COLUMNS if name in TCP_FIELDS and name not in SELDOM_COLUMNS)
OTHER_COLUMNS: Final = tuple(name for name in PLAIN_COLUMNS if name in OTHER_FIELDS)
TCP_ADDRESSES: Final = ("ip_src", "ip_dst")
NOTHING: Final = {name: np.zeros(0, dtype) for name, dtype in DTYPES.items()}


def grown(room: int) -> int:
    """How many places are made where so many are too few."""
    return (GROWTH if room < LARGE_ROOM else 2) * room


def hardly_fills(filled: int, room: int) -> bool:
    """Whether so many rows are better copied than kept where they are: the kernel gives memory by pages of 2 MiB, and
    captures may be thousands."""
    return filled < FEW_ROWS and LEAST_FILLED * filled < room


class Builder:
    """Takes batches of rows of one capture, gives `Evidence`.

    Columns grow one after the other, so there is never a second copy of the whole. New room is blank, and what only
    other protocols than TCP have is written only where a batch has such rows: pages never touched take no memory.
    """

    def __init__(self, capture: int, first: int = 0) -> None:
        """`first`: for how many rows room is made when more than some thousand have come."""
        self._capture = capture
        self._first = first
        self._addresses = Addresses()
        self._lists: dict[bytes, int] = {}
        self._listed_left = MOST_LISTED
        self.lists_left = 0
        self._columns = {name: np.zeros(START, dtype) for name, dtype in DTYPES.items()}
        self._coded: set[str] = set()  # beyond `TCP_ADDRESSES`, those of which a row has an address
        self._written = {*TCP_COLUMNS, *TCP_ADDRESSES, "capture"}  # that hold anything but zeros
        self._room = START
        self._filled = 0

    def append(self, batch: np.void, picked: slice | NDArray[np.bool_], listed: NDArray[np.uint64]) -> None:
        """The picked rows of a `BATCH`, which may be used again afterwards.

        `listed` has shape (n, 2): halves of the addresses that VRRP rows list, at `addresses_at`, `addresses_n` of
        them.
        """
        kinds = batch["kind"][picked]
        start, end = self._filled, self._filled + len(kinds)
        self._make_room(end)
        for name in TCP_COLUMNS:
            self._columns[name][start:end] = batch[name][picked]
        for name in SELDOM_COLUMNS:
            self._write(name, start, end, batch[name][picked])
        if self._capture:
            self._columns["capture"][start:end] = self._capture
        has_ip = self._columns["present"][start:end] & HAS_TTL != 0
        for name in TCP_ADDRESSES:
            hi, lo = batch[f"{name}_hi"][picked], batch[f"{name}_lo"][picked]
            self._columns[name][start:end] = self._addresses.codes(hi, lo, has_ip)
        for name in self._coded:
            self._columns[name][start:end] = NO_ADDRESS
        self._filled = end
        beyond = others(kinds)
        if len(beyond):
            self._append_others(batch, np.arange(BATCH_ROWS)[picked][beyond], listed, start + beyond)

    def _write(self, name: str, start: int, end: int, values: NDArray[Any]) -> None:
        """Values into new room, which is blank: pages that would stay so are not touched."""
        if values.any():
            self._written.add(name)
            self._columns[name][start:end] = values

    def _append_others(
        self, batch: np.void, rows: NDArray[np.int64], listed: NDArray[np.uint64], places: NDArray[np.int64]
    ) -> None:
        """What rows of other protocols than TCP, of these numbers in the batch, have beyond those: to these places."""
        for name in OTHER_COLUMNS:
            values = batch[name][rows]
            if values.any():
                self._written.add(name)
                self._columns[name][places] = values
        for name in ADDRESS_COLUMNS:
            if name not in TCP_ADDRESSES:
                hi, lo = batch[f"{name}_hi"][rows], batch[f"{name}_lo"][rows]
                self._write_codes(name, places, self._addresses.codes(hi, lo, (hi | lo) != 0))
        firsts, counts = batch["addresses_at"][rows], batch["addresses_n"][rows]
        self._write_codes("vrrp_addresses", places, self._groups(firsts, counts, listed))

    def _write_codes(self, name: str, places: NDArray[np.int64], codes: NDArray[np.int32]) -> None:
        """Codes to these places; a column of nothing but `NO_ADDRESS` takes no memory until then."""
        if name not in self._coded:
            if bool((codes == NO_ADDRESS).all()):
                return
            self._coded.add(name)
            self._written.add(name)
            self._columns[name][: self._filled] = NO_ADDRESS
        self._columns[name][places] = codes

    def _groups(
        self, firsts: NDArray[np.uint32], counts: NDArray[np.uint8], listed: NDArray[np.uint64]
    ) -> NDArray[np.int32]:
        """Codes of the address lists of VRRP rows; rows whose list is beyond those kept have none, and are counted."""
        groups = np.full(len(firsts), NO_ADDRESS, np.int32)
        with_list = np.flatnonzero(counts)
        if not len(with_list):
            return groups
        firsts = firsts[with_list]
        ends = firsts + counts[with_list]
        for i, first, end in zip(with_list.tolist(), firsts.tolist(), ends.tolist(), strict=True):
            members = listed[first:end]
            code = self._lists.get(members.tobytes())
            if code is None and len(members) > self._listed_left:
                self.lists_left += 1
                continue
            if code is None:
                self._listed_left -= len(members)
                codes = self._addresses.codes(members[:, 0], members[:, 1], np.ones(len(members), bool))
                code = self._lists[members.tobytes()] = self._addresses.intern_group(tuple(codes.tolist()))
            groups[i] = code
        return groups

    def _make_room(self, rows: int) -> None:
        if rows <= self._room:
            return
        self._room = max(rows, grown(self._room), self._first if self._room > START else 0)
        for name, column in self._columns.items():
            larger = np.zeros(self._room, column.dtype)
            if name in self._written:
                larger[: self._filled] = column[: self._filled]
            self._columns[name] = larger

    def finish(self) -> Evidence:
        """All rows so far; no more may follow. Of thousands of small captures no room is kept that is not filled."""
        filled = self._filled
        if not filled:
            return Evidence(dict(NOTHING), self._addresses)
        is_small = self._room == START or hardly_fills(filled, self._room)
        columns = {
            name: column[:filled].copy() if is_small else column[:filled] for name, column in self._columns.items()
        }
        blank = np.broadcast_to(np.int32(NO_ADDRESS), (filled,))
        columns |= {name: blank for name in CODED_COLUMNS if name not in (*TCP_ADDRESSES, *self._coded)}
        return Evidence(columns, self._addresses)
