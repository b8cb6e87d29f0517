"""Where a capture was taken: the host that all its unicast frames come from or go to.

It matters twice: what a host's own neighbor cache was told is known only where its frames were captured, and what a
sender puts on its frames is known whole only there, too: elsewhere just those that went there are seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.among import FEW, among, occurring
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.parts import parts
from arpwatch_k8s.evidence.row import ARP_OTHER, MAC_PRESENT, MULTICAST_BIT, NA, TCP_SYN
from arpwatch_k8s.evidence.segment import Segment, segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST_ON_WIRE: Final = 60
"""Bytes: what came over Ethernet was padded to them (IEEE 802.3 section 4.2.3.3), what the host itself sends was not
yet."""
NEARLY_ALL: Final = 0.99
"""Share of the unicast frames that are the capturing host's own: a switch floods some of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host that captured."""

    mac: int
    """Its MAC on the segment."""
    sure: bool
    """False where two hosts do nothing but talk to each other, and this is the one that connects to the VIPs."""
    other: int = 0
    """The MAC that it may as well be, where it is not sure; else 0."""


def capturing_hosts(
    evidence: Evidence, vantages: Sequence[Sequence[int]], vips: Collection[int]
) -> dict[Segment, tuple[Host, ...]]:
    """The hosts that captured each segment; `vantages` are the captures by host."""
    index, names = segments(evidence)
    hosts: dict[Segment, tuple[Host, ...]] = {}
    for captures in vantages:
        here = among(evidence["capture"], captures) if len(vantages) > 1 else np.ones(len(evidence), bool)
        rows = evidence.take(here)
        for number, mine in parts(index if len(rows) == len(index) else index[here]):
            host = capturing_host(rows.part(mine), vips)
            if host is not None:
                hosts[names[number]] = (*hosts.get(names[number], ()), host)
    return hosts


def capturing_host(rows: Evidence, vips: Collection[int]) -> Host | None:
    """The host that the rows of one segment were captured at; None where it cannot be told.

    Where two do nothing but talk to each other, it is the one whose short frames are not padded yet, or else, not for
    sure, the one that connects to the VIPs.
    """
    unicast = rows.take(rows["eth_dst"] & (MAC_PRESENT | MULTICAST_BIT) == MAC_PRESENT)
    if not len(unicast):
        return None
    source, destination = unicast["eth_src"], unicast["eth_dst"]
    most = sorted({busiest(source), busiest(destination), int(source[0]), int(destination[0])})
    ours = [m for m in most if np.count_nonzero((source == m) | (destination == m)) >= NEARLY_ALL * len(unicast)]
    if len(ours) < 2:
        return Host(mac=ours[0], sure=True) if ours else None
    local = unpadded(rows, ours)
    if len(local) == 1:
        return Host(mac=local[0], sure=True)
    asks = rows["eth_src"][(rows["kind"] == TCP_SYN) & among(rows["ip_dst"], list(vips))]
    clients = [mac for mac in ours if (asks == mac).any()]
    return (
        Host(mac=clients[0], sure=False, other=next(m for m in ours if m != clients[0])) if len(clients) == 1 else None
    )


def unpadded(rows: Evidence, macs: Sequence[int]) -> list[int]:
    """Those of some MACs that sent a frame shorter than Ethernet carries, where another's ARP was padded."""
    short = rows["eth_src"][rows["frame_len"] < SHORTEST_ON_WIRE]
    resolving = distinct(rows["eth_src"][rows["kind"] <= ARP_OTHER])
    if bool(occurring(resolving, short).all()):
        return []
    return [mac for mac, is_short in zip(macs, occurring(np.array(macs, np.uint64), short), strict=True) if is_short]


def busiest(macs: NDArray[np.uint64]) -> int:
    """The MAC that occurs most; of several the lowest. Where there are few, those are counted one by one, which takes
    less than sorting all rows."""
    counts: dict[int, int] = {}
    left = macs
    while len(left) and max(counts.values(), default=0) <= len(left):
        if len(counts) == FEW:
            values, n = np.unique(left, return_counts=True)
            counts |= dict(zip(values.tolist(), n.tolist(), strict=True))
            break
        same = left == left[0]
        counts[int(left[0])] = int(np.count_nonzero(same))
        left = left[~same]
    return min(counts, key=lambda mac: (-counts[mac], mac))


def own_codes(evidence: Evidence, mac: int, vips: Collection[int]) -> set[int]:
    """Codes of the addresses that a MAC sends SYNs from or claims in ARP."""
    rows = evidence.take((evidence["eth_src"] == mac) & ((evidence["kind"] <= NA) | (evidence["kind"] == TCP_SYN)))
    own = {code for column in ("ip_src", "sender_ip") for code in distinct(rows[column]).tolist() if code >= 0}
    return own - set(vips)
