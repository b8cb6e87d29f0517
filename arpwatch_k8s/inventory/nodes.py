"""The inventory: nodes, their MACs, and who stands behind a virtual MAC at a time.

An owner is a number: a MAC that stands for all of its node's, or, where a node is known by its address alone, that
address's code with `BY_ADDRESS` set. A virtual MAC (VRRP, CARP, HSRP) moves between nodes without changing; it belongs
to whoever sent the last advertisement of its group before the time asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.row import MAC_PRESENT
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.inventory.vendor import vendor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arpwatch_k8s.evidence import Evidence

BY_ADDRESS: Final = 1 << 62
"""Set in the number of an owner that is known by an address alone; the rest is the address's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A host on the segment."""

    name: str
    """What to call it: a name, or its address."""
    macs: tuple[int, ...]
    """Its MACs; the first one stands for it."""
    addresses: tuple[str, ...]
    """Its own addresses, as text."""
    given: bool
    """Whether the user gave it, rather than the capture showed it."""

    @property
    def owner(self) -> int:
        """The first of its MACs."""
        return self.macs[0]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Who advertised for a virtual MAC."""

    times: tuple[int, ...]
    """When that changed, ns UTC; rising."""
    owners: tuple[int, ...]
    """Who it was from then on; numbers of the inventory."""

    def at(self, time: int) -> int:
        """The owner at `time`; the first one before the first advertisement, which repeats what was so before."""
        return self.owners[max(0, bisect_right(self.times, time) - 1)]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Names: what belongs together, and what it is called."""

    nodes: tuple[Node, ...]
    """The nodes, those that were given first."""
    by_mac: dict[int, Node]
    """The node of each MAC, or of an owner that is known by address."""
    held: Mapping[tuple[Segment, int], Held] = field(default_factory=dict)
    """Who stands behind each virtual MAC, by segment and MAC."""
    services: Mapping[str, str] = field(default_factory=dict)
    """Names of services by the text of their address."""

    def name(self, mac: int) -> str | None:
        """The node's name; None for a MAC or owner that nothing is known of."""
        node = self.by_mac.get(mac)
        return node.name if node else None

    def owner(self, mac: int, time: int | None = None, segment: Segment | None = None) -> int:
        """Who owns `mac`, a virtual one at `time` on `segment`; the MAC itself where nobody is known to."""
        if time is not None and segment is not None and (held := self.held.get((segment, mac))):
            return held.at(time)
        node = self.by_mac.get(mac)
        return node.owner if node else mac

    def owners(self, macs: NDArray[np.uint64], times: NDArray[np.int64], segment: Segment) -> NDArray[np.int64]:
        """`owner` of whole columns on one segment."""
        known, index = numbered(macs)
        numbers: NDArray[np.int64] = np.array([self.owner(mac) for mac in known.tolist()], np.int64)[index]
        for number, mac in enumerate(known.tolist()):
            held = self.held.get((segment, mac))
            if held is not None:
                rows = np.flatnonzero(index == number)
                at = np.searchsorted(np.array(held.times), times[rows], side="right") - 1
                numbers[rows] = np.array(held.owners)[np.maximum(at, 0)]
        return numbers

    def advertisers(self, rows: Evidence) -> NDArray[np.int64]:
        """Owners behind advertisements (VRRP): by the MAC that a frame came from; where that is virtual or unknown, by
        the source address."""
        by_address = {address: node for node in reversed(self.nodes) for address in node.addresses}
        macs, at = numbered(rows["eth_src"])
        owners: NDArray[np.int64] = np.array([self.owner(mac) for mac in macs.tolist()], np.int64)[at]
        unsaid: NDArray[np.bool_] = np.array([not mac or is_virtual_mac(mac) for mac in macs.tolist()], bool)[at]
        codes, at = numbered(rows["ip_src"])
        for number, code in enumerate(codes.tolist()):
            node = by_address.get(rows.addresses.text(code) or "")
            if node is not None:
                owners[(at == number) & unsaid] = node.owner
        return owners

    def label(self, owner: int, mac: int | None = None) -> str:
        """Name and MAC for people to read; for a MAC without a name its vendor; `mac` where another than the owner's
        first is meant."""
        shown = owner if mac is None or mac & BY_ADDRESS else mac
        name, text = self.name(owner), mac_text(shown) if shown & MAC_PRESENT and shown < BY_ADDRESS else None
        if name:
            return f"{name} ({text})" if text else name
        maker = vendor(shown) if text else None
        return f"{text} ({maker})" if maker else text or "unknown MAC"
