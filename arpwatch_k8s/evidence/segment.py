"""The segment that a row was seen on: one interface and VLAN, where an address can have one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.table import has_one_value, vlan_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arpwatch_k8s.evidence.table import Evidence


class Segment(NamedTuple):
    """One interface and VLAN."""

    interface: int
    """The pcapng interface id; 0 in pcap."""
    ifindex: int
    """The kernel's interface index, where a cooked capture names it; else 0."""
    vlan: int
    """The VLAN tags, packed; 0 without any."""

    def __str__(self) -> str:
        """Interface index, with `.VLAN` where tagged."""
        base = f"if{self.ifindex}" if self.ifindex else str(self.interface)
        return f"{base}.{vlan_text(self.vlan)}" if self.vlan else base


def untagged(tags: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """VLAN tags, packed, without those of id 0, which carry a priority and name no VLAN (IEEE 802.1Q section 6.9)."""
    vlans = np.zeros(len(tags), np.uint64)
    for shift in (48, 32, 16, 0):
        tag = tags >> np.uint64(shift) & np.uint64(0xFFFF)
        vlans = np.where(tag & np.uint64(0xFFF) != 0, vlans << np.uint64(16) | tag, vlans)
    return vlans


def segments(evidence: Evidence) -> tuple[NDArray[np.int64], tuple[Segment, ...]]:
    """Each row's segment as an index into the segments that occur, which are in order."""
    columns = [evidence[name] for name in ("interface", "ifindex", "vlan")]
    index: NDArray[np.int64] = np.zeros(len(evidence), np.int64)
    several = [column for column in columns if not has_one_value(column)]
    for column in several:
        values, inner = numbered(column)
        index = numbered(index * len(values) + inner)[1]
    first = np.unique(index, return_index=True)[1] if several else np.arange(min(len(index), 1))
    interface, ifindex, vlan = (column[first] for column in columns)
    found = [*map(Segment, interface.tolist(), ifindex.tolist(), untagged(vlan.astype(np.uint64)).tolist())]
    ranked = sorted(set(found))
    if len(ranked) < 2:
        return np.zeros(len(evidence), np.int64), tuple(ranked)
    place = {segment: number for number, segment in enumerate(ranked)}
    return np.array([place[segment] for segment in found], np.int64)[index], tuple(ranked)
