"""Who is behind ICMP errors whose frames show no MAC: prints without one, captures of raw IP.

The sender's address is all that is known then. It is of the node that has that address by the inventory, or of the MAC
that listings have it at. A VIP is an address of whoever has it at the time: what comes from it names nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import ICMP_REDIRECT, ICMP_TIME_EXCEEDED, ICMP_UNREACHABLE, ND_REDIRECT
from arpwatch_k8s.inventory.nodes import BY_ADDRESS, Inventory, Node

ERRORS: Final = (ICMP_UNREACHABLE, ICMP_REDIRECT, ND_REDIRECT, ICMP_TIME_EXCEEDED)
MOST_ERRORS: Final = 20_000
"""Errors whose senders are looked for, as many as become symptoms."""


def without_mac(evidence: Evidence, vips: set[int], names: Inventory, listed: Mapping[str, int]) -> dict[int, Node]:
    """The nodes behind such errors about `vips` (address codes), by the owners' numbers, and by the MACs that `listed`
    has their addresses (as text) at."""
    rows = evidence.of_kinds(*ERRORS)
    about = np.where(rows["kind"] == ND_REDIRECT, rows["target_ip"], rows["quoted_dst"])
    mine = (rows["eth_src"] == 0) & (rows["ip_src"] != NO_ADDRESS) & np.isin(about, np.array(sorted(vips), np.int32))
    senders = distinct(rows["ip_src"][np.flatnonzero(mine)[:MOST_ERRORS]]).tolist()
    of_nodes = {address: node for node in reversed(names.nodes) for address in node.addresses} if senders else {}
    found: dict[int, Node] = {}
    for code in senders:
        text = evidence.addresses.text(code) or ""
        mac = BY_ADDRESS | code if code in vips else listed.get(text, BY_ADDRESS | code)
        known = None if code in vips else of_nodes.get(text) or names.by_mac.get(mac) or found.get(mac)
        node = known or Node(name=text, macs=(mac,), addresses=(text,), given=False)
        found |= {BY_ADDRESS | code: node} if known else {BY_ADDRESS | code: node, mac: node}
    return found
