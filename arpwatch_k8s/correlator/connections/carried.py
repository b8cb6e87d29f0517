"""What connections carried: the flow record of each attempt, found by its addresses, ports and first number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import AttemptRows
from arpwatch_k8s.evidence import Addresses
from arpwatch_k8s.evidence.distinct import numbered
from arpwatch_k8s.evidence.flow import FLOW, SEEN_SYN, TO_VIP, FlowColumns, FlowRows

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Flows made ready to be found by their connections, in three steps: who, by which ports, with which number."""

    flows: FlowRows
    """`FLOW` records."""
    places: NDArray[np.int64]
    """Where those of them stand whose SYN was seen, in the order of `keys`."""
    ends: NDArray[np.int64]
    """Codes of client and VIP, packed; rising, each once."""
    ports: NDArray[np.int64]
    """Places in `ends` with the ports of client and VIP, packed; rising, each once."""
    keys: NDArray[np.int64]
    """Places in `ports` with the client's first number, packed; rising, each once."""

    def of(self, made: AttemptRows) -> NDArray[np.int64]:
        """The index into `flows` of each attempt, -1 where it has none."""
        if not len(self.keys) or not len(made):
            return np.full(len(made), -1, np.int64)
        ends = found_in(self.ends, packed_ends(made["client"], made["vip"]))
        ports = found_in(self.ports, ends << 32 | packed_ports(made["client_port"], made["vip_port"]))
        key = found_in(self.keys, ports << 32 | np.maximum(made["isn"], 0))
        return np.where((key >= 0) & (made["isn"] >= 0), self.places[key], -1)

    def by(self, places: NDArray[np.int64]) -> FlowColumns:
        """Those of `flows` at some places."""
        return FlowColumns(self.flows, places)


def packed_ends(client: NDArray[np.int32], vip: NDArray[np.int32]) -> NDArray[np.int64]:
    """Two address codes as one number."""
    number: NDArray[np.int64] = client.astype(np.int64) << 32 | vip
    return number


def packed_ports(client_port: NDArray[np.uint16], vip_port: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Two ports as one number."""
    number: NDArray[np.int64] = client_port.astype(np.int64) << 16 | vip_port
    return number


def found_in(known: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where some values stand among known ones, which rise; -1 where they do not."""
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, at, -1)


NOTHING = Carried(np.zeros(0, FLOW), *(np.zeros(0, np.int64),) * 4)


def carried(flows: FlowRows | None, addresses: Addresses) -> Carried:
    """Flows made ready to be found; of several with one key, as two hosts capture them, the one with most frames."""
    if flows is None or not len(flows):
        return NOTHING
    begun = np.flatnonzero(flows["seen"][:, TO_VIP] & SEEN_SYN != 0)
    there, flow = np.ones(len(begun), bool), FlowColumns(flows, begun)
    client = addresses.codes(flow["client_hi"], flow["client_lo"], there)
    vip = addresses.codes(flow["vip_hi"], flow["vip_lo"], there)
    ends, who = numbered(packed_ends(client, vip))
    ports, which = np.unique(who << 32 | packed_ports(flow["client_port"], flow["vip_port"]), return_inverse=True)
    keys = which << 32 | flow["isn"]
    order = np.lexsort((flow["frames"].sum(axis=1), keys))
    keys = keys[order]
    last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    return Carried(flows, begun[order[last]], ends, ports, keys[last])
