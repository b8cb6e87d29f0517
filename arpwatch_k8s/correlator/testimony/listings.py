"""Listings of a neighbor table that say no time, held against each other: whether an address moved between them.

Within a file they come in its order; of several files the names may tell it (`neigh-before.txt`, `neigh-after.txt`).
Where they do not, what is said is that the listings differ, and not which way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from arpwatch_k8s.logs.detail import NeighborEntry
from arpwatch_k8s.logs.event import Log, Undated, telling
from arpwatch_k8s.logs.file_name import in_order, named_host

BY_LINES: Final = "lines"
"""What listings of one file are ordered by."""
NO_MAC_STATES: Final = frozenset({"INCOMPLETE", "FAILED"})


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
    """The host whose table it is, as files' names say it."""
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
    by_host: dict[str | None, list[int]] = {}
    for number, log in enumerate(logs):
        if any(True for _ in telling(log.undated, NeighborEntry)):
            by_host.setdefault(named_host(log.path), []).append(number)
    for address in dict.fromkeys(addresses):
        for host, numbers in by_host.items():
            found = compared(logs, numbers, address, host)
            if found is not None:
                yield found


def compared(logs: Sequence[Log], numbers: Sequence[int], address: str, host: str | None) -> Comparison | None:
    """What the listings of one host's table say of an address; None where none has it."""
    paths, by = in_order(logs[number].path for number in numbers)
    ordered = sorted(numbers, key=lambda number: paths.index(logs[number].path))
    listed = [item for number in ordered for item in listings(number, logs[number], address)]
    if not any(item.said for item in listed):
        return None
    if len(numbers) == 1 and len(listed) > 1:
        by = BY_LINES
    return Comparison(address=address, host=host, listed=tuple(listed), by=by)


def listings(number: int, log: Log, address: str) -> Iterator[Listed]:
    """What each listing of a log says of an address."""
    entries: dict[int, tuple[Undated, NeighborEntry] | None] = {}
    for said, entry in telling(log.undated, NeighborEntry):
        entries.setdefault(said.listing)
        if entry.address == address and entries[said.listing] is None:
            entries[said.listing] = said, entry
    for listing, found in entries.items():
        holds = found is not None and found[1].state not in NO_MAC_STATES
        yield Listed(
            log=number,
            path=log.path,
            listing=listing,
            said=found[0] if found else None,
            mac=found[1].mac if found and holds else None,
            state=found[1].state if found else None,
        )
