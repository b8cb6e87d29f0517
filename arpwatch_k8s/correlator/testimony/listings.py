"""Listings of a neighbor table that say no time, held against each other: whether an address moved between them.

Within a file they come in its order; of several files the names may tell it (`neigh-before.txt`, `neigh-after.txt`).
Where they do not, what is said is that the listings differ, and not which way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.event import Log, Undated, telling
from arpwatch_k8s.logs.reading.file_name import in_order, named_host

BY_LINES: Final = "lines"
"""What listings of one file are ordered by."""
NO_MAC_STATES: Final = frozenset({"INCOMPLETE", "FAILED"})

Listings = dict[int, list[tuple[Undated, NeighborEntry]]]
"""What a log's listings say, by their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one listing says of an address."""

    log: int
    """The log's number."""
    path: str
    """The log's path."""
    listing: int
    """Which listing of it, from 1."""
    said: Undated | None
    """The line; None where the listing does not have the address."""
    mac: int | None
    """The evidence table's number of the MAC that is held; None where none is."""
    state: str | None
    """The entry's state; None where it is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What several listings of one table say of an address."""

    address: str
    """The address, canonical text."""
    host: str | None
    """The host whose table it is, as the text or else the file's name says it; None where neither does."""
    listed: tuple[Listed, ...]
    """What each says, in their order where it is known."""
    by: str
    """What that order is known by: lines of one file, or of the files' names a word, date or number; else empty."""

    @property
    def macs(self) -> tuple[int, ...]:
        """The MACs that are held, each once."""
        return tuple(dict.fromkeys(item.mac for item in self.listed if item.mac is not None))

    @property
    def moves(self) -> int:
        """How often the MAC is another than the one held before it, in the order told: 0 where it did not change."""
        macs = [item.mac for item in self.listed if item.mac is not None]
        return sum(mac != before for before, mac in pairwise(macs))


def comparisons(logs: Sequence[Log], addresses: Iterable[str]) -> Iterator[Comparison]:
    """What listings say of each address that any of them has, a comparison for each host they are of."""
    by_host: dict[str | None, dict[int, Listings]] = {}
    for number, log in enumerate(logs):
        named = named_host(log.path)
        for said, entry in telling(log.undated, NeighborEntry):
            listings = by_host.setdefault(said.host or named, {}).setdefault(number, {})
            listings.setdefault(said.listing, []).append((said, entry))
    for address in dict.fromkeys(addresses):
        for host, by_log in by_host.items():
            found = compared(logs, by_log, address, host)
            if found is not None:
                yield found


def compared(logs: Sequence[Log], by_log: Mapping[int, Listings], address: str, host: str | None) -> Comparison | None:
    """What the listings of one host's table, by the numbers of logs, say of an address; None where none has it."""
    paths, by = in_order(logs[number].path for number in by_log)
    ordered = sorted(by_log, key=lambda number: paths.index(logs[number].path))
    listed = [
        of_listing(number, logs[number].path, listing, entries, address)
        for number in ordered
        for listing, entries in by_log[number].items()
    ]
    if not any(item.said for item in listed):
        return None
    if len(by_log) == 1 and len(listed) > 1:
        by = BY_LINES
    return Comparison(address=address, host=host, listed=tuple(listed), by=by)


def of_listing(
    number: int, path: str, listing: int, entries: Sequence[tuple[Undated, NeighborEntry]], address: str
) -> Listed:
    """What one listing says of an address."""
    said, entry = next((item for item in entries if item[1].address == address), (None, None))
    state = None if entry is None else entry.state
    return Listed(
        log=number,
        path=path,
        listing=listing,
        said=said,
        mac=None if entry is None or state in NO_MAC_STATES else entry.mac,
        state=state,
    )
